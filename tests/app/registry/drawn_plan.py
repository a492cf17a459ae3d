"""A frozen plan drawn by hand, and the cases that bring it.

和平 (5500 households) is split: 和平 keeps 3600, 新街+1 takes 1900 and 200 of 丰和. 安康 (400) joins 永宁 (2000) and
ends; 永宁 takes all of it. 长乐 is not touched.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import CaseRow, StepRow, SubmissionRow
from app.storage.models import LOCAL_ORGANISATION, DatasetRow, DatasetState, PlanRow
from app.workspace import LOCAL

STREET = "新街街道"
SIDE = {"name": "石榴街", "kind": "road", "share": 1.0}
BOUNDS = dict.fromkeys(("east", "south", "west", "north"), SIDE)


def community(name: str, households: int, origins: dict[str, int], *, continues: bool = True) -> dict[str, Any]:
    return {
        "community_id": name, "name": f"{name}社区" if "+" not in name else "新设一社区", "subdistrict": STREET,
        "households": households, "population": None, "units": [f"{name}1"], "predecessors": sorted(origins),
        "continues": name if continues else None, "land_m2": 250_000.0,
        "origins": [{"source": source, "households": count} for source, count in origins.items()],
        "four_bounds": BOUNDS, "facility_required_m2": households * 0.3, "committee_seats": 7,
        "walk_coverage": 0.95,
    }


def today(name: str, households: int, heirs: dict[str, int]) -> dict[str, Any]:
    return {
        "community_id": name, "name": f"{name}社区", "subdistrict": STREET, "households": households,
        "population": None, "heirs": heirs,
    }


DOCUMENT: dict[str, Any] = {
    "household_basis": "resident",
    "communities": [
        community("和平", 3600, {"和平": 3600}), community("丰和", 4175, {"丰和": 4175}),
        community("新街+1", 2100, {"和平": 1900, "丰和": 200}, continues=False),
        community("永宁", 2400, {"永宁": 2000, "安康": 400}), community("长乐", 3000, {"长乐": 3000}),
    ],
    "today": [
        today("和平", 5500, {"和平": 3600, "新街+1": 1900}), today("丰和", 4375, {"丰和": 4175, "新街+1": 200}),
        today("永宁", 2000, {"永宁": 2000}), today("安康", 400, {"永宁": 400}), today("长乐", 3000, {"长乐": 3000}),
    ],
    "ledger": [
        {"area_id": "b1", "households": 1900, "from": "和平", "to": "新街+1"},
        {"area_id": "c1", "households": 200, "from": "丰和", "to": "新街+1"},
        {"area_id": "d1", "households": 400, "from": "安康", "to": "永宁"},
    ],
}
AUDIT: dict[str, Any] = {"verdict": "findings", "findings": [
    {"rule": "LH-7.1", "severity": "hard", "status": "fail", "community_id": "新街+1"},
    {"rule": "LH-4.1", "severity": "advisory", "status": "fail", "community_id": "新街+1"},
    {"rule": "PL-4", "severity": "hard", "status": "waived", "community_id": "新街+1"},
    {"rule": "LH-4.3", "severity": "soft", "status": "pass", "community_id": "新街+1"},
    {"rule": "LH-4.3", "severity": "soft", "status": "fail", "community_id": "长乐"},
]}


def add_case(
    session: Session, number: str = "SZ-2026-0001", kind: str = "setting_up", state: str = "building_up",
    document: dict[str, Any] | None = None, *, approved_on: str = "2026-03-15", district: str | None = None,
    of: CaseRow | None = None,
) -> CaseRow:
    """Enter a case that was approved, with the frozen plan: one of its own, or that of another case."""
    case = CaseRow(
        number=number, kind=kind, title="新街街道社区调整", state=state, organisation_id=LOCAL_ORGANISATION,
        subject={}, subdistrict=STREET, district=district, opened_by=LOCAL.name,
        records={"approval": {"number": "示政函〔2026〕8号", "dated": approved_on}},
    )
    dataset = DatasetRow(
        series_id="s", name="新街数据", state=DatasetState.READY.value, inputs={}, profile={"id": "lianhu-2024"},
        created_by=LOCAL.name,
    )
    session.add_all([case, dataset])
    session.flush()
    plan = PlanRow(
        dataset_id=dataset.id, name="方案", profile={"id": "lianhu-2024"}, origin={}, start={}, created_by=LOCAL.name
    )
    session.add(plan)
    session.flush()
    plan_id = plan.id if of is None else session.scalars(
        select(SubmissionRow.plan_id).where(SubmissionRow.case_id == of.id)
    ).one()
    session.add(SubmissionRow(
        case_id=case.id, number=1, plan_id=plan_id, plan_version=3, dataset_hash="d" * 64, profile_hash="e" * 64,
        hash="f" * 64, document=document or DOCUMENT, audit=AUDIT, frozen="0" * 64, by=LOCAL.name,
    ))
    session.flush()
    return case


def step(session: Session, case: CaseRow, number: int, source: str, target: str, action: str = "go") -> None:
    """Enter one step of a case."""
    session.add(StepRow(
        case_id=case.id, number=number, action=action, source=source, target=target, role="district_gov",
        by=LOCAL.name, organisation_id=LOCAL_ORGANISATION, details={},
    ))
    case.state = target
    session.flush()
