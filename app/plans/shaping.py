"""Rows of the database as the answers of ``/api/v1/plans``."""

from __future__ import annotations

from app.datasets.schemas import ProfileChoice
from app.datasets.store import open_dataset
from app.plans.drawing_schemas import DrawingBody
from app.plans.schemas import DrawnPlan, Handing, Origin
from app.plans.store import drawing_at, load_plan
from app.plans.summaries import dataset_brief
from app.workspace import Workspace


def drawn_plan(workspace: Workspace, plan_id: str) -> DrawnPlan:
    """Describe a plan of the database with its newest drawing.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError
        Where there is none.
    """
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id)
        drawing, dataset = drawing_at(session, plan), dataset_brief(session, plan)
    return DrawnPlan(
        id=plan.id, name=plan.name, dataset=dataset, profile=ProfileChoice(**plan.profile), objective=plan.objective,
        origin=Origin(**plan.origin), head=plan.head, revision=plan.revision, archived=plan.archived_at is not None,
        is_local=open_dataset(workspace, plan.dataset_id).is_local, created_at=plan.created_at,
        created_by=plan.created_by, updated_at=plan.updated_at,
        handed_over=[Handing(**each) for each in plan.handed_over], drawing=DrawingBody.of(drawing),
    )
