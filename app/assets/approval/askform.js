// Ask departments for their opinion: those with an account by it, the others by name.

import { button, field } from "../editor/panels/dialog.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon } from "../sheet/marks.js";
import { count, t } from "../sheet/words.js";
import { asked, usual } from "./bodies.js";
import { bodyField } from "./bodyfield.js";

const SUGGESTED = ["发展改革局", "财政局", "资源规划分局", "住建局"];

/** The form; `bodies` are the departments with an account, null on a server without accounts; `act` has `ask`. */
export function askForm({ bodies, drafts, act }) {
  const kept = drafts.get("ask") ?? { names: bodies ? usual(bodies, SUGGESTED) : SUGGESTED, due: "" };
  const keep = () => drafts.set("ask", { names: whom.names(), due: due.value });
  const due = element("input", { type: "date", value: kept.due, "data-key": "ask due", on: { input: keep } });
  const whom = bodies ? rows(kept.names, bodies, keep) : lines(kept.names, keep);
  return element(
    "form",
    { class: "entry-form", on: { submit: (event) => event.preventDefault() } },
    element("h3", {}, t("approval.opinions.ask")),
    whom.node,
    field(t("approval.opinions.until"), due),
    button(
      t("approval.opinions.ask.do"),
      async () => {
        const names = whom.names().filter((name) => name.trim());
        if (!names.length) return whom.focus();
        const departments = names.map((name) => asked(bodies ?? [], name));
        if (await act.ask({ departments, due_on: due.value || null })) drafts.delete("ask");
        return undefined;
      },
      "secondary",
      { "data-key": "ask" },
    ),
  );
}

function lines(names, keep) {
  const area = element("textarea", { rows: 4, "data-key": "ask names", on: { input: keep } }, names.join("\n"));
  return { node: field(t("approval.opinions.departments"), area), names: () => area.value.split("\n"), focus: () => area.focus() };
}

// One department a row, to be chosen or written; the last one taken away leaves an empty row.
function rows(names, bodies, keep) {
  const inputs = [];
  const list = element("ul", { class: "body-rows" });
  const add = (name) => {
    const input = element("input", { type: "text", maxlength: 200, value: name, on: { input: keep } });
    inputs.push(input);
    const row = element(
      "li",
      {},
      bodyField(t("approval.opinions.department", { n: count(inputs.length) }), input, bodies).node,
      iconButton(t("approval.opinions.department.remove"), icon("close"), () => {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        inputs.splice(inputs.indexOf(input), 1);
        row.remove();
        if (!inputs.length) add("");
        (next ?? list).querySelector("input").focus();
        keep();
      }),
    );
    list.append(row);
    return input;
  };
  (names.length ? names : [""]).forEach(add);
  const more = button(t("approval.opinions.department.add"), () => add("").focus(), "link", { "data-key": "ask more" });
  return { node: element("div", {}, list, more), names: () => inputs.map((one) => one.value), focus: () => inputs[0].focus() };
}
