"""plan.json, check.json and audit.json: the contracts of design section 4.4."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from app.communities import moves
from app.judged import JudgedPlan, Solved
from app.outcome import Outcome, combine
from geodata.dataset import Dataset
from geodata.domain import CommunityFacts, CommunityId, FourBounds, Place, UnitId
from geodata.record import Finding
from geodata.writing import to_wgs84
from optimizer.finding import AuditFinding
from optimizer.plan import OfficeResult
from optimizer.rules.pack import Profile
from optimizer.totals import Totals, community_needs, totals

MILLI = 1000
"""The optimiser counts in thousandths of a household-minute, documents in household-minutes."""

TOTALS = tuple(field.name for field in fields(Totals))
DEGREE_DIGITS = 6
METRE_DIGITS = 1


def as_json(document: Mapping[str, Any]) -> str:
    """Return a document as text that people can read too."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write a document as UTF-8."""
    path.write_text(as_json(document) + "\n", encoding="utf-8")


def plan_document(judged: JudgedPlan, *, title: str | None = None) -> dict[str, Any]:
    """Return ``plan.json``; what only a solve can know is null in a plan made elsewhere.

    Parameters
    ----------
    title
        Written beside the contract where it is told: what the plan is called on its sheet.
    """
    solved, facts, members = judged.solved, judged.facts, judged.members()
    return {
        "sizhi": version("sizhi"),
        **({} if title is None else {"title": title}),
        **_outcome(solved),
        "profile": _profile(judged.profile),
        "weights": {} if solved is None else dict(judged.profile.weights(solved.params.objective)),
        "crs": judged.dataset.crs,
        "inputs": dict(judged.dataset.inputs),
        "offices": [] if solved is None else [_office(office) for office in solved.offices],
        "totals": {
            "before": dict.fromkeys(TOTALS) if judged.today is None else asdict(totals(judged.today, judged.profile)),
            "after": asdict(totals(facts, judged.profile)),
        },
        "communities": [_community(fact, judged, members) for fact in facts.communities],
        "assignment": dict(judged.assignment or {}),
        "ledger": _ledger(judged),
        "unplaced": [{"area_id": a, "households": h, "reason": reason} for a, h, reason in facts.unplaced],
        "undecided": [{"area_id": a, "households": h, "ruling": ruling} for a, h, ruling in facts.undecided],
        "explanation": [] if solved is None else _explanation(solved.offices),
    }


def check_document(dataset: Dataset) -> dict[str, Any]:
    """Return ``check.json``; totals count unplaced rows too, the population is null where no area has one."""
    known = dataset.areas["population"].dropna()
    households = int(dataset.areas["households"].sum() + dataset.unplaced["households"].sum())
    return {
        "areas": len(dataset.areas) + len(dataset.unplaced),
        "units": len(dataset.units),
        "households": households if dataset.has_households else None,
        "population": int(known.sum()) if len(known) else None,
        "findings": [
            {**_ground_finding(finding), "place": place}
            for finding, place in zip(
                dataset.findings, _lonlat((finding.place for finding in dataset.findings), dataset), strict=True
            )
        ],
    }


def audit_document(judged: JudgedPlan) -> dict[str, Any]:
    """Return ``audit.json``; beside the contract each finding carries its ``place``, for the map."""
    findings = judged.audit.findings
    places = _lonlat((finding.place for finding in findings), judged.dataset)
    return {
        "verdict": judged.audit.verdict.value,
        "profile": judged.profile.id,
        "findings": [
            {**_audit_finding(finding), "place": place} for finding, place in zip(findings, places, strict=True)
        ],
    }


def household_minutes(thousandths: int | None) -> float | None:
    """Turn integer thousandths into household-minutes with three decimals."""
    return None if thousandths is None else round(thousandths / MILLI, 3)


def _outcome(solved: Solved | None) -> dict[str, Any]:
    keys = ("status", "objective", "bound", "gap", "breach", "stopped_by", "runtime_s", "seed")
    if solved is None:
        return dict.fromkeys(keys)
    whole = combine(solved.offices)
    return {**_costs(whole), "runtime_s": round(solved.runtime_s, 3), "seed": solved.params.seed}


def _office(office: OfficeResult) -> dict[str, Any]:
    return {
        "subdistrict": office.subdistrict, **_costs(office), "method": office.method,
        "runtime_s": round(office.runtime_s, 3),
    }


def _costs(result: Outcome | OfficeResult) -> dict[str, Any]:
    return {
        "status": result.status.value, "objective": household_minutes(result.objective),
        "bound": household_minutes(result.bound), "gap": result.gap, "breach": result.breach,
        "stopped_by": result.stopped_by.value,
    }


def _profile(profile: Profile) -> dict[str, Any]:
    """Name the rules; beside the contract ``band`` says what a gauge shows, null where the pack has none."""
    band = {name: profile.value(f"size.households_{name}") for name in ("min", "target", "max")}
    return {
        "id": profile.id, "version": profile.version, "hash": profile.hash,
        "overlays": [pack.id for pack in profile.overlays], "band": band if any(band.values()) else None,
    }


def _community(
    fact: CommunityFacts, judged: JudgedPlan, members: Mapping[CommunityId, list[UnitId]]
) -> dict[str, Any]:
    needs = community_needs(fact, judged.profile)
    return {
        "community_id": fact.community_id, "name": fact.name, "subdistrict": fact.subdistrict,
        "households": fact.households, "population": fact.population if fact.population_known else None,
        "units": members.get(fact.community_id, []),
        "predecessors": [community for community, _ in fact.predecessors], "continues": fact.continues,
        "facility_id": fact.anchor, "centre_unit": fact.centre_unit, "walk_coverage": needs.walk_coverage,
        "walking": fact.walking.value, "facility_area_m2": needs.facility_area_m2,
        "facility_required_m2": needs.facility_required_m2, "activity_required_m2": needs.activity_required_m2,
        "plaza_required_m2": needs.plaza_required_m2, "committee_seats": needs.committee_seats,
        "workers_required": needs.workers_required, "four_bounds": _four_bounds(fact.four_bounds),
        "colour": judged.colours[fact.community_id],
    }


def _four_bounds(bounds: FourBounds | None) -> dict[str, Any] | None:
    return None if bounds is None else asdict(bounds)


def _ledger(judged: JudgedPlan) -> list[dict[str, Any]]:
    return [
        {"area_id": move.area_id, "households": move.households, "from": move.source, "to": move.target}
        for move in moves(judged.dataset.units, judged.assignment or {})
    ]


def _explanation(offices: Iterable[OfficeResult]) -> list[dict[str, Any]]:
    return [
        {
            "rules": list(clash.rules), "places": list(clash.units),
            "message_zh": clash.message_zh, "message_en": clash.message_en,
            "relaxations": [asdict(relaxation) for relaxation in clash.relaxations],
        }
        for office in offices for clash in office.clashes
    ]


def _ground_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code, "severity": finding.severity.value, "file": finding.file, "feature": finding.feature,
        "measured": finding.measured, "repaired": finding.repaired,
        "message_zh": finding.message_zh, "message_en": finding.message_en,
    }


def _audit_finding(finding: AuditFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "clause": finding.clause, "severity": finding.severity.value,
        "status": finding.status.value, "blocks": finding.blocks, "community_id": finding.community_id,
        "area_id": finding.area_id, "measured": finding.measured, "limit": finding.limit, "unit": finding.unit,
        "message_zh": finding.message_zh, "message_en": finding.message_en,
    }


def _lonlat(places: Iterable[Place | None], dataset: Dataset) -> list[list[float] | None]:
    """Return places as longitude and latitude, or in metres where they have no place on Earth."""
    points = [None if place is None else shapely.Point(place.x, place.y) for place in places]
    shown = to_wgs84(gpd.GeoDataFrame(geometry=points), dataset).geometry
    digits = METRE_DIGITS if dataset.is_local else DEGREE_DIGITS
    return [None if point is None else [round(point.x, digits), round(point.y, digits)] for point in shown]
