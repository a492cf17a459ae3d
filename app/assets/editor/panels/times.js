// Dates and times as people write them: 24 hours, the year only where it is another one.

const two = (value) => String(value).padStart(2, "0");

/** Hours, minutes and seconds. */
export function clock(moment) {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The time where it was today, else the day. */
export function when(moment, language = document.documentElement.lang, now = new Date()) {
  const at = new Date(moment);
  if (at.toDateString() === now.toDateString()) return `${two(at.getHours())}:${two(at.getMinutes())}`;
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return at.toLocaleDateString(language, { month: language.startsWith("zh") ? "long" : "short", day: "numeric", year });
}
