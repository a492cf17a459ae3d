"""Transfers over HTTP: begun and looked at here; moved on, with papers and records, like every case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from app.approval.reading import list_cases
from app.approval.records import PLANNED, kinds_of
from app.approval.schemas import CaseDetail, CasePage
from app.approval.web import CREATED, UNKNOWN, CaseId, change
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.transfer import TRANSFER
from app.forms import Form, form
from app.paging import Cursor, Limit
from app.problems import documented
from app.storage.models import now
from app.transfers.errors import FormNotFoundError
from app.transfers.schemas import FormDecision, NewTransfer, TransferOutlook
from app.transfers.service import form_of, open_transfer, outlook
from app.web import Key
from app.workspace import CurrentReading, CurrentWorkspace, Who

api = APIRouter(prefix="/api/v1", tags=["transfers"])


@api.get("/transfers", summary="List transfers", responses={422: documented("A cursor that is none of ours.")})
def get_transfers(session: CurrentReading, who: Who, cursor: Cursor = None, limit: Limit = 50) -> CasePage:
    """List the transfers that the person may see, the last changed first."""
    return list_cases(session, who, kinds=(TRANSFER.id,), cursor=cursor, limit=limit)


@api.post(
    "/transfers", summary="Begin a transfer", status_code=201, response_model=CaseDetail,
    responses={403: CREATED[403], 422: CREATED[422]},
)
def post_transfer(asked: NewTransfer, workspace: CurrentWorkspace, who: Who, key: Key = None) -> JSONResponse:
    """Enter a quarter in the district's plan table (T0), or an earlier transfer without an agreement (T5, CQ-3.7)."""
    told = {"post": "transfers", "body": asked.model_dump(mode="json")}
    return change(workspace, who, key, told, lambda session: open_transfer(session, who, asked), status=201)


@api.get("/transfers/{case_id}", summary="How a transfer stands against the rules", responses=UNKNOWN)
def get_transfer(case_id: CaseId, session: CurrentReading, who: Who) -> TransferOutlook:
    """Return what the records say against the rules, the persons and money concerned, this month's row."""
    return outlook(session, who, case_id, now().astimezone().date())


@api.get("/transfers/{case_id}/form", summary="In which form a quarter is received", responses=UNKNOWN)
def get_form(case_id: CaseId, session: CurrentReading, who: Who) -> FormDecision:
    """Return what the decision tree leads to, with its clauses."""
    return form_of(session, who, case_id)


@api.get(
    "/records/{kind}/{name}", summary="A record as a form", tags=["cases"],
    responses={404: documented("No such kind of case, or it has no such record.")},
)
def get_record_form(
    kind: Annotated[str, Path(max_length=24, description="Kind of case.")], name: Annotated[str, Path(max_length=48)]
) -> Form:
    """Return the fields of a record with their names, units, clauses and choices, so that a page can draw them."""
    found = {**kinds_of(kind), "planned": PLANNED}.get(name) if kind in WORKFLOWS else None
    if found is None:
        raise FormNotFoundError(kind, name)
    return form(name, (found.zh, found.en), found.model)
