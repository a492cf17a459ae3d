"""Who may see a case, and who may act in it.

A case is seen by who brought it and who takes part in it by name; by district and city roles once it has come to a
state in which they act, those of a district in their district only; and by whoever is asked for an opinion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from app.approval.turns import CITY, DISTRICT, OWN, acting_role, states_of
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.roles import Role
from app.storage.cases import CasePartyRow, CaseRow, OpinionRow, StepRow
from app.workspace import Person


def may_see_case(session: Session, person: Person, case: CaseRow) -> bool:
    """Whether somebody may see a case; for many of them ask the database with :func:`visible`."""
    return session.scalar(select(CaseRow.id).where(CaseRow.id == case.id, visible(person))) is not None


def visible(person: Person) -> ColumnElement[bool]:
    """Return the condition under which somebody may see a case."""
    if person.is_local:
        return true()
    asked = exists().where(OpinionRow.case_id == CaseRow.id, OpinionRow.organisation_id == person.organisation_id)
    return or_(is_theirs(person), asked, *(
        and_(CaseRow.kind == kind, reach, or_(
            CaseRow.state.in_(states),
            exists().where(StepRow.case_id == CaseRow.id, StepRow.source.in_(states)),
        ))
        for role, reach in _offices(person) for kind in WORKFLOWS if (states := states_of(kind, role))
    ))


def is_theirs(person: Person) -> ColumnElement[bool]:
    """Return the condition under which a case is of somebody's organisation: brought by it, or a party to it."""
    takes_part = exists().where(
        CasePartyRow.case_id == CaseRow.id, CasePartyRow.organisation_id == person.organisation_id
    )
    return or_(CaseRow.organisation_id == person.organisation_id, takes_part)


def waits_for(person: Person) -> ColumnElement[bool]:
    """Return the condition under which a case waits for somebody: a step that leads on, or an opinion owed."""
    owed = exists().where(
        OpinionRow.case_id == CaseRow.id, OpinionRow.organisation_id == person.organisation_id,
        OpinionRow.answered_at.is_(None), CaseRow.closed_at.is_(None),
    )
    own: Iterable[tuple[Role, ColumnElement[bool]]] = [
        (role, true() if person.is_local else is_theirs(person)) for role in _roles(person) if role in OWN
    ]
    return or_(owed, *(
        and_(CaseRow.kind == kind, CaseRow.state.in_(states), reach)
        for role, reach in (*own, *_offices(person)) for kind in WORKFLOWS
        if (states := states_of(kind, role, onward=True))
    ))


def roles_in(person: Person, case: CaseRow, parties: Collection[str]) -> frozenset[Role]:
    """Return the roles in which somebody may act in a case.

    Parameters
    ----------
    parties
        Organisations that take part in the case by name.
    """
    roles = frozenset(_roles(person))
    if person.is_local:
        return roles
    theirs = person.organisation_id == case.organisation_id or person.organisation_id in parties
    local = person.district is not None and person.district == case.district
    return frozenset(
        role for role in roles if role in CITY or (role in DISTRICT and local) or (role in OWN and theirs)
    )


def role_for(person: Person, case: CaseRow, parties: Collection[str], wanted: Iterable[Role]) -> Role | None:
    """Return in which of some roles somebody acts in a case."""
    return acting_role(wanted, roles_in(person, case, parties))


def _offices(person: Person) -> list[tuple[Role, ColumnElement[bool]]]:
    """List the district and city roles that somebody has, with where they reach."""
    near = false() if person.district is None else CaseRow.district == person.district
    return [
        (role, true() if role in CITY or person.is_local else near) for role in _roles(person)
        if role in CITY | DISTRICT
    ]


def _roles(person: Person) -> list[Role]:
    """List the roles of the rules that somebody has, in their order."""
    return [role for role in Role if role.value in person.roles]
