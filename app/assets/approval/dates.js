// Days, months and how near a deadline is. Pure: no page, no clock of its own.

const two = (value) => String(value).padStart(2, "0");
const DAY_MS = 86_400_000;

/** A day as `2026-10-15`, in the time of the reader. */
export function isoDay(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day under `2026-10-15`, at midnight. */
export function dayOf(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return new Date(year, month - 1, day);
}

/** Whole days from one day to another, both `2026-10-15`. */
export function daysBetween(from, to) {
  return Math.round((dayOf(to) - dayOf(from)) / DAY_MS);
}

/** A day as people write it: the year only where it is another one than today's. */
export function dayText(iso, language, today = isoDay(new Date())) {
  if (!iso) return "—";
  const year = iso.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  return dayOf(iso).toLocaleDateString(language, { month: language.startsWith("zh") ? "long" : "short", day: "numeric", year });
}

/** The month `by` months away from `2026-10`. */
export function shiftMonth(month, by) {
  const [year, number] = month.split("-").map(Number);
  const at = new Date(year, number - 1 + by, 1);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
}

/** The weeks of a month, Monday first: seven days each, those of the months beside it too. */
export function weeksOf(month) {
  const [year, number] = month.split("-").map(Number);
  const first = new Date(year, number - 1, 1);
  const last = new Date(year, number, 0);
  const before = (first.getDay() + 6) % 7;
  const weeks = Math.ceil((before + last.getDate()) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => isoDay(new Date(year, number - 1, 1 - before + week * 7 + day))),
  );
}

/** Whether offices rest on a day: at week-ends and holidays, but for days that are made up. `special` is day → kind. */
export function isRest(iso, special) {
  const kind = special.get(iso);
  return kind ? kind === "holiday" : [0, 6].includes(dayOf(iso).getDay());
}

const GROUPS = ["overdue", "close", "near", "open", "done"];

/** Deadlines by how near they are, the most pressing first: `[state, deadlines]`, empty groups left out. */
export function byUrgency(deadlines) {
  return GROUPS.map((state) => [state, deadlines.filter((one) => one.state === state).sort(byDay)]).filter(([, found]) => found.length);
}

/** Order of two deadlines: the earlier first. */
export function byDay(a, b) {
  return a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : a.case_number.localeCompare(b.case_number);
}

/** Which sign a deadline carries: late is hard, within 7 days soft, all else none. */
export function urgencyKind(state) {
  return { overdue: "hard", close: "soft" }[state] ?? null;
}
