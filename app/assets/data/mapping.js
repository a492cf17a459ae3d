// Which column of a file is which of our fields: our choice, how sure it is, a value of it, and the planner's own.

import { element } from "../sheet/dom.js";
import { knows, t } from "../sheet/words.js";
import { mayChange } from "./decisions.js";
import { ROLES } from "./files.js";

const ALWAYS = {
  areas: ["area_id", "name", "households", "population", "subdistrict", "community"],
  roads: ["name", "class"],
  barriers: ["name", "kind"],
  facilities: ["name", "kind", "area_m2", "status"],
  subdistricts: ["subdistrict"],
  buildings: ["households"],
  adjacency: ["a", "b", "adjacent"],
};

/** What a field is called. */
export function fieldName(field) {
  return knows(`data.field.${field}`) ? t(`data.field.${field}`) : field;
}

/** The section on columns: one role at a time. */
export function mappingSection(state, act) {
  const dataset = state.get("dataset");
  const parts = (state.get("columns")?.items ?? []).flatMap((file) => file.parts);
  const roles = ROLES.filter((role) => parts.some((part) => part.role === role));
  if (!roles.length) return null;
  const role = roles.includes(state.get("role")) ? state.get("role") : roles[0];
  const isOpen = mayChange(dataset);
  const mine = parts.filter((part) => part.role === role);
  const choice = element(
    "select",
    {
      "aria-label": t("data.mapping_of"),
      "data-key": "mapping role",
      on: { change: () => state.set({ role: choice.value }) },
    },
    roles.map((one) => element("option", { value: one, selected: one === role }, t(`data.role.${one}`))),
  );
  return element(
    "section",
    { class: "mapping" },
    element("h2", {}, t("data.mapping"), choice),
    mine.map((part) => table(part, role, { dataset, isOpen, act, state, isFirst: part === mine[0] })),
  );
}

function table(part, role, context) {
  const always = ALWAYS[role];
  const placed = part.guesses.filter(({ field }) => ["x", "y", "geometry"].includes(field));
  const hasPlace = Object.keys(part.shapes).length > 0 || placed.length === 0;
  const shown = part.guesses.filter(
    (guess) =>
      (guess.column !== null && guess.field !== "household_basis") ||
      guess.needed ||
      guess.candidates.length ||
      (context.isFirst && always.includes(guess.field)) ||
      (!hasPlace && role !== "roads" && ["x", "y"].includes(guess.field)),
  );
  const rest = part.guesses.filter((guess) => !shown.includes(guess));
  const rows = (guesses) => guesses.map((guess) => row(guess, part, role, context));
  const heads = ["field", "column", "confidence", "sample"];
  return element(
    "div",
    {},
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, heads.map((head) => element("th", { scope: "col", class: head }, t(`data.head.${head}`)))),
      ),
      element("tbody", {}, rows(shown), role === "areas" ? basisRow(context) : null),
    ),
    rest.length
      ? element(
          "details",
          {
            open: context.state.get("more").includes(role),
            on: { toggle: (event) => context.act.more(role, event.target.open) },
          },
          element("summary", { "data-key": `more ${role} ${part.reference}` }, t("data.more_fields", { n: rest.length })),
          element("table", {}, element("tbody", {}, rows(rest))),
        )
      : null,
  );
}

function row(guess, part, role, { dataset, isOpen, act }) {
  const told = dataset.columns[role] ?? {};
  const off = told[guess.field] === "";
  const wanted = guess.needed && guess.column === null && !off;
  const select = element(
    "select",
    {
      "aria-label": t("data.column_of", { field: fieldName(guess.field) }),
      "data-key": `column ${role} ${guess.field} ${part.reference}`,
      class: wanted || guess.candidates.length ? "wanted" : guess.column === null ? "unset" : null,
      disabled: !isOpen,
      on: { change: () => act.column(role, guess.field, select.value) },
    },
    element("option", { value: "" }, guess.candidates.length || wanted ? t("data.choose") : t("data.no_column")),
    part.columns.map((column) =>
      element("option", { value: column.name, selected: column.name === guess.column }, column.name),
    ),
  );
  return element(
    "tr",
    {},
    element("th", { scope: "row", title: guess.field }, fieldName(guess.field)),
    element("td", { class: "column" }, select),
    element("td", { class: `confidence ${wanted ? "wanted" : (guess.confidence ?? "")}` }, sureness(guess, { wanted, off })),
    element("td", { class: "sample", title: guess.sample }, element("bdi", {}, guess.sample ?? "")),
  );
}

function sureness(guess, { wanted, off }) {
  if (guess.candidates.length) return t("data.sure.several", { n: guess.candidates.length });
  if (off) return t("data.sure.off");
  if (wanted) return t("data.sure.wanted");
  return guess.confidence ? t(`data.sure.${guess.confidence}`) : "";
}

// What a household is: the last row, for it says how the counts above are to be read.
function basisRow({ dataset, isOpen, act, state }) {
  const stated = state.get("sheet")?.check.household_counts?.basis ?? null;
  const value = dataset.household_basis ?? "";
  const isAsked = dataset.basis_open;
  const select = element(
    "select",
    {
      "aria-label": t("data.field.household_basis"),
      "data-key": "basis",
      class: isAsked ? "wanted" : null,
      disabled: !isOpen,
      on: { change: () => act.basis(select.value || null) },
    },
    element("option", { value: "" }, isAsked ? t("data.choose") : t("data.basis.file")),
    ["registered", "resident", "dwellings", "occupied", "unknown"].map((one) =>
      element("option", { value: one, selected: one === value }, t(`data.basis.${one}`)),
    ),
  );
  const sure = isAsked ? "wanted" : value ? "told" : "";
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, t("data.field.household_basis")),
    element("td", { class: "column" }, select),
    element("td", { class: `confidence ${sure}` }, sure ? t(`data.sure.${sure}`) : ""),
    element("td", { class: "sample" }, !value && stated ? t(`data.basis.${stated}`) : ""),
  );
}
