// What the session counts, in the words of the community table; and which rows carry a mark.

import { rank, worst } from "../../sheet/marks.js";

/** Key of the row of land that no community has: no community identifier holds a line feed. */
export const UNASSIGNED = "\n";

/** Rows for the table. `findings` are those shown of the newest judgement, `proposal` maps a community to the
 * households that the optimiser suggests. */
export function tableRows({ session, findings, proposal, unassignedName }) {
  const judged = judgedFacts(session.judgement);
  const marks = marksOf(findings);
  const today = new Map(session.ground.today.map((c) => [c.community_id, c.households]));
  const bandKind = kindOfBand(findings);
  return session
    .all()
    .filter((row) => row.id !== null || row.units > 0)
    .map((row) => {
      if (row.id === null) return unassignedRow(row, unassignedName);
      const facts = row.preview ? {} : (judged.get(row.id) ?? {});
      return {
        community_id: row.id,
        name: row.name,
        subdistrict: row.subdistrict,
        colour: row.colour,
        locked: row.locked,
        alone: row.alone,
        households: row.households,
        population: row.persons,
        units: row.units,
        preview: row.preview,
        today_households: row.continues == null ? null : (today.get(row.continues) ?? null),
        continues: row.continues ?? null,
        proposal_households: proposal.get(row.id) ?? null,
        walk_coverage: row.walkShare,
        facility_area_m2: row.floorM2,
        facility_required_m2: row.floorNeedM2,
        committee_seats: row.seats,
        pieces: row.pieces,
        moved_in: row.movedIn,
        four_bounds: facts.four_bounds ?? null,
        workers_required: facts.workers_required ?? null,
        mark: row.preview ? previewMark(row, bandKind) : (marks.get(row.id) ?? null),
      };
    });
}

function unassignedRow(row, name) {
  return {
    community_id: UNASSIGNED,
    unassigned: true,
    name,
    subdistrict: null,
    households: row.households,
    population: row.persons,
    units: row.units,
    preview: row.preview ?? false,
    mark: "soft",
  };
}

/** What the server computed of each community of the version that it judged. */
export function judgedFacts(judgement) {
  return new Map((judgement?.plan?.communities ?? []).map((c) => [c.community_id, c]));
}

function marksOf(findings) {
  const kinds = new Map();
  for (const { finding, kind } of findings) {
    if (finding.status !== "fail" || !finding.community_id) continue;
    kinds.set(finding.community_id, worst([kind, kinds.get(finding.community_id)].filter(Boolean)));
  }
  return kinds;
}

// How grave it is to leave the band says the rule pack; the audit has said it where it found one.
function kindOfBand(findings) {
  const kinds = findings.filter(({ finding }) => finding.rule === "LH-4.3").map(({ kind }) => kind);
  return kinds.sort((a, b) => rank(a) - rank(b))[0] ?? "soft";
}

function previewMark(row, bandKind) {
  const kinds = [];
  if (row.pieces > 1) kinds.push("hard");
  if (row.inBand === "over" || row.inBand === "under") kinds.push(bandKind);
  return worst(kinds);
}
