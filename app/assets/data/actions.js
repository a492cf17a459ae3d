// Everything that the planner can do to a dataset; each change goes to the server, and what comes back is shown.

import { message, t } from "../sheet/words.js";
import { mayChange } from "./decisions.js";
import { followJob } from "./job.js";

const CONFLICT = "datasets.stale";

/** The actions of the page; `onGo` is set by the page. */
export function makeActions(state, server, { live, isLocal }) {
  const say = (text) => {
    live.textContent = text;
  };
  const dataset = () => state.get("dataset");

  const fail = (error) => {
    state.set({ failed: error });
    say(message(error));
  };
  const perform = async (task) => {
    state.set({ busy: true, failed: null });
    try {
      return (await task()) ?? true;
    } catch (error) {
      if (error.code === CONFLICT) state.set({ dataset: await server.dataset().catch(dataset) });
      fail(error);
      return false;
    } finally {
      state.set({ busy: false });
    }
  };
  // One thing after the other, none dropped; what went wrong is said and nothing is lost.
  let last = Promise.resolve();
  const run = (task) => {
    last = last.then(() => perform(task));
    return last;
  };
  const take = async (fresh, { columns = true } = {}) => {
    state.set({ dataset: fresh });
    if (columns) state.set({ columns: await server.columns() });
  };
  const change = (body, options) => run(async () => take(await server.change(dataset().revision, body), options));

  const showCheck = async () => {
    const sheet = await server.sheet();
    if (sheet.is_local !== isLocal) return location.reload(); // the map of this page has another system
    state.set({ sheet, picked: null, unfolded: null, cardClosed: false });
    if (dataset().replaces) state.set({ changes: await server.changes() });
    return undefined;
  };
  // A check runs beside everything else: whoever changes something meanwhile need not wait for it.
  const follow = async (id) => {
    state.set({ job: { id, progress: null } });
    try {
      const job = await followJob(server, id, (progress) => state.set({ job: { id, progress } }));
      if (job.state === "failed") throw Object.assign(new Error(job.error.code), job.error);
    } catch (error) {
      return fail(error);
    } finally {
      state.set({ job: null });
    }
    await run(async () => {
      state.set({ dataset: await server.dataset() });
      if (dataset().checked) await showCheck();
      say(t("data.checked"));
    });
    if (dataset().basis_open) document.getElementById("basis-question")?.scrollIntoView({ block: "nearest" });
    return undefined;
  };
  const check = async () => {
    const job = await run(() => server.check());
    if (job) await follow(job.id);
  };
  const profile = async () => state.set({ profile: await server.profile(dataset().profile) });

  const act = {
    onGo: () => {},
    isOpen: () => mayChange(dataset()),
    go: (finding) => act.onGo(finding),
    async load() {
      await run(async () => {
        const [columns, packs] = await Promise.all([server.columns(), server.packs()]);
        state.set({ columns, packs: packs.items });
        await profile();
        if (dataset().checked) await showCheck();
      });
      if (dataset().check_job) await follow(dataset().check_job);
    },
    add: (files) => run(async () => take(await server.addFiles(files))),
    remove: (file) => run(async () => take(await server.removeFile(file.file_id))),
    role(part, role) {
      const roles = { ...dataset().roles };
      for (const [name, given] of Object.entries(roles)) roles[name] = given.filter((one) => one !== part.reference);
      if (role) roles[role] = role === "roads" ? [...(roles.roads ?? []), part.reference].slice(-2) : [part.reference];
      const body = Object.fromEntries(Object.entries(roles).map(([name, given]) => [name, given.length ? given : null]));
      return change({ roles: body });
    },
    column(role, field, column) {
      return change({ columns: { [role]: { ...(dataset().columns[role] ?? {}), [field]: column } } });
    },
    async basis(value) {
      state.set({ answer: value });
      const done = await change({ household_basis: value }, { columns: false });
      if (done && dataset().state === "draft" && dataset().checked) await check();
      state.set({ answer: null });
    },
    async datum(value) {
      if (await change({ datum: value }, { columns: false })) await check();
    },
    accept: (group) => change({ accepted: [...dataset().accepted, group.code] }, { columns: false }),
    refuse: (group) =>
      change({ accepted: dataset().accepted.filter((code) => code !== group.code) }, { columns: false }),
    async profile(choice) {
      if (await change({ profile: choice }, { columns: false })) await run(profile);
    },
    pack: (files) =>
      run(async () => {
        for (const file of files) await server.addPack(file.name, await file.text());
        state.set({ packs: (await server.packs()).items });
      }),
    change: (body) => change(body, { columns: false }),
    async crs(value) {
      if (await change({ crs: value }, { columns: false })) state.set({ crsKind: null });
    },
    rename: (name) => change({ name }, { columns: false }),
    check,
    cancel: () => server.cancel(state.get("job").id).catch((error) => state.set({ failed: error })),
    freeze: () =>
      run(async () => {
        state.set({ dataset: await server.freeze() });
        say(t("data.frozen_now", { n: dataset().issue }));
      }),
    reissue: (files) =>
      run(async () => {
        const next = await server.create(files, { replaces: dataset().id });
        location.assign(`/datasets/${encodeURIComponent(next.id)}`);
      }),
    plan: () =>
      run(async () => {
        const plan = await server.createPlan(dataset().id, dataset().name, dataset().profile);
        location.assign(`/plans/${encodeURIComponent(plan.id)}`);
      }),
    more(role, isOpen) {
      const others = state.get("more").filter((one) => one !== role);
      if (state.get("more").includes(role) !== isOpen) state.set({ more: isOpen ? [...others, role] : others });
    },
    toBasis() {
      document.getElementById("basis-question")?.scrollIntoView({ block: "center" });
      document.querySelector("#basis-question input")?.focus();
    },
  };
  return act;
}
