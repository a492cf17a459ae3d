// The records of a case as forms: what the text asks for is named with its clause, what is still missing is ticked off.

import { button } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, headed, message, t } from "../sheet/words.js";
import { recordForm } from "./recordform.js";

/** The parts of a record that a later step needs: `[field, whether it is filled]`. */
export function partsOf(form, value) {
  return form.fields.filter((one) => one.is_needed).map((one) => [one, value?.[one.name] !== undefined && value[one.name] !== null]);
}

/** Whether a record may be entered now, and by this person. */
export function mayEnter(of, form) {
  return of.forms.some((one) => one.name === form.name && one.is_mine);
}

/**
 * The tab. `forms` are the records of this kind of case, `opened` the one that is being entered, `refused` what the server said
 * no to (`{ name, error }`); `drafts` keeps what is written, `act` has `openRecord` and `record`.
 */
export function recordsTab(of, forms, { opened, refused, drafts, act }) {
  if (!forms.length) return element("p", { class: "empty" }, t("approval.records.none"));
  return element(
    "ul",
    { class: "records" },
    forms.map((form) => recordRow(of, form, { isOpen: opened === form.name, refused, drafts, act })),
  );
}

function recordRow(of, form, { isOpen, refused, drafts, act }) {
  const value = of.records[form.name] ?? null;
  const parts = partsOf(form, value);
  const filled = parts.filter(([, is]) => is).length;
  const said = parts.length
    ? t("approval.records.parts", { n: count(filled), of: count(parts.length) })
    : t(value ? "approval.records.entered" : "approval.records.open");
  const isWhole = value && filled === parts.length;
  return element(
    "li",
    { class: isOpen ? "open" : null, "data-record": form.name },
    element(
      "button",
      {
        type: "button",
        class: "record-head",
        "aria-expanded": String(isOpen),
        "data-key": `record ${form.name}`,
        on: { click: () => act.openRecord(isOpen ? null : form.name) },
      },
      isWhole
        ? tick(t("approval.records.entered"))
        : value
          ? sign("soft", t("approval.records.partly"))
          : element("i", { class: "hollow" }),
      element("b", {}, headed(form)),
      element("span", { class: "quiet" }, said),
    ),
    isOpen ? openedRecord(of, form, value, { parts, refused, drafts, act }) : null,
  );
}

function openedRecord(of, form, value, { parts, refused, drafts, act }) {
  const key = `record ${form.name}`;
  const isNow = mayEnter(of, form);
  const drawn = recordForm(form.fields, drafts.get(key) ?? value, { changed: () => drafts.set(key, drawn.raw()), disabled: !isNow });
  const save = async () => {
    const read = drawn.read();
    if (read && (await act.record(form.name, read))) drafts.delete(key);
  };
  return element(
    "form",
    { class: "entry-form", on: { submit: (event) => event.preventDefault() } },
    parts.length
      ? element(
          "ul",
          { class: "parts-ticked" },
          parts.map(([one, is]) =>
            element(
              "li",
              { class: is ? "is" : null },
              is ? tick(t("approval.records.entered")) : element("i", { class: "hollow" }),
              headed(one),
            ),
          ),
        )
      : null,
    element("div", { class: "record-fields" }, drawn.nodes),
    refused?.name === form.name
      ? element("p", { class: "refused", role: "alert" }, sign("hard", t("kind.hard")), ` ${message(refused.error)}`)
      : null,
    !isNow
      ? element("p", { class: "caption" }, t("approval.records.later"))
      : element(
          "div",
          { class: "foot" },
          element("span", { class: "spacer" }),
          button(t("approval.records.save"), save, "primary", { "data-key": `save ${form.name}` }),
        ),
  );
}
