// A session on the small ground with a server in memory, for tests.

import { createMemory } from "../../app/assets/editor/core/memory.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { createSession } from "../../app/assets/editor/core/session.js";
import { fakeClock, fakeServer, quiet } from "./fake_server.mjs";
import { smallDrawing, smallGround, smallPlan, unitOf } from "./small_ground.mjs";

export { quiet, unitOf };
export const LABEL = { zh: "一步", en: "A step" };

/** Units by name. */
export const units = (...names) => names.map(unitOf);

/** Open a page on a plan; `server`, `storage` and `clock` may be those of an earlier page, `Channel` that of other tabs. */
export async function openPage({
  server,
  storage,
  clock,
  drawing,
  ground = smallGround(),
  Channel = null,
  ...more
} = {}) {
  const plan = smallPlan();
  server ??= fakeServer({ plan, drawing: drawing ?? smallDrawing(), ground });
  storage ??= createMemory();
  clock ??= fakeClock();
  plan.head = server.plans.get(plan.id).log.length;
  const session = createSession({
    ground: openGround(ground),
    drawing: server.drawing(),
    plan,
    api: server.api(),
    storage,
    clock,
    Channel,
    ...more,
  });
  const opening = session.ready;
  await clock.pass(300);
  await opening;
  return { session, server, storage, clock };
}

/** Give units (by name) to a community. */
export function give(session, names, to, kind = "move") {
  return session.commit(kind, LABEL, session.assign(units(...names), to));
}
