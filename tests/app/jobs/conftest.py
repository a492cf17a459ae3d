"""A database, and a runner whose jobs are the samples."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs import attendant
from app.jobs.runner import JobRunner
from app.jobs.tasks import TASKS
from app.settings import Settings
from app.storage.models import JobRow
from app.workspace import LOCAL, Workspace, open_workspace
from tests.app.jobs.sample_tasks import SAMPLES

PATIENCE_S = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", job_processes=2, job_standby=False)


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    workspace = open_workspace(settings)
    yield workspace
    workspace.database.close()


@pytest.fixture
def samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the samples be the jobs, and a cancel have little patience."""
    monkeypatch.setattr(attendant, "GRACE_S", 0.3)
    for name, target in SAMPLES.items():
        monkeypatch.setitem(TASKS, name, target)


@pytest.fixture
def runner(settings: Settings, workspace: Workspace, samples: None) -> Iterator[JobRunner]:
    runner = JobRunner(settings)
    yield runner
    runner.stop()


def submit(runner: JobRunner, workspace: Workspace, kind: str, **request: object) -> str:
    with workspace.database.session() as session:
        return runner.submit(session, kind, request, who=LOCAL).id


def look(workspace: Workspace, job_id: str) -> JobRow:
    with workspace.database.session() as session:
        row = session.get(JobRow, job_id)
        assert row is not None
        return row


def wait_for(workspace: Workspace, job_id: str, *states: str) -> JobRow:
    """Wait until a job is in one of some states."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        row = look(workspace, job_id)
        if row.state in states:
            return row
        time.sleep(0.03)
    raise AssertionError(f"{row.kind} is {row.state}, not {states}")
