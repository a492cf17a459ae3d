// The calendar of deadlines: a month of days, rest days shaded, and beside it all of them by how near they are.

import { element, iconButton } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { count, headed, t } from "../sheet/words.js";
import { dayOf, isoDay, isRest, shiftMonth, urgencyKind, weeksOf } from "./dates.js";
import { dueGroups } from "./duelist.js";
import { reading } from "./tasks.js";
import { choice, fromAddress, heading, keepInAddress, openWork, whoseChoice } from "./workpage.js";

const SHOWN_A_DAY = 3;

/** Draw the page that app/maps/work_page.py made. */
export function start(data) {
  const asked = fromAddress(["month", "mine", "done"]);
  const month = /^\d{4}-\d{2}$/.test(asked.month) ? asked.month : isoDay(new Date()).slice(0, 7);
  openWork(data, "calendar", { month, mine: asked.mine, done: asked.done, due: [], special: new Map() }, { draw, load });
}

// All of them, page by page: the month shows what is far off too.
async function allDeadlines(office, filters) {
  const items = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await office.deadlines({ ...filters, cursor, limit: 200 });
    items.push(...page.items);
    cursor = page.next;
  }
  return { items };
}

async function load({ state, office }) {
  const year = Number(state.get("month").slice(0, 4));
  const [due, calendar] = await Promise.all([allDeadlines(office, { mine: state.get("mine") ? "true" : "" }), office.calendar(year)]);
  return { due: due.items, special: new Map(calendar.days.map(({ day, kind }) => [day, kind])), isOfficial: calendar.is_official };
}

function draw(work) {
  const { state, reload } = work;
  const move = (month) => {
    const other = month.slice(0, 4) !== state.get("month").slice(0, 4);
    state.set({ month });
    keep(state);
    if (other) reload();
  };
  const filter = (changes) => {
    state.set(changes);
    keep(state);
    reload();
  };
  const due = state.get("due").filter((one) => state.get("done") || one.state !== "done");
  const late = due.filter((one) => one.state === "overdue").length;
  const month = state.get("month");
  const language = document.documentElement.lang;
  const title = dayOf(`${month}-01`).toLocaleDateString(language, { year: "numeric", month: "long" });
  return {
    main: [
      heading(
        title,
        null,
        late ? element("span", { class: "chip hard" }, sign("hard", ""), t("approval.due.overdue", { n: count(late) })) : null,
        whoseChoice(state.get("mine"), filter),
        choice(
          t("approval.due.which"),
          "done",
          [
            ["", t("approval.due.only_open")],
            ["1", t("approval.any")],
          ],
          state.get("done"),
          (done) => filter({ done }),
        ),
        iconButton(t("approval.calendar.before"), icon("left"), () => move(shiftMonth(month, -1)), { "data-key": "before" }),
        element(
          "button",
          { type: "button", class: "secondary", "data-key": "today", on: { click: () => move(isoDay(new Date()).slice(0, 7)) } },
          t("approval.due.today"),
        ),
        iconButton(t("approval.calendar.after"), icon("right"), () => move(shiftMonth(month, 1)), { "data-key": "after" }),
      ),
      state.get("loaded") ? monthTable(month, due, state.get("special")) : reading(),
      state.get("loaded") ? calendarKey(state.get("isOfficial")) : null,
    ],
    side: state.get("loaded")
      ? [
          element("h1", { class: "side-head" }, t("approval.due")),
          ...(due.length ? dueGroups(due) : [element("p", { class: "empty" }, t("approval.due.none"))]),
        ]
      : null,
  };
}

function keep(state) {
  keepInAddress({ month: state.get("month"), mine: state.get("mine"), done: state.get("done") });
}

function calendarKey(isOfficial) {
  return element(
    "p",
    { class: "caption calendar-key" },
    element("i", { class: "rest-key" }),
    t("approval.calendar.rest"),
    " · ",
    t(isOfficial ? "approval.calendar.official" : "approval.calendar.weekends"),
  );
}

function monthTable(month, due, special) {
  const language = document.documentElement.lang;
  const byDate = Map.groupBy ? Map.groupBy(due, (one) => one.due_on) : grouped(due);
  const weeks = weeksOf(month);
  const names = weeks[0].map((day) => dayOf(day).toLocaleDateString(language, { weekday: "short" }));
  return element(
    "div",
    { class: "month-scroll" },
    element(
      "table",
      { class: "month" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          names.map((name) => element("th", { scope: "col" }, name)),
        ),
      ),
      element(
        "tbody",
        {},
        weeks.map((week) =>
          element(
            "tr",
            {},
            week.map((day) => dayCell(day, { month, special, due: byDate.get(day) ?? [] })),
          ),
        ),
      ),
    ),
  );
}

function grouped(due) {
  const found = new Map();
  due.forEach((one) => found.set(one.due_on, [...(found.get(one.due_on) ?? []), one]));
  return found;
}

function dayCell(day, { month, special, due }) {
  const classes = [
    day.startsWith(month) ? null : "beside",
    isRest(day, special) ? "rest" : null,
    day === isoDay(new Date()) ? "now" : null,
  ].filter(Boolean);
  return element(
    "td",
    { class: classes.join(" ") || null, "data-day": day },
    element("time", { datetime: day, class: "day-number" }, String(Number(day.slice(8)))),
    special.has(day) ? element("span", { class: "caption" }, t(`approval.calendar.${special.get(day)}`)) : null,
    due.slice(0, SHOWN_A_DAY).map(dayEntry),
    due.length > SHOWN_A_DAY
      ? element("span", { class: "caption" }, t("approval.calendar.more", { n: count(due.length - SHOWN_A_DAY) }))
      : null,
  );
}

function dayEntry(deadline) {
  const kind = urgencyKind(deadline.state);
  const words = [kind ? sign(kind, t(`approval.due.group.${deadline.state}`)) : null, element("span", {}, headed(deadline.name))];
  const title = `${deadline.case_number} ${deadline.case_title}`;
  const look = { class: `day-entry ${deadline.state}`, title };
  return deadline.case_id
    ? element("a", { ...look, href: `/cases/${encodeURIComponent(deadline.case_id)}` }, words)
    : element("span", look, words);
}
