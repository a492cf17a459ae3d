// Findings of a check under what the planner is to do with them: decide, look over, know. Pure: no page, no map.

import { groupFindings } from "../sheet/checkgroups.js";

const BASIS = "areas.household_basis_assumed";
const HEADINGS = ["decide", "mended", "known"];
const KINDS = { decide: "hard", mended: "soft", known: "note" };
const RANK = { error: 0, warning: 1, repaired: 2, assumed: 3, note: 4 };

/** Groups of a check, numbered in the order of the report; `dataset` says what was let stand and what is open. */
export function decisions(check, dataset) {
  const open = new Map(dataset.open.map(({ code, can_stand: canStand }) => [code, canStand]));
  const headingOf = ({ code, severity }) => {
    if (open.has(code) || (code === BASIS && dataset.basis_open)) return "decide";
    return severity === "note" ? "known" : "mended";
  };
  return groupFindings(check)
    .map((group) => ({
      ...group,
      heading: headingOf(group),
      accepted: dataset.accepted.includes(group.code),
      canStand: open.get(group.code) ?? false,
    }))
    .sort(
      (a, b) =>
        HEADINGS.indexOf(a.heading) - HEADINGS.indexOf(b.heading) ||
        RANK[a.severity] - RANK[b.severity] ||
        a.number - b.number,
    )
    .map((group, i) => ({ ...group, number: i + 1, kind: KINDS[group.heading] }));
}

/** The groups under each heading, empty headings too. */
export function byHeading(groups) {
  return HEADINGS.map((heading) => ({
    heading,
    kind: KINDS[heading],
    groups: groups.filter((group) => group.heading === heading),
  }));
}

/** Whether a group is answered by naming the household basis. */
export function asksBasis(group) {
  return group.code === BASIS && group.heading === "decide";
}

const FIT = /^([\d.]+) m, (\d+)%, (\d+)%$/;

/** What a check found of the datum of a layer, or null: shift in metres, shares right before and after. */
export function datumDoubt(check, groups) {
  const group = groups.find(({ code }) => ["datum.fit_differs", "datum.fitted", "datum.mistaken"].includes(code));
  if (!group) return null;
  const [finding] = group.findings;
  const read = FIT.exec(finding.measured ?? "");
  if (!read) return null;
  return {
    group,
    finding,
    datum: finding.feature,
    shift_m: Number(read[1]),
    before: Number(read[2]) / 100,
    after: Number(read[3]) / 100,
    isConverted: group.code === "datum.fitted",
    ofAreas: check.sources.some(({ role, file }) => role === "areas" && file === finding.file),
  };
}

/** A message in clauses; those that speak of an option of the command line are replaced by `hint(option)`, said once. */
export function forPage(text, hint) {
  const seam = text.includes("；") ? "；" : "; ";
  return text
    .split(seam)
    .map((clause) => {
      const option = /--([a-z]+)/.exec(clause)?.[1];
      return option ? hint(option) : clause;
    })
    .filter((clause, i, clauses) => clauses.indexOf(clause) === i)
    .join(seam);
}

/** A message without the name of the file before it, cut after its first clause: what is said in bold, and the rest. */
export function titled(text, file) {
  const bare = file && text.startsWith(file) ? text.slice(file.length).replace(/^[：:]\s*/, "") : text;
  const cut = bare.search(/；|; /);
  return cut < 0 ? [bare, ""] : [bare.slice(0, cut), bare.slice(cut + 1).trim()];
}

/** How far a dataset is: 1 files, 2 columns and check, 3 in use. */
export function stepOf(dataset) {
  if (dataset.state === "ready") return 3;
  return dataset.roles.areas?.length ? 2 : 1;
}

/** How many things wait for the planner. */
export function waiting(dataset) {
  return dataset.open.length + (dataset.basis_open ? 1 : 0);
}

/** Whether the dataset is still being made, and this reader may make it; what is frozen, or another body's, is looked at. */
export function mayChange(dataset) {
  return dataset.state !== "ready" && dataset.may_change;
}
