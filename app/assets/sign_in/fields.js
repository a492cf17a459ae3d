// Fields of the forms about people, and the dialog that they stand in.

import { field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { message, t } from "../sheet/words.js";

/** A line of text. */
export function textField(label, value = "", attributes = {}) {
  const input = element("input", { type: "text", value: value ?? "", maxlength: 100, autocomplete: "off", ...attributes });
  return { input, element: field(label, input), value: () => input.value.trim() };
}

/** One of several. */
export function choiceField(label, options, value) {
  const input = element("select", {}, options.map(([id, text]) => element("option", { value: id, selected: id === value }, text)));
  return { input, element: field(label, input), value: () => input.value };
}

/** Yes or no. */
export function tickField(label, value = false) {
  const input = element("input", { type: "checkbox", checked: value });
  return { input, element: element("label", { class: "tick-field" }, input, label), value: () => input.checked };
}

/** A form in a dialog; what `save` is refused with is said there, and the form stays. */
export function openForm(title, fields, save) {
  const problem = element("p", { class: "sign-in-problem", role: "alert" });
  const trySaving = async () => {
    try {
      await save();
      return true;
    } catch (error) {
      problem.replaceChildren(sign("hard", ""), element("span", {}, message(error) || error.message));
      return false;
    }
  };
  const opened = openDialog({
    title,
    body: element("div", { class: "people-form" }, fields.map((one) => one.element), problem),
    actions: [
      { text: t("people.cancel"), act: () => {} },
      { text: t("people.save"), act: trySaving, primary: true },
    ],
  });
  fields[0].input.focus();
  return opened;
}

/** Ask before something that cannot be taken back unseen. */
export function confirm(title, text, verb, act) {
  openDialog({
    title,
    body: element("p", {}, text),
    actions: [
      { text: t("people.cancel"), act: () => {} },
      { text: verb, act, primary: true },
    ],
  });
}

/** A small button of a row. */
export function rowButton(text, act, label) {
  return element("button", { type: "button", class: "text", "aria-label": label, on: { click: act } }, text);
}

/** A day in the reader's own time. */
export function day(moment) {
  if (!moment) return "";
  const date = new Date(moment);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}
