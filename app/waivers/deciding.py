"""Waivers granted, refused and withdrawn; each with its line of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.plans.store import load_plan
from app.storage.models import now
from app.storage.waivers import WaiverRow, WaiverState
from app.trail.store import write
from app.waivers.asking import told_of
from app.waivers.errors import RedrawnError, TermsError, WaiverRoleError, WaiverStateError
from app.waivers.roles import deciding_role, is_own, needs_remedy
from app.waivers.schemas import GrantIn
from app.waivers.store import hold_waiver, is_drawn_as_shown
from app.workspace import Person
from optimizer.dossier import Role
from optimizer.rules.pack import Severity
from optimizer.waivers import TERMS


def grant(session: Session, person: Person, waiver_id: str, revision: int, terms: GrantIn) -> WaiverRow:
    """Grant a waiver that was asked for.

    Raises
    ------
    WaiverNotFoundError, WaiverStaleError, WaiverStateError, WaiverRoleError, PlanDeletedError
    RedrawnError
        Where the place is not drawn any more as it was shown.
    TermsError
        Where it would end before it begins or has ended already, begins later than today, or lacks a remedy.
    """
    row = hold_waiver(session, person, waiver_id, revision)
    role = _require_decider(person, row)
    load_plan(session, row.plan_id, for_update=True)  # nobody draws on meanwhile
    if not is_drawn_as_shown(session, row):
        raise RedrawnError
    _require_days(terms)
    row.remedy = row.remedy or (None if terms.remedy is None else terms.remedy.value)
    if needs_remedy(row.rule) and row.remedy is None:
        raise TermsError(
            f"{row.rule} 的豁免须写明补齐办法（LH-9.2）", f"A waiver of {row.rule} has to name a remedy (LH-9.2)"
        )
    row.document_number, row.granted_on, row.until = terms.document_number, terms.granted_on, terms.until
    return _decided(session, person, row, WaiverState.GRANTED, terms.reason, role)


def refuse(session: Session, person: Person, waiver_id: str, revision: int, reason: str) -> WaiverRow:
    """Refuse a waiver that was asked for.

    Raises
    ------
    WaiverNotFoundError, WaiverStaleError, WaiverStateError, WaiverRoleError
    """
    row = hold_waiver(session, person, waiver_id, revision)
    return _decided(session, person, row, WaiverState.REFUSED, reason, _require_decider(person, row))


def withdraw(session: Session, person: Person, waiver_id: str, revision: int, reason: str) -> WaiverRow:
    """Take a waiver back: what was asked for by who draws, what was granted by who grants; what is frozen stays.

    Raises
    ------
    WaiverNotFoundError, WaiverStaleError, WaiverStateError, WaiverRoleError
    """
    row = hold_waiver(session, person, waiver_id, revision)
    is_hard, role = row.severity == Severity.HARD.value, None
    if row.state == WaiverState.GRANTED and is_hard:
        role = deciding_role(person, row)
        if role is None:
            raise WaiverRoleError(TERMS[row.rule].granted_by)
    elif row.state not in (WaiverState.ASKED, WaiverState.GRANTED):
        raise _is_decided(row)
    elif not is_own(person, row):
        raise WaiverRoleError((Role.STREET_OFFICE,))
    before = told_of(row)
    row.state = WaiverState.WITHDRAWN.value
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = person.name, now(), reason
    row.revision += 1
    _tell_trail(session, person, row, "waiver.withdraw", before, reason, role)
    return row


def _decided(
    session: Session, person: Person, row: WaiverRow, state: WaiverState, reason: str, role: Role
) -> WaiverRow:
    before = {"state": row.state}
    row.state, row.role, row.reason = state.value, role.value, reason
    row.organisation = None if person.is_local else person.organisation_name
    row.decided_by, row.decided_at = person.name, now()
    row.revision += 1
    action = "waiver.grant" if state is WaiverState.GRANTED else "waiver.refuse"
    _tell_trail(session, person, row, action, before, reason, role)
    return row


def _tell_trail(
    session: Session, person: Person, row: WaiverRow, action: str, before: Mapping[str, object], reason: str,
    role: Role | None,
) -> None:
    write(
        session, person, action, "waiver", row.id, before=before, after=told_of(row), reason=reason,
        role=None if role is None else role.value,
    )
    session.flush()


def _require_decider(person: Person, row: WaiverRow) -> Role:
    if row.state != WaiverState.ASKED:
        raise _is_decided(row)
    role = deciding_role(person, row)
    if role is None:
        raise WaiverRoleError(TERMS[row.rule].granted_by)
    return role


def _require_days(terms: GrantIn) -> None:
    today = date.today()
    if terms.granted_on > today or terms.until < max(terms.granted_on, today):
        raise TermsError(
            f"批准日期 {terms.granted_on} 应不晚于今天，截止日期 {terms.until} 应不早于批准日期和今天",
            f"The day of the document, {terms.granted_on}, may not lie ahead, nor the last day, {terms.until}, behind",
        )


def _is_decided(row: WaiverRow) -> WaiverStateError:
    zh, en = {
        WaiverState.ASKED.value: ("待决定", "waits for its decision"),
        WaiverState.GRANTED.value: ("已批准", "was granted"), WaiverState.REFUSED.value: ("未批准", "was refused"),
        WaiverState.WITHDRAWN.value: ("已撤回", "was withdrawn"),
    }[row.state]
    return WaiverStateError(f"该豁免{zh}，不能这样办", f"The waiver {en}: this cannot be done any more")
