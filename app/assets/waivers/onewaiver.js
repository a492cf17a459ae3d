// One waiver: what is to be accepted, why, by whom; granted or refused by who may, taken back by who may.

import { button, field, openDialog } from "../editor/panels/dialog.js";
import { trying } from "../editor/panels/papers.js";
import { when } from "../editor/panels/times.js";
import { element } from "../sheet/dom.js";
import { count, message, t } from "../sheet/words.js";
import { missed, reasonField, remedyField, remedyName, today } from "./fields.js";
import { stateChip } from "./state.js";

/** Open it; `done(waiver)` hears what became of it. */
export function showWaiver({ api, waiver, toast, done }) {
  const own = `/waivers/${encodeURIComponent(waiver.id)}`;
  const tried = trying(toast);
  const send = async (what, body) => {
    await done(await api.request("POST", `${own}/${what}`, { match: waiver.revision, body }));
    return true;
  };
  const parts = { body: [facts(waiver, api.url(`${own}/map`))], actions: [] };
  if (waiver.may_decide) addDecision(parts, waiver, send, tried);
  if (waiver.may_withdraw) addWithdrawal(parts, waiver, send, tried);
  return openDialog({ title: t("waiver.one"), kind: "wide", ...parts });
}

function addDecision(parts, waiver, send, tried) {
  const reason = reasonField(t("waiver.grant.reason"), waiver.request);
  const number = element("input", { type: "text", maxlength: 100 });
  const granted = element("input", { type: "date", value: today(), max: today() });
  const until = element("input", { type: "date", min: today() });
  const remedy = waiver.needs_remedy && !waiver.remedy ? remedyField() : null;
  parts.body.push(
    element(
      "div",
      { class: "waiver-terms" },
      reason.node,
      field(t("waiver.document"), number),
      field(t("waiver.granted_on"), granted),
      field(t("waiver.until"), until),
      remedy && field(t("waiver.remedy"), remedy),
    ),
  );
  parts.actions.push(
    { text: t("waiver.refuse"), act: () => tried(() => (reason.value() ? send("refuse", { reason: reason.value() }) : reason.miss())) },
    {
      text: t("waiver.grant"),
      primary: true,
      act: () =>
        tried(async () => {
          if (!reason.value()) return reason.miss();
          const empty = [number, granted, until].find((input) => !input.value.trim());
          if (empty) return missed(empty);
          const terms = { reason: reason.value(), document_number: number.value.trim(), granted_on: granted.value, until: until.value };
          return send("grant", { ...terms, ...(remedy ? { remedy: remedy.value } : {}) });
        }),
    },
  );
}

function addWithdrawal(parts, waiver, send, tried) {
  if (waiver.may_decide) return;
  const reason = reasonField(t("waiver.withdraw.reason"));
  const open = element("div", { hidden: true }, waiver.state === "granted" ? element("p", { class: "quiet" }, t("waiver.withdraw.text")) : null, reason.node);
  parts.body.push(open);
  parts.actions.push({
    text: t("waiver.withdraw"),
    act: () =>
      tried(() => {
        if (!open.hidden && reason.value()) return send("withdraw", { reason: reason.value() });
        open.hidden = false;
        return reason.miss();
      }),
  });
}

function facts(waiver, map) {
  const rows = [
    ["state", stateChip(waiver)],
    ["breach", message(waiver.finding)],
    ["clause", [waiver.rule, waiver.finding.clause].filter(Boolean).join(" · ")],
    ["plan", [element("bdi", {}, waiver.plan), " · ", t("home.version", { n: count(waiver.version) }), " ", element("a", { href: map, target: "_blank", rel: "noopener" }, t("waiver.look"))]],
    ["asked", [waiver.asked_by, when(waiver.asked_at)].join(" · ")],
    ["request", waiver.request],
    waiver.remedy && ["remedy", remedyName(waiver.remedy)],
    waiver.decided_at && ["decided", [waiver.organisation, waiver.decided_by, when(waiver.decided_at)].filter(Boolean).join(" · ")],
    waiver.document_number && ["document", waiver.document_number],
    waiver.granted_on && ["time", waiver.until ? t("waiver.from_to", { from: waiver.granted_on, to: waiver.until }) : waiver.granted_on],
    waiver.decided_at && waiver.reason !== waiver.request && ["why", waiver.reason],
    waiver.withdrawn_at && ["withdrawn", [waiver.withdrawn_by, when(waiver.withdrawn_at), waiver.withdrawn_reason].join(" · ")],
  ].filter(Boolean);
  return element("dl", { class: "waiver-facts" }, rows.map(([key, value]) => [element("dt", {}, t(`waiver.of.${key}`)), element("dd", {}, value)]));
}

/** The list of waivers in a dialog: each opens. */
export function waiverRows(waivers, open) {
  return element(
    "ul",
    { class: "share-list waiver-list" },
    waivers.map((one) =>
      element(
        "li",
        {},
        stateChip(one),
        element("span", {}, message(one.finding)),
        element("span", { class: "spacer" }),
        element("span", { class: "quiet" }, one.rule),
        button(t("waiver.open"), () => open(one), "link"),
      ),
    ),
  );
}
