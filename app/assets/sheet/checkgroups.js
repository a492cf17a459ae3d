// Findings of a check in groups of one code, with one number each: the same in the list, the filter and on the map.

import { place } from "./panes.js";
import { message } from "./words.js";

/** What a reader does with findings of a severity, the gravest first; which sign they carry. */
export const SEVERITIES = [
  { severity: "error", kind: "hard", heading: "decide" },
  { severity: "warning", kind: "soft", heading: "verify" },
  { severity: "repaired", kind: "note", heading: "mended" },
  { severity: "assumed", kind: "note", heading: "mended" },
  { severity: "note", kind: "note", heading: "known" },
];

/** Number the groups of `check.json`; each holds its findings. */
export function groupFindings(check) {
  const told = new Map((check.groups ?? []).map((group) => [`${group.severity} ${group.code}`, group]));
  const groups = [];
  for (const { severity, kind, heading } of SEVERITIES) {
    const byCode = new Map();
    for (const finding of (check.findings ?? []).filter((f) => f.severity === severity))
      byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
    for (const [code, findings] of byCode)
      groups.push({
        number: groups.length + 1,
        code,
        severity,
        kind,
        heading,
        findings,
        count: findings.reduce((sum, finding) => sum + (finding.count ?? 1), 0),
        told: told.get(`${severity} ${code}`) ?? findings[0],
      });
  }
  return groups;
}

/** Those that the reader's filter lets through: severities switched off, and at most one code. */
export function filtered(groups, { off, only }) {
  return groups.filter((group) => !off.includes(group.severity) && (only === null || only === group.number));
}

/** Pins for the findings of some groups that have a place. */
export function pinsOf(groups, go) {
  return groups.flatMap(({ findings, kind, number }) =>
    findings
      .filter((finding) => finding.place)
      .map((finding) => ({ at: finding.place, kind, number, text: message(finding), go: () => go(finding) })),
  );
}

/** Identifiers of areas that a finding may name; one about a file names rows of it. */
export function namedAreas(finding) {
  return finding?.feature && !finding.file ? finding.feature.split(/, |、/) : [];
}

/** Where a finding is, for Leaflet. */
export function spot(finding) {
  return finding.place ? place(finding.place) : null;
}
