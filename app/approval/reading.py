"""Cases as one person sees them: a page of the list, one case with what may be done in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from app.approval import schemas
from app.approval.deadlines import deadline_out
from app.approval.facts import facts
from app.approval.freezing import is_intact
from app.approval.records import PLANNED, kinds_of
from app.approval.shaping import (
    next_deadline,
    opinion_out,
    organisation_out,
    party_out,
    path_out,
    point_out,
    slots_out,
    step_out,
    submission_out,
    text,
    visit_out,
    waiting_out,
)
from app.approval.standing import Standing
from app.approval.store import find_case, page_of, parts_of
from app.approval.turns import is_return, openers
from app.approval.visibility import is_theirs, visible, waits_for
from app.approval.workflows.machine import GUARDS, Facts, Transition
from app.approval.workflows.roles import Role
from app.forms import form
from app.paging import cursor_after, read_moment
from app.storage.cases import CaseRow
from app.workspace import Person, Workspace

COLUMNS = (
    "id", "number", "kind", "title", "state", "district", "subdistrict", "revision", "opened_at", "opened_by",
    "closed_at", "changed_at",
)


class Mine(StrEnum):
    """Which cases of one's own are listed."""

    WAITS = "waits"
    """Those that wait for the person."""
    BROUGHT = "brought"
    """Those that the person's organisation brought or takes part in."""
    TRUE = "true"
    """Both."""


def list_cases(
    session: Session, person: Person, *, kinds: Sequence[str] = (), state: str | None = None, mine: Mine | None = None,
    is_open: bool | None = None, subdistrict: str | None = None, words: str | None = None, cursor: str | None = None,
    limit: int = 50,
) -> schemas.CasePage:
    """List the cases that somebody may see, the last changed first.

    Raises
    ------
    CursorError
        Where the cursor is none of ours.
    """
    where: list[ColumnElement[bool]] = [visible(person)]
    if kinds:
        where.append(CaseRow.kind.in_(list(kinds)))
    if state is not None:
        where.append(CaseRow.state == state)
    if mine is not None:
        wanted = {Mine.WAITS: [waits_for(person)], Mine.BROUGHT: [is_theirs(person)]}
        where.append(or_(*wanted.get(mine, [waits_for(person), is_theirs(person)])))
    if is_open is not None:
        where.append(CaseRow.closed_at.is_(None) if is_open else CaseRow.closed_at.is_not(None))
    if subdistrict is not None:
        where.append(CaseRow.subdistrict == subdistrict)
    if words:
        where.append(or_(*(column.icontains(words, autoescape=True) for column in (CaseRow.number, CaseRow.title))))
    after = None if cursor is None else read_moment(cursor)
    rows, total = page_of(session, where, after=after, limit=limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    parts, today = parts_of(session, shown, brief=True), date.today()
    return schemas.CasePage(
        items=[schemas.CaseSummary(**_summary(Standing(case, parts, person), today)) for case in shown],
        next=cursor_after(shown[-1].changed_at.isoformat(), shown[-1].id) if more else None, total=total,
    )


def case_detail(session: Session, workspace: Workspace, person: Person, case_id: str) -> schemas.CaseDetail:
    """Describe a case with all that belongs to it.

    Raises
    ------
    CaseNotFoundError
        Where there is none that this person may see.
    """
    case = find_case(session, person, case_id)
    parts, today = parts_of(session, [case]), date.today()
    standing, known = Standing(case, parts, person), facts(session, case, parts)
    return schemas.CaseDetail(
        **_summary(standing, today), subject=case.subject, records=case.records,
        parties=[party_out(parts, row.organisation_id) for row in parts.parties.get(case.id, ())],
        steps=[step_out(case, step, parts) for step in parts.steps.get(case.id, ())],
        actions=[_offer(standing, each, known) for each in standing.leaving],
        may_freeze=standing.is_with_bringer and standing.role(openers(standing.workflow)) is not None,
        may_reply=standing.may_reply, path=path_out(standing), slots=slots_out(standing),
        points=[point_out(row) for row in parts.points.get(case.id, ())],
        opinions=[opinion_out(row, standing) for row in parts.opinions.get(case.id, ())],
        visits=[visit_out(row) for row in parts.visits.get(case.id, ())],
        deadlines=[deadline_out(row, case, today) for row in parts.deadlines.get(case.id, ())],
        submissions=[
            submission_out(row, is_intact=is_intact(workspace, row)) for row in parts.submissions.get(case.id, ())
        ],
        forms=_forms(standing), switches=standing.switches,
    )


def _summary(standing: Standing, today: date) -> dict[str, Any]:
    case, parts, state = standing.case, standing.parts, standing.workflow.state(standing.case.state)
    owed = [each for each in parts.opinions.get(case.id, ()) if each.verdict is None and not state.is_end]
    owes = any(each.organisation_id == standing.person.organisation_id for each in owed)
    frozen = parts.submissions.get(case.id, ())
    return {
        **{name: getattr(case, name) for name in COLUMNS},
        "kind_name": text(standing.workflow), "state_name": text(state), "state_code": state.code,
        "is_end": state.is_end, "organisation": organisation_out(parts, case.organisation_id),
        "waits_for": [
            *waiting_out(standing),
            *(schemas.Waiting(role=Role.RELATED_DEPARTMENTS, zh=each.department, en=each.department) for each in owed),
        ],
        "may_act": owes or standing.is_held, "next_deadline": next_deadline(case, parts, today),
        "open_points": standing.open_points,
        "submission": schemas.SubmissionBrief(
            number=frozen[-1].number, hash=frozen[-1].hash, at=frozen[-1].at
        ) if frozen else None,
    }


def _offer(standing: Standing, step: Transition, known: Facts) -> schemas.ActionOffer:
    """Describe a step: whether the person may take it, and what it lacks, whoever asks."""
    return schemas.ActionOffer(
        action=step.action, name=text(step), target=step.target,
        target_name=text(standing.workflow.state(step.target)), clause=step.clause, basis=step.basis.value,
        asks_reason=step.asks_reason, is_return=is_return(standing.workflow, step),
        is_mine=bool(step.roles & standing.roles),
        missing_papers=[slot for slot in step.papers if slot not in known.papers],
        failed_guards=[
            schemas.Hint(id=guard, zh=GUARDS[guard][0], en=GUARDS[guard][1]) for guard in step.guards
            if not known.holds.get(guard, False)
        ],
    )


def _forms(standing: Standing) -> list[schemas.RecordForm]:
    """Describe the records that may be entered now."""
    if standing.is_ended:
        return []
    case = standing.case
    is_retroactive = bool(case.subject.get("is_retroactive"))
    found = [
        (name, kind, bool(kind.writers & standing.roles)) for name, kind in kinds_of(case.kind).items()
        if kind.may_be_entered(case.state, is_retroactive=is_retroactive)
    ]
    found.append(("planned", PLANNED, standing.is_held))
    return [
        schemas.RecordForm(**form(name, (kind.zh, kind.en), kind.model).model_dump(), is_mine=is_mine)
        for name, kind, is_mine in found
    ]
