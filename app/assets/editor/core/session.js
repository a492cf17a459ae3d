// The one seam between the views and everything below: the plan that is open, what can be done to it, who is told.

import { holds, listed, NONE } from "./changes.js";
import { attention } from "./attention.js";
import { openBoard } from "./board.js";
import { realClock } from "./clock.js";
import { confirmedTotals } from "./confirmed.js";
import { createEvents } from "./events.js";
import * as gestures from "./gestures.js";
import { newId } from "./identifiers.js";
import { createLink } from "./link.js";
import { ledger } from "./ledger.js";
import { createLog } from "./log.js";
import { previewOf } from "./preview.js";
import { acceptance, partsOf } from "./proposal.js";
import { readings } from "./readings.js";
import { find } from "./search.js";

/** Raised where a plan cannot be drawn on: it is frozen, or not open yet. */
export class ReadOnlyError extends Error {}

/**
 * Open a plan for drawing. `await session.ready` before the first gesture: what an earlier page did not send is
 * brought back then. Units are numbers of the ground, communities identifiers, `null` is unassigned.
 */
export function createSession(options) {
  const { ground, drawing, plan, api, storage, clock = realClock, who = null, readOnly = false, territory = null } = options;
  const events = createEvents();
  const board = openBoard(ground, drawing, territory);
  const log = createLog(who);
  const used = new Set([...board.drawing.records.keys(), ...ground.presentIds, ...(plan.used ?? [])]);
  let isReady = false;
  let selection = [];
  let cursor = -1;

  const changed = (touched) => {
    touched.communities.forEach((id) => used.add(id));
    events.emit("change", touched);
  };
  const link = createLink({ ...options, clock, board, log, events, changed });

  const isOpen = () => isReady && !readOnly && !link.busy;
  const check = () => {
    if (!isOpen()) throw new ReadOnlyError(readOnly ? "The plan is read only" : "The plan is being opened");
  };
  const send = (kind, label, changes) => {
    const command = { command_id: newId(), kind, label, changes };
    log.add(command, { at: new Date(clock.now()).toISOString() });
    link.add(command);
    return command;
  };
  const again = (command) => {
    check();
    if (!command || !holds(board.drawing.read, command.changes)) return false;
    const touched = board.make(command.changes);
    if (touched === null) return link.makeElsewhere(() => send(command.kind, command.label, command.changes));
    send(command.kind, command.label, command.changes);
    changed(touched);
    return true;
  };
  const undoing = () => log.last() && log.undoing(log.last());
  const redoing = () => log.next() && log.redoing(log.next());
  const isPossible = (command) => Boolean(command) && isOpen() && holds(board.drawing.read, command.changes);
  const confirmed = () => (link.pending === 0 && link.judgement?.version === link.base ? link.judgement : null);
  const places = (kind) => attention(board, kind);

  const session = {
    ready: link.open().then(() => {
      board.drawing.records.forEach((_, id) => used.add(id));
      log.entries().forEach(({ changes }) => listed(changes, "communities").forEach(([id]) => used.add(id)));
      isReady = true;
      events.emit("state", link.state);
      return session;
    }),
    plan,
    api,
    get ground() {
      return board.ground;
    },
    get drawing() {
      return board.drawing;
    },
    /** Version shown, unsent steps counted; `base` is the server's. */
    get head() {
      return link.base + link.pending;
    },
    get base() {
      return link.base;
    },
    get pending() {
      return link.pending;
    },
    get state() {
      return link.state;
    },
    /** `{state, error, retryAt, kept: "disk"|"memory", caughtUp, pending, judging}`: all that a status line says. */
    get status() {
      return link.status;
    },
    get judgement() {
      return link.judgement;
    },
    /** Whether nobody can draw now: frozen for good, or opening for a moment. */
    get readOnly() {
      return !isOpen();
    },
    get frozen() {
      return readOnly;
    },
    on: events.on,

    totals: (id) => confirmedTotals(board.figures.totals(id), confirmed(), id),
    all: () =>
      [null, ...board.drawing.records.keys()]
        .filter((id) => id !== null || board.figures.totals(null).units > 0)
        .map((id) => ({
          id,
          ...(id === null ? { name: null } : board.drawing.records.get(id)),
          ...session.totals(id),
        })),
    readings: () => readings(board, session.totals, confirmed()),
    preview: (changes) => previewOf(board, changes),
    unitsOf: (id) => [...board.drawing.unitsOf(id)].sort((a, b) => a - b),
    communityOf: (unit) => board.drawing.communityOf(unit),

    assign: (units, id) => gestures.assign(board.drawing, units, id),
    newCommunity: (units) => gestures.newCommunity(board.drawing, units, used),
    merge: (into, from) => gestures.merge(board.drawing, into, from),
    lock: (id, locked) => gestures.edit(board.drawing, id, { locked }),
    rename: (id, name) => gestures.rename(board.drawing, id, name),
    recolour: (id, colour) => gestures.edit(board.drawing, id, { colour }),
    alone: (id, alone) => gestures.edit(board.drawing, id, { alone }),
    /** Units that a gesture would leave where they are, as their community or the target is locked. */
    lockedAmong: (units, target = null) =>
      units.filter((unit) => board.drawing.isLocked(board.drawing.communityOf(unit)) || board.drawing.isLocked(target)),

    /** Do what a gesture says; returns the command, `null` where nothing changes. */
    commit(kind, label, changes) {
      check();
      const touched = board.draw(changes);
      if (touched === null) return null;
      const command = send(kind, label, touched.changes);
      changed(touched);
      return command;
    },
    get canUndo() {
      return isPossible(undoing());
    },
    get canRedo() {
      return isPossible(redoing());
    },
    /** What undo would take back, for its label. */
    get lastStep() {
      return log.last()?.label ?? null;
    },
    get nextStep() {
      return log.next()?.label ?? null;
    },
    /** True when done at once; a promise of it where the ground has to be fetched; false where nothing can be. */
    undo: () => again(undoing()),
    redo: () => again(redoing()),
    split: (unit, line) => {
      check();
      return link.split(unit, line);
    },

    versions: () =>
      log
        .entries()
        .map((entry, k, all) => ({
          number: entry.number ?? link.base + 1 + (k - all.findIndex(({ number }) => number === undefined)),
          kind: entry.kind,
          label: entry.label,
          author: entry.author ?? who,
          at: entry.at,
          name: entry.name ?? null,
          pending: entry.number === undefined,
        }))
        .reverse(),
    nameVersion: (number, name) => link.nameVersion(number, name),
    ledger: () => ledger(board, (unit) => log.moverOf(board.ground.ids[unit])),
    find: (text, most) => find(board, text, most),

    attention: places,
    /** The next (`step` 1) or previous (−1) place that asks for attention. */
    nextPlace(step = 1, kind = null) {
      const all = places(kind);
      if (all.length === 0) return null;
      cursor = cursor < 0 && step < 0 ? all.length - 1 : (cursor + step + all.length) % all.length;
      return all[cursor];
    },

    /** Parts of a proposal: each with `refusal`, why it cannot be taken, or null. */
    parts: (result) => partsOf(board.drawing, result),
    acceptParts(result, numbers, label) {
      const wanted = acceptance(board.drawing, result, numbers);
      return wanted.changes === NONE ? null : session.commit("accept", label ?? wanted.label, wanted.changes);
    },

    get selection() {
      return selection;
    },
    select(units) {
      selection = units;
      events.emit("selection", units);
    },

    retry: () => link.retry(),
    refresh: () => link.refresh(),
    /** Both drawings of a conflict, each `{json, ground, drawing, …}`, in state "conflict"; else `null`. */
    conflict: () => link.sides(),
    resolve: (how, details) => link.resolve(how, details),
    rescued: () => storage.rescued(plan.id, clock.now()),
    forget: (id) => storage.forget(id),
    localCopy: () => link.localCopy(),
    judge: () => link.judge(),
    settled: () => link.settled(),
    close: () => link.close(),
  };
  return session;
}
