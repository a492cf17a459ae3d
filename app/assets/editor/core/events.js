// Who listens to what.

/** Make a list of listeners by name of event; `on` returns how to stop listening. */
export function createEvents() {
  const listeners = new Map();
  return {
    on(event, listen) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(listen);
      return () => listeners.get(event).delete(listen);
    },
    emit(event, detail) {
      [...(listeners.get(event) ?? [])].forEach((listen) => listen(detail));
    },
  };
}
