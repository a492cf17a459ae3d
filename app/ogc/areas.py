"""The areas of a dataset, read page by page from table ``unit``: no page loads more than itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session

from app.ogc import fields
from app.ogc.layer import Feature, Page, Query
from app.ogc.systems import Box, Place
from app.storage.database import Database
from app.storage.models import UnitRow

_COLUMNS = {field.name: getattr(UnitRow, field.name) for field in fields.AREAS}


class AreaLayer:
    """The areas of a frozen dataset, as cleaned: those that were cut as their pieces, land of no area left out.

    Parameters
    ----------
    database
        Where its units are.
    dataset_id
        A frozen dataset.
    """

    def __init__(self, database: Database, dataset_id: str) -> None:
        self._database, self._dataset_id = database, dataset_id

    def page(self, query: Query) -> Page:
        """Return a page of areas."""
        with self._database.reading() as session:
            where = [*self._of_dataset(), *(_COLUMNS[name] == value for name, value in query.where.items())]
            if query.place is not None:
                where += _touching(session, where, query.place)
            matched = session.scalar(select(func.count()).select_from(UnitRow).where(*where)) or 0
            rows, is_more = _rows(session, where, query)
            first, last = (rows[0].unit_id, rows[-1].unit_id) if rows else (query.after or "", query.before or "")
            backwards = query.before is not None
            return Page(
                [_feature(row) for row in rows], matched,
                has_before=is_more if backwards else _exists(session, [*where, UnitRow.unit_id < first]),
                has_after=_exists(session, [*where, UnitRow.unit_id > last]) if backwards else is_more,
            )

    def find(self, feature_id: str) -> Feature | None:
        """Return one area or piece of one."""
        with self._database.reading() as session:
            row = session.execute(
                select(*_COLUMNS.values(), UnitRow.shape).where(*self._of_dataset(), UnitRow.unit_id == feature_id)
            ).one_or_none()
            return None if row is None else _feature(row)

    def _of_dataset(self) -> list[ColumnElement[bool]]:
        return [UnitRow.dataset_id == self._dataset_id, UnitRow.area_id.is_not(None)]


def bounds_of(session: Session, dataset_id: str) -> Box | None:
    """Return the box around the units of a frozen dataset, ``None`` where it has none."""
    row = session.execute(
        select(func.min(UnitRow.min_x), func.min(UnitRow.min_y), func.max(UnitRow.max_x), func.max(UnitRow.max_y))
        .where(UnitRow.dataset_id == dataset_id)
    ).one()
    west, south, east, north = row
    return None if west is None else (west, south, east, north)


def _rows(session: Session, where: Sequence[ColumnElement[bool]], query: Query) -> tuple[list[Any], bool]:
    """Return the rows of a page in order, and whether more follow that way."""
    asked = select(*_COLUMNS.values(), UnitRow.shape).where(*where).limit(query.limit + 1)
    if query.before is not None:
        found = session.execute(
            asked.where(UnitRow.unit_id < query.before).order_by(UnitRow.unit_id.desc())
        ).all()
        return list(found[: query.limit])[::-1], len(found) > query.limit
    if query.after is not None:
        asked = asked.where(UnitRow.unit_id > query.after)
    found = session.execute(asked.order_by(UnitRow.unit_id)).all()
    return list(found[: query.limit]), len(found) > query.limit


def _exists(session: Session, where: Sequence[ColumnElement[bool]]) -> bool:
    return session.scalar(select(UnitRow.unit_id).where(*where).limit(1)) is not None


def _touching(
    session: Session, where: Sequence[ColumnElement[bool]], place: Place
) -> list[ColumnElement[bool]]:
    """Return the conditions on units that touch a place; only shapes at its edge are looked at."""
    west, south, east, north = place.outer
    near = and_(UnitRow.max_x >= west, UnitRow.min_x <= east, UnitRow.max_y >= south, UnitRow.min_y <= north)
    edge = [*where, near]
    if place.inner is not None:
        west, south, east, north = place.inner
        edge.append(not_(and_(
            UnitRow.min_x >= west, UnitRow.max_x <= east, UnitRow.min_y >= south, UnitRow.max_y <= north
        )))
    found = session.execute(select(UnitRow.unit_id, UnitRow.shape).where(*edge)).all()
    shapes = [shape for _, shape in found]
    touches = np.atleast_1d(shapely.intersects(shapes, place.shape))
    outside = [unit_id for (unit_id, _), is_in in zip(found, touches, strict=True) if not is_in]
    return [near, *([UnitRow.unit_id.not_in(outside)] if outside else [])]


def _feature(row: Any) -> Feature:
    *values, shape = row
    return Feature(row.unit_id, dict(zip(_COLUMNS, values, strict=True)), shape)
