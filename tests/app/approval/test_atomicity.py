"""One step is one transaction: whatever fails in its middle, nothing of it stays; asked again it happens once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.approval import acting, handing_in, requests, submitting
from app.approval.acting import act
from app.approval.errors import StaleCaseError
from app.approval.opening import open_ruling
from app.approval.papers import Brought, enter_paper
from app.storage.cases import CaseRow, StepRow
from app.workspace import LOCAL, Workspace
from tests.app.approval.desk import API, Desk, nothing_changes

WITHDRAW = requests.ActionRequest(action="withdraw", reason="报错了")


class CutError(Exception):
    """The machine went down here."""


def cut(*_: Any, **__: Any) -> None:
    raise CutError


def ruling(space: Workspace) -> str:
    area = requests.Area(name="铁路新村", subdistrict="新街", description="无人管理")
    with space.database.session() as session:
        case = open_ruling(session, LOCAL, requests.NewRuling(title="铁路新村归属", area=area))
        for slot in ("area_material", "map"):
            enter_paper(session, case, LOCAL, slot, Brought("扫描件.pdf", "pdf", 5, space.blobs.put(b"%PDF-")))
        return case.id


@pytest.mark.parametrize("place", [
    "clear", "_keep_time", "write", "registry_follows", "announce", "_follow_on", "touch",
])
def test_a_step_that_is_cut_off_leaves_nothing(any_workspace: Workspace, monkeypatch, place: str) -> None:
    case_id = ruling(any_workspace)
    with monkeypatch.context() as patch:
        patch.setattr(acting, place, cut)
        with nothing_changes(any_workspace), pytest.raises(CutError), any_workspace.database.session() as session:
            act(session, any_workspace, LOCAL, case_id, 1, requests.ActionRequest(action="report"))
    with any_workspace.database.session() as session:
        assert act(session, any_workspace, LOCAL, case_id, 1, requests.ActionRequest(action="report")).revision == 2


def test_a_step_that_is_cut_off_at_the_end_of_the_request(fresh: Desk, monkeypatch) -> None:
    """Even when everything was written and only the answer could not be made."""
    monkeypatch.setattr("app.approval.web.described", cut)
    with nothing_changes(fresh.client.app.state.workspace):
        assert fresh.tried("withdraw", "报错了").status_code == 500


def test_a_freeze_that_is_cut_off(client: TestClient, plan: dict[str, Any], monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(submitting, "announce", cut)
        before = client.get(f"{API}/cases").json()["total"]
        asked = {"kind": "setting_up", "title": "设立", "plan_id": plan["id"], "again": True}
        assert client.post(f"{API}/submissions", json=asked).status_code == 500
        assert client.get(f"{API}/cases").json()["total"] == before


def test_a_paper_that_is_cut_off(fresh: Desk, monkeypatch) -> None:
    monkeypatch.setattr(handing_in, "announce", cut)
    assert fresh.brought("opinion").status_code == 500
    assert fresh.read()["revision"] == 1
    assert next(slot for slot in fresh.case["slots"] if slot["id"] == "opinion")["papers"] == []


def test_two_at_once_make_one_step(any_workspace: Workspace) -> None:
    """Both have read the same revision: one wins, the other is told, and the number of steps is one."""
    case_id, outcomes = ruling(any_workspace), []
    gate = threading.Barrier(2)

    def withdraw() -> None:
        gate.wait()
        try:
            with any_workspace.database.session() as session:
                act(session, any_workspace, LOCAL, case_id, 1, WITHDRAW)
            outcomes.append("done")
        except StaleCaseError:
            outcomes.append("stale")

    threads = [threading.Thread(target=withdraw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "stale"]
    with any_workspace.database.reading() as session:
        assert session.query(StepRow).count() == 1


def test_numbers_are_given_once(any_workspace: Workspace) -> None:
    """Cases that are begun at the same moment get different numbers, without a gap."""
    area = requests.Area(name="铁路新村", subdistrict="新街", description="无人管理")
    gate = threading.Barrier(4)

    def begin() -> None:
        gate.wait()
        for _ in range(3):
            with any_workspace.database.session() as session:
                open_ruling(session, LOCAL, requests.NewRuling(title="铁路新村归属", area=area))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_workspace.database.reading() as session:
        numbers = sorted(number for (number,) in session.query(CaseRow.number))
    assert [number[-4:] for number in numbers] == [f"{count:04d}" for count in range(1, 13)]


class TestAskedAgain:
    def test_the_same_key_takes_one_step(self, fresh: Desk) -> None:
        def withdraw(key: str, reason: str = "报错了"):
            return fresh.client.post(
                f"{fresh.path}/actions", json={"action": "withdraw", "reason": reason},
                headers={**fresh.match, "Idempotency-Key": key},
            )

        first = withdraw("k1")
        with nothing_changes(fresh.client.app.state.workspace):
            assert withdraw("k1").json() == first.json()
        other = withdraw("k1", "另一个理由")
        assert (other.status_code, other.json()["code"]) == (422, "request.key_reused")
        assert withdraw("k2").json()["code"] == "approval.stale"

    def test_the_same_key_begins_one_case(self, client: TestClient, plan: dict[str, Any]) -> None:
        asked = {"kind": "setting_up", "title": "设立", "plan_id": plan["id"], "again": True}
        key = {"Idempotency-Key": "one-case"}
        first = client.post(f"{API}/submissions", json=asked, headers=key)
        with nothing_changes(client.app.state.workspace):
            again = client.post(f"{API}/submissions", json=asked, headers=key)
        assert (again.status_code, again.json()) == (201, first.json())
