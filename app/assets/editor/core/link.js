// The plan on the server and the plan on this page, kept in step: opening, sending, following, clashing.

import { OfflineError } from "./api.js";
import { cutsOf } from "./board.js";
import { createConflict } from "./conflict.js";
import { openGround } from "./ground.js";
import { newId } from "./identifiers.js";
import { createJudge } from "./judge.js";
import { createOutbox } from "./outbox.js";
import { joinTabs } from "./presence.js";
import { recover } from "./recovery.js";
import { replayed } from "./replant.js";

const LOG_MOST = 500;

/** Join a session to the server. */
export function createLink({ plan, api, storage, clock, board, log, events, changed, judgement = null, Channel }) {
  const tab = newId();
  const judge = createJudge({ api, clock, judgement, told: (found) => events.emit("judgement", found) });
  const heard = (message) => message.kind === "sent" && follow(message).catch(() => {});
  const tabs = joinTabs({ plan: plan.id, tab, clock, Channel, heard });
  let isOpen = false;
  let isBusy = false;

  const outbox = createOutbox({
    plan: plan.id,
    tab,
    base: plan.head,
    api,
    storage,
    clock,
    told: (box) => {
      if (!isOpen) return;
      events.emit("state", box.state);
      if (box.state === "saved") judge.ask(box.base);
    },
    arrived: (commands, numbers, head) => {
      log.confirm(numbers);
      tabs.tell({ kind: "sent", commands, head: box.base });
      if (head > box.base && box.queue.length === 0) clock.after(0, () => refresh().catch(() => {}));
    },
  });
  const { box } = outbox;

  const show = (json, ground) => {
    board.put(ground, json);
    changed(board.everything());
  };

  // The ground of a drawing: seen before, or fetched as it is at a version of the server's.
  const groundOf = async (json, version) => {
    const known = board.grounds.get(cutsOf(json));
    if (known) return known;
    const fetched = openGround(await api.ground(version));
    if (fetched.count !== Object.keys(json.units).length || !fetched.ids.every((id) => id in json.units)) {
      throw new OfflineError(new Error("the ground of this version is not at hand"));
    }
    return fetched;
  };

  // Others drew on, and nothing of ours waits: go along.
  async function follow({ head, commands }) {
    const isIdle = () => isOpen && !isBusy && box.state === "saved" && box.queue.length === 0;
    const from = box.base;
    if (!isIdle() || head <= from) return false;
    if (head !== from + commands.length) return refresh();
    const json = replayed(board.drawing.toJson(), commands);
    const ground = board.grounds.get(cutsOf(json)) ?? (await groundOf(json, head));
    // Something may have been drawn while the ground came.
    if (!isIdle() || box.base !== from) return false;
    log.addForeign(commands, from);
    show(json, ground);
    outbox.follow(head);
    judge.ask(head);
    return true;
  }

  async function refresh() {
    if (box.queue.length) return outbox.retry();
    const { items, head } = await api.commands(box.base);
    return head > box.base ? follow({ head, commands: items }) : false;
  }

  // While the ground itself changes nobody draws.
  async function busily(work) {
    isBusy = true;
    events.emit("state", box.state);
    try {
      return await work();
    } finally {
      isBusy = false;
      events.emit("state", box.state);
    }
  }

  const conflict = createConflict({ plan, tab, api, storage, clock, board, log, outbox, groundOf, show, changed });

  return {
    get base() {
      return box.base;
    },
    get pending() {
      return box.queue.length;
    },
    get state() {
      return box.state;
    },
    get busy() {
      return isBusy;
    },
    get status() {
      const { state, error, retryAt, kept, caughtUp } = box;
      return { state, error, retryAt, kept, caughtUp, pending: box.queue.length, judging: judge.error };
    },
    get judgement() {
      return judge.judgement;
    },
    sides: conflict.sides,
    async open() {
      const found = await recover({ plan, tab, tabs, api, storage, clock, board });
      await logSoFar();
      found.commands.forEach((command, k) => log.add(command, { at: found.times[k] }));
      if (found.json && !(await put(found))) return sendFirst(found);
      isOpen = true;
      if (found.theirs) {
        box.queue.push(...found.commands);
        box.base = found.base;
        outbox.clash(found.theirs);
      } else if (found.commands.length) outbox.resume(found.commands);
      else judge.ask(box.base);
    },
    add: outbox.add,
    retry: outbox.retry,
    refresh,
    judge: () => judge.ask(box.base, { now: true }),
    settled: outbox.settled,
    resolve: conflict.resolve,
    localCopy: conflict.localCopy,
    async nameVersion(number, name) {
      await api.nameVersion(number, name);
      log.name(number, name);
      events.emit("state", box.state);
    },
    /** Cut a unit by a line: on the server, which counts the households of the parts. */
    split: (unit, line) =>
      busily(async () => {
        await sentAll();
        const { head, command } = await api.split(box.base, board.ground.ids[unit], line);
        const json = replayed(board.drawing.toJson(), [command]);
        const ground = await groundOf(json, head);
        log.add(command, { author: command.author, number: head });
        outbox.follow(head);
        show(json, ground);
        tabs.tell({ kind: "sent", commands: [command], head });
        judge.ask(head);
        return command;
      }),
    /** Make a command whose ground this page has not seen: first there, then here. */
    makeElsewhere: (send) =>
      busily(async () => {
        await sentAll();
        const before = board.drawing.toJson();
        const command = send();
        await sentAll();
        const json = replayed(before, [command]);
        show(json, await groundOf(json, box.base));
        return true;
      }),
    close() {
      outbox.stop();
      judge.stop();
      tabs.leave();
    },
  };

  async function put({ json, base }) {
    try {
      board.put(await groundOf(json, base), json);
    } catch (error) {
      if (error instanceof OfflineError) return false;
      throw error;
    }
    changed(board.everything());
    return true;
  }

  // What waits makes units that the server has not told us of: it gets the steps, and tells.
  async function sendFirst({ commands }) {
    isOpen = true;
    outbox.resume(commands);
    await sentAll();
    const { version, drawing } = await api.drawing();
    show(drawing, await groundOf(drawing, version));
    outbox.follow(version);
  }

  async function sentAll() {
    await outbox.settled();
    if (box.queue.length) throw new OfflineError(box.error);
  }

  async function logSoFar() {
    if (plan.head === 0) return;
    try {
      const { items } = await api.commands(Math.max(0, plan.head - LOG_MOST));
      items.filter(({ number }) => number <= plan.head).forEach((command) => log.add(command));
    } catch {
      // The list of versions begins with this page; drawing goes on.
    }
  }
}
