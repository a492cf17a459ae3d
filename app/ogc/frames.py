"""Features of a plan, held in memory for as long as somebody pages through them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from app.maps.payload import plain
from app.ogc.layer import Feature, Field, Page, Query, cut
from geodata.crs import WGS84


class FrameLayer:
    """The rows of a frame.

    Parameters
    ----------
    frame
        In any system that has a place on Earth; ``None`` where there are no features.
    told
        Properties; the first is the identifier. A column that the frame lacks is not known of any feature.
    """

    def __init__(self, frame: gpd.GeoDataFrame | None, told: Sequence[Field]) -> None:
        self._fields = tuple(told)
        identifier = self._fields[0].name
        if frame is None:
            self._ids: list[str] = []
            self._columns: dict[str, list[Any]] = {field.name: [] for field in told}
            self._shapes: Any = np.empty(0, dtype=object)
            return
        ordered = frame.to_crs(WGS84).assign(**{identifier: frame[identifier].astype(str)}).sort_values(identifier)
        self._ids = ordered[identifier].tolist()
        self._shapes = ordered.geometry.to_numpy()
        self._columns = {
            field.name: [plain(value) for value in ordered[field.name]] if field.name in ordered
            else [None] * len(ordered) for field in self._fields
        }

    def page(self, query: Query) -> Page:
        """Return a page of features."""
        wanted = np.ones(len(self._ids), dtype=bool)
        for name, value in query.where.items():
            wanted &= np.fromiter((each == value for each in self._columns[name]), dtype=bool, count=len(wanted))
        if query.place is not None:
            inside = np.zeros(len(wanted), dtype=bool)
            inside[self._tree.query(query.place.shape, predicate="intersects")] = True
            wanted &= inside
        rows = np.flatnonzero(wanted).tolist()
        shown = cut([self._ids[row] for row in rows], query)
        return Page(
            [self._feature(row) for row in rows[shown]], len(rows), has_before=shown.start > 0,
            has_after=shown.stop < len(rows),
        )

    def find(self, feature_id: str) -> Feature | None:
        """Return one feature."""
        row = self._rows.get(feature_id)
        return None if row is None else self._feature(row)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._shapes)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {feature_id: row for row, feature_id in enumerate(self._ids)}

    def _feature(self, row: int) -> Feature:
        return Feature(
            self._ids[row], {name: values[row] for name, values in self._columns.items()}, self._shapes[row]
        )
