"""What a step of a transfer changes in its records: the plan as adjusted, days that nobody entered, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.approval import deadlines
from app.approval.store import last_step
from app.approval.workflows.transfer import TRANSFER
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow
from app.transfers.catalogue import read_records

AGREES = frozenset({"agree", "agree_terms"})
STOPS_THE_CLOCK = frozenset({"reopen", "sign_framework"})
"""Talks are open again: the day of agreement is another one (ZH-1)."""


def transfer_follows(session: Session, case: CaseRow) -> None:
    """Bring records and deadlines of a transfer where its last step has led it."""
    step = last_step(session, case.id) if case.kind == TRANSFER.id else None
    if step is None:
        return
    day = step.at.astimezone().date()
    case.records = records_after(case.records, step.action, day)
    if step.action == "begin_transition":
        _plan_transition(session, case)
    session.flush()


def transfer_recorded(session: Session, case: CaseRow, name: str) -> None:
    """Move a clock that runs, where the day that it counts from or ends on was corrected (CQ-2.6, CQ-3.6)."""
    if case.kind != TRANSFER.id:
        return
    if name == "agreement" and case.state == "agreement_reached":
        agreement = read_records(case.records).agreement
        if agreement is not None and agreement.agreed_on is not None:
            profile = resolve_profile(session, case.subject["profile"])
            deadlines.start(session, case, "signing", agreement.agreed_on, profile)
    if name == "transition" and case.state == "transition":
        _plan_transition(session, case)


def records_after(records: Mapping[str, Any], action: str, day: date) -> dict[str, Any]:
    """Return the records of a transfer after a step.

    Parameters
    ----------
    action
        What was done.
    day
        When: stands for a day of agreement or signing that nobody entered.
    """
    after = dict(records)
    adjustment, agreement = records.get("adjustment"), dict(records.get("agreement") or {})
    if action == "recognise" and adjustment is not None:  # the plan is changed as found (CQ-3.2)
        after["plan_table"] = adjustment["plan_table"]
    if action in AGREES and agreement.get("agreed_on") is None:
        after["agreement"] = {**agreement, "agreed_on": day.isoformat()}
    if action in STOPS_THE_CLOCK:
        after["agreement"] = {**agreement, "agreed_on": None}
    if action == "sign" and agreement.get("signed_on") is None:
        after["agreement"] = {**agreement, "signed_on": day.isoformat()}
    return after


def _plan_transition(session: Session, case: CaseRow) -> None:
    transition = read_records(case.records).transition
    if transition is not None:
        deadlines.plan(session, case, "transition", transition.starts_on, transition.ends_on)
