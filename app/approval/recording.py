"""Records of a case entered: held against their form, by the roles and in the states that they are for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.approval import deadlines
from app.approval.errors import IllegalError, RecordError, WrongRoleError
from app.approval.records import MEETS, PLANNED, Planned, kinds_of
from app.approval.standing import Standing
from app.approval.store import hold_case, parts_of, touch
from app.approval.visits import require_held
from app.approval.workflows.roles import NAMES, Role
from app.storage.cases import CaseRow, DeadlineRow
from app.storage.models import now
from app.trail.store import write
from app.transfers.following import transfer_recorded
from app.workspace import Person

TIMETABLE = "planned"


def put_record(
    session: Session, person: Person, case_id: str, revision: int, name: str, body: Mapping[str, Any]
) -> CaseRow:
    """Enter a record in place of an earlier one of its name; the trail keeps both.

    Raises
    ------
    CaseNotFoundError, StaleCaseError
        Where the case may not be seen, or changed meanwhile.
    RecordError
        Where the case knows no such record, or it breaks its form.
    IllegalError, WrongRoleError
        Where it is not entered in this state, or not by this person.
    """
    case = hold_case(session, person, case_id, revision)
    standing = Standing(case, parts_of(session, [case]), person)
    kind = PLANNED if name == TIMETABLE else kinds_of(case.kind).get(name)
    if kind is None:
        known = ", ".join((*kinds_of(case.kind), TIMETABLE))
        raise RecordError(f"{standing.workflow.zh}没有记录 {name}：{known}", f"No record {name} here: {known}")
    record = _read(kind.model, kind.zh, kind.en, body)
    role = standing.role(kind.writers)
    if name == TIMETABLE:
        require_held(standing, "计划进度由承办单位填写", "The timetable is entered by whoever the case waits for")
    elif role is None:
        names = [NAMES[each] for each in Role if each in kind.writers]
        raise WrongRoleError(
            f"{kind.zh}由{'、'.join(zh for zh, _ in names)}填写",
            f"{kind.en} is entered by the {', '.join(en for _, en in names)}",
        )
    elif not kind.may_be_entered(case.state, is_retroactive=bool(case.subject.get("is_retroactive"))):
        state = standing.workflow.state(case.state)
        raise IllegalError(f"{state.zh}阶段不填写{kind.zh}", f"{kind.en} is not entered in {state.en}")
    before, after = case.records.get(name), record.model_dump(mode="json")
    case.records = {**case.records, name: after}
    _keep_time(session, standing, name, record)
    write(
        session, person, f"record.{name}", "case", case.id, before=before, after=after,
        role=None if role is None else role.value,
    )
    touch(case)
    session.flush()
    return case


def _read(model: type[BaseModel], zh: str, en: str, body: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise RecordError(f"{zh}填写有误：{where}", f"{en}: {where}") from error


def _keep_time(session: Session, standing: Standing, name: str, record: BaseModel) -> None:
    """Note deadlines that a record meets; a timetable takes the place of the former one."""
    case = standing.case
    transfer_recorded(session, case, name)
    if name in MEETS:
        kind, field = MEETS[name]
        day: date | None = getattr(record, field)
        if day is not None:
            deadlines.end(session, case, (kind,), day)
    if isinstance(record, Planned):
        known = {state.id for state in standing.workflow.states}
        unknown = next((each.state for each in record.dates if each.state not in known), None)
        if unknown is not None:
            raise RecordError(f"没有阶段 {unknown}", f"There is no state {unknown}")
        session.execute(delete(DeadlineRow).where(
            DeadlineRow.case_id == case.id, DeadlineRow.kind.startswith(deadlines.PLANNED, autoescape=True),
            DeadlineRow.done_on.is_(None),
        ))
        for each in record.dates:
            today = now().astimezone().date()
            deadlines.plan(session, case, deadlines.PLANNED + each.state, today, each.due_on)
