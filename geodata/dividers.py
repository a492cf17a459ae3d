"""Streets, rivers, railways and walls as dividers of land, ranked by how much each keeps its two sides apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata import values
from geodata.domain import LineKind
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

ON_DIVIDER_M = 0.5
"""An edge whose middle is this close to a divider lies on it: cuts are exact, drawn outlines nearly so."""

OPEN, LANE, STREET, COLLECTOR, ARTERIAL, NATURAL = range(6)
"""What keeps two pieces of land apart, least first: nothing, a lane, …, a river or railway."""

_KIND_RANKS = {
    LineKind.ARTERIAL: ARTERIAL, LineKind.WALL: ARTERIAL, LineKind.RIVER: NATURAL, LineKind.RAIL: NATURAL,
}
_CLASS_RANKS = {
    **dict.fromkeys(("secondary", "tertiary", "次干路", "次干道"), COLLECTOR),
    **dict.fromkeys(("service", "track", "pedestrian", "内部道路", "巷道", "小区道路"), LANE),
}


@dataclass(frozen=True)
class Dividers:
    """Lines along which land may be cut.

    Attributes
    ----------
    lines, ranks
        Shape (k,). LineStrings in metres, and :data:`LANE` to :data:`NATURAL` of each.
    """

    lines: GeometryArray
    ranks: IntArray

    @classmethod
    def of(cls, lines: gpd.GeoDataFrame) -> Dividers:
        """Rank the lines of a :class:`geodata.dataset.Dataset`; a road of unknown class is a street."""
        ranks = [_rank(kind, road_class) for kind, road_class in zip(lines["kind"], lines["road_class"], strict=True)]
        parts, source = shapely.get_parts(np.asarray(lines.geometry, dtype=object), return_index=True)
        drawn = shapely.length(parts) > 0
        return cls(parts[drawn], np.array(ranks, dtype=np.int64)[source[drawn]])

    @classmethod
    def none(cls) -> Dividers:
        """Give no divider at all."""
        return cls(np.empty(0, dtype=object), np.empty(0, dtype=np.int64))

    def meeting(self, ground: shapely.Geometry) -> Dividers:
        """Keep those that meet a ground."""
        shapely.prepare(ground)
        near = np.flatnonzero(shapely.intersects(ground, self.lines))
        return Dividers(self.lines[near], self.ranks[near])

    def rank_edges(self, ends: FloatArray) -> IntArray:
        """Rank edges of shape (k, 2, 2) by the strongest divider on which each lies; :data:`OPEN` on none."""
        ranks = np.full(len(ends), OPEN, dtype=np.int64)
        middles = shapely.points(ends.mean(axis=1))
        edge, line = shapely.STRtree(self.lines).query(middles, predicate="dwithin", distance=ON_DIVIDER_M)
        np.maximum.at(ranks, edge, self.ranks[line])
        return ranks


def _rank(kind: str, road_class: str | None) -> int:
    by_class = _CLASS_RANKS.get(values.simplified(road_class or "").removesuffix("_link"), STREET)
    return _KIND_RANKS.get(LineKind(kind), by_class)
