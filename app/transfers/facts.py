"""Which guards of a transfer hold, from its records, the cases and communities they name, and the reports sent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.registry.entering import open_entry
from app.registry.sent import sent_reports
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow, StepRow
from app.transfers.catalogue import TransferRecords, read_records
from app.transfers.checks import form_holds, handed_over, is_safe, retirees_heard, transition_holds, unverified
from app.transfers.hand_over_records import Received
from app.transfers.records import Agreement, EnterprisePlan, Inventory, missing
from app.transfers.subject import Subject

RECEIVED_FROM: dict[str, frozenset[str]] = {
    "setting_up": frozenset({
        "approved", "building_up", "first_inspection", "final_inspection", "registered", "certified",
    }),
    "adjustment": frozenset({"in_force"}),
    "lq_short": frozenset({"in_force"}),
}
"""States from which a case has made or changed a community: a new one at S9 or later (rules.md 5.2, T6)."""


def transfer_facts(session: Session, case: CaseRow, today: date | None = None) -> dict[str, bool]:
    """Say of every guard of a transfer whether it holds.

    Parameters
    ----------
    today
        The day on which somebody acts.
    """
    day = today or date.today()
    subject = Subject.model_validate(case.subject)
    profile = resolve_profile(session, subject.profile.model_dump())
    records = read_records(case.records)
    plan = records.enterprise_plan
    transition = records.transition
    return {
        "inventory_complete": not missing(records.inventory, Inventory),
        "tasks_verified": not unverified(records.inventory, records.verification),
        "form_decided": form_holds(records.form, subject, profile),
        "six_parts": plan is not None and (plan.overall_plan is not None or not missing(plan, EnterprisePlan)),
        "retirees_heard": retirees_heard(records.retirees),
        "seven_parts": not missing(records.agreement, Agreement) and _is_whole(records),
        "handed_over": handed_over(records.hand_over, records.inventory),
        "safe": is_safe(records.safety),
        "received": records.received is not None and is_received(session, case, records.received),
        "seconded": transition_holds(transition, profile),
        "transition_over": transition is not None and transition.ends_on <= day,
        "last_report": records.summary is not None and _is_reported(session, case),
    }


def is_received(session: Session, case: CaseRow, received: Received) -> bool:
    """Whether the community was set up (at S9 or later), or the quarter joined one that is in the registry."""
    if received.case is not None:
        found = session.scalars(
            select(CaseRow).where(or_(CaseRow.number == received.case, CaseRow.id == received.case))
        ).first()
        return found is not None and _same_place(found, case) and found.state in RECEIVED_FROM.get(found.kind, ())
    name = received.community_id
    return name is not None and open_entry(session, case, case.subdistrict, name) is not None


def _same_place(found: CaseRow, case: CaseRow) -> bool:
    return case.district is None or found.district == case.district


def _is_whole(records: TransferRecords) -> bool:
    return records.agreement is not None and records.agreement.is_whole


def _is_reported(session: Session, case: CaseRow) -> bool:
    """Whether a monthly report that was sent since the case came into its state tells that all was handed over."""
    entered = session.scalar(
        select(StepRow.at).where(StepRow.case_id == case.id, StepRow.target == case.state)
        .order_by(StepRow.number.desc()).limit(1)
    )
    since = case.opened_at if entered is None else entered
    return any(
        quarter["case_id"] == case.id and quarter["is_handed_over"]
        for report in sent_reports(session, "monthly", since=since)
        for row in report.document["rows"] for quarter in row["quarters"]
    )
