// What the check says, in the words of the page: the command line has options where the page has fields.

import { knows, message, t } from "../sheet/words.js";
import { forPage, titled } from "./decisions.js";

/** The title of a finding or group, and what is said after it. */
export function said(of, file) {
  return titled(inPageWords(message(of)), file);
}

/** All of it as one text. */
export function saidWhole(of, file) {
  return said(of, file).filter(Boolean).join(t("data.seam"));
}

/** A message of an error. */
export function inPageWords(text) {
  return forPage(text, (option) => t(knows(`data.hint.${option}`) ? `data.hint.${option}` : "data.hint.other"));
}
