"""Remarks and shares over HTTP, and the page that a share opens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from app.maps.pages import Assets, render_page
from app.maps.render import render_plan_data
from app.plans.comments import add_comment, list_comments, settle_comment
from app.plans.errors import ShareNotFoundError
from app.plans.opinions import open_version, sheet_of
from app.plans.remark_schemas import (
    CommentChange,
    CommentIn,
    CommentOut,
    CommentPage,
    NewShare,
    ShareIn,
    ShareOut,
    SharePage,
)
from app.plans.router import PlanId
from app.plans.shares import add_share, find_share, list_shares, revoke_share
from app.plans.web import UNKNOWN
from app.problems import documented
from app.storage.models import CommentRow, ShareRow
from app.web import MOST_PER_PAGE, Answers, Key, Offset
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Who

Limit = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
NO_COMMENT: Answers = {**UNKNOWN, 404: documented("No such plan or comment.")}
NO_SHARE: Answers = {**UNKNOWN, 404: documented("No such plan or share.")}
OVER: Answers = {**UNKNOWN, 422: documented("It would be over already.")}
PRIVATE = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "private, no-store"}
"""A shared page is for whoever has its address: no search engine and no cache keeps it."""

api = APIRouter(prefix="/api/v1/plans", tags=["remarks"])
pages = APIRouter(include_in_schema=False)


@api.get("/{plan_id}/comments", summary="List remarks", responses=UNKNOWN)
def get_comments(
    plan_id: PlanId, session: CurrentReading,
    resolved: Annotated[bool | None, Query(description="Only settled ones, or only open ones.")] = None,
    offset: Offset = 0, limit: Limit = MOST_PER_PAGE,
) -> CommentPage:
    """Return the remarks on places of a plan, in order of number."""
    rows, total = list_comments(session, plan_id, resolved=resolved, offset=offset, limit=limit)
    return CommentPage(items=[_comment(row) for row in rows], total=total, offset=offset, limit=limit)


@api.post("/{plan_id}/comments", status_code=201, summary="Remark on a place", responses=UNKNOWN)
def post_comment(plan_id: PlanId, asked: CommentIn, session: CurrentSession, who: Who, key: Key = None) -> CommentOut:
    """Remark on a place; the next number of the plan."""
    return _comment(add_comment(
        session, plan_id, asked.text, place=(asked.x, asked.y), version=asked.version, unit_id=asked.unit_id,
        who=who.name, key=key,
    ))


@api.patch("/{plan_id}/comments/{comment_id}", summary="Settle a remark or open it again", responses=NO_COMMENT)
def patch_comment(
    plan_id: PlanId, comment_id: str, asked: CommentChange, session: CurrentSession, who: Who
) -> CommentOut:
    """Settle a remark, or open it again."""
    return _comment(settle_comment(session, plan_id, comment_id, resolved=asked.resolved, who=who.name))


@api.get("/{plan_id}/shares", summary="List shares", responses=UNKNOWN)
def get_shares(
    plan_id: PlanId, session: CurrentReading, offset: Offset = 0, limit: Limit = MOST_PER_PAGE
) -> SharePage:
    """Return who made which address when; never the address itself."""
    rows, total = list_shares(session, plan_id, offset=offset, limit=limit)
    return SharePage(items=[_share(row) for row in rows], total=total, offset=offset, limit=limit)


@api.post("/{plan_id}/shares", status_code=201, summary="Share read-only", responses=OVER)
def post_share(plan_id: PlanId, asked: ShareIn, session: CurrentSession, who: Who) -> NewShare:
    """Make an address at which the plan may be read; it is told once."""
    row, secret = add_share(
        session, plan_id, version=asked.version, expires_at=asked.expires_at, who=who.name
    )
    return NewShare(**_share(row).model_dump(), secret=secret, url=f"/shared/{secret}")


@api.delete("/{plan_id}/shares/{share_id}", status_code=204, summary="End a share", responses=NO_SHARE)
def delete_share(plan_id: PlanId, share_id: str, session: CurrentSession) -> None:
    """End a share: its address opens nothing any more."""
    revoke_share(session, plan_id, share_id)


@pages.get("/shared/{secret}", response_class=HTMLResponse)
def get_shared(
    secret: Annotated[str, Path(max_length=100)], request: Request, workspace: CurrentWorkspace
) -> HTMLResponse:
    """Return the sheet of a shared plan: nothing on it leads to the rest of the server."""
    assets = Assets(address="/assets/", nonce=request.state.nonce)
    try:
        with workspace.database.reading() as session:
            share = find_share(session, secret)
    except ShareNotFoundError as error:
        return HTMLResponse(_closed(error, assets), status_code=404, headers=PRIVATE)
    version = open_version(workspace, share.plan_id, share.version)
    return HTMLResponse(render_plan_data(sheet_of(workspace, version), assets=assets), headers=PRIVATE)


def _closed(error: ShareNotFoundError, assets: Assets) -> str:
    return render_page(
        assets, title="四至", styles=("base.css",), data={}, code="",
        body=f'<main><p>{error.message_zh}</p><p lang="en">{error.message_en}</p></main>',
    )


def _comment(row: CommentRow) -> CommentOut:
    return CommentOut(**{name: getattr(row, name) for name in CommentOut.model_fields})


def _share(row: ShareRow) -> ShareOut:
    return ShareOut(**{name: getattr(row, name) for name in ShareOut.model_fields})
