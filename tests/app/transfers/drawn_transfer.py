"""A transfer drawn by hand: a quarter of 383 households that joins a neighbour whole."""

from __future__ import annotations

from typing import Any

from app.transfers.catalogue import TransferRecords, read_records
from app.transfers.monthly import TransferNow
from app.transfers.subject import Subject
from optimizer.rules.pack import Profile, load_profile

RULES: Profile = load_profile("soe-living-quarter")

INVENTORY: dict[str, Any] = {
    "total_persons": 1200, "socialised_persons": 300, "enterprise_persons": 900, "service_organisations": 2,
    "quarter_area_m2": 41_000.0, "public_area_m2": 3_200.0, "facility_area_m2": 640.0, "facility_title": "企业自有",
    "service_funds_yuan": 150_000, "staff": 4, "average_pay_yuan": 5_000, "contributions": "均已缴纳",
}
PAPERS = {
    "completion_documents": True, "inspection_records": True, "repair_records": True, "maintenance_duty": True,
}
WORK_ROOM = {
    "kind": "work_room", "name": "居委会用房", "floor_area_m2": 240.0, "handed_over_on": "2026-03-02",
    "title_changed_on": "2026-03-20", **PAPERS,
}
ACTIVITY_ROOM = {
    "kind": "activity_room", "name": "活动室", "floor_area_m2": 400.0, "handed_over_on": "2026-03-02",
    "title_reason": "原始档案缺失，正在补办", **PAPERS,
}


def subject(households: int = 383, enterprise: str = "第二机械厂", **changes: Any) -> Subject:
    """Return what a transfer is about."""
    quarter = {"name": f"{enterprise}生活区", "households": households, "unit_ids": ["A0711"]}
    own = {name: changes.pop(name) for name in ("family_committee", "relatively_independent") if name in changes}
    return Subject.model_validate({"enterprise": enterprise, "quarter": {**quarter, **own}, **changes})


def records(**entered: Any) -> TransferRecords:
    """Return records as they are read from a case."""
    return read_records(entered)


def transfer(number: int = 1, state: str = "surveyed", about: Subject | None = None, **entered: Any) -> TransferNow:
    """Return a transfer as it stands."""
    return TransferNow(
        case_id=f"case{number}", number=f"YJ-2026-{number:04d}", subdistrict="合成桃康街道", state=state,
        subject=about or subject(), records=records(**entered), profile=RULES,
    )
