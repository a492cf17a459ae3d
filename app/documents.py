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

from app.costing import NO_COST, OfficeCost, PlanCost
from app.judged import JudgedPlan
from app.ledger_file import balance_rows, ledger_rows
from app.outcome import Outcome, combine
from app.work_plan_file import work_plan_rows
from geodata.dataset import Dataset
from geodata.domain import CommunityId, Place, UnitId
from geodata.domain_facts import CommunityFacts, FourBounds
from geodata.writing import to_wgs84
from optimizer.checks.access import View, walking_circle
from optimizer.dossier import Waiver
from optimizer.finding import AuditFinding
from optimizer.needs import community_needs
from optimizer.plan import OfficeResult
from optimizer.rules.pack import Profile
from optimizer.totals import Totals

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


def plan_document(
    judged: JudgedPlan, *, title: str | None = None, beside: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return ``plan.json``; what only a solve can know is null in a plan made elsewhere.

    Parameters
    ----------
    title
        Written beside the contract where it is told: what the plan is called on its sheet.
    beside
        More that is written beside it: how the plan stands among its alternatives.
    """
    solved, facts, members, before = judged.solved, judged.facts, judged.members(), judged.totals_before()
    return {
        "sizhi": version("sizhi"),
        **({} if title is None else {"title": title}),
        **_outcome(judged),
        "profile": _profile(judged.profile),
        "weights": _weights(judged),
        "crs": judged.dataset.crs,
        "household_basis": judged.dataset.household_basis and judged.dataset.household_basis.value,
        "inputs": dict(judged.dataset.inputs),
        "offices": _offices(judged),
        "totals": {
            "before": dict.fromkeys(TOTALS) if before is None else asdict(before),
            "after": asdict(judged.totals()),
        },
        "communities": [_community(fact, judged, members) for fact in facts.communities],
        "assignment": dict(judged.assignment or {}),
        "today": [_today(fact, judged) for fact in (judged.today.communities if judged.today else ())],
        "ledger": ledger_rows(judged.ledger),
        "balances": balance_rows(judged.ledger),
        "kept_share": judged.ledger.kept_share,
        "work_plan": work_plan_rows(judged.work_plan),
        "unplaced": [{"area_id": a, "households": h, "reason": reason} for a, h, reason in facts.unplaced],
        "undecided": [{"area_id": a, "households": h, "ruling": ruling} for a, h, ruling in facts.undecided],
        "explanation": [] if solved is None else _explanation(solved.offices),
        **(beside or {}),
    }


def audit_document(judged: JudgedPlan) -> dict[str, Any]:
    """Return ``audit.json``.

    Beside the contract each finding carries the ``subdistricts`` that it is about (none: the whole plan), its
    ``place``, what an unknown one waits for (``missing``), whether it is ``finished`` (a failure that is not is shown
    amber, never red), and the ``waiver`` that it is accepted under.
    """
    findings = judged.audit.findings
    places = lonlat((finding.place for finding in findings), judged.dataset)
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


def _outcome(judged: JudgedPlan) -> dict[str, Any]:
    solved = judged.solved
    if solved is None:
        return {**_drawn_costs(judged.drawn.cost if judged.drawn else NO_COST), "runtime_s": None, "seed": None}
    whole = combine(solved.offices)
    return {**_costs(whole), "runtime_s": round(solved.runtime_s, 3), "seed": solved.params.seed}


def _weights(judged: JudgedPlan) -> dict[str, float]:
    if judged.solved is not None:
        return dict(judged.profile.weights(judged.solved.params.objective))
    return {} if judged.drawn is None else dict(judged.profile.weights(judged.drawn.cost.preset))


def _offices(judged: JudgedPlan) -> list[dict[str, Any]]:
    if judged.solved is not None:
        return [_office(office) for office in judged.solved.offices]
    return [] if judged.drawn is None else [
        {"subdistrict": office.subdistrict, **_drawn_costs(office), "method": None, "runtime_s": None}
        for office in judged.drawn.cost.offices
    ]


def _drawn_costs(cost: PlanCost | OfficeCost) -> dict[str, Any]:
    """Describe what a drawing costs: it has no status of its own, but a proof makes it optimal or feasible."""
    return {
        "status": None if cost.status is None else cost.status.value, "objective": household_minutes(cost.objective),
        "bound": household_minutes(cost.bound), "gap": cost.gap, "breach": cost.breach, "stopped_by": None,
    }


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
        "title_zh": profile.base.title_zh, "title_en": profile.base.title_en,
    }


def _community(
    fact: CommunityFacts, judged: JudgedPlan, members: Mapping[CommunityId, list[UnitId]]
) -> dict[str, Any]:
    return {
        "community_id": fact.community_id, "name": fact.name, "subdistrict": fact.subdistrict,
        "households": fact.households, "population": fact.population if fact.population_known else None,
        "units": members.get(fact.community_id, []),
        "predecessors": [community for community, _ in fact.predecessors], "continues": fact.continues,
        "origins": [asdict(origin) for origin in judged.ledger.origins(fact.community_id)],
        "origin_land_share": fact.origin_land_share, "land_m2": round(fact.land_m2, 1),
        "facility_id": fact.anchor, "centre_unit": fact.centre_unit, "walking": fact.walking.value,
        **asdict(community_needs(fact, judged.profile, workers=judged.workers.get(fact.community_id))),
        "four_bounds": _four_bounds(fact.four_bounds),
        "walking_circle": _circles(fact, judged.profile), "colour": judged.colours[fact.community_id],
    }


def _today(fact: CommunityFacts, judged: JudgedPlan) -> dict[str, Any]:
    """Describe a present community: what it has, needs and lacks, and who takes over its households."""
    return {
        "community_id": fact.community_id, "name": fact.name, "subdistrict": fact.subdistrict,
        "households": fact.households, "population": fact.population if fact.population_known else None,
        "heirs": judged.ledger.heirs(fact.community_id), **asdict(community_needs(fact, judged.profile)),
    }


def _four_bounds(bounds: FourBounds | None) -> dict[str, Any] | None:
    return None if bounds is None else asdict(bounds)


def _explanation(offices: Iterable[OfficeResult]) -> list[dict[str, Any]]:
    return [
        {
            "rules": list(clash.rules), "places": list(clash.units),
            "message_zh": clash.message_zh, "message_en": clash.message_en,
            "relaxations": [asdict(relaxation) for relaxation in clash.relaxations],
        }
        for office in offices for clash in office.clashes
    ]


def _audit_finding(finding: AuditFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "clause": finding.clause, "severity": finding.severity.value,
        "status": finding.status.value, "blocks": finding.blocks, "community_id": finding.community_id,
        "area_id": finding.area_id, "subdistricts": list(finding.subdistricts), "measured": finding.measured,
        "limit": finding.limit, "unit": finding.unit,
        "message_zh": finding.message_zh, "message_en": finding.message_en,
        "missing": finding.missing, "finished": finding.is_finished, "waiver": _waiver(finding.waiver),
    }


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason, "granted_by": waiver.granted_by.value, "granted_on": waiver.granted_on.isoformat(),
        "until": None if waiver.until is None else waiver.until.isoformat(),
        "remedy": None if waiver.remedy is None else waiver.remedy.value,
        "organisation": waiver.organisation, "document_number": waiver.document_number,
    }


def _circles(fact: CommunityFacts, profile: Profile) -> dict[str, Any]:
    """Describe the walking circle in its three views, with what lies beyond each; null where a view is unknown."""
    found: dict[str, Any] = {}
    for view in View:
        circle = walking_circle(fact, profile, view)
        found[view.value] = None if circle is None else {
            "limit_m": float(circle.limit_m), "households_within": circle.within, "share": circle.share,
            "farthest_m": round(circle.farthest_m, 1),
            "beyond": [
                {"area_id": walk.area_id, "households": walk.households, "distance_m": round(walk.distance_m, 1)}
                for walk in circle.beyond
            ],
        }
    return found


def lonlat(places: Iterable[Place | None], dataset: Dataset) -> list[list[float] | None]:
    """Return places as longitude and latitude, or in metres where they have no place on Earth."""
    points = [None if place is None else shapely.Point(place.x, place.y) for place in places]
    shown = to_wgs84(gpd.GeoDataFrame(geometry=points), dataset).geometry
    digits = METRE_DIGITS if dataset.is_local else DEGREE_DIGITS
    return [None if point is None else [round(point.x, digits), round(point.y, digits)] for point in shown]
