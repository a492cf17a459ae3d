"""Communities approved before this software entered over HTTP: from a table, from a dataset, or from both."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from app.approval.schemas import Text
from app.datasets.errors import InputInvalidError
from app.datasets.store import dataset_row, open_dataset
from app.datasets.uploads import chunks, safe_name
from app.idempotency import once
from app.problems import documented
from app.registry.columns import STATES
from app.registry.entering import LOCK
from app.registry.importing.present import present_communities
from app.registry.importing.proposed import Proposed, Trouble
from app.registry.importing.schemas import ImportedCommunity, ImportProblem, ImportResult
from app.registry.importing.service import Intake, Source, enter, look_through, require_importer
from app.registry.importing.table import read_table, taken_heads
from app.registry.web import CSV, CSV_TYPE, attached
from app.rulepacks.store import resolve_profile
from app.spreadsheet import as_csv
from app.storage.cases import RegistryRow
from app.storage.rows import hold
from app.uploading import take_form
from app.users.access import require_dataset
from app.web import Answers, Key
from app.workspace import CurrentWorkspace, Person, Who, Workspace

SUFFIXES = (".csv", ".xlsx")
FORM: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object",
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream",
                 "description":
                     "CSV or Excel with the columns of `/registry/template.csv`, as `/registry.csv` has them."},
        "dataset_id": {"type": "string", "description": "A dataset in use: its present communities, limits and figures "
                                                        "from their areas; what the table says counts for more."},
    },
}}}}}
ANSWERS: Answers = {
    200: {"model": ImportResult, "description": "Tried: what would be entered, or what has to be mended."},
    403: documented("Present communities are entered by the district civil affairs bureau."),
    404: documented("No such dataset."), 409: documented("The dataset is not in use yet."),
    413: documented("Too large."),
    422: documented("Nothing was entered: no table, or the member `problems` says what to mend, row by row."),
}

api = APIRouter(prefix="/api/v1", tags=["registry"])


async def _form(request: Request, who: Who) -> tuple[list[UploadFile], dict[str, str]]:
    require_importer(who)  # before anything is taken in
    return await take_form(request, ("file",), fewest=0)


@api.get("/registry/template.csv", summary="Headings of an import", response_class=Response, responses=CSV)
def get_template() -> Response:
    """Send a table without rows that has the columns of an import."""
    return Response(
        as_csv(taken_heads(), ()), media_type=CSV_TYPE, headers=attached("registry-template.csv", "台账导入模板.csv")
    )


@api.post(
    "/registry/import", status_code=201, summary="Enter communities approved before", openapi_extra=FORM,
    responses=ANSWERS,
)
async def post_import(
    form: Annotated[tuple[list[UploadFile], dict[str, str]], Depends(_form)], workspace: CurrentWorkspace, who: Who,
    response: Response, dry_run: Annotated[bool, Query(description="Only say what would be entered.")] = False,
    key: Key = None,
) -> ImportResult:
    """Enter all communities of a table and a dataset, or none of them where anything is wrong with any."""
    result = await run_in_threadpool(_import, workspace, who, *form, dry_run, key)
    if dry_run:
        response.status_code = 200
    return result


def _import(
    workspace: Workspace, who: Person, files: list[UploadFile], fields: dict[str, str], dry_run: bool, key: str | None
) -> ImportResult:
    dataset_id = fields.get("dataset_id", "").strip()[:64] or None
    if len(files) > 1 or not (files or dataset_id):
        raise InputInvalidError(
            "请给一个表格（file），或一份数据（dataset_id）", "Hand in one table (file), or name a dataset (dataset_id)"
        )
    table, found, named = _read(files[0]) if files else ([], [], Source())
    present, source = _present(workspace, who, dataset_id, named) if dataset_id else ([], named)

    if dry_run:
        with workspace.database.reading() as session:
            return _result(look_through(session, who, table, present, found), None)
    with workspace.database.session() as session:
        def do() -> tuple[int, dict[str, Any]]:
            hold(session, LOCK)
            intake = look_through(session, who, table, present, found)
            entered = enter(session, who, intake, source)
            return 201, _result(intake, entered).model_dump(mode="json")

        _, told = once(session, who, key, {"POST": "/registry/import", **vars(source)}, do)
    return ImportResult.model_validate(told)


def _read(file: UploadFile) -> tuple[list[Proposed], list[Trouble], Source]:
    name = safe_name(file.filename or "")
    if Path(name).suffix.lower() not in SUFFIXES:
        raise InputInvalidError(
            f"{name}：只收 CSV 和 .xlsx。请另存后再导入", f"{name}: only CSV and .xlsx. Save it as one of these first"
        )
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as copy:
            for chunk in chunks(file.file):
                digest.update(chunk)
                copy.write(chunk)
        rows, found = read_table(path)
    return rows, found, Source(file=name, sha256=digest.hexdigest())


def _present(workspace: Workspace, who: Person, dataset_id: str, source: Source) -> tuple[list[Proposed], Source]:
    with workspace.database.reading() as session:
        require_dataset(session, who, dataset_id)
        row = dataset_row(session, dataset_id)
        profile, name, hashed = resolve_profile(session, row.profile), row.name, row.hash
    present = present_communities(open_dataset(workspace, dataset_id), profile)
    if not present:
        raise InputInvalidError(
            f"数据“{name}”没有现状社区。在数据里指定社区列，或上传表格",
            f"The dataset \"{name}\" has no present communities. Name their column, or hand in a table",
        )
    return present, Source(source.file, source.sha256, dataset_id, hashed)


def _result(intake: Intake, entered: list[RegistryRow] | None) -> ImportResult:
    items = [] if intake.troubles else [
        _community(row, None if entered is None else entered[number].id) for number, row in enumerate(intake.rows)
    ]
    return ImportResult(
        is_dry_run=entered is None, items=items, total=len(items),
        passed_over=[str(row.name) for row in intake.passed_over],
        problems=[ImportProblem(**vars(each)) for each in intake.troubles],
    )


def _community(row: Proposed, entry_id: str | None) -> ImportedCommunity:
    zh, en = STATES[row.state]
    return ImportedCommunity(
        row=row.row, entry_id=entry_id, community_id=str(row.identifier), name=str(row.name),
        subdistrict=str(row.place), state=row.state, state_name=Text(zh=zh, en=en), number=row.own.get("number"),
        certificate_number=row.own.get("certificate_number"), households=row.columns.get("households"),
        predecessors=list(row.own.get("predecessors") or ()),
    )
