// What the panels do to the plan and to the view; everything else follows from session and view.

import { openSubmit } from "../../approval/submit.js";
import { motion } from "../../sheet/shell.js";
import { nextSort } from "../../sheet/table.js";
import { count, inBoth, message, t } from "../../sheet/words.js";
import { WANTED } from "./proposal.js";
import { UNASSIGNED } from "./rows.js";
import { solvedOffice } from "./scope.js";
import { proposalOf, tickedParts } from "./work.js";

const CARD = 380;

/** The actions of the page; `seen()` gives what is on the map once it is drawn. */
export function makeActions({ map, view, session, work, api, plan, toast, seen }) {
  const own = `/plans/${encodeURIComponent(plan.id)}`;
  const unitsOf = (id) => session.unitsOf(id === UNASSIGNED ? null : id);
  const indices = (ids) => ids.map((id) => session.ground.indexOf.get(id)).filter((unit) => unit !== undefined);
  const commit = (kind, key, values, changes) => session.commit(kind, inBoth(`editor.panel.label.${key}`, values), changes);
  const name = (id) => session.drawing.records.get(id)?.name ?? id;
  let noticed = -1;

  const act = {
    pick(id) {
      const record = id === null ? null : session.drawing.records.get(id);
      const office = view.get("office");
      const elsewhere = record && office !== null && record.subdistrict !== office;
      view.set({ selected: id, units: [], ...(elsewhere ? { office: null } : {}) });
    },
    zoom(id) {
      act.pick(id);
      seen().flyTo(unitsOf(id));
    },
    /** Hand in what the server has; what it does not have yet cannot be frozen. */
    submit: (kinds) => (session.pending ? toast.say(t("approval.submit.pending", { n: count(session.pending) })) : openSubmit({ id: plan.id, name: plan.name, version: session.base }, kinds)),
    hover: (id) => view.set({ hover: id === UNASSIGNED ? null : id }),
    sort: (key) => view.set({ sort: nextSort(view.get("sort"), key) }),
    office(office) {
      view.set({ office, selected: null, units: [] });
      const inside = [...session.ground.ids.keys()].filter(
        (unit) => office === null || session.ground.subdistricts[session.ground.subdistrict[unit]] === office,
      );
      seen().flyTo(inside);
    },
    go: ([x, y]) => map.setView([y, x], Math.max(map.getZoom(), map.getMaxZoom() - 4), motion()),
    goUnits(units) {
      seen().highlight(units, "moved");
      seen().flyTo(units);
    },
    /** To areas that are explained on a card at the right. */
    goPlaces: (ids) => seen().flyTo(indices(ids), { paddingBottomRight: [CARD, 26] }),
    goPart: (part) => seen().flyTo(indices(part.changes.units.map(([id]) => id))),
    /** What leads to the place of a finding, or null where it has none. */
    locate(finding) {
      const { ground, drawing } = session;
      const isThere =
        finding.place || drawing.records.has(finding.community_id) || (finding.area_id && ground.areas.includes(finding.area_id));
      if (!isThere) return null;
      return () => (finding.place && !finding.area_id && !finding.community_id ? act.go(finding.place) : seen().goFinding(finding));
    },
    /** The next unassigned, disconnected or breached place. */
    next(step = 1) {
      const place = session.nextPlace(step);
      if (!place) return toast.say(t("editor.panel.next.none"));
      const { kind, community, units, households } = place;
      view.set({ selected: community ?? UNASSIGNED, units: [] });
      if (kind === "disconnected") seen().highlight(units, "cut");
      seen().flyTo(units);
      const values = { name: community === null ? "" : name(community), n: count(units.length), households: count(households) };
      return toast.say(t(`editor.panel.next.${kind}`, values));
    },
    /** The next finding of the audit, for those who only read. */
    nextFinding(findings, step = 1) {
      const ways = findings.map(({ finding }) => act.locate(finding)).filter(Boolean);
      if (!ways.length) return;
      noticed = (noticed + step + ways.length) % ways.length;
      ways[noticed]();
    },

    undo: () => session.canUndo && session.undo(),
    redo: () => session.canRedo && session.redo(),
    rename: (id, wanted) => commit("rename", "rename", { before: name(id), after: wanted }, session.rename(id, wanted)),
    lock: (id, on) => commit("lock", on ? "lock" : "unlock", { name: name(id) }, session.lock(id, on)),
    alone: (id, on) => commit("rename", on ? "alone" : "not_alone", { name: name(id) }, session.alone(id, on)),
    /** Take one row of the ledger back, unless that would cut a community or its old one is gone. */
    undoRow(row) {
      const changes = session.drawing.records.has(row.from) ? session.assign(row.units, row.from) : null;
      if (!changes?.units.length || session.preview(changes).cuts.length)
        return toast.fail(t("editor.panel.ledger.cannot", { area: row.area }));
      return commit("move", "row", { area: row.area, name: name(row.from) }, changes);
    },

    /** Ask the optimiser. */
    ask(kind) {
      const office = solvedOffice(session, view.get("office"));
      const scope = office === null ? {} : { subdistricts: [office] };
      if (session.frozen || !["saved", "saving"].includes(session.state)) return undefined;
      if (kind === "repair") {
        const selected = view.get("selected");
        const units = view.get("units").length ? view.get("units") : selected === null ? [] : unitsOf(selected);
        if (!units.length) return toast.say(t("editor.panel.work.choose_place"));
        if (!units.every((unit) => session.drawing.isOurs(unit))) return toast.say(t("editor.panel.work.choose_ours", { office }));
        return work.start(kind, { units: units.map((unit) => session.ground.ids[unit]) });
      }
      return work.start(kind, kind === "alternatives" ? { ...scope, count: WANTED } : scope);
    },
    /** Relax one rule more, and solve again. */
    relax({ action, target, value, units }) {
      const before = work.state.request.relaxations ?? [];
      return work.start("complete", { ...work.state.request, relaxations: [...before, { action, target, value, units }] });
    },
    accept() {
      const proposal = proposalOf(work.state);
      const numbers = tickedParts(proposal, work.state.refused, session);
      if (!session.acceptParts(proposal, numbers)) return;
      toast.say(t("editor.panel.work.accepted", { n: count(numbers.length) }), { text: t("editor.panel.undo"), act: act.undo });
      if (!session.parts(proposal).some(({ refusal }) => refusal === null)) work.discard();
    },
    /** Tick the n-th part, or choose the n-th plan. */
    digit(n) {
      const { state } = work;
      if (state.phase !== "done") return false;
      if (state.result.plans) return n <= state.result.plans.length ? work.pick(n - 1) : false;
      return state.result.parts.some(({ part }) => part === n) ? work.tick(n, state.refused.has(n)) : false;
    },

    async renamePlan(wanted) {
      try {
        const told = await api.request("PATCH", own, { match: plan.revision, body: { name: wanted } });
        Object.assign(plan, { name: told.name, revision: told.revision });
        document.title = `${plan.name} · 四至`;
      } catch (error) {
        toast.fail(message(error));
      }
    },
    openVersion: (number) => location.assign(`?version=${number}`),
    async restore() {
      try {
        await api.request("POST", `${own}/restore`);
        await session.retry();
        location.reload();
      } catch (error) {
        toast.fail(message(error));
      }
      return false;
    },
    /** Save what this page holds of a deleted plan as a new one. */
    async saveAnew() {
      try {
        const made = await session.resolve("fork", { name: plan.name });
        location.assign(`/plans/${encodeURIComponent(made.plan)}`);
      } catch (error) {
        toast.fail(message(error));
      }
      return false;
    },
    /** Where a comment goes that has no place yet: the area or community chosen, else the middle of the map. */
    spot() {
      const { ground } = session;
      const selected = view.get("selected");
      const [unit] = view.get("units").length ? view.get("units") : selected === null ? [] : unitsOf(selected);
      if (unit !== undefined) return { place: ground.places[unit], unit };
      const { lng, lat } = map.getCenter();
      return { place: [lng, lat], unit: -1 };
    },
  };
  return act;
}
