"""Signing in and out over HTTP, and who one is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.problems import documented
from app.storage.people import OrganisationRow, UserRow
from app.trail.store import write
from app.users.attempts import begin_attempt, succeed
from app.users.errors import ForgedRequestError, NotAllowedError, SignInFailedError
from app.users.gate import COOKIE_NAME, TOKEN_HEADER
from app.users.schemas import Me, PasswordChange, SignIn, Token
from app.users.secrets import hash_password, is_page_token, is_password
from app.users.sessions import BEARER, COOKIE, LONGEST, TOKEN_LASTS, begin, end, end_all, sign_in
from app.users.shaping import me_out
from app.web import Answers
from app.workspace import CurrentReading, CurrentWorkspace, Who

FAILED: Answers = {
    401: documented("Name and password do not fit."),
    429: documented("Wrong too often; `Retry-After` says for how many seconds."),
}

api = APIRouter(prefix="/api/v1", tags=["people"])


@api.post("/session", status_code=204, summary="Sign in with a browser", responses=FAILED)
def post_session(asked: SignIn, request: Request, workspace: CurrentWorkspace) -> Response:
    """Check name and password, and give the browser its cookie."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ForgedRequestError  # another site would sign the reader in as somebody of its choice
    secret = sign_in(workspace.database, asked.login, asked.password, origin_of(request), COOKIE)
    return with_cookie(Response(status_code=204), request, secret)


@api.delete("/session", status_code=204, summary="Sign out")
def delete_session(request: Request, workspace: CurrentWorkspace) -> Response:
    """End the browser's sign-in; one that is over stays so."""
    secret = request.cookies.get(COOKIE_NAME)
    if secret is not None:
        if not is_page_token(request.headers.get(TOKEN_HEADER), secret):
            raise ForgedRequestError
        with workspace.database.session() as session:
            end(session, secret)
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE_NAME, path="/")
    return answer


@api.post("/tokens", summary="Sign in with a program", responses=FAILED)
def post_token(asked: SignIn, request: Request, workspace: CurrentWorkspace) -> Token:
    """Check name and password, and return a token for a quarter of an hour."""
    secret = sign_in(workspace.database, asked.login, asked.password, origin_of(request), BEARER)
    return Token(access_token=secret, expires_in=int(TOKEN_LASTS.total_seconds()))


@api.get("/me", summary="Who one is")
def get_me(request: Request, who: Who, session: CurrentReading) -> Me:
    """Return the person with organisation, roles and rights; for a page also the token that it sends when it writes."""
    return me_out(who, session.get(OrganisationRow, who.organisation_id), request.state.page_token)


@api.put("/me/password", status_code=204, summary="Change one's password", responses=FAILED)
def put_password(asked: PasswordChange, request: Request, who: Who, workspace: CurrentWorkspace) -> Response:
    """Change one's own password; every other sign-in of the account ends."""
    if who.user_id is None:
        raise NotAllowedError("修改密码：没有登录账号", "change a password: it is not signed in")
    with workspace.database.reading() as session:
        user = session.get_one(UserRow, who.user_id)
        login, stored = user.login, user.password_hash
    with workspace.database.session() as session:
        begin_attempt(session, login, origin_of(request))
    if not is_password(asked.old, stored):
        raise SignInFailedError
    with workspace.database.session() as session:
        succeed(session, login)
        session.get_one(UserRow, who.user_id).password_hash = hash_password(asked.new)
        end_all(session, who.user_id)
        write(session, who, "user.changed", "user", who.user_id, after={"password": "changed"})
        secret = begin(session, who.user_id, COOKIE) if request.state.page_token is not None else None
    answer = Response(status_code=204)
    return answer if secret is None else with_cookie(answer, request, secret)


def origin_of(request: Request) -> str:
    """Return the address from which is asked."""
    return "" if request.client is None else request.client.host


def with_cookie(answer: Response, request: Request, secret: str) -> Response:
    """Give the browser its cookie: no script reads it, no other site sends it along with a request that writes."""
    answer.set_cookie(
        COOKIE_NAME, secret, max_age=int(LONGEST.total_seconds()), path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer
