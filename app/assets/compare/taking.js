// 甲 as the base, place by place out of 乙: what is ticked becomes one command on 甲 or on a copy of it.

import { newId } from "../editor/core/identifiers.js";
import { openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { swatchName } from "../sheet/ledger.js";
import { count, inBoth, message, shortName, t } from "../sheet/words.js";

/** Ask which places to take and into what; `hover(units)` shows a place on the maps. */
export function openTaking({ api, comparison, toast, hover }) {
  const { a, b, parts } = comparison;
  const isNewest = a.version === a.head;
  const ticks = new Map(parts.map((part) => [part.part, element("input", { type: "checkbox", checked: true })]));
  const target = {
    copy: element("input", { type: "radio", name: "take-into", value: "copy", checked: true }),
    self: element("input", { type: "radio", name: "take-into", value: "self", disabled: !isNewest }),
  };
  const sum = element("p", { class: "quiet", role: "status" });
  const failure = element("p", { class: "failure", role: "alert" });
  const chosen = () => parts.filter((part) => ticks.get(part.part).checked);
  const tell = () => {
    const n = chosen();
    sum.textContent = t("compare.take.sum", { n: count(n.length), of: count(parts.length), households: count(n.reduce((total, part) => total + part.households, 0)) });
  };
  ticks.forEach((box) => box.addEventListener("change", tell));
  tell();
  const all = (on) => {
    ticks.forEach((box) => (box.checked = on));
    tell();
  };
  openDialog({
    title: t("compare.take.title"),
    kind: "wide taking",
    closed: () => hover(null),
    body: [
      element("p", { class: "quiet" }, t("compare.take.text", { a: a.name, b: b.name })),
      element(
        "p",
        { class: "row" },
        sum,
        element("span", { class: "spacer" }),
        element("button", { type: "button", class: "link", on: { click: () => all(true) } }, t("compare.take.all")),
        element("button", { type: "button", class: "link", on: { click: () => all(false) } }, t("compare.take.no")),
      ),
      element("ul", { class: "part-ticks scroll" }, parts.map((part) => line(part, comparison, ticks.get(part.part), hover))),
      element(
        "fieldset",
        {},
        element("legend", { class: "caption" }, t("compare.take.into")),
        element("label", {}, target.copy, t("compare.take.copy")),
        element("label", { class: isNewest ? null : "off" }, target.self, isNewest ? t("compare.take.self", { n: count(a.head + 1) }) : t("compare.take.not_newest", { n: count(a.version), head: count(a.head) })),
      ),
      failure,
    ],
    actions: [
      {
        text: t("compare.take.do"),
        primary: true,
        act: async () => {
          failure.textContent = "";
          if (!chosen().length) return false;
          try {
            const plan = await take({ api, comparison, parts: chosen(), isCopy: target.copy.checked });
            location.assign(`/plans/${encodeURIComponent(plan)}`);
          } catch (error) {
            failure.textContent = message(error) || t("compare.failed");
            return false;
          }
          return true;
        },
      },
    ],
  });
}

// A copy begins with this version as its version 0, so the same command fits it there.
async function take({ api, comparison, parts, isCopy }) {
  const { a, b } = comparison;
  const name = t("compare.take.name", { a: a.name, b: b.name });
  const plan = isCopy ? (await api.at(a.plan_id).copy({ version: a.version, name })).id : a.plan_id;
  const command = {
    command_id: newId(),
    kind: "accept",
    label: inBoth("compare.take.label", { name: b.name, n: parts.length }),
    changes: joined(parts),
  };
  await api.at(plan).send(isCopy ? 0 : a.head, [command]);
  return plan;
}

/** The changes of some parts as those of one command: each unit, community and split stands in one part only. */
export function joined(parts) {
  const all = (kind) => parts.flatMap((part) => part.changes[kind] ?? []);
  return { units: all("units"), communities: all("communities"), splits: all("splits") };
}

function line(part, comparison, box, hover) {
  const { a, communities } = comparison;
  const named = (id) => {
    const begun = part.changes.communities?.find(([one]) => one === id)?.[2];
    const pair = communities.find((one) => one.a === id);
    const known = pair ?? begun;
    return swatchName(known ? { name: shortName(known), colour: a.colours[id] ?? begun?.colour } : null, id);
  };
  const units = part.changes.units.map(([unit]) => unit);
  const list = (ids) => ids.map((id, i) => [i ? t("list") : "", named(id)]);
  const node = element(
    "li",
    {},
    element(
      "label",
      {},
      box,
      element("b", {}, t("compare.take.part", { n: count(part.part) })),
      element("span", {}, list(part.sources), part.sources.length ? "" : t("ledger.nowhere"), " → ", list(part.targets), part.targets.length ? "" : t("ledger.nowhere")),
      element("span", { class: "spacer" }),
      element("span", { class: "quiet" }, t("compare.take.size", { areas: count(part.areas), households: count(part.households) })),
    ),
  );
  node.addEventListener("pointerenter", () => hover(units));
  box.addEventListener("focus", () => hover(units));
  return node;
}
