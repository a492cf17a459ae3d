// What the optimiser is doing for this plan: asked for, running, paused under the planner's hand, done. No elements here.

import { followEvents } from "./events.js";

const REST_MS = 300;
const WORKING = new Set(["asking", "running"]);

const IDLE = {
  phase: "idle",
  kind: null,
  request: {},
  job: null,
  trail: [],
  best: null,
  result: null,
  failure: null,
  isUp: true,
  picked: 0,
  refused: new Set(),
};

/** Make the one job at a time of a plan; `later` and `follow` are the clock and the wire, for tests. */
export function makeWork({ api, session, planId, follow = followEvents, later = setTimeout }) {
  let now = { ...IDLE };
  let leash = null;
  let rest = null;
  const listeners = [];
  const set = (changes) => {
    now = { ...now, ...changes };
    listeners.forEach((listen) => listen(now));
  };

  const start = async (kind, request = {}) => {
    drop();
    set({ ...IDLE, phase: "asking", kind, request });
    const mine = (leash = new AbortController());
    try {
      await settled(session);
      if (mine.signal.aborted) return;
      const body = { kind, version: session.base, ...request };
      const job = await api.request("POST", `/plans/${encodeURIComponent(planId)}/jobs`, { body });
      if (mine.signal.aborted) await cancel(job);
      else await run(job, mine);
    } catch (error) {
      if (!mine.signal.aborted) set({ phase: "failed", failure: error });
    }
  };

  // A proposal says nothing of the drawing that it was not made for: each part is held against it again.
  const run = async (job, mine) => {
    set({ phase: "running", job });
    await follow(api.url(`/jobs/${encodeURIComponent(job.id)}/events`), {
      signal: mine.signal,
      line: (isUp) => isUp !== now.isUp && set({ isUp }),
      tell: (kind, data) => {
        if (mine.signal.aborted) return;
        if (kind !== "progress" && kind !== "best") return;
        const { elapsed_s: seconds, objective, bound, gap } = data;
        const trail = [...now.trail, { seconds, objective, bound, gap }];
        set(kind === "best" ? { trail, best: data } : { trail });
      },
    });
    if (mine.signal.aborted) return;
    const ended = await api.request("GET", `/jobs/${encodeURIComponent(job.id)}`);
    if (mine.signal.aborted) return;
    if (ended.result) set({ phase: "done", job: ended, result: ended.result, best: null, trail: closed(now.trail, ended.result) });
    else if (ended.state === "failed") set({ phase: "failed", job: ended, failure: ended.error });
    else set({ ...IDLE });
  };

  const drop = () => {
    leash?.abort();
    clearTimeout(rest);
    rest = null;
  };
  const cancel = (job) => api.request("POST", `/jobs/${encodeURIComponent(job.id)}/cancel`).catch(() => {});

  return {
    get state() {
      return now;
    },
    on: (listen) => listeners.push(listen),
    start,
    /** Stop and keep the best plan found: what comes of it arrives as the job's result. */
    stop() {
      if (now.phase === "running") return cancel(now.job);
      drop();
      return set({ ...IDLE });
    },
    /** Put away what was proposed. */
    discard() {
      drop();
      set({ ...IDLE });
    },
    /** The planner has taken hold of the map: what runs is stopped, and begins again when the hand is off. */
    hold() {
      clearTimeout(rest);
      if (!WORKING.has(now.phase)) return;
      if (now.job) cancel(now.job);
      leash?.abort();
      set({ phase: "paused", job: null });
    },
    release() {
      if (now.phase !== "paused") return;
      clearTimeout(rest);
      rest = later(() => now.phase === "paused" && start(now.kind, now.request), REST_MS);
    },
    /** Take up a job that was running when the page was left. */
    async takeUp() {
      const { items } = await api.request("GET", `/jobs?plan_id=${encodeURIComponent(planId)}&state=running`);
      const job = items.find((one) => KINDS.includes(one.kind));
      if (!job || now.phase !== "idle") return;
      const mine = (leash = new AbortController());
      set({ ...IDLE, kind: job.kind, request: {} });
      await run(job, mine).catch((failure) => !mine.signal.aborted && set({ phase: "failed", failure }));
    },
    /** Choose one of several plans. */
    pick: (picked) => set({ picked, refused: new Set() }),
    /** Untick a part, or tick it again. */
    tick(part, isTicked) {
      const refused = new Set(now.refused);
      if (isTicked) refused.delete(part);
      else refused.add(part);
      set({ refused });
    },
  };
}

// The last word on objective and bound is the result's.
function closed(trail, { seconds, objective, bound, gap, plans }) {
  return plans || seconds === undefined ? trail : [...trail, { seconds, objective, bound, gap }];
}

/** What can be asked of the optimiser. */
export const KINDS = ["complete", "repair", "improve", "alternatives"];

/** The proposal that is shown: of several plans the one picked; while it runs the best so far; or null. */
export function proposalOf({ phase, result, best, picked }) {
  if (phase === "done") return result.plans ? (result.plans[picked] ?? null) : result;
  return phase === "running" ? best : null;
}

/** Numbers of the parts that would be accepted: ticked, and such as can be taken. */
export function tickedParts(proposal, refused, session) {
  return session
    .parts(proposal)
    .filter(({ part, refusal }) => refusal === null && !refused.has(part))
    .map(({ part }) => part);
}

// The optimiser works on what the server knows: wait until the last gestures have arrived there.
function settled(session) {
  return new Promise((go, stop) => {
    const look = () => {
      if (session.state === "saved" && session.pending === 0) go();
      else if (session.state !== "saving" && session.state !== "saved") stop(new NotSavedError(session.state));
      else return false;
      return true;
    };
    if (look()) return;
    const off = session.on("state", () => look() && off?.());
  });
}

/** The optimiser cannot be asked while the server does not know the drawing. */
export class NotSavedError extends Error {
  constructor(state) {
    super(`not saved: ${state}`);
    this.state = state;
  }
}
