"""What counts as a slip of the pen: the tolerances of land, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.domain import Place
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import BoolArray

SLIVER_WIDTH_M = 1.0
"""An overlap or gap whose mean width (twice area by perimeter) is at most this comes from digitising."""

SLIVER_AREA_M2 = 1.0
"""An overlap or gap of at most this is below the tolerance of the rule itself (rules.md PL-1: 1 m² a sliver)."""

NOISE_AREA_M2 = 0.01
"""Land below this is rounding of the coordinates and not worth a line in the record."""


def is_sliver(polygons: GeometryArray) -> BoolArray:
    """Tell land that comes from digitising: narrow on average, or tiny."""
    area = shapely.area(polygons)
    return np.asarray((area <= SLIVER_AREA_M2) | (2 * area <= SLIVER_WIDTH_M * shapely.length(polygons)))


def place_of(geometry: BaseGeometry) -> Place:
    """Name a spot on a geometry."""
    point = shapely.point_on_surface(geometry)
    return Place(float(point.x), float(point.y))
