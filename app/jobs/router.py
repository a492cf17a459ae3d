"""``/api/v1/jobs``: listed, looked at, followed while they run, cancelled, their files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.jobs import store
from app.jobs.errors import JobFileMissingError
from app.jobs.runner import JobRunner
from app.jobs.schemas import Job, JobList, job_out, job_summary
from app.jobs.streaming import Reader
from app.problems import documented
from app.storage.models import JobState
from app.web import Answers, Offset
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Who

api = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])

MISSING: Answers = {404: documented("There is no such job, or it has no file.")}


def _runner(request: Request) -> JobRunner:
    runner: JobRunner = request.app.state.jobs
    return runner


Jobs = Annotated[JobRunner, Depends(_runner)]
"""The runner of this server, to submit jobs to."""


@api.get("", summary="List jobs, the newest first")
def list_jobs(
    session: CurrentReading, who: Who, plan_id: str | None = None, dataset_id: str | None = None,
    kind: str | None = None, state: JobState | None = None, offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JobList:
    """List the jobs of a plan or a dataset, or all of the own organisation."""
    rows, total = store.list_jobs(
        session, who, plan_id=plan_id, dataset_id=dataset_id, kind=kind, state=state, offset=offset, limit=limit
    )
    return JobList(items=[job_summary(row) for row in rows], total=total, offset=offset, limit=limit)


@api.get("/{job_id}", summary="Look at a job", responses=MISSING)
def get_job(job_id: str, session: CurrentReading) -> Job:
    """Return a job with what came of it."""
    return job_out(store.job_row(session, job_id))


@api.post("/{job_id}/cancel", summary="Stop a job and keep the best that it has", responses=MISSING)
def cancel_job(job_id: str, session: CurrentSession, jobs: Jobs) -> Job:
    """Ask a job to stop: soon it is over with state ``cancelled``; one that is over stays as it is."""
    return job_out(jobs.cancel(session, job_id))


def _reader(
    job_id: str, workspace: CurrentWorkspace, jobs: Jobs,
    last_event_id: Annotated[str | None, Header(description="Number of the last message that the reader has.")] = None,
) -> Reader:
    with workspace.database.session() as session:  # closed before the stream begins, which may last for hours
        store.job_row(session, job_id)
    heard = int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else 0
    return Reader(workspace.database, jobs, job_id, min(heard, 2**31 - 1))


@api.get(
    "/{job_id}/events", summary="Follow a job", response_class=EventSourceResponse, responses=MISSING,
)
async def follow_job(reader: Annotated[Reader, Depends(_reader)]) -> AsyncIterator[ServerSentEvent]:
    """Send each message of a job: ``progress``, ``best``, then ``done``, ``failed`` or ``cancelled`` with the job."""
    async for event in reader.events():
        yield event


@api.get(
    "/{job_id}/file", summary="Download the file of a job", response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}, **MISSING},
)
def get_file(job_id: str, session: CurrentReading, workspace: CurrentWorkspace) -> FileResponse:
    """Return what a job made, under its name."""
    result = store.job_row(session, job_id).result or {}
    if not result.get("blob"):
        raise JobFileMissingError(job_id)
    return FileResponse(workspace.blobs.path(result["blob"]), filename=result["file_name"])
