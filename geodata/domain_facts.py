"""What the audit reads: a finished plan as measured on the ground, in small frozen records without geometry.

Standard library and :mod:`geodata.domain` only, as :mod:`optimizer` uses these words too.
"""

from __future__ import annotations

from dataclasses import dataclass

from geodata.domain import (
    AreaId,
    AreaKind,
    CommunityId,
    FacilityId,
    FacilityStatus,
    HouseholdBasis,
    Place,
    UnitId,
    Walking,
)

OUTSIDE = ""
"""Stands for the land outside every street office in ``CommunityFacts.office_shares``."""


@dataclass(frozen=True)
class Bound:
    """What limits a community on one side (PL-3).

    Attributes
    ----------
    name
        Name of the road, river, railway, wall or administrative line; ``None`` where the stretch has no name.
    kind
        ``road``, ``river``, ``rail``, ``wall``, ``office`` (limit of the street office), ``community`` or ``land``.
    share
        Share (0 to 1) of this side of the outline that the line accounts for.
    """

    name: str | None
    kind: str
    share: float


@dataclass(frozen=True)
class FourBounds:
    """四至 of a community: what limits it on the east, south, west and north."""

    east: Bound
    south: Bound
    west: Bound
    north: Bound


@dataclass(frozen=True)
class WalkFact:
    """How far one area of a community lies from the community's anchor: on foot, and as the crow flies."""

    area_id: AreaId
    households: int
    distance_m: float
    straight_m: float | None = None


@dataclass(frozen=True)
class AreaPart:
    """The part of an area that one community holds, in households, persons (if known) and as a share of the land.

    Attributes
    ----------
    built_month
        When the area was built, ``YYYY-MM``, or ``YYYY`` where only the year is known (LH-9.1).
    facility_provided
        Whether the premises that were due were handed over with it; ``None`` where nobody says.
    """

    area_id: AreaId
    name: str
    subdistrict: str
    kind: AreaKind
    keep_whole: bool
    relatively_independent: bool
    households: int
    area_households: int
    land_share: float
    place: Place
    population: int | None = None
    built_month: str | None = None
    facility_provided: bool | None = None


@dataclass(frozen=True)
class FacilityFact:
    """A facility that stands in a community, or its anchor: ``service`` counts as floor, any kind as plaza."""

    facility_id: FacilityId
    kind: str
    status: FacilityStatus
    area_m2: float | None
    activity_m2: float | None
    plaza_m2: float | None


@dataclass(frozen=True)
class CommunityFacts:
    """What one community is on the ground, measured on its geometry and on the raw tables.

    Attributes
    ----------
    households, population
        ``None`` where the counts that decide them are not known.
    population_known
        Whether every inhabited area of the community has a population.
    pieces, detached
        Number of separate polygon parts, and a point in each but the largest; parts that touch in a point count
        apart (PL-4).
    office_shares, stray
        Share of the community's land in each street office, largest first, ``""`` for land outside all of them; and
        a point in the largest part outside the first (PL-5).
    inner_outline_m, inner_on_line_m
        Outline inside the street office, and the part of it within 15 m of a line (PL-6).
    continues
        The present community of which this one holds more than half of the households.
    is_new
        Whether it continues none (a merger is not new, AMB-16).
    anchor
        Facility that its people walk to, or ``None``: then they would walk to ``centre_unit``.
    walks
        Distance of each of its inhabited areas, or pieces of them, to the anchor or the centre unit.
    facilities
        Existing and planned facilities that stand in it, and the candidate that is its anchor.
    facilities_known, plazas_known
        Whether a facility layer was given, and whether it says anything about plazas; without them the rules on
        floor and plaza are unknown.
    place
        A point inside.
    origin_land_share
        Share of its land that the present community it takes most households from holds today; ``None`` without one.
    """

    community_id: CommunityId
    name: str
    subdistrict: str
    place: Place
    land_m2: float
    households: int | None
    population: int | None
    population_known: bool
    pieces: int
    detached: tuple[Place, ...]
    office_shares: tuple[tuple[str, float], ...]
    stray: Place | None
    inner_outline_m: float
    inner_on_line_m: float
    areas: tuple[AreaPart, ...]
    predecessors: tuple[tuple[CommunityId, int], ...]
    continues: CommunityId | None
    is_new: bool
    anchor: FacilityId | None
    centre_unit: UnitId | None
    walks: tuple[WalkFact, ...]
    walking: Walking
    facilities: tuple[FacilityFact, ...]
    facilities_known: bool
    plazas_known: bool
    four_bounds: FourBounds | None
    origin_land_share: float | None = None


@dataclass(frozen=True)
class MergeCandidate:
    """A community of the plan in the same street office that something could join.

    Attributes
    ----------
    households
        Its households without those that join.
    population
        Likewise; ``None`` where persons are not known of every inhabited area.
    border_m
        Border that it shares with what joins; 0 where they are not adjacent.
    distance_m
        Walking distance between the population centres.
    is_declared
        Whether a table of the user says that they are neighbours, however short their border is.
    """

    community_id: CommunityId
    households: int
    population: int | None
    border_m: float
    distance_m: float
    is_declared: bool = False


@dataclass(frozen=True)
class MergeFact:
    """A present community that joined another, or a living quarter that shares its community (PL-12).

    Attributes
    ----------
    community_id, area_id
        One of them: the present community, or the area that is a quarter.
    name
        What to call it.
    into
        Community of the plan that holds more than half of its households.
    candidates
        Communities of the plan in its street office that hold households besides it, nearest first; `into` is one of
        them where it lies in that office.
    """

    community_id: CommunityId | None
    area_id: AreaId | None
    name: str
    households: int
    population: int | None
    into: CommunityId
    place: Place
    candidates: tuple[MergeCandidate, ...]


@dataclass(frozen=True)
class LandDefect:
    """A gap in the coverage with the communities around it (PL-1), or an overlap of two communities (PL-2).

    Attributes
    ----------
    areas
        Areas whose people live in a gap.
    """

    subdistrict: str
    communities: tuple[CommunityId, ...]
    land_m2: float
    place: Place
    areas: tuple[AreaId, ...] = ()


@dataclass(frozen=True)
class PlanFacts:
    """What a whole plan is on the ground: the only thing that the audit reads beside the rule pack.

    Attributes
    ----------
    territory_known
        Whether outlines of the street offices were given; without them a gap at the rim cannot be seen.
    has_facilities, has_lines
        Whether a facility layer, and roads or barriers, were given.
    has_line_names
        Whether any of these roads and barriers has a name; without one no limit can be named (PL-3).
    uncovered
        Areas (identifier, households, place) that lie in no community and in no gap that is listed (PL-1).
    unplaced
        Areas (identifier, households, reason) that have no place and so no community.
    undecided
        Areas (identifier, households, state of the ruling) that are cut out and listed (PL-13).
    annexed
        Undecided areas that a community holds all the same, and the community (PL-13).
    mergers
        Present communities and living quarters that joined another community (PL-12).
    area_offices
        Street offices that each area concerns: the one it lies in, or all that claim it (PL-13).
    """

    communities: tuple[CommunityFacts, ...]
    gaps: tuple[LandDefect, ...]
    overlaps: tuple[LandDefect, ...]
    territory_known: bool
    has_facilities: bool
    has_lines: bool
    has_line_names: bool
    household_basis: HouseholdBasis | None
    uncovered: tuple[tuple[AreaId, int, Place], ...]
    unplaced: tuple[tuple[AreaId, int, str], ...]
    undecided: tuple[tuple[AreaId, int, str], ...]
    mergers: tuple[MergeFact, ...] = ()
    annexed: tuple[tuple[AreaId, CommunityId], ...] = ()
    area_offices: tuple[tuple[AreaId, tuple[str, ...]], ...] = ()
