// Find a community, an area, a street or an identifier on the sheet.

import { element } from "./dom.js";
import { icon } from "./marks.js";
import { t } from "./words.js";

const MOST_RESULTS = 8;

/** The entries `{ text, aside, go }` that hold some text. */
export function entriesWith(entries, wanted) {
  return entries.filter((e) => `${e.text} ${e.aside ?? ""}`.toLowerCase().includes(wanted.toLowerCase()));
}

/** A search box; `look(wanted)` gives `{ text, aside, go }` for each match, the best first. */
export function makeSearch(look) {
  const results = element("ul", { class: "results", role: "listbox", hidden: true });
  const input = element("input", {
    type: "search",
    role: "combobox",
    "aria-expanded": "false",
    autocomplete: "off",
    spellcheck: "false",
  });
  const close = () => {
    results.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const find = () => {
    const wanted = input.value.trim();
    const found = wanted ? look(wanted).slice(0, MOST_RESULTS) : [];
    results.replaceChildren(
      ...found.map((entry) =>
        element(
          "li",
          { role: "option" },
          element(
            "button",
            {
              type: "button",
              on: {
                click: () => {
                  entry.go();
                  close();
                },
              },
            },
            element("bdi", {}, entry.text),
            entry.aside ? element("bdi", { class: "quiet" }, entry.aside) : null,
          ),
        ),
      ),
    );
    if (wanted && !found.length) results.append(element("li", { class: "quiet" }, t("search.none")));
    results.hidden = !wanted;
    input.setAttribute("aria-expanded", String(!results.hidden));
  };
  input.addEventListener("input", find);
  input.addEventListener("keydown", (event) => {
    if (event.code === "Escape") {
      input.value = "";
      close();
      input.blur();
    }
    if (event.code === "Enter") results.querySelector("button")?.click();
    event.stopPropagation();
  });
  const root = element("div", { class: "search float" }, icon("search"), input, element("kbd", {}, "/"), results);
  L.DomEvent.disableClickPropagation(root);
  L.DomEvent.disableScrollPropagation(root);
  return {
    element: root,
    focus: () => input.focus(),
    relabel() {
      input.placeholder = t("search.placeholder");
      input.setAttribute("aria-label", t("search.placeholder"));
    },
  };
}
