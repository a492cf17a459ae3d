// Which tabs of this browser have the plan open; and what they tell each other.

const ANSWER_MS = 250;

/**
 * Join the tabs of a plan; `heard(message)` gets what others tell.
 *
 * `others()` asks who is there and waits a moment: a tab that does not answer is gone, and what it left may be taken
 * over. Should it only have slept, nothing breaks, as the server takes each command once.
 */
export function joinTabs({ plan, tab, heard = () => {}, clock, Channel = globalThis.BroadcastChannel }) {
  if (!Channel) return { others: async () => new Set(), tell: () => {}, leave: () => {} };
  const channel = new Channel(`sizhi-plan-${plan}`);
  const here = new Set();
  channel.onmessage = ({ data }) => {
    if (data.kind === "who") channel.postMessage({ kind: "here", tab });
    else if (data.kind === "here") here.add(data.tab);
    else heard(data);
  };
  channel.unref?.();
  return {
    others: () =>
      new Promise((resolve) => {
        here.clear();
        channel.postMessage({ kind: "who", tab });
        clock.after(ANSWER_MS, () => resolve(new Set(here)));
      }),
    tell: (message) => channel.postMessage({ ...message, tab }),
    leave: () => channel.close(),
  };
}
