// One entry of the registry whole: what the case filled, the chain of predecessors, and the columns that are entered by hand.

import { openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { count, headed, message, t, withUnit } from "../sheet/words.js";
import { dayText } from "./dates.js";
import { recordForm } from "./recordform.js";
import { valueText } from "./registryvalue.js";

/** Open an entry; what is saved is shown in the list at once. */
export function openEntry(entry, { data, office, reload }) {
  const chain = element("ol", { class: "chain" }, element("li", { role: "status" }, t("approval.reading")));
  const problem = element("p", { class: "refused", role: "alert", hidden: true });
  const form = recordForm(data.by_hand, entry.columns, { disabled: !entry.may_edit });
  office.history(entry.id).then(
    ({ items }) => chain.replaceChildren(...chainItems(items)),
    (error) => chain.replaceChildren(element("li", {}, message(error))),
  );
  const save = async () => {
    const columns = form.read();
    if (!columns) return false;
    try {
      const emptied = Object.fromEntries(data.by_hand.map((one) => [one.name, columns[one.name] ?? null]));
      await office.amend(entry, emptied);
      reload();
      return true;
    } catch (error) {
      problem.textContent = message(error);
      problem.hidden = false;
      return false;
    }
  };
  openDialog({
    title: `${entry.name} · ${headed(entry.state_name)}`,
    kind: "wide-dialog",
    body: [
      element("dl", { class: "entry-facts" }, facts(entry, data)),
      element("h3", {}, t("approval.registry.history")),
      chain,
      element("h3", {}, t("approval.registry.by_hand")),
      element("form", { class: "record-fields", on: { submit: (event) => event.preventDefault() } }, form.nodes),
      problem,
    ],
    actions: entry.may_edit ? [{ text: t("approval.records.save"), act: save, primary: true }] : [],
  });
}

function facts(entry, data) {
  const own = [
    [t("approval.filter.subdistrict"), entry.subdistrict],
    [t("approval.registry.identifier"), entry.community_id],
    [t("approval.registry.plan_identifier"), entry.plan_community_id !== entry.community_id && entry.plan_community_id],
    [t("approval.registry.number"), entry.number],
    [t("approval.registry.certificate"), entry.certificate_number],
    [t("approval.registry.from"), entry.valid_from && dayText(entry.valid_from, document.documentElement.lang, "")],
    [t("approval.registry.until"), entry.valid_until && dayText(entry.valid_until, document.documentElement.lang, "")],
    [
      t("approval.list.case"),
      entry.case_id && element("a", { href: `/cases/${encodeURIComponent(entry.case_id)}` }, t("approval.registry.to_case")),
    ],
    ...data.of_case.map((one) => [headed(one), valueText(one, entry.columns[one.name])]),
  ];
  return own.filter(([, value]) => value).map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]);
}

// Predecessors, the entry itself, what became of it: in the order of their days.
function chainItems(items) {
  const order = { predecessor: -1, self: 0, successor: 1 };
  const sorted = [...items].sort(
    (a, b) => order[a.relation] * a.depth - order[b.relation] * b.depth || order[a.relation] - order[b.relation],
  );
  return sorted.map((step, i) =>
    element(
      "li",
      {},
      i ? element("span", { "aria-hidden": "true" }, "→") : null,
      step.relation === "self" ? element("b", {}, step.name) : element("span", {}, step.name),
      element(
        "span",
        { class: "quiet" },
        [
          step.households === null || step.relation === "self" ? null : withUnit(count(step.households), t("unit.household")),
          step.valid_from && dayText(step.valid_from, document.documentElement.lang, ""),
          step.number,
        ]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
  );
}
