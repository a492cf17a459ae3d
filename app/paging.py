"""Cursors of lists: what the last row of a page was sorted by, as one word that a client hands back."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from app.errors import AppError

MOST_PER_PAGE = 200

Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="Most rows of the page.")]


class CursorError(AppError):
    """A cursor that no page gave out."""

    code = "request.cursor"

    def __init__(self) -> None:
        super().__init__(
            "cursor 无法识别。从第一页起重新读取", "This cursor is of no page. Begin again with the first page"
        )


def cursor_after(*sorted_by: str | int) -> str:
    """Return the cursor of what comes after a row."""
    return base64.urlsafe_b64encode(json.dumps(sorted_by).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type) -> Sequence[str | int]:
    """Return what a row was sorted by; see `cursor_after`.

    Raises
    ------
    CursorError
        Where the cursor was not made of values of these kinds.
    """
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorError from error
    if not isinstance(found, list) or [type(each) for each in found] != list(kinds):
        raise CursorError
    return found


def read_moment(cursor: str) -> tuple[datetime, str]:
    """Return moment and identifier of a row in a list that is sorted by both; see `cursor_after`.

    Raises
    ------
    CursorError
        Where the cursor was not made of them.
    """
    told, row_id = read_cursor(cursor, str, str)
    try:
        moment = datetime.fromisoformat(str(told))
        if moment.tzinfo is None:
            raise CursorError
        return moment.astimezone(UTC), str(row_id)
    except (ValueError, OverflowError) as error:
        raise CursorError from error
