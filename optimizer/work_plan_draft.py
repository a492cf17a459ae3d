"""A work plan drawn up from a plan: read from its ledger, for the district to edit (LH-6.3 to 6.6, PL-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.domain import CommunityId
from geodata.domain_facts import CommunityFacts, PlanFacts
from optimizer.checks.size import Sized, known_population, size_of
from optimizer.ledger import Ledger
from optimizer.rules.pack import Profile
from optimizer.rules.staff import oversized_extra, workers_required
from optimizer.work_plan import Action, Condition, State, WorkPlanEntry


@dataclass(frozen=True)
class Reason:
    """Why a community is left as it is, in both languages."""

    zh: str
    en: str


def draw_up_work_plan(
    today: PlanFacts,
    ledger: Ledger,
    profile: Profile,
    *,
    target_year: int | None = None,
    because: Reason | None = None,
) -> tuple[WorkPlanEntry, ...]:
    """Say what a plan does about every oversized and micro community of today, ordered by identifier.

    Parameters
    ----------
    today
        The present communities.
    ledger
        Of the plan, against the same present communities.
    target_year
        Year for everything that the plan changes.
    because
        Why a community is left where the counts alone do not forbid to change it.
    """
    return tuple(
        _entry(fact, size, condition, today, ledger, profile, target_year, because)
        for fact, size, condition in _out_of_band(today, profile)
    )


def _out_of_band(today: PlanFacts, profile: Profile) -> Iterator[tuple[CommunityFacts, Sized, Condition]]:
    for fact in sorted(today.communities, key=lambda fact: fact.community_id):
        size = size_of(fact, profile)
        if size is not None and size.verdict.oversized:
            yield fact, size, Condition.OVERSIZED
        elif size is not None and size.verdict.micro:
            yield fact, size, Condition.MICRO


def _entry(
    fact: CommunityFacts,
    size: Sized,
    condition: Condition,
    today: PlanFacts,
    ledger: Ledger,
    profile: Profile,
    target_year: int | None,
    because: Reason | None,
) -> WorkPlanEntry:
    action, parts, partners = _action(fact.community_id, condition, ledger)
    is_left = action is Action.LEAVE
    reason = (_obstacle(fact, size, condition, today) or because) if is_left else None
    persons = known_population(fact)
    return WorkPlanEntry(
        community_id=fact.community_id, name=fact.name, subdistrict=fact.subdistrict, condition=condition,
        households=size.households, population=persons, action=action, parts=parts, partners=partners,
        target_year=None if is_left else target_year, state=State.DEFERRED if is_left else State.PLANNED,
        reason_zh=None if reason is None else reason.zh, reason_en=None if reason is None else reason.en,
        workers_required=None if persons is None else workers_required(profile, persons),
        extra_workers=_extra(profile, size.households) if condition is Condition.OVERSIZED else None,
    )


def _action(
    present: CommunityId, condition: Condition, ledger: Ledger
) -> tuple[Action, int | None, tuple[CommunityId, ...]]:
    """Read from the ledger what the plan does to a community: action, parts, partners."""
    heirs = ledger.heirs(present)
    heir = next((name for name in heirs if ledger.continues[name] == present), None)
    others = tuple(name for name in heirs if name != heir)
    if heir is None:
        if condition is Condition.OVERSIZED and len(heirs) > 1:
            return Action.SPLIT, len(heirs), _existing(others, ledger)
        return Action.MERGE, None, others
    if condition is Condition.OVERSIZED and len(_existing(others, ledger)) < len(others):
        return Action.SPLIT, len(heirs), _existing(others, ledger)
    givers = tuple(
        origin.source for origin in ledger.origins(heir) if origin.source is not None and origin.source != present
    )
    swallowed = tuple(name for name in givers if set(ledger.heirs(name)) == {heir})
    if not others and swallowed:
        return Action.MERGE, None, swallowed
    grows = any(parcel.target == heir and parcel.households for parcel in ledger.moves)
    if others or grows:
        return Action.ADJUST, None, tuple(dict.fromkeys(others + givers))
    return Action.LEAVE, None, ()


def _existing(names: tuple[CommunityId, ...], ledger: Ledger) -> tuple[CommunityId, ...]:
    """Return those that continue a present community."""
    return tuple(name for name in names if ledger.continues[name] is not None)


def _obstacle(fact: CommunityFacts, size: Sized, condition: Condition, today: PlanFacts) -> Reason | None:
    """Name what in the counts alone forbids to change a community, if anything does."""
    most, least = size.rule.households_max, size.rule.households_min
    if condition is Condition.OVERSIZED and most is not None:
        area = next((part for part in fact.areas if not most.is_met_by(part.households)), None)
        if area is None:
            return None
        return Reason(
            f"小区 {area.name} 一处即 {area.households:,} 户，{'须保持完整' if area.keep_whole else '未能切分'}",
            f"{area.name} alone has {area.households:,} households and "
            f"{'must stay whole' if area.keep_whole else 'could not be cut'}",
        )
    around = sum(other.households or 0 for other in today.communities if other.subdistrict == fact.subdistrict)
    if condition is Condition.MICRO and least is not None and not least.is_met_by(around):
        return Reason(
            f"{fact.subdistrict}各社区共 {around:,} 户，合并后仍不足 {least.value:,} 户",
            f"{fact.subdistrict}: {around:,} households in all its communities, fewer than {least.value:,} even merged",
        )
    return None


def _extra(profile: Profile, households: int) -> int | None:
    """Suggest workers while an oversized community is not split; one too large by persons alone needs one (PL-11)."""
    suggested = oversized_extra(profile, households)
    return None if suggested is None else max(1, suggested)
