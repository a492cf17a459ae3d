"""Plans handed over to another organisation of the district, for good and at once.

The plan goes with its log, whose commands keep their authors; with its remarks and waivers; and with the jobs that
were done for it. Its addresses for sharing end: what is drawn from then on is no longer the giver's to show.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.datasets.errors import DatasetNotFoundError
from app.plans.errors import DatasetUnseenError, PlanBusyError, PlanInCaseError, ReceiverError
from app.plans.service import require_revision
from app.plans.store import load_plan
from app.storage.cases import CaseRow, SubmissionRow
from app.storage.models import JobRow, JobState, PlanRow, ShareRow, now
from app.storage.people import OrganisationRow
from app.trail.store import write
from app.users.access import require_dataset
from app.users.kinds import PLAN_WRITERS, PLANNER
from app.users.people import person_of_organisation
from app.workspace import Person

RECEIVERS = frozenset({*PLAN_WRITERS, PLANNER})
"""Kinds of organisations that draw plans: these can be given one."""
RUNNING = (JobState.QUEUED.value, JobState.RUNNING.value)


def hand_over(
    session: Session, person: Person, plan_id: str, revision: int, organisation_id: str, reason: str | None = None
) -> OrganisationRow:
    """Give a plan to another organisation, and return that.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, RevisionError
    ReceiverError
        Where there is no such organisation, it draws no plans, has the plan already, or is of another district.
    DatasetUnseenError
        Where it may not see the data that the plan is drawn on.
    PlanBusyError, PlanInCaseError
        Where a job is at work on the plan, or it was handed in with a case that is still open.
    """
    plan = load_plan(session, plan_id, for_update=True)
    require_revision(plan, revision)
    receiver = _receiver(session, plan, organisation_id)
    try:
        require_dataset(session, person_of_organisation(receiver), plan.dataset_id)
    except DatasetNotFoundError:
        raise DatasetUnseenError(plan.dataset.name, receiver.name) from None
    _refuse_busy(session, plan)
    before = {"organisation_id": plan.organisation_id, "organisation": _name(session, plan.organisation_id)}
    told: dict[str, Any] = {"organisation_id": receiver.id, "organisation": receiver.name, "plan_version": plan.head}
    plan.handed_over = [*plan.handed_over, {
        "at": now().isoformat(), "by": person.name, "from": before["organisation"], "to": receiver.name,
        "version": plan.head,
    }]
    plan.organisation_id, plan.updated_at = receiver.id, now()
    plan.revision += 1
    session.execute(update(JobRow).where(JobRow.plan_id == plan.id).values(organisation_id=receiver.id))
    session.execute(
        update(ShareRow).where(ShareRow.plan_id == plan.id, ShareRow.revoked_at.is_(None)).values(revoked_at=now())
    )
    write(session, person, "plan.hand_over", "plan", plan.id, before=before, after=told, reason=reason)
    session.flush()
    return receiver


def _receiver(session: Session, plan: PlanRow, organisation_id: str) -> OrganisationRow:
    """Return who is to have a plan: a body that draws, in the district of who has it."""
    found = session.get(OrganisationRow, organisation_id)
    if found is None or found.role not in RECEIVERS:
        raise ReceiverError(
            "接收单位应是街道、区民政局或规划编制单位",
            "A plan is given to a street office, a bureau or a planning institute",
        )
    if found.id == plan.organisation_id:
        raise ReceiverError(f"方案已在{found.name}", f"{found.name} has the plan already")
    owner = session.get(OrganisationRow, plan.organisation_id)
    district = None if owner is None else owner.district
    if district is not None and found.district != district:
        raise ReceiverError(
            f"{found.name}不在{district}，方案只能在本区内移交",
            f"{found.name} is not in {district}: a plan is handed over within its district",
        )
    return found


def _refuse_busy(session: Session, plan: PlanRow) -> None:
    if session.scalar(select(exists().where(JobRow.plan_id == plan.id, JobRow.state.in_(RUNNING)))):
        raise PlanBusyError(
            f"方案“{plan.name}”有任务在运行，等它结束或取消后再移交",
            f"A job is at work on the plan “{plan.name}”. Wait for its end or cancel it, then hand the plan over",
        )
    case = session.scalar(
        select(CaseRow.number).join(SubmissionRow, SubmissionRow.case_id == CaseRow.id)
        .where(SubmissionRow.plan_id == plan.id, CaseRow.closed_at.is_(None)).limit(1)
    )
    if case is not None:
        raise PlanInCaseError(
            f"方案“{plan.name}”正在报审（{case}），办结后才能移交；需要时可复制一份",
            f"The plan “{plan.name}” is in the open case {case}. It can be handed over when that has ended; until "
            "then a copy can",
        )


def _name(session: Session, organisation_id: str) -> str:
    found = session.get(OrganisationRow, organisation_id)
    return "本机" if found is None else found.name
