// Waivers of the plan that is drawn: what can be asked at a finding, how it stands, and all of them as a list.

import { askFor, wayFor } from "../../waivers/asking.js";
import { showWaiver, waiverRows } from "../../waivers/onewaiver.js";
import { stateChip } from "../../waivers/state.js";
import { element } from "../../sheet/dom.js";
import { message, t } from "../../sheet/words.js";
import { button, openDialog } from "./dialog.js";

const LIVING = new Set(["asked", "granted"]);

/** Keep the waivers of one plan; `changed()` hears when they are other ones. */
export function makeWaivers({ api, session, plan, toast, changed }) {
  let items = [];
  let waivable = new Map();
  let told = "";

  const load = async () => {
    const page = await api.request("GET", `/plans/${encodeURIComponent(plan.id)}/waivers`);
    [items, waivable] = [page.items, new Map(page.waivable.map((one) => [one.rule, one]))];
    const now = JSON.stringify(items.map(({ id, revision, holds }) => [id, revision, holds]));
    const isNew = now !== told;
    told = now;
    if (isNew) changed();
    return isNew;
  };
  // Others decide: whoever comes back to the page sees the findings as they are by then.
  const refresh = () => load().then((isNew) => isNew && session.judge());
  const done = () => refresh();
  const open = (waiver) => showWaiver({ api, waiver, toast, done });
  const latest = (finding) => items.find((one) => ["rule", "community_id", "area_id"].every((key) => one[key] === finding[key]));
  const ask = (finding, way) =>
    session.pending
      ? toast.say(t("waiver.pending"))
      : askFor({ api, planId: plan.id, version: session.base, finding, way, term: waivable.get(finding.rule), toast, done });
  return {
    load: () => load().catch(() => {}),
    refresh: () => refresh().catch(() => {}),
    /** What stands beside a finding: how its waiver stands, and what can be asked. */
    beside(finding) {
      const waiver = latest(finding);
      const way = session.frozen || (waiver && LIVING.has(waiver.state) && !waiver.is_redrawn && !waiver.has_ended) ? null : wayFor(finding, waivable);
      const shown = waiver && (finding.status === "waived" || waiver.state === "asked" || waiver.state === "refused" || waiver.is_redrawn || waiver.has_ended);
      if (!shown && !way) return null;
      return element(
        "p",
        { class: "waiver-line" },
        shown ? [stateChip(waiver), quietButton(t("waiver.open"), () => open(waiver), finding)] : null,
        way ? quietButton(t(`waiver.${way}`), () => ask(finding, way), finding) : null,
      );
    },
    /** All of them. */
    list: async () => {
      try {
        await load();
      } catch (error) {
        toast.fail(message(error));
        return;
      }
      const dialog = openDialog({
        title: t("editor.panel.waivers"),
        kind: "wide",
        body: items.length
          ? waiverRows(items, (one) => {
              dialog.close();
              open(one);
            })
          : element("p", { class: "quiet" }, t("waiver.none")),
      });
    },
  };
}

function quietButton(text, act, { rule, community_id: community, area_id: area }) {
  return button(
    text,
    (event) => {
      event.stopPropagation();
      act();
    },
    "link",
    { "data-key": `${text} ${rule} ${community ?? ""} ${area ?? ""}` },
  );
}
