// The stand-in where a browser keeps nothing: the same calls as the database's, good until the page is closed.

/** Drawings set aside are kept so long. */
export const RESCUE_MS = 30 * 24 * 3600 * 1000;

/** Make an empty memory; `kind` "memory" is shown to the planner. */
export function createMemory() {
  let next = 1;
  let queue = [];
  let copies = [];
  const copied = (value) => structuredClone(value);
  const add = (entry) => queue.push({ ...copied(entry), seq: next++ });
  return {
    kind: "memory",
    append: async (entry) => void add(entry),
    entries: async (plan) => copied(queue.filter((entry) => entry.plan === plan)),
    async remove(plan, commandIds) {
      const gone = new Set(commandIds);
      queue = queue.filter((entry) => entry.plan !== plan || !gone.has(entry.command.command_id));
    },
    async adopt(plan, from, to) {
      const own = queue.filter((entry) => entry.plan === plan && entry.tab === from);
      own.forEach((entry) => (entry.tab = to));
      return copied(own);
    },
    async replace(plan, tab, entries, copy = null) {
      queue = queue.filter((entry) => entry.plan !== plan || entry.tab !== tab);
      entries.forEach(add);
      if (copy) copies.push(copied(copy));
    },
    rescue: async (copy) => void copies.push(copied(copy)),
    async rescued(plan, now = Date.now()) {
      copies = copies.filter(({ at }) => now - at <= RESCUE_MS);
      return copied(copies.filter((copy) => copy.plan === plan)).sort((a, b) => b.at - a.at);
    },
    forget: async (id) => void (copies = copies.filter((copy) => copy.id !== id)),
  };
}
