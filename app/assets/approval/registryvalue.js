// A value of the registry, in words.

import { count, headed, knows, percent, t } from "../sheet/words.js";
import { shortHash } from "./caselist.js";
import { dayText } from "./dates.js";

/** What stands in a column, in words; blank where nothing does. */
export function valueText(field, value) {
  if (value === null || value === undefined || value === "") return "";
  if (field.kind === "flag") return t(value ? "approval.yes" : "approval.no");
  if (field.kind === "date") return dayText(value, document.documentElement.lang, "");
  if (field.kind === "choice") return headed(field.choices.find((one) => one.value === value) ?? { zh: value, en: value });
  if (field.kind === "integer") return count(value);
  if (field.kind === "number") return field.name.endsWith("coverage") ? `${percent(value)} %` : count(value);
  if (field.name.endsWith("_result")) return t(`approval.result.${value}`);
  if (field.name === "household_basis" && knows(`data.basis.${value}`)) return t(`data.basis.${value}`);
  if (field.name === "submission_hash") return shortHash(value, 4);
  return Array.isArray(value) ? value.join(t("list")) : String(value);
}
