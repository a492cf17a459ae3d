"""Plans handed over to another organisation, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from app.plans.handing import hand_over
from app.plans.router import PlanId
from app.plans.schemas import HandedOver, HandOver
from app.plans.web import UNKNOWN
from app.problems import documented
from app.web import Answers, Match
from app.workspace import CurrentSession, Who

HANDING: Answers = {
    **UNKNOWN, 409: documented("Changed meanwhile, a job is at work on it, or it is in an open case."),
    422: documented("No organisation of the district that draws plans, or one that may not see the data."),
}

api = APIRouter(prefix="/api/v1/plans", tags=["plans"])


@api.post("/{plan_id}/hand-over", summary="Hand a plan over", responses=HANDING)
def post_hand_over(
    plan_id: PlanId, asked: HandOver, revision: Match, session: CurrentSession, who: Who
) -> HandedOver:
    """Give a plan to another organisation of the district, at once: from then on it alone sees and draws it."""
    receiver = hand_over(session, who, plan_id, revision, asked.organisation_id, asked.reason)
    return HandedOver(plan_id=plan_id, organisation_id=receiver.id, organisation=receiver.name)
