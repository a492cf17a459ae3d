// Figures of the server in the place of our own, where it has judged exactly this version.

const indexes = new WeakMap();

function byCommunity(judgement) {
  if (!indexes.has(judgement)) {
    indexes.set(judgement, new Map(judgement.plan.communities.map((told) => [told.community_id, told])));
  }
  return indexes.get(judgement);
}

/** Totals with the server's figures, `preview` false; or our own, marked as preview. */
export function confirmedTotals(totals, judgement, id) {
  if (judgement === null) return { ...totals, preview: true };
  if (id === null) return { ...totals, preview: false };
  const told = byCommunity(judgement).get(id);
  if (!told) return { ...totals, preview: true };
  return {
    ...totals,
    households: told.households,
    persons: told.population,
    walkShare: told.walk_coverage,
    floorM2: told.facility_area_m2,
    floorNeedM2: told.facility_required_m2,
    floorMissingM2: told.facility_missing_m2,
    seats: told.committee_seats,
    continues: told.continues,
    preview: false,
  };
}
