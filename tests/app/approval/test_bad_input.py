"""What is refused answers with a stable code and a remedy in both languages, and changes nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import update

from app.storage.cases import SubmissionRow
from app.workspace import Workspace
from tests.app.approval.desk import API, DOCX, JPG, PDF, PNG, XLSX, Desk, nothing_changes, packed, submit

TOMORROW = (date.today() + timedelta(days=1)).isoformat()
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def draft(client: TestClient, plan: dict[str, Any]) -> dict[str, Any]:
    return submit(client, plan["id"]).case


@pytest.fixture
def desk(client: TestClient, draft: dict[str, Any]) -> Desk:
    """The same draft for all that is refused: it stays one."""
    desk = Desk(client, draft)
    desk.read()
    return desk


@pytest.fixture(scope="module")
def reviewed(client: TestClient, plan: dict[str, Any]) -> Desk:
    """A case under review by the district."""
    desk = submit(client, plan["id"])
    desk.bring_all("issue_opinion")
    desk.act("issue_opinion")
    desk.record("residents", held_on="2026-02-10", attended=50, agreed=45)
    desk.bring_all("apply")
    desk.act("apply")
    desk.act("receive")
    return desk


@pytest.fixture
def workspace_of(client: TestClient) -> Workspace:
    return client.app.state.workspace


def refused(desk: Desk, status: int, code: str, do: Callable[[], Response]) -> dict[str, Any]:
    """Do something that is refused; return the problem."""
    with nothing_changes(desk.client.app.state.workspace):
        answer = do()
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["message_zh"]
    assert told["message_en"]
    return told


def put_record(desk: Desk, name: str, **told: Any) -> Response:
    return desk.client.put(f"{desk.path}/records/{name}", json=told, headers=desk.match)


class TestSteps:
    def test_a_step_that_the_state_does_not_offer(self, desk):
        told = refused(desk, 409, "approval.illegal", lambda: desk.tried("approve"))
        assert "提出意见" in told["message_zh"]

    def test_a_step_that_nobody_knows(self, desk):
        refused(desk, 409, "approval.illegal", lambda: desk.tried("fly"))

    def test_papers_that_are_missing_are_listed(self, desk):
        told = refused(desk, 422, "approval.papers_missing", lambda: desk.tried("issue_opinion"))
        assert told["missing"] == ["opinion", "staff_plan"]

    def test_a_reason_that_is_missing(self, desk):
        refused(desk, 422, "approval.reason_missing", lambda: desk.tried("withdraw"))
        refused(desk, 422, "request.invalid", lambda: desk.tried("withdraw", "   "))

    def test_conditions_that_do_not_hold_are_listed(self, fresh):
        desk = fresh
        desk.bring_all("issue_opinion")
        desk.act("issue_opinion")
        desk.bring_all("apply")
        told = refused(desk, 422, "approval.guard", lambda: desk.tried("apply"))
        assert told["guards"] == ["residents_agreed"]

    def test_a_stale_version(self, desk):
        stale = {"If-Match": '"7"'}
        told = refused(desk, 409, "approval.stale", lambda: desk.client.post(
            f"{desk.path}/actions", json={"action": "withdraw", "reason": "重复"}, headers=stale
        ))
        assert told["revision"] == desk.case["revision"]

    def test_without_the_version(self, desk):
        refused(desk, 422, "request.invalid", lambda: desk.client.post(
            f"{desk.path}/actions", json={"action": "withdraw", "reason": "重复"}
        ))

    def test_another_version_than_was_looked_at(self, desk):
        refused(desk, 409, "approval.changed_after_signature", lambda: desk.tried(
            "withdraw", "重复", submission_hash="0" * 64
        ))

    def test_points_with_a_step_that_sends_nothing_back(self, desk):
        refused(desk, 422, "approval.request", lambda: desk.tried("withdraw", "重复", points=[{"text": "一"}]))

    def test_a_case_that_is_not_there(self, desk):
        nowhere = Desk(desk.client, {**desk.case, "id": "nix"})
        refused(desk, 404, "approval.unknown", lambda: nowhere.tried("withdraw", "重复"))
        refused(desk, 404, "approval.unknown", lambda: desk.client.get(nowhere.path))


class TestWhatWasSigned:
    def test_a_folder_that_was_changed_on_disk(self, fresh, workspace_of):
        fresh.bring_all("issue_opinion")
        with workspace_of.database.reading() as session:
            kept = session.query(SubmissionRow.frozen).filter(SubmissionRow.case_id == fresh.case["id"]).scalar()
        path = workspace_of.blobs.path(kept)
        content = path.read_bytes()
        path.write_bytes(content[:-1] + b"!")
        try:
            refused(fresh, 409, "approval.changed_after_signature", lambda: fresh.tried("issue_opinion"))
            assert [each["is_intact"] for each in fresh.read()["submissions"]] == [False]
        finally:
            path.write_bytes(content)  # other cases of this server froze the same plan

    def test_a_paper_that_was_changed_on_disk(self, fresh, workspace_of):
        content = PDF + b"another one"
        paper = fresh.good(fresh.brought("opinion", content=content), 201)
        fresh.read()
        fresh.bring_all("issue_opinion")
        path = workspace_of.blobs.path(paper["sha256"])
        path.write_bytes(PDF + b"forged")
        told = refused(fresh, 409, "approval.changed_after_signature", lambda: fresh.tried("issue_opinion"))
        assert paper["file_name"] in told["message_zh"]
        path.unlink()
        refused(fresh, 409, "approval.changed_after_signature", lambda: fresh.tried("issue_opinion"))
        path.write_bytes(content)
        fresh.act("issue_opinion")

    @pytest.mark.parametrize(("column", "value"), [
        ("audit", {"findings": [], "verdict": "pass"}), ("document", {"assignment": {}}), ("plan_version", 9),
        ("dataset_hash", "0" * 64), ("header", {"limits": "0" * 64}),
    ])
    def test_a_row_that_was_changed_in_the_database(self, fresh, workspace_of, column, value):
        fresh.bring_all("issue_opinion")
        assert [each["is_intact"] for each in fresh.case["submissions"]] == [True]
        with workspace_of.database.session() as session:
            row = session.query(SubmissionRow).filter(SubmissionRow.case_id == fresh.case["id"]).one()
            setattr(row, column, {**getattr(row, column), **value} if isinstance(value, dict) else value)
        refused(fresh, 409, "approval.changed_after_signature", lambda: fresh.tried("issue_opinion"))

    def test_it_can_still_be_withdrawn(self, fresh, workspace_of):
        with workspace_of.database.session() as session:
            mine = SubmissionRow.case_id == fresh.case["id"]
            session.execute(update(SubmissionRow).where(mine).values(plan_version=9))
        fresh.act("withdraw", "校验值不符，另行报送")


class TestPapers:
    @pytest.mark.parametrize(("slot", "name", "content"), [
        ("opinion", "意见.pdf", b"<html><script>alert(1)</script></html>"),
        ("opinion", "意见.jpg", PNG),
        ("opinion", "意见.docx", packed(evil_xml=b"<x/>")),
        ("opinion", "意见.docx", b"PK\x03\x04 but no archive"),
        ("staff_plan", "方案.xlsx", DOCX),
        ("opinion", "意见.pdf", b""),
        ("opinion", "意见.exe", b"MZ"), ("opinion", "意见", PDF), ("opinion", "意见.pdf.html", PDF),
        ("opinion", "意见.xlsx", XLSX), ("opinion", "意见.zip", packed(a=b"a")),
        ("first_check_record_2", "x.pdf", PDF), ("inventory", "x.pdf", PDF),
    ])
    def test_what_is_not_what_its_name_says_or_not_for_the_slot(self, desk, slot, name, content):
        refused(desk, 422, "approval.paper", lambda: desk.brought(slot, name, content))

    def test_a_day_that_is_none(self, desk):
        refused(desk, 422, "approval.request", lambda: desk.brought("opinion", dated="去年"))

    def test_a_stale_version(self, desk):
        desk.case["revision"] += 1
        refused(desk, 409, "approval.stale", lambda: desk.brought("opinion"))

    def test_two_files_at_once(self, desk):
        files = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]
        refused(desk, 422, "approval.paper", lambda: desk.client.put(
            f"{desk.path}/papers/opinion", files=files, headers=desk.match
        ))

    def test_a_paper_that_is_being_judged(self, reviewed):
        refused(reviewed, 409, "approval.illegal", lambda: reviewed.brought("opinion"))

    def test_a_photograph_that_is_a_document(self, desk):
        refused(desk, 422, "approval.paper", lambda: desk.client.post(
            f"{desk.path}/photos", files={"file": ("现场.pdf", PDF)}
        ))

    def test_after_the_end(self, fresh):
        desk = fresh
        desk.act("withdraw", "重复")
        refused(desk, 409, "approval.illegal", lambda: desk.brought("opinion"))


class TestOthers:
    @pytest.mark.parametrize(("name", "told", "status", "code"), [
        ("nix", {}, 422, "approval.record"),
        ("ruling", {}, 422, "approval.record"),
        ("residents", {"held_on": "2026-02-10", "attended": 5, "agreed": 6}, 422, "approval.record"),
        ("residents", {"held_on": "heute", "attended": 5, "agreed": 5}, 422, "approval.record"),
        ("residents", {"held_on": "2026-02-10", "attended": 5, "agreed": 5, "extra": 1}, 422, "approval.record"),
        ("residents", {"held_on": "2026-02-10", "attended": 5, "agreed": 5}, 409, "approval.illegal"),
        ("planned", {"dates": [{"state": "nix", "due_on": "2026-12-01"}]}, 422, "approval.record"),
    ])
    def test_records(self, desk, name, told, status, code):
        refused(desk, status, code, lambda: put_record(desk, name, **told))

    @pytest.mark.parametrize("departments", [[{}], [{"name": "甲"}, {"name": "甲"}], [{"organisation_id": "nix"}]])
    def test_departments(self, client, reviewed, departments):
        refused(reviewed, 422, "approval.request", lambda: client.post(
            f"{reviewed.path}/opinions", json={"departments": departments}, headers=reviewed.match
        ))

    def test_opinions_outside_the_review_or_late(self, client, desk, reviewed):
        asked = {"departments": [{"name": "甲"}]}
        refused(desk, 409, "approval.illegal", lambda: client.post(
            f"{desk.path}/opinions", json=asked, headers=desk.match
        ))
        refused(reviewed, 422, "approval.request", lambda: client.post(
            f"{reviewed.path}/opinions", json={**asked, "due_on": YESTERDAY}, headers=reviewed.match
        ))
        refused(reviewed, 404, "approval.part_unknown", lambda: client.put(
            f"{reviewed.path}/opinions/nix", json={"verdict": "agree", "text": "同意"}
        ))

    def test_visits(self, client, desk):
        visit = {"visited_on": "2026-03-02", "persons": ["王一"], "text": "无", "photos": ["nix"]}
        refused(desk, 404, "approval.part_unknown", lambda: client.post(f"{desk.path}/visits", json=visit))
        photo = desk.good(client.post(f"{desk.path}/photos", files={"file": ("现场.jpg", JPG)}), 201)["id"]
        refused(desk, 422, "approval.request", lambda: client.post(
            f"{desk.path}/visits", json={**visit, "photos": [photo], "visited_on": TOMORROW}
        ))

    def test_a_point_that_is_not_there(self, client, desk):
        refused(desk, 404, "approval.part_unknown", lambda: client.put(
            f"{desk.path}/points/nix", json={"reply": "已改"}, headers=desk.match
        ))

    def test_freezing_where_the_case_is_with_others(self, reviewed):
        refused(reviewed, 409, "approval.illegal", reviewed.freeze)

    def test_freezing_what_is_not_there(self, desk):
        refused(desk, 404, "plans.unknown", lambda: desk.freeze(plan_id="nix"))
        refused(desk, 404, "plans.version_unknown", lambda: desk.freeze(version=9))

    @pytest.mark.parametrize(("told", "status", "code"), [
        ({"plan_id": "nix"}, 404, "plans.unknown"), ({"version": 9}, 404, "plans.version_unknown"),
        ({"parent_id": "nix"}, 404, "approval.unknown"), ({"subdistrict": "旧街"}, 422, "approval.request"),
        ({"kind": "transfer"}, 422, "request.invalid"), ({"title": " "}, 422, "request.invalid"),
    ])
    def test_opening(self, client, plan, desk, told, status, code):
        asked = {"kind": "setting_up", "title": "设立", "again": True, "plan_id": plan["id"], **told}
        refused(desk, status, code, lambda: client.post(f"{API}/submissions", json=asked))

    @pytest.mark.parametrize("cursor", ["nix", "W10=", "W251bGwsIG51bGxd", "WyIyMDI2LTAxLTAxIiwgIngiXQ=="])
    def test_a_cursor_that_is_none(self, client, desk, cursor):
        refused(desk, 422, "request.cursor", lambda: client.get(f"{API}/cases", params={"cursor": cursor}))
