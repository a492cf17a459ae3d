"""Buildings with households: how many households of an area live in which piece of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray


@dataclass(frozen=True)
class Houses:
    """Buildings with households, and the unit in which each stands (its position among some units).

    Attributes
    ----------
    xy, households, unit
        Shape (n, 2), (n,) and (n,).
    """

    xy: FloatArray
    households: FloatArray
    unit: IntArray

    @classmethod
    def of(cls, buildings: gpd.GeoDataFrame | None, units: gpd.GeoDataFrame) -> Houses:
        """Find the buildings that stand in some units.

        Parameters
        ----------
        buildings
            Column ``households``; points or polygons. ``None`` where not given.
        """
        if buildings is None:
            return cls(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=np.int64))
        lived_in = buildings[(buildings["households"] > 0) & buildings.geometry.notna()]
        points = shapely.point_on_surface(np.asarray(lived_in.geometry, dtype=object))
        house, unit = shapely.STRtree(np.asarray(units.geometry)).query(points, predicate="intersects")
        house, first = np.unique(house, return_index=True)
        households = lived_in["households"].to_numpy(dtype=np.float64)
        return cls(shapely.get_coordinates(points)[house], households[house], unit[first].astype(np.int64))

    @property
    def can_divide(self) -> bool:
        """Whether they stand in more than one place: one house for all says nothing about who lives where."""
        return len(np.unique(self.xy, axis=0)) > 1

    def inside(self, unit: int) -> Houses:
        """Keep those of one unit."""
        here = self.unit == unit
        return Houses(self.xy[here], self.households[here], self.unit[here])

    def counts(self, pieces: GeometryArray) -> FloatArray:
        """Count the households in each piece of their unit, shape (number of pieces,)."""
        _, piece = shapely.STRtree(pieces).query_nearest(shapely.points(self.xy), all_matches=False)
        return np.bincount(piece, weights=self.households, minlength=len(pieces))
