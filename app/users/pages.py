"""The pages of people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.maps.sign_in_page import render_account, render_people, render_sign_in
from app.storage.people import OrganisationRow
from app.users.kinds import KINDS
from app.users.scopes import SCOPES
from app.users.shaping import me_out
from app.web import LinkedAssets
from app.workspace import CurrentReading, Who

NEVER_KEPT = {"Cache-Control": "no-store"}

pages = APIRouter(include_in_schema=False)


@pages.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(
    request: Request, assets: LinkedAssets, wanted: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """Return the page for signing in; a server without accounts has nobody to ask."""
    settings = request.app.state.settings
    if not settings.accounts:
        return RedirectResponse("/", status_code=303)
    provider = settings.oidc_name if settings.oidc_issuer else None
    return HTMLResponse(
        render_sign_in(wanted=wanted, provider=provider, problem=None, assets=assets), headers=NEVER_KEPT
    )


@pages.get("/account", response_class=HTMLResponse)
def account_page(who: Who, session: CurrentReading, assets: LinkedAssets) -> HTMLResponse:
    """Return the page of one's own account."""
    told = me_out(who, session.get(OrganisationRow, who.organisation_id), None)
    return HTMLResponse(render_account(told.model_dump(mode="json"), assets=assets), headers=NEVER_KEPT)


@pages.get("/people", response_class=HTMLResponse)
def people_page(assets: LinkedAssets) -> HTMLResponse:
    """Return the page of organisations, accounts and keys."""
    return HTMLResponse(render_people(KINDS, sorted(SCOPES), assets=assets), headers=NEVER_KEPT)
