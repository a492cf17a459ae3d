// In which system and datum the areas are: as the file says, or as the planner does.

import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { mayChange } from "./decisions.js";

const DATUMS = ["wgs84", "cgcs2000", "gcj02", "bd09"];
const CHOICES = ["file", "epsg", "local"];

/** The section on coordinates. */
export function coordinatesSection(state, act) {
  const dataset = state.get("dataset");
  const isOpen = mayChange(dataset);
  const told = dataset.crs;
  const now = state.get("crsKind") ?? (told === null ? "file" : told.startsWith("local") ? "local" : "epsg");
  const kind = element(
    "select",
    {
      "aria-label": t("data.crs"),
      "data-key": "crs kind",
      disabled: !isOpen,
      on: {
        change: () => {
          state.set({ crsKind: kind.value });
          if (kind.value === "file" && told !== null) act.crs(null);
        },
      },
    },
    CHOICES.map((one) => element("option", { value: one, selected: one === now }, t(`data.crs.${one}`))),
  );
  const datum = element(
    "select",
    {
      "aria-label": t("data.datum"),
      "data-key": "datum",
      disabled: !isOpen,
      on: { change: () => act.change({ datum: datum.value || null }) },
    },
    element("option", { value: "" }, t("data.datum.file")),
    DATUMS.map((one) => element("option", { value: one, selected: one === dataset.datum }, t(`data.datum.${one}`))),
  );
  return element(
    "section",
    { class: "coordinates" },
    element("h2", {}, t("data.coordinates")),
    element("div", { class: "pair" }, element("span", {}, t("data.crs")), kind),
    now === "file" ? null : detail(now, told, isOpen, act),
    now === "local" ? null : element("div", { class: "pair" }, element("span", {}, t("data.datum")), datum),
  );
}

// EPSG code, or metres a unit of x and of y.
function detail(kind, told, isOpen, act) {
  const scale = /^local:([\d.]+),([\d.]+)$/.exec(told ?? "");
  const field = (key, label, value) =>
    element("input", { type: "text", inputmode: "decimal", "aria-label": label, "data-key": key, value, disabled: !isOpen });
  const inputs =
    kind === "epsg"
      ? [field("crs epsg", t("data.crs.code"), told?.startsWith("EPSG:") ? told.slice(5) : "")]
      : [field("crs x", t("data.crs.x"), scale?.[1] ?? "1"), field("crs y", t("data.crs.y"), scale?.[2] ?? "1")];
  const wanted = () => {
    const values = inputs.map((input) => input.value.trim());
    return kind === "epsg" ? `EPSG:${values[0].replace(/^EPSG:/i, "")}` : `local:${values.join(",")}`;
  };
  return element(
    "form",
    {
      class: "pair",
      on: {
        submit: (event) => {
          event.preventDefault();
          act.crs(wanted());
        },
      },
    },
    element("span", {}, t(`data.crs.${kind}.what`)),
    element(
      "span",
      { class: "fields" },
      inputs,
      isOpen ? element("button", { type: "submit", class: "secondary", "data-key": "crs set" }, t("data.crs.set")) : null,
    ),
  );
}
