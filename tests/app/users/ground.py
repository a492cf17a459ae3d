"""One of everything that belongs to somebody, so that whoever may not see it has something to look for."""

from __future__ import annotations

from datetime import date

from fastapi import FastAPI
from sqlalchemy import update

from app.profiles import open_profile
from app.storage.cases import CaseRow, RegistryRow, ReportRow, WebhookRow
from app.storage.models import DatasetRow, JobRow, JobState, PlanRow
from app.storage.waivers import WaiverRow
from app.transfers.monthly import monthly_report
from app.users import store
from app.users.commands import AT_THE_MACHINE
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import browser_of, organisation_of

FIXED = {
    "plan_id": "a" * 32, "job_id": "b" * 32, "case_id": "c" * 32, "entry_id": "d" * 32, "report_id": "e" * 32,
    "webhook_id": "f" * 32, "transfer_id": "9" * 32, "waiver_id": "8" * 32,
    "collectionId": f"plan-{'a' * 32}-communities", "featureId": "和平",
}


TRANSFER = {
    "enterprise": "第一机床厂", "quarter": {"name": "机床厂家属区", "unit_ids": [], "households": 800},
    "subdistrict": "新街", "profile": {"id": "lianhu-2024", "overlays": []}, "switches": {},
}
FINDING = {
    "rule": "PL-4", "severity": "hard", "status": "fail", "message_zh": "分成 2 块", "message_en": "2 pieces",
}


def enter_ground(app: FastAPI) -> dict[str, str]:
    """Enter a dataset, a plan, a job, a case and a webhook of the street office, an entry and a report of its district.

    Returns the identifiers by the name that addresses have for them.
    """
    workspace = app.state.workspace
    street, bureau, enterprise = (
        organisation_of(workspace, login) for login in ("street_office", "bureau", "enterprise")
    )
    dataset_id = enter_grid(workspace)
    with workspace.database.session() as session:
        session.execute(update(DatasetRow).values(organisation_id=street))
    made = browser_of(app, "street_office").post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案甲"})
    assert made.status_code == 201, made.text
    document = monthly_report(
        (), "2026-09", district="莲湖区", profile=open_profile("lianhu-2024"), today=date(2026, 9, 25)
    )
    with workspace.database.session() as session:
        session.execute(update(PlanRow).values(id=FIXED["plan_id"]))
        session.flush()
        session.add(WaiverRow(
            id=FIXED["waiver_id"], plan_id=FIXED["plan_id"], version=0, rule="PL-4", severity="hard",
            community_id="和平", finding=FINDING, request="托管", district="莲湖区", asked_by="甲",
        ))
        session.add(JobRow(
            id=FIXED["job_id"], kind="check", state=JobState.DONE.value, request={}, created_by="甲",
            organisation_id=street,
        ))
        session.add(CaseRow(
            id=FIXED["case_id"], number="SZ-2026-0001", kind="setting_up", title="设立和平社区", state="draft",
            organisation_id=street, district="莲湖区", subdistrict="新街", subject={}, records={}, opened_by="甲",
        ))
        session.add(CaseRow(
            id=FIXED["transfer_id"], number="YJ-2026-0001", kind="transfer", title="机床厂家属区", state="listed",
            organisation_id=enterprise, district="莲湖区", subdistrict="新街", subject=TRANSFER, records={},
            opened_by="丙",
        ))
        session.add(RegistryRow(
            id=FIXED["entry_id"], community_id="和平", name="和平社区", district="莲湖区", subdistrict="新街",
            state="certified", columns={}, predecessors=[], valid_from=date(2026, 1, 1),
        ))
        session.add(ReportRow(
            id=FIXED["report_id"], kind="monthly", period="2026-09", organisation_id=bureau, document=document,
            hash="0" * 64, due_on=date(2026, 9, 25), sent_by="乙",
        ))
        session.add(WebhookRow(
            id=FIXED["webhook_id"], organisation_id=street, address="https://example.org/", secret="s", events=[],
            created_by="甲",
        ))
        body = store.add_organisation(
            session, AT_THE_MACHINE, name="某单位", role="operator", district=None, subdistrict=None
        )
        user = store.add_user(
            session, AT_THE_MACHINE, login="someone", name="某人", organisation=body.id, password=None
        )
        key, _ = store.add_key(
            session, AT_THE_MACHINE, name="某密钥", organisation_id=body.id, scopes=["plans:read"], expires_at=None
        )
        return {
            **FIXED, "dataset_id": dataset_id, "organisation_id": body.id, "user_id": user.id, "key_id": key.id,
        }
