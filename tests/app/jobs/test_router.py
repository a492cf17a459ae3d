"""Jobs over HTTP."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.jobs import router, store
from app.jobs.errors import error_body
from app.jobs.tasks import TaskResult
from app.metrics import CountRequests, Metrics, pages
from app.problems import install_handlers
from app.storage.models import JobRow, JobState
from app.users.gate import Gate


@pytest.fixture
def client(workspace, runner) -> TestClient:
    app = FastAPI()
    app.state.workspace, app.state.jobs, app.state.metrics = workspace, runner, Metrics(workspace.database)
    app.add_middleware(Gate, database=workspace.database, accounts=False)
    app.add_middleware(CountRequests, metrics=app.state.metrics)
    app.include_router(router.api)
    app.include_router(pages)
    install_handlers(app)
    return TestClient(app, raise_server_exceptions=False)


def add(workspace, job_id, kind="count", state=JobState.DONE, result=None, error=None, **changes) -> None:
    with workspace.database.session() as session:
        row = JobRow(id=job_id, kind=kind, request={}, created_by="本机", **changes)
        session.add(row)
        session.flush()
        if state in store.OVER:
            store.end(session, row, state, result, error)


def events(text) -> list[dict[str, str]]:
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


def test_a_job_is_shown_with_its_result_and_without_where_its_file_lies(client, workspace):
    blob = workspace.blobs.put("四至".encode())
    add(workspace, "j", result=TaskResult({"lines": 1}, blob, "四至.txt"))
    job = client.get("/api/v1/jobs/j").json()
    assert (job["state"], job["result"], job["file_name"]) == ("done", {"lines": 1}, "四至.txt")
    assert blob not in json.dumps(job)
    file = client.get("/api/v1/jobs/j/file")
    assert file.content.decode() == "四至"
    assert "%E5%9B%9B%E8%87%B3.txt" in file.headers["content-disposition"]


def test_jobs_are_listed_by_state_and_page(client, workspace):
    add(workspace, "a")
    add(workspace, "b", state=JobState.FAILED, error=error_body(ValueError()))
    add(workspace, "c")
    page = client.get("/api/v1/jobs", params={"state": "done", "limit": 1}).json()
    assert (page["total"], page["limit"], page["offset"], len(page["items"])) == (2, 1, 0, 1)
    (failed,) = client.get("/api/v1/jobs", params={"state": "failed"}).json()["items"]
    assert failed["error"]["code"] == "fault"
    assert "result" not in failed
    assert client.get("/api/v1/jobs", params={"state": "lost"}).status_code == 422


def test_the_events_of_a_finished_job_are_replayed_from_where_the_reader_was(client, workspace):
    add(workspace, "j", state=JobState.QUEUED)
    with workspace.database.session() as session:
        store.take_next(session, "a/1/x")
        store.tell(session, "j", "a/1/x", "progress", {"objective": 2.5})
        store.end(session, store.own_row(session, "j", "a/1/x"), JobState.DONE, TaskResult({"to": 3}))
    answer = client.get("/api/v1/jobs/j/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    first, last = events(answer.text)
    assert (first["event"], first["id"], json.loads(first["data"])) == ("progress", "1", {"objective": 2.5})
    assert (last["event"], json.loads(last["data"])["result"]) == ("done", {"to": 3})
    (only,) = events(client.get("/api/v1/jobs/j/events", headers={"Last-Event-ID": "1"}).text)
    assert only["id"] == "2"


def test_a_waiting_job_can_be_cancelled(client, workspace):
    add(workspace, "j", state=JobState.QUEUED)
    assert client.post("/api/v1/jobs/j/cancel").json()["state"] == "cancelled"


@pytest.mark.parametrize(("method", "path"), [
    ("get", ""), ("post", "/cancel"), ("get", "/events"), ("get", "/file"),
])
def test_what_does_not_exist_is_a_problem_in_both_languages(client, method, path):
    answer = client.request(method, f"/api/v1/jobs/nobody{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "jobs.unknown"


def test_a_job_without_a_file_says_so(client, workspace):
    add(workspace, "j")
    assert client.get("/api/v1/jobs/j/file").json()["code"] == "jobs.no_file"


def test_metrics_count_requests_by_route_and_jobs_by_state(client, workspace):
    add(workspace, "a")
    add(workspace, "b", state=JobState.QUEUED)
    client.get("/api/v1/jobs/a")
    client.get("/api/v1/jobs/nobody")
    client.get("/no/such/place")
    text = client.get("/metrics").text
    assert 'sizhi_requests_total{method="GET",route="/api/v1/jobs/{job_id}",status="200"} 1.0' in text
    assert 'sizhi_requests_total{method="GET",route="/api/v1/jobs/{job_id}",status="404"} 1.0' in text
    assert 'route="unmatched",status="404"} 1.0' in text
    assert 'sizhi_request_seconds_count{method="GET",route="/api/v1/jobs/{job_id}"} 2.0' in text
    assert 'sizhi_jobs{kind="count",state="done"} 1.0' in text
    assert "sizhi_job_queue_length 1.0" in text
