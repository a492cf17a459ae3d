"""Frozen versions over HTTP: documents, folder, sheet, what changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from app.approval.difference import difference
from app.approval.freezing import is_intact
from app.approval.frozen_folder import frozen_sheet, frozen_units, version_of
from app.approval.paper_router import BINARY, SANDBOX
from app.approval.schemas import DifferenceReport, FrozenDocuments
from app.approval.shaping import submission_out
from app.approval.store import Parts, find_case, parts_of
from app.approval.web import UNKNOWN, CaseId
from app.datasets.uploads import safe_name
from app.storage.cases import CaseRow, SubmissionRow
from app.web import MOST_NUMBER
from app.workspace import CurrentReading, CurrentWorkspace, Person, Who

api = APIRouter(prefix="/cases/{case_id}/submissions/{number}")

Number = Annotated[int, Path(ge=0, le=MOST_NUMBER)]


def _opened(session: Session, who: Person, case_id: str, number: int) -> tuple[CaseRow, Parts, SubmissionRow]:
    case = find_case(session, who, case_id)
    parts = parts_of(session, [case])
    return case, parts, version_of(case, list(parts.submissions.get(case.id, ())), number)


@api.get("", summary="Read a frozen version", responses=UNKNOWN)
def get_frozen(
    case_id: CaseId, number: Number, session: CurrentReading, workspace: CurrentWorkspace, who: Who
) -> FrozenDocuments:
    """Return ``plan.json`` and ``audit.json`` as they were frozen."""
    row = _opened(session, who, case_id, number)[2]
    return FrozenDocuments(
        submission=submission_out(row, is_intact=is_intact(workspace, row)), document=row.document, audit=row.audit
    )


@api.get("/folder.zip", summary="Save the frozen plan folder", response_class=FileResponse, responses=BINARY)
def get_folder(
    case_id: CaseId, number: Number, session: CurrentReading, workspace: CurrentWorkspace, who: Who
) -> FileResponse:
    """Return the plan folder exactly as it was exported."""
    case, _, row = _opened(session, who, case_id, number)
    return FileResponse(
        workspace.blobs.path(row.frozen), media_type="application/zip", headers=SANDBOX,
        filename=safe_name(f"{case.number}-{row.number}.zip"),
    )


@api.get("/sheet", summary="What the sheet of a frozen version draws", responses=UNKNOWN)
def get_frozen_sheet(
    case_id: CaseId, number: Number, session: CurrentReading, workspace: CurrentWorkspace, who: Who
) -> dict[str, Any]:
    """Return everything that the sheet of a frozen version draws, as for a plan."""
    return dict(frozen_sheet(workspace, _opened(session, who, case_id, number)[2]))


@api.get("/difference", summary="What changed since the version before", responses=UNKNOWN)
def get_difference(
    case_id: CaseId, number: Number, session: CurrentReading, workspace: CurrentWorkspace, who: Who
) -> DifferenceReport:
    """Compare a frozen version with the one before it."""
    case, parts, row = _opened(session, who, case_id, number)
    older = next((each for each in parts.submissions[case.id] if each.number == row.number - 1), None)
    return difference(older, row, frozen_units(workspace, row), parts.papers.get(case.id, ()))
