"""Gates: where the people of an area step onto the street."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import values
from geodata.record import Record, Severity
from geodata.shape import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.domain import BoolArray, FloatArray, IntArray

KINDS = {
    "gate", "entrance", "main_entrance", "大门", "小区大门", "门", "院门", "出入口", "入口", "小区出入口", "小区入口",
}
"""Kinds of facility that are gates."""

GATE_M = 30.0
"""A gate belongs to the nearest area that is at most this far away."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where ways start and end.

    Attributes
    ----------
    xy
        Shape (n, 2), metres.
    gate_xy, gate_of
        Shape (g, 2) and (g,). Gates, and the place of each; a place without a gate is left from where it stands.
    """

    xy: FloatArray
    gate_xy: FloatArray = field(default_factory=lambda: np.empty((0, 2)))
    gate_of: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def door_xy(self) -> FloatArray:
        """Every place itself, then every gate, shape (n + g, 2)."""
        return np.concatenate([self.xy, self.gate_xy])

    @property
    def is_gate(self) -> BoolArray:
        """Which doors are gates, shape (n + g,)."""
        return np.arange(len(self.xy) + len(self.gate_xy)) >= len(self.xy)

    @property
    def inside_m(self) -> FloatArray:
        """Straight line from the place to each of its doors, shape (n + g,)."""
        to_gate = np.hypot(*(self.gate_xy - self.xy[self.gate_of]).T)
        return np.concatenate([np.zeros(len(self.xy)), to_gate])

    def joined(self, other: Places) -> Places:
        """Put other places after these."""
        return Places(
            np.concatenate([self.xy, other.xy]), np.concatenate([self.gate_xy, other.gate_xy]),
            np.concatenate([self.gate_of, len(self.xy) + other.gate_of]),
        )

    def doors_of(self, chosen: IntArray) -> tuple[IntArray, IntArray]:
        """List the doors of some places: their gates, or the place itself where it has none.

        Returns
        -------
        door, row
            Position of each door, and to which of the chosen places it belongs, in this order.
        """
        order = np.argsort(self.gate_of, kind="stable")
        start, end = (np.searchsorted(self.gate_of[order], chosen, side=side) for side in ("left", "right"))
        count = np.maximum(end - start, 1)
        row = np.repeat(np.arange(len(chosen)), count)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        gated = (end > start)[row]
        door = chosen[row].copy()
        door[gated] = len(self.xy) + order[(start[row] + nth)[gated]]
        return door, row


def take_gates(
    facilities: gpd.GeoDataFrame | None, areas: gpd.GeoDataFrame, record: Record
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Part gates from the other facilities, and find the area of each.

    Parameters
    ----------
    facilities
        Column ``kind``; points, ``None`` where a row has no place.
    areas
        Index ``area_id``, as drawn. An area that is a point has its gate within 30 m too.

    Returns
    -------
    facilities, gates
        What is no gate (``None`` where nothing else was given), and gates with their ``area_id``, ordered (``None``
        without gates).
    """
    if facilities is None:
        return None, None
    is_gate = np.array([values.simplified(str(kind)) in KINDS for kind in facilities["kind"]], dtype=bool)
    if not is_gate.any():
        return facilities, None
    points = np.asarray(facilities.geometry, dtype=object)[is_gate]
    points = points[[point is not None for point in points]]
    gate, area = shapely.STRtree(np.asarray(areas.geometry)).query_nearest(points, max_distance=GATE_M)
    near = pd.DataFrame({"gate": gate, "area_id": areas.index.to_numpy(dtype=object)[area]})
    near = near.sort_values(["gate", "area_id"]).drop_duplicates("gate")
    gate, owners = near["gate"].to_numpy(), near["area_id"].to_numpy(dtype=object)
    _report(len(points), len(points) - len(gate), len(set(owners)), record)
    frame = gpd.GeoDataFrame({"area_id": pd.Series(owners, dtype=object)}, geometry=points[gate], crs=areas.crs)
    xy = shapely.get_coordinates(points[gate])
    frame = frame.iloc[np.lexsort([xy[:, 1], xy[:, 0], owners.astype(str)])].reset_index(drop=True)
    return None if is_gate.all() else facilities[~is_gate].reset_index(drop=True), frame


def with_gates(xy: FloatArray, area_ids: Sequence[str | None], gates: gpd.GeoDataFrame | None) -> Places:
    """Give places the gates of the areas to which they belong.

    Parameters
    ----------
    xy, area_ids
        Shape (n, 2), and n areas, ``None`` where a place belongs to none.
    gates
        Frame of :func:`take_gates`.
    """
    if gates is None or not len(gates):
        return Places(xy)
    owners = pd.DataFrame({"area_id": pd.Series(list(area_ids), dtype=object), "place": np.arange(len(xy))})
    known = owners[owners["area_id"].notna()]
    pairs = known.merge(pd.DataFrame({"area_id": gates["area_id"], "gate": np.arange(len(gates))}), on="area_id")
    gate_xy = shapely.get_coordinates(np.asarray(gates.geometry))[pairs["gate"].to_numpy()]
    return Places(xy, gate_xy, pairs["place"].to_numpy(dtype=np.int64))


def unit_places(
    units: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, gates: gpd.GeoDataFrame | None
) -> Places:
    """Give each unit the point from which its people walk, and the gates of its area."""
    return with_gates(places(units, areas), list(units["area_id"]), gates)


def _report(count: int, stray: int, areas: int, record: Record) -> None:
    record.add(
        Severity.NOTE, "gates.used",
        f"出入口 {count} 个，属于 {areas} 个小区：步行从最近的出入口算起",
        f"{count} gates of {areas} areas: walking starts at the gate that is best for the way",
        measured=f"{count} gates",
    )
    if stray:
        record.add(
            Severity.WARNING, "gates.nowhere",
            f"出入口：{stray} 个周围 {GATE_M:.0f} 米内没有小区，未采用",
            f"gates: {stray} have no area within {GATE_M:.0f} m and are not used",
            measured=f"{stray} gates",
        )
