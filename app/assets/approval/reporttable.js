// A report as a table: the columns that its kind has, one row a quarter or a community.

import { element } from "../sheet/dom.js";
import { count, headed, t } from "../sheet/words.js";

const checked = (check) => [check.on, check.result && t(`approval.result.${check.result}`)].filter(Boolean).join(" ");
const plainColumns = (names) => names.map((name) => [name, (row) => row[name]]);

const COLUMNS = {
  monthly: plainColumns([
    "enterprise",
    "quarter",
    "state",
    "households",
    "persons_total",
    "persons_socialised",
    "persons_transferred",
    "facilities_m2",
    "handed_over_m2",
    "plan_done",
    "signed_on",
    "funds",
    "problems",
    "next_step",
  ]),
  special: [
    ...plainColumns(["name", "subdistrict", "state", "approval_number", "approved_on", "households", "population"]),
    ["election_due", (row) => row.election.due_on],
    ["election_held", (row) => row.election.held_on],
    ["first_check", (row) => checked(row.first_check)],
    ["final_check", (row) => checked(row.final_check)],
    ...plainColumns(["certificate_number", "open"]),
  ],
};

/** The rows of a report: a quarter each for the months, a community each for the year. */
export function reportRows({ kind, rows }) {
  return kind === "monthly" ? rows.flatMap((row) => row.quarters) : rows;
}

/** The table of a report's document. */
export function reportTable(document) {
  const columns = COLUMNS[document.kind];
  const rows = reportRows(document);
  if (!rows.length) return element("p", { class: "empty" }, t("approval.report.empty"));
  return element(
    "div",
    { class: "report-table", tabindex: 0 },
    element(
      "table",
      { class: "registry" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          columns.map(([name]) => element("th", { scope: "col" }, t(`approval.report.column.${name}`))),
        ),
      ),
      element(
        "tbody",
        {},
        rows.map((row) =>
          element(
            "tr",
            {},
            columns.map(([, value], i) => cell(value(row), i)),
          ),
        ),
      ),
    ),
  );
}

function cell(value, i) {
  const text = said(value);
  return i
    ? element("td", { class: typeof value === "number" ? "number" : null, title: text }, text)
    : element("th", { scope: "row" }, text);
}

function said(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return t(value ? "approval.yes" : "approval.no");
  if (typeof value === "number") return count(value);
  if (Array.isArray(value)) return value.map(said).join(t("list"));
  return typeof value === "object" ? headed(value) : String(value);
}
