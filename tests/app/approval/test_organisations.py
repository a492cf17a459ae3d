"""People of several organisations on one case over HTTP: each does their own, nobody else finds anything (R3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.plans.service import purge_deleted
from app.storage.models import PlanRow, now
from app.workspace import LOCAL, Person, _who
from tests.app.approval.desk import API, JPG, PDF, Desk, nothing_changes, submit
from tests.app.approval.people import (
    BUREAU,
    CITY,
    DEPARTMENT,
    GOVERNMENT,
    OTHER_BUREAU,
    OTHER_STREET,
    STREET,
    enter_organisations,
)

As = Callable[[Person], None]
REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("get", "/cases/{case_id}"): {},
    ("post", "/cases/{case_id}/actions"): {"json": {"action": "withdraw", "reason": "重复"}},
    ("post", "/submissions/{case_id}/freeze"): {"json": {}},
    ("put", "/cases/{case_id}/points/{point_id}"): {"json": {"reply": "已改"}},
    ("post", "/cases/{case_id}/opinions"): {"json": {"departments": [{"name": "区财政局"}]}},
    ("put", "/cases/{case_id}/opinions/{opinion_id}"): {"json": {"verdict": "agree", "text": "同意"}},
    ("post", "/cases/{case_id}/visits"): {
        "json": {"visited_on": "2026-03-02", "persons": ["王一"], "text": "无", "photos": ["x"]},
    },
    ("put", "/cases/{case_id}/records/{name}"): {"json": {}},
    ("put", "/cases/{case_id}/papers/{slot}"): {"files": {"file": ("意见.pdf", PDF)}},
    ("post", "/cases/{case_id}/photos"): {"files": {"file": ("现场.jpg", JPG)}},
    ("get", "/cases/{case_id}/papers.zip"): {},
    ("get", "/cases/{case_id}/papers/{paper_id}"): {},
    ("get", "/cases/{case_id}/submissions/{number}"): {},
    ("get", "/cases/{case_id}/submissions/{number}/folder.zip"): {},
    ("get", "/cases/{case_id}/submissions/{number}/sheet"): {},
    ("get", "/cases/{case_id}/submissions/{number}/difference"): {},
    ("get", "/cases/{case_id}/trail"): {},
    ("get", "/transfers/{case_id}"): {},
    ("get", "/transfers/{case_id}/form"): {},
}
"""Every address of a case, with what is sent there."""
PARTS = {"point_id": "x", "opinion_id": "x", "name": "residents", "slot": "opinion", "number": "1"}


@pytest.fixture(scope="module")
def acting(client: TestClient) -> Iterator[As]:
    """Make the server take every request for somebody's."""
    overrides = client.app.dependency_overrides

    def as_person(who: Person) -> None:
        overrides[_who] = lambda: who

    enter_organisations(client.app.state.workspace)
    yield as_person
    overrides.clear()


@pytest.fixture
def case(client: TestClient, plan: dict[str, Any], acting: As) -> Desk:
    """A draft of the street office."""
    workspace = client.app.state.workspace
    with workspace.database.session() as session:
        session.get_one(PlanRow, plan["id"]).organisation_id = STREET.organisation_id
    acting(STREET)
    return submit(client, plan["id"])


def test_every_address_of_a_case_is_here(client: TestClient) -> None:
    served = {
        (method, path.removeprefix(API)) for path, item in client.app.openapi()["paths"].items()
        if "{case_id}" in path for method in item
    }
    assert served == REQUESTS.keys()


@pytest.mark.parametrize("who", [OTHER_STREET, BUREAU, OTHER_BUREAU, CITY, DEPARTMENT], ids=lambda who: who.name)
def test_a_case_of_others_is_nowhere(client: TestClient, case: Desk, acting: As, who: Person) -> None:
    paper = next(paper["id"] for each in case.case["slots"] for paper in each["papers"])
    acting(who)
    with nothing_changes(client.app.state.workspace):
        for (method, path), sent in REQUESTS.items():
            named = path.format(case_id=case.case["id"], paper_id=paper, **PARTS)
            answer = client.request(method, API + named, headers={"If-Match": '"1"'}, **sent)
            assert (answer.status_code, answer.json()["code"]) == (404, "approval.unknown"), (method, path)
        for listed in ("cases", "submissions", "rulings", "transfers"):
            assert client.get(f"{API}/{listed}").json()["total"] == 0


def test_each_does_their_own(client: TestClient, case: Desk, acting: As) -> None:
    """Street office, bureau, a department with an account, government: to the consent and back."""
    case.bring_all("issue_opinion")
    case.act("issue_opinion")
    case.record("residents", held_on="2026-02-10", attended=50, agreed=45)
    case.bring_all("apply")
    case.act("apply")
    assert not case.offer("receive")["is_mine"]
    assert case.tried("receive").json()["code"] == "approval.wrong_role"
    acting(BUREAU)
    case.read()
    assert case.case["may_act"]
    case.act("receive")
    assert case.brought("opinion").json()["code"] == "approval.wrong_role"  # the street office's paper
    assert not case.case["may_freeze"]
    assert case.freeze().json()["code"] == "approval.illegal"
    case.bring_all("agree")
    case.visit("王一")
    asked = {"departments": [{"organisation_id": DEPARTMENT.organisation_id}]}
    case.case = case.good(client.post(f"{case.path}/opinions", json=asked, headers=case.match), 201)
    acting(DEPARTMENT)
    opinion = case.read()["opinions"][0]
    assert opinion["is_mine"]
    assert case.brought("staff_plan").json()["code"] == "approval.wrong_role"
    paper = case.good(case.brought("department_opinion", "复函.pdf"), 201)["id"]
    given = {"verdict": "agree", "text": "同意", "paper_id": paper}
    case.case = case.good(client.put(f"{case.path}/opinions/{opinion['id']}", json=given))
    assert case.case["opinions"][0]["paper_id"] == paper
    assert case.read()["actions"] != []
    assert not any(each["is_mine"] for each in case.case["actions"])
    acting(BUREAU)
    case.read()
    case.act("agree")
    acting(GOVERNMENT)
    case.read()
    case.act("send_back", "缺用房说明")
    assert [each["by"] for each in case.case["steps"]] == ["街办", "街办", "区民政", "区民政", "区政府"]
    assert [each["role"] for each in case.case["steps"]][-2:] == ["district_civil_affairs", "district_gov"]


def waits(client: TestClient, case: Desk) -> bool:
    """Whether a case is on the list of what waits for whoever asks."""
    page = client.get(f"{API}/cases", params={"mine": "waits", "limit": 200}).json()
    return case.case["id"] in {each["id"] for each in page["items"]}


def test_answering_a_return_does_not_hand_the_case_over(client: TestClient, case: Desk, acting: As) -> None:
    """It is the street office's, on its list too, until it applies again; then it is the bureau's."""
    case.bring_all("issue_opinion")
    case.act("issue_opinion")
    case.record("residents", held_on="2026-02-10", attended=50, agreed=45)
    case.bring_all("apply")
    case.act("apply")
    acting(BUREAU)
    case.read()
    case.act("receive")
    case.act("return_papers", "签到表不清", points=[{"text": "签到表不清"}])
    assert not case.case["may_act"]
    assert not waits(client, case)
    acting(STREET)
    assert case.read()["may_act"]
    assert case.case["waits_for"] == [{"role": "street_office", "zh": "街办单位", "en": "街办单位"}]
    assert case.case["may_freeze"]
    assert case.freeze().status_code == 200  # it is theirs again
    case.read()
    case.reply("已重扫")
    assert case.case["may_act"]
    assert case.case["may_freeze"]
    assert waits(client, case)
    case.act("resubmit")
    assert not case.case["may_act"]
    acting(BUREAU)
    case.read()
    case.act("receive")


def test_a_plan_in_an_open_case_is_not_handed_in_twice(
    client: TestClient, case: Desk, acting: As, plan: dict[str, Any]
) -> None:
    """Unless it is asked for; in whatever kind of case, and whatever the version (rules.md 5.4: the same case)."""
    acting(STREET)
    asked = {"title": "又一件", "plan_id": plan["id"]}
    open_ones = {each["id"]: each["number"] for each in client.get(f"{API}/cases?limit=200").json()["items"]
                 if not each["is_end"]}
    for kind in ("setting_up", "adjustment"):
        answer = client.post(f"{API}/submissions", json={**asked, "kind": kind})
        told = answer.json()
        assert (answer.status_code, told["code"]) == (409, "approval.open_already")
        assert open_ones[told["case_id"]] == told["case_number"]
        assert told["case_number"] in told["message_zh"]
    other = case.good(client.post(f"{API}/submissions", json={**asked, "kind": "setting_up", "again": True}), 201)
    for each in {*open_ones, other["id"]}:
        desk = Desk(client, {"id": each})
        desk.read()
        desk.act("withdraw", "另行研究")
    first = case.good(client.post(f"{API}/submissions", json={**asked, "kind": "setting_up"}), 201)
    assert first["state"] == "draft"


def test_nobody_hands_in_a_plan_of_others(client: TestClient, case: Desk, acting: As, plan: dict[str, Any]) -> None:
    acting(OTHER_STREET)
    asked = {"kind": "setting_up", "title": "设立", "plan_id": plan["id"]}
    answer = client.post(f"{API}/submissions", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (404, "plans.unknown")
    acting(BUREAU)
    answer = client.post(f"{API}/submissions", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (403, "approval.wrong_role")


def test_a_plan_that_was_submitted_is_never_removed_for_good(client: TestClient, case: Desk, acting: As) -> None:
    workspace = client.app.state.workspace
    with workspace.database.session() as session:
        submitted = session.get_one(PlanRow, case.case["subject"]["plan_id"])
        submitted.deleted_at = now() - timedelta(days=400)
        assert purge_deleted(session) == 0
        submitted.deleted_at = None
    acting(LOCAL)
    assert case.read()["submissions"][0]["is_intact"]
