// A decision that is being written: which step, why, and the points of a return. Kept in this browser until it is taken.

const PREFIX = "sizhi.decision.";

/** An empty decision. */
export function emptyDraft() {
  return { action: null, reason: "", points: [], key: null, saved_at: null };
}

/** Keep decisions in a store such as `localStorage`, one a case; where there is none they live as long as the page. */
export function openDrafts(store, now = () => new Date().toISOString()) {
  const memory = new Map();
  const read = (id) => {
    try {
      return JSON.parse(store.getItem(PREFIX + id));
    } catch {
      return memory.get(id) ?? null;
    }
  };
  return {
    of: (id) => ({ ...emptyDraft(), ...read(id) }),
    keep(id, draft) {
      const kept = { ...draft, saved_at: now() };
      memory.set(id, kept);
      try {
        store.setItem(PREFIX + id, JSON.stringify(kept));
      } catch {
        // It lives as long as the page.
      }
      return kept;
    },
    forget(id) {
      memory.delete(id);
      try {
        store.removeItem(PREFIX + id);
      } catch {
        // Nothing was kept.
      }
    },
  };
}

/** A point with its text, tied to a paper slot, a place, or nothing. */
export function newPoint({ text = "", slot = null, place = null } = {}) {
  return { text, slot, place };
}

/** What is sent of a draft: points without words are left out; a return gives its points as reason where it has none. */
export function requestOf(draft, offer) {
  const points = offer.is_return ? draft.points.filter((one) => one.text.trim()).map((one) => ({ ...one, text: one.text.trim() })) : [];
  const told = draft.reason.trim();
  const reason = told || points.map((one, i) => `${i + 1}. ${one.text}`).join("；");
  return { action: offer.action, ...(reason ? { reason } : {}), ...(points.length ? { points } : {}) };
}

// What may be passed over with a reason (rules.md AMB-13).
const OVERRIDABLE = new Set(["special_report"]);

/** Whether a step takes a reason: because it asks for one, or because one passes over what still stands in its way. */
export function takesReason(offer) {
  return offer.asks_reason || offer.failed_guards.some(({ id }) => OVERRIDABLE.has(id));
}

/** What a decision still lacks: `papers`, `guards`, `reason`; nothing where it can be taken. */
export function lacks(draft, offer) {
  const { reason } = requestOf(draft, offer);
  const guards = offer.failed_guards.filter(({ id }) => !(reason && OVERRIDABLE.has(id)));
  return [
    offer.missing_papers.length ? "papers" : null,
    guards.length ? "guards" : null,
    offer.asks_reason && !reason ? "reason" : null,
  ].filter(Boolean);
}
