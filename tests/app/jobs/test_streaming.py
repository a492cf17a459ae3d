"""Messages as server-sent events: live, late, back after a break, by several readers at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from app.jobs import store
from app.jobs.streaming import Reader
from app.jobs.tasks import TaskResult
from app.storage.models import JobRow, JobState

OWNER = "a/1/x"


def finished(work):
    """Run some work to its end on a loop of its own: beside a browser's loop in the same thread none may run."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def job(workspace):
    """A job that runs."""
    with workspace.database.session() as session:
        session.add(JobRow(id="j", kind="count", request={}, created_by="本机"))
        session.flush()
        store.take_next(session, OWNER)
    return "j"


def tell(workspace, runner, kind, data):
    with workspace.database.session() as session:
        store.tell(session, "j", OWNER, kind, data)
    runner.news += 1


def end(workspace, runner, state=JobState.DONE):
    with workspace.database.session() as session:
        store.end(session, store.own_row(session, "j", OWNER), state, TaskResult({"answer": 42}))
    runner.news += 1


async def heard(reader) -> list[tuple[str, str]]:
    return [(event.id, event.event) async for event in reader.events()]


def test_several_readers_hear_all_as_it_comes_and_the_end(workspace, job):
    runner = SimpleNamespace(news=0, is_stopping=False)

    async def run():
        first, second = (asyncio.create_task(heard(Reader(workspace.database, runner, job))) for _ in range(2))
        tell(workspace, runner, "progress", {"objective": 3})
        await asyncio.sleep(0.15)
        late = asyncio.create_task(heard(Reader(workspace.database, runner, job, heard=1)))
        tell(workspace, runner, "best", {"objective": 2})
        await asyncio.sleep(0.15)
        end(workspace, runner)
        return await asyncio.wait_for(asyncio.gather(first, second, late), 10)

    whole = [("1", "progress"), ("2", "best"), ("3", "done")]
    assert finished(run()) == [whole, whole, whole[1:]]


def test_the_last_message_carries_the_job(workspace, job):
    runner = SimpleNamespace(news=0, is_stopping=False)
    end(workspace, runner, JobState.CANCELLED)

    async def run():
        return [event async for event in Reader(workspace.database, runner, job).events()]

    (last,) = finished(run())
    assert last.event == "cancelled"
    assert last.data["result"] == {"answer": 42}
    assert last.data["state"] == "cancelled"


def test_who_has_heard_all_hears_the_end_again(workspace, job):
    runner = SimpleNamespace(news=0, is_stopping=False)
    tell(workspace, runner, "progress", {})
    end(workspace, runner)
    assert finished(heard(Reader(workspace.database, runner, job, heard=2))) == [("2", "done")]
    assert finished(heard(Reader(workspace.database, runner, job, heard=99))) == [("2", "done")]


def test_a_server_that_goes_down_lets_its_readers_go(workspace, job):
    runner = SimpleNamespace(news=0, is_stopping=False)

    async def run():
        reader = asyncio.create_task(heard(Reader(workspace.database, runner, job)))
        await asyncio.sleep(0.1)
        runner.is_stopping = True
        return await asyncio.wait_for(reader, 5)

    assert finished(run()) == []
