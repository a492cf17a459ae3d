// Two drawings of one plan: ours and the server's. Keep, take or fork; none of the three loses anything.

import { newId } from "./identifiers.js";
import { openDrawing } from "./drawing.js";
import { isEmpty } from "./changes.js";
import { difference, replayed } from "./replant.js";

const KEPT = { zh: "保留我的", en: "Keep mine" };

/** Make the resolver of a session. */
export function createConflict({ plan, tab, api, storage, clock, board, log, outbox, groundOf, show }) {
  const { box } = outbox;

  const drawn = async (json, version) => {
    const ground = await groundOf(json, version).catch(() => null);
    return { json, ground, drawing: ground && openDrawing(ground, json) };
  };

  /** Both sides, each `{json, ground, drawing}`; theirs with `head`, `commands`, and who drew last and when. */
  async function sides() {
    if (box.state !== "conflict") return null;
    const { head } = box.theirs;
    const theirs = (await api.drawing(head)).drawing;
    const last = box.theirs.commands.at(-1) ?? {};
    return {
      theirs: { ...(await drawn(theirs, head)), head, commands: box.theirs.commands, author: last.author, at: last.at },
      mine: { ...(await drawn(board.drawing.toJson(), box.base)), base: box.base, commands: [...box.queue] },
    };
  }

  const mine = () => ({
    id: newId(),
    plan: plan.id,
    at: clock.now(),
    base: box.base,
    commands: structuredClone(box.queue),
    drawing: board.drawing.toJson(),
  });

  // The newest that the server has, with its ground and how it came there; more may have come since the clash.
  async function newest() {
    await outbox.settled();
    const { version, drawing } = await api.drawing();
    const { items } = await api.commands(box.base);
    return { head: version, json: drawing, since: items.filter(({ number }) => number <= version) };
  }

  // From here nothing waits, so that no step falls between.
  function goOn({ head, since }, commands, copy = null) {
    const from = box.base;
    log.drop();
    log.addForeign(since, from);
    commands.forEach((command) => log.add(command, { at: new Date(clock.now()).toISOString() }));
    return outbox.restart(head, commands, copy);
  }

  async function take() {
    const theirs = await newest();
    const ground = await groundOf(theirs.json, theirs.head);
    const copy = mine();
    const sent = goOn(theirs, [], copy);
    show(theirs.json, ground);
    await sent;
    return copy;
  }

  async function keep() {
    const theirs = await newest();
    const changes = difference(theirs.json, board.drawing.toJson());
    const commands = isEmpty(changes) ? [] : [step(changes)];
    await goOn(theirs, commands);
    return commands[0] ?? null;
  }

  const step = (changes) => ({ command_id: newId(), kind: "keep", label: KEPT, changes });

  // Our steps go on as a plan of their own: a copy of the version that they begin from, or, where that plan is gone,
  // a plan drawn anew on its ground.
  async function fork({ name } = {}) {
    const commands = [...box.queue];
    const wanted = board.drawing.toJson();
    const isGone = box.state === "gone";
    const made = isGone
      ? await api.create({ dataset_id: plan.dataset.id ?? plan.dataset_id, name, start: "blank" })
      : await api.copy({ version: box.base, name });
    const other = api.at(made.id);
    const { version, drawing } = await other.drawing();
    const changes = difference(drawing, wanted);
    const steps = isGone ? [step(changes)] : commands;
    if (!isEmpty(changes)) {
      const entry = (command) => ({ plan: made.id, tab, base: version, at: clock.now(), command });
      await storage.replace(made.id, tab, steps.map(entry));
      await other.send(version, steps);
      await storage.remove(
        made.id,
        steps.map(({ command_id: id }) => id),
      );
    }
    if (!isGone) await take();
    else await storage.replace(plan.id, tab, [], mine());
    return { plan: made.id };
  }

  return {
    sides,
    /** "keep", "take" or "fork" (`{name}`): answers once the server has it; fork with `{plan}`, the new one. */
    resolve: (how, details) => ({ keep, take, fork })[how](details),
    /** Everything that only this browser has, for a file. */
    localCopy: () => ({ plan: plan.id, name: plan.name, ...mine() }),
  };
}
