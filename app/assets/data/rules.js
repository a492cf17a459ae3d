// The rules that plans start with: a pack, overlays, one's own, and where layers differ.

import { element } from "../sheet/dom.js";
import { count, message, t } from "../sheet/words.js";
import { mayChange } from "./decisions.js";
import { chooser } from "./files.js";

/** The section on rule packs. */
export function rulesSection(state, act) {
  const [dataset, packs, profile] = [state.get("dataset"), state.get("packs"), state.get("profile")];
  if (!packs) return null;
  const isOpen = mayChange(dataset);
  const bases = packs.filter((pack) => !pack.is_overlay);
  const overlays = packs.filter((pack) => pack.is_overlay);
  const chosen = dataset.profile;
  const base = element(
    "select",
    {
      "aria-label": t("data.rules.base"),
      "data-key": "rules base",
      disabled: !isOpen,
      on: { change: () => act.profile({ id: base.value, overlays: chosen.overlays }) },
    },
    bases.map((pack) => element("option", { value: pack.id, selected: pack.id === chosen.id }, name(pack))),
  );
  const flip = (id) =>
    chosen.overlays.includes(id) ? chosen.overlays.filter((one) => one !== id) : [...chosen.overlays, id];
  return element(
    "section",
    { class: "rules-choice" },
    element("h2", {}, t("data.rules"), isOpen ? chooser(t("data.rules.add"), act.pack, { "data-key": "rules add" }) : null),
    base,
    overlays.map((pack) =>
      element(
        "label",
        { class: "overlay" },
        element("input", {
          type: "checkbox",
          checked: chosen.overlays.includes(pack.id),
          disabled: !isOpen,
          "data-key": `overlay ${pack.id}`,
          on: { change: () => act.profile({ id: chosen.id, overlays: flip(pack.id) }) },
        }),
        name(pack),
      ),
    ),
    profile ? facts(profile) : null,
  );
}

function name(pack) {
  const title = message({ message_zh: pack.title_zh, message_en: pack.title_en });
  return `${title} ${pack.version}${pack.is_bundled ? "" : ` · ${t("data.rules.own")}`}`;
}

function facts(profile) {
  const { min, target, max } = profile.band;
  const remarks = [...profile.notices, ...profile.conflicts];
  return element(
    "div",
    { class: "facts" },
    element("p", {}, t("data.rules.band", { min: count(min), max: count(max), target: count(target) })),
    remarks.length
      ? element(
          "details",
          {},
          element("summary", { "data-key": "rules remarks" }, t("data.rules.remarks", { n: remarks.length })),
          element("ul", {}, remarks.map((remark) => element("li", {}, message(remark)))),
        )
      : null,
  );
}
