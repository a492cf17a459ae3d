// What the search box of the editor finds: communities, areas, facilities and streets, and how to get there.

import { t } from "../../sheet/words.js";
import { places } from "../../sheet/panes.js";
import { motion } from "../../sheet/shell.js";

/** How to look something up: `{ text, aside, go }` for each match. */
export function searchIn({ map, session, act, seen }) {
  return (wanted) => session.find(wanted).map((match) => ({ text: match.name, aside: asideOf(match), go: () => go(match) }));

  function asideOf({ kind, id }) {
    return kind === "unit" ? id : t(`editor.panel.search.${kind}`);
  }

  function go({ kind, id, units, place, lines }) {
    if (kind === "community") act.zoom(id);
    else if (kind === "unit") {
      const [unit] = units;
      act.pick(session.communityOf(unit));
      seen().highlight(units, "moved");
      seen().flyTo(units);
    } else if (kind === "road") map.fitBounds(L.latLngBounds(lines.flatMap((line) => places(line).flat(Infinity))), motion());
    else if (place) act.go(place);
  }
}
