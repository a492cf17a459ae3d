// A record as a form: what app/forms.py tells of a model, drawn and read back. What is written stays until it is saved.

import { field } from "../editor/panels/dialog.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon } from "../sheet/marks.js";
import { headed, named, t } from "../sheet/words.js";

/** A form for `fields` (app/forms.py FormField) filled with `value`; `changed()` hears of every change. */
export function recordForm(fields, value, { changed = () => {}, disabled = false } = {}) {
  const controls = fields.map((one) => [one, controlOf(one, value?.[one.name], { changed, disabled })]);
  return {
    nodes: controls.map(([, control]) => control.node),
    /** The value, or null where the browser finds a field that is not filled as it should be. */
    read() {
      const wrong = controls.some(([, control]) => !control.isRight());
      return wrong
        ? null
        : Object.fromEntries(controls.map(([one, control]) => [one.name, control.read()]).filter(([, read]) => read !== undefined));
    },
    /** The value as far as it is written. */
    raw: () => Object.fromEntries(controls.map(([one, control]) => [one.name, control.read()])),
  };
}

function controlOf(one, value, options) {
  return (CONTROLS[one.kind] ?? textControl)(one, value, options);
}

function caption(one) {
  const unit = one.unit ? named(one.unit) : "";
  return element(
    "span",
    {},
    headed(one),
    unit ? element("span", { class: "unit" }, ` ${unit}`) : null,
    one.is_required || one.is_needed
      ? element(
          "span",
          { class: one.is_required ? "must" : "needed", title: t(one.is_required ? "approval.form.required" : "approval.form.needed") },
          " *",
        )
      : null,
    one.clause ? element("span", { class: "clause" }, ` ${one.clause}`) : null,
  );
}

function inputControl(one, value, { changed, disabled }, attributes, read) {
  const input = element("input", {
    type: "text",
    name: one.name,
    required: one.is_required,
    disabled,
    value: value ?? "",
    ...attributes,
    on: { input: changed },
  });
  return {
    node: field(caption(one), input),
    isRight: () => input.reportValidity(),
    read: () => (input.value.trim() === "" ? empty(one) : read(input.value.trim())),
  };
}

// What may be left out is left out: the model says what stands then.
function empty(one) {
  return one.is_required ? null : undefined;
}

const textControl = (one, value, options) => inputControl(one, value, options, { pattern: one.pattern }, (text) => text);
const numberControl = (one, value, options) =>
  inputControl(
    one,
    value,
    options,
    { type: "number", min: one.least, max: one.most, step: one.kind === "integer" ? 1 : "any", inputmode: "decimal" },
    Number,
  );

const CONTROLS = {
  text: textControl,
  date: (one, value, options) => inputControl(one, value, options, { type: "date" }, (text) => text),
  integer: numberControl,
  number: numberControl,
  long_text(one, value, { changed, disabled }) {
    const area = element("textarea", { rows: 2, name: one.name, required: one.is_required, disabled, on: { input: changed } }, value ?? "");
    return { node: field(caption(one), area), isRight: () => area.reportValidity(), read: () => area.value.trim() || empty(one) };
  },
  flag(one, value, { changed, disabled }) {
    const box = element("input", { type: "checkbox", name: one.name, checked: value ?? one.is_set, disabled, on: { change: changed } });
    return { node: element("label", { class: "flag" }, box, caption(one)), isRight: () => true, read: () => box.checked };
  },
  choice(one, value, { changed, disabled }) {
    const select = element(
      "select",
      { name: one.name, required: one.is_required, disabled, on: { change: changed } },
      [{ value: "", zh: "—", en: "—" }, ...one.choices].map((choice) =>
        element("option", { value: choice.value, selected: choice.value === (value ?? "") }, named(choice)),
      ),
    );
    return { node: field(caption(one), select), isRight: () => select.reportValidity(), read: () => select.value || empty(one) };
  },
  texts(one, value, { changed, disabled }) {
    const area = element(
      "textarea",
      { rows: 2, name: one.name, required: one.is_required, disabled, placeholder: t("approval.form.lines"), on: { input: changed } },
      (value ?? []).join("\n"),
    );
    return {
      node: field(caption(one), area),
      isRight: () => area.reportValidity(),
      read: () =>
        area.value
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean),
    };
  },
  part(one, value, options) {
    const inner = recordForm(one.fields, value, options);
    return {
      node: element("fieldset", {}, element("legend", {}, caption(one)), inner.nodes),
      isRight: () => inner.read() !== null,
      read: inner.raw,
    };
  },
  parts(one, value, options) {
    const rows = element("ol", { class: "form-rows" });
    const forms = new Map();
    const add = (from) => {
      const form = recordForm(one.fields, from, options);
      const row = element(
        "li",
        {},
        form.nodes,
        options.disabled
          ? null
          : iconButton(t("approval.form.remove", { what: named(one) }), icon("close"), () => {
              forms.delete(row);
              row.remove();
              options.changed();
            }),
      );
      forms.set(row, form);
      rows.append(row);
    };
    (value ?? []).forEach(add);
    const more = element(
      "button",
      { type: "button", class: "link", disabled: options.disabled, on: { click: () => add({}) } },
      t("approval.form.add", { what: named(one) }),
    );
    return {
      node: element("fieldset", {}, element("legend", {}, caption(one)), rows, more),
      isRight: () => [...forms.values()].every((form) => form.read() !== null),
      read: () => [...forms.values()].map((form) => form.raw()),
    };
  },
};
