"""Points of a return, answered one by one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.approval.errors import IllegalError, PartNotFoundError, WrongRoleError
from app.approval.standing import Standing
from app.approval.store import hold_case, parts_of, touch
from app.storage.cases import CaseRow, PointRow
from app.storage.models import now
from app.trail.store import write
from app.workspace import Person


def reply(session: Session, person: Person, case_id: str, revision: int, point_id: str, text: str) -> CaseRow:
    """Answer a point; another answer replaces the first until the case has moved on.

    Raises
    ------
    CaseNotFoundError, StaleCaseError, PartNotFoundError
        Where there is nothing to answer.
    IllegalError, WrongRoleError
        Where the case has moved on since, or waits for others.
    """
    case = hold_case(session, person, case_id, revision)
    point = session.get(PointRow, point_id)
    if point is None or point.case_id != case.id:
        raise PartNotFoundError(f"{case.number} 没有问题 {point_id}", f"{case.number} has no point {point_id}")
    standing = Standing(case, parts_of(session, [case]), person)
    has_moved = point.reply is not None and standing.parts.steps[case.id][-1].number != point.step
    if standing.is_ended or has_moved:
        raise IllegalError(
            "本件已办结或已续办，答复不再改动", "The case has ended or moved on: replies stay as they are"
        )
    if not standing.may_reply:
        raise WrongRoleError("问题由报送单位答复", "Points are answered by who brought the case")
    before = point.reply
    point.reply, point.replied_at, point.replied_by = text, now(), person.name
    write(
        session, person, "point.reply", "case", case.id, before={"point": point.id, "reply": before},
        after={"point": point.id, "reply": text},
    )
    touch(case)
    session.flush()
    return case
