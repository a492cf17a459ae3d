// The status line: where the pointer is, in which system, how much there is, and whether server and page agree.

import { element } from "../../sheet/dom.js";
import { tick } from "../../sheet/marks.js";
import { count, t } from "../../sheet/words.js";
import { isStale } from "./findings.js";

/** Draw the status line; `position` is filled by the pointer. */
export function makeStatus({ session, slots, plan }) {
  const position = element("span", { class: "position" });
  const render = () => {
    const { ground } = session;
    const rows = session.all().filter((row) => row.id !== null);
    const preview = rows.some((row) => row.preview);
    const basis = plan.dataset?.name;
    slots.status.replaceChildren(
      ...[
        position,
        element("span", {}, ground.is_local ? t("status.local") : (ground.facts_zh_en?.crs_label ?? ground.crs)),
        basis ? element("span", { class: "basis-name quiet" }, element("bdi", {}, basis)) : null,
        element("span", { class: "spacer" }),
        element("span", {}, t("status.counts", { units: count(ground.count), communities: count(rows.length) })),
        preview ? element("span", {}, t("editor.panel.status.preview")) : null,
        agreement(session),
      ].filter(Boolean),
    );
  };
  return { render, position };
}

function agreement(session) {
  const { state } = session;
  const n = count(session.pending);
  if (state === "saved" && session.judgement && !isStale(session))
    return element("span", { class: "agree" }, tick(""), t("editor.panel.status.agree"));
  if (state === "saved" || state === "saving") return element("span", { class: "quiet" }, t("editor.panel.status.checking"));
  return element("span", { class: `agree ${state}` }, t(`editor.panel.state.${state}`, { n }));
}
