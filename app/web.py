"""What all routers have in common: headers that decide about writing, pages that link their assets."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request

from app.approval.workflows.roles import STREET
from app.errors import AppError
from app.maps.pages import Assets, Reader

MOST_PER_PAGE = 200
MOST_NUMBER = 2**31 - 1
"""Numbers beyond this are no offset and no version; a database would stumble over them."""


class MatchError(AppError):
    """An ``If-Match`` that is no number in quotes."""

    code = "request.if_match"


def _assets(request: Request) -> Assets:
    return Assets(address="/assets/", nonce=request.state.nonce, home="/", reader=_reader(request))


def _reader(request: Request) -> Reader | None:
    """Return who reads a page; ``None`` for addresses that are open to all, and where nobody signs in."""
    token, person = getattr(request.state, "page_token", None), getattr(request.state, "person", None)
    if token is None or person is None:
        return None
    settings = request.app.state.settings
    return Reader(
        person.user_id, person.name, person.organisation_name, person.is_administrator,
        person.subdistrict if person.roles & STREET else None, token,
        provider=settings.oidc_name if settings.oidc_issuer else None,
    )


def _match(
    if_match: Annotated[str, Header(description='What was read, in quotes: `"<head>"` or `"<revision>"`.')]
) -> int:
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', if_match.strip())
    if found is None:
        raise MatchError("If-Match 应为带引号的数字", "If-Match has to be a number in quotes")
    return int(found[1])


LinkedAssets = Annotated[Assets, Depends(_assets)]
Match = Annotated[int, Depends(_match)]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", max_length=200, description="The same key again makes nothing new.")
]
Offset = Annotated[int, Query(ge=0, le=MOST_NUMBER)]
Answers = dict[int | str, dict[str, Any]]
