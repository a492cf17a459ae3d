"""Jobs in processes of their own: what they tell, how they end, what a restart does."""

from __future__ import annotations

import os
import time

import pytest

from app.jobs.runner import JobRunner
from app.jobs.store import events_after
from app.storage.models import JobRow, now
from app.workspace import LOCAL
from tests.app.jobs.conftest import look, submit, wait_for


def events(workspace, job_id):
    with workspace.database.session() as session:
        return [(event.number, event.kind, event.data) for event in events_after(session, job_id, 0)]


def test_jobs_tell_end_fail_and_die_each_in_a_process_of_its_own(runner, workspace):
    jobs = {kind: submit(runner, workspace, kind, to=3) for kind in ("count", "refuse", "stumble", "die", "make")}
    ended = {kind: wait_for(workspace, job_id, "done", "failed") for kind, job_id in jobs.items()}

    assert events(workspace, jobs["count"]) == [
        (1, "progress", {"at": 1, "list": [1, 2]}), (2, "best", {"at": 2, "parts": []}), (3, "progress", {"at": 3}),
        (4, "done", {}),
    ]
    assert ended["count"].result["to"] == 3
    assert ended["count"].result["pid"] != os.getpid()
    assert ended["count"].attempt == 1
    assert ended["refuse"].error == {"code": "sample.refused", "message_zh": "不行", "message_en": "No"}
    assert ended["stumble"].error["code"] == "fault"
    assert "ZeroDivisionError" in ended["stumble"].error["message_en"]
    assert ended["die"].error["code"] == "jobs.died"
    assert "-9" in ended["die"].error["message_zh"]
    assert workspace.blobs.get(ended["make"].result["blob"]).decode() == "四至"


def test_a_cancel_keeps_the_best(runner, workspace):
    heeding, ignoring = submit(runner, workspace, "heed"), submit(runner, workspace, "ignore")
    waiting = submit(runner, workspace, "count", to=1)
    for job_id, told in ((heeding, "progress"), (ignoring, "best")):
        while told not in [kind for _, kind, _ in events(workspace, job_id)]:
            time.sleep(0.03)
    assert look(workspace, waiting).state == "queued", "two run at a time"
    for job_id in (waiting, heeding, ignoring):
        with workspace.database.session() as session:
            runner.cancel(session, job_id)
    assert wait_for(workspace, waiting, "cancelled").result is None
    assert wait_for(workspace, heeding, "cancelled").result["kept"] == "best"
    assert wait_for(workspace, ignoring, "cancelled").result["kept"] == "last told"


def test_nothing_begins_before_the_transaction_is_committed(runner, workspace):
    with workspace.database.session() as session:
        job_id = runner.submit(session, "count", {"to": 1}, who=LOCAL).id
        session.rollback()
    with workspace.database.session() as session:
        assert session.get(JobRow, job_id) is None


def test_an_unknown_kind_is_a_mistake(runner, workspace):
    with workspace.database.session() as session, pytest.raises(KeyError):
        runner.submit(session, "guess", {}, who=LOCAL)


def test_a_server_that_stops_gives_its_jobs_back_and_the_next_one_does_them(settings, runner, workspace):
    job_id = submit(runner, workspace, "heed")
    while not events(workspace, job_id):
        time.sleep(0.03)
    runner.stop()
    row = look(workspace, job_id)
    assert (row.state, row.runner, row.attempt) == ("queued", None, 1)

    with workspace.database.session() as session:  # and one of a server that was killed
        session.add(JobRow(
            id="lost", kind="count", request={"to": 7}, created_by="本机", state="running", attempt=1,
            runner="gone-0/1/ab", beat_at=now().replace(year=2020),
        ))
    second = JobRunner(settings)
    try:
        second.start()
        assert wait_for(workspace, "lost", "done").attempt == 2
        wait_for(workspace, job_id, "running")
        with workspace.database.session() as session:
            second.cancel(session, job_id)
        assert wait_for(workspace, job_id, "cancelled").attempt == 2
    finally:
        second.stop()
