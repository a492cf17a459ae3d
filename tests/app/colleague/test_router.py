"""The colleague asked over HTTP, in a process of its own."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.colleague import router
from app.jobs import router as jobs_router
from app.jobs.runner import JobRunner
from app.problems import install_handlers
from app.settings import Settings
from app.users.gate import Gate
from tests.app.jobs.conftest import wait_for


@pytest.fixture
def plan(draw):
    return draw({"c1": None})


@pytest.fixture
def client(plan, tmp_path):
    app = FastAPI()
    app.state.workspace = plan.workspace
    app.state.jobs = JobRunner(Settings(data=tmp_path, job_processes=1, job_standby=False))
    app.add_middleware(Gate, database=plan.workspace.database, accounts=False)
    app.include_router(router.api)
    app.include_router(jobs_router.api)
    install_handlers(app)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.jobs.stop()


def test_the_rest_is_solved_in_a_process_and_can_be_fetched(client, plan):
    answer = client.post(f"/api/v1/plans/{plan.plan_id}/jobs", json={"kind": "complete", "version": 0})
    assert answer.status_code == 202
    job = answer.json()
    assert (job["kind"], job["plan_id"], job["state"]) == ("complete", plan.plan_id, "queued")
    wait_for(plan.workspace, job["id"], "done")
    result = client.get(f"/api/v1/jobs/{job['id']}").json()["result"]
    assert result == {**plan.ask("complete").result, "seconds": result["seconds"], "offices": result["offices"]}
    assert "event: done" in client.get(f"/api/v1/jobs/{job['id']}/events").text


@pytest.mark.parametrize(("body", "status", "code"), [
    ({"kind": "guess", "version": 0}, 422, "request.invalid"),
    ({"kind": "complete"}, 422, "request.invalid"),
    ({"kind": "complete", "version": 3}, 404, "plans.version_unknown"),
    ({"kind": "repair", "version": 0, "units": []}, 422, "request.invalid"),
    ({"kind": "alternatives", "version": 0, "count": 99}, 422, "request.invalid"),
])
def test_what_cannot_be_asked_is_refused_at_once(client, plan, body, status, code):
    answer = client.post(f"/api/v1/plans/{plan.plan_id}/jobs", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_plan_that_does_not_exist_is_a_problem(client):
    assert client.post("/api/v1/plans/nobody/jobs", json={"kind": "complete", "version": 0}).status_code == 404


def test_every_kind_is_described(client):
    schema = client.get("/openapi.json").json()
    body = schema["paths"]["/api/v1/plans/{plan_id}/jobs"]["post"]["requestBody"]["content"]["application/json"]
    assert set(body["schema"]["discriminator"]["mapping"]) == {"complete", "repair", "improve", "alternatives"}
    stream = schema["paths"]["/api/v1/jobs/{job_id}/events"]["get"]["responses"]["200"]
    assert "text/event-stream" in stream["content"]
