// What was done: every command in order, what of it can be undone, and who moved each unit last.

import { invert, listed } from "./changes.js";

const DRAWN = "drawn";
const MOST_LETTERS = 500;
const BY = { accept: "optimiser", import: "import", rebase: "import" };

/** Make a log; undo takes back the steps of `who`, of everybody where nobody says who is drawing. */
export function createLog(who = null) {
  let entries = [];
  let done = [];
  let undone = [];
  let movers = new Map();

  const isOwn = ({ author, foreign }) => !foreign && (author === undefined || who === null || author === who);

  function add(command, details = {}) {
    const entry = { ...command, ...details };
    entries.push(entry);
    const units = listed(command.changes, "units").map(([unit]) => unit);
    if (!isOwn(entry)) return move(units, BY[command.kind] ?? DRAWN);
    if (command.kind === "undo" && done.length) {
      const step = done.pop();
      undone.push(step);
      return step.movers.forEach(([unit, by]) => (by ? movers.set(unit, by) : movers.delete(unit)));
    }
    if (command.kind === "redo" && undone.length) {
      const step = undone.pop();
      done.push(step);
      return move(units, step.by);
    }
    const step = { command, by: BY[command.kind] ?? DRAWN, movers: units.map((unit) => [unit, movers.get(unit)]) };
    done.push(step);
    undone = [];
    return move(units, step.by);
  }

  const move = (units, by) => units.forEach((unit) => movers.set(unit, by));

  return {
    /** Take note of a command that was made. */
    add,
    /** Take note of what others did after a version: undo does not take it back. */
    addForeign: (commands, from) =>
      commands.forEach((command, k) => add(command, { foreign: true, number: command.number ?? from + 1 + k })),
    /** The command that undo would take back; and the one that redo would make again. */
    last: () => done.at(-1)?.command ?? null,
    next: () => undone.at(-1)?.command ?? null,
    undoing: ({ label, changes }) => ({
      kind: "undo",
      label: prefixed("撤销：", "Undo: ", label),
      changes: invert(changes),
    }),
    redoing: ({ label, changes }) => ({ kind: "redo", label: prefixed("重做：", "Redo: ", label), changes }),
    /** Who moved a unit last: "drawn", "optimiser", "import"; `null` where nobody did. */
    moverOf: (unit) => movers.get(unit) ?? null,
    entries: () => entries,
    /** Number the commands that the server has taken. */
    confirm: (numbers) =>
      entries.forEach((entry) => {
        if (entry.command_id in numbers) entry.number ??= numbers[entry.command_id];
      }),
    name: (number, name) => entries.filter((entry) => entry.number === number).forEach((entry) => (entry.name = name)),
    /** Forget what the server never took, and what could be undone. */
    drop() {
      const taken = entries.filter(({ number }) => number !== undefined);
      [entries, movers] = [[], new Map()];
      taken.forEach((entry) => add(entry));
      [done, undone] = [[], []];
    },
  };
}

function prefixed(zh, en, label) {
  return { zh: (zh + (label?.zh ?? "")).slice(0, MOST_LETTERS), en: (en + (label?.en ?? "")).slice(0, MOST_LETTERS) };
}
