"""``/api/v1/trail``: who did what when, for administrators; of one case for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse

from app.approval.store import find_case
from app.paging import Cursor, CursorError, Limit, cursor_after, read_cursor
from app.problems import documented
from app.trail.finding import Wanted, each_line, find_lines
from app.trail.schemas import TrailLine, TrailPage
from app.trail.table import table
from app.users.errors import NotAllowedError
from app.web import MOST_NUMBER, Answers
from app.workspace import CurrentReading, CurrentWorkspace, Person, Who, Workspace

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
MANAGED: Answers = {403: documented("Not an administrator.")}

Text = Annotated[str | None, Query(max_length=200)]
Day = Annotated[date | None, Query(ge=EARLIEST, le=LATEST, description="A day, included.")]
FirstDay, LastDay = Annotated[Day, Query(alias="from")], Annotated[Day, Query(alias="to")]

api = APIRouter(prefix="/api/v1", tags=["trail"])


def _administrator(who: Who) -> Person:
    if not who.is_administrator:
        raise NotAllowedError("查看全部留痕", "read the whole trail")
    return who


def _wanted(
    object_kind: Text = None, object_id: Text = None, actor: Text = None, first_day: FirstDay = None,
    last_day: LastDay = None,
) -> Wanted:
    return Wanted(object_kind, object_id, actor, first_day, last_day)


Administrator = Depends(_administrator)
Filters = Annotated[Wanted, Depends(_wanted)]


@api.get("/trail", summary="Read the trail", responses=MANAGED, dependencies=[Administrator])
def list_lines(session: CurrentReading, wanted: Filters, cursor: Cursor = None, limit: Limit = 50) -> TrailPage:
    """List lines of the trail, the newest first."""
    return _page(session, wanted, cursor, limit)


@api.get(
    "/trail.csv", summary="Export the trail", dependencies=[Administrator], response_class=StreamingResponse,
    responses={**MANAGED, 200: {"content": {"text/csv": {}}, "description": "One line a row, in their order."}},
)
def export_lines(workspace: CurrentWorkspace, wanted: Filters) -> StreamingResponse:
    """Send the lines as CSV, however many."""
    return StreamingResponse(
        _chunks(workspace, wanted), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=\"trail.csv\"; filename*=UTF-8''%E7%95%99%E7%97%95.csv"},
    )


@api.get(
    "/cases/{case_id}/trail", summary="Read the trail of a case",
    responses={404: documented("No case that this person may see.")},
)
def list_case_lines(
    case_id: Annotated[str, Path(max_length=64)], session: CurrentReading, who: Who, cursor: Cursor = None,
    limit: Limit = 50,
) -> TrailPage:
    """List what was done to a case, the newest first."""
    case = find_case(session, who, case_id)
    return _page(session, Wanted(object_kind="case", object_id=case.id), cursor, limit)


def _page(session: CurrentReading, wanted: Wanted, cursor: str | None, limit: int) -> TrailPage:
    rows, total = find_lines(session, wanted, before=_before(cursor), limit=limit + 1)
    more = cursor_after(rows[limit - 1].number) if len(rows) > limit else None
    return TrailPage(items=[TrailLine.of(row) for row in rows[:limit]], next=more, total=total)


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    number = int(read_cursor(cursor, int)[0])
    if not 0 < number <= MOST_NUMBER:
        raise CursorError
    return number


def _chunks(workspace: Workspace, wanted: Wanted) -> Iterator[bytes]:
    with workspace.database.reading() as session:
        yield from table(each_line(session, wanted))
