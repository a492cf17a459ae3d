// Open a case: a plan handed in (setting up, adjustment, division of a quarter), a ruling, a joint review, a transfer.

import { button, field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { handing } from "./handing.js";
import { planFields } from "./submit.js";
import { facilityFields, rulingFields, transferFields } from "./subjects.js";

/** Every kind of case, in the order in which they are offered. */
export const CASE_KINDS = ["setting_up", "adjustment", "lq_short", "ruling", "joint_review", "transfer"];
const FORMS = {
  ruling: ["/rulings", rulingFields],
  joint_review: ["/joint-reviews", facilityFields],
  transfer: ["/transfers", transferFields],
};

/** The kinds of case that somebody begins; `openers` says which roles begin each. */
export function kindsFor(openers, me) {
  return CASE_KINDS.filter((kind) => openers[kind].some((role) => me.roles.includes(role)));
}

/** The button that opens a case, for whoever begins any. */
export function openButton(work) {
  const me = work.state.get("me");
  if (!me || !kindsFor(work.data.openers, me).length) return null;
  return button(t("approval.open"), () => openCaseDialog(work), "primary", { "data-key": "open" });
}

/** Ask what is opened; what the server refuses is said in the dialog, and what was written stays. */
async function openCaseDialog({ office, state, data, run }) {
  const me = state.get("me");
  const bodies = await run(() => office.bodies(me));
  const kinds = kindsFor(data.openers, me);
  const { problem, changed, send } = handing();
  const body = element("div", { class: "opening" });
  let form = null;
  const show = (kind) => {
    form = FORMS[kind] ? FORMS[kind][1]({ bodies, me }) : planFields(office, kind);
    body.replaceChildren(...form.nodes);
  };
  const kind = element(
    "select",
    { on: { change: () => show(kind.value) } },
    kinds.map((one) => element("option", { value: one }, t(`approval.kind.${one}`))),
  );
  const begin = () => {
    const wanted = form.read();
    const path = FORMS[kind.value]?.[0];
    if (!wanted) return false;
    return send((key, more) => (path ? office.open(path, wanted, key) : office.submit({ ...wanted, ...more }, key)));
  };
  show(kinds[0]);
  openDialog({
    title: t("approval.open"),
    kind: "wide opening-dialog",
    body: element("form", { on: { submit: (event) => event.preventDefault(), change: changed } }, field(t("approval.list.kind"), kind), body, problem),
    actions: [{ text: t("approval.open.do"), act: begin, busy: t("approval.busy"), primary: true }],
  });
  kind.focus();
}
