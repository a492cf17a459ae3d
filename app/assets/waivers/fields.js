// Fields that the dialogs about waivers have in common.

import { field } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";

const REMEDIES = ["new_building", "extension", "purchase", "lease", "state_assets", "sharing"];

/** A field for a reason: `value()`, and `miss()`, which goes there and keeps the dialog. */
export function reasonField(label, text = "") {
  const input = element("textarea", { rows: 3, maxlength: 2000 });
  input.value = text;
  return { node: field(label, input), value: () => input.value.trim(), miss: () => missed(input) };
}

/** A choice of the ways in which a shortfall of premises is closed (LH-9.2). */
export function remedyField() {
  return element("select", {}, REMEDIES.map((value) => element("option", { value }, remedyName(value))));
}

/** What a remedy is called. */
export function remedyName(remedy) {
  return t(`waiver.remedy.${remedy}`);
}

/** Go to a field that is empty; the dialog stays. */
export function missed(input) {
  input.focus();
  input.setAttribute("aria-invalid", "true");
  return false;
}

/** Today as the fields for days write it. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
