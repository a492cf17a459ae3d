"""The communities of the registry with the limits that were approved: those of the frozen plan that entered them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.approval.frozen_folder import unpacked
from app.maps.sheet import as_shown, sheet_from_folder
from app.ogc import fields
from app.ogc.layer import Feature, Page, Period, Query, cut
from app.plans.memory import Memory
from app.registry.store import seen_entries
from app.storage.cases import RegistryRow, SubmissionRow
from app.workspace import Person, Workspace

_HASH = RegistryRow.columns["submission_hash"].as_string()
_OF_ROW = (
    "community_id", "name", "district", "subdistrict", "state", "number", "certificate_number", "valid_from",
    "valid_until",
)
_limits: Memory[str, Mapping[str, shapely.Geometry]] = Memory(300)
"""Frozen plan folder → community → its limits."""


class RegistryLayer:
    """The entries that somebody may see; those that hold today unless a period is asked for.

    An entry whose limits no case of this server approved has no shape.
    """

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace, self._person = workspace, person

    def page(self, query: Query) -> Page:
        """Return a page of entries."""
        with self._workspace.database.reading() as session:
            where = [seen_entries(self._person), *_held(query.period)]
            where += [getattr(RegistryRow, name) == value for name, value in query.where.items()]
            found = session.execute(
                select(RegistryRow.id, RegistryRow.community_id, _HASH).where(*where)
            ).all()
            if query.place is not None:
                limits = self._limits_of(session, (told for _, _, told in found))
                shapes = [limits.get(told, {}).get(name) for _, name, told in found]
                found = [
                    row for row, shape in zip(found, shapes, strict=True)
                    if shape is None or shapely.intersects(shape, query.place.shape)
                ]
            ids = sorted(entry_id for entry_id, _, _ in found)
            shown = cut(ids, query)
            rows = session.scalars(
                select(RegistryRow).where(RegistryRow.id.in_(ids[shown]))
            ).all()
            features = self._features(session, sorted(rows, key=lambda row: row.id))
            return Page(features, len(ids), has_before=shown.start > 0, has_after=shown.stop < len(ids))

    def find(self, feature_id: str) -> Feature | None:
        """Return one entry, also one that no longer holds."""
        with self._workspace.database.reading() as session:
            rows = session.scalars(
                select(RegistryRow).where(RegistryRow.id == feature_id, seen_entries(self._person))
            ).all()
            return next(iter(self._features(session, rows)), None)

    def _features(self, session: Session, rows: Iterable[RegistryRow]) -> list[Feature]:
        rows = list(rows)
        limits = self._limits_of(session, (row.columns.get("submission_hash") for row in rows))
        return [
            Feature(row.id, _properties(row), limits.get(row.columns.get("submission_hash"), {}).get(row.community_id))
            for row in rows
        ]

    def _limits_of(
        self, session: Session, hashes: Iterable[str | None]
    ) -> Mapping[str | None, Mapping[str, shapely.Geometry]]:
        wanted = {told for told in hashes if told is not None}
        frozen = session.execute(
            select(SubmissionRow.hash, SubmissionRow.frozen).where(SubmissionRow.hash.in_(wanted))
        ).all()
        return {told: _limits.get(blob, partial(self._read, blob)) for told, blob in frozen}

    def _read(self, blob: str) -> Mapping[str, shapely.Geometry]:
        with unpacked(self._workspace.blobs.get(blob)) as folder:
            shown: gpd.GeoDataFrame | None = as_shown(sheet_from_folder(folder).communities)
        if shown is None or shown.crs is None:
            return {}  # no place on Earth
        return dict(zip(shown["community_id"].astype(str), shown.geometry, strict=True))


def _held(period: Period | None) -> list[ColumnElement[bool]]:
    if period is None:
        return [RegistryRow.valid_until.is_(None)]
    where: list[ColumnElement[bool]] = []
    if period.last is not None:
        where.append(or_(RegistryRow.valid_from.is_(None), RegistryRow.valid_from <= period.last))
    if period.first is not None:
        where.append(or_(RegistryRow.valid_until.is_(None), RegistryRow.valid_until > period.first))
    return where


def _properties(row: RegistryRow) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in _OF_ROW}
    told |= {name: value.isoformat() for name, value in told.items() if isinstance(value, date)}
    return {field.name: told.get(field.name, row.columns.get(field.name)) for field in fields.REGISTRY}
