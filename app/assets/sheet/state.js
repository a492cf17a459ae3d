// What the reader has chosen: one small store that tells everybody when it changes.

/** Make a store; `remember` has the keys that this browser keeps, and the name under which it keeps each. */
export function createState(initial, remember = {}) {
  const listeners = [];
  const state = { ...initial, ...recall(remember) };
  return {
    get: (key) => state[key],
    /** Change some keys and tell the listeners which. */
    set(changes) {
      const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
      Object.assign(state, changes);
      keep(remember, state);
      if (changed.length) listeners.forEach((listen) => listen(new Set(changed)));
    },
    on: (listen) => listeners.push(listen),
  };
}

// A page opened from disk or in a locked-down browser may have no storage: then nothing is remembered.
function recall(remember) {
  try {
    const kept = JSON.parse(localStorage.getItem("sizhi") ?? "{}");
    const known = Object.entries(remember).filter(([, name]) => name in kept);
    return Object.fromEntries(known.map(([key, name]) => [key, kept[name]]));
  } catch {
    return {};
  }
}

function keep(remember, state) {
  try {
    const others = JSON.parse(localStorage.getItem("sizhi") ?? "{}");
    const own = Object.fromEntries(Object.entries(remember).map(([key, name]) => [name, state[key]]));
    localStorage.setItem("sizhi", JSON.stringify({ ...others, ...own }));
  } catch {
    // Nothing is remembered.
  }
}
