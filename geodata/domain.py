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


@dataclass(frozen=True)
class BasisCount:
    """The sum of one way of counting households, over how many areas that give it, and the file's column."""

    basis: HouseholdBasis
    column: str
    households: int
    areas: int


@dataclass(frozen=True)
class HouseholdCounts:
    """Households by every way of counting that a file of areas gives, side by side (rules.md AMB-1).

    Attributes
    ----------
    deciding_column
        The file's column that is planned with, or ``None`` where it counts no households.
    basis
        What that column counts, or ``None`` where the file does not say.
    by_basis
        The sums, the deciding one among them where its basis is known.
    future
        Households to come: under construction, planned. In no other sum. ``None`` where the file gives none.
    occupancy_share
        Share (0 to 1) of dwellings that are lived in, averaged by households, or ``None``. Applied to no count.
    """

    deciding_column: str | None = None
    basis: HouseholdBasis | None = None
    by_basis: tuple[BasisCount, ...] = ()
    future: int | None = None
    occupancy_share: float | None = None


class Datum(StrEnum):
    """What longitude and latitude refer to. GCJ-02 and BD-09 are the shifted coordinates of Chinese web maps."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> str:
        """The name as people write it."""
        return {"gcj02": "GCJ-02", "bd09": "BD-09", "wgs84": "WGS 84"}.get(self, "CGCS2000")


class Ruling(StrEnum):
    """How far the ruling on an undecided area has come (rules.md 5.3); ruled and withdrawn areas are decided."""

    NOT_ASKED = ""
    REPORTED = "reported"
    DISTRICT_RULING = "district_ruling"
    APPLIED_TO_DISTRICT_GOV = "applied_to_district_gov"
    REPORTED_TO_CITY = "reported_to_city"
    CITY_RULING = "city_ruling"


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
    border_declared
        Shape (k,), bool. Neighbours because a table of the user says so, however short their border is. ``None``:
        nothing was declared.
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
    border_declared: BoolArray | None = None


@dataclass(frozen=True)
class Place:
    """A spot in the working coordinate system, in metres."""

    x: float
    y: float


@dataclass(frozen=True)
class UndecidedArea:
    """An area of which nobody has decided who manages it (PL-13): owned by none, in no community, not planned.

    Attributes
    ----------
    claimants
        Street offices whose outlines both hold it; empty where the files only say that it is undecided.
    neighbours
        Units that share a border with it, of whatever street office.
    """

    area_id: AreaId
    name: str
    households: int
    ruling: Ruling
    claimants: tuple[str, ...]
    neighbours: tuple[UnitId, ...]
    place: Place
