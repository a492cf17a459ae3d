"""A waiver on the server: asked by who draws, granted by who may, held against the plan, frozen with it (rules.md 0.2).

和平 holds c3, which touches none of its other squares: PL-4, an exclave. Its street office asks, the bureau of the
district grants; nobody else decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.approval.freezing import freeze_plan
from app.approval.store import newest_submission
from app.storage.cases import TrailRow
from app.storage.models import DatasetRow, PlanRow
from app.storage.waivers import WaiverRow
from app.workspace import Workspace
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import browser_of, organisation_of, with_people

TODAY = date.today()
TERMS = {
    "reason": "飞地由和平社区托管", "document_number": "莲民〔2026〕7号", "granted_on": str(TODAY),
    "until": str(TODAY + timedelta(days=400)),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[FastAPI]:
    """One server for all: each test draws a plan of its own."""
    app = with_people(tmp_path_factory.mktemp("waivers"))
    yield app
    app.state.jobs.stop()
    app.state.workspace.database.close()


@pytest.fixture(scope="module")
def ground_id(app: FastAPI) -> str:
    """The nine squares, put into use by the bureau of the district."""
    return enter_ground(app)


def enter_ground(app: FastAPI) -> str:
    workspace: Workspace = app.state.workspace
    dataset_id = enter_grid(workspace)
    with workspace.database.session() as session:
        session.execute(update(DatasetRow).values(organisation_id=organisation_of(workspace, "bureau")))
    return dataset_id


@pytest.fixture
def plan_id(app: FastAPI, ground_id: str) -> str:
    """A plan of the street office in which 和平 has an exclave."""
    return begin(app, ground_id)


def begin(app: FastAPI, ground_id: str) -> str:
    made = browser_of(app, "street_office").post("/api/v1/plans", json={"dataset_id": ground_id, "name": "方案甲"})
    plan_id: str = made.json()["id"]
    move(app, plan_id, 0, ["c3", "丰和", "和平"])
    return plan_id


def move(app: FastAPI, plan_id: str, head: int, *units: list[str], login: str = "street_office") -> None:
    command = {"command_id": uuid.uuid4().hex, "kind": "move", "label": {"zh": "移动", "en": "Move"},
               "changes": {"units": units}}
    answer = browser_of(app, login).post(
        f"/api/v1/plans/{plan_id}/commands", json={"commands": [command]}, headers={"If-Match": f'"{head}"'}
    )
    assert answer.status_code == 200, answer.text


def ask(app: FastAPI, plan_id: str, login: str = "street_office", **told: Any) -> Any:
    body = {"rule": "PL-4", "community_id": "和平", "reason": "隔铁路相望，已由和平社区服务多年", **told}
    return browser_of(app, login).post(f"/api/v1/plans/{plan_id}/waivers", json=body)


def decide(app: FastAPI, login: str, waiver: dict[str, Any], what: str, **told: Any) -> Any:
    body = {**(TERMS if what == "grant" else {"reason": "不再需要"}), **told}
    return browser_of(app, login).post(
        f"/api/v1/waivers/{waiver['id']}/{what}", json=body, headers={"If-Match": f'"{waiver["revision"]}"'}
    )


def judged(app: FastAPI, plan_id: str, rule: str = "PL-4", community: str = "和平") -> dict[str, Any]:
    audit = browser_of(app, "street_office").get(f"/api/v1/plans/{plan_id}/judgement").json()["audit"]
    return next(f for f in audit["findings"] if (f["rule"], f["community_id"]) == (rule, community))


def submit(app: FastAPI, plan_id: str) -> Any:
    return browser_of(app, "street_office").post(
        "/api/v1/submissions", json={"kind": "setting_up", "title": "设立", "plan_id": plan_id}
    )


def lines(app: FastAPI, plan_id: str) -> list[tuple[str, str, str | None]]:
    with app.state.workspace.database.reading() as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.object_kind == "waiver").order_by(TrailRow.number))
        return [(row.action, row.actor, row.role) for row in rows if (row.after or {})["plan_id"] == plan_id]


def seen_by(app: FastAPI, login: str, plan_id: str) -> list[dict[str, Any]]:
    items = browser_of(app, login).get("/api/v1/waivers?limit=200").json()["items"]
    return [one for one in items if one["plan_id"] == plan_id]


def only(app: FastAPI, login: str, plan_id: str) -> dict[str, Any]:
    (found,) = seen_by(app, login, plan_id)
    return found


def test_from_the_request_to_the_frozen_submission(app: FastAPI, plan_id: str) -> None:
    refused = submit(app, plan_id)
    assert refused.json()["code"] == "approval.blocked"
    assert [f["rule"] for f in refused.json()["findings"]] == ["PL-4"]

    asked = ask(app, plan_id)
    assert asked.status_code == 201, asked.text
    told = asked.json()
    assert (told["state"], told["version"], told["district"]) == ("asked", 1, "莲湖区")
    assert (told["may_decide"], told["may_withdraw"], told["holds"]) == (False, True, False)
    assert told["finding"]["measured"] == 2.0
    assert judged(app, plan_id)["status"] == "fail"  # to ask is not to have
    assert submit(app, plan_id).json()["code"] == "approval.blocked"

    seen = only(app, "bureau", plan_id)
    assert (seen["id"], seen["may_decide"], seen["plan"]) == (told["id"], True, "方案甲")
    assert "和平" in browser_of(app, "bureau").get(f"/api/v1/waivers/{told['id']}/map").text
    granted = decide(app, "bureau", seen, "grant")
    assert granted.status_code == 200, granted.text
    assert (granted.json()["state"], granted.json()["holds"], granted.json()["revision"]) == ("granted", True, 2)

    finding = judged(app, plan_id)
    assert (finding["status"], finding["blocks"]) == ("waived", None)
    assert finding["waiver"] == {
        "reason": TERMS["reason"], "granted_by": "district_civil_affairs", "granted_on": TERMS["granted_on"],
        "until": TERMS["until"], "remedy": None, "organisation": "莲湖区民政局", "document_number": "莲民〔2026〕7号",
    }
    assert "莲湖区民政局（莲民〔2026〕7号）豁免：飞地由和平社区托管" in finding["message_zh"]

    case = submit(app, plan_id)
    assert case.status_code == 201, case.text
    with app.state.workspace.database.reading() as session:
        row = newest_submission(session, case.json()["id"])
        assert row is not None
        frozen, digest = row.audit, row.hash
    assert next(f for f in frozen["findings"] if f["status"] == "waived")["waiver"] == finding["waiver"]

    withdrawn = decide(app, "bureau", granted.json(), "withdraw", reason="铁路已拆")
    assert withdrawn.json()["state"] == "withdrawn"
    assert judged(app, plan_id)["status"] == "fail"
    with app.state.workspace.database.reading() as session:
        row = newest_submission(session, case.json()["id"])
        assert row is not None
        assert (row.audit, row.hash) == (frozen, digest)
    detail = browser_of(app, "street_office").get(f"/api/v1/cases/{case.json()['id']}").json()
    issue = next(one for one in detail["actions"] if one["action"] == "issue_opinion")
    assert "no_blocking_finding" not in [guard["id"] for guard in issue["failed_guards"]]
    assert lines(app, plan_id) == [
        ("waiver.ask", "新街街道办事处经办", "street_office"),
        ("waiver.grant", "莲湖区民政局经办", "district_civil_affairs"),
        ("waiver.withdraw", "莲湖区民政局经办", "district_civil_affairs"),
    ]


def test_each_kind_of_database_keeps_it(database_address: str | None, tmp_path: Path) -> None:
    """The same on SQLite and on PostgreSQL, where whoever decides holds the row."""
    app = with_people(tmp_path, address=database_address)
    try:
        plan_id = begin(app, enter_ground(app))
        granted = decide(app, "bureau", ask(app, plan_id).json(), "grant").json()
        assert granted["holds"] is True
        assert judged(app, plan_id)["status"] == "waived"
        assert decide(app, "bureau", granted, "withdraw").json()["state"] == "withdrawn"
        assert seen_by(app, "city_bureau", plan_id) == seen_by(app, "other_district", plan_id) == []
    finally:
        app.state.jobs.stop()
        app.state.workspace.database.close()


def test_the_hash_of_a_submission_covers_the_waiver(app: FastAPI, plan_id: str) -> None:
    """The same drawing under another document is another submission."""
    hashes = []
    for number in ("莲民〔2026〕7号", "莲民〔2026〕8号"):
        granted = decide(app, "bureau", ask(app, plan_id).json(), "grant", document_number=number).json()
        hashes.append(freeze_plan(app.state.workspace, plan_id).hash)
        decide(app, "bureau", granted, "withdraw")
    assert len(set(hashes)) == 2


@pytest.mark.parametrize(("login", "code"), [
    ("street_office", "waivers.wrong_role"), ("other_street", "waivers.unknown"), ("other_district", "waivers.unknown"),
    ("district_gov", "waivers.unknown"), ("city_bureau", "waivers.unknown"), ("departments", "waivers.unknown"),
    ("administrator", "waivers.unknown"), ("planner", "waivers.unknown"),
])
def test_nobody_but_the_bureau_of_the_district_decides_on_an_exclave(app, plan_id, login, code) -> None:
    waiver = ask(app, plan_id).json()
    for what in ("grant", "refuse"):
        assert decide(app, login, waiver, what).json()["code"] == code
    assert only(app, "bureau", plan_id)["state"] == "asked"


def test_what_is_redrawn_has_to_be_asked_anew_and_taking_it_back_brings_it_back(app: FastAPI, plan_id: str) -> None:
    waiver = ask(app, plan_id).json()
    decide(app, "bureau", waiver, "grant")
    move(app, plan_id, 1, ["c2", "丰和", "和平"])  # two squares beyond now: another exclave than was looked at
    assert judged(app, plan_id)["status"] == "fail"
    assert (only(app, "bureau", plan_id)["holds"], only(app, "bureau", plan_id)["is_redrawn"]) == (False, True)
    assert ask(app, plan_id).status_code == 201
    move(app, plan_id, 2, ["c2", "和平", "丰和"])
    assert judged(app, plan_id)["status"] == "waived"


def test_what_was_redrawn_before_the_decision_is_not_granted(app: FastAPI, plan_id: str) -> None:
    waiver = ask(app, plan_id).json()
    move(app, plan_id, 1, ["c2", "丰和", "和平"])
    assert decide(app, "bureau", waiver, "grant").json()["code"] == "waivers.redrawn"
    assert decide(app, "bureau", waiver, "refuse").json()["state"] == "refused"


def test_another_place_changes_nothing(app: FastAPI, plan_id: str) -> None:
    """丰和 gives b2 away to nobody: 和平 is drawn as it was shown."""
    decide(app, "bureau", ask(app, plan_id).json(), "grant")
    move(app, plan_id, 1, ["c1", "丰和", None])
    assert judged(app, plan_id)["status"] == "waived"


def test_a_waiver_ends_by_itself(app: FastAPI, plan_id: str) -> None:
    decide(app, "bureau", ask(app, plan_id).json(), "grant")
    assert judged(app, plan_id)["status"] == "waived"
    with app.state.workspace.database.session() as session:
        session.execute(update(WaiverRow).where(WaiverRow.plan_id == plan_id).values(
            granted_on=TODAY - timedelta(days=30), until=TODAY - timedelta(days=1)
        ))
    finding = judged(app, plan_id)
    assert finding["status"] == "fail"
    assert "到期" in finding["message_zh"]
    assert (only(app, "bureau", plan_id)["holds"], only(app, "bureau", plan_id)["has_ended"]) == (False, True)
    assert ask(app, plan_id).status_code == 201


@pytest.mark.parametrize(("asked", "status", "code"), [
    ({"community_id": "丰和"}, 422, "waivers.no_breach"),
    ({"community_id": "无此社区"}, 422, "waivers.no_breach"),
    ({"rule": "PL-99"}, 422, "waivers.no_breach"),
    ({"community_id": None}, 422, "request.invalid"),
    ({"reason": " "}, 422, "request.invalid"),
    ({"version": 7}, 404, "plans.version_unknown"),
])
def test_what_cannot_be_asked(app, plan_id, asked, status, code) -> None:
    answer = ask(app, plan_id, **asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert lines(app, plan_id) == []


def test_a_rule_that_cannot_be_waived(app: FastAPI, plan_id: str) -> None:
    """Under the stricter band 和平, 5,575 households, breaks LH-4.3 hard: that is to be mended."""
    client = browser_of(app, "street_office")
    told = {"profile": {"id": "lianhu-2024", "overlays": ["band-hard"]}}
    assert client.patch(f"/api/v1/plans/{plan_id}", json=told, headers={"If-Match": '"1"'}).status_code == 200
    answer = ask(app, plan_id, rule="LH-4.3")
    assert (answer.status_code, answer.json()["code"]) == (422, "waivers.not_waivable")
    assert "PL-4" in answer.json()["message_zh"]


def test_nobody_asks_twice_and_the_same_key_asks_once(app: FastAPI, plan_id: str) -> None:
    client, body = browser_of(app, "street_office"), {"rule": "PL-4", "community_id": "和平", "reason": "托管"}
    first, again = (
        client.post(f"/api/v1/plans/{plan_id}/waivers", json=body, headers={"Idempotency-Key": "k"}).json()["id"]
        for _ in range(2)
    )
    assert first == again
    answer = ask(app, plan_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "waivers.twice")
    decide(app, "bureau", only(app, "bureau", plan_id), "grant")
    assert ask(app, plan_id).json()["code"] == "waivers.twice"


@pytest.mark.parametrize("terms", [
    {"until": str(TODAY - timedelta(days=1)), "granted_on": str(TODAY - timedelta(days=9))},
    {"granted_on": str(TODAY + timedelta(days=1))},
])
def test_days_that_cannot_be(app, plan_id, terms) -> None:
    assert decide(app, "bureau", ask(app, plan_id).json(), "grant", **terms).json()["code"] == "waivers.terms"


def test_it_is_decided_once_and_by_who_has_read_it(app: FastAPI, plan_id: str) -> None:
    waiver = ask(app, plan_id).json()
    refused = decide(app, "bureau", waiver, "refuse", reason="先并入相邻社区").json()
    assert (refused["state"], refused["reason"]) == ("refused", "先并入相邻社区")
    assert refused["organisation"] == "莲湖区民政局"
    stale = decide(app, "bureau", waiver, "grant")
    assert (stale.status_code, stale.json()["code"], stale.json()["revision"]) == (409, "waivers.stale", 2)
    assert decide(app, "bureau", refused, "grant").json()["code"] == "waivers.state"
    assert decide(app, "street_office", refused, "withdraw").json()["code"] == "waivers.state"
    assert ask(app, plan_id).status_code == 201  # with better reasons


def test_who_asked_takes_it_back_and_who_granted_takes_that_back(app: FastAPI, plan_id: str) -> None:
    waiver = ask(app, plan_id).json()
    assert decide(app, "bureau", waiver, "withdraw").json()["code"] == "waivers.wrong_role"
    assert decide(app, "street_office", waiver, "withdraw").json()["state"] == "withdrawn"
    granted = decide(app, "bureau", ask(app, plan_id).json(), "grant").json()
    assert decide(app, "street_office", granted, "withdraw").json()["code"] == "waivers.wrong_role"


def test_a_soft_breach_needs_only_the_reason_of_who_draws(app: FastAPI, plan_id: str) -> None:
    """和平 has 5,575 households, 575 over the band (LH-4.3, soft): LH-6.1, every size finding may be justified."""
    before = judged(app, plan_id, "LH-4.3")
    assert (before["status"], before["severity"], before["measured"]) == ("fail", "soft", 5575.0)
    told = ask(app, plan_id, rule="LH-4.3", reason="2027 年拆分")
    assert (told.json()["state"], told.json()["holds"], told.json()["role"]) == ("granted", True, "street_office")
    finding = judged(app, plan_id, "LH-4.3")
    assert finding["status"] == "waived"
    assert finding["message_zh"].endswith("；新街街道办事处说明：2027 年拆分")
    assert seen_by(app, "bureau", plan_id) == []  # it decides nothing there
    assert lines(app, plan_id) == [("waiver.justify", "新街街道办事处经办", "street_office")]


def test_a_bureau_decides_on_its_own_drawing_in_two_steps(app: FastAPI, plan_id: str) -> None:
    with app.state.workspace.database.session() as session:
        session.execute(update(PlanRow).where(PlanRow.id == plan_id).values(
            organisation_id=organisation_of(app.state.workspace, "bureau")
        ))
    waiver = ask(app, plan_id, login="bureau").json()
    assert (waiver["may_decide"], waiver["may_withdraw"]) == (True, True)
    assert decide(app, "bureau", waiver, "grant").json()["holds"] is True


def test_a_copy_has_to_ask_for_itself(app: FastAPI, plan_id: str) -> None:
    """A copy is another plan, on which others may draw: what was granted was granted for this one."""
    decide(app, "bureau", ask(app, plan_id).json(), "grant")
    copied = browser_of(app, "street_office").post(f"/api/v1/plans/{plan_id}/copy", json={}).json()["id"]
    assert judged(app, copied)["status"] == "fail"


def test_without_accounts_whoever_sits_there_does_both(client: TestClient, plan: dict[str, Any]) -> None:
    command = {"command_id": uuid.uuid4().hex, "kind": "move", "label": {"zh": "移动", "en": "Move"},
               "changes": {"units": [["c3", "丰和", "和平"]]}}
    own = f"/api/v1/plans/{plan['id']}"
    drawn = client.post(f"{own}/commands", json={"commands": [command]}, headers={"If-Match": '"0"'})
    assert drawn.status_code == 200, drawn.text
    asked = client.post(f"{own}/waivers", json={"rule": "PL-4", "community_id": "和平", "reason": "托管"}).json()
    granted = client.post(f"/api/v1/waivers/{asked['id']}/grant", json=TERMS, headers={"If-Match": '"1"'})
    assert granted.json()["holds"] is True, granted.text
    listed = client.get(f"{own}/waivers").json()
    assert [one["state"] for one in listed["items"]] == ["granted"]
    assert {one["rule"] for one in listed["waivable"]} == {"PL-4", "PL-5", "LH-7.1", "LH-7.2", "LH-7.3"}
    finding = next(
        f for f in client.get(f"{own}/judgement").json()["audit"]["findings"] if f["rule"] == "PL-4"
        and f["community_id"] == "和平"
    )
    assert "区民政局（莲民〔2026〕7号）豁免" in finding["message_zh"]
