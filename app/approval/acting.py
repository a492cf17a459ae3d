"""One step of a case: decided by its workflow, then everything that follows from it in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approval import deadlines, requests
from app.approval.errors import (
    ChangedError,
    GuardError,
    IllegalError,
    PapersMissingError,
    ReasonMissingError,
    RequestError,
    WrongRoleError,
)
from app.approval.facts import blocking, facts, frozen_profile
from app.approval.freezing import require_intact
from app.approval.papers import clear, require_kept
from app.approval.standing import Standing
from app.approval.store import hold_case, parts_of, touch
from app.approval.turns import is_return, leads_on, slots_of
from app.approval.workflows.machine import Refusal, Transition, decide
from app.approval.workflows.roles import Role
from app.approval.workflows.setting_up import MINUTES
from app.approval.workflows.transfer import TRANSFER
from app.registry.following import registry_follows
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow, PaperRow, PointRow, StepRow, SubmissionRow
from app.storage.models import now
from app.trail.store import write
from app.transfers.following import transfer_follows
from app.transfers.reasons import require_lawful_reason
from app.webhooks.outbox import announce
from app.workspace import Person, Workspace
from optimizer.rules.pack import Profile

APPROVE, APPROVAL_SLOT = "approve", "approval_document"
AUTOMATIC = {"automatic": True}
INSPECTIONS = ("first_check", "final_check")


def act(
    session: Session, workspace: Workspace, person: Person, case_id: str, revision: int, asked: requests.ActionRequest
) -> CaseRow:
    """Take a step: state, points, papers, records, deadlines, registry, trail and messages, or nothing of it.

    Raises
    ------
    CaseNotFoundError, StaleCaseError
        Where the case may not be seen, or changed meanwhile.
    IllegalError, WrongRoleError, ReasonMissingError, PapersMissingError, GuardError
        What the workflow says against it, in this order.
    ChangedError
        Where what is frozen no longer has its hash, or is not what the person looked at.
    RequestError
        Where points come with a step that sends nothing back.
    """
    case = hold_case(session, person, case_id, revision)
    standing = Standing(case, parts_of(session, [case]), person)
    frozen = next(iter(standing.parts.submissions.get(case.id, ())[-1:]), None)
    step, role = _decided(session, standing, asked)
    if case.kind == TRANSFER.id:
        require_lawful_reason(step.action, asked.reason, asked.details)
    if asked.submission_hash is not None and (frozen is None or frozen.hash != asked.submission_hash):
        raise ChangedError(
            "方案已重新冻结，与所看的不是同一版。重新载入后再办",
            "The plan was frozen anew: not the version that was looked at. Load the case again before acting",
        )
    if frozen is not None and leads_on(standing.workflow, step):
        require_intact(workspace, frozen)
    held = [row for row in standing.parts.papers.get(case.id, ()) if row.replaced_at is None]
    require_kept(workspace.blobs, (row for row in held if row.slot in step.papers))
    points = _points(standing, step, asked)
    taken = _take(session, standing, step, role, frozen, asked.reason, dict(asked.details))
    _enter_points(session, case, taken, points)
    _follow_on(session, standing, frozen)
    touch(case)
    session.flush()
    return case


def _decided(session: Session, standing: Standing, asked: requests.ActionRequest) -> tuple[Transition, Role]:
    """Ask the workflow; what it refuses becomes an error."""
    case, workflow = standing.case, standing.workflow
    wanted = frozenset(role for each in standing.leaving if each.action == asked.action for role in each.roles)
    role = standing.role(wanted)
    told = facts(session, case, standing.parts, reason=asked.reason)
    asking = role or next(each for each in Role if each not in wanted)
    decided = decide(workflow, case.state, asked.action, asking, told, standing.switches)
    if isinstance(decided, Transition) and role is not None:
        return decided, role
    assert isinstance(decided, Refusal)
    raise _refused(session, standing, decided)


def _refused(session: Session, standing: Standing, refusal: Refusal) -> Exception:
    told = (refusal.message_zh, refusal.message_en)
    missing = list(refusal.missing)
    if refusal.code == PapersMissingError.code:
        return PapersMissingError(*told, members={"missing": missing})
    if refusal.code == GuardError.code:
        found = [each for guard in missing for each in blocking(session, standing.case, standing.parts, guard)]
        return GuardError(*told, members={"guards": missing, "findings": found})
    simple = {each.code: each for each in (IllegalError, WrongRoleError, ReasonMissingError)}
    return simple[refusal.code](*told)


def _points(standing: Standing, step: Transition, asked: requests.ActionRequest) -> Sequence[requests.PointAsked]:
    """Return the points of a return, each about a slot of the case where it is about one."""
    workflow = standing.workflow
    if not is_return(workflow, step):
        if asked.points:
            raise RequestError(
                f"{step.zh}不是退回，不带问题清单", f"{step.en} sends nothing back and takes no points"
            )
        return ()
    slots = {*slots_of(workflow, standing.switches)}
    unknown = next((point.slot for point in asked.points if point.slot is not None and point.slot not in slots), None)
    if unknown is not None:
        raise RequestError(f"本件没有材料项 {unknown}", f"The case has no slot {unknown}")
    return asked.points


def _enter_points(
    session: Session, case: CaseRow, taken: StepRow, points: Sequence[requests.PointAsked]
) -> None:
    """Enter the points of a return, and tell that a reply to them is awaited."""
    for number, point in enumerate(points, 1):
        session.add(PointRow(
            case_id=case.id, step=taken.number, number=number, text=point.text, slot=point.slot,
            place=None if point.place is None else [each for each in point.place.model_dump().values()
                                                    if each is not None],
        ))
    session.flush()
    if points:
        announce(session, "case.reply_awaited", case, {
            "step": taken.number, "points": len(points), "source": taken.source, "target": taken.target,
        })


def _take(
    session: Session, standing: Standing, step: Transition, role: Role, frozen: SubmissionRow | None,
    reason: str | None, details: dict[str, Any],
) -> StepRow:
    """Enter one step with all that it begins, ends and clears."""
    case, person = standing.case, standing.person
    before = {"state": case.state, "revision": case.revision}
    taken = StepRow(
        case_id=case.id, number=_next_step(session, case), action=step.action, source=step.source, target=step.target,
        role=role.value, by=person.name, organisation_id=person.organisation_id, at=now(), reason=reason,
        details={**details, **_set_aside(case, standing, step)},
        submission_hash=None if frozen is None else frozen.hash,
    )
    session.add(taken)
    case.state = step.target
    clear(session, case, step.clears)
    if step.action == APPROVE:
        _record_approval(session, case)
    _keep_time(session, standing, step, frozen)
    session.flush()
    write(
        session, person, f"case.{step.action}", "case", case.id, before=before, role=role.value, reason=reason,
        after={"state": case.state, "revision": case.revision + 1}, version_hash=taken.submission_hash,
    )
    registry_follows(session, case, person)
    transfer_follows(session, case)
    announce(session, "case.moved", case, {
        "action": step.action, "source": step.source, "target": step.target, "role": role.value,
        "submission_hash": taken.submission_hash,
    })
    return taken


def _follow_on(session: Session, standing: Standing, frozen: SubmissionRow | None) -> None:
    """Take the steps that follow by themselves."""
    case = standing.case
    while True:
        leaving = standing.workflow.leaving(case.state, standing.switches)
        step = next((each for each in leaving if each.is_automatic), None)
        if step is None:
            break
        _take(session, standing, step, min(step.roles), frozen, None, dict(AUTOMATIC))


def _next_step(session: Session, case: CaseRow) -> int:
    return (session.scalar(select(func.max(StepRow.number)).where(StepRow.case_id == case.id)) or 0) + 1


def _set_aside(case: CaseRow, standing: Standing, step: Transition) -> dict[str, Any]:
    """Take records out that a new round has to bring again; they stay with the step that sent the case back."""
    names: tuple[str, ...] = ("residents",) if set(MINUTES) <= set(step.clears) else ()
    if is_return(standing.workflow, step) and step.target == "building_up":
        names = INSPECTIONS
    aside = {name: case.records[name] for name in names if name in case.records}
    if aside:
        case.records = {name: each for name, each in case.records.items() if name not in aside}
    return {"records": aside} if aside else {}


def _record_approval(session: Session, case: CaseRow) -> None:
    """Note number and date of the approval document, as entered or as its paper says; without a date, this day."""
    if "approval" in case.records:
        return
    paper = session.scalars(select(PaperRow).where(
        PaperRow.case_id == case.id, PaperRow.slot == APPROVAL_SLOT, PaperRow.replaced_at.is_(None)
    )).one_or_none()
    dated = None if paper is None else paper.dated
    case.records = {**case.records, "approval": {
        "number": None if paper is None else paper.number, "dated": (dated or _today()).isoformat(),
    }}


def _keep_time(session: Session, standing: Standing, step: Transition, frozen: SubmissionRow | None) -> None:
    """Begin and end deadlines; a case that ends leaves none open."""
    case, today = standing.case, _today()
    deadlines.end(session, case, (*step.ends, deadlines.PLANNED + step.target), today)
    profile = _profile(session, case, frozen) if step.starts else None
    for kind in step.starts:
        deadlines.start(session, case, kind, _first_day(case.records, kind, today), profile)
    if standing.workflow.state(step.target).is_end:
        deadlines.end(session, case, None, today)
        case.closed_at = now()


def _first_day(records: Mapping[str, Any], kind: str, today: date) -> date:
    """Return the day from which a period counts."""
    record, name = {
        "election": ("approval", "dated"), "filing": ("approval", "dated"), "signing": ("agreement", "agreed_on"),
        "transition": ("transition", "starts_on"),
    }.get(kind, ("", ""))
    told = (records.get(record) or {}).get(name)
    return date.fromisoformat(told) if told else today


def _profile(session: Session, case: CaseRow, frozen: SubmissionRow | None) -> Profile | None:
    if frozen is not None:
        return frozen_profile(session, frozen)
    return resolve_profile(session, case.subject["profile"]) if case.kind == TRANSFER.id else None


def _today() -> date:
    return now().astimezone().date()
