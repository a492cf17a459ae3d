// What an area is, beside the idle pointer.

import { element } from "../../sheet/dom.js";
import { count, t, withUnit } from "../../sheet/words.js";
import { unitTitle } from "./naming.js";

const APART = 14;

/** The card over a map; `show(spot)` or `show(null)`, `facilityAt(point)` is the facility whose house stands there. */
export function makeUnitCard(root, session, facilityAt) {
  const card = element("div", { class: "unit-card float card", "aria-hidden": "true", hidden: true });
  root.append(card);
  let shown = -1;
  const forget = () => {
    shown = -1;
    if (!card.hidden) card.hidden = true;
  };
  return {
    forget,
    show(spot) {
      const unit = spot?.unit ?? -1;
      if (unit < 0) {
        forget();
        return;
      }
      card.hidden = false;
      const facility = facilityAt(spot.at);
      const meant = facility ?? unit;
      if (meant !== shown) card.replaceChildren(...(facility ? ofFacility(facility) : partsOf(session, unit)));
      shown = meant;
      const left = Math.min(root.clientWidth - card.offsetWidth - 8, spot.at.x + APART);
      const top = Math.min(root.clientHeight - card.offsetHeight - 8, spot.at.y + APART);
      card.style.setProperty("left", `${Math.max(8, left)}px`);
      card.style.setProperty("top", `${Math.max(8, top)}px`);
    },
  };
}

function ofFacility({ name, facility_id: id, area_m2: area, status }) {
  const rows = [
    [t("editor.map.card.floor"), area == null ? "—" : withUnit(count(area), "m²")],
    [t("editor.map.card.status"), t(`house.${status === "existing" ? "full" : status}`)],
  ];
  return [element("b", {}, name || id), list(rows)];
}

function list(rows) {
  return element(
    "dl",
    {},
    rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
  );
}

function partsOf({ ground, drawing, totals }, unit) {
  const id = drawing.communityOf(unit);
  const present = ground.present[unit] < 0 ? null : ground.presentIds[ground.present[unit]];
  const stays = present !== null && id !== null && totals(id).continues === present;
  const name = id === null ? t("editor.map.unassigned") : drawing.records.get(id).name;
  const rows = [
    [t("card.households"), count(ground.households[unit])],
    [t("card.population"), count(ground.persons[unit] < 0 ? null : ground.persons[unit])],
    [t("card.community"), name],
    present !== null && !stays ? [t("card.present"), presentName(ground, present)] : null,
  ].filter(Boolean);
  return [element("b", {}, unitTitle(ground, unit)), list(rows)];
}

function presentName({ today }, id) {
  return today?.find((one) => one.community_id === id)?.name ?? id;
}
