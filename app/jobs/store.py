"""Jobs in the database: queued, taken by one runner, told of, ended. No process in here.

Whoever writes to a running job names itself: a runner that was thought gone and comes back finds its job taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.jobs.errors import JobInterruptedError, JobNotFoundError, error_body
from app.jobs.owners import is_gone
from app.jobs.tasks import TaskResult
from app.storage.models import JobEventRow, JobRow, JobState, now
from app.users.access import seen_jobs
from app.workspace import Person

OVER = frozenset({JobState.DONE.value, JobState.FAILED.value, JobState.CANCELLED.value})
"""States that no job leaves."""
STARTS = 2
"""A job that was interrupted is started so many times in all."""
EVENTS_KEPT = timedelta(days=30)


class JobLostError(Exception):
    """A job that another runner has taken over, or that was deleted."""


def job_row(session: Session, job_id: str, *, for_update: bool = False) -> JobRow:
    """Find a job.

    Raises
    ------
    JobNotFoundError
        Where there is none.
    """
    row = session.get(JobRow, job_id, with_for_update=True if for_update else None)
    if row is None:
        raise JobNotFoundError(job_id)
    return row


def list_jobs(
    session: Session, who: Person, *, plan_id: str | None = None, dataset_id: str | None = None,
    kind: str | None = None, state: JobState | None = None, offset: int = 0, limit: int = 50,
) -> tuple[Sequence[JobRow], int]:
    """Return one page of jobs, the newest first, and how many there are."""
    wanted = {"plan_id": plan_id, "dataset_id": dataset_id, "kind": kind, "state": state and state.value}
    query = select(JobRow).where(seen_jobs(who)).filter_by(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(JobRow.created_at.desc(), JobRow.id).offset(offset).limit(limit)
    return session.scalars(ordered).all(), total


def events_after(session: Session, job_id: str, number: int) -> Sequence[JobEventRow]:
    """Return the messages of a job after one of them, in order."""
    return session.scalars(
        select(JobEventRow).where(JobEventRow.job_id == job_id, JobEventRow.number > number)
        .order_by(JobEventRow.number)
    ).all()


def take_next(session: Session, owner: str) -> JobRow | None:
    """Take the job that has waited longest, or ``None``; two runners never take the same."""
    row = session.scalar(
        select(JobRow).where(JobRow.state == JobState.QUEUED).order_by(JobRow.created_at, JobRow.id).limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is not None:
        row.state, row.runner, row.attempt = JobState.RUNNING.value, owner, row.attempt + 1
        row.started_at = row.beat_at = now()
    return row


def own_row(session: Session, job_id: str, owner: str) -> JobRow:
    """Find a job that this owner runs, and hold it.

    Raises
    ------
    JobLostError
        Where it is another's by now, or nobody's.
    """
    row = session.get(JobRow, job_id, with_for_update=True)
    if row is None or row.runner != owner or row.state != JobState.RUNNING:
        raise JobLostError(job_id)
    return row


def beat(session: Session, job_id: str, owner: str) -> bool:
    """Say that a job goes on; return whether somebody asked to cancel it. See `own_row`."""
    row = own_row(session, job_id, owner)
    row.beat_at = now()
    return row.cancel_asked_at is not None


def tell(session: Session, job_id: str, owner: str, kind: str, data: dict[str, Any]) -> None:
    """Keep a message of a running job. See `own_row`."""
    row = own_row(session, job_id, owner)
    row.progress, row.beat_at = {"kind": kind, **_figures(data)}, now()
    _add_event(session, job_id, kind, data)


def _figures(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out lists and tables: what a list of jobs shows of the last message."""
    return {name: value for name, value in data.items() if not isinstance(value, list | dict)}


def end(
    session: Session, row: JobRow, state: JobState, result: TaskResult | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    """End a job; its last message is its state."""
    row.state, row.error, row.finished_at = state.value, error, now()
    if result is not None:
        row.result = {**result.result, "blob": result.blob, "file_name": result.file_name}
    _add_event(session, row.id, state.value, {})


def ask_to_cancel(session: Session, job_id: str) -> JobRow:
    """Ask a running job to stop; one that waits is cancelled at once, one that is over stays as it is."""
    row = job_row(session, job_id, for_update=True)
    if row.state not in OVER and row.cancel_asked_at is None:
        row.cancel_asked_at = now()
        if row.state == JobState.QUEUED:
            end(session, row, JobState.CANCELLED)
    return row


def give_back(session: Session, row: JobRow) -> None:
    """Queue a job again that its runner leaves undone; end it where it was cancelled, or started often enough."""
    if row.cancel_asked_at is not None:
        end(session, row, JobState.CANCELLED)
    elif row.attempt >= STARTS:
        end(session, row, JobState.FAILED, error=error_body(JobInterruptedError()))
    else:
        row.state, row.runner, row.beat_at, row.started_at = JobState.QUEUED.value, None, None, None


def give_back_abandoned(session: Session, at: datetime) -> int:
    """Give back the jobs of runners that are gone; return how many."""
    running = session.scalars(
        select(JobRow).where(JobRow.state == JobState.RUNNING).with_for_update(skip_locked=True)
    ).all()
    abandoned = [row for row in running if is_gone(row.runner, row.beat_at, at)]
    for row in abandoned:
        give_back(session, row)
    return len(abandoned)


def forget_old_events(session: Session, at: datetime) -> None:
    """Remove what jobs told on their way that were over long ago; the last message and the result stay."""
    over = select(JobRow.id).where(JobRow.finished_at < at - EVENTS_KEPT)
    session.execute(delete(JobEventRow).where(JobEventRow.job_id.in_(over), JobEventRow.kind.not_in(OVER)))


def _add_event(session: Session, job_id: str, kind: str, data: dict[str, Any]) -> None:
    last = session.scalar(select(func.max(JobEventRow.number)).where(JobEventRow.job_id == job_id)) or 0
    session.add(JobEventRow(job_id=job_id, number=last + 1, kind=kind, data=data))
