// What can be done on the page of a case: read it, decide, bring papers, answer, enter; what the server says no to stays in place.

import { button } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { motion } from "../sheet/shell.js";
import { message, named, shortName, t } from "../sheet/words.js";
import { officeSheet } from "./casemap.js";
import { makeDeciding } from "./deciding.js";
import { newPoint } from "./draft.js";
import { openFreeze } from "./freezing.js";
import { paperForm, upload } from "./upload.js";

const GUARD_TABS = {
  residents_agreed: "records",
  filed_with_city: "records",
  elected: "records",
  premises_and_people: "records",
  points_answered: "replies",
  opinions_in: "opinions",
  site_visited: "visits",
  no_blocking_finding: "audit",
  no_open_area: "audit",
};

/** The actions; they change `page.state`, everything else follows. */
export function caseActions(page, parts) {
  const { state, server, toast, drafts, uploads } = page;
  const of = () => state.get("of");
  const id = page.data.case_id;

  const take = (detail) => {
    const before = of()?.submission?.hash;
    state.set({ of: detail, trail: null, refusal: null });
    if (detail.submission && detail.submission.hash !== before) readFrozen(detail);
    if (detail.kind === "transfer")
      server.outlook().then(
        (outlook) => state.set({ outlook }),
        () => {},
      );
  };
  const readFrozen = (detail) => {
    const { number } = detail.submission;
    server.sheet(number).then(
      (sheet) => state.set({ sheet: officeSheet(sheet, detail.subdistrict), sheetFailed: null }),
      (sheetFailed) => state.set({ sheetFailed }),
    );
    server.difference(number).then(
      (difference) => state.set({ difference }),
      () => {},
    );
  };
  const load = async () => {
    try {
      if (!state.get("me")) {
        const me = await page.office.me();
        state.set({ me, bodies: await page.office.bodies(me) });
      }
      take(await server.read());
      state.set({ failed: null });
      document.documentElement.dataset.ready = "";
    } catch (failed) {
      if (!failed.code) console.error(failed);
      state.set({ failed });
    }
  };
  // Somebody else was quicker: what they did is shown, what is being written stays.
  const reread = async () => take(await server.read());
  // What this page writes goes out one after another: each names the revision that the one before it left.
  let last = Promise.resolve();
  const inTurn = (run) => {
    last = last.catch(() => {}).then(run);
    return last;
  };
  const tried = (run, refused = (error) => toast.fail(message(error))) => inTurn(() => attempt(run, refused));
  const attempt = async (run, refused) => {
    state.set({ busy: true });
    try {
      const told = await run();
      if (told?.revision !== undefined && told.number) take(told);
      else await reread();
      return true;
    } catch (error) {
      if (!error.code) console.error(error);
      if (error.code === "approval.stale") await reread().catch(() => {});
      refused(error);
      return false;
    } finally {
      state.set({ busy: false });
    }
  };

  const write = (changes) => {
    // A request that has changed is another one: only the very same may be sent under its key again.
    Object.assign(page.draft, { key: null }, changes);
    page.draft = drafts.keep(id, page.draft);
  };
  const redecide = (changes) => {
    write(changes);
    const offer = of().actions.find((one) => one.action === page.draft.action);
    state.set({ decided: Symbol("decided"), objecting: Boolean(offer?.is_return && offer.is_mine) });
  };
  const addPoint = (given) => {
    redecide({ points: [...page.draft.points, newPoint(given)] });
    const last = page.draft.points.length - 1;
    parts.decision.querySelector(`[data-key="point ${last}"]`)?.focus();
  };
  const showTab = (tab) => {
    state.set({ tab });
    parts.body.scrollIntoView({ block: "nearest" });
    parts.body.focus({ preventScroll: true });
  };

  const deciding = makeDeciding({ page, tried, write, redecide });
  return {
    load,
    ...deciding,
    write,
    choose: (action) => redecide({ action: action === page.draft.action ? null : action }),
    addPoint,
    removePoint: (i) => redecide({ points: page.draft.points.filter((_, at) => at !== i) }),
    pickPlace: () => state.set({ picking: !state.get("picking") }),
    placePicked(place) {
      state.set({ picking: false });
      addPoint({ place });
    },
    placeName(community) {
      const found = state.get("sheet")?.communities.find((one) => one.community_id === community);
      return found ? shortName(found) : (community ?? null);
    },
    showPlace(point) {
      const { map } = page;
      if (!map || !point.place) return;
      map.act.locate({ place: [point.place.lon, point.place.lat] })?.();
    },
    /** Points that stand on the map: those that are being written, else those that wait for a reply. */
    pinned() {
      const writing = page.draft.points.map((point, i) => ({ ...point, number: i + 1 }));
      const open = of().points.filter((point) => point.reply === null);
      return (writing.length ? writing : open).filter((point) => point.place).map((point) => ({ ...point, kind: "soft", go: () => {} }));
    },
    toSlot(slot) {
      state.set({ slot });
      const row = parts.side.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
      row?.scrollIntoView({ block: "center", behavior: motion().animate ? "smooth" : "auto" });
      row?.querySelector("button")?.focus();
    },
    toGuard: (guard) => showTab(GUARD_TABS[guard] ?? "records"),
    open: (rule) => state.set({ rule }),
    locate: (finding) => page.map?.act.locate(finding) ?? null,
    get object() {
      return state.get("objecting")
        ? (finding) =>
            addPoint({
              text: message(finding),
              place: finding.place ? { lon: finding.place[0], lat: finding.place[1], community_id: finding.community_id } : null,
            })
        : null;
    },
    zoom: (community) => page.map?.act.zoom(community),
    areas: (ids) => page.map?.act.areas(ids),
    allLimits: () => state.set({ allLimits: !state.get("allLimits") }),
    papers: () => ({
      zip: server.url("/papers.zip"),
      address: (paper) => server.url(`/papers/${encodeURIComponent(paper.id)}`),
      unfold: (slot) => state.set({ slot }),
      showAll: () => state.set({ allSlots: !state.get("allSlots") }),
      object: state.get("objecting") ? (slot) => addPoint({ slot: slot.id }) : null,
      upload: (slot, file) => bring(slot, file),
      /** What was written of the next paper of a slot: number and date. */
      particulars(slot) {
        if (!page.written.has(`paper ${slot.id}`)) page.written.set(`paper ${slot.id}`, {});
        return page.written.get(`paper ${slot.id}`);
      },
    }),
    address: (paper) => server.url(`/papers/${encodeURIComponent(paper.id)}`),
    photo: (file, progress) => upload("POST", server.url("/photos"), paperForm(file), { match: of().revision, progress }),
    reply: (point, text) => tried(() => server.reply(point.id, text)),
    ask: (wanted) => tried(() => server.ask(wanted)),
    /** Give an opinion; a file that goes with it is handed in first. */
    answer: (opinion, given, file = null) =>
      tried(async () => {
        const paper = file && (await upload("PUT", server.url("/papers/department_opinion"), paperForm(file), { match: of().revision }));
        return server.answer(opinion.id, paper ? { ...given, paper_id: paper.id } : given);
      }),
    visit: (wanted) =>
      tried(async () => {
        await reread();
        return server.visit(wanted);
      }),
    openRecord: (record) => state.set({ record, refusedRecord: null }),
    async record(name, value) {
      const done = await tried(
        () => server.record(name, value),
        (error) => state.set({ refusedRecord: { name, error } }),
      );
      if (done) state.set({ refusedRecord: null, record: null });
      return done;
    },
    freeze: () => openFreeze(of(), { office: page.office, freeze: (wanted, refused) => tried(() => server.freeze(wanted), refused) }),
    readTrail: () =>
      page.office.trail(id).then(
        ({ items }) => state.set({ trail: items }),
        (trail) => state.set({ trail }),
      ),
    problem: (failed) =>
      failed && [
        sign("hard", t("kind.hard")),
        element("span", {}, message(failed) || failed.message),
        element("span", { class: "hash" }, failed.code ?? ""),
        element("span", { class: "spacer" }),
        button(t("editor.panel.load.again"), load),
      ],
  };

  async function bring(slot, file) {
    const step = (share) => {
      uploads.set(slot.id, share);
      state.set({ uploads: state.get("uploads") + 1 });
    };
    step(0);
    return inTurn(() => put(slot, file, step));
  }

  async function put(slot, file, step) {
    try {
      await upload("PUT", server.url(`/papers/${encodeURIComponent(slot.id)}`), paperForm(file, page.written.get(`paper ${slot.id}`)), {
        match: of().revision,
        progress: step,
      });
      uploads.delete(slot.id);
      page.written.delete(`paper ${slot.id}`);
      await reread();
      toast.say(t("approval.papers.taken", { slot: named(slot.name) }));
    } catch (error) {
      uploads.set(slot.id, error);
      if (error.code === "approval.stale") await reread().catch(() => {});
    }
    state.set({ uploads: state.get("uploads") + 1 });
  }
}
