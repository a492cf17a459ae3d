"""What the routers of plans have in common."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from app.errors import AppError
from app.maps.pages import Assets
from app.plans.drawing_schemas import StaleProblem
from app.plans.folders import PlanLibrary
from app.problems import documented

MOST_PER_PAGE = 200


class MatchError(AppError):
    """An ``If-Match`` that is no number in quotes."""

    code = "request.if_match"


def _library(request: Request) -> PlanLibrary:
    library: PlanLibrary = request.app.state.library
    return library


def _assets(request: Request) -> Assets:
    return Assets(address="/assets/", nonce=request.state.nonce, home="/")


def _match(
    if_match: Annotated[str, Header(description='What was read, in quotes: `"<head>"` or `"<revision>"`.')]
) -> int:
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', if_match.strip())
    if found is None:
        raise MatchError("If-Match 应为带引号的数字", "If-Match has to be a number in quotes")
    return int(found[1])


Library = Annotated[PlanLibrary, Depends(_library)]
LinkedAssets = Annotated[Assets, Depends(_assets)]
Match = Annotated[int, Depends(_match)]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", max_length=200, description="The same key again makes nothing new.")
]

Answers = dict[int | str, dict[str, Any]]
UNKNOWN: Answers = {
    404: documented("No plan under this identifier, or no such version."), 410: documented("The plan was deleted.")
}
FOLDER: Answers = {**UNKNOWN, 409: documented("The plan folder cannot be read, or the dataset is not ready.")}
CHANGED: Answers = {**UNKNOWN, 409: documented("Changed meanwhile; the member `revision` says to which revision.")}
STALE: Answers = {
    **UNKNOWN, 409: documented("Others drew on meanwhile, or a command does not fit the drawing.", StaleProblem),
    422: documented("A command that does not fit this plan."),
}
