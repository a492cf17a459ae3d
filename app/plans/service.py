"""Plans of the database: begun, renamed, copied, deleted, restored."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.datasets.store import dataset_row, open_dataset
from app.idempotency import actor_of
from app.plans.drawing import Drawing, drawing_json
from app.plans.errors import RevisionError
from app.plans.schemas import CopyRequest, NewPlan, PlanChange
from app.plans.starts import start_blank, start_today
from app.plans.store import drawing_at, load_plan
from app.rulepacks.store import resolve_profile
from app.storage.cases import SubmissionRow
from app.storage.models import DatasetRow, PlanRow, new_id, now
from app.users.access import require_dataset, seen_plans
from app.workspace import Person, Workspace

RESTORABLE = timedelta(days=30)
"""A deleted plan can be restored for so long."""
STARTS = {"today": start_today, "blank": start_blank}


def create_plan(workspace: Workspace, asked: NewPlan, who: Person, key: str | None = None) -> str:
    """Begin a plan on a frozen dataset, and return its identifier.

    Parameters
    ----------
    key
        ``Idempotency-Key``: the same key again returns the plan that it made.

    Raises
    ------
    DatasetNotFoundError, DatasetNotReadyError
        Where there is no such dataset, or it is not frozen.
    OptimizerError
        Where the rules or the objective are unknown.
    """
    with workspace.database.reading() as session:
        require_dataset(session, who, asked.dataset_id)
    start = STARTS[asked.start](open_dataset(workspace, asked.dataset_id))
    with workspace.database.session() as session:
        dataset = dataset_row(session, asked.dataset_id)
        profile = dataset.profile if asked.profile is None else asked.profile.model_dump()
        plan = add_plan(
            session, dataset, start, who, name=asked.name, profile=profile, objective=asked.objective,
            origin={"kind": asked.start}, key=key,
        )
        return plan.id


def add_plan(
    session: Session, dataset: DatasetRow, start: Drawing, who: Person, *, origin: dict[str, Any],
    name: str | None = None, profile: dict[str, Any] | None = None, objective: str = "balanced", key: str | None = None,
) -> PlanRow:
    """Enter a plan that begins with a drawing: of today, of nothing, imported, solved, copied, re-based.

    Parameters
    ----------
    origin
        What `start` was made of, see :class:`app.storage.models.PlanRow`.
    name, profile
        方案 n, and the rules of the dataset, where left out.
    """
    plan_id = new_id() if key is None else _id_of(key, who)
    known = session.get(PlanRow, plan_id)
    if known is not None:
        return known
    profile = dict(dataset.profile if profile is None else profile)
    resolve_profile(session, profile).weights(objective)  # refuses what is unknown
    plan = PlanRow(
        id=plan_id, dataset_id=dataset.id, name=name or _next_name(session, dataset, who), profile=profile,
        objective=objective, origin=origin, start=drawing_json(start.without_empty()),
        created_by=who.name, organisation_id=who.organisation_id,
    )
    session.add(plan)
    session.flush()
    return plan


def change_plan(session: Session, plan_id: str, revision: int, change: PlanChange) -> PlanRow:
    """Rename a plan, give it other rules or another objective, archive it or take it out of the archive.

    Raises
    ------
    RevisionError
        Where somebody changed it meanwhile.
    """
    plan = require_revision(load_plan(session, plan_id, for_update=True), revision)
    if change.name is not None:
        plan.name = change.name
    if change.profile is not None:
        plan.profile = change.profile.model_dump()
    if change.objective is not None:
        plan.objective = change.objective
    if change.profile is not None or change.objective is not None:
        resolve_profile(session, plan.profile).weights(plan.objective)
    if change.archived is not None:
        plan.archived_at = (plan.archived_at or now()) if change.archived else None
    plan.revision += 1
    plan.updated_at = now()
    return plan


def delete_plan(session: Session, plan_id: str, revision: int) -> None:
    """Delete a plan; for a while it can be restored."""
    plan = require_revision(load_plan(session, plan_id, for_update=True), revision)
    plan.deleted_at = now()
    plan.revision += 1


def restore_plan(session: Session, plan_id: str) -> PlanRow:
    """Restore a deleted plan; one that was not deleted stays as it is."""
    plan = load_plan(session, plan_id, for_update=True, deleted=True)
    if plan.deleted_at is not None:
        plan.deleted_at = None
        plan.revision += 1
    return plan


def copy_plan(session: Session, plan_id: str, asked: CopyRequest, who: Person, key: str | None = None) -> PlanRow:
    """Begin another plan with a version of this one; its own log begins empty.

    Where two people drew at once, one takes the version on which both began, and sends their commands to the copy.
    """
    plan = load_plan(session, plan_id)
    version = plan.head if asked.version is None else asked.version
    return add_plan(
        session, plan.dataset, drawing_at(session, plan, version), who, name=asked.name or f"{plan.name}（副本）",
        profile=plan.profile, objective=plan.objective, key=key,
        origin={"kind": "copy", "plan_id": plan.id, "version": version},
    )


def purge_deleted(session: Session) -> int:
    """Remove for good what was deleted longer ago than it can be restored; return how many plans.

    A plan that was submitted stays: its case names it.
    """
    submitted = select(SubmissionRow.id).where(SubmissionRow.plan_id == PlanRow.id).exists()
    gone = session.execute(delete(PlanRow).where(PlanRow.deleted_at < now() - RESTORABLE, ~submitted))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # of a DELETE there is one


def newer_issue(session: Session, dataset: DatasetRow) -> str | None:
    """Find the newest ready issue after a dataset, for its plans to be re-based on."""
    return session.scalar(
        select(DatasetRow.id).where(
            DatasetRow.series_id == dataset.series_id, DatasetRow.issue > dataset.issue,
            DatasetRow.state == "ready", DatasetRow.deleted_at.is_(None),
        ).order_by(DatasetRow.issue.desc()).limit(1)
    )


def require_revision(plan: PlanRow, revision: int) -> PlanRow:
    """Return the plan, or raise :class:`RevisionError` where it changed since it was read."""
    if plan.revision != revision:
        raise RevisionError(
            f"方案“{plan.name}”的名称或规则已被修改。重新载入后再改",
            f"The name or rules of the plan “{plan.name}” were changed meanwhile. Load it again before changing it",
            members={"revision": plan.revision},
        )
    return plan


def _next_name(session: Session, dataset: DatasetRow, who: Person) -> str:
    names = set(session.scalars(select(PlanRow.name).where(PlanRow.deleted_at.is_(None), seen_plans(who))))
    drawn = select(func.count()).select_from(PlanRow).where(PlanRow.dataset_id == dataset.id, seen_plans(who))
    number = (session.scalar(drawn) or 0) + 1
    while f"方案 {number}" in names:
        number += 1
    return f"方案 {number}"


def _id_of(key: str, who: Person) -> str:
    """Make the identifier out of the key, so that the same request again finds the plan that it made."""
    return hashlib.sha256(f"plan\x1f{actor_of(who)}\x1f{key}".encode()).hexdigest()[:32]
