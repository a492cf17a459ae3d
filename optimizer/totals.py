"""Totals of a plan: what all its communities together have, need, lack and cost (PL-16, design.md 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from geodata.domain import CommunityId
from geodata.domain_facts import PlanFacts
from optimizer.awaited import Awaited
from optimizer.checks.access import walk_coverage
from optimizer.checks.size import known_population, size_of
from optimizer.needs import community_needs, plain, premises_needs
from optimizer.rules.budget import work_funds
from optimizer.rules.pack import Profile
from optimizer.rules.staff import workers_required


@dataclass(frozen=True)
class Totals:
    """A plan in figures; what cannot be known, or the pack does not ask for, is ``None``.

    Attributes
    ----------
    facility_area_m2
        Floor that stands in the communities; more than needed in one does not help another, so that
        ``facility_missing_m2`` is the sum of what each of them lacks.
    workers_required
        On the residents of the whole plan: adding up what was rounded community by community would overstate it
        (rules.md 2.7).
    workers_missing
        Held against all that are stated; ``None`` unless they are stated of every community.
    work_funds_yuan, work_funds_city_yuan, work_funds_district_yuan
        A year: both together, from the city level or above, and from the district.
    unknown
        Figure that cannot be known → the data that it waits for.
    """

    communities: int
    in_band: int | None
    oversized: int | None
    micro: int | None
    households: int | None
    population: int | None
    unplaced_households: int
    households_changed: int | None
    walk_coverage: float | None
    facility_area_m2: float | None
    facility_required_m2: float | None
    facility_missing_m2: float | None
    activity_missing_m2: float | None
    plaza_required_m2: float | None
    plaza_missing_m2: float | None
    committee_seats: int | None
    workers_required: int | None
    workers_missing: int | None
    work_funds_yuan: int | None
    work_funds_city_yuan: int | None
    work_funds_district_yuan: int | None
    unknown: Mapping[str, Awaited] = field(default_factory=dict)


def totals(
    facts: PlanFacts, profile: Profile, *, changed: int | None,
    workers: Mapping[CommunityId, int] = MappingProxyType({}),
) -> Totals:
    """Add up a plan.

    Parameters
    ----------
    changed
        Households that change their community, see :attr:`optimizer.ledger.Ledger.households_changed`; ``None`` where
        no present community is known.
    workers
        Community workers whom each community has, where that is stated.
    """
    communities = facts.communities
    counted = all(fact.households is not None for fact in communities)
    sized = [size.verdict for fact in communities if (size := size_of(fact, profile)) is not None]
    persons = _sum(known_population(fact) for fact in communities)
    coverages = [coverage for fact in communities if (coverage := walk_coverage(fact, profile)) is not None]
    walking = sum(coverage.households for coverage in coverages)
    premises = [premises_needs(fact, profile) for fact in communities]
    needs = [community_needs(fact, profile, workers=workers.get(fact.community_id)) for fact in communities]
    required = None if persons is None else workers_required(profile, persons)
    present = _sum(workers.get(fact.community_id) for fact in communities)
    funds = work_funds(profile, len(communities))
    return Totals(
        communities=len(communities),
        in_band=sum(size.in_band for size in sized) if counted else None,
        oversized=sum(size.oversized for size in sized) if counted else None,
        micro=sum(size.micro for size in sized) if counted else None,
        households=_sum(fact.households for fact in communities),
        population=persons,
        unplaced_households=sum(households for _, households, _ in facts.unplaced),
        households_changed=changed if counted else None,
        walk_coverage=sum(coverage.within for coverage in coverages) / walking if walking else None,
        facility_area_m2=plain(_sum(part.floor.there for part in premises)),
        facility_required_m2=plain(_sum(part.floor.needed for part in premises)),
        facility_missing_m2=plain(_sum(part.floor.missing for part in premises)),
        activity_missing_m2=plain(_sum(part.activity.missing for part in premises)),
        plaza_required_m2=plain(_sum(part.plaza.needed for part in premises)),
        plaza_missing_m2=plain(_sum(part.plaza.missing for part in premises)),
        committee_seats=_sum(need.committee_seats for need in needs),
        workers_required=required,
        workers_missing=None if required is None or present is None else max(0, required - present),
        work_funds_yuan=None if funds is None else funds.total_yuan,
        work_funds_city_yuan=None if funds is None else funds.city_yuan,
        work_funds_district_yuan=None if funds is None else funds.district_yuan,
        unknown={figure: data for need in needs for figure, data in need.unknown.items()},
    )


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
