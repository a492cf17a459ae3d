// My tasks: what waits for me, what I brought, and what is due.

import { element } from "../sheet/dom.js";
import { count, t } from "../sheet/words.js";
import { caseTable } from "./caselist.js";
import { dueGroups } from "./duelist.js";
import { openButton } from "./opening.js";
import { heading, openWork } from "./workpage.js";

const MOST = 100;

/** Draw the page that app/maps/work_page.py made. */
export function start(data) {
  openWork(data, "tasks", { waiting: [], mine: [], due: [] }, { draw, load });
}

async function load({ office }) {
  const [waits, brought, due] = await Promise.all([
    office.cases({ open: true, mine: "waits", limit: MOST }),
    office.cases({ open: true, mine: "brought", limit: MOST }),
    office.deadlines({ mine: true, limit: MOST }),
  ]);
  // A case that came back waits for who brought it, in a state in which another usually acts.
  const both = new Map([...waits.items, ...brought.items].map((one) => [one.id, one]));
  const waiting = [...both.values()].filter((one) => one.may_act);
  return { waiting, mine: brought.items, due: due.items.filter((one) => one.state !== "done") };
}

function draw(work) {
  const { state } = work;
  const [waiting, mine] = [state.get("waiting"), state.get("mine")];
  const isLoaded = state.get("loaded");
  return {
    main: [
      heading(t("approval.tasks.waiting"), count(waiting.length), element("a", { href: "/waivers" }, t("home.section.waivers")), openButton(work)),
      isLoaded ? caseTable(waiting, t("approval.tasks.none")) : reading(),
      heading(t("approval.tasks.mine"), count(mine.length), element("a", { href: "/cases?open=&mine=1" }, t("approval.tasks.ended"))),
      isLoaded ? caseTable(mine, t("approval.tasks.none_mine")) : null,
    ],
    side: isLoaded
      ? [
          element("h1", { class: "side-head" }, t("approval.due"), element("a", { href: "/calendar" }, t("home.section.calendar"))),
          ...dueOrNone(state.get("due")),
        ]
      : null,
  };
}

function dueOrNone(due) {
  return due.length ? dueGroups(due) : [element("p", { class: "empty" }, t("approval.due.none"))];
}

/** What stands where a list is not there yet. */
export function reading() {
  return element("p", { class: "empty", role: "status" }, t("approval.reading"));
}
