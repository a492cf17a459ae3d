"""Who is asking, found before anything else is done; nobody gets further unless the address is open to all."""

from __future__ import annotations

from base64 import b64decode
from ipaddress import ip_address
from urllib.parse import quote

from fastapi.responses import RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import answer_database, answer_ours
from app.storage.database import Database
from app.users.errors import ForgedRequestError, ScopeError, SignInNeededError
from app.users.people import Admitted
from app.users.scopes import METRICS, READING, is_ogc, is_permitted, needed_scope
from app.users.secrets import is_page_token
from app.users.sessions import BEARER, COOKIE, admit, admit_key
from app.workspace import LOCAL

COOKIE_NAME = "sizhi_session"
KEY_HEADER, TOKEN_HEADER = "X-API-Key", "X-CSRF-Token"
BASIC = 'Basic realm="sizhi", charset="UTF-8"'
"""How GIS clients are asked for a key; only where nothing can be changed, because a browser goes on sending it."""
OPEN = frozenset({
    "/healthz", "/readyz", "/favicon.ico", "/sign-in", "/api/v1/session", "/api/v1/tokens",
})
OPEN_UNDER = ("/assets/", "/sign-in/", "/shared/")
"""Beginnings of addresses that are open to all; of shared plans the address itself is the secret."""


class Gate:
    """Lets in whoever is signed in or brings a key; says who it is as ``request.state.person``.

    Parameters
    ----------
    database
        Where accounts and keys are.
    accounts
        Without accounts everybody is whoever sits at the server.
    """

    def __init__(self, app: ASGIApp, database: Database, *, accounts: bool) -> None:
        self._app, self._database, self._accounts = app, database, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who asks, and pass on or refuse."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        try:
            admitted = await self._find(request)
        except SignInNeededError as error:
            answer = _to_sign_in(request) if _is_page(request) else answer_ours(request, error)
            if is_ogc(request.url.path):
                answer.headers["WWW-Authenticate"] = BASIC
            return await answer(scope, receive, send)
        except (ForgedRequestError, ScopeError) as error:
            return await answer_ours(request, error)(scope, receive, send)
        except OperationalError as error:
            return await answer_database(request, error)(scope, receive, send)
        if admitted is not None:
            request.state.person, request.state.page_token = admitted.person, admitted.page_token
        return await self._app(scope, receive, send)

    async def _find(self, request: Request) -> Admitted | None:
        if not self._accounts:
            return Admitted(LOCAL)
        path = request.url.path
        if path in OPEN or path.startswith(OPEN_UNDER):
            return None
        if path == "/metrics" and _is_beside(request):
            return Admitted(LOCAL)
        admitted = await run_in_threadpool(self._admit, request)
        person = admitted.person
        if person.scopes is not None and not is_permitted(person.scopes, request.method, path):
            raise ScopeError(needed_scope(request.method, path))
        if path == "/metrics" and person.scopes is None and not person.is_administrator:
            raise ScopeError(METRICS)
        return admitted

    def _admit(self, request: Request) -> Admitted:
        key, token = request.headers.get(KEY_HEADER), request.headers.get("Authorization")
        if key is not None:
            return admit_key(self._database, key)
        if token is not None:
            scheme, _, secret = token.partition(" ")
            if scheme.lower() == "basic" and is_ogc(request.url.path):
                return admit_key(self._database, _password(secret))
            if scheme.lower() != "bearer":
                raise SignInNeededError
            return admit(self._database, secret.strip(), BEARER)
        cookie = request.cookies.get(COOKIE_NAME)
        if cookie is None:
            raise SignInNeededError
        admitted = admit(self._database, cookie, COOKIE)
        if request.method not in READING and not is_page_token(request.headers.get(TOKEN_HEADER), cookie):
            raise ForgedRequestError
        return admitted


def _password(told: str) -> str:
    """Return the password of HTTP Basic: a GIS client sends its key as that, with any name."""
    try:
        return b64decode(told.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        raise SignInNeededError from None


def _is_page(request: Request) -> bool:
    path = request.url.path
    if is_ogc(path):  # pages and data have the same addresses
        return request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    return request.method == "GET" and not path.startswith("/api/")


def _to_sign_in(request: Request) -> RedirectResponse:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)


def _is_beside(request: Request) -> bool:
    """Whether somebody on this machine asks, and not for another."""
    if request.client is None or {"x-forwarded-for", "forwarded"} & set(request.headers):
        return False
    return is_loopback(request.client.host)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's, reached from nowhere else."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
