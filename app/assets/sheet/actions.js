// What the reader can do on the page of a plan: pick, go there, sort, show one street office, find.

import { places } from "./panes.js";
import { motion } from "./shell.js";
import { nextSort } from "./table.js";

const PADDING = [26, 26];

/** The actions; they change `state` and the view of the map, everything else follows. */
export function makeActions(map, data, state) {
  const bounds = (rows) => L.latLngBounds(rows.flatMap((row) => places(row.geometry).flat(Infinity)));
  const fit = (rows, options) =>
    rows.length && map.fitBounds(bounds(rows), { padding: PADDING, ...motion(), ...options });
  const community = (id) => data.communities.find((c) => c.community_id === id);
  let at = -1;
  const act = {
    pick(id) {
      const of = community(id);
      const elsewhere = of && state.get("office") !== null && of.subdistrict !== state.get("office");
      state.set({ chosen: of ? id : null, ...(elsewhere ? { office: null } : {}) });
    },
    zoom(id) {
      act.pick(id);
      if (community(id)) fit([community(id)]);
    },
    hover: () => {},
    sort: (key) => state.set({ sort: nextSort(state.get("sort"), key) }),
    office: (name) => state.set({ office: name, chosen: null }),
    areas: (ids) =>
      fit(
        data.units.filter((u) => ids.includes(u.area_id)),
        { maxZoom: map.getMaxZoom() - 3 },
      ),
    home(options = {}) {
      const office = state.get("office");
      const inside = (rows) => rows.filter((row) => office === null || row.subdistrict === office);
      fit([...inside(data.units), ...(office === null ? data.subdistricts : [])], options);
    },
    /** What leads to the place of a finding, or null where it has none. */
    locate(finding) {
      if (finding.area_id && data.units.some((u) => u.area_id === finding.area_id))
        return () => {
          act.pick(finding.community_id ?? null);
          act.areas([finding.area_id]);
        };
      if (community(finding.community_id)) return () => act.zoom(finding.community_id);
      if (finding.place)
        return () =>
          map.setView(
            [finding.place[1], finding.place[0]],
            Math.max(map.getZoom(), map.getMaxZoom() - 4),
            motion(),
          );
      return null;
    },
    nextFinding(shown, way) {
      const ways = shown.map(({ finding }) => act.locate(finding)).filter(Boolean);
      if (!ways.length) return;
      at = (at + way + ways.length) % ways.length;
      ways[at]();
    },
  };
  return act;
}

/** What the search box looks through: communities, then areas. */
export function searchEntries(data, act) {
  const communities = data.communities.map((c) => ({
    text: c.name,
    aside: c.subdistrict,
    go: () => act.zoom(c.community_id),
  }));
  const seen = new Set();
  const areas = data.units
    .filter((u) => u.area_id && !seen.has(u.area_id) && seen.add(u.area_id))
    .map((u) => ({
      text: u.name ?? u.area_id,
      aside: u.area_id,
      go: () => {
        act.pick(u.community_id);
        act.areas([u.area_id]);
      },
    }));
  return [...communities, ...areas];
}
