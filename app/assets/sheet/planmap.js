// Everything that the map of a plan shows, laid out anew when the reader moves or chooses.

import { drawCover } from "./cover.js";
import { metresPerPixel } from "./frame.js";
import { drawGround } from "./ground.js";
import { makeHouses, makeLabels } from "./labels.js";
import { makePanes, showPane } from "./panes.js";
import { makePins } from "./pins.js";
import { makeStreetNames } from "./streetnames.js";
import { message } from "./words.js";

/** The layers of a plan, as the legend lists them. */
export const LAYERS = ["fills", "borders", "ending", "moved", "houses", "pins", "streets", "names", "labels"];

export function drawMap(map, data, state, act, shown) {
  const renderers = makePanes(map);
  const ground = drawGround(map, data, renderers);
  const cover = drawCover(map, data, renderers, act);
  act.hover = cover.hover;
  const houses = makeHouses(map, data.facilities);
  const names = makeStreetNames(map, data);
  const labels = {
    plan: makeLabels(map, data.communities, (c) => c.mark),
    today: makeLabels(map, data.today, () => null),
  };
  const pins = makePins(map, () => pinItems(data, shown, act));
  const arrange = () => {
    const perPixel = metresPerPixel(map, data.is_local);
    const boxes = [...houses.arrange(perPixel), ...pins.boxes()];
    names.place([...boxes, ...labels[state.get("view")].arrange(boxes)], perPixel);
  };
  const show = (view) => {
    Object.entries(labels).forEach(([name, { layer }]) => (name === view ? layer.addTo(map) : layer.remove()));
    cover.show(view);
    arrange();
  };
  const panes = () => LAYERS.forEach((name) => showPane(map, name, !state.get("hidden").includes(name)));
  map.on("moveend", arrange);
  panes();
  return {
    arrange,
    show,
    panes,
    choose: cover.choose,
    restyle() {
      ground.restyle();
      cover.restyle();
    },
    relabel() {
      labels.plan.write();
      labels.today.write();
      pins.draw();
      show(state.get("view"));
    },
  };
}

// Findings of a whole community stand in its label; those of one area or spot are pins of their own.
function pinItems(data, shown, act) {
  const communities = new Set(data.communities.map((c) => c.community_id));
  return shown
    .filter(
      ({ finding }) =>
        finding.status === "fail" && finding.place && (finding.area_id || !communities.has(finding.community_id)),
    )
    .map(({ finding, kind }) => ({ at: finding.place, kind, text: message(finding), go: act.locate(finding) }));
}
