"""Plans in and out over HTTP: both as jobs, for reading and writing files takes a while."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from app.datasets.errors import DatasetNotReadyError, InputInvalidError
from app.datasets.store import dataset_row
from app.datasets.uploads import gather
from app.jobs.router import Jobs
from app.jobs.runner import JobRunner
from app.jobs.schemas import Job, job_out
from app.plans.exports import Format
from app.plans.opinions import open_version
from app.plans.router import PlanId
from app.plans.router import Version as VersionQuery
from app.plans.web import UNKNOWN
from app.problems import documented
from app.storage.models import DatasetState, JobRow, JobState, new_id
from app.uploading import keep_files, take_form
from app.users.access import require_dataset, territory_of
from app.web import Answers
from app.workspace import CurrentWorkspace, Person, Who, Workspace
from geodata.domain import Datum

FIELDS = ("file", "files", "files[]")
NAME_MOST, TEXT_MOST = 200, 200
USABLE = (JobState.QUEUED.value, JobState.RUNNING.value, JobState.DONE.value)
"""An export in one of these states is the answer to whoever asks for the same again."""

LOOKED_AT = 50

FORM: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file", "dataset_id"],
        "properties": {
            "file": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                     "description": "Any vector file or table with a community column; of a shapefile all its files."},
            "dataset_id": {"type": "string", "description": "The frozen dataset that the plan is drawn on."},
            "name": {"type": "string", "description": "What to call the plan; after the file where left out."},
            "community_column": {"type": "string", "description": "Where the usual headers do not tell."},
            "part": {"type": "string", "description": "Sheet, layer or archive member."},
            "crs": {"type": "string", "description": "Coordinate system, where the file does not state it."},
            "datum": {"type": "string", "enum": [datum.value for datum in Datum]},
        },
    }}}},
}
FAILS: Answers = {
    404: documented("No such dataset."), 409: documented("The dataset is not ready."),
    413: documented("Too large."), 422: documented("No file, or not one."),
}

api = APIRouter(prefix="/api/v1/plans", tags=["plans"])


async def _form(request: Request) -> tuple[list[UploadFile], dict[str, str]]:
    return await take_form(request, FIELDS)


@api.post("/import", status_code=202, summary="Import a plan", openapi_extra=FORM, responses=FAILS)
async def post_import(
    form: Annotated[tuple[list[UploadFile], dict[str, str]], Depends(_form)], workspace: CurrentWorkspace, jobs: Jobs,
    who: Who,
) -> Job:
    """Make a plan of a file: what is good is taken, what is not is listed.

    The result of the job is ``{"plan", "file", "column", "taken", "left_out", "left_out_units", "communities",
    "problems", "errors", "rows": [{"row", "code", "is_error", "message_zh", "message_en", "feature"}]}``.
    """
    return await run_in_threadpool(_import, workspace, jobs, *form, who)


def _import(
    workspace: Workspace, jobs: JobRunner, files: list[UploadFile], fields: dict[str, str], who: Person
) -> Job:
    inputs = gather((), keep_files(workspace.blobs, files))
    if len(inputs) != 1:
        listed = "、".join(file.name for file in inputs)
        raise InputInvalidError(
            f"一次导入一个方案文件，收到：{listed}", f"One plan at a time; these came in: {listed.replace('、', ', ')}"
        )
    told = {name: fields.get(name, "").strip()[:TEXT_MOST] or None for name in ("part", "crs", "datum")}
    if told["datum"] is not None and told["datum"] not in list(Datum):
        raise InputInvalidError(f"没有这种基准：{told['datum']}", f"There is no datum {told['datum']}")
    file = inputs[0]
    with workspace.database.session() as session:
        require_dataset(session, who, fields.get("dataset_id", ""))
        dataset = dataset_row(session, fields.get("dataset_id", ""))
        if dataset.state != DatasetState.READY:
            raise DatasetNotReadyError(dataset.name)
        request = {
            "plan_id": new_id(), "dataset_id": dataset.id, **told,
            "column": fields.get("community_column", "").strip()[:TEXT_MOST] or None,
            "file": {**vars(file), "beside": [vars(piece) for piece in file.beside]},
            "name": (fields.get("name", "").strip() or file.name.rpartition(".")[0] or file.name)[:NAME_MOST],
            "profile": dataset.profile, "objective": "balanced", "who": who.name,
            "organisation_id": who.organisation_id, "territory": territory_of(who),
        }
        return job_out(jobs.submit(session, "import", request, dataset_id=dataset.id, who=who))


@api.get("/{plan_id}/export", status_code=202, summary="Export a version", responses=UNKNOWN)
def get_export(
    plan_id: PlanId, form: Annotated[Format, Query(alias="format")], workspace: CurrentWorkspace, jobs: Jobs, who: Who,
    version: VersionQuery = None,
) -> Job:
    """Return the job that makes the file, begun now unless the same was made before; then ``/jobs/{id}/file``."""
    opened = open_version(workspace, plan_id, version)
    request = {
        "plan_id": plan_id, "version": opened.number, "format": form.value, "title": opened.plan.name,
        "hash": opened.hash,
    }
    with workspace.database.session() as session:
        known = _known(session, plan_id, request)
        return job_out(known or jobs.submit(session, "export", request, plan_id=plan_id, who=who))


def _known(session: Session, plan_id: str, request: dict[str, Any]) -> JobRow | None:
    rows = session.scalars(
        select(JobRow).where(JobRow.plan_id == plan_id, JobRow.kind == "export", JobRow.state.in_(USABLE))
        .order_by(JobRow.created_at.desc()).limit(LOOKED_AT)
    )
    return next((row for row in rows if row.request == request), None)
