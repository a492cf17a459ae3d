// The planner's page: reads the plan, opens the session, draws the map, and wires the panels around it.

import { makeFrame } from "../sheet/frame.js";
import { makeSearch } from "../sheet/search.js";
import { followPointer, openPage } from "../sheet/shell.js";
import { t } from "../sheet/words.js";
import { createApi } from "./core/api.js";
import { openGround } from "./core/ground.js";
import { createMemory } from "./core/memory.js";
import { createSession } from "./core/session.js";
import { openStorage } from "./core/storage.js";
import { BASE_MAP, makeBaseMap } from "./map/basemap.js";
import { drawEditorMap } from "./map/editormap.js";
import { makeActions } from "./panels/actions.js";
import { watchConflict } from "./panels/conflict.js";
import { makeExchange } from "./panels/exchange.js";
import { makeLive } from "./panels/live.js";
import { layOutEditor } from "./panels/layout.js";
import { emptyTable, showEmpty, showFailure, showLoading } from "./panels/loading.js";
import { bindKeys, menuOf } from "./panels/keys.js";
import { makePapers } from "./panels/papers.js";
import { handOver } from "./panels/handing.js";
import { isPhone } from "./panels/phone.js";
import { newerData } from "./panels/rebase.js";
import { searchIn } from "./panels/search.js";
import { makePanels } from "./panels/shell.js";
import { makeToasts } from "./panels/toasts.js";
import { watchTrouble } from "./panels/trouble.js";
import { makeWaivers } from "./panels/waivers.js";
import { makeWork } from "./panels/work.js";

const CHOICES = {
  tool: "select",
  selected: null,
  units: [],
  hover: null,
  hidden: ["walking", BASE_MAP],
  sort: null,
  office: null,
  below: "colleague",
  sizes: {},
  keys: true,
};

/** Layers are kept by each page for itself: those of another page are others, or others are off at first. */
const KEPT = { sizes: "sizes", keys: "keys", hidden: "hidden.editor" };

/** An address with this at its end asks the optimiser at once: the home page has a plan drafted so. */
const SOLVE = "#solve";

/** Take over the page that app/maps/editor.py made. */
export async function start(map, data) {
  const view = openPage(data, CHOICES, KEPT);
  const sheet = { grid: null, is_local: data.is_local };
  let home = () => {};
  const frame = makeFrame(map, sheet, { home: () => home() });
  const slots = layOutEditor(frame, view);
  const loading = showLoading(frame.element);
  slots.right.append(emptyTable());
  frame.relabel();
  try {
    const opened = await open(data, loading);
    sheet.grid = opened.session.ground.grid;
    home = show({ map, data, view, frame, slots, ...opened });
  } catch (error) {
    if (!error.code) console.error(error);
    showFailure(frame.element, error, data.home);
  } finally {
    loading.end();
  }
}

// Read plan, ground and drawing, and open the session on them. An older version is looked at, never drawn on.
async function open(data, loading) {
  const asked = new URLSearchParams(location.search).get("version");
  const version = asked === null ? undefined : Number(asked);
  const api = createApi({ plan: data.plan_id });
  loading.say(t("editor.panel.load.plan"));
  const [detail, drawn] = await Promise.all([api.detail(), api.drawing(version)]);
  loading.say(t("editor.panel.load.ground"));
  const ground = openGround(await api.ground(version));
  const isOld = version !== undefined && version !== detail.head;
  const plan = { ...detail, head: drawn.version };
  const session = createSession({
    ground,
    drawing: drawn.drawing,
    plan,
    api,
    storage: isOld ? createMemory() : await openStorage(),
    territory: data.reader?.territory ?? null,
    readOnly: isOld || isPhone() || Boolean(plan.archived_at),
    ...(isOld ? { Channel: null } : {}),
  });
  await session.ready;
  return { api, plan, session, isOld };
}

function show({ map, data, view, frame, slots, api, plan, session, isOld }) {
  const toast = makeToasts(slots.toast);
  const say = makeLive(slots.live);
  const work = makeWork({ api, session, planId: plan.id });
  const { territory } = session.drawing;
  if (session.ground.subdistricts.includes(territory)) view.set({ office: territory });
  let drawn = null;
  const seen = () => drawn;
  const papers = makePapers({ api, session, plan, toast });
  const exchange = makeExchange({ api, session, plan, toast });
  const act = makeActions({ map, view, session, work, api, plan, toast, seen });
  const waivers = makeWaivers({ api, session, plan, toast, changed: () => panels.drawFindings() });
  const desk = { map, data, view, frame, slots, api, plan, session, work, toast, say, seen, papers, act, waivers };
  const hand = data.reader && (() => giveAway({ api, session, plan, toast }));
  const panels = makePanels({ ...desk, menu: () => menuOf({ papers, exchange, waivers, hand, session, seen }) });

  drawn = drawEditorMap(map, session, view, {
    say,
    comment: (spot) => {
      view.set({ tool: "select" });
      panels.comments.add(spot);
    },
    openComment: (id) => panels.comments.reveal(id),
  });
  drawn.setFrozen(session.frozen);
  if (data.base_map) makeBaseMap(map, data.base_map, { view, frame });
  const search = makeSearch(searchIn({ map, session, act, seen }));
  frame.element.append(search.element);
  slots.right.querySelector(".table-ghost")?.remove();
  panels.drawAll();
  search.relabel();
  if (isPhone()) readOnPhone({ map, view, session, drawn });
  view.on((changed) => {
    if (!changed.has("language")) return;
    frame.relabel();
    search.relabel();
  });
  followPointer(map, session.ground, panels.position);
  bindKeys({ ...desk, panels, search });
  pauseUnderHand({ map, view, session, work });
  const trouble = watchTrouble({ session, toast, act });
  const conflict = watchConflict({ session, toast });
  act.settle = () => (session.state === "conflict" ? conflict : trouble).show();
  const newer = isOld ? panels.oldVersion() : newerData({ api, plan, toast });
  if (newer) slots.left.prepend(newer);
  if (!session.ground.count) showEmpty(frame.element, plan.dataset);
  panels.comments.load().catch(() => {});
  waivers.load();
  window.addEventListener("focus", waivers.refresh);
  session.on("judgement", waivers.load);
  if (!session.frozen) work.takeUp().catch(() => {});
  if (location.hash === SOLVE) {
    history.replaceState(null, "", location.pathname + location.search);
    act.ask("complete");
  }
  document.documentElement.dataset.ready = "";
  return drawn.home;
}

// What is not saved yet would stay behind; and the revision to match is that of the plan as it is now.
async function giveAway({ api, session, plan, toast }) {
  if (session.pending) return toast.say(t("plan.hand_over.pending"));
  const { revision } = await api.detail();
  return handOver({ api, plan: { ...plan, revision }, toast, done: () => location.assign("/") });
}

// The sheet at the bottom takes its room from the map: what is chosen is brought into what is left of it.
function readOnPhone({ map, view, session, drawn }) {
  const settle = (go) =>
    requestAnimationFrame(() => {
      map.invalidateSize({ animate: false });
      go();
    });
  settle(() => drawn.home({ animate: false }));
  view.on((changed) => {
    const id = view.get("selected");
    if (changed.has("selected") && session.drawing.records.has(id)) settle(() => drawn.flyTo(session.unitsOf(id)));
  });
}

// What is solved is the drawing as it was: while the planner's hand is on the map, or after it has changed it, the
// solve begins again from the new one.
function pauseUnderHand({ map, view, session, work }) {
  let isMine = false;
  map.getContainer().addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch" && view.get("tool") !== "select") {
      isMine = true;
      work.hold();
    }
  });
  window.addEventListener("pointerup", () => {
    if (isMine) work.release();
    isMine = false;
  });
  session.on("change", () => {
    work.hold();
    if (!isMine) work.release();
  });
}
