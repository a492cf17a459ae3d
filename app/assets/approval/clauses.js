// The audit by clause: one line a rule, with what was measured, how many communities keep it, and the worst. Pure.

import { kindOf, rank } from "../sheet/marks.js";

const JUDGED = new Set(["pass", "fail", "waived"]);

/**
 * The findings that concern some street offices: their own, and those of the whole plan. An audit that was frozen by an
 * earlier release does not tell whose they are: then it is those of their communities and areas.
 */
export function findingsOf(audit, { subdistricts, communities, areas }) {
  const [offices, own, land] = [new Set(subdistricts), new Set(communities), new Set(areas)];
  return audit.findings.filter((one) =>
    one.subdistricts
      ? !one.subdistricts.length || one.subdistricts.some((name) => offices.has(name))
      : (one.community_id === null || own.has(one.community_id)) && (one.area_id === null || land.has(one.area_id)),
  );
}

/**
 * One line a rule, in the order of the audit; rules that nothing here falls under are left out.
 *
 * Each is `{ rule, clause, findings, judged, kept, unknown, kind, worst, measured }`: `kind` is the gravest sign or null (what
 * is waived is not kept, but a note), `worst` the finding to name, `measured` the least and greatest measured value with
 * their unit.
 */
export function clauseLines(findings) {
  const rules = new Map();
  for (const finding of findings) {
    if (finding.status === "not_applicable") continue;
    rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding]);
  }
  return [...rules].map(([rule, all]) => line(rule, all));
}

function line(rule, findings) {
  const judged = findings.filter((one) => JUDGED.has(one.status));
  const failed = findings.filter((one) => one.status === "fail").sort((a, b) => rank(kindOf(a)) - rank(kindOf(b)) || short(b) - short(a));
  const waived = judged.filter((one) => one.status === "waived");
  const values = judged.map((one) => one.measured).filter((value) => typeof value === "number");
  return {
    rule,
    clause: findings.find((one) => one.clause)?.clause ?? null,
    findings,
    judged: judged.length,
    kept: judged.length - failed.length - waived.length,
    unknown: findings.filter((one) => one.status === "unknown").length,
    kind: failed.length ? kindOf(failed[0]) : judged.length && !waived.length ? null : "note",
    worst: failed[0] ?? waived[0] ?? null,
    measured: values.length ? { least: Math.min(...values), most: Math.max(...values), unit: judged[0].unit } : null,
  };
}

// How far a finding misses its limit, as a share of it.
function short({ measured, limit }) {
  return typeof measured === "number" && typeof limit === "number" && limit ? Math.abs(measured - limit) / Math.abs(limit) : 0;
}

/** Lines that say something: those that were judged, the gravest first only among equals of order; and the others. */
export function splitLines(lines) {
  return { judged: lines.filter((one) => one.judged), open: lines.filter((one) => !one.judged) };
}

/** The four limits of a community against its line: `{ community, finding, kind }`, misses first. */
export function limitLines(communities, findings) {
  const about = new Map(findings.filter((one) => one.rule === "PL-3" && one.community_id).map((one) => [one.community_id, one]));
  return communities
    .filter((one) => one.four_bounds)
    .map((community) => {
      const finding = about.get(community.community_id) ?? null;
      return { community, finding, kind: finding?.status === "fail" ? kindOf(finding) : null };
    })
    .sort((a, b) => rank(a.kind) - rank(b.kind));
}
