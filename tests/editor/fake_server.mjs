// A server in memory that keeps the contract of plans, and fails when it is told to.

import assert from "node:assert/strict";

import { ApiError, OfflineError } from "../../app/assets/editor/core/api.js";
import { replayed } from "../../app/assets/editor/core/replant.js";

/** Make a server with one plan; `fail` is thrown by the next requests until it is taken away. */
export function fakeServer({ plan, drawing, ground, author = "李敏" }) {
  const server = {
    plans: new Map([[plan.id, { start: drawing, log: [] }]]),
    fail: null,
    lose: 0,
    author,
    calls: [],
    ground,
  };

  const drawnAt = (id, version) => replayed(server.plans.get(id).start, server.plans.get(id).log.slice(0, version));

  /** Let somebody else draw. */
  server.draw = (id, command, by = "王工") => {
    const { log } = server.plans.get(id);
    replayed(drawnAt(id, log.length), [command]);
    log.push({ ...command, number: log.length + 1, author: by, at: "2026-10-15T14:29:00Z", name: null });
  };

  server.api = (id = plan.id) => {
    const ask =
      (name, work) =>
      async (...given) => {
        server.calls.push([name, ...given]);
        await null;
        if (server.fail) throw server.fail;
        if (!server.plans.has(id) && name !== "create") throw new ApiError(404, { code: "plans.not_found" });
        const answer = structuredClone(work(...given));
        if (server.lose > 0) {
          server.lose -= 1;
          throw new OfflineError(new Error("the answer was lost"));
        }
        return answer;
      };
    const log = () => server.plans.get(id).log;
    return {
      plan: id,
      at: (other) => server.api(other),
      ground: ask("ground", (version) => server.groundAt?.(version) ?? server.ground),
      drawing: ask("drawing", (version = log().length) => ({ version, drawing: drawnAt(id, version) })),
      commands: ask("commands", (after) => ({ items: log().slice(after), head: log().length })),
      judgement: ask(
        "judgement",
        (version) =>
          server.judge?.(version) ?? {
            version,
            plan: { communities: [], totals: { after: null } },
            audit: { findings: [] },
          },
      ),
      send: ask("send", (base, commands) => {
        const numbers = () =>
          Object.fromEntries(
            log()
              .filter(({ command_id: key }) => sent.has(key))
              .map(({ command_id: key, number }) => [key, number]),
          );
        const sent = new Set(commands.map(({ command_id: key }) => key));
        const fresh = commands.filter(({ command_id: key }) => !(key in numbers()));
        if (
          fresh.length &&
          log()
            .slice(base)
            .some(({ command_id: key }) => !sent.has(key))
        ) {
          throw new ApiError(409, { code: "plans.stale", head: log().length, commands: log().slice(base) });
        }
        commands.forEach((command) =>
          assert.deepEqual(Object.keys(command).sort(), ["changes", "command_id", "kind", "label"]),
        );
        fresh.forEach((command) => server.draw(id, command, server.author));
        return { head: log().length, numbers: numbers() };
      }),
      copy: ask("copy", ({ version = log().length, name }) => {
        const other = `${id}-copy${server.plans.size}`;
        server.plans.set(other, { start: drawnAt(id, version), log: [], name });
        return { id: other, head: 0 };
      }),
      create: ask("create", () => {
        const other = `new${server.plans.size}`;
        const units = Object.fromEntries(server.ground.units.id.map((unit) => [unit, null]));
        server.plans.set(other, { start: { units, communities: {}, splits: {} }, log: [] });
        return { id: other, head: 0 };
      }),
      nameVersion: ask("nameVersion", (number, name) => void (log()[number - 1].name = name)),
      split: ask("split", (head, unit, line) => {
        const command = server.cut(unit, line);
        server.draw(id, command, server.author);
        return { head: log().length, command: log().at(-1) };
      }),
    };
  };
  server.drawing = (id = plan.id) => drawnAt(id, server.plans.get(id).log.length);
  return server;
}

/** A clock that stands still until it is told to go on. */
export function fakeClock() {
  let time = Date.parse("2026-10-15T06:32:07Z");
  let timers = [];
  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + ms, run };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => (timers = timers.filter((other) => other !== timer)),
    /** Let time pass, and everything that is due happen. */
    async pass(ms) {
      const until = time + ms;
      for (;;) {
        await quiet();
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        time = next.at;
        timers = timers.filter((timer) => timer !== next);
        next.run();
      }
      time = until;
      await quiet();
    },
  };
}

/** Let every promise that can be kept be kept. */
export async function quiet() {
  await new Promise((resolve) => setImmediate(resolve));
}
