// Keys and the menu of the page, beside those of the map: the next place, search, the optimiser, naming, comparing.

import { t } from "../../sheet/words.js";
import { proposalOf, tickedParts } from "./work.js";

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Bind the keys of the panels. */
export function bindKeys({ session, work, act, papers, seen, search, slots, plan, map }) {
  const solves = () => (session.frozen ? false : act.ask("complete"));
  seen().keys.bind({
    KeyF: (event) => act.next(event.shiftKey ? -1 : 1),
    KeyS: solves,
    KeyC: () => location.assign(`/compare?a=${encodeURIComponent(plan.id)}`),
    Slash: (event) => (event.shiftKey ? false : search.focus()),
    Backslash() {
      slots.page.classList.toggle("map-only");
      map.invalidateSize({ pan: false });
    },
    "ctrl+KeyS": () => nameNewest(session, papers),
    Enter(event) {
      const isFree = event.target === document.body || event.target === map.getContainer();
      const proposal = proposalOf(work.state);
      if (!isFree || work.state.phase !== "done" || !proposal || !tickedParts(proposal, work.state.refused, session).length)
        return false;
      return act.accept();
    },
    ...Object.fromEntries(DIGITS.map((n) => [`Digit${n}`, () => act.digit(n)])),
  });
}

/** The menu behind the bar's last button. */
export function menuOf({ papers, exchange, waivers, hand, session, seen }) {
  const all = [
    ["share", papers.share],
    ["export", exchange.exportPlan],
    ["copy", () => papers.copy(null)],
    ["import", exchange.importPlan],
    ["waivers", waivers.list],
    ["hand_over", hand],
    ["rescued", papers.rescued],
    ["keys", () => seen().showKeys()],
  ];
  const shown = all.filter(([name, act]) => act && !(session.frozen && name === "rescued"));
  return shown.map(([name, act]) => ({ text: t(`editor.panel.${name}`), act }));
}

function nameNewest(session, papers) {
  const [newest] = session.versions();
  if (newest && !newest.pending && !session.frozen) papers.nameVersion(newest);
}
