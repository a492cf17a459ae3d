"""Which drawn shape each unit lies in: by land, by the point of its area, or by points that lie in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.dataset import Dataset
from geodata.domain import UnitId
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import FloatArray
    from geodata.shape import GeometryArray

MOSTLY = 0.5
"""A unit belongs where at least this share of it lies."""

SHARED = 0.1
"""From this share on a second label is named."""


@dataclass(frozen=True)
class Placed:
    """Where one unit lies.

    Attributes
    ----------
    shape
        Position of a shape of the label that covers most of it.
    share
        Share (0 to 1) of the unit under that label.
    other
        Position of a shape of the next label, where that covers a tenth or more; ``None`` else.
    """

    unit: UnitId
    shape: int
    share: float
    other: int | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the label covers the unit mostly, and no other as much."""
        return self.share > MOSTLY or (self.share >= MOSTLY and self.other is None)


def place_units(
    dataset: Dataset, units: gpd.GeoDataFrame, shapes: GeometryArray, labels: Sequence[str]
) -> tuple[list[Placed], set[int]]:
    """Find for each unit the label of the shapes in which it lies.

    Parameters
    ----------
    units
        Some of the units of the dataset.
    shapes
        Polygons, points or ``None``, in the coordinates of the dataset; of two points with different labels in one
        unit each has half of it.
    labels
        Of each shape.

    Returns
    -------
    placed, touched
        In order of the units, those that lie in no shape left out; and the shapes in which some unit lies.
    """
    sound = shapely.make_valid(shapes)
    shares: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    first: dict[tuple[int, str], int] = {}
    touched: set[int] = set()
    for unit, shape, share in (*_under(dataset, units, sound), *_around(units, sound)):
        shares[unit][labels[shape]] += share
        first.setdefault((unit, labels[shape]), shape)
        touched.add(shape)
    found = []
    for unit, by_label in sorted(shares.items()):
        (label, share), *rest = sorted(by_label.items(), key=lambda item: (-item[1], item[0]))
        other = first[unit, rest[0][0]] if rest and rest[0][1] >= SHARED else None
        found.append(Placed(UnitId(str(units.index[unit])), first[unit, label], min(share, 1.0), other))
    return found, touched


def _under(dataset: Dataset, units: gpd.GeoDataFrame, shapes: GeometryArray) -> list[tuple[int, int, float]]:
    """List unit, polygon over it, and the share of the unit under it: of an area that is a point all or nothing."""
    polygons = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    land = np.asarray(units.geometry)
    unit, over = shapely.STRtree(shapes[polygons]).query(land, predicate="intersects")
    covered = shapely.area(shapely.intersection(land[unit], shapes[polygons[over]]))
    share: FloatArray = covered / shapely.area(land[unit])
    drawn = np.asarray(dataset.areas.geometry.reindex(units["area_id"]), dtype=object)
    is_point = ((shapely.get_type_id(drawn) == 0) & ~units["split"].to_numpy(dtype=bool))[unit]
    points = np.asarray(shapely.points(places(units, dataset.areas)))
    share[is_point] = shapely.intersects(points[unit[is_point]], shapes[polygons[over[is_point]]])
    listed = zip(unit.tolist(), polygons[over].tolist(), share.tolist(), strict=True)
    return [entry for entry in listed if entry[2] > 0]


def _around(units: gpd.GeoDataFrame, shapes: GeometryArray) -> list[tuple[int, int, float]]:
    """List unit and point in it; the points of a unit share it."""
    points = np.flatnonzero(shapely.get_dimensions(shapes) == 0)
    point, unit = shapely.STRtree(np.asarray(units.geometry)).query(shapes[points], predicate="intersects")
    point, only = np.unique(point, return_index=True)
    unit = unit[only]
    count = np.bincount(unit, minlength=len(units))
    return [(int(u), int(points[p]), 1.0 / int(count[u])) for p, u in zip(point, unit, strict=True)]
