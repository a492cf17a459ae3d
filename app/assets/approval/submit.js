// Hand a plan in: which version, as what, for which street office. Used by the editor, the home page and the list of cases.

import { field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, message, t } from "../sheet/words.js";
import { handing } from "./handing.js";
import { openOffice } from "./server.js";

/** What a finding says that stops a plan from being handed in (rules.md 0.2). */
const FIRST_STEP = "S0→S1";

/** Submit one version of a plan; the page goes on to the case. `plan` has `id`, `name` and `version`; `kinds` are those allowed. */
export function openSubmit(plan, kinds) {
  const office = openOffice();
  const { problem, changed, send } = handing();
  const kind = element(
    "select",
    {},
    kinds.map((one) => element("option", { value: one }, t(`approval.kind.${one}`))),
  );
  const form = planFields(office, kinds[0], plan);
  const submit = () => {
    const wanted = form.read();
    return wanted ? send((key, more) => office.submit({ ...wanted, kind: kind.value, ...more }, key)) : false;
  };
  openDialog({
    title: t("approval.submit"),
    kind: "opening-dialog",
    body: element(
      "form",
      { on: { submit: (event) => event.preventDefault(), change: changed } },
      element("p", { class: "quiet" }, t("approval.submit.text", { name: plan.name, n: count(plan.version) })),
      field(t("approval.list.kind"), kind),
      form.nodes,
      problem,
    ),
    actions: [{ text: t("approval.submit.do"), act: submit, busy: t("approval.busy"), primary: true }],
  });
  kind.focus();
}

/** Fields for a plan that is handed in; with `plan` it is settled which. `read()` gives the request, or null where something is missing. */
export function planFields(office, kind, plan = null) {
  const title = element("input", { type: "text", required: true, maxlength: 200, name: "title" });
  const choose = element("select", { name: "plan_id", required: true });
  const place = element("select", { name: "subdistrict" });
  const findings = element("p", { class: "check-line", role: "status" });
  let chosen = plan;
  const look = async () => {
    findings.replaceChildren(t("home.reading"));
    try {
      const [sheet, me] = await Promise.all([office.judgement(chosen.id), office.me()]);
      const own = me.organisation.subdistrict;
      const names = [...new Set(sheet.communities.map((one) => one.subdistrict))]
        .filter((name) => !own || name === own)
        .sort((a, b) => a.localeCompare(b, "zh-CN"));
      const moved = new Set(sheet.units.filter((unit) => unit.moved).map((unit) => unit.subdistrict));
      place.replaceChildren(...names.map((name) => element("option", { value: name, selected: moved.has(name) }, name)));
      const tell = () => findings.replaceChildren(...checkLine(sheet, place.value));
      place.onchange = tell;
      tell();
      if (!title.value) title.value = t("approval.submit.title", { place: place.value, kind: t(`approval.kind.${kind}`) });
    } catch (error) {
      findings.replaceChildren(message(error));
    }
  };
  if (plan) look();
  else
    office.plans().then(
      ({ items }) => {
        const drawn = items.filter((one) => one.kind === "drawn");
        if (!drawn.length) return findings.replaceChildren(t("approval.submit.no_plan"));
        choose.replaceChildren(
          ...drawn.map((one) => element("option", { value: one.id }, `${one.title} · ${t("home.version", { n: count(one.version) })}`)),
        );
        const pick = () => {
          chosen = drawn.find((one) => one.id === choose.value);
          look();
        };
        choose.onchange = pick;
        return pick();
      },
      (error) => findings.replaceChildren(message(error)),
    );
  return {
    nodes: [
      plan ? null : field(t("home.plan"), choose),
      field(t("approval.filter.subdistrict"), place),
      field(t("approval.field.title"), title),
      findings,
    ].filter(Boolean),
    read() {
      if (!chosen || !title.reportValidity()) return null;
      return { kind, title: title.value.trim(), plan_id: chosen.id, version: chosen.version, subdistrict: place.value || null };
    },
  };
}

// What stops the first step, wherever in the plan it lies; and what the street office has to put right by the inspections.
function checkLine(sheet, place) {
  const own = new Set(sheet.communities.filter((one) => one.subdistrict === place).map((one) => one.community_id));
  const hard = sheet.audit.findings.filter((one) => one.status === "fail" && one.severity === "hard");
  const stopping = hard.filter((one) => one.blocks === FIRST_STEP);
  if (stopping.length)
    return [sign("hard", t("kind.hard")), ` ${t("approval.submit.hard", { n: count(stopping.length), what: message(stopping[0]) })}`];
  const later = hard.filter((one) => one.community_id === null || own.has(one.community_id));
  if (later.length)
    return [sign("soft", t("kind.soft")), ` ${t("approval.submit.later", { n: count(later.length), what: message(later[0]) })}`];
  return [tick(t("kind.ok")), ` ${t("approval.submit.clear")}`];
}
