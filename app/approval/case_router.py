"""Cases over HTTP: listed, read, begun."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from app.approval.opening import open_joint_review, open_ruling
from app.approval.reading import Mine, case_detail, list_cases
from app.approval.requests import NewJointReview, NewRuling, NewSubmission
from app.approval.schemas import CaseDetail, CasePage
from app.approval.submitting import open_submission, prepare, require_first, require_opener
from app.approval.web import CREATED, HANDED_IN, UNKNOWN, CaseId, answered, change
from app.paging import Cursor, Limit
from app.problems import documented
from app.web import Answers, Key
from app.workspace import CurrentReading, CurrentWorkspace, Who

api = APIRouter()

PLANS = ("setting_up", "adjustment", "lq_short")
"""Kinds of case that a plan is frozen for."""
LISTED: Answers = {422: documented("A cursor that is none of ours.")}


@api.get("/cases", summary="List cases", responses=LISTED)
def get_cases(
    session: CurrentReading, who: Who, kind: Annotated[str | None, Query(max_length=24)] = None,
    state: Annotated[str | None, Query(max_length=32)] = None, mine: Mine | None = None,
    is_open: Annotated[bool | None, Query(alias="open")] = None,
    subdistrict: Annotated[str | None, Query(max_length=200)] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of number or title.")] = None,
    cursor: Cursor = None, limit: Limit = 50,
) -> CasePage:
    """List the cases that the person may see, the last changed first."""
    return list_cases(
        session, who, kinds=() if kind is None else (kind,), state=state, mine=mine, is_open=is_open,
        subdistrict=subdistrict, words=q, cursor=cursor, limit=limit,
    )


@api.get("/cases/{case_id}", summary="Read a case", responses=UNKNOWN)
def get_case(
    case_id: CaseId, session: CurrentReading, workspace: CurrentWorkspace, who: Who, response: Response
) -> CaseDetail:
    """Return a case with all that belongs to it; its ``ETag`` is the revision."""
    detail = case_detail(session, workspace, who, case_id)
    response.headers["ETag"] = f'"{detail.revision}"'
    return detail


@api.get("/submissions", summary="List submissions", responses=LISTED)
def get_submissions(
    session: CurrentReading, who: Who, state: Annotated[str | None, Query(max_length=32)] = None,
    cursor: Cursor = None, limit: Limit = 50,
) -> CasePage:
    """List the cases for which a plan is frozen."""
    return list_cases(session, who, kinds=PLANS, state=state, cursor=cursor, limit=limit)


@api.get("/rulings", summary="List rulings", responses=LISTED)
def get_rulings(session: CurrentReading, who: Who, cursor: Cursor = None, limit: Limit = 50) -> CasePage:
    """List the undecided areas that were reported."""
    return list_cases(session, who, kinds=("ruling",), cursor=cursor, limit=limit)


@api.get("/joint-reviews", summary="List joint reviews", responses=LISTED)
def get_joint_reviews(session: CurrentReading, who: Who, cursor: Cursor = None, limit: Limit = 50) -> CasePage:
    """List the joint reviews of facilities."""
    return list_cases(session, who, kinds=("joint_review",), cursor=cursor, limit=limit)


@api.post(
    "/submissions", status_code=201, summary="Hand in a plan", response_model=CaseDetail, responses=HANDED_IN,
)
def post_submission(
    asked: NewSubmission, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> JSONResponse:
    """Begin a case with a plan, frozen as its first submission, and fill the slots that the plan itself decides."""
    told = {"post": "submissions", "body": asked.model_dump(mode="json")}
    known = answered(workspace, who, key, told)
    if known is not None:
        return known
    require_opener(who, asked.kind)
    place = asked.subdistrict or who.subdistrict
    if place is not None:  # said before anything is computed; else when the plan has told its only street office
        with workspace.database.reading() as session:
            require_first(session, who, asked, place)
    ready = prepare(workspace, who, asked.plan_id, asked.version, asked.subdistrict)
    return change(
        workspace, who, key, told, lambda session: open_submission(session, who, asked, ready), status=201
    )


@api.post("/rulings", status_code=201, summary="Report an area", response_model=CaseDetail, responses=CREATED)
def post_ruling(asked: NewRuling, workspace: CurrentWorkspace, who: Who, key: Key = None) -> JSONResponse:
    """Report an area of which it is not decided who manages it (LH-3.3, LH-3.4)."""
    told = {"post": "rulings", "body": asked.model_dump(mode="json")}
    return change(workspace, who, key, told, lambda session: open_ruling(session, who, asked), status=201)


@api.post(
    "/joint-reviews", status_code=201, summary="Begin a joint review", response_model=CaseDetail, responses=CREATED,
)
def post_joint_review(
    asked: NewJointReview, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> JSONResponse:
    """Begin the joint review of a facility (LH-8.1)."""
    told = {"post": "joint-reviews", "body": asked.model_dump(mode="json")}
    return change(workspace, who, key, told, lambda session: open_joint_review(session, who, asked), status=201)
