"""Datasets over HTTP: files in, how they are read, check, freeze."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select
from starlette.datastructures import UploadFile

from app.datasets import service
from app.datasets.errors import NotCheckedError
from app.datasets.inputs import Inputs
from app.datasets.schemas import (
    ChangesOut,
    CheckOut,
    ColumnsOut,
    DatasetChange,
    DatasetOut,
    DatasetPage,
    FreezeRequest,
    SheetOut,
)
from app.datasets.shaping import changes_out, dataset_out, file_columns
from app.datasets.sheet import sheet_data
from app.datasets.store import dataset_row, recalled
from app.jobs.router import Jobs
from app.jobs.schemas import Job, job_out
from app.maps.data_page import render_dataset, render_datasets
from app.problems import documented
from app.storage.models import DatasetRow
from app.uploading import keep_files, take_form
from app.users.access import may_write, seen_datasets
from app.web import LinkedAssets, Match, Offset
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Person, Who, Workspace

MOST_PER_PAGE, FIRST_PAGE = 200, 50
FILE_FIELDS = ("files", "files[]")

api = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])
pages = APIRouter(include_in_schema=False)

UNKNOWN: dict[int | str, dict[str, Any]] = {404: documented("No dataset under this identifier.")}
CHANGE: dict[int | str, dict[str, Any]] = {**UNKNOWN, 409: documented("Changed meanwhile, or frozen.")}
UPLOAD: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["files"],
        "properties": {
            "files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                      "description": "Files; those of one shapefile side by side."},
            "name": {"type": "string", "description": "What to call it; after the file of areas where left out."},
            "replaces": {"type": "string", "description": "Dataset whose next issue this is."},
        },
    }}}},
}


async def _uploaded(request: Request) -> tuple[list[UploadFile], dict[str, str]]:
    """Take a form apart while it comes in, no more of it than the server allows."""
    return await take_form(request, FILE_FIELDS)


Uploaded = Annotated[tuple[list[UploadFile], dict[str, str]], Depends(_uploaded)]


@api.post(
    "", status_code=201, summary="Upload files as a new dataset", openapi_extra=UPLOAD,
    responses={
        404: documented("No such dataset to replace."), 413: documented("Too large."), 422: documented("No files."),
    },
)
async def create_dataset(uploaded: Uploaded, workspace: CurrentWorkspace, who: Who) -> DatasetOut:
    """Keep the files and suggest what each is; nothing is checked yet."""
    files, fields = uploaded
    return await run_in_threadpool(_create, workspace, files, fields, who)


def _create(workspace: Workspace, files: list[UploadFile], fields: dict[str, str], who: Person) -> DatasetOut:
    name = fields.get("name", "").strip()[:200] or None
    dataset_id = service.create(
        workspace, keep_files(workspace.blobs, files), name=name, replaces=fields.get("replaces") or None, who=who
    )
    return _read(workspace, dataset_id, who)


def _read(workspace: Workspace, dataset_id: str, who: Person) -> DatasetOut:
    with workspace.database.reading() as session:
        return dataset_out(session, dataset_row(session, dataset_id), who)


@api.get("", summary="List datasets")
def list_datasets(
    session: CurrentReading,
    who: Who,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
) -> DatasetPage:
    """Return datasets, the newest first."""
    there = select(DatasetRow).where(DatasetRow.deleted_at.is_(None), seen_datasets(who))
    total = session.scalar(select(func.count()).select_from(there.subquery())) or 0
    rows = session.scalars(there.order_by(DatasetRow.created_at.desc(), DatasetRow.id).offset(offset).limit(limit))
    return DatasetPage(items=[dataset_out(session, row, who) for row in rows], total=total, offset=offset, limit=limit)


@api.get("/{dataset_id}", summary="Describe a dataset", responses=UNKNOWN)
def get_dataset(dataset_id: str, session: CurrentReading, response: Response, who: Who) -> DatasetOut:
    """Return a dataset; its revision is the ETag."""
    return _tagged(dataset_out(session, dataset_row(session, dataset_id), who), response)


@api.patch("/{dataset_id}", summary="Change how files are read, or name and rules", responses=CHANGE)
def change_dataset(
    dataset_id: str, body: DatasetChange, revision: Match, session: CurrentSession, response: Response, who: Who
) -> DatasetOut:
    """Change what is named in the body; what a check depends on takes the dataset back to a draft."""
    row = service.change(session, dataset_id, body.told(), revision=revision)
    return _tagged(dataset_out(session, row, who), response)


@api.delete("/{dataset_id}", status_code=204, summary="Delete a dataset", responses=CHANGE)
def delete_dataset(dataset_id: str, session: CurrentSession) -> None:
    """Delete a dataset on which no plan stands."""
    service.delete(session, dataset_id)


@api.post("/{dataset_id}/files", status_code=201, summary="Add files", openapi_extra=UPLOAD,
          responses={**CHANGE, 413: documented("Too large.")})
async def add_files(dataset_id: str, uploaded: Uploaded, workspace: CurrentWorkspace, who: Who) -> DatasetOut:
    """Add files to a draft; roles that are decided stay."""
    return await run_in_threadpool(_add, workspace, dataset_id, uploaded[0], who)


def _add(workspace: Workspace, dataset_id: str, files: list[UploadFile], who: Person) -> DatasetOut:
    service.add_files(workspace, dataset_id, keep_files(workspace.blobs, files), revision=None)
    return _read(workspace, dataset_id, who)


@api.delete("/{dataset_id}/files/{file_id}", summary="Take a file out", responses=CHANGE)
def remove_file(dataset_id: str, file_id: str, session: CurrentSession, who: Who) -> DatasetOut:
    """Take a file out of a draft, with the role that it had."""
    service.remove_file(session, dataset_id, file_id, revision=None)
    return dataset_out(session, dataset_row(session, dataset_id), who)


@api.get("/{dataset_id}/columns", summary="Say what the files hold", responses=UNKNOWN)
def get_columns(dataset_id: str, workspace: CurrentWorkspace) -> ColumnsOut:
    """Return columns with sample values, and for every field of a role the column that a check takes."""
    with workspace.database.reading() as session:
        inputs = Inputs.from_json(dataset_row(session, dataset_id).inputs)
    found = service.files_of(inputs, workspace.blobs)
    return ColumnsOut(items=[file_columns(file, parts, inputs) for file, parts in found])


@api.post("/{dataset_id}/check", status_code=202, summary="Check the files", responses=CHANGE)
def start_check(dataset_id: str, session: CurrentSession, jobs: Jobs, who: Who) -> Job:
    """Start a job that reads, repairs and measures the files."""
    request = service.prepare_check(session, dataset_id)
    return job_out(jobs.submit(session, "check", request, dataset_id=dataset_id, who=who))


@api.get("/{dataset_id}/check", summary="Read the last check", responses=CHANGE)
def get_check(dataset_id: str, session: CurrentReading) -> CheckOut:
    """Return ``check.json`` of the last check."""
    row = dataset_row(session, dataset_id)
    if row.check is None:
        raise NotCheckedError(row.name)
    return CheckOut(**row.check)


@api.get("/{dataset_id}/check/sheet", summary="Read the map of the last check", responses=CHANGE,
         response_model=SheetOut)
def get_check_sheet(dataset_id: str, workspace: CurrentWorkspace) -> dict[str, Any]:
    """Return what the map of the last check draws."""
    with workspace.database.reading() as session:
        row = dataset_row(session, dataset_id)
        name, check, kept = row.name, row.check, row.kept
    if check is None or kept is None:
        raise NotCheckedError(name)
    return sheet_data(recalled(workspace.blobs, kept), check, title=name)


@api.get("/{dataset_id}/changes", summary="Say what changed since the issue before", responses=UNKNOWN)
def get_changes(dataset_id: str, workspace: CurrentWorkspace) -> ChangesOut:
    """Return areas that came, went, count other households or lie elsewhere."""
    return changes_out(service.issue_changes(workspace, dataset_id))


@api.post("/{dataset_id}/freeze", summary="Put a dataset into use", responses=CHANGE)
def freeze_dataset(
    dataset_id: str, body: FreezeRequest, session: CurrentSession, workspace: CurrentWorkspace, who: Who
) -> DatasetOut:
    """Freeze a checked dataset: plans can be drawn on it, and it never changes again."""
    row = service.freeze(session, workspace.blobs, dataset_id, accept_errors=body.accept_errors)
    return dataset_out(session, row, who)


def _tagged(shaped: DatasetOut, response: Response) -> DatasetOut:
    response.headers["ETag"] = f'"{shaped.revision}"'
    return shaped


@pages.get("/datasets", response_class=HTMLResponse)
def datasets_page(session: CurrentReading, who: Who, assets: LinkedAssets) -> HTMLResponse:
    """Return the list of datasets as a page."""
    page = list_datasets(session, who, 0, FIRST_PAGE)
    return HTMLResponse(render_datasets(page.model_dump(mode="json"), may_write=may_write(who), assets=assets))


@pages.get("/datasets/{dataset_id}", response_class=HTMLResponse)
def dataset_page(dataset_id: str, session: CurrentReading, who: Who, assets: LinkedAssets) -> HTMLResponse:
    """Return the page of one dataset."""
    row = dataset_row(session, dataset_id)
    is_local = row.check is not None and str(row.check["land"]["crs"]).startswith("local:")
    shaped = dataset_out(session, row, who).model_dump(mode="json")
    return HTMLResponse(render_dataset(shaped, is_local=is_local, may_write=may_write(who), assets=assets))
