// Names and counts of the communities as they are drawn: where each stands, kept up for what a command touched.

import { shortName, count, t, withUnit } from "../../sheet/words.js";
import { deepest, rasterise } from "./deepest.js";
import { boxAround } from "./plane.js";
import { labelWidths } from "./lettering.js";

/** The labels of the communities; `markOf(id)` is the kind of the gravest finding of one, or null. */
export function makeLabels(session, scene, markOf) {
  let raster = rasterise(scene.plane.units);
  const labels = new Map();

  const write = (id, places) => {
    const before = labels.get(id);
    const { drawing } = session;
    const record = drawing.records.get(id);
    const units = record ? drawing.unitsOf(id) : [];
    if (!units.length) return void labels.delete(id);
    const box = boxAround(scene.plane.units, units);
    const place = places?.get(drawing.indexOf(id)) ??
      before?.place ?? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const { households, preview } = session.totals(id);
    const mark = markOf(id);
    const label = {
      place,
      box,
      name: shortName(record),
      figure: `${withUnit(count(households), t("unit.household"))}${preview ? "*" : ""}`,
      mark: mark === "note" ? null : mark,
      locked: record.locked,
    };
    label.widths = labelWidths(label, scene.inks.family);
    labels.set(id, label);
    return undefined;
  };
  return {
    all: labels,
    /** Follow a ground whose units changed. */
    lay() {
      raster = rasterise(scene.plane.units);
      labels.clear();
    },
    /** Write some labels at the deepest places of their communities. */
    write(ids) {
      const { drawing } = session;
      const box = boxAround(
        scene.plane.units,
        ids.flatMap((id) => drawing.unitsOf(id)),
      );
      const places = box ? deepest(raster, (unit) => drawing.community[unit], box) : null;
      ids.forEach((id) => write(id, places));
    },
    /** Write the words of all labels anew where they stand. */
    reword: () => [...labels.keys()].forEach((id) => write(id)),
  };
}
