"""Plain measures of shapes: where a unit is when it has to be one point, and in which order units are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray


GeometryArray = npt.NDArray[np.object_]


def places(units: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None) -> FloatArray:
    """Give each unit the point from which its people walk.

    An unsplit area that came as a point stands where it was given; any other unit at a point well inside it.

    Parameters
    ----------
    units
        Frame of :class:`geodata.dataset.Dataset`.
    areas
        Areas as drawn, index ``area_id``; where left out, every unit stands at a point inside it.

    Returns
    -------
    xy
        Shape (n, 2), metres.
    """
    geometries = shapely.point_on_surface(np.asarray(units.geometry))
    if areas is not None:
        drawn = np.asarray(areas.geometry.reindex(units["area_id"]), dtype=object)
        given = (shapely.get_type_id(drawn) == 0) & ~units["split"].to_numpy(dtype=bool)
        geometries[given] = drawn[given]
    return shapely.get_coordinates(geometries)


def from_north(geometries: GeometryArray) -> IntArray:
    """Order geometries from north to south, then west to east, by their centroids: positions, shape (n,)."""
    centres = shapely.get_coordinates(shapely.centroid(geometries))
    return np.asarray(np.lexsort([centres[:, 0], -centres[:, 1]]))


def mean_width_m(polygons: GeometryArray) -> FloatArray:
    """Measure how wide polygons are on average: the width of a strip, half the side of a square; shape (n,)."""
    return np.asarray(2 * shapely.area(polygons) / shapely.length(polygons))
