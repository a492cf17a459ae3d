"""Findings of the ground grouped by what they are: how many, how large, the worst and where it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import shapely

from app.checks.remedies import Remedy, remedy_of
from geodata.dataset import Dataset
from geodata.domain import Place
from geodata.record import Finding, Severity

ORDER = (Severity.ERROR, Severity.WARNING, Severity.REPAIRED, Severity.ASSUMED, Severity.NOTE)
"""What has to be decided first, what is only to be known last."""

WORST_FIRST = frozenset({"roads.link_long", "roads.link_short"})
"""Findings whose record names the worst first, by another measure than the one that they carry."""

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?) ([^\s,]+)")


@dataclass(frozen=True)
class Size:
    """How large the findings of a group are, where all are measured in one unit."""

    worst: float
    total: float
    unit: str


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one code and severity.

    Attributes
    ----------
    count
        Features, rows or places that they speak of.
    worst
        The largest of them, or the first where they are not measured.
    remedy
        What to do, where the message itself does not say it.
    """

    code: str
    severity: Severity
    count: int
    size: Size | None
    worst: Finding
    remedy: Remedy | None


def placed(dataset: Dataset) -> tuple[Finding, ...]:
    """Return the findings of a dataset; one that names an area or street office without a place gets its place."""
    return tuple(
        finding if finding.place is not None else replace(finding, place=_place_of(finding, dataset))
        for finding in dataset.findings
    )


def group(findings: Sequence[Finding]) -> tuple[FindingGroup, ...]:
    """Group findings by severity, the gravest first, and by code in the order in which they were made."""
    grouped: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: ORDER.index(finding.severity)):
        grouped.setdefault((finding.severity, finding.code), []).append(finding)
    return tuple(_group(found) for found in grouped.values())


def amount(finding: Finding) -> tuple[float, str] | None:
    """Return how much a finding is about and its unit; of a repair, what it changed."""
    measured, repaired = _read(finding.measured), _read(finding.repaired)
    if measured is None or repaired is None or measured[1] != repaired[1]:
        return measured
    return abs(measured[0] - repaired[0]), measured[1]


def _group(found: list[Finding]) -> FindingGroup:
    first = found[0]
    read = [None if first.code in WORST_FIRST else amount(finding) for finding in found]
    unit = next((size[1] for size in read if size is not None), None)
    sizes = {i: size[0] for i, size in enumerate(read) if size is not None and size[1] == unit}
    single = {i: size for i, size in sizes.items() if found[i].count == 1} or sizes
    worst = max(single, key=lambda i: single[i]) if single else 0
    return FindingGroup(
        code=first.code, severity=first.severity, count=sum(finding.count for finding in found),
        size=None if unit is None else Size(single[worst], sum(sizes.values()), unit),
        worst=found[worst], remedy=remedy_of(found[worst]),
    )


def _read(text: str | None) -> tuple[float, str] | None:
    found = _AMOUNT.match(text or "")
    return None if found is None else (float(found[1].replace(",", "")), found[2])


def _place_of(finding: Finding, dataset: Dataset) -> Place | None:
    """Find a named area or street office. A finding about a file names rows, which are no identifiers."""
    if finding.file is not None or finding.feature is None:
        return None
    frames: tuple[gpd.GeoDataFrame, ...] = (dataset.areas, dataset.units, dataset.subdistricts)
    for frame in frames:
        if finding.feature in frame.index:
            point = shapely.point_on_surface(frame.geometry.loc[finding.feature])
            return Place(float(shapely.get_x(point)), float(shapely.get_y(point)))
    return None
