// What changed since the issue before: areas that came, went, count other households or lie elsewhere.

import { element } from "../sheet/dom.js";
import { count, signed, t } from "../sheet/words.js";

const KINDS = ["added", "removed", "households", "redrawn"];
const MOST = 200;

/** The section, or nothing where there is no issue before or nothing changed. */
export function changesSection(changes) {
  if (!changes?.replaces) return null;
  const there = KINDS.filter((kind) => changes[kind].length);
  return element(
    "section",
    { class: "report-group changes" },
    element("h3", {}, t("data.changes"), there.length ? null : element("span", { class: "quiet" }, t("data.changes.none"))),
    there.map((kind) =>
      element(
        "details",
        {},
        element("summary", { "data-key": `changes ${kind}` }, t(`data.changes.${kind}`, { n: count(changes[kind].length) })),
        element("ul", {}, changes[kind].slice(0, MOST).map((change) => row(change, kind))),
        changes[kind].length > MOST ? element("p", { class: "quiet" }, t("data.changes.more", { n: count(changes[kind].length - MOST) })) : null,
      ),
    ),
  );
}

function row(change, kind) {
  const figure =
    kind === "households"
      ? `${count(change.before)} → ${count(change.after)} (${signed(change.after - change.before)})`
      : count(change.after ?? change.before);
  return element("li", {}, element("bdi", {}, change.name), element("span", { class: "number" }, figure));
}
