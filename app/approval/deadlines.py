"""Deadlines of cases: begun and met by steps and records, warned of 30 and 7 days before (rules.md 2.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval import schemas
from app.approval.workflows import WORKFLOWS
from app.storage.cases import CaseRow, DeadlineRow
from optimizer.rules import deadlines as periods
from optimizer.rules.deadlines import WARNING_DAYS, add_months
from optimizer.rules.pack import Profile

FAR, NEAR = WARNING_DAYS
FILING_MONTHS = 1
"""When a filing is planned: the text gives no day, only that it comes before the first inspection."""
PLANNED = "planned."
"""Begins the kind of a date on which somebody plans to reach a state."""


@dataclass(frozen=True)
class Kind:
    """What a deadline is about, and where it stands."""

    zh: str
    en: str
    rule: str | None = None
    clause: str | None = None
    is_advisory: bool = False


KINDS: dict[str, Kind] = {
    "election": Kind("两委选举", "election of both committees", "LH-11.2", "LH（十一）"),
    "filing": Kind("报市备案", "filing with the city", "LHA-6", "LHA-6", is_advisory=True),
    "special_report": Kind("年底专题报告", "year-end special report", "LHA-8", "LHA-8"),
    "signing": Kind("签订移交协议", "signing of the agreement", "CQ-3.6", "CQ 三（三）"),
    "transition": Kind("过渡期届满", "end of the transition", "CQ-2.6", "CQ 二（一）"),
    "monthly_report": Kind("月报", "monthly report", "CQ-4.3", "CQ 四（三）"),
    "opinions": Kind("部门意见", "opinions of departments", is_advisory=True),
}


def start(session: Session, case: CaseRow, kind: str, day: date, profile: Profile | None) -> DeadlineRow | None:
    """Begin a deadline of the text, in place of an open one of its kind; ``None`` where no rule gives a period.

    Parameters
    ----------
    day
        From which the period counts.
    profile
        The rules that the case runs under; ``None`` where they cannot be opened any more.
    """
    found = _period(kind, day, profile)
    return None if found is None else plan(
        session, case, kind, day, found.due, nominal_on=found.unshifted, is_approximate=found.is_approximate
    )


def plan(
    session: Session, case: CaseRow, kind: str, started_on: date, due_on: date, *, nominal_on: date | None = None,
    is_approximate: bool = False,
) -> DeadlineRow:
    """Enter a deadline with its days, in place of an open one of its kind."""
    told = KINDS.get(kind)
    row = session.scalars(
        select(DeadlineRow).where(
            DeadlineRow.case_id == case.id, DeadlineRow.kind == kind, DeadlineRow.done_on.is_(None)
        )
    ).first() or DeadlineRow(case_id=case.id, kind=kind)
    row.rule, row.clause = (None, None) if told is None else (told.rule, told.clause)
    row.is_advisory = told is None or told.is_advisory
    if row.due_on != due_on:
        row.announced = None  # a date that is moved is told anew
    row.started_on, row.due_on, row.nominal_on, row.is_approximate = started_on, due_on, nominal_on, is_approximate
    session.add(row)
    session.flush()
    return row


def end(session: Session, case: CaseRow, kinds: Iterable[str] | None, day: date) -> None:
    """Note that open deadlines of some kinds were met on a day; all of them where a case ends."""
    query = select(DeadlineRow).where(DeadlineRow.case_id == case.id, DeadlineRow.done_on.is_(None))
    if kinds is not None:
        query = query.where(DeadlineRow.kind.in_(list(kinds)))
    for row in session.scalars(query):
        row.done_on = day


def state_of(row: DeadlineRow, today: date) -> Literal["open", "near", "close", "overdue", "done"]:
    """Say how a deadline stands on a day."""
    return "done" if row.done_on is not None else state_on(row.due_on, today)


def state_on(due: date, today: date) -> Literal["overdue", "close", "near", "open"]:
    """Say how something that is not done stands on a day (rules.md 2.10)."""
    left = (due - today).days
    return "overdue" if left < 0 else "close" if left <= NEAR else "near" if left <= FAR else "open"


def deadline_out(row: DeadlineRow, case: CaseRow, today: date | None = None) -> schemas.Deadline:
    """Describe a deadline as it stands on a day, today where none is told."""
    day = today or date.today()
    return schemas.Deadline(
        id=row.id, case_id=case.id, case_number=case.number, case_title=case.title, kind=row.kind,
        name=name_of(row.kind, case.kind), rule=row.rule, clause=row.clause, is_advisory=row.is_advisory,
        started_on=row.started_on, due_on=row.due_on, nominal_on=row.nominal_on, is_approximate=row.is_approximate,
        done_on=row.done_on, state=state_of(row, day),
        days_left=None if row.done_on is not None else (row.due_on - day).days,
    )


def name_of(kind: str, workflow: str) -> schemas.Text:
    """Return what a deadline is called."""
    if kind.startswith(PLANNED):
        state = WORKFLOWS[workflow].state(kind.removeprefix(PLANNED))
        return schemas.Text(zh=f"计划：{state.zh}", en=f"planned: {state.en}")
    told = KINDS[kind]
    return schemas.Text(zh=told.zh, en=told.en)


def _period(kind: str, day: date, profile: Profile | None) -> periods.Deadline | None:
    if kind == "filing":
        due = add_months(day, FILING_MONTHS)
        return periods.Deadline(due, due, is_approximate=False)
    if kind == "special_report":
        return periods.year_end(day.year)
    if profile is None:
        return None
    if kind == "election":
        return periods.election_deadline(profile, day)
    if kind == "signing":
        return periods.signing_deadline(profile, day)
    last = periods.transition_end(profile, day)
    return None if last is None else periods.Deadline(last, last, is_approximate=False)
