"""Joint rounds (会签): departments are asked beside one another, each answers for itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approval import deadlines, requests
from app.approval.errors import IllegalError, PartNotFoundError, RequestError, WrongRoleError
from app.approval.opening import organisation_of
from app.approval.standing import ASKING, Standing
from app.approval.store import hold_case, parts_of, touch
from app.approval.workflows.roles import Role
from app.storage.cases import CaseRow, OpinionRow, PaperRow
from app.storage.models import now
from app.trail.store import write
from app.webhooks.outbox import announce
from app.workspace import Person

REVIEW = "district_review"
"""The state in which departments are asked."""
KIND = "opinions"


def ask(session: Session, person: Person, case_id: str, revision: int, asked: requests.OpinionRound) -> CaseRow:
    """Ask departments in a new round; earlier rounds run on beside it.

    Raises
    ------
    CaseNotFoundError, StaleCaseError
        Where the case may not be seen, or changed meanwhile.
    IllegalError, WrongRoleError
        Where it is not under review by the district, or the person does not review it.
    RequestError
        Where a department has neither a name nor an organisation, or is named twice.
    """
    case = hold_case(session, person, case_id, revision)
    _require_review(Standing(case, parts_of(session, [case]), person))
    today = now().astimezone().date()
    if asked.due_on is not None and asked.due_on < today:
        raise RequestError("答复期限已过去", "The day by which to answer is past")
    departments = [_department(session, each) for each in asked.departments]
    names = [name for name, _ in departments]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"{twice}列了两次", f"{twice} is listed twice")
    number = 1 + (session.scalar(select(func.max(OpinionRow.round)).where(OpinionRow.case_id == case.id)) or 0)
    rows = [
        OpinionRow(case_id=case.id, round=number, department=name, organisation_id=organisation_id, due_on=asked.due_on)
        for name, organisation_id in departments
    ]
    session.add_all(rows)
    session.flush()  # whoever is asked may see the case, and so is told
    due_on = asked.due_on and asked.due_on.isoformat()
    for row in rows:
        announce(session, "case.opinion_asked", case, {
            "opinion_id": row.id, "round": number, "department": row.department,
            "organisation_id": row.organisation_id, "due_on": due_on,
        })
    if asked.due_on is not None:
        deadlines.plan(session, case, KIND, today, asked.due_on)
    write(
        session, person, "opinion.ask", "case", case.id, role=Role.DISTRICT_CIVIL_AFFAIRS.value,
        after={"round": number, "departments": names, "due_on": due_on},
    )
    touch(case)
    session.flush()
    return case


def give(session: Session, person: Person, case_id: str, opinion_id: str, given: requests.OpinionGiven) -> CaseRow:
    """Enter the opinion of a department: by itself, or by who asked where it came on paper.

    Others' answers do not matter to it: there is no revision to match.

    Raises
    ------
    CaseNotFoundError, PartNotFoundError
        Where nobody asked.
    IllegalError, WrongRoleError
        Where the review is over, or another department was asked.
    """
    case = hold_case(session, person, case_id, None)
    row = session.get(OpinionRow, opinion_id)
    if row is None or row.case_id != case.id:
        raise PartNotFoundError(f"{case.number} 没有意见 {opinion_id}", f"{case.number} has no opinion {opinion_id}")
    standing = Standing(case, parts_of(session, [case]), person)
    if case.state != REVIEW:
        raise IllegalError("区级审核已结束，意见不再改动", "The district's review is over; opinions stay as they are")
    if not standing.may_answer(row):
        raise WrongRoleError(
            f"{row.department}的意见由该部门填写", f"The opinion of {row.department} is its own to give"
        )
    if given.paper_id is not None:
        _require_paper(session, case, given.paper_id)
    before = None if row.verdict is None else {"verdict": row.verdict, "text": row.text}
    row.verdict, row.text, row.paper_id = given.verdict, given.text, given.paper_id
    row.answered_at, row.answered_by = now(), person.name
    session.flush()
    if all(each.verdict is not None for each in _opinions(session, case)):
        deadlines.end(session, case, (KIND,), now().astimezone().date())
    write(
        session, person, "opinion.give", "case", case.id, before=before,
        after={"department": row.department, "round": row.round, "verdict": row.verdict, "text": row.text},
    )
    announce(session, "case.opinion_given", case, {
        "opinion_id": row.id, "round": row.round, "department": row.department, "verdict": row.verdict,
    })
    touch(case)
    session.flush()
    return case


def _require_review(standing: Standing) -> None:
    if standing.case.state != REVIEW:
        state = standing.workflow.state(standing.case.state)
        raise IllegalError(
            f"{state.zh}阶段不征求部门意见，须在区民政局审核阶段",
            f"In {state.en} no opinions are asked: only in district review",
        )
    if standing.role(ASKING) is None:
        raise WrongRoleError("征求部门意见由区民政局办理", "Departments are asked by the district civil affairs bureau")


def _department(session: Session, asked: requests.Department) -> tuple[str, str | None]:
    """Return name and organisation of a department."""
    if asked.organisation_id is not None:
        return organisation_of(session, asked.organisation_id).name, asked.organisation_id
    if asked.name is None:
        raise RequestError("请写明部门名称或单位", "Name the department, or its organisation")
    return asked.name, None


def _require_paper(session: Session, case: CaseRow, paper_id: str) -> None:
    paper = session.get(PaperRow, paper_id)
    if paper is None or paper.case_id != case.id:
        raise PartNotFoundError(f"{case.number} 没有材料 {paper_id}", f"{case.number} has no paper {paper_id}")


def _opinions(session: Session, case: CaseRow) -> Sequence[OpinionRow]:
    return session.scalars(select(OpinionRow).where(OpinionRow.case_id == case.id)).all()
