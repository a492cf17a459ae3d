// The lines of the trail that tell of a case: who, when, from what to what, each chained to the one before by its hash.

import { element } from "../sheet/dom.js";
import { message, named, t } from "../sheet/words.js";

/** The tab; `trail` is null until it was asked for, an error where it cannot be read, else the lines. */
export function trailTab(of, trail, act) {
  if (trail === null) {
    act.readTrail();
    return element("p", { class: "empty", role: "status" }, t("approval.reading"));
  }
  if (trail instanceof Error) return element("p", { class: "empty" }, message(trail));
  if (!trail.length) return element("p", { class: "empty" }, t("approval.trail.none"));
  // A role is called what the steps and those for whom the case waits call it.
  const roles = new Map([...of.steps.map((one) => [one.role, named(one.role_name)]), ...of.waits_for.map((one) => [one.role, named(one)])]);
  return element(
    "table",
    { class: "plain trail-table" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["number", "at", "who", "what", "hash"].map((key) => element("th", { scope: "col" }, t(`approval.trail.${key}`))),
      ),
    ),
    element(
      "tbody",
      {},
      trail.map((line) =>
        element(
          "tr",
          {},
          element("td", {}, String(line.number)),
          element("td", {}, new Date(line.at).toLocaleString(document.documentElement.lang)),
          element("td", {}, [line.actor, roles.get(line.role)].filter(Boolean).join(" · ")),
          element("td", { class: "wraps" }, [line.action, line.reason].filter(Boolean).join(" · ")),
          element("td", { class: "hash", title: line.hash }, line.hash.slice(0, 12)),
        ),
      ),
    ),
  );
}
