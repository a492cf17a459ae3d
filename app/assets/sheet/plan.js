// The page of a plan: wires map, table and findings to what the reader has chosen.

import { makeActions, searchEntries } from "./actions.js";
import { renderBar, renderLeft, renderRight, renderStatus } from "./columns.js";
import { shownFindings } from "./findings.js";
import { makeFrame } from "./frame.js";
import { scaleEnd } from "./gauge.js";
import { worst } from "./marks.js";
import { drawMap } from "./planmap.js";
import { entriesWith, makeSearch } from "./search.js";
import { followPointer, layOut, listenKeys, onTheme, openPage, printLight } from "./shell.js";
import { makeTable } from "./table.js";
import { large, t } from "./words.js";

/** Draw a plan on a Leaflet map; `data` is made in app/maps/payload.py. */
export function start(map, data) {
  const choices = { chosen: null, office: null, view: "plan", tab: "findings", sort: null, hidden: [] };
  const state = openPage(data, choices, { hidden: "hidden.plan" });
  const shown = shownFindings(data.audit);
  complete(data, shown);
  const act = makeActions(map, data, state);
  const frame = makeFrame(map, data, { home: act.home });
  const page = layOut(frame, data);
  const drawn = drawMap(map, data, state, act, shown);
  const search = makeSearch((wanted) => entriesWith(searchEntries(data, act), wanted));
  frame.element.append(search.element);
  const table = makeTable(act);
  const panels = { state, data, shown, act, page, table, frame, search };

  const renderAll = () => {
    renderBar(panels);
    renderLeft(panels);
    renderRight(panels);
    renderStatus(panels);
    frame.relabel();
    search.relabel();
    drawn.relabel();
  };
  state.on((changed) => {
    if (changed.has("chosen")) showChosen(panels, drawn);
    if (changed.has("view")) drawn.show(state.get("view"));
    if (changed.has("hidden")) drawn.panes();
    if (changed.has("language")) renderAll();
    else {
      renderBar(panels);
      renderLeft(panels);
      renderRight(panels);
    }
    if (changed.has("office")) act.home();
  });
  onTheme(state, drawn.restyle);
  followPointer(map, data, page.position);
  printLight(map, drawn.restyle, act.home);
  listenKeys({
    Digit0: () => act.home(),
    Slash: search.focus,
    Escape: () => act.pick(null),
    KeyF: (e) => act.nextFinding(shown, e.shiftKey ? -1 : 1),
    Backslash: () => page.page.classList.toggle("map-only"),
  });
  renderAll();
  map.invalidateSize({ animate: false });
  act.home({ animate: false });
  drawn.restyle();
  drawn.arrange();
}

// What the table and the labels need to know of each community beyond the plan itself.
function complete(data, shown) {
  const today = new Map(data.today.map((c) => [c.community_id, c.households]));
  for (const community of data.communities) {
    const own = shown.filter(
      ({ finding }) => finding.community_id === community.community_id && finding.status === "fail",
    );
    community.mark = worst(own.map(({ kind }) => kind));
    community.today_households = today.get(community.continues) ?? null;
  }
  data.end = scaleEnd(
    data.band,
    data.communities.map((c) => c.households),
  );
}

function showChosen({ state, data, frame, page }, drawn) {
  const community = data.communities.find((c) => c.community_id === state.get("chosen"));
  drawn.choose(state.get("chosen"));
  frame.showLimits(community?.four_bounds ?? null);
  page.live.textContent = community ? `${community.name} ${large(community.households, t("unit.household"))}` : "";
}
