// Lock a community, or unlock it: while locked it neither gives nor takes.

import { inBoth, t } from "../../../sheet/words.js";

/** Lock or unlock a community. */
export function toggleLock({ session, desk }, id) {
  const record = session.drawing.records.get(id);
  if (!record) return;
  const locked = !record.locked;
  session.commit(
    "lock",
    inBoth(locked ? "editor.map.label.lock" : "editor.map.label.unlock", { to: record.name }),
    session.lock(id, locked),
  );
  desk.say(t(locked ? "editor.map.locked_now" : "editor.map.unlocked_now", { name: record.name }));
}

/** The tool: a click on a community. */
export function makeLock(tools) {
  const { session } = tools;
  return {
    key: "KeyX",
    start() {},
    move() {},
    end: ({ unit }) => unit >= 0 && toggleLock(tools, session.drawing.communityOf(unit)),
    cancel() {},
    enter: ({ unit }) => toggleLock(tools, session.drawing.communityOf(unit)),
  };
}
