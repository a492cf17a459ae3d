"""What one community has, needs and lacks: premises, seats, teams, workers, money (PL-15, rules.md 2.4 to 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from geodata.domain_facts import CommunityFacts
from optimizer.awaited import Awaited
from optimizer.checks.access import walk_coverage
from optimizer.checks.premises import Amount, premises_of
from optimizer.checks.size import known_population
from optimizer.rules.budget import work_funds
from optimizer.rules.facility import HUNDRED, required_activity_m2, required_floor_m2, required_plaza_m2
from optimizer.rules.pack import Profile
from optimizer.rules.staff import estimated_persons, seats, workers_required


@dataclass(frozen=True)
class TeamNeeds:
    """What one size of party team asks of the two committees (rules.md 2.6).

    Attributes
    ----------
    forms
        Forms of the party organisation that have a team of this size: ``branch``, ``general_branch``, ``committee``.
    party
        Members of the party team.
    cross_min
        Least number who sit in both, for the cross-appointment share and for the cap together.
    persons
        Distinct members at that number.
    full_time_min
        Least number of full-time community workers among them.
    """

    forms: tuple[str, ...]
    party: int
    cross_min: int
    persons: int
    full_time_min: int


@dataclass(frozen=True)
class CommunityNeeds:
    """What one community has, needs and lacks; what cannot be known, or the pack does not ask for, is ``None``.

    Attributes
    ----------
    facility_area_m2
        Floor of the existing and planned service facilities inside, and of the candidate that is the anchor.
    activity_required_m2
        The pack's share of that floor, not of the required one.
    facility_m2_per_100_households
        Resource capacity (PL-15).
    committee_seats, committee_seats_accepted
        Recommended number, and all that are accepted without a finding.
    leaders_max
        Most persons in the two committees together.
    teams
        One for each size of party team, with the recommended seats.
    workers_required
        For its own residents; the sum over a plan overstates the district's number, see :class:`optimizer.totals`.
    workers_estimated
        The same from the average household, where persons are not counted; to be shown as an estimate (rules.md 0.4).
    workers_missing
        Held against the stated number of workers.
    walk_coverage, service_radius_m
        Share of households within the walking circle, and the longest walk of all (PL-15).
    unknown
        Figure that cannot be known → the data that it waits for.
    """

    facility_area_m2: float | None
    facility_required_m2: float | None
    facility_missing_m2: float | None
    facility_m2_per_100_households: float | None
    activity_area_m2: float | None
    activity_required_m2: float | None
    activity_missing_m2: float | None
    plaza_area_m2: float | None
    plaza_required_m2: float | None
    plaza_missing_m2: float | None
    committee_seats: int | None
    committee_seats_accepted: tuple[int, ...]
    leaders_max: int | None
    teams: tuple[TeamNeeds, ...]
    workers_required: int | None
    workers_estimated: int | None
    workers_missing: int | None
    work_funds_city_yuan: int | None
    work_funds_district_yuan: int | None
    walk_coverage: float | None
    service_radius_m: float | None
    unknown: Mapping[str, Awaited] = field(default_factory=dict)


@dataclass(frozen=True)
class Shortfall:
    """An area that is needed, what there is of it and what is missing, in m²; ``None`` where not known or not asked.

    Attributes
    ----------
    waits_for
        Data that decides what is missing, where that is not known.
    """

    needed: Decimal | None
    there: Decimal | None
    missing: Decimal | None
    waits_for: Awaited | None = None


@dataclass(frozen=True)
class PremisesNeeds:
    """Floor, activity area and plaza of one community, exact."""

    floor: Shortfall
    activity: Shortfall
    plaza: Shortfall


def premises_needs(fact: CommunityFacts, profile: Profile) -> PremisesNeeds:
    """Hold what stands in a community against what it needs, without rounding (rules.md 2.4)."""
    there = premises_of(fact)
    floor, activity, plaza = (None, None, None) if there is None else (there.floor, there.activity, there.plaza)
    asks_floor = profile.value("facility.area_per_100_households") is not None
    needed = None if fact.households is None else required_floor_m2(profile, fact.households, is_new=fact.is_new)
    asks_activity = profile.value("facility.activity_share_min") is not None
    share = required_activity_m2(profile, floor.m2) if floor is not None and floor.is_complete else None
    no_share = Awaited.FACILITIES if floor is None else Awaited.FLOOR
    return PremisesNeeds(
        floor=_shortfall(floor, needed, Awaited.FLOOR, Awaited.HOUSEHOLDS if asks_floor and needed is None else None),
        activity=_shortfall(activity, share, Awaited.ACTIVITY, no_share if asks_activity and share is None else None),
        plaza=_shortfall(plaza, required_plaza_m2(profile), Awaited.PLAZA, None),
    )


def community_needs(fact: CommunityFacts, profile: Profile, *, workers: int | None = None) -> CommunityNeeds:
    """Work out what one community of a plan has, needs and lacks.

    Parameters
    ----------
    workers
        Community workers whom it has today, where that is stated.
    """
    premises, coverage = premises_needs(fact, profile), walk_coverage(fact, profile)
    floor = premises.floor.there
    persons, funds = known_population(fact), work_funds(profile, 1)
    seated = None if fact.households is None else seats(profile, fact.households)
    required = None if persons is None else workers_required(profile, persons)
    return CommunityNeeds(
        facility_area_m2=plain(floor),
        facility_required_m2=plain(premises.floor.needed),
        facility_missing_m2=plain(premises.floor.missing),
        facility_m2_per_100_households=plain(floor * HUNDRED / fact.households) if floor and fact.households else None,
        activity_area_m2=plain(premises.activity.there),
        activity_required_m2=plain(premises.activity.needed),
        activity_missing_m2=plain(premises.activity.missing),
        plaza_area_m2=plain(premises.plaza.there),
        plaza_required_m2=plain(premises.plaza.needed),
        plaza_missing_m2=plain(premises.plaza.missing),
        committee_seats=None if seated is None else seated.recommended,
        committee_seats_accepted=() if seated is None else seated.accepted,
        leaders_max=profile.value("leaders.persons_max"),
        teams=() if seated is None else team_needs(profile, seated.recommended),
        workers_required=required,
        workers_estimated=_estimate(fact, profile) if persons is None else None,
        workers_missing=None if required is None or workers is None else max(0, required - workers),
        work_funds_city_yuan=None if funds is None else funds.city_yuan,
        work_funds_district_yuan=None if funds is None else funds.district_yuan,
        walk_coverage=None if coverage is None else coverage.share,
        service_radius_m=None if coverage is None else coverage.farthest_m,
        unknown=_unknown(fact, profile, premises, workers),
    )


def team_needs(profile: Profile, committee: int) -> tuple[TeamNeeds, ...]:
    """Work out, for each size of party team, how many must sit in both bodies (LH-10.5 to 10.7).

    Cross-appointment is a share of the party team, full-time members one of the distinct persons (AMB-8).

    Parameters
    ----------
    committee
        Seats of the residents' committee.
    """
    forms: dict[int, list[str]] = {}
    for form, size in (profile.value("party.team_by_form") or {}).items():
        forms.setdefault(int(size), []).append(form)
    crossing = Decimal(profile.value("leaders.cross_share_min", default=0))
    full_time = Decimal(profile.value("leaders.fulltime_share_min", default=0))
    most = profile.value("leaders.persons_max")
    teams = []
    for party, named in sorted(forms.items()):
        cross = max(_ceil(crossing * party), 0 if most is None else party + committee - int(most))
        persons = party + committee - cross
        teams.append(TeamNeeds(tuple(named), party, cross, persons, _ceil(full_time * persons)))
    return tuple(teams)


def plain(number: Decimal | None) -> float | None:
    """Turn an exact number into one for documents."""
    return None if number is None else float(number)


def _shortfall(
    there: Amount | None, needed: Decimal | None, part: Awaited, waits_for_need: Awaited | None
) -> Shortfall:
    """Hold an amount against a need; what is known of it may suffice.

    Parameters
    ----------
    part
        Data that completes the amount.
    waits_for_need
        Data that the need itself waits for.
    """
    if there is None:
        return Shortfall(needed, None, None, Awaited.FACILITIES)
    known = there.m2 if there.is_complete else None
    if needed is None:
        return Shortfall(None, known, None, waits_for_need)
    if there.m2 >= needed:
        return Shortfall(needed, known, Decimal(0))
    return Shortfall(needed, known, needed - there.m2) if there.is_complete else Shortfall(needed, None, None, part)


def _estimate(fact: CommunityFacts, profile: Profile) -> int | None:
    persons = None if fact.households is None else estimated_persons(profile, fact.households)
    return None if persons is None else workers_required(profile, persons)


def _unknown(
    fact: CommunityFacts, profile: Profile, premises: PremisesNeeds, workers: int | None
) -> dict[str, Awaited]:
    """Name the figures that the pack asks for and the files leave open, with the data they wait for."""
    asked = {
        "facility": ("facility.area_per_100_households", premises.floor),
        "activity": ("facility.activity_share_min", premises.activity),
        "plaza": ("facility.plaza_area_min", premises.plaza),
    }
    waiting = {
        f"{name}_missing_m2": shortfall.waits_for
        for name, (path, shortfall) in asked.items() if profile.value(path) is not None
    }
    if fact.households is None and profile.value("committee.seat_classes") is not None:
        waiting["committee_seats"] = Awaited.HOUSEHOLDS
    if profile.value("staff.workers_per_10000") is not None:
        waiting["workers_required"] = Awaited.PERSONS if known_population(fact) is None else None
        waiting["workers_missing"] = waiting["workers_required"] or (Awaited.WORKERS if workers is None else None)
    return {figure: data for figure, data in waiting.items() if data is not None}


def _ceil(number: Decimal) -> int:
    return int(number.to_integral_value(rounding=ROUND_CEILING))
