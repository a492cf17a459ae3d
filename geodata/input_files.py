"""What a user hands in: a path for each role, and what they say of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.domain import Datum, HouseholdBasis


@dataclass(frozen=True)
class InputFiles:
    """What a user hands in.

    Attributes
    ----------
    areas, barriers, facilities, subdistricts, buildings, adjacency
        A path, with ``#PART`` for a sheet, layer or archive member.
    roads
        One file of lines or GraphML, or a node table and a link table.
    columns
        Role (option name: ``areas``, ``roads``, …) → our field → the file's column.
    crs
        ``EPSG:n``, ``local`` or ``local:SX,SY``; overrides what the files say.
    datum
        Overrides the datum of the AREAS file.
    household_basis
        What the deciding household count counts, where the user says it; overrides what the AREAS file says.
    """

    areas: str
    roads: tuple[str, ...] = ()
    barriers: str | None = None
    facilities: str | None = None
    subdistricts: str | None = None
    buildings: str | None = None
    adjacency: str | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    crs: str | None = None
    datum: Datum | None = None
    household_basis: HouseholdBasis | None = None
