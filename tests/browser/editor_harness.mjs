// A page with nothing but the editor's map: a ground, a drawing, a server in memory. For tests and measurements.

import { openGround } from "/app/assets/editor/core/ground.js";
import { replayed } from "/app/assets/editor/core/replant.js";
import { createSession } from "/app/assets/editor/core/session.js";
import { openStorage } from "/app/assets/editor/core/storage.js";
import { drawEditorMap } from "/app/assets/editor/map/editormap.js";
import { makeFrame } from "/app/assets/sheet/frame.js";
import { openPage } from "/app/assets/sheet/shell.js";

const LOCAL_GRID = { origin: [0, 0], east: [0, 1, 0, 0, 0, 0], north: [0, 0, 1, 0, 0, 0] };

// Takes every command; an area is cut into the parts that the test has laid ready in `server.cut`.
function serverInMemory(server, { drawing, judgement }) {
  const head = () => server.log.length;
  const none = { plan: { communities: [], totals: {} }, audit: { findings: [] } };
  return {
    ground: async () => server.ground,
    drawing: async () => ({ version: head(), drawing: replayed(drawing, server.log) }),
    commands: async (after) => ({ items: server.log.slice(after), head: head() }),
    judgement: async (version) => ({ ...(judgement ?? none), version }),
    async send(_, commands) {
      commands.forEach((command) => server.log.push({ ...command, number: head() + 1, author: "李敏" }));
      return { head: head(), numbers: Object.fromEntries(server.log.map((one) => [one.command_id, one.number])) };
    },
    async previewSplit(unit, line) {
      server.splits.push([unit, line]);
      if (server.refusal) throw server.refusal;
      return { parts: server.cut.parts };
    },
    async split(_, unit, line) {
      const [before, parts] = [null, server.cut.parts.map(({ unit_id: id }) => id)];
      const changes = { units: [], communities: [], splits: [[unit, before, { line, parts }]] };
      server.ground = server.cut.ground;
      server.log.push({
        command_id: "cut",
        kind: "split",
        label: { zh: "切分", en: "Split" },
        changes,
        number: head() + 1,
        author: "李敏",
      });
      return { head: head(), command: server.log.at(-1) };
    },
  };
}

/** Open a page: `data` holds `words`, `ground`, `drawing`, `plan`, `judgement`; everything is left on `window`. */
export async function start(data) {
  const begun = performance.now();
  const { ground: json, drawing, plan } = data;
  json.grid ??= LOCAL_GRID;
  const zooms = json.is_local ? { minZoom: -10, maxZoom: 3, crs: L.CRS.Simple } : { minZoom: 8, maxZoom: 20 };
  const map = L.map("sheet", {
    center: [0, 0],
    zoom: 0,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    wheelPxPerZoomLevel: 120,
    doubleClickZoom: false,
    zoomControl: false,
    preferCanvas: true,
    ...zooms,
  });
  const view = openPage(data, {
    tool: "select",
    selected: null,
    units: [],
    hover: null,
    keys: true,
    hidden: ["walking"],
  });
  const server = { log: [], splits: [], ground: json };
  const api = serverInMemory(server, { drawing, judgement: data.judgement });
  const ground = openGround(json);
  const session = createSession({ ground, drawing, plan, api, storage: await openStorage(null), who: "李敏" });
  await session.ready;
  const heard = [];
  const frame = makeFrame(map, json, { home: () => drawn.home() });
  document.body.append(frame.element);
  const comments = [];
  const drawn = drawEditorMap(map, session, view, { comment: (at) => comments.push(at) });
  frame.relabel();
  session.on("change", (touched) => heard.push(touched));
  const ready = performance.now() - begun;
  Object.assign(window, { map, view, session, server, drawn, frame, heard, comments, ready });
}
