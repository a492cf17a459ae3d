"""What is done in a case, over HTTP: steps, new versions, replies, opinions, visits, records."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from fastapi.responses import JSONResponse

from app.approval.acting import act
from app.approval.opinions import ask, give
from app.approval.points import reply
from app.approval.recording import put_record
from app.approval.requests import ActionRequest, FreezeRequest, NewVisit, OpinionGiven, OpinionRound, Reply
from app.approval.schemas import CaseDetail
from app.approval.submitting import freeze_again, plan_to_freeze, prepare
from app.approval.visits import enter_visit
from app.approval.web import CHANGING, CaseId, answered, change
from app.problems import documented
from app.web import Answers, Key, Match
from app.workspace import CurrentWorkspace, Who

api = APIRouter()

PartId = Annotated[str, Path(max_length=64)]
RecordName = Annotated[str, Path(max_length=48, description="`residents`, `election`, `filing`, …")]
FREEZING: Answers = {**CHANGING, 410: documented("The plan was deleted.")}


@api.post("/cases/{case_id}/actions", summary="Take a step", response_model=CaseDetail, responses=CHANGING)
def post_action(
    case_id: CaseId, asked: ActionRequest, workspace: CurrentWorkspace, who: Who, revision: Match, key: Key = None
) -> JSONResponse:
    """Take one of the steps that the case offers, or change nothing."""
    told = {"post": f"cases/{case_id}/actions", "revision": revision, "body": asked.model_dump(mode="json")}
    return change(
        workspace, who, key, told, lambda session: act(session, workspace, who, case_id, revision, asked)
    )


@api.post(
    "/submissions/{case_id}/freeze", summary="Freeze another version", response_model=CaseDetail, responses=FREEZING
)
def post_freeze(
    case_id: CaseId, asked: FreezeRequest, workspace: CurrentWorkspace, who: Who, revision: Match, key: Key = None
) -> JSONResponse:
    """Freeze a plan anew: as a draft, or after a return to those who brought it."""
    told = {"post": f"submissions/{case_id}/freeze", "revision": revision, "body": asked.model_dump(mode="json")}
    known = answered(workspace, who, key, told)
    if known is not None:
        return known
    with workspace.database.reading() as session:
        plan_id, subdistrict = plan_to_freeze(session, who, case_id, revision, asked)
    ready = prepare(workspace, who, plan_id, asked.version, subdistrict)
    return change(
        workspace, who, key, told,
        lambda session: freeze_again(session, who, case_id, revision, ready, asked.note),
    )


@api.put(
    "/cases/{case_id}/points/{point_id}", summary="Answer a point", response_model=CaseDetail, responses=CHANGING
)
def put_point(
    case_id: CaseId, point_id: PartId, asked: Reply, workspace: CurrentWorkspace, who: Who, revision: Match
) -> JSONResponse:
    """Answer one point of a return."""
    return change(
        workspace, who, None, {},
        lambda session: reply(session, who, case_id, revision, point_id, asked.reply),
    )


@api.post(
    "/cases/{case_id}/opinions", status_code=201, summary="Ask departments", response_model=CaseDetail,
    responses=CHANGING,
)
def post_opinions(
    case_id: CaseId, asked: OpinionRound, workspace: CurrentWorkspace, who: Who, revision: Match, key: Key = None
) -> JSONResponse:
    """Ask departments for their opinions in a new round."""
    told = {"post": f"cases/{case_id}/opinions", "revision": revision, "body": asked.model_dump(mode="json")}
    return change(
        workspace, who, key, told, lambda session: ask(session, who, case_id, revision, asked), status=201
    )


@api.put(
    "/cases/{case_id}/opinions/{opinion_id}", summary="Give an opinion", response_model=CaseDetail,
    responses=CHANGING,
)
def put_opinion(
    case_id: CaseId, opinion_id: PartId, asked: OpinionGiven, workspace: CurrentWorkspace, who: Who
) -> JSONResponse:
    """Give the opinion of a department; those of others do not matter to it."""
    return change(workspace, who, None, {}, lambda session: give(session, who, case_id, opinion_id, asked))


@api.post(
    "/cases/{case_id}/visits", status_code=201, summary="Enter a visit", response_model=CaseDetail,
    responses=CHANGING,
)
def post_visit(
    case_id: CaseId, asked: NewVisit, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> JSONResponse:
    """Enter a visit to the place, with the photographs that were handed in before."""
    told = {"post": f"cases/{case_id}/visits", "body": asked.model_dump(mode="json")}
    return change(
        workspace, who, key, told, lambda session: enter_visit(session, who, case_id, asked), status=201
    )


@api.put(
    "/cases/{case_id}/records/{name}", summary="Enter a record", response_model=CaseDetail, responses=CHANGING
)
def put_case_record(
    case_id: CaseId, name: RecordName, asked: Annotated[dict[str, Any], Body()], workspace: CurrentWorkspace,
    who: Who, revision: Match,
) -> JSONResponse:
    """Enter a record in the form that the case offers under this name."""
    return change(
        workspace, who, None, {}, lambda session: put_record(session, who, case_id, revision, name, asked)
    )
