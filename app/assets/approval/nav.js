// The way through the pages of the whole.

import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";

const PAGES = [
  ["plans", "/"],
  ["data", "/datasets"],
  ["tasks", "/tasks"],
  ["cases", "/cases"],
  ["calendar", "/calendar"],
  ["registry", "/registry"],
  ["reports", "/reports"],
];

/** The pages of the whole; the one that is shown is marked. */
export function sections(shown) {
  return element(
    "nav",
    { class: "views sections", "aria-label": t("home.sections") },
    PAGES.map(([name, href]) =>
      element("a", { class: "view", href, "aria-current": name === shown ? "page" : null }, t(`home.section.${name}`)),
    ),
  );
}
