// What happened lately, the newest first.

import { when } from "../editor/panels/times.js";
import { element } from "../sheet/dom.js";
import { count, message, t } from "../sheet/words.js";

/** The panel; nothing where nothing happened. */
export function recentPanel(events) {
  if (!events.length) return [];
  return [
    element(
      "section",
      { class: "recent" },
      element("h2", {}, t("home.recent")),
      element("ul", {}, events.map(line)),
    ),
  ];
}

function line(event) {
  const values = { who: event.author, what: message({ message_zh: event.label_zh, message_en: event.label_en }), n: count(event.count) };
  const key = event.kind === "drawn" && event.count > 1 ? "many" : event.kind;
  return element(
    "li",
    {},
    element("time", { datetime: event.at }, when(event.at)),
    element("span", { class: "what" }, t(`home.recent.${key}`, values)),
    element("a", { href: `/plans/${encodeURIComponent(event.plan_id)}` }, element("bdi", {}, event.plan)),
  );
}
