// The versions of the plan, newest first: each gesture made one, and any of them can be opened, named or begun from.

import { element } from "../../sheet/dom.js";
import { redraw } from "../../sheet/redraw.js";
import { count, t } from "../../sheet/words.js";
import { button } from "./dialog.js";
import { when } from "./times.js";

const SHOWN = 12;

/** Draw the versions into their section; `papers` copies and names them. */
export function makeVersions({ session, act, papers }) {
  const root = element("section", { class: "versions" });
  let open = null;
  let all = false;

  const render = () => {
    const rows = [...session.versions(), { number: 0, label: null, at: session.plan.created_at }];
    const shown = all ? rows : rows.slice(0, SHOWN);
    redraw(
      root,
      element(
        "h2",
        {},
        t("editor.panel.versions"),
        button(t("editor.panel.version.copy"), () => papers.copy(null), "link"),
      ),
      element("ol", { class: "version-list" }, shown.map(row)),
      ...(shown.length < rows.length ? [older(rows.length - shown.length)] : []),
    );
  };
  const older = (n) =>
    button(
      t("editor.panel.version.older", { n: count(n) }),
      () => {
        all = true;
        render();
      },
      "link older",
    );
  const row = (version) => {
    const isOpen = open === version.number;
    const number = version.number ? t("editor.panel.version.n", { n: count(version.number) }) : t("editor.panel.version.0");
    return element(
      "li",
      { class: version.number === session.head ? "now" : null },
      element(
        "button",
        {
          type: "button",
          class: "version",
          "aria-expanded": String(isOpen),
          on: {
            click: () => {
              open = isOpen ? null : version.number;
              render();
              root.querySelector(`[data-version="${version.number}"]`)?.focus();
            },
          },
          "data-version": version.number,
        },
        element("span", { class: "n" }, number),
        element("bdi", { class: version.name ? "what named" : "what" }, version.name ?? labelOf(version, session.plan)),
        element("span", { class: "quiet" }, version.at ? when(version.at) : ""),
      ),
      isOpen ? actions(version) : null,
    );
  };
  const actions = (version) =>
    element(
      "p",
      { class: "version-actions" },
      version.name ? element("span", { class: "quiet" }, element("bdi", {}, labelOf(version, session.plan))) : null,
      version.number === session.head ? null : button(t("editor.panel.version.open"), () => act.openVersion(version.number), "link"),
      version.number && !version.pending && !session.frozen ? button(t("editor.panel.version.name"), () => papers.nameVersion(version), "link") : null,
      button(t("editor.panel.version.copy_this"), () => papers.copy(version.number), "link"),
    );
  return { element: root, render };
}

/** What a version is called in the language shown: by its command, the first by what the plan began with. */
export function labelOf({ number, label }, plan) {
  if (number === 0) return t(`editor.panel.origin.${plan.origin?.kind ?? "today"}`);
  return label?.[document.documentElement.lang === "en" ? "en" : "zh"] ?? "";
}
