// The points with which a case came back, and the reply to each, one by one.

import { when } from "../editor/panels/times.js";
import { button } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, headed, t } from "../sheet/words.js";
import { tie } from "./pointeditor.js";

/** The tab: returns, the last first; `drafts` keeps replies that are being written, `act` has `reply`, `showPlace`. */
export function repliesTab(of, { drafts, act }) {
  if (!of.points.length) return element("p", { class: "empty" }, t("approval.points.none"));
  const slots = new Map(of.slots.map((slot) => [slot.id, slot]));
  const steps = [...new Set(of.points.map((one) => one.step))].sort((a, b) => b - a);
  return steps.map((number) => {
    const step = of.steps.find((one) => one.number === number);
    const points = of.points.filter((one) => one.step === number).sort((a, b) => a.number - b.number);
    return element(
      "section",
      { class: "return" },
      element("h3", {}, step ? `${headed(step.name)} · ${step.by}` : "", element("span", { class: "quiet" }, step ? when(step.at) : "")),
      element(
        "ol",
        {},
        points.map((point) => pointRow(point, { of, slots, drafts, act })),
      ),
    );
  });
}

function pointRow(point, { of, slots, drafts, act }) {
  const key = `reply ${point.id}`;
  const isOpen = point.reply === null;
  const area = element(
    "textarea",
    {
      rows: 2,
      "aria-label": t("approval.reply.to", { n: count(point.number) }),
      placeholder: t("approval.reply.what"),
      "data-key": key,
      on: { input: () => drafts.set(key, area.value) },
    },
    drafts.get(key) ?? point.reply ?? "",
  );
  return element(
    "li",
    { class: isOpen ? "open" : "answered" },
    element(
      "div",
      { class: "point-said" },
      isOpen ? sign("soft", t("approval.reply.waits")) : tick(t("approval.reply.there")),
      element("b", {}, String(point.number)),
      tie(point, slots, act),
      element("span", {}, point.text),
    ),
    isOpen
      ? null
      : element(
          "p",
          { class: "reply" },
          element("span", { class: "quiet" }, `${point.replied_by} ${when(point.replied_at)}：`),
          point.reply,
        ),
    isOpen && of.may_reply
      ? element(
          "div",
          { class: "answer" },
          area,
          button(
            t("approval.reply.do"),
            async () => {
              if (!area.value.trim()) return area.focus();
              if (await act.reply(point, area.value.trim())) drafts.delete(key);
              return undefined;
            },
            "secondary",
            { "data-key": `send ${key}` },
          ),
        )
      : null,
  );
}
