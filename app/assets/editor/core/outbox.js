// Commands on their way to the server: first kept here, then sent in order, tried again until the server has them.

import { ApiError, OfflineError } from "./api.js";

const MOST = 500;
const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * Make the outbox of one tab of a plan.
 *
 * `state` is "saved", "saving", "offline" (no answer), "failed" (the server could not), "conflict" (others drew on),
 * "expired" (signed out) or "gone" (the plan is). Only "offline" and "failed" are tried again without being asked.
 */
export function createOutbox({ plan, tab, base, api, storage, clock, told = () => {}, arrived = () => {} }) {
  const box = {
    state: "saved",
    base,
    queue: [],
    error: null,
    retryAt: null,
    kept: storage.kind,
    caughtUp: 0,
    theirs: null,
  };
  let stored = Promise.resolve();
  let sending = null;
  let timer = null;
  let failures = 0;
  let waited = 0;

  const enter = (state, details = {}) => {
    Object.assign(box, { error: null, retryAt: null, ...details, state });
    told(box);
  };

  // Nothing is sent that is not kept: unless the browser refuses, which is shown.
  const keep = (work) => {
    stored = stored.then(work).catch(() => {
      if (box.kept !== "memory") {
        box.kept = "memory";
        told(box);
      }
    });
    return stored;
  };

  const entry = (command) => ({ plan, tab, base: box.base, at: clock.now(), command });

  function add(command) {
    box.queue.push(command);
    if (["offline", "failed"].includes(box.state)) waited = box.queue.length;
    keep(() => storage.append(entry(command)));
    if (box.state === "saved") enter("saving");
    else told(box);
    if (box.state === "saving") flush();
  }

  function flush() {
    sending ??= work().finally(() => (sending = null));
    return sending;
  }

  async function work() {
    clock.cancel(timer);
    while (box.queue.length && ["saving", "offline", "failed", "expired"].includes(box.state)) {
      await stored;
      const batch = box.queue.slice(0, MOST);
      try {
        const { head, numbers } = await api.send(box.base, batch);
        await acknowledge(batch, numbers, head);
      } catch (error) {
        if (!(await recovered(error))) return;
      }
    }
  }

  // Should others have drawn on since, `head` is beyond our own steps: those are fetched when ours are through.
  async function acknowledge(commands, numbers, head) {
    const ids = new Set(commands.map(({ command_id: id }) => id));
    box.queue = box.queue.filter(({ command_id: id }) => !ids.has(id));
    box.base = Math.max(...commands.map(({ command_id: id }) => numbers[id]));
    failures = 0;
    await keep(() => storage.remove(plan, [...ids]));
    arrived(commands, numbers, head);
    if (box.queue.length) return enter("saving");
    enter("saved", { caughtUp: waited });
    waited = 0;
    box.caughtUp = 0;
  }

  // True where the next try may follow at once.
  async function recovered(error) {
    if (error instanceof ApiError && [409, 412].includes(error.status)) return clashed(error);
    if (error instanceof ApiError && error.status === 401) return refuse("expired", error);
    if (error instanceof ApiError && [404, 410].includes(error.status)) return refuse("gone", error);
    if (!(error instanceof ApiError) && !(error instanceof OfflineError)) throw error;
    const again = error instanceof OfflineError || error.status >= 500 || [408, 425, 429].includes(error.status);
    waited = box.queue.length;
    if (!again) return refuse("failed", error);
    const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)];
    failures += 1;
    enter(error instanceof OfflineError ? "offline" : "failed", { error, retryAt: clock.now() + wait });
    timer = clock.after(wait, flush);
    return false;
  }

  function refuse(state, error) {
    enter(state, { error });
    return false;
  }

  // Others drew on; or an answer was lost, and what was drawn since is our own.
  async function clashed(error) {
    let { head, commands } = error.problem;
    try {
      if (!Array.isArray(commands)) ({ head, items: commands } = await api.commands(box.base));
    } catch (again) {
      return recovered(again);
    }
    const since = commands.map(({ command_id: id }) => id);
    const mine = box.queue.slice(0, since.length);
    if (since.length && mine.length === since.length && mine.every(({ command_id: id }, k) => id === since[k])) {
      await acknowledge(mine, Object.fromEntries(since.map((id, k) => [id, box.base + 1 + k])), head);
      return true;
    }
    // A command that does not fit although nobody else drew: nothing to choose between.
    if (since.length === 0) return refuse("failed", error);
    enter("conflict", { error, theirs: { head, commands } });
    return false;
  }

  return {
    box,
    add,
    /** Try now: after the line is back, or after signing in. */
    retry() {
      if (["saved", "conflict", "gone"].includes(box.state)) return Promise.resolve();
      if (box.state !== "offline" && box.state !== "failed") enter("saving");
      return flush();
    },
    /** Wait until everything is kept here, and sent as far as can be. */
    settled: async () => {
      await stored;
      await sending;
      await stored;
    },
    /** Take over commands that were kept before, without keeping them again. */
    resume(commands) {
      box.queue.push(...commands);
      waited = box.queue.length;
      if (box.queue.length) enter("saving");
      return flush();
    },
    /** Say that others drew on, before anything was sent. */
    clash: (theirs) => enter("conflict", { theirs }),
    /** Go on from another version with other commands in the place of those that wait, at once. */
    restart(head, commands, copy = null) {
      clock.cancel(timer);
      Object.assign(box, { base: head, queue: [...commands], theirs: null });
      failures = 0;
      keep(() => storage.replace(plan, tab, commands.map(entry), copy));
      enter(commands.length ? "saving" : "saved");
      return flush();
    },
    /** The server drew on in step with us. */
    follow(head) {
      box.base = head;
      told(box);
    },
    stop: () => clock.cancel(timer),
  };
}
