"""Registry, reports, deadlines and calendar over HTTP: what is changed, refused, exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.main import create_app
from app.registry.following import registry_follows
from app.settings import Settings
from app.storage.cases import CaseRow, RegistryRow
from app.storage.models import LOCAL_ORGANISATION, now
from app.trail.store import lines
from app.workspace import LOCAL
from tests.app.registry.drawn_plan import add_case
from tests.app.transfers.drawn_transfer import INVENTORY

MONTH = now().astimezone().strftime("%Y-%m")
MARK = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server without accounts; 新街+1 has been approved, one transfer is on its way."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("registry"), job_standby=False, job_processes=1))
    with app.state.workspace.database.session() as session:
        registry_follows(session, add_case(session), LOCAL)
        session.add(CaseRow(
            number="YJ-2026-0001", kind="transfer", title="移交", state="surveyed", opened_at=now().replace(day=1),
            organisation_id=LOCAL_ORGANISATION, records={"inventory": INVENTORY}, subdistrict="新街街道",
            subject={"enterprise": "=cmd()厂", "quarter": {"name": "生活区", "households": 383, "unit_ids": []}},
            opened_by="本机",
        ))
    yield TestClient(app, raise_server_exceptions=False)
    app.state.workspace.database.close()


def entry(client: TestClient, community_id: str = "新街+1", **query: Any) -> dict[str, Any]:
    page = client.get("/api/v1/registry", params={"limit": 200, **query}).json()
    return next(each for each in page["items"] if community_id in (each["community_id"], each["plan_community_id"]))


def patch(client: TestClient, found: dict[str, Any], body: dict[str, Any], revision: int | None = None) -> Any:
    return client.patch(
        f"/api/v1/registry/{found['id']}", json=body, headers={"If-Match": f'"{revision or found["revision"]}"'}
    )


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(MARK)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def monthly_deadlines(client: TestClient) -> dict[str, dict[str, Any]]:
    items = client.get("/api/v1/deadlines").json()["items"]
    return {each["id"]: each for each in items if each["kind"] == "monthly_report"}


def test_an_entry_has_all_columns_of_the_rules(client: TestClient):
    """Rules.md 5.1: name and code, district, street, approval, limits, area, households, persons, premises, people …"""
    found = entry(client)
    own = {"name", "number", "district", "subdistrict", "state", "predecessors", "certificate_number"}
    assert own <= found.keys()
    columns = {
        "code", "approval_number", "approved_on", "four_bounds", "land_m2", "households", "household_basis",
        "population", "population_basis", "counted_on", "facility_area_m2", "plaza_area_m2", "committee_members",
        "party_team", "elected_on", "first_checked_on", "first_result", "final_checked_on", "final_result",
    }
    of_7_2 = {
        "office_area_m2", "activity_area_m2", "title_holder", "remedy", "remedy_on", "is_new", "keeps_committee",
        "services_running", "party_form", "cross_appointed", "full_time", "workers", "social_organisations",
        "work_plan_entry",
    }
    assert columns | of_7_2 <= found["columns"].keys()
    assert found["columns"]["four_bounds"].startswith("东至石榴街")


def test_columns_are_entered_under_if_match_and_noted_in_the_trail(client: TestClient):
    found = entry(client)
    answer = patch(client, found, {"code": "610104001012", "party_form": "general_branch"})
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{found["revision"] + 1}"'
    assert entry(client)["columns"]["code"] == "610104001012"
    with client.app.state.workspace.database.reading() as session:
        last = list(lines(session))[-1].line
    assert (last.action, last.after) == ("registry.change", {"code": "610104001012", "party_form": "general_branch"})


@pytest.mark.parametrize(("body", "status", "code"), [
    ({"households": 1}, 422, "request.invalid"), ({"code": "12"}, 422, "request.invalid"),
    ({"party_form": "guild"}, 422, "request.invalid"), ({"workers": -1}, 422, "request.invalid"),
    ({"certificate_number": "54610104MJX000000I"}, 422, "request.invalid"),
    ({"certificate_number": "54610104MJX000000A"}, 403, "registry.wrong_role"),
])
def test_what_cannot_be_entered_changes_nothing(client: TestClient, body, status, code):
    found = entry(client)
    answer = patch(client, found, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert entry(client) == found


def test_a_stale_change_is_told_the_revision(client: TestClient):
    found = entry(client)
    patch(client, found, {"workers": 9})
    late = patch(client, found, {"workers": 10})
    assert (late.status_code, late.json()["code"], late.json()["revision"]) \
        == (409, "registry.stale", found["revision"] + 1)
    assert patch(client, found, {"workers": 10}, 99).status_code == 409


def test_an_entry_that_ended_stays_as_it_was(client: TestClient):
    answer = patch(client, entry(client, "安康", ended=True), {"workers": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "registry.ended")


def test_two_communities_do_not_share_a_certificate(client: TestClient):
    with client.app.state.workspace.database.session() as session:
        for name, number in (("甲", "54610104MJX000000A"), ("乙", None)):
            session.add(RegistryRow(
                community_id=name, name=name, subdistrict="新街街道", state="certified", columns={}, predecessors=[],
                certificate_number=number,
            ))
    taken = patch(client, entry(client, "乙"), {"certificate_number": "54610104MJX000000A"})
    assert (taken.status_code, taken.json()["code"]) == (409, "registry.number_taken")
    assert patch(client, entry(client, "乙"), {"certificate_number": "54610104MJX000000B"}).status_code == 200


def test_history(client: TestClient):
    chain = client.get(f"/api/v1/registry/{entry(client)['id']}/history").json()["items"]
    assert [(each["relation"], each["community_id"], each["households"]) for each in chain] == [
        ("predecessor", "和平", 1900), ("predecessor", "丰和", 200), ("self", "SZ-2026-0001-1", None),
    ]


def test_the_registry_opens_in_excel(client: TestClient):
    answer = client.get("/api/v1/registry.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = {row["方案内编号"]: row for row in rows_of(answer.content)}
    assert {"新街+1", "和平", "丰和", "永宁"} <= set(rows)
    assert rows["新街+1"]["社区编号"] == "SZ-2026-0001-1"
    assert rows["新街+1"]["户数"] == "2100"
    assert rows["新街+1"]["原社区"] == "丰和社区、和平社区"
    assert rows["新街+1"]["状态"] == "建设中"
    book = load_workbook(io.BytesIO(client.get("/api/v1/registry.xlsx").content))
    heads = [cell.value for cell in book["台账"][2]]
    assert heads == list(next(iter(rows.values())))
    formats = {row[heads.index("户数")].number_format for row in book["台账"].iter_rows(min_row=3)}
    assert "#,##0" in formats
    names = [row[heads.index("社区名称")].value for row in book["台账"].iter_rows(min_row=3)]
    assert names == [row["社区名称"] for row in rows_of(answer.content)]


def test_a_report_is_drafted_sent_listed_and_saved(client: TestClient):
    asked = {"kind": "monthly", "period": MONTH}
    due = monthly_deadlines(client)[f"monthly-{MONTH}"]
    assert (due["due_on"], due["case_id"], due["rule"]) == (f"{MONTH}-25", None, "CQ-4.3")
    draft = client.get("/api/v1/reports/draft", params=asked).json()["document"]
    assert client.get("/api/v1/reports", params={"kind": "monthly"}).json()["total"] == 0
    sent = client.post("/api/v1/reports", json=asked, headers={"Idempotency-Key": "k"})
    assert sent.status_code == 201
    report = sent.json()
    assert report["document"] == draft
    assert client.post("/api/v1/reports", json=asked, headers={"Idempotency-Key": "k"}).json() == report
    again = client.post("/api/v1/reports", json=asked)
    assert (again.status_code, again.json()["id"]) == (409, report["id"])
    assert client.get("/api/v1/reports", params={"kind": "monthly"}).json()["items"][0]["hash"] == report["hash"]
    assert client.get(f"/api/v1/reports/{report['id']}").json() == report
    assert monthly_deadlines(client)[f"monthly-{MONTH}"]["state"] == "done"
    (row, total) = rows_of(client.get(f"/api/v1/reports/{report['id']}.csv").content)
    assert row["企业"] == "'=cmd()厂"  # no cell that Excel would run
    assert (row["移交（人）"], total["移交（人）"], total["企业"]) == ("900", "900", "合计")
    book = load_workbook(io.BytesIO(client.get(f"/api/v1/reports/{report['id']}.xlsx").content))
    assert MONTH in book["进度表"]["A1"].value


def test_the_special_report_as_a_table(client: TestClient):
    report = client.post("/api/v1/reports", json={"kind": "special", "period": "2026"}).json()
    (row,) = rows_of(client.get(f"/api/v1/reports/{report['id']}.csv").content)
    assert (row["社区"], row["批复文号"], row["户数"]) == ("新设一社区", "示政函〔2026〕8号", "2100")


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/api/v1/reports/nothing"), ("GET", "/api/v1/reports/nothing.csv"), ("GET", "/api/v1/registry/nothing"),
    ("GET", "/api/v1/reports/nothing.xlsx"), ("GET", "/api/v1/registry/nothing/history"),
])
def test_what_is_not_there(client: TestClient, method: str, path: str):
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_calendar_of_a_year(client: TestClient):
    year = client.get("/api/v1/calendar", params={"year": 2026}).json()
    assert year["is_official"]
    kinds = {each["day"]: each["kind"] for each in year["days"]}
    assert kinds["2026-10-01"] == "holiday"
    assert "make_up" in kinds.values()
    assert client.get("/api/v1/calendar", params={"year": 2035}).json() == {
        "year": 2035, "is_official": False, "days": [],
    }
