"""The queue in the database: who takes what, what becomes of jobs whose runner is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from app.jobs import owners, store
from app.jobs.owners import is_gone, new_owner, retire
from app.jobs.tasks import TaskResult
from app.storage.database import Database
from app.storage.models import JobRow, JobState, now
from app.workspace import LOCAL


@pytest.fixture
def database(database_address):
    database = Database(database_address)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


def queue(session, number=1, **changes) -> JobRow:
    row = JobRow(id=str(number), kind="count", request={}, created_by="本机",
                 created_at=now() + timedelta(seconds=number), **changes)
    session.add(row)
    session.flush()
    return row


def kinds(session, job_id) -> list[tuple[int, str]]:
    return [(event.number, event.kind) for event in store.events_after(session, job_id, 0)]


class TestQueue:
    def test_the_job_that_waited_longest_is_taken_and_by_one_only(self, session):
        for number in (3, 1, 2):
            queue(session, number)
        taken = [store.take_next(session, owner).id for owner in ("a/1/x", "b/2/y", "a/1/x")]
        assert taken == ["1", "2", "3"]
        assert store.take_next(session, "b/2/y") is None
        assert store.job_row(session, "2").runner == "b/2/y"
        assert store.job_row(session, "2").attempt == 1

    def test_two_servers_that_look_at_the_same_moment_take_different_jobs(self, database):
        if database.engine.dialect.name == "sqlite":
            pytest.skip("on SQLite they look one after another")
        with database.session() as session:
            queue(session, 1)
            queue(session, 2)
        with database.session() as one, database.session() as other:
            assert [store.take_next(one, "a/1/x").id, store.take_next(other, "b/2/y").id] == ["1", "2"]
            assert store.take_next(other, "b/2/y") is None

    def test_messages_are_numbered_and_the_last_is_the_state(self, session):
        row = queue(session)
        store.take_next(session, "a/1/x")
        store.tell(session, row.id, "a/1/x", "progress", {"objective": 3.5, "parts": [1]})
        store.tell(session, row.id, "a/1/x", "best", {"objective": 3.0})
        assert row.progress == {"kind": "best", "objective": 3.0}
        store.end(session, row, JobState.DONE, TaskResult({"answer": 42}))
        assert kinds(session, row.id) == [(1, "progress"), (2, "best"), (3, "done")]
        assert [event.number for event in store.events_after(session, row.id, 2)] == [3]
        assert row.result == {"answer": 42, "blob": None, "file_name": None}

    def test_a_job_of_another_runner_cannot_be_written_to(self, session):
        row = queue(session)
        store.take_next(session, "a/1/x")
        with pytest.raises(store.JobLostError):
            store.tell(session, row.id, "b/2/y", "progress", {})
        store.end(session, row, JobState.DONE)
        with pytest.raises(store.JobLostError):
            store.beat(session, row.id, "a/1/x")

    def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_stays(self, session):
        waiting, done = queue(session, 1), queue(session, 2)
        store.end(session, done, JobState.DONE)
        assert store.ask_to_cancel(session, waiting.id).state == "cancelled"
        assert store.ask_to_cancel(session, done.id).state == "done"
        assert kinds(session, done.id) == [(1, "done")]

    def test_a_list_is_one_page_of_what_is_wanted_newest_first(self, session):
        for number in range(1, 6):
            queue(session, number, state="done" if number % 2 else "queued")
        rows, total = store.list_jobs(session, LOCAL, state=JobState.DONE, offset=1, limit=1)
        assert ([row.id for row in rows], total) == (["3"], 3)


    def test_what_was_told_on_the_way_is_forgotten_a_month_after_the_end_and_the_result_stays(self, session):
        ends = {1: timedelta(days=30, hours=1), 2: timedelta(days=29, hours=23), 3: None}
        for number, since in ends.items():
            row = queue(session, number)
            store.take_next(session, "a/1/x")
            store.tell(session, row.id, "a/1/x", "best", {"objective": 3.0})
            if since is not None:
                store.end(session, row, JobState.DONE, TaskResult({"answer": number}))
                row.finished_at = now() - since
        session.flush()
        store.forget_old_events(session, now())
        assert [kinds(session, str(number)) for number in ends] == [
            [(2, "done")], [(1, "best"), (2, "done")], [(1, "best")],
        ]
        assert store.job_row(session, "1").result["answer"] == 1


class TestAbandoned:
    def abandon(self, session, owner, **changes) -> JobRow:
        row = queue(session)
        store.take_next(session, owner)
        for name, value in changes.items():
            setattr(row, name, value)
        session.flush()
        store.give_back_abandoned(session, now())
        return row

    def dead_owner(self) -> str:
        process = subprocess.Popen([sys.executable, "-c", ""])
        process.wait()
        return new_owner().replace(f"/{os.getpid()}/", f"/{process.pid}/")

    def test_a_job_of_a_dead_server_waits_again(self, session):
        row = self.abandon(session, self.dead_owner())
        assert (row.state, row.runner, row.attempt) == ("queued", None, 1)

    def test_a_second_time_it_fails_and_says_why_in_both_languages(self, session):
        row = self.abandon(session, self.dead_owner(), attempt=2)
        assert row.state == "failed"
        assert row.error["code"] == "jobs.interrupted"
        assert "服务器" in row.error["message_zh"]
        assert "server" in row.error["message_en"]
        assert kinds(session, row.id) == [(1, "failed")]

    def test_one_that_was_to_be_cancelled_is(self, session):
        assert self.abandon(session, self.dead_owner(), cancel_asked_at=now()).state == "cancelled"

    def test_a_job_of_a_living_server_is_left_alone(self, session):
        owner = new_owner()
        assert self.abandon(session, owner).state == "running"
        retire(owner)
        store.give_back_abandoned(session, now())
        assert store.job_row(session, "1").state == "queued"

    def test_on_another_machine_the_heart_decides(self):
        at = now()
        assert not is_gone("elsewhere-0/17/ab", at - timedelta(seconds=owners.SILENT_S - 1), at)
        assert is_gone("elsewhere-0/17/ab", at - timedelta(seconds=owners.SILENT_S + 1), at)

    def test_a_living_process_that_is_silent_for_long_is_gone(self):
        at = now()
        assert is_gone(new_owner(), at - timedelta(seconds=owners.SILENT_S + 1), at)
