"""A checked dataset becomes ready: its units in the database, and what changed since the issue before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.storage.models import UnitRow
from geodata.dataset import Dataset
from geodata.record import Severity
from geodata.values import text
from geodata.writing import to_wgs84

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class AreaChange:
    """One area that is not what it was in the issue before.

    Attributes
    ----------
    before, after
        Households; ``None`` where the area was not there.
    """

    area_id: str
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class IssueChanges:
    """What changed since the issue before."""

    added: tuple[AreaChange, ...]
    removed: tuple[AreaChange, ...]
    households: tuple[AreaChange, ...]
    redrawn: tuple[AreaChange, ...]


def fill_units(session: Session, dataset_id: str, dataset: Dataset) -> None:
    """Write the units of a frozen dataset, in place of any that are there."""
    session.execute(delete(UnitRow).where(UnitRow.dataset_id == dataset_id))
    rows = list(unit_rows(dataset_id, dataset))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(UnitRow), rows[start : start + ROWS_AT_ONCE])


def unit_rows(dataset_id: str, dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Give each unit as a row of table ``unit``, in longitude and latitude or metres with no place on Earth."""
    units = to_wgs84(dataset.units, dataset)
    shapes = units.geometry.to_numpy()
    boxes = shapely.bounds(shapes)
    for number, (unit_id, unit, shape, box) in enumerate(
        zip(units.index, units.to_dict("records"), shapes, boxes, strict=True)
    ):
        yield {
            "dataset_id": dataset_id, "unit_id": str(unit_id), "number": number, "area_id": unit["area_id"],
            "name": text(unit["name"]), "subdistrict": str(unit["subdistrict"]),
            "households": int(unit["households"]) if dataset.has_households else None,
            "population": None if text(unit["population"]) is None else int(unit["population"]),
            "kind": str(unit["kind"]), "present": text(unit["community"]), "shape": shape,
            **dict(zip(("min_x", "min_y", "max_x", "max_y"), map(float, box), strict=True)),
        }


DOUBTS = frozenset({"datum.fit_differs"})
"""Findings that are no errors and still want a decision: the files may be right."""

NEVER_STAND = frozenset({"areas.no_households"})
"""Findings that nobody can let stand: nothing could be planned."""


def open_decisions(check: Mapping[str, Any], accepted: Sequence[str]) -> list[dict[str, Any]]:
    """List the groups of a check that wait for a planner: errors and doubts that nobody let stand."""
    return [
        group for group in check["groups"]
        if group["code"] in NEVER_STAND
        or ((group["severity"] == Severity.ERROR or group["code"] in DOUBTS) and group["code"] not in accepted)
    ]


def compare_issues(before: Dataset, after: Dataset) -> IssueChanges:
    """Say what changed from one issue to the next, area by area.

    ``redrawn`` are areas whose households stayed and whose shape as drawn moved by more than rounding (5 cm).
    """
    old, new = _areas(before), _areas(after)

    def change(area_id: str) -> AreaChange:
        found = new.get(area_id) or old[area_id]
        return AreaChange(
            area_id, found[0],
            old[area_id][1] if area_id in old else None, new[area_id][1] if area_id in new else None,
        )

    both = [area_id for area_id in new if area_id in old]
    counted = [area_id for area_id in both if old[area_id][1] != new[area_id][1]]
    return IssueChanges(
        added=tuple(change(area_id) for area_id in new if area_id not in old),
        removed=tuple(change(area_id) for area_id in old if area_id not in new),
        households=tuple(map(change, counted)),
        redrawn=tuple(
            change(area_id) for area_id in both
            if old[area_id][1] == new[area_id][1] and _moved(old[area_id][2], new[area_id][2], before, after)
        ),
    )


SAME_SHAPE_M = 0.05


def _areas(dataset: Dataset) -> dict[str, tuple[str, int, shapely.Geometry | None]]:
    placed = {
        str(area_id): (str(row["name"]), int(row["households"]), row["geometry"])
        for area_id, row in zip(dataset.areas.index, dataset.areas.to_dict("records"), strict=True)
    }
    lost = {
        str(row["area_id"]): (str(row["name"]), int(row["households"]), None)
        for row in dataset.unplaced.to_dict("records")
    }
    return {**placed, **lost}


def _moved(one: shapely.Geometry | None, other: shapely.Geometry | None, before: Dataset, after: Dataset) -> bool:
    if one is None or other is None:
        return (one is None) != (other is None)
    if before.crs != after.crs:
        return False  # two systems of coordinates: what differs may be the conversion alone
    return bool(shapely.hausdorff_distance(one, other) > SAME_SHAPE_M)
