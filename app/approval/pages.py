"""Pages of approval: tasks, cases, one case, the calendar of deadlines, the registry, reports."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from app.approval.records import PLANNED, kinds_of
from app.approval.store import find_case
from app.approval.turns import openers
from app.approval.workflows import WORKFLOWS
from app.forms import form
from app.maps.case_page import render_case
from app.maps.registry_page import render_registry
from app.maps.work_page import render_work
from app.registry.importing.service import may_import
from app.web import LinkedAssets
from app.workspace import CurrentReading, Who

pages = APIRouter(include_in_schema=False)


@pages.get("/tasks", response_class=HTMLResponse)
def show_tasks(assets: LinkedAssets) -> HTMLResponse:
    """Return the page of what waits for somebody."""
    return HTMLResponse(render_work("tasks", assets=assets, data={"openers": kinds_opened()}))


@pages.get("/cases", response_class=HTMLResponse)
def show_cases(assets: LinkedAssets) -> HTMLResponse:
    """Return the page that lists cases."""
    return HTMLResponse(render_work("cases", assets=assets, data={"openers": kinds_opened()}))


@pages.get("/cases/{case_id}", response_class=HTMLResponse)
def show_case(
    case_id: Annotated[str, Path(max_length=64)], session: CurrentReading, who: Who, assets: LinkedAssets
) -> HTMLResponse:
    """Return the page of one case."""
    case = find_case(session, who, case_id)
    return HTMLResponse(render_case(case_id=case.id, title=case.number, forms=record_forms(case.kind), assets=assets))


@pages.get("/calendar", response_class=HTMLResponse)
def show_calendar(assets: LinkedAssets) -> HTMLResponse:
    """Return the calendar of deadlines."""
    return HTMLResponse(render_work("calendar", assets=assets))


@pages.get("/registry", response_class=HTMLResponse)
def show_registry(assets: LinkedAssets, who: Who) -> HTMLResponse:
    """Return the registry of communities."""
    return HTMLResponse(render_registry(assets=assets, may_import=may_import(who)))


@pages.get("/reports", response_class=HTMLResponse)
def show_reports(assets: LinkedAssets) -> HTMLResponse:
    """Return the page of monthly and special reports."""
    return HTMLResponse(render_work("reports", assets=assets))


@cache
def kinds_opened() -> dict[str, list[str]]:
    """Return which roles begin each kind of case."""
    return {kind: sorted(openers(workflow)) for kind, workflow in WORKFLOWS.items()}


@cache
def record_forms(kind: str) -> tuple[dict[str, Any], ...]:
    """Tell the records of a kind of case as forms: :class:`app.forms.Form` as JSON."""
    return tuple(
        form(name, (record.zh, record.en), record.model).model_dump(mode="json")
        for name, record in {**kinds_of(kind), "planned": PLANNED}.items()
    )
