"""The monthly report of the transfers, made from the cases: pure (rules.md 5.2; annex 2 is not in the copy)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.approval.workflows.transfer import TRANSFER
from app.transfers.catalogue import TransferRecords
from app.transfers.checks import handed_over, persons_of, remarks
from app.transfers.records import EnterprisePlan, missing
from app.transfers.subject import Subject
from optimizer.rules.deadlines import report_deadline
from optimizer.rules.field import Severity
from optimizer.rules.pack import Profile

ORDER = {state.id: number for number, state in enumerate(TRANSFER.states)}
LEFT_T6 = frozenset({"transition", "completed", "closed"})
"""A transition does not prolong the reports (rules.md 5.2 [D])."""
STRUCK = "closed"
ASIDE = frozenset({
    "strike", "refuse", "reopen", "escalate", "ask_adjustment", "sign_framework", "begin_transition",
})
"""Steps that lead back or that need not be taken: none of them is what comes next."""
SUMS = ("households", "persons_total", "persons_socialised", "persons_transferred", "facilities_m2", "handed_over_m2")


@dataclass(frozen=True)
class TransferNow:
    """One transfer as it stands."""

    case_id: str
    number: str
    subdistrict: str | None
    state: str
    subject: Subject
    records: TransferRecords
    profile: Profile


def monthly_report(
    transfers: Iterable[TransferNow], period: str, *, district: str | None, profile: Profile, today: date
) -> dict[str, Any]:
    """Make the report of one month.

    Parameters
    ----------
    transfers
        All of the district that are to be told of.
    period
        ``2026-03``.
    profile
        Rules that say on which day it is due.
    today
        The day on which it is made: what is overdue follows from it.
    """
    of_enterprise: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in sorted(transfers, key=lambda each: each.number):
        of_enterprise[each.subject.enterprise].append(quarter_row(each, period, today))
    rows = [enterprise_row(name, quarters) for name, quarters in sorted(of_enterprise.items())]
    due = report_deadline(profile, date.fromisoformat(f"{period}-01"))
    every = [quarter for row in rows for quarter in row["quarters"]]
    kept = [quarter for quarter in every if quarter["state"]["id"] != STRUCK]
    return {
        "kind": "monthly", "period": period, "district": district,
        "due_on": None if due is None else due.due.isoformat(),
        "falls_on_rest_day": due is not None and due.falls_on_rest_day,
        "rows": rows, "totals": {"enterprises": len(rows), "quarters": len(kept), **_sums(kept)},
        "is_last": bool(every) and all(quarter["state"]["id"] in LEFT_T6 for quarter in every),
    }


def quarter_row(transfer: TransferNow, period: str, today: date) -> dict[str, Any]:
    """Tell of one quarter what the report asks; socialised persons stay where they are (CQ-2.5)."""
    records, subject = transfer.records, transfer.subject
    persons, inventory, agreement = persons_of(records.inventory), records.inventory, records.agreement
    months = () if records.progress is None else records.progress.months
    month = next((month for month in months if month.period == period), None)
    facilities = () if records.hand_over is None else records.hand_over.facilities
    listed = sum(facility.floor_area_m2 for facility in facilities)
    counted = 0.0 if inventory is None or inventory.facility_area_m2 is None else inventory.facility_area_m2
    is_known = bool(facilities) or (inventory is not None and inventory.facility_area_m2 is not None)
    plan, settled = records.enterprise_plan, records.settlement
    funds = None if settled is None or settled.paid_yuan is None else f"{settled.paid_yuan}"
    return {
        "case_id": transfer.case_id, "case_number": transfer.number, "enterprise": subject.enterprise,
        "quarter": subject.quarter.name, "subdistrict": transfer.subdistrict, "state": _state(transfer.state),
        "households": subject.quarter.households,
        "persons_total": None if persons is None else persons.total,
        "persons_socialised": None if persons is None else persons.socialised,
        "persons_transferred": None if persons is None else persons.transferred,
        "facilities_m2": round(max(listed, counted), 2) if is_known else None,
        "handed_over_m2": round(sum(each.floor_area_m2 for each in facilities if each.is_handed_over), 2),
        "is_handed_over": handed_over(records.hand_over, inventory),
        "plan_done": plan is not None and (plan.overall_plan is not None or not missing(plan, EnterprisePlan)),
        "agreed_on": _day(None if agreement is None else agreement.agreed_on),
        "signed_on": _day(None if agreement is None else agreement.signed_on),
        "funds": funds if month is None or month.funds is None else month.funds,
        "problems": _text(None if month is None else month.problems, None if inventory is None else inventory.problems),
        "next_step": _next_step(transfer.state) if month is None or month.next_step is None else month.next_step,
        "findings": [
            {"rule": each.rule, "severity": each.severity.value, "zh": each.zh, "en": each.en}
            for each in remarks(records, subject, transfer.profile, today) if each.severity is Severity.HARD
        ],
    }


def enterprise_row(name: str, quarters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tell of one enterprise: the sums of its quarters, and the state of the one that is least far."""
    moving = [each for each in quarters if each["state"]["id"] != STRUCK] or list(quarters)
    behind = min(moving, key=lambda each: ORDER[each["state"]["id"]])
    signed = [each["signed_on"] for each in moving]
    return {
        "enterprise": name, "state": behind["state"], **_sums(moving),
        "plan_done": all(each["plan_done"] for each in moving),
        "signed_on": None if None in signed else max(signed), "quarters": list(quarters),
    }


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add up what is known, and count the quarters whose survey is still open."""
    known = {name: [row[name] for row in rows if row[name] is not None] for name in SUMS}
    return {
        **{name: round(sum(values), 2) for name, values in known.items()},
        "not_surveyed": sum(row["persons_total"] is None for row in rows),
    }


def _state(state: str) -> dict[str, str]:
    found = TRANSFER.state(state)
    return {"id": found.id, "code": found.code, "zh": found.zh, "en": found.en}


def _next_step(state: str) -> dict[str, str] | None:
    """Name the step that leads on, where nobody wrote what comes next."""
    onward = (each for each in TRANSFER.leaving(state) if each.action not in ASIDE)
    return next(({"zh": each.zh, "en": each.en} for each in onward), None)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(*parts: str | None) -> str | None:
    return "；".join(part for part in parts if part) or None
