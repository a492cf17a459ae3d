"""Who may see and change datasets, plans and jobs: an organisation its own, and what its district has put into use.

A plan is its organisation's alone until it is submitted, and then others see what was frozen. What may not be seen is
answered like what is not there. The conditions are those of SQL, so that lists and single rows obey the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.approval.errors import CaseNotFoundError
from app.approval.visibility import visible
from app.approval.workflows.roles import STREET, Role
from app.datasets.errors import DatasetNotFoundError
from app.errors import PlanNotFoundError
from app.jobs.errors import JobNotFoundError
from app.storage.cases import CaseRow
from app.storage.models import DatasetRow, DatasetState, JobRow, PlanRow
from app.storage.people import OrganisationRow
from app.storage.waivers import WaiverRow
from app.users.errors import OutsideSubdistrictError
from app.users.kinds import PLAN_WRITERS
from app.waivers.errors import WaiverNotFoundError
from app.workspace import Person
from optimizer import dossier
from optimizer.rules.pack import Severity
from optimizer.waivers import TERMS


def seen_plans(person: Person) -> ColumnElement[bool]:
    """Return the condition on plans that a person sees."""
    return true() if person.is_local else PlanRow.organisation_id == person.organisation_id


def seen_jobs(person: Person) -> ColumnElement[bool]:
    """Return the condition on jobs that a person sees."""
    return true() if person.is_local else JobRow.organisation_id == person.organisation_id


def seen_datasets(person: Person) -> ColumnElement[bool]:
    """Return the condition on datasets that a person sees: the organisation's own, and the district's in use."""
    if person.is_local:
        return true()
    own = DatasetRow.organisation_id == person.organisation_id
    if person.district is None:
        return own
    bureaus = select(OrganisationRow.id).where(
        OrganisationRow.role == Role.DISTRICT_CIVIL_AFFAIRS.value, OrganisationRow.district == person.district
    )
    return or_(own, (DatasetRow.state == DatasetState.READY.value) & DatasetRow.organisation_id.in_(bureaus))


def seen_waivers(person: Person) -> ColumnElement[bool]:
    """Return the condition on waivers, joined to their plans, that a person sees: the own ones, and those to decide."""
    if person.is_local:
        return true()
    is_hard, is_near = WaiverRow.severity == Severity.HARD.value, WaiverRow.district == (person.district or "")
    decided = [
        is_hard & WaiverRow.rule.in_([rule for rule, terms in TERMS.items() if role in terms.granted_by])
        & (true() if role is dossier.Role.CITY_CIVIL_AFFAIRS else is_near)
        for role in dossier.Role if role.value in person.roles
    ]
    return or_(PlanRow.organisation_id == person.organisation_id, *decided)


def may_write(person: Person) -> bool:
    """Whether a person draws plans and brings data, those of the own organisation."""
    return person.is_planner or bool(person.roles & PLAN_WRITERS)


def may_change_dataset(person: Person, dataset: DatasetRow) -> bool:
    """Whether a person changes a dataset, or issues it anew: the own organisation's."""
    return may_write(person) and (person.is_local or dataset.organisation_id == person.organisation_id)


def require_plan(session: Session, person: Person, plan_id: str) -> None:
    """Raise :class:`~app.errors.PlanNotFoundError` where a person may not see a plan, or there is none."""
    if session.scalar(select(PlanRow.id).where(PlanRow.id == plan_id, seen_plans(person))) is None:
        raise PlanNotFoundError(plan_id)


def require_dataset(session: Session, person: Person, dataset_id: str, *, own: bool = False) -> None:
    """Raise :class:`DatasetNotFoundError` where a person may not see a dataset.

    Parameters
    ----------
    own
        It is to be changed: another organisation's does not count, though it may be seen.
    """
    condition = DatasetRow.organisation_id == person.organisation_id if own and not person.is_local \
        else seen_datasets(person)
    if session.scalar(select(DatasetRow.id).where(DatasetRow.id == dataset_id, condition)) is None:
        raise DatasetNotFoundError(dataset_id)


def require_job(session: Session, person: Person, job_id: str) -> None:
    """Raise :class:`JobNotFoundError` where a person may not see a job, or there is none."""
    if session.scalar(select(JobRow.id).where(JobRow.id == job_id, seen_jobs(person))) is None:
        raise JobNotFoundError(job_id)


def require_waiver(session: Session, person: Person, waiver_id: str) -> None:
    """Raise :class:`WaiverNotFoundError` where a person may not see a waiver, or there is none."""
    joined = select(WaiverRow.id).join(PlanRow, PlanRow.id == WaiverRow.plan_id)
    if session.scalar(joined.where(WaiverRow.id == waiver_id, seen_waivers(person))) is None:
        raise WaiverNotFoundError(waiver_id)


def require_case(session: Session, person: Person, case_id: str) -> None:
    """Raise :class:`CaseNotFoundError` where a person may not see a case, or there is none."""
    if session.scalar(select(CaseRow.id).where(CaseRow.id == case_id, visible(person))) is None:
        raise CaseNotFoundError(case_id)


def require_territory(person: Person, subdistricts: Iterable[str]) -> None:
    """Refuse a street office that draws on land of another.

    Parameters
    ----------
    subdistricts
        Those of the units that are drawn on.

    Raises
    ------
    OutsideSubdistrictError
        Where one is not its own; planning institutes, and the bureau of the district, are not bound to one.
    """
    own = territory_of(person)
    if own is None:
        return
    others = set(subdistricts) - set(own)
    if others:
        raise OutsideSubdistrictError(person.subdistrict, others)


def territory_of(person: Person) -> tuple[str, ...] | None:
    """Return the territories on which alone a person draws; ``None`` for whoever is bound to none."""
    if person.is_local or not person.roles & STREET:
        return None
    return () if person.subdistrict is None else (person.subdistrict,)
