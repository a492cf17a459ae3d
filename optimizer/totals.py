"""Totals of a plan, and what each community needs (PL-15, PL-16, design.md 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from geodata.domain import CommunityFacts, PlanFacts
from optimizer.checks.access import walk_coverage
from optimizer.checks.premises import Amount, premises_of
from optimizer.checks.size import known_population, size_of
from optimizer.rules.budget import work_funds
from optimizer.rules.facility import required_activity_m2, required_floor_m2, required_plaza_m2
from optimizer.rules.pack import Profile
from optimizer.rules.staff import seats, workers_required


@dataclass(frozen=True)
class CommunityNeeds:
    """What one community has and needs; what cannot be known is ``None``.

    Attributes
    ----------
    facility_area_m2
        Floor of the existing and planned service facilities inside, and of the candidate that is the anchor.
    activity_required_m2
        The pack's share of that floor.
    walk_coverage
        Share of households within the walking circle.
    """

    facility_area_m2: float | None
    facility_required_m2: float | None
    activity_required_m2: float | None
    plaza_required_m2: float | None
    committee_seats: int | None
    workers_required: int | None
    walk_coverage: float | None


@dataclass(frozen=True)
class Totals:
    """A plan in figures; what cannot be known is ``None``."""

    communities: int
    in_band: int | None
    oversized: int | None
    micro: int | None
    households: int | None
    population: int | None
    unplaced_households: int
    households_changed: int | None
    walk_coverage: float | None
    facility_required_m2: float | None
    facility_missing_m2: float | None
    plaza_missing_m2: float | None
    committee_seats: int | None
    workers_required: int | None
    work_funds_yuan: int | None


def community_needs(fact: CommunityFacts, profile: Profile) -> CommunityNeeds:
    """Work out what one community of a plan has and needs."""
    premises = premises_of(fact)
    floor = premises.floor.m2 if premises is not None and premises.floor.is_complete else None
    persons, coverage = known_population(fact), walk_coverage(fact, profile)
    seated = None if fact.households is None else seats(profile, fact.households)
    return CommunityNeeds(
        facility_area_m2=_plain(floor),
        facility_required_m2=_plain(_required_floor(fact, profile)),
        activity_required_m2=None if floor is None else _plain(required_activity_m2(profile, floor)),
        plaza_required_m2=_plain(required_plaza_m2(profile)),
        committee_seats=None if seated is None else seated.recommended,
        workers_required=None if persons is None else workers_required(profile, persons),
        walk_coverage=None if coverage is None else coverage.share,
    )


def totals(facts: PlanFacts, profile: Profile) -> Totals:
    """Add up a plan."""
    communities = facts.communities
    counted = all(fact.households is not None for fact in communities)
    sized = [size.verdict for fact in communities if (size := size_of(fact, profile)) is not None]
    persons = _sum(known_population(fact) for fact in communities)
    coverages = [coverage for fact in communities if (coverage := walk_coverage(fact, profile)) is not None]
    walking = sum(coverage.households for coverage in coverages)
    needs = [community_needs(fact, profile) for fact in communities]
    funds = work_funds(profile, len(communities))
    return Totals(
        communities=len(communities),
        in_band=sum(size.in_band for size in sized) if counted else None,
        oversized=sum(size.oversized for size in sized) if counted else None,
        micro=sum(size.micro for size in sized) if counted else None,
        households=_sum(fact.households for fact in communities),
        population=persons,
        unplaced_households=sum(households for _, households, _ in facts.unplaced),
        households_changed=sum(_changed(fact) for fact in communities) if counted else None,
        walk_coverage=sum(coverage.within for coverage in coverages) / walking if walking else None,
        facility_required_m2=_plain(_sum(_required_floor(fact, profile) for fact in communities)),
        facility_missing_m2=_plain(_sum(_missing_floor(fact, profile) for fact in communities)),
        plaza_missing_m2=_plain(_sum(_missing_plaza(fact, profile) for fact in communities)),
        committee_seats=_sum(need.committee_seats for need in needs),
        # On the sum: adding up what was rounded community by community would overstate it (rules.md 2.7).
        workers_required=None if persons is None else workers_required(profile, persons),
        work_funds_yuan=None if funds is None else funds.total_yuan,
    )


def _required_floor(fact: CommunityFacts, profile: Profile) -> Decimal | None:
    if fact.households is None:
        return None
    return required_floor_m2(profile, fact.households, is_new=fact.is_new)


def _missing_floor(fact: CommunityFacts, profile: Profile) -> Decimal | None:
    premises = premises_of(fact)
    return None if premises is None else _missing(premises.floor, _required_floor(fact, profile))


def _missing_plaza(fact: CommunityFacts, profile: Profile) -> Decimal | None:
    premises = premises_of(fact)
    return None if premises is None else _missing(premises.plaza, required_plaza_m2(profile))


def _missing(amount: Amount, needed: Decimal | None) -> Decimal | None:
    if needed is None:
        return None
    if amount.m2 >= needed:
        return Decimal(0)
    return needed - amount.m2 if amount.is_complete else None


def _changed(fact: CommunityFacts) -> int:
    """Households whose present community is another than the one continued here."""
    return sum(households for community, households in fact.predecessors if community != fact.continues)


def _sum[Number: (int, Decimal)](parts: Iterable[Number | None]) -> Number | None:
    """Add up; ``None`` where one part is unknown, or there is none."""
    listed = list(parts)
    known = [part for part in listed if part is not None]
    if not known or len(known) < len(listed):
        return None
    total = known[0]
    for part in known[1:]:
        total += part
    return total


def _plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
