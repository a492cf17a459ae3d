"""The report of a check as ``check.json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.checks.findings import FindingGroup
from app.checks.report import CheckReport
from app.checks.text import Line, Section, group_line, sections, verdict
from app.documents import lonlat
from geodata.dataset import Dataset
from geodata.record import Finding


def check_document(report: CheckReport, dataset: Dataset) -> dict[str, Any]:
    """Return ``check.json``.

    Totals count unplaced rows too, the population is null where no area has one. Beside the contract: the figures of
    the report by subject, its findings as groups, what a plan can do, and the report in words.
    """
    places = lonlat((finding.place for finding in report.findings), dataset)
    position = {id(finding): i for i, finding in enumerate(report.findings)}
    return {
        "areas": report.counts.areas, "units": report.counts.units, "households": report.counts.households,
        "population": report.counts.population,
        "findings": [
            {**_finding(finding), "place": place} for finding, place in zip(report.findings, places, strict=True)
        ],
        "verdict": _line(verdict(report)),
        "sources": [{**asdict(source), "shapes": dict(source.shapes)} for source in report.sources],
        "counts": asdict(report.counts),
        "unplaced": [_unplaced(row) for row in dataset.unplaced.to_dict("records")],
        "household_counts": asdict(report.household_counts),
        "land": asdict(report.land),
        "adjacency": asdict(report.adjacency),
        "walking": {"measured": report.walking.value,
                    "network": None if report.network is None else asdict(report.network)},
        "undecided": [
            {"area_id": area.area_id, "name": area.name, "households": area.households, "ruling": area.ruling.value,
             "claimants": list(area.claimants)} for area in report.undecided
        ],
        "groups": [{**_group(found), "worst": position[id(found.worst)]} for found in report.groups],
        "abilities": [asdict(ability) for ability in report.abilities],
        "sections": [_section(section) for section in sections(report)],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code, "severity": finding.severity.value, "file": finding.file, "feature": finding.feature,
        "measured": finding.measured, "repaired": finding.repaired,
        "message_zh": finding.message_zh, "message_en": finding.message_en, "count": finding.count,
    }


def _group(found: FindingGroup) -> dict[str, Any]:
    remedy = found.remedy
    return {
        "code": found.code, "severity": found.severity.value, "count": found.count,
        "size": None if found.size is None else asdict(found.size), **_line(group_line(found)),
        "remedy_zh": None if remedy is None else remedy.zh, "remedy_en": None if remedy is None else remedy.en,
    }


def _unplaced(row: dict[Any, Any]) -> dict[str, Any]:
    return {"area_id": str(row["area_id"]), "households": int(row["households"]), "reason": row["reason_en"],
            "reason_zh": row["reason_zh"]}


def _section(section: Section) -> dict[str, Any]:
    return {"name": section.name, "title": _line(section.title), "lines": [_line(line) for line in section.lines]}


def _line(line: Line) -> dict[str, str]:
    return {"message_zh": line.zh, "message_en": line.en}
