"""Who begins and sees a transfer, and what is refused: over HTTP, on one server for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.storage.cases import CaseRow
from tests.app.transfers.carrying import DISTRICT, STREET, Everybody, asked, begin, served, with_bodies


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    with served(with_bodies(tmp_path_factory.mktemp("transfers"))) as everybody:
        yield everybody


def total(everybody: Everybody, login: str = "bureau") -> int:
    return everybody[login].get("/api/v1/transfers").json()["total"]


def test_who_sees_a_transfer(everybody: Everybody):
    case = begin(everybody)
    for login in ("bureau", "enterprise", "group", "street", "sasac", "leading_office"):
        assert everybody[login].get(f"/api/v1/transfers/{case.id}").status_code == 200, login
        assert total(everybody, login) > 0, login
    for login in ("other_street", "other_bureau", "other_enterprise"):
        for path in (f"transfers/{case.id}", f"transfers/{case.id}/form", f"cases/{case.id}"):
            assert everybody[login].get(f"/api/v1/{path}").status_code == 404, login
        assert total(everybody, login) == 0, login


@pytest.mark.parametrize("login", ["street", "enterprise", "city", "government"])
def test_the_plan_table_is_the_districts(everybody: Everybody, login: str):
    answer = everybody[login].post("/api/v1/transfers", json=asked(everybody))
    assert (answer.status_code, answer.json()["code"]) == (403, "approval.wrong_role")


def test_the_same_key_begins_one(everybody: Everybody):
    before = total(everybody)
    answers = [
        everybody["bureau"].post("/api/v1/transfers", json=asked(everybody), headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert total(everybody) == before + 1


@pytest.mark.parametrize("changes", [
    {"subdistrict": ""}, {"quarter": {"name": "院", "households": -1}}, {"profile": {"id": "nothing-of-ours"}},
    {"plan_table": {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}}, {"surprise": 1},
    {"enterprise_organisation_id": "nobody"},
])
def test_a_request_that_does_not_fit_changes_nothing(everybody: Everybody, changes: dict[str, Any]):
    before = total(everybody)
    answer = everybody["bureau"].post("/api/v1/transfers", json={**asked(everybody), **changes})
    assert answer.status_code == 422
    assert {"code", "message_zh", "message_en"} <= answer.json().keys()
    assert total(everybody) == before


def test_another_kind_of_case_is_no_transfer(everybody: Everybody):
    with everybody.app.state.workspace.database.session() as session:
        case = CaseRow(
            number="CD-2026-0001", kind="ruling", title="待定小区", state="district_ruling", subject={}, opened_by="甲",
            organisation_id=everybody.organisation("street"), district=DISTRICT, subdistrict=STREET,
        )
        session.add(case)
        session.flush()
        case_id = case.id
    assert everybody["bureau"].get(f"/api/v1/cases/{case_id}").status_code == 200
    assert everybody["bureau"].get(f"/api/v1/transfers/{case_id}").status_code == 404


@pytest.mark.parametrize(("path", "status"), [
    ("transfer/inventory", 200), ("setting_up/election", 200), ("ruling/planned", 200), ("transfer/election", 404),
    ("nothing/election", 404), ("transfer/nothing", 404),
])
def test_records_are_told_as_forms(everybody: Everybody, path: str, status: int):
    answer = everybody["street"].get(f"/api/v1/records/{path}")
    assert answer.status_code == status
    if status == 200:
        assert all(field["zh"] and field["en"] for field in answer.json()["fields"])
