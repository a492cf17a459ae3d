// The page of one dataset: files and columns at the left, the raw ground in the middle, the report at the right.

import { drawerButton, listenKeys, onTheme, openPage } from "../sheet/shell.js";
import { t } from "../sheet/words.js";
import { makeActions } from "./actions.js";
import { basisCard } from "./basis.js";
import { coordinatesSection } from "./coordinates.js";
import { changesSection } from "./changes.js";
import { decisions } from "./decisions.js";
import { catchDrops } from "./drop.js";
import { filesSection } from "./files.js";
import { redraw } from "../sheet/redraw.js";
import { foot } from "./foot.js";
import { head, layOut, problemBar, steps } from "./layout.js";
import { mappingSection } from "./mapping.js";
import { report } from "./report.js";
import { rulesSection } from "./rules.js";
import { openServer } from "./server.js";
import { makeSheet } from "./sheet.js";

const CHOICES = {
  dataset: null,
  columns: null,
  sheet: null,
  changes: null,
  packs: null,
  profile: null,
  job: null,
  busy: false,
  failed: null,
  picked: null,
  hidden: [],
  unfolded: null,
  role: "areas",
  more: [],
  cardClosed: false,
  crsKind: null,
  answer: null,
  off: [],
  only: null,
};

/** Open the page on a Leaflet map; `data` is made in app/maps/data_page.py. */
export function start(map, data) {
  const state = openPage(data, { ...CHOICES, dataset: data.dataset });
  const server = openServer(data.dataset.id);
  const page = layOut(data);
  let groups = [];
  const regroup = () => {
    const check = state.get("sheet")?.check;
    groups = check ? decisions(check, state.get("dataset")) : [];
  };
  const act = makeActions(state, server, { live: page.live, isLocal: data.is_local });
  const sheet = makeSheet(map, data, state, page.sheet, page.position, act);
  act.onGo = (finding) => {
    state.set({ picked: finding });
    sheet.go(finding);
  };
  const render = () => {
    redraw(page.bar, head(state, data, page, drawerButton(page.page)));
    redraw(page.problem, problemBar(state));
    redraw(page.left, steps(state.get("dataset")), filesSection(state, act), mappingSection(state, act), basisCard(state, act), coordinatesSection(state, act), rulesSection(state, act));
    redraw(page.right, report(state, groups, act), changesSection(state.get("changes")));
    redraw(page.foot, foot(state, server, act, data.may_write));
    sheet.render(groups);
  };
  sheet.show(null, () => groups);
  state.on((changed) => {
    if (changed.has("sheet") || changed.has("dataset")) regroup();
    if (changed.has("sheet")) sheet.show(state.get("sheet"), () => groups);
    else if (changed.has("dataset") || changed.has("language")) sheet.relabel();
    if (changed.has("picked")) sheet.pick(state.get("picked"));
    render();
  });
  onTheme(state, sheet.restyle);
  catchDrops(page.page, act.isOpen, act.add, () => t("data.drop"));
  listenKeys({
    Digit0: () => sheet.home(),
    Backslash: () => page.page.classList.toggle("map-only"),
    Escape: () => state.set({ picked: null, failed: null }),
  });
  render();
  act.load();
}
