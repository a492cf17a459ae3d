// What an earlier page of this browser kept and did not send: brought back, or shown beside what others drew since.

import { BeforeError } from "./changes.js";
import { newId } from "./identifiers.js";
import { replayed } from "./replant.js";

/**
 * Find commands that wait for the server; those of tabs that are still open stay theirs.
 *
 * Answers `commands` (unsent) with the `times` of each, `json` (the drawing with them) made from the server's version
 * `base` and, where others drew on, `theirs`.
 */
export async function recover(parts) {
  try {
    return await found(parts);
  } catch (error) {
    if (!(error instanceof BeforeError)) throw error;
    // What was kept fits neither version: nobody is locked out of the plan by it.
    const { plan, tab, storage, clock } = parts;
    const queue = (await storage.entries(plan.id)).filter((entry) => entry.tab === tab);
    await storage.replace(plan.id, tab, [], setAside(queue, clock));
    return { commands: [], times: [] };
  }
}

async function found({ plan, tab, tabs, api, storage, clock, board }) {
  const waiting = await adopted({ plan, tab, tabs, storage, clock });
  const commands = waiting.map(({ command }) => command);
  const told = (unsent, more) => {
    const rows = waiting.filter(({ command }) => unsent.includes(command));
    return { commands: unsent, times: rows.map(({ at }) => new Date(at).toISOString()), ...more };
  };
  if (commands.length === 0) return told([]);
  const { base } = waiting[0];
  const now = board.drawing.toJson();
  if (base === plan.head) return told(commands, { json: replayed(now, commands), base });

  const since = (await api.commands(base)).items;
  const sent = new Set(since.map(({ command_id: id }) => id));
  const unsent = commands.filter(({ command_id: id }) => !sent.has(id));
  const others = since.filter(({ command_id: id }) => !commands.some((command) => command.command_id === id));
  await storage.remove(plan.id, [...sent]);
  if (unsent.length === 0) return told([]);
  if (others.length === 0) return told(unsent, { json: replayed(now, unsent), base: plan.head });
  const start = (await api.drawing(base)).drawing;
  return told(unsent, { json: replayed(start, commands), theirs: { head: plan.head, commands: since }, base });
}

// The queue of one tab goes on here; those of further tabs that are gone are set aside, as they may contradict it.
async function adopted({ plan, tab, tabs, storage, clock }) {
  const entries = await storage.entries(plan.id);
  if (entries.length === 0) return [];
  const open = await tabs.others();
  const tabsGone = [...new Set(entries.map((entry) => entry.tab))].filter((other) => !open.has(other));
  const queues = tabsGone.map((other) => entries.filter((entry) => entry.tab === other));
  const [own, ...rest] = queues.sort((a, b) => b.at(-1).seq - a.at(-1).seq);
  for (const queue of rest) {
    await storage.replace(plan.id, queue[0].tab, [], setAside(queue, clock));
  }
  return own ? storage.adopt(plan.id, own[0].tab, tab) : [];
}

function setAside(queue, clock) {
  const [{ plan, base }] = queue;
  const commands = queue.map(({ command }) => command);
  return { id: newId(), plan, at: clock.now(), base, commands, drawing: null };
}
