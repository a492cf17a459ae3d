"""Visits to the place: date, persons, photographs (LHA-2, LHA-3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval import requests
from app.approval.errors import IllegalError, PartNotFoundError, RequestError, WrongRoleError
from app.approval.papers import PHOTO
from app.approval.standing import Standing
from app.approval.store import hold_case, parts_of, touch
from app.storage.cases import CaseRow, PaperRow, VisitRow
from app.storage.models import now
from app.trail.store import write
from app.workspace import Person


def enter_visit(session: Session, person: Person, case_id: str, asked: requests.NewVisit) -> CaseRow:
    """Enter a visit in the present state, with photographs that were handed in before.

    Raises
    ------
    CaseNotFoundError, PartNotFoundError
        Where there is no such case or photograph.
    IllegalError, WrongRoleError, RequestError
        Where the case has ended or waits for others, or the day is still to come.
    """
    case = hold_case(session, person, case_id, None)
    standing = Standing(case, parts_of(session, [case]), person)
    require_held(standing, "实地查看由承办单位录入", "A visit is entered by whoever the case waits for")
    if asked.visited_on > now().astimezone().date():
        raise RequestError("查看日期尚未到", "The day of the visit is still to come")
    known = set(session.scalars(
        select(PaperRow.id).where(PaperRow.case_id == case.id, PaperRow.slot == PHOTO.id)
    ))
    unknown = next((photo for photo in asked.photos if photo not in known), None)
    if unknown is not None:
        raise PartNotFoundError(f"{case.number} 没有照片 {unknown}", f"{case.number} has no photograph {unknown}")
    row = VisitRow(
        case_id=case.id, stage=case.state, visited_on=asked.visited_on, persons=list(asked.persons), text=asked.text,
        photos=list(asked.photos), by=person.name,
    )
    session.add(row)
    write(session, person, "visit.enter", "case", case.id, after={
        "stage": case.state, "visited_on": asked.visited_on.isoformat(), "persons": list(asked.persons),
        "photos": list(asked.photos),
    })
    touch(case)
    session.flush()
    return case


def require_held(standing: Standing, zh: str, en: str) -> None:
    """Refuse what only whoever a case waits for may do.

    Raises
    ------
    IllegalError, WrongRoleError
    """
    if standing.is_ended:
        raise IllegalError("本件已办结", "The case has ended")
    if not standing.is_held:
        raise WrongRoleError(zh, en)
