// What a gesture names: the areas that it takes, and the community that it founds.

import { t } from "../../sheet/words.js";

/** Units go to a community that the gesture founds. */
export const NEW = Symbol("new");

/** What an area is called. */
export function unitTitle(ground, unit) {
  return ground.names[unit] || ground.areas[unit] || t("card.no_area");
}
