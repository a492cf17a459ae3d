"""How a part would be read in a role: which column is which of our fields, how sure that is, and a value of it.

The choice is that of :class:`geodata.columns.Fields`, which reads the files in a check: nothing is guessed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.datasets.survey import Part
from geodata import headers
from geodata.columns import Fields
from geodata.errors import GeodataError
from geodata.households import deciding_field
from geodata.numbers import read_numbers
from geodata.raw import RawLayer
from geodata.record import Record
from geodata.values import text

NUMBERS = frozenset({
    "households", "households_registered", "households_resident", "households_dwellings", "households_occupied",
    "households_future", "population", "x", "y", "length_m", "area_m2", "activity_m2", "plaza_m2",
})
"""Fields whose cells are numbers."""

PLACES = ("x", "y", "geometry")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "areas": ("households",), "barriers": ("kind",), "subdistricts": ("subdistrict",), "buildings": ("households",),
    "adjacency": ("a", "b"),
}
"""Fields without which a role cannot be planned with; places are needed of every role but ``adjacency``."""

MOSTLY, HALF = 0.98, 0.5


class Confidence(StrEnum):
    """How sure a column is."""

    TOLD = "told"
    """The planner chose it."""
    HIGH = "high"
    """Its header is ours or says it, and its values fit."""
    MIDDLE = "middle"
    """A general header, one cut short, or values of which some do not fit."""
    LOW = "low"
    """Values that do not fit, or several columns between which nothing decides."""


@dataclass(frozen=True)
class Guess:
    """One field of a role and the column that a check would take for it.

    Attributes
    ----------
    column
        ``None`` where none fits or nothing decides.
    confidence
        ``None`` where no column fits.
    candidates
        Columns between which nothing decides.
    """

    field: str
    column: str | None
    confidence: Confidence | None
    sample: str | None
    candidates: tuple[str, ...] = ()
    needed: bool = False


def guesses(part: Part, role: str, mapping: Mapping[str, str]) -> tuple[Guess, ...]:
    """Say for each field of a role which column a check would take.

    Parameters
    ----------
    mapping
        Our field → column, as the planner told; an empty column switches a field off.
    """
    found: dict[str, Guess] = {}
    for layer in part.layers:
        own = {name: column for name, column in mapping.items() if not column or column in layer.frame.columns}
        fields = Fields(layer, role, own, Record())
        for name in headers.ALIASES[role]:
            if layer.has_geometry and name in PLACES:
                continue
            guess = _guess(fields, name)
            if name not in found or found[name].column is None:
                found[name] = guess
    return tuple(found.values())


def takes(layer: RawLayer, role: str, name: str) -> str | None:
    """Give the column that a check would take for a field without being told, or ``None``."""
    return _guess(Fields(layer, role, {}, Record()), name).column


def _guess(fields: Fields, name: str) -> Guess:
    needed = name in NEEDED.get(fields.role, ())
    try:
        column = _column(fields, name)
    except GeodataError:
        return Guess(name, None, Confidence.LOW, None, _candidates(fields, name), needed)
    if column is None:
        return Guess(name, None, None, None, (), needed)
    cells = fields.layer.frame[column]
    sample = next((shown for cell in cells if (shown := text(cell)) is not None), None)
    return Guess(name, column, _confidence(fields, name, column), sample, (), needed)


def _column(fields: Fields, name: str) -> str | None:
    if name == "geometry":
        return _written(fields)
    if fields.role == "areas" and name == "households":
        decided, _ = deciding_field(fields, None)
        return None if decided is None else fields.column(decided)
    return fields.column(name)


def _written(fields: Fields) -> str | None:
    """Name the column whose cells hold geometry as text; told, or found by a usual header and by what it holds."""
    if fields.mapping.get("geometry"):
        return fields.mapping["geometry"]
    if fields.written is None:
        return None
    assumed = [finding for finding in fields.record if finding.repaired == "geometry"]
    return assumed[-1].measured if assumed else None


def _candidates(fields: Fields, name: str) -> tuple[str, ...]:
    for tier in headers.ALIASES[fields.role][name]:
        fitting = tuple(column for column in fields.present if not headers.keys(column).isdisjoint(tier))
        if fitting:
            return fitting
    return ()


def _confidence(fields: Fields, name: str, column: str) -> Confidence:
    if fields.mapping.get(name):
        return Confidence.TOLD
    tiers = headers.ALIASES[fields.role][name]
    telling = column == name or (bool(tiers) and not headers.keys(column).isdisjoint(tiers[0]))
    share = _fitting_share(fields, name, column)
    if share < HALF:
        return Confidence.LOW
    return Confidence.HIGH if telling and share >= MOSTLY else Confidence.MIDDLE


def _fitting_share(fields: Fields, name: str, column: str) -> float:
    """Share (0 to 1) of the filled cells that can be a value of the field; an empty column fits nothing."""
    cells = fields.layer.frame[column]
    filled = int(cells.notna().sum())
    if not filled:
        return 0.0
    if name not in NUMBERS:
        return 1.0
    read = read_numbers(cells)
    return 1.0 - float((read.unreadable | (read.values < 0) & (name not in PLACES)).sum()) / filled
