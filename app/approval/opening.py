"""Cases begun: one transaction for the case, its parties, the trail and what other systems are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval import requests
from app.approval.errors import RequestError, WrongRoleError
from app.approval.store import find_case, next_number
from app.approval.turns import acting_role, openers
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.roles import NAMES, STREET, Role
from app.storage.cases import CasePartyRow, CaseRow
from app.storage.people import OrganisationRow
from app.trail.store import write
from app.webhooks.outbox import announce
from app.workspace import Person

PLAN_KINDS = ("setting_up", "adjustment", "lq_short")
"""Cases that freeze a plan."""


def submits(person: Person) -> list[str]:
    """Return the kinds of case in which somebody hands plans in: none of a planning institute, which only draws."""
    return [kind for kind in PLAN_KINDS if openers(WORKFLOWS[kind]) & person.roles]


def open_case(
    session: Session, person: Person, kind: str, title: str, subject: Mapping[str, Any], *, state: str | None = None,
    subdistrict: str | None = None, district: str | None = None, parent_id: str | None = None,
    parties: Collection[str] = (), records: Mapping[str, Any] | None = None,
) -> CaseRow:
    """Begin a case.

    Parameters
    ----------
    subject
        What it is about, and under ``switches`` how the profile sets its workflow.
    state
        Where it enters; the first entry of the workflow where left out.
    district
        That of the person's organisation where left out, and for one of no district that of the street office.
    parent_id
        A case that it belongs to, which the person may see.
    parties
        Organisations that take part by name.

    Raises
    ------
    WrongRoleError
        Where the person has no role that begins such a case, or it lies outside of their district or territory.
    CaseNotFoundError, RequestError
        Where there is no such parent, or no such organisation.
    """
    role = opening_role(person, kind, subdistrict)
    if parent_id is not None:
        find_case(session, person, parent_id)
    workflow = WORKFLOWS[kind]
    case = CaseRow(
        number=next_number(session, kind), kind=kind, title=title, state=state or workflow.entries[0],
        organisation_id=person.organisation_id, parent_id=parent_id,
        district=district or _district_of(session, person, subdistrict), subdistrict=subdistrict,
        subject=dict(subject), records=dict(records or {}), opened_by=person.name,
    )
    session.add(case)
    session.flush()
    for organisation_id in sorted(set(parties) - {person.organisation_id}):
        session.add(CasePartyRow(case_id=case.id, organisation_id=organisation_of(session, organisation_id).id))
    session.flush()
    write(
        session, person, "case.open", "case", case.id, role=role.value,
        after={"number": case.number, "kind": kind, "title": title, "state": case.state},
    )
    announce(session, "case.opened", case, {"state": case.state})
    return case


def opening_role(person: Person, kind: str, subdistrict: str | None) -> Role:
    """Return in which role somebody begins a case.

    Raises
    ------
    WrongRoleError
        Where they have none, or the case is for another street office.
    """
    workflow = WORKFLOWS[kind]
    wanted = openers(workflow)
    role = acting_role(wanted, [role for role in Role if role.value in person.roles])
    if role is None:
        names = [NAMES[each] for each in Role if each in wanted]
        raise WrongRoleError(
            f"{workflow.zh}由{'、'.join(zh for zh, _ in names)}发起",
            f"A case of {workflow.en} is begun by the {', '.join(en for _, en in names)}",
        )
    is_elsewhere = role in STREET and person.subdistrict is not None and subdistrict not in (None, person.subdistrict)
    if is_elsewhere and not person.is_local:
        raise WrongRoleError(
            f"{subdistrict}的事项由该街道发起，本单位为{person.subdistrict}",
            f"A case of {subdistrict} is begun by its own street office; yours is {person.subdistrict}",
        )
    return role


def open_ruling(session: Session, person: Person, asked: requests.NewRuling) -> CaseRow:
    """Report an area of which it is not decided who manages it; the city rules against another district (LH-3.4)."""
    area = asked.area
    crosses = area.other_district is not None
    return open_case(
        session, person, "ruling", asked.title,
        {"area": area.model_dump(mode="json"), "switches": {"crosses_district": crosses}},
        subdistrict=area.subdistrict, parent_id=asked.parent_id,
        parties=street_offices(session, person, () if crosses else [area.other_subdistrict]),
    )


def open_joint_review(session: Session, person: Person, asked: requests.NewJointReview) -> CaseRow:
    """Begin the joint review of a facility; its developer and its street office take part."""
    developer = asked.developer_organisation_id
    return open_case(
        session, person, "joint_review", asked.title, {"facility": asked.facility.model_dump(mode="json")},
        subdistrict=asked.subdistrict, parent_id=asked.parent_id,
        parties=[*street_offices(session, person, [asked.subdistrict]), *([] if developer is None else [developer])],
    )


def organisation_of(session: Session, organisation_id: str) -> OrganisationRow:
    """Return an organisation.

    Raises
    ------
    RequestError
        Where there is none under this identifier.
    """
    row = session.get(OrganisationRow, organisation_id)
    if row is None:
        raise RequestError(f"没有单位 {organisation_id}", f"There is no organisation {organisation_id}")
    return row


def street_offices(session: Session, person: Person, subdistricts: Collection[str | None]) -> list[str]:
    """Find the street offices of some territories of the person's district; those without an account are left out.

    For a person of no district their name has to tell which is meant.
    """
    return [row.id for row in _street_offices(session, person, [name for name in subdistricts if name is not None])]


def _district_of(session: Session, person: Person, subdistrict: str | None) -> str | None:
    found = [] if subdistrict is None else _street_offices(session, person, [subdistrict])
    return person.district or next((row.district for row in found), None)


def _street_offices(session: Session, person: Person, named: Collection[str]) -> Sequence[OrganisationRow]:
    rows = session.scalars(select(OrganisationRow).where(
        OrganisationRow.subdistrict.in_(named), OrganisationRow.role.in_([role.value for role in STREET]),
    ).order_by(OrganisationRow.id)).all() if named else ()
    if person.district is not None:
        return [row for row in rows if row.district == person.district]
    return rows if len({row.district for row in rows}) == 1 else ()
