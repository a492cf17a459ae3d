"""Papers of a case over HTTP: handed in, and sent out to be saved, never to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, StreamingResponse
from starlette.datastructures import UploadFile

from app.approval.errors import PaperError, PartNotFoundError, RequestError
from app.approval.handing_in import hand_in, require_slot
from app.approval.papers import PHOTO, bring, pack, slot_of
from app.approval.schemas import Paper
from app.approval.shaping import paper_out
from app.approval.store import find_case, parts_of, require_unchanged
from app.approval.web import CHANGING, UNKNOWN, CaseId
from app.datasets.uploads import safe_name
from app.problems import documented
from app.uploading import take_form
from app.web import Answers, Match
from app.workspace import CurrentReading, CurrentWorkspace, Person, Who, Workspace

api = APIRouter()

SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'"}
"""Headers of everything that somebody brought: a browser that shows it all the same runs nothing of it."""
FIELDS = ("file",)
LONGEST = 200
CHUNK_BYTES = 1 << 16
UPLOADING: Answers = {**CHANGING, 413: documented("Too large.")}
BINARY: Answers = {
    **UNKNOWN, 200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
}
ZIPPED: Answers = {
    **UNKNOWN, 200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
}


def _form(**fields: str) -> dict[str, Any]:
    told = {name: {"type": "string", "description": what} for name, what in fields.items()}
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"], "properties": {"file": file, **told},
    }}}}}


async def _uploaded(request: Request) -> tuple[list[UploadFile], dict[str, str]]:
    return await take_form(request, FIELDS)


Uploaded = Annotated[tuple[list[UploadFile], dict[str, str]], Depends(_uploaded)]
PartId = Annotated[str, Path(max_length=64)]


@api.put(
    "/cases/{case_id}/papers/{slot}", status_code=201, summary="Hand in a paper", responses=UPLOADING,
    openapi_extra=_form(number="Number of the paper (文号).", dated="Date of the paper, YYYY-MM-DD."),
)
async def put_paper(
    case_id: CaseId, slot: PartId, uploaded: Uploaded, workspace: CurrentWorkspace, who: Who, revision: Match,
    response: Response,
) -> Paper:
    """Put a file into a slot; what lay there stays in the history of the slot."""
    return await run_in_threadpool(_hand_in, workspace, who, case_id, revision, slot, uploaded, response)


@api.post(
    "/cases/{case_id}/photos", status_code=201, summary="Hand in a photograph", responses=UPLOADING,
    openapi_extra=_form(),
)
async def post_photo(
    case_id: CaseId, uploaded: Uploaded, workspace: CurrentWorkspace, who: Who, response: Response
) -> Paper:
    """Keep a photograph of the place, for a visit."""
    return await run_in_threadpool(_hand_in, workspace, who, case_id, None, PHOTO.id, uploaded, response)


@api.get("/cases/{case_id}/papers.zip", summary="All papers", response_class=StreamingResponse, responses=ZIPPED)
def get_papers(case_id: CaseId, session: CurrentReading, workspace: CurrentWorkspace, who: Who) -> StreamingResponse:
    """Return the papers that lie in their slots, each in a folder of its slot."""
    case = find_case(session, who, case_id)
    packed = pack(workspace.blobs, parts_of(session, [case]).papers.get(case.id, ()))
    name = quote(safe_name(f"{case.number}.zip"))
    headers = {**SANDBOX, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return StreamingResponse(_read(packed), media_type="application/zip", headers=headers)


@api.get(
    "/cases/{case_id}/papers/{paper_id}", summary="Save a paper", response_class=FileResponse, responses=BINARY
)
def get_paper(
    case_id: CaseId, paper_id: PartId, session: CurrentReading, workspace: CurrentWorkspace, who: Who
) -> FileResponse:
    """Return a paper to be saved."""
    case = find_case(session, who, case_id)
    row = next((each for each in parts_of(session, [case]).papers.get(case.id, ()) if each.id == paper_id), None)
    if row is None:
        raise PartNotFoundError(f"{case.number} 没有材料 {paper_id}", f"{case.number} has no paper {paper_id}")
    return FileResponse(
        workspace.blobs.path(row.blob), media_type=row.media_type, filename=row.file_name, headers=SANDBOX
    )


def _hand_in(
    workspace: Workspace, who: Person, case_id: str, revision: int | None, slot: str,
    uploaded: tuple[list[UploadFile], dict[str, str]], response: Response,
) -> Paper:
    files, fields = uploaded
    if len(files) != 1:
        raise PaperError("一次提交一个文件", "One file at a time")
    number, dated = fields.get("number", "").strip()[:LONGEST] or None, _day(fields.get("dated", ""))
    with workspace.database.reading() as session:
        case = find_case(session, who, case_id)
        if revision is not None:
            require_unchanged(case, revision)
        require_slot(session, who, case, slot)  # what would be refused is not kept either
    brought = bring(workspace.blobs, slot_of(slot), files[0].filename or "", files[0].file)
    with workspace.database.session() as session:
        row, now = hand_in(session, who, case_id, revision, slot, brought, number=number, dated=dated)
        shown = paper_out(row, parts_of(session, [find_case(session, who, case_id)]))
    response.headers["ETag"] = f'"{now}"'
    return shown


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise RequestError(f"日期应为 YYYY-MM-DD：{text[:40]}", f"A date is YYYY-MM-DD: {text[:40]}") from error


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
