// The three lists of a command, and what can be done with them: check, turn around, join, tell apart.

/** Changes that change nothing. */
export const NONE = Object.freeze({ units: [], communities: [], splits: [] });

/** The list of some changes, empty where it was left out. */
export function listed(changes, name) {
  return changes?.[name] ?? [];
}

export function isEmpty(changes) {
  return ["units", "communities", "splits"].every((name) => listed(changes, name).length === 0);
}

/** The same changes backwards: every before and after swapped, the lists reversed. */
export function invert(changes) {
  const back = (name) =>
    listed(changes, name)
      .map(([key, before, after]) => [key, after, before])
      .reverse();
  return { units: back("units"), communities: back("communities"), splits: back("splits") };
}

/** Two JSON values are the same, whatever the order of their keys. */
export function same(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** Something that a command takes for granted does not hold: `key` is not what the command says it was. */
export class BeforeError extends Error {
  constructor(list, key, told, found) {
    super(`${list} ${key}: ${JSON.stringify(told)} expected, ${JSON.stringify(found)} found`);
    Object.assign(this, { name: "BeforeError", list, key, told, found });
  }
}

/** Raise BeforeError unless every `before` holds; `read` answers what is there: `unit`, `record`, `split` of an id. */
export function check(read, changes) {
  const hold = (name, now) =>
    listed(changes, name).forEach(([key, before]) => {
      const found = now(key);
      if (found === undefined || !same(before ?? null, found)) throw new BeforeError(name, key, before, found);
    });
  hold("splits", read.split);
  hold("units", read.unit);
  hold("communities", read.record);
}

/** Whether every `before` holds. */
export function holds(read, changes) {
  try {
    check(read, changes);
    return true;
  } catch (error) {
    if (error instanceof BeforeError) return false;
    throw error;
  }
}

/** One list of changes out of several that follow on each other; what comes back to where it was is left out. */
export function joined(several) {
  const join = (name) => {
    const found = new Map();
    several.forEach((changes) =>
      listed(changes, name).forEach(([key, before, after]) => {
        found.set(key, [key, found.has(key) ? found.get(key)[1] : before, after]);
      }),
    );
    return [...found.values()].filter(([, before, after]) => !same(before, after));
  };
  return { units: join("units"), communities: join("communities"), splits: join("splits") };
}
