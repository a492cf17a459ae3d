"""What the work plan does to today's communities, with where their households go and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.judged import JudgedPlan
from geodata.domain import CommunityId
from optimizer.checks.size import size_of
from optimizer.work_plan import WorkPlanEntry


@dataclass(frozen=True)
class Change:
    """One entry of the work plan, and where the households of its community go.

    Attributes
    ----------
    heirs
        Community of the plan → households that it takes over, largest first.
    sizes
        Community of the plan → all its households.
    heirs_in_band
        Whether all of them are in band.
    moved
        Households that change their community.
    cost
        What moving them costs in the objective, in household-minutes.
    """

    entry: WorkPlanEntry
    heirs: Mapping[CommunityId, int]
    sizes: Mapping[CommunityId, int]
    heirs_in_band: bool
    moved: int
    cost: float


def changes(judged: JudgedPlan) -> tuple[Change, ...]:
    """Follow up every entry of the work plan."""
    if not judged.work_plan or judged.solved is None:
        return ()
    weight = judged.profile.weights(judged.solved.params.objective)["change"]
    after = {fact.community_id: fact for fact in judged.facts.communities}
    sizes = {name: size_of(fact, judged.profile) for name, fact in after.items()}
    ledger, found = judged.ledger, []
    for entry in judged.work_plan:
        heirs = ledger.heirs(entry.community_id)
        moved = sum(count for name, count in heirs.items() if ledger.continues[name] != entry.community_id)
        in_band = all((size := sizes[name]) is None or size.verdict.in_band for name in heirs)
        found.append(Change(
            entry, heirs, {name: after[name].households or 0 for name in heirs}, in_band, moved, weight * moved,
        ))
    return tuple(found)
