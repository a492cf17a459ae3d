"""Plans over HTTP: as JSON under ``/api/v1/plans``, as pages for people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.approval.opening import submits
from app.datasets.store import open_dataset
from app.maps.compare_page import render_compare
from app.maps.editor import render_editor
from app.maps.home_page import render_home
from app.maps.print_page import render_print
from app.maps.render import render_plan_data
from app.plans import service
from app.plans.choosing import choose_pair, drawn_plans
from app.plans.home import home_data
from app.plans.opinions import open_version, opinion_of, sheet_of
from app.plans.schemas import CopyRequest, DrawnPlan, Judgement, NewPlan, PlanChange, PlanDetail, PlanPage
from app.plans.shaping import drawn_plan
from app.plans.store import load_plan
from app.plans.summaries import list_plans
from app.plans.web import CHANGED, FOLDER, UNKNOWN, Library
from app.problems import documented
from app.users.access import require_plan
from app.web import MOST_NUMBER, MOST_PER_PAGE, Key, LinkedAssets, Match, Offset
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Who, Workspace

PlanId = Annotated[str, Path(description="Identifier of the plan.")]
Version = Annotated[int | None, Query(ge=0, le=MOST_NUMBER, description="The newest where left out.")]
Reference = Annotated[str | None, Query(max_length=220, description="`ID` or `ID@VERSION`.")]

api = APIRouter(prefix="/api/v1/plans", tags=["plans"])
pages = APIRouter(include_in_schema=False)


@api.get("", summary="List plans")
def get_plans(
    session: CurrentReading,
    library: Library,
    who: Who,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
    archived: Annotated[bool, Query(description="Archived plans instead.")] = False,
    deleted: Annotated[bool, Query(description="Deleted plans that can be restored instead.")] = False,
) -> PlanPage:
    """Return drawn plans, the last changed first, then plan folders in the order in which they were told."""
    return list_plans(session, library, who, offset=offset, limit=limit, archived=archived, deleted=deleted)


@api.post(
    "", summary="Begin a plan", status_code=201,
    responses={404: documented("No such dataset."), 409: documented("The dataset is not frozen.")},
)
def post_plan(asked: NewPlan, workspace: CurrentWorkspace, who: Who, key: Key = None) -> DrawnPlan:
    """Begin a plan on a frozen dataset: with today's communities or with nothing."""
    return drawn_plan(workspace, service.create_plan(workspace, asked, who, key))


@api.get("/{plan_id}", summary="Describe a plan", responses=FOLDER)
def get_plan(plan_id: PlanId, library: Library, workspace: CurrentWorkspace) -> PlanDetail:
    """Return a drawn plan with its newest drawing, or ``plan.json`` and ``audit.json`` of a plan folder."""
    return library.detail(plan_id) if plan_id in library else drawn_plan(workspace, plan_id)


@api.patch("/{plan_id}", summary="Rename, archive, give other rules", responses=CHANGED)
def patch_plan(
    plan_id: PlanId, revision: Match, change: PlanChange, workspace: CurrentWorkspace
) -> DrawnPlan:
    """Change what a plan is called, by which rules it is judged, or whether it is archived."""
    with workspace.database.session() as session:
        service.change_plan(session, plan_id, revision, change)
    return drawn_plan(workspace, plan_id)


@api.delete("/{plan_id}", summary="Delete a plan", status_code=204, responses=CHANGED)
def delete_plan(plan_id: PlanId, revision: Match, session: CurrentSession) -> Response:
    """Delete a plan; within 30 days it can be restored."""
    service.delete_plan(session, plan_id, revision)
    return Response(status_code=204)


@api.post("/{plan_id}/restore", summary="Restore a deleted plan", responses=UNKNOWN)
def post_restore(plan_id: PlanId, workspace: CurrentWorkspace) -> DrawnPlan:
    """Restore a deleted plan."""
    with workspace.database.session() as session:
        service.restore_plan(session, plan_id)
    return drawn_plan(workspace, plan_id)


@api.post("/{plan_id}/copy", summary="Copy a plan", status_code=201, responses=UNKNOWN)
def post_copy(
    plan_id: PlanId, asked: CopyRequest, workspace: CurrentWorkspace, who: Who, key: Key = None
) -> DrawnPlan:
    """Begin another plan with a version of this one; commands that clashed here can be sent there."""
    with workspace.database.session() as session:
        copied = service.copy_plan(session, plan_id, asked, who, key).id
    return drawn_plan(workspace, copied)


@api.get("/{plan_id}/judgement", summary="Judge a version", responses=UNKNOWN)
def get_judgement(plan_id: PlanId, workspace: CurrentWorkspace, version: Version = None) -> Judgement:
    """Return ``plan.json`` and ``audit.json`` of a version, computed where it was not; of what is drawn so far."""
    opened = open_version(workspace, plan_id, version)
    opinion = opinion_of(workspace, opened)
    return Judgement.model_validate({
        "version": opinion.version, "hash": opinion.hash, "plan": {**opinion.document, "title": opened.plan.name},
        "audit": opinion.audit, "unassigned_units": opinion.document["unassigned_units"],
        "unassigned_households": opinion.document["unassigned_households"],
    })


@api.get("/{plan_id}/sheet", summary="What the sheet of a plan draws", responses=FOLDER)
def get_sheet(
    plan_id: PlanId, library: Library, workspace: CurrentWorkspace, version: Version = None
) -> dict[str, Any]:
    """Return everything that the sheet of a plan draws: shapes, figures, findings, words."""
    return _sheet(plan_id, library, workspace, version)


@api.get("/{plan_id}/map", summary="Show a plan", response_class=HTMLResponse, responses=FOLDER)
def get_map(
    plan_id: PlanId, library: Library, workspace: CurrentWorkspace, assets: LinkedAssets, version: Version = None
) -> HTMLResponse:
    """Return the sheet of a plan: a Folium page that asks no other host for anything."""
    return HTMLResponse(render_plan_data(_sheet(plan_id, library, workspace, version), assets=assets))


@pages.get("/plans/{plan_id}", response_class=HTMLResponse)
def show_plan(
    request: Request, plan_id: PlanId, library: Library, workspace: CurrentWorkspace, who: Who, assets: LinkedAssets
) -> HTMLResponse:
    """Return the page on which a plan is drawn, or the sheet of a plan folder."""
    if plan_id in library:
        return HTMLResponse(render_plan_data(library.sheet_data(plan_id), assets=assets))
    with workspace.database.reading() as session:
        plan = load_plan(session, plan_id)
    is_local = open_dataset(workspace, plan.dataset_id).is_local
    return HTMLResponse(render_editor(
        plan_id=plan.id, title=plan.name, is_local=is_local, submits=submits(who), assets=assets,
        base_map=request.app.state.base_map,
    ))


@pages.get("/plans/{plan_id}/print", response_class=HTMLResponse)
def print_plan(
    plan_id: PlanId, workspace: CurrentWorkspace, assets: LinkedAssets, version: Version = None
) -> HTMLResponse:
    """Return the sheets of a plan for paper."""
    opened = open_version(workspace, plan_id, version)
    return HTMLResponse(render_print(
        plan_id=plan_id, title=opened.plan.name, version=opened.number, head=opened.plan.head, assets=assets
    ))


@pages.get("/compare", response_class=HTMLResponse)
def compare_plans(
    workspace: CurrentWorkspace, who: Who, assets: LinkedAssets, a: Reference = None, b: Reference = None
) -> HTMLResponse:
    """Return the page that compares two plans; what is not named is chosen."""
    with workspace.database.reading() as session:
        plans = drawn_plans(session, who)
        a, b = choose_pair(plans, a, b)
        dataset_id = None
        if a is not None:
            require_plan(session, who, a.partition("@")[0])
            dataset_id = load_plan(session, a.partition("@")[0]).dataset_id
    is_local = dataset_id is not None and open_dataset(workspace, dataset_id).is_local
    return HTMLResponse(render_compare(a=a, b=b, plans=plans, is_local=is_local, assets=assets))


@pages.get("/", response_class=HTMLResponse)
def home(session: CurrentReading, library: Library, who: Who, assets: LinkedAssets) -> HTMLResponse:
    """Return the list of plans as a page."""
    return HTMLResponse(render_home(home_data(session, library, who), assets=assets))


def _sheet(plan_id: str, library: Library, workspace: Workspace, version: int | None) -> dict[str, Any]:
    if plan_id in library:
        return dict(library.sheet_data(plan_id))
    return sheet_of(workspace, open_version(workspace, plan_id, version))
