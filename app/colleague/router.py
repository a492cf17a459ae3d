"""``POST /api/v1/plans/{id}/jobs``: the colleague is asked, and answers with a job."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body

from app.colleague.schemas import ColleagueRequest
from app.jobs.router import Jobs
from app.jobs.schemas import Job, job_out
from app.plans.store import drawing_at, load_plan
from app.plans.web import UNKNOWN
from app.users.access import territory_of
from app.workspace import CurrentSession, Who

api = APIRouter(prefix="/api/v1/plans", tags=["jobs"])


@api.post(
    "/{plan_id}/jobs", status_code=HTTPStatus.ACCEPTED, summary="Ask the optimiser",
    responses=UNKNOWN,
)
def ask(plan_id: str, asked: Annotated[ColleagueRequest, Body()], session: CurrentSession, jobs: Jobs, who: Who) -> Job:
    """Queue a job on one version of a plan: `complete`, `repair`, `improve` or `alternatives`.

    For a street office its own territory alone is worked on; all else is held fast as it is.
    """
    plan = load_plan(session, plan_id)
    drawing_at(session, plan, asked.version)
    request = {"plan_id": plan.id, **asked.model_dump(mode="json"), "territory": territory_of(who)}
    return job_out(jobs.submit(session, asked.kind, request, plan_id=plan.id, who=who))
