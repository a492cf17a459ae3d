// What the audit says of the version that the server has judged last; marked until it has judged the newest one.

import { element } from "../../sheet/dom.js";
import { findingsList, kindCounts, shownFindings } from "../../sheet/findings.js";
import { sign } from "../../sheet/marks.js";
import { drawAtRest } from "../../sheet/redraw.js";
import { count, large, t } from "../../sheet/words.js";
import { findingsOf } from "./scope.js";

/** Findings of the newest judgement, the gravest first. */
export function currentFindings(session) {
  return session.judgement ? shownFindings(session.judgement.audit) : [];
}

/** Draw the findings; `act.locate(finding)` leads to its place or is null, `waivers.beside(finding)` stands under it. */
export function makeFindings({ view, session, act, waivers }) {
  const head = element("h2", { class: "findings-head" });
  const list = element("div", { class: "scroll below" });

  const render = () => {
    const shown = findingsOf(currentFindings(session), view.get("office"));
    const stale = isStale(session);
    head.replaceChildren(...headParts(shown, stale));
    list.classList.toggle("stale", stale);
    drawList(shown);
  };
  const drawList = (shown) =>
    drawAtRest(list, () => {
      list.replaceChildren(
        session.judgement
          ? findingsList(shown, { locate: act.locate, chosen: view.get("selected"), beside: waivers.beside })
          : element("p", { class: "empty" }, t(waitingKey(session))),
      );
      list.querySelector(".picked")?.scrollIntoView({ block: "nearest" });
    });
  const headParts = (shown, stale) => {
    const counts = kindCounts(shown);
    const chips = ["hard", "soft", "note"]
      .filter((kind) => counts[kind])
      .map((kind) => element("span", { class: `chip ${kind}` }, sign(kind, ""), `${t(`kind.${kind}`)} ${count(counts[kind])}`));
    return [
      t("tab.findings"),
      ...chips,
      counts.unknown ? element("span", { class: "quiet" }, t("findings.unknown", { n: count(counts.unknown) })) : "",
      element("span", { class: "spacer" }),
      element("span", { class: "quiet" }, stale ? staleText(session) : totals(session)),
    ];
  };
  return { head, element: list, render };
}

/** Whether the findings are of an older version than the one drawn. */
export function isStale(session) {
  return session.judgement !== null && (session.pending > 0 || session.judgement.version !== session.base);
}

function staleText(session) {
  return t("editor.panel.findings.stale", { n: count(session.judgement.version) });
}

function waitingKey({ state }) {
  return state === "saved" || state === "saving" ? "editor.panel.findings.waiting" : "editor.panel.findings.none_yet";
}

function totals(session) {
  const { households, persons } = session.readings();
  return [large(households, t("unit.household")), persons == null ? null : large(persons, t("unit.person"))]
    .filter(Boolean)
    .join(" · ");
}
