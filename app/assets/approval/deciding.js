// A decision waits half a minute before it goes out, and can be taken back until then; who closes the page has decided.

import { newId } from "../editor/core/identifiers.js";
import { named, t } from "../sheet/words.js";
import { requestOf } from "./draft.js";

const TAKE_BACK_S = 30;

/** Take decisions: `send` begins the half minute, `now` ends it, `back` takes it back. */
export function makeDeciding({ page, tried, write, redecide }) {
  const { state, server, drafts, toast } = page;
  let timer = null;
  let held = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    held = null;
    state.set({ pending: null });
  };
  const now = async () => {
    const { offer, wanted, key } = held;
    stop();
    const done = await tried(
      () => server.act(wanted, key),
      (refusal) => state.set({ refusal }),
    );
    if (!done) return;
    drafts.forget(page.data.case_id);
    page.draft = drafts.of(page.data.case_id);
    redecide({});
    drafts.forget(page.data.case_id);
    toast.say(t("approval.decision.done", { what: named(offer.name) }));
  };
  window.addEventListener("pagehide", () => held && server.act(held.wanted, held.key, true));
  return {
    now,
    back: stop,
    send(offer) {
      const wanted = requestOf(page.draft, offer);
      if (offer.asks_reason && !wanted.reason) return document.querySelector('[data-key="reason"]')?.focus();
      const key = page.draft.key ?? newId();
      write({ key });
      held = { offer, wanted, key };
      let left = TAKE_BACK_S;
      state.set({ pending: { offer, left }, refusal: null });
      timer = setInterval(() => {
        left -= 1;
        if (left <= 0) now();
        else document.querySelector(".left-seconds").textContent = String(left);
      }, 1000);
      return undefined;
    },
  };
}
