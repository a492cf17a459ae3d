"""What becomes of today's communities that are out of band, and what each change costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.communities import heirs
from app.judged import JudgedPlan
from geodata.domain import CommunityFacts, CommunityId
from optimizer.checks.size import size_of


@dataclass(frozen=True)
class Change:
    """One of today's communities out of band, and where its households go.

    Attributes
    ----------
    action
        ``split`` (into several), ``merged`` (into one that continues another), ``joined`` (others join it),
        ``trimmed`` (it keeps its name and gives some away) or ``kept``.
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

    community_id: CommunityId
    households: int
    is_oversized: bool
    action: str
    heirs: Mapping[CommunityId, int]
    sizes: Mapping[CommunityId, int]
    heirs_in_band: bool
    moved: int
    cost: float


def changes(judged: JudgedPlan) -> tuple[Change, ...]:
    """List today's communities that are out of band, with what the plan does to each."""
    if judged.today is None or judged.assignment is None or judged.solved is None:
        return ()
    held = heirs(judged.dataset.units, judged.assignment)
    weight = judged.profile.weights(judged.solved.params.objective)["change"]
    after = {fact.community_id: fact for fact in judged.facts.communities}
    in_band = {
        name: (size := size_of(fact, judged.profile)) is None or size.verdict.in_band for name, fact in after.items()
    }
    found = []
    for fact in judged.today.communities:
        size = size_of(fact, judged.profile)
        if size is None or size.verdict.in_band:
            continue
        parts = {name: count for name, count in held[fact.community_id].items() if count > 0}
        moved = sum(count for name, count in parts.items() if name != fact.community_id)
        found.append(Change(
            community_id=fact.community_id, households=size.households, is_oversized=not size.verdict.upper_ok,
            action=_action(fact.community_id, size.households, [after[name] for name in parts]), heirs=parts,
            sizes={name: after[name].households or 0 for name in parts},
            heirs_in_band=all(in_band[name] for name in parts), moved=moved, cost=weight * moved,
        ))
    return tuple(found)


def _action(community: CommunityId, households: int, parts: Sequence[CommunityFacts]) -> str:
    """Name what happens to a community whose households go to `parts`."""
    stays = community in {part.community_id for part in parts}
    if len(parts) == 1:
        return "merged" if not stays else "kept" if parts[0].households == households else "joined"
    return "trimmed" if stays and not any(part.is_new for part in parts) else "split"
