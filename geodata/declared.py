"""Neighbours by the user's table: pairs that are adjacent, or are not, whatever the land says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata import values
from geodata.borders import Borders
from geodata.columns import Fields
from geodata.errors import BadValueError
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.raw import RawLayer

ROLE = "adjacency"

_WORDS = {"相邻": True, "邻接": True, "adjacent": True, "不相邻": False, "不邻接": False, "notadjacent": False}


@dataclass(frozen=True)
class Told:
    """One row of the table.

    Attributes
    ----------
    a, b
        Identifiers as written: of areas or of units.
    adjacent
        What the row says of them.
    place_zh, place_en
        File and row, for messages.
    """

    a: str
    b: str
    adjacent: bool
    place_zh: str
    place_en: str


@dataclass(frozen=True)
class Declared:
    """What the user's table says, row by row.

    Attributes
    ----------
    rows
        No pair twice.
    file
        Name of the table.
    record
        Receives what each row changed.
    """

    rows: Sequence[Told] = ()
    file: str | None = None
    record: Record = field(default_factory=Record)

    def settle(self, units: gpd.GeoDataFrame, borders: Borders) -> tuple[Borders, BoolArray]:
        """Add the pairs that are told to be neighbours, and take away those that are told not to be.

        An area that was split stands for all its pieces: taken apart, every border between the two areas goes;
        joined, the borders that they have stay, and where they have none their nearest pieces become neighbours.
        Of two rows about the same pieces (one names the area, one a piece) the later counts.

        Parameters
        ----------
        units
            In the order of the positions in `borders`.

        Returns
        -------
        borders, told
            The borders that remain, and shape (k,): which of them the table declares.

        Raises
        ------
        BadValueError
            Where a row names an area or unit that does not exist.
        """
        keep = np.ones(len(borders.pairs), dtype=np.bool_)
        told = keep & False
        added: set[tuple[int, int]] = set()
        for row in self.rows:
            one, other = (self._positions(row, name, units) for name in (row.a, row.b))
            bordering = _bordering(borders.pairs, one, other)
            if not row.adjacent:
                keep &= ~bordering
                told &= ~bordering
                added -= {pair for pair in added if _bordering(np.array([pair]), one, other)[0]}
                self._report(row, "apart", float(borders.length_m[bordering].sum()))
            elif bordering.any():
                keep |= bordering
                told |= bordering
                self._report(row, "known", float(borders.length_m[bordering].sum()))
            else:
                pair, gap_m = _nearest(units, one, other)
                if units["subdistrict"].iloc[pair[0]] != units["subdistrict"].iloc[pair[1]]:
                    self._report(row, "offices", gap_m)
                else:
                    added.add(pair)
                    self._report(row, "joined", gap_m)
        pairs = np.array(sorted(added), dtype=np.int64).reshape(-1, 2)
        return borders.changed(keep, pairs), np.concatenate([told[keep], np.ones(len(pairs), dtype=np.bool_)])

    def _positions(self, row: Told, name: str, units: gpd.GeoDataFrame) -> IntArray:
        found = np.flatnonzero((units.index == name) | (units["area_id"] == name).to_numpy())
        if not len(found):
            raise BadValueError(
                f"{row.place_zh}：没有编号为 {name} 的小区或单元（或没有位置）；请改正编号或删去这一行",
                f"{row.place_en}: no area or unit {name}, or it has no place; correct the identifier or leave the "
                "row out",
                file=self.file, feature=name,
            )
        return found.astype(np.int64)

    def _report(self, row: Told, outcome: str, metres: float) -> None:
        severity, zh, en = {
            "apart": (Severity.NOTE, f"按表不相邻，原公共边界 {metres:.0f} 米",
                      f"not adjacent by the table, their border was {metres:.0f} m"),
            "known": (Severity.NOTE, f"按表相邻，公共边界 {metres:.0f} 米",
                      f"adjacent by the table, their border is {metres:.0f} m"),
            "joined": (Severity.NOTE, f"按表相邻，没有公共边界，相距 {metres:.0f} 米",
                       f"adjacent by the table, without a border, {metres:.0f} m apart"),
            "offices": (Severity.WARNING, "分属两个街道，不能相邻，未采用",
                        "are in two street offices and cannot be adjacent; not used"),
        }[outcome]
        self.record.add(
            severity, f"adjacency.{outcome}", f"{row.a}、{row.b}：{zh}", f"{row.a} and {row.b}: {en}",
            file=self.file, feature=f"{row.a} {row.b}", measured=f"{metres:.0f} m",
        )


NOTHING_TOLD = Declared()


def read_declared(
    layers: Mapping[str, tuple[RawLayer, ...]], columns: Mapping[str, Mapping[str, str]], record: Record
) -> Declared:
    """Read the table: columns ``a, b`` (identifiers of areas or units) and ``adjacent`` (yes or no).

    Parameters
    ----------
    layers, columns
        All inputs, and our field → the file's column, both by role; the role here is ``adjacency``.

    Raises
    ------
    MissingColumnError
        Where a column is missing.
    BadValueError
        Where a cell is empty or says neither yes nor no, a row names one area twice, or two rows contradict.
    """
    given = layers.get(ROLE, ())
    if not given:
        return NOTHING_TOLD
    fields = Fields(given[0], ROLE, columns.get(ROLE, {}), record)
    fields.require("a", "b", "adjacent")
    rows: dict[tuple[str, ...], Told] = {}
    cells = (fields.texts(name) for name in ("a", "b", "adjacent"))
    for number, a, b, word in zip(fields.rows, *cells, strict=True):
        zh, en = fields.layer.row(number)
        adjacent = _truth(word)
        if a is None or b is None or adjacent is None:
            raise _refusal(
                fields, f"{zh}：a、b 须为编号，adjacent 须为是或否；请改正",
                f"{en}: a and b have to be identifiers and adjacent yes or no; correct the row",
            )
        if a == b:
            raise _refusal(fields, f"{zh}：a 与 b 相同（{a}）；请改正", f"{en}: a and b are one ({a}); correct the row")
        before = rows.setdefault(tuple(sorted((a, b))), Told(a, b, adjacent, zh, en))
        if before.adjacent != adjacent:
            raise _refusal(
                fields, f"{zh}：与 {before.place_zh} 相反（{a}、{b}）；请只留一行",
                f"{en}: contradicts {before.place_en} ({a}, {b}); keep one of the two",
            )
    return Declared(tuple(rows.values()), fields.layer.file, record)


def _truth(word: str | None) -> bool | None:
    told = _WORDS.get(values.simplified(word or "").replace(" ", ""))
    return values.truth(word) if told is None else told


def _refusal(fields: Fields, zh: str, en: str) -> BadValueError:
    return BadValueError(zh, en, file=fields.layer.file)


def _bordering(pairs: IntArray, one: IntArray, other: IntArray) -> BoolArray:
    """Tell which pairs lie between two groups of units."""
    first, second = pairs.T
    forth = np.isin(first, one) & np.isin(second, other)
    return np.asarray(forth | (np.isin(first, other) & np.isin(second, one)))


def _nearest(units: gpd.GeoDataFrame, one: IntArray, other: IntArray) -> tuple[tuple[int, int], float]:
    """Find the two units of two groups that are nearest to each other, and how far apart they are."""
    shapes = np.asarray(units.geometry)
    distance = shapely.distance(shapes[one][:, None], shapes[other][None, :])
    i, j = np.unravel_index(int(np.argmin(distance)), distance.shape)
    first, second = sorted((int(one[i]), int(other[j])))
    return (first, second), float(distance[i, j])
