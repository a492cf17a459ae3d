"""What the routers of plans have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.plans.drawing_schemas import StaleProblem
from app.plans.folders import PlanLibrary
from app.problems import documented
from app.web import Answers


def _library(request: Request) -> PlanLibrary:
    library: PlanLibrary = request.app.state.library
    return library


Library = Annotated[PlanLibrary, Depends(_library)]

UNKNOWN: Answers = {
    404: documented("No plan under this identifier, or no such version."), 410: documented("The plan was deleted.")
}
FOLDER: Answers = {**UNKNOWN, 409: documented("The plan folder cannot be read, or the dataset is not ready.")}
CHANGED: Answers = {**UNKNOWN, 409: documented("Changed meanwhile; the member `revision` says to which revision.")}
STALE: Answers = {
    **UNKNOWN, 409: documented("Others drew on meanwhile, or a command does not fit the drawing.", StaleProblem),
    422: documented("A command that does not fit this plan."),
}
