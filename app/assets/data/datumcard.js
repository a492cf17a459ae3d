// The card over the map where a layer fits the others better in another datum: shares before and after, and the choice.

import { element } from "../sheet/dom.js";
import { metres, percent, t } from "../sheet/words.js";
import { datumDoubt } from "./decisions.js";
import { saidWhole } from "./saying.js";

const KEYS = { "GCJ-02": "gcj02", "BD-09": "bd09", "WGS 84": "wgs84", CGCS2000: "cgcs2000" };

/** The card, or nothing where no layer is in doubt, or the planner has decided. */
export function datumCard(state, groups, act) {
  const dataset = state.get("dataset");
  const { check, shifts } = state.get("sheet");
  const doubt = datumDoubt(check, groups);
  const shift = shifts.find(({ role }) => role === "areas") ?? null;
  if (state.get("cardClosed") || !act.isOpen() || (!doubt && !shift)) return null;
  if (doubt && (dataset.accepted.includes(doubt.group.code) || dataset.datum)) return null;
  if (!doubt) return dataset.datum ? null : converted(shift, groups, act, state);
  const key = KEYS[doubt.datum];
  return card(
    [
      t(doubt.isConverted ? "data.datum.taken" : "data.datum.seems", { datum: doubt.datum }),
      saidWhole(doubt.finding, doubt.finding.file),
      bars(doubt),
      element(
        "div",
        { class: "choices" },
        !doubt.ofAreas
          ? others(doubt, act)
          : doubt.isConverted
          ? [
              primary(t("data.datum.keep", { datum: doubt.datum }), () => act.datum(key), "datum keep"),
              secondary(t("data.datum.undo"), () => act.datum("wgs84"), "datum undo"),
            ]
          : key
            ? [
                primary(t("data.datum.convert", { datum: doubt.datum }), () => act.datum(key), "datum convert"),
                secondary(t("data.datum.leave"), () => act.accept(doubt.group), "datum leave"),
              ]
            : null,
      ),
    ],
    state,
  );
}

// The datum of any other layer is not the planner's to tell: the doubt can only be let stand.
function others(doubt, act) {
  return doubt.group.canStand ? secondary(t("data.datum.leave"), () => act.accept(doubt.group), "datum leave") : null;
}

// The file itself says its datum: converted as it says, and said so.
function converted(shift, groups, act, state) {
  const group = groups.find(({ code }) => code === "datum.converted");
  return card(
    [
      t("data.datum.stated", { datum: shift.datum }),
      group ? saidWhole(group.findings[0], group.findings[0].file) : "",
      null,
      element(
        "div",
        { class: "choices" },
        primary(t("data.datum.keep", { datum: shift.datum }), () => act.datum(KEYS[shift.datum]), "datum keep"),
        secondary(t("data.datum.undo"), () => act.datum("wgs84"), "datum undo"),
      ),
    ],
    state,
  );
}

function card([title, text, figure, choices], state) {
  return element(
    "section",
    { class: "datum-card float", "aria-label": title },
    element("h2", {}, title),
    element(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": t("data.close"),
        "data-key": "datum close",
        on: { click: () => state.set({ cardClosed: true }) },
      },
      "×",
    ),
    element("p", {}, text),
    figure,
    choices,
  );
}

function bars({ datum, before, after, shift_m: shift }) {
  const bar = (name, share, kind) =>
    element(
      "div",
      { class: `fit ${kind}` },
      element("span", {}, name),
      element("span", { class: "track" }, element("i", { css: { width: `${share * 100}%` } })),
      element("span", { class: "number" }, `${percent(share).replace(/\.0$/, "")} %`),
    );
  return element(
    "div",
    { class: "fits", role: "img", "aria-label": t("data.datum.fits", { shift: metres(shift) }) },
    bar(t("data.datum.as_is"), before, ""),
    bar(datum, after, "best"),
  );
}

function primary(text, run, key) {
  return element("button", { type: "button", class: "primary", "data-key": key, on: { click: run } }, text);
}

function secondary(text, run, key) {
  return element("button", { type: "button", class: "secondary", "data-key": key, on: { click: run } }, text);
}
