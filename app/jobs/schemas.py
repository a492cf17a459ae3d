"""What ``/api/v1/jobs`` asks and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.storage.models import JobRow, JobState

HIDDEN = ("blob", "file_name")
"""Of a result: where its file lies is nobody's business."""


class JobError(BaseModel):
    """Why a job failed."""

    code: str = Field(description="Stable code, as in problem answers; `fault` is an error of ours.")
    message_zh: str
    message_en: str


class JobSummary(BaseModel):
    """One job of the list."""

    id: str
    kind: str = Field(description="What is done: complete, repair, improve, alternatives, check, import, export.")
    plan_id: str | None
    dataset_id: str | None
    state: JobState
    progress: dict[str, Any] | None = Field(description="The figures of its last message; `kind` says which it was.")
    error: JobError | None
    attempt: int = Field(description="How often it was started: twice where the server stopped under it.")
    cancel_asked: bool = Field(description="Whether somebody asked it to stop; it keeps the best that it has.")
    file_name: str | None = Field(description="What its file is called, where it made one.")
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None


class Job(JobSummary):
    """A job with what came of it."""

    result: dict[str, Any] | None = Field(
        description="What came of it, by kind; of a cancelled job the best that it had, where it had anything."
    )


class JobList(BaseModel):
    """One page of jobs, the newest first."""

    items: list[JobSummary]
    total: int
    offset: int
    limit: int


def job_out(row: JobRow) -> Job:
    """Shape a job with its result."""
    result = None if row.result is None else {name: v for name, v in row.result.items() if name not in HIDDEN}
    return Job(**job_summary(row).model_dump(), result=result)


def job_summary(row: JobRow) -> JobSummary:
    """Shape a job without its result."""
    return JobSummary(
        id=row.id, kind=row.kind, plan_id=row.plan_id, dataset_id=row.dataset_id, state=JobState(row.state),
        progress=row.progress, error=None if row.error is None else JobError(**row.error), attempt=row.attempt,
        cancel_asked=row.cancel_asked_at is not None, file_name=(row.result or {}).get("file_name"),
        created_at=row.created_at, created_by=row.created_by, started_at=row.started_at, finished_at=row.finished_at,
    )
