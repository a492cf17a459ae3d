"""Plans over HTTP: as JSON under ``/api/v1/plans``, as pages for people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.maps.pages import Assets
from app.maps.render import render_plan_data
from app.plans.home import render_home
from app.plans.schemas import PlanDetail, PlanPage
from app.plans.service import PlanLibrary
from app.problems import PROBLEM_TYPE, Problem

MOST_PER_PAGE = 200


def _library(request: Request) -> PlanLibrary:
    library: PlanLibrary = request.app.state.library
    return library


def _assets(request: Request) -> Assets:
    return Assets(address="/assets/", nonce=request.state.nonce, home="/")


Library = Annotated[PlanLibrary, Depends(_library)]
LinkedAssets = Annotated[Assets, Depends(_assets)]


def _problem(description: str) -> dict[str, Any]:
    return {"model": Problem, "description": description, "content": {PROBLEM_TYPE: {}}}


UNKNOWN = {404: _problem("No plan under this identifier."), 409: _problem("The plan folder cannot be read.")}

api = APIRouter(prefix="/api/v1/plans", tags=["plans"])
pages = APIRouter(include_in_schema=False)


@api.get("", summary="List plans")
def list_plans(
    library: Library,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
) -> PlanPage:
    """Return the plans that the server lists, in the order in which their folders were told."""
    summaries = library.summaries()
    return PlanPage(items=summaries[offset : offset + limit], total=len(summaries), offset=offset, limit=limit)


@api.get("/{plan_id}", summary="Describe a plan", responses=UNKNOWN)
def get_plan(plan_id: str, library: Library) -> PlanDetail:
    """Return ``plan.json`` and ``audit.json`` of a plan."""
    return library.detail(plan_id)


@api.get("/{plan_id}/map", summary="Show a plan", response_class=HTMLResponse, responses=UNKNOWN)
def get_map(plan_id: str, library: Library, assets: LinkedAssets) -> HTMLResponse:
    """Return the sheet of a plan: a Folium page that asks no other host for anything."""
    return HTMLResponse(render_plan_data(library.sheet_data(plan_id), assets=assets))


pages.add_api_route("/plans/{plan_id}", get_map, response_class=HTMLResponse)


@pages.get("/", response_class=HTMLResponse)
def home(library: Library, assets: LinkedAssets) -> HTMLResponse:
    """Return the list of plans as a page."""
    return HTMLResponse(render_home(library.summaries(), assets=assets))
