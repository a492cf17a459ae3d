"""Waivers over HTTP: asked for on a plan, decided under ``/api/v1/waivers``, listed on a page of their own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from app.maps.render import render_plan_data
from app.maps.work_page import render_work
from app.plans.opinions import open_version, sheet_of
from app.plans.router import PlanId
from app.plans.store import load_plan
from app.plans.web import UNKNOWN
from app.problems import documented
from app.storage.waivers import WaiverRow, WaiverState
from app.waivers.asking import ask
from app.waivers.deciding import grant, refuse, withdraw
from app.waivers.schemas import GrantIn, PlanWaivers, ReasonIn, WaivableOut, WaiverIn, WaiverOut, WaiverPage
from app.waivers.store import find_waiver, list_waivers, tell
from app.web import MOST_PER_PAGE, Answers, Key, LinkedAssets, Match, Offset
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Who
from optimizer.waivers import TERMS

WaiverId = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
State = Annotated[WaiverState | None, Query(description="Only those in this state.")]
GONE: Answers = {410: documented("The plan was deleted.")}
NOBODY: Answers = {404: documented("No such waiver.")}
ASKING: Answers = {
    **UNKNOWN, 403: documented("A reason that is not this role's to give."),
    409: documented("Asked for already, or granted."),
    422: documented("Not broken there, not to be waived, or of no district."),
}
DECIDING: Answers = {
    **NOBODY, **GONE, 403: documented("The decision is for others."),
    409: documented("Changed meanwhile (member `revision`), decided already, or the place was drawn anew."),
    422: documented("Days that cannot be, or no remedy."),
}

plans = APIRouter(prefix="/api/v1/plans", tags=["waivers"])
waivers = APIRouter(prefix="/api/v1/waivers", tags=["waivers"])
api = APIRouter()
pages = APIRouter(include_in_schema=False)


@plans.get("/{plan_id}/waivers", summary="List the waivers of a plan", responses=UNKNOWN)
def get_plan_waivers(
    plan_id: PlanId, session: CurrentReading, who: Who, offset: Offset = 0, limit: Limit = MOST_PER_PAGE
) -> PlanWaivers:
    """Return what was asked for, granted, refused and withdrawn, and which hard rules admit a waiver."""
    load_plan(session, plan_id)
    items, total = list_waivers(session, who, WaiverRow.plan_id == plan_id, offset=offset, limit=limit)
    return PlanWaivers(
        items=items, total=total, offset=offset, limit=limit,
        waivable=[
            WaivableOut(rule=rule, granted_by=list(terms.granted_by), needs_remedy=terms.needs_remedy)
            for rule, terms in TERMS.items()
        ],
    )


@plans.post("/{plan_id}/waivers", status_code=201, summary="Ask for a waiver", responses=ASKING)
def post_waiver(
    plan_id: PlanId, asked: WaiverIn, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> WaiverOut:
    """Ask that a hard breach be waived at one place; of a soft one the reason is written down at once (LH-6.1).

    Who decides sees this version of the plan.
    """
    waiver_id = ask(workspace, who, plan_id, asked, key)
    with workspace.database.reading() as session:
        return tell(session, who, [find_waiver(session, who, waiver_id)])[0]


@waivers.get("", summary="List waivers")
def get_waivers(
    session: CurrentReading, who: Who, state: State = None, offset: Offset = 0, limit: Limit = 50
) -> WaiverPage:
    """Return the waivers of one's own plans, and those that one's organisation decides, the last asked for first."""
    items, total = list_waivers(session, who, state=state, offset=offset, limit=limit)
    return WaiverPage(items=items, total=total, offset=offset, limit=limit)


@waivers.get("/{waiver_id}", summary="Describe a waiver", responses=NOBODY)
def get_waiver(waiver_id: WaiverId, session: CurrentReading, who: Who) -> WaiverOut:
    """Return a waiver."""
    return tell(session, who, [find_waiver(session, who, waiver_id)])[0]


@waivers.get(
    "/{waiver_id}/map", summary="Show what is to be waived", response_class=HTMLResponse, responses={**NOBODY, **GONE}
)
def get_waiver_map(waiver_id: WaiverId, workspace: CurrentWorkspace, who: Who, assets: LinkedAssets) -> HTMLResponse:
    """Return the sheet of the version that was shown, to whoever may see the waiver."""
    with workspace.database.reading() as session:
        row = find_waiver(session, who, waiver_id)
    version = open_version(workspace, row.plan_id, row.version)
    return HTMLResponse(render_plan_data(sheet_of(workspace, version), assets=assets))


@waivers.post("/{waiver_id}/grant", summary="Grant a waiver", responses=DECIDING)
def post_grant(waiver_id: WaiverId, asked: GrantIn, revision: Match, session: CurrentSession, who: Who) -> WaiverOut:
    """Grant it under a document, for a time: the plan is judged with it from now on."""
    return tell(session, who, [grant(session, who, waiver_id, revision, asked)])[0]


@waivers.post("/{waiver_id}/refuse", summary="Refuse a waiver", responses=DECIDING)
def post_refuse(waiver_id: WaiverId, asked: ReasonIn, revision: Match, session: CurrentSession, who: Who) -> WaiverOut:
    """Refuse it, and say why."""
    return tell(session, who, [refuse(session, who, waiver_id, revision, asked.reason)])[0]


@waivers.post("/{waiver_id}/withdraw", summary="Withdraw a waiver", responses=DECIDING)
def post_withdraw(
    waiver_id: WaiverId, asked: ReasonIn, revision: Match, session: CurrentSession, who: Who
) -> WaiverOut:
    """Take it back; versions that were frozen under it stay as they are."""
    return tell(session, who, [withdraw(session, who, waiver_id, revision, asked.reason)])[0]


@pages.get("/waivers", response_class=HTMLResponse)
def show_waivers(assets: LinkedAssets) -> HTMLResponse:
    """Return the page of waivers."""
    return HTMLResponse(render_work("waivers", assets=assets))


api.include_router(plans)
api.include_router(waivers)
