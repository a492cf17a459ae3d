"""The words that every package shares: identifiers, enumerations and small frozen records.

Standard library only at run time, so that :mod:`optimizer` can use the words without loading GDAL. Array types
are named for the type checker alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    IntArray = npt.NDArray[np.int64]
    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]

AreaId = NewType("AreaId", str)
UnitId = NewType("UnitId", str)
CommunityId = NewType("CommunityId", str)
FacilityId = NewType("FacilityId", str)

DETOUR_FACTOR = 1.3
"""Straight line to walking distance where no network exists (rules.md 4.6, design default)."""

ON_LINE_TOLERANCE_M = 15.0
"""A boundary lies on a line that is at most this far away (PL-6, design default)."""


SERVICE = "service"
"""Kind of facility that a community may walk to and that counts as floor (design.md 4.3)."""

OUTSIDE = ""
"""Stands for the land outside every street office in ``CommunityFacts.office_shares``."""


class AreaKind(StrEnum):
    """What an area is (rules.md 7.1, column ``kind``)."""

    ESTATE = "estate"
    SOE_QUARTER = "soe_quarter"
    FAMILY_COMMITTEE = "family_committee"
    VILLAGE = "village"
    VACANT = "vacant"


class HouseholdBasis(StrEnum):
    """What a household count counts (rules.md 0.4, AMB-1)."""

    REGISTERED = "registered"
    RESIDENT = "resident"
    DWELLINGS = "dwellings"
    OCCUPIED = "occupied"


class FacilityStatus(StrEnum):
    """Whether a facility stands, is decided, or is only a possible site."""

    EXISTING = "existing"
    PLANNED = "planned"
    CANDIDATE = "candidate"


class LineKind(StrEnum):
    """A line on the ground that a boundary may follow (PL-6)."""

    ROAD = "road"
    ARTERIAL = "arterial"
    WALL = "wall"
    RIVER = "river"
    RAIL = "rail"


class Crossing(IntFlag):
    """What lies between two neighbouring units and has to be crossed on foot."""

    NONE = 0
    ARTERIAL = 1
    WALL = 2
    RIVER = 4
    RAIL = 8


class Walking(StrEnum):
    """How walking distances were measured."""

    NETWORK = "network"
    STRAIGHT_LINE = "straight_line"


@dataclass(frozen=True)
class Anchor:
    """Where a community may walk to: a facility, or a unit that would need one.

    Attributes
    ----------
    facility_id
        The facility, or ``None`` when the unit itself would need one.
    unit
        Index of the unit in which the anchor stands.
    status
        Status of the facility, ``None`` for a unit without one.
    area_m2
        Floor area that the facility has or, for a candidate, would add.
    """

    facility_id: FacilityId | None
    unit: int
    status: FacilityStatus | None
    area_m2: float


@dataclass(frozen=True, eq=False)
class OfficeGround:
    """One street office as the optimiser sees it: arrays over its n units and m anchors, no geometry.

    Attributes
    ----------
    subdistrict
        Name of the street office.
    unit_ids
        The n units, ordered by identifier as text; every array below follows this order.
    area_ids
        The area of which each unit is the whole or a piece; ``None`` for land that belongs to no area.
    area_is_split
        Shape (n,). Whether the unit's area was split into several units.
    households
        Shape (n,), int64. Deciding household count of each unit.
    persons
        Shape (n,), int64. Residents of each unit; −1 where unknown.
    kinds
        Kind of each unit's area (land without an area is ``vacant``).
    relatively_independent, keep_whole
        Shape (n,), bool. Flags of each unit's area (LQ-3.8, LQ-3.6).
    present
        Present community of each unit, or ``None``.
    present_households
        Households of every present community over all its units, also those in other offices.
    floor_m2
        Shape (n,). Floor area of the existing and planned service facilities standing in each unit.
    has_facilities
        False where no facility layer was given: floor rules are then unknown, every unit is a free anchor.
    anchors
        The m anchors: facilities first (by identifier), then one for each unit in order.
    walk_m
        Shape (n, m). Walking distance from each unit to each anchor, in metres.
    walking
        Whether ``walk_m`` was measured on the network or as straight line × 1.3.
    borders
        Shape (k, 2), int64. Pairs of unit indices (first < second) that share a border.
    border_m, border_on_line_m
        Shape (k,). Shared border, and the part of it within 15 m of a road, river, railway or wall, in metres.
    border_crossing
        Shape (k,), int64. :class:`Crossing` flags of what lies along each border.
    """

    subdistrict: str
    unit_ids: tuple[UnitId, ...]
    area_ids: tuple[AreaId | None, ...]
    area_is_split: BoolArray
    households: IntArray
    persons: IntArray
    kinds: tuple[AreaKind, ...]
    relatively_independent: BoolArray
    keep_whole: BoolArray
    present: tuple[CommunityId | None, ...]
    present_households: Mapping[CommunityId, int]
    floor_m2: FloatArray
    has_facilities: bool
    anchors: tuple[Anchor, ...]
    walk_m: FloatArray
    walking: Walking
    borders: IntArray
    border_m: FloatArray
    border_on_line_m: FloatArray
    border_crossing: IntArray


@dataclass(frozen=True)
class Place:
    """A spot in the working coordinate system, in metres."""

    x: float
    y: float


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
    """How far one area of a community lies from the community's anchor."""

    area_id: AreaId
    households: int
    distance_m: float


@dataclass(frozen=True)
class AreaPart:
    """The part of an area that one community holds, in households and as a share of the land."""

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
    uncovered
        Areas (identifier, households, place) that lie in no community and in no gap that is listed (PL-1).
    unplaced
        Areas (identifier, households, reason) that have no place and so no community.
    undecided
        Areas (identifier, households, state of the ruling) that are cut out and listed (PL-13).
    """

    communities: tuple[CommunityFacts, ...]
    gaps: tuple[LandDefect, ...]
    overlaps: tuple[LandDefect, ...]
    territory_known: bool
    has_facilities: bool
    has_lines: bool
    household_basis: HouseholdBasis | None
    uncovered: tuple[tuple[AreaId, int, Place], ...]
    unplaced: tuple[tuple[AreaId, int, str], ...]
    undecided: tuple[tuple[AreaId, int, str], ...]
