// Reports that were sent, and the next one: the month's progress of the transfers, the year's special report.

import { newId } from "../editor/core/identifiers.js";
import { when } from "../editor/panels/times.js";
import { button, field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, message, t } from "../sheet/words.js";
import { shortHash } from "./caselist.js";
import { dayText, isoDay } from "./dates.js";
import { reportTable } from "./reporttable.js";
import { reading } from "./tasks.js";
import { choice, fromAddress, heading, keepInAddress, openWork } from "./workpage.js";

const KINDS = ["monthly", "special"];
const COLUMNS = ["kind", "period", "by", "due", "sent", "hash"];

/** Draw the page that app/maps/work_page.py made. */
export function start(data) {
  openWork(data, "reports", { ...fromAddress(["kind"]), items: [], total: 0, next: null }, { draw, load });
}

async function load({ state, office }) {
  const found = await office.reports({ kind: state.get("kind"), limit: 100 });
  return { items: found.items, total: found.total, next: found.next };
}

function draw(work) {
  const { state, reload, show, office } = work;
  const filter = (kind) => {
    state.set({ kind });
    keepInAddress({ kind });
    reload();
  };
  const more = () =>
    show(async () => {
      const next = await office.reports({ kind: state.get("kind"), limit: 100, cursor: state.get("next") });
      return { items: [...state.get("items"), ...next.items], next: next.next };
    });
  return {
    main: [
      heading(
        t("home.section.reports"),
        state.get("loaded") ? count(state.get("total")) : "",
        choice(
          t("approval.list.kind"),
          "kind",
          [["", t("approval.any")], ...KINDS.map((kind) => [kind, t(`approval.report.${kind}`)])],
          state.get("kind"),
          filter,
        ),
        button(t("approval.report.make"), () => makeReport(work), "primary", { "data-key": "make" }),
      ),
      state.get("loaded") ? list(work) : reading(),
      state.get("next") ? button(t("home.more"), more, "secondary", { "data-key": "more" }) : null,
    ],
  };
}

function list(work) {
  const items = work.state.get("items");
  if (!items.length) return element("p", { class: "empty" }, t("approval.report.none"));
  return element(
    "div",
    { class: "plans-scroll" },
    element(
      "table",
      { class: "plans" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          COLUMNS.map((key) => element("th", { scope: "col" }, t(`approval.report.head.${key}`))),
        ),
      ),
      element(
        "tbody",
        {},
        items.map((one) => row(one, work)),
      ),
    ),
  );
}

function row(one, work) {
  const language = document.documentElement.lang;
  return element(
    "tr",
    { "data-report": `${one.kind} ${one.period}` },
    element(
      "th",
      { scope: "row" },
      element(
        "button",
        { type: "button", class: "link", "data-key": `report ${one.id}`, on: { click: () => showReport(one, work) } },
        t(`approval.report.${one.kind}`),
      ),
    ),
    element("td", {}, one.period),
    element("td", {}, one.organisation, one.district ? element("span", { class: "quiet" }, ` ${one.district}`) : null),
    element("td", {}, dayText(one.due_on, language)),
    element(
      "td",
      {},
      `${when(one.sent_at)} ${one.sent_by} `,
      one.is_late ? element("span", { class: "chip soft" }, sign("soft", ""), t("approval.report.late")) : null,
    ),
    element("td", { class: "hash", title: one.hash }, shortHash(one.hash, 3)),
  );
}

async function showReport(one, { run, office }) {
  const report = await run(() => office.report(one.id));
  if (!report) return;
  const files = ["csv", "xlsx"].map((kind) =>
    element(
      "a",
      { class: "secondary", href: office.url(`/reports/${encodeURIComponent(one.id)}.${kind}`), download: true },
      kind.toUpperCase(),
    ),
  );
  openDialog({
    title: `${t(`approval.report.${one.kind}`)} · ${one.period}`,
    kind: "wide-dialog",
    body: [
      element(
        "p",
        {},
        element(
          "span",
          { class: `chip ${report.is_intact ? "ok" : "hard"}` },
          report.is_intact ? tick("") : sign("hard", ""),
          t(report.is_intact ? "approval.report.intact" : "approval.broken"),
        ),
        " ",
        element("span", { class: "hash" }, shortHash(one.hash, 4)),
      ),
      reportTable(report.document),
      element("p", { class: "row" }, files),
    ],
  });
}

// What would be sent is shown first; what was sent stays as it was.
function makeReport({ office, toast, reload }) {
  const key = newId();
  const today = isoDay(new Date());
  const kind = element(
    "select",
    { on: { change: () => retype() } },
    KINDS.map((one) => element("option", { value: one }, t(`approval.report.${one}`))),
  );
  const period = element("input", {
    type: "text",
    required: true,
    value: today.slice(0, 7),
    pattern: "20[0-9]{2}(-(0[1-9]|1[0-2]))?",
    on: { change: () => look() },
  });
  const preview = element("div", { role: "status" });
  const retype = () => {
    period.value = kind.value === "monthly" ? today.slice(0, 7) : today.slice(0, 4);
    look();
  };
  const look = async () => {
    if (!period.reportValidity()) return;
    preview.replaceChildren(t("approval.reading"));
    try {
      const draft = await office.draft(kind.value, period.value);
      preview.replaceChildren(reportTable(draft.document));
    } catch (error) {
      preview.replaceChildren(element("p", { class: "refused" }, message(error)));
    }
  };
  const send = async () => {
    try {
      await office.send({ kind: kind.value, period: period.value }, key);
      toast.say(t("approval.report.done", { period: period.value }));
      reload();
      return true;
    } catch (error) {
      preview.prepend(element("p", { class: "refused", role: "alert" }, message(error)));
      return false;
    }
  };
  openDialog({
    title: t("approval.report.make"),
    kind: "wide-dialog",
    body: [
      element("div", { class: "filters" }, field(t("approval.list.kind"), kind), field(t("approval.report.head.period"), period)),
      preview,
    ],
    actions: [{ text: t("approval.report.send"), act: send, primary: true }],
  });
  look();
}
