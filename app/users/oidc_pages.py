"""The way through the identity provider: there and back. Addresses of a server without a provider lead nowhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.maps.sign_in_page import render_sign_in
from app.users.errors import ProviderError
from app.users.oidc import Attempt, Provider
from app.users.session_router import with_cookie
from app.users.sessions import COOKIE, begin
from app.web import LinkedAssets
from app.workspace import CurrentWorkspace

COOKIE_NAME, LASTS_S = "sizhi_oidc", 600
PATH = "/sign-in/oidc"
Told = Annotated[str | None, Query(max_length=4000)]

pages = APIRouter(include_in_schema=False)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


@pages.get(PATH)
def to_provider(
    request: Request, assets: LinkedAssets, wanted: Annotated[str, Query(alias="next", max_length=1000)] = "/"
) -> Response:
    """Send the browser to the provider."""
    provider = _provider(request)
    try:
        address, attempt = provider.begin(_back(request), wanted)
    except ProviderError as error:
        return _refused(request, assets, wanted, error)
    answer = RedirectResponse(address, status_code=303)
    answer.set_cookie(
        COOKIE_NAME, attempt.to_cookie(), max_age=LASTS_S, path=PATH, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@pages.get(f"{PATH}/back", response_class=HTMLResponse)
def from_provider(
    request: Request, workspace: CurrentWorkspace, assets: LinkedAssets, state: Told = None, code: Told = None
) -> Response:
    """Take the browser back from the provider: signed in, or told why not."""
    provider, wanted = _provider(request), "/"
    try:
        attempt = Attempt.from_cookie(request.cookies.get(COOKIE_NAME))
        wanted = ours(attempt.wanted)
        claims = provider.finish(attempt, _back(request), state, code)
        with workspace.database.session() as session:
            secret = begin(session, provider.account(session, claims).id, COOKIE)
    except ProviderError as error:
        return _refused(request, assets, wanted, error)
    answer = with_cookie(RedirectResponse(wanted, status_code=303), request, secret)
    answer.delete_cookie(COOKIE_NAME, path=PATH)
    return answer


def ours(address: str) -> str:
    """Return an address of this server to go on to: another one would lead somebody who has just signed in astray."""
    is_path = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if is_path else "/"


def _back(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{PATH}/back"


def _refused(request: Request, assets: LinkedAssets, wanted: str, error: ProviderError) -> HTMLResponse:
    page = render_sign_in(
        wanted=wanted, provider=request.app.state.settings.oidc_name, assets=assets,
        problem={"message_zh": error.message_zh, "message_en": error.message_en},
    )
    return HTMLResponse(page, status_code=403, headers={"Cache-Control": "no-store"})
