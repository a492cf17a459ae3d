// A field for an organisation: what is written, those with an account to choose from, and whether it has one.

import { field } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { t } from "../sheet/words.js";
import { bodyOf } from "./bodies.js";

let last = 0;

/**
 * Let `input` be chosen from `bodies`, each told by `told`. Without bodies, as on a server without accounts, it is a plain field.
 *
 * Returns the node of the field, and `body()`: the organisation that is written there, or null.
 */
export function bodyField(label, input, bodies, told = (one) => one.name) {
  if (!bodies) return { node: field(label, input), body: () => null };
  const id = `bodies-${(last += 1)}`;
  const body = () => bodyOf(bodies, input.value, told);
  const said = element("p", { class: "caption body-said", id: `${id}-said`, role: "status" });
  const tell = () =>
    said.replaceChildren(
      ...(!input.value.trim()
        ? []
        : body()
          ? [tick(""), t("approval.body.account")]
          : [sign("note", ""), t("approval.body.paper")]),
    );
  input.setAttribute("list", id);
  input.setAttribute("autocomplete", "off");
  input.setAttribute("aria-describedby", said.id);
  input.addEventListener("input", tell);
  tell();
  const names = [...new Set(bodies.map(told).filter(Boolean))];
  const choices = element(
    "datalist",
    { id },
    names.map((name) => element("option", { value: name })),
  );
  return { node: element("div", { class: "body-field" }, field(label, input), choices, said), body };
}
