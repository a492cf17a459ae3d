"""What is known of a case when somebody acts: papers that are there, and every guard of the workflows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.approval.findings import of_office, open_at_inspection, open_hard
from app.approval.records import Check, Election, Residents
from app.approval.store import Parts
from app.approval.workflows.machine import Facts
from app.approval.workflows.transfer import TRANSFER
from app.registry.sent import sent_reports
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow, StepRow, SubmissionRow
from app.transfers.facts import transfer_facts
from optimizer.errors import OptimizerError
from optimizer.finding import DISCUSSION, EXECUTIVE_MEETING
from optimizer.rules.pack import Profile

SPECIAL = "special"
"""Kind of the year-end special report."""
DISCUSSED = "issue_opinion"
"""The step with which a frozen plan goes to the residents."""


def facts(session: Session, case: CaseRow, parts: Parts, *, reason: str | None = None) -> Facts:
    """Gather what a step of a case is decided by.

    Parameters
    ----------
    reason
        What the person gives as reason; a missing special report may be passed over with one (AMB-13).
    """
    held = frozenset(paper.slot for paper in parts.papers.get(case.id, ()) if paper.replaced_at is None)
    if case.kind == TRANSFER.id:
        return Facts(held, transfer_facts(session, case), reason)
    frozen = parts.submissions.get(case.id, ())
    audit = judged_for(case, frozen[-1]) if frozen else {}
    began = _round_began(parts.steps.get(case.id, ()))
    opinions = [each for each in parts.opinions.get(case.id, ()) if began is None or each.asked_at >= began.at]
    visits = [
        each for each in parts.visits.get(case.id, ())
        if each.stage == case.state and (began is None or each.at >= began.at)
    ]
    residents = case.records.get("residents")
    return Facts(held, {
        "submission": bool(frozen),
        "no_blocking_finding": bool(frozen) and not open_hard(audit, DISCUSSION),
        "residents_agreed": residents is not None and Residents.model_validate(residents).is_agreed,
        "no_new_limits": _same_limits(frozen, began),
        "points_answered": all(point.reply is not None for point in parts.points.get(case.id, ())),
        "opinions_in": bool(opinions) and all(each.verdict is not None for each in opinions),
        "site_visited": bool(visits),
        "no_open_area": bool(frozen) and not open_hard(audit, EXECUTIVE_MEETING),
        "filed_with_city": "filing" in case.records,
        "ruled": "ruling" in case.records,
        "elected": "election" in case.records,
        "premises_and_people": bool(frozen) and not inspected(session, case, frozen[-1]),
        "special_report": bool((reason or "").strip()) or _is_reported(session, case, parts.steps.get(case.id, ())),
    }, reason)


def blocking(session: Session, case: CaseRow, parts: Parts, guard: str) -> list[dict[str, Any]]:
    """List the findings of the frozen audit behind a guard that does not hold; none for a guard of another kind."""
    frozen = parts.submissions.get(case.id, ())
    if not frozen:
        return []
    if guard == "premises_and_people":
        return inspected(session, case, frozen[-1])
    step = {"no_blocking_finding": DISCUSSION, "no_open_area": EXECUTIVE_MEETING}.get(guard)
    return [] if step is None else open_hard(judged_for(case, frozen[-1]), step)


def judged_for(case: CaseRow, frozen: SubmissionRow) -> dict[str, Any]:
    """Return the frozen audit as far as it is about the street office of the case."""
    return of_office(frozen.audit, frozen.document, case.subdistrict)


def inspected(session: Session, case: CaseRow, frozen: SubmissionRow) -> list[dict[str, Any]]:
    """List what misses a hard line of LH-7 or LH-10, by the frozen audit, the inspection and the election."""
    check, election = case.records.get("first_check"), case.records.get("election")
    return open_at_inspection(
        judged_for(case, frozen), None if check is None else Check.model_validate(check),
        None if election is None else Election.model_validate(election), frozen_profile(session, frozen),
    )


def frozen_profile(session: Session, frozen: SubmissionRow) -> Profile | None:
    """Return the rules of a frozen version, as their packs say today; ``None`` where one is gone."""
    try:
        return resolve_profile(session, frozen.header["profile"])
    except OptimizerError:
        return None


def _round_began(steps: Sequence[StepRow]) -> StepRow | None:
    """Return the step with which the present round began: what came before it was about other limits."""
    return next((step for step in reversed(steps) if step.action == DISCUSSED), None)


def _same_limits(frozen: Sequence[SubmissionRow], began: StepRow | None) -> bool:
    """Whether the newest frozen drawing has the units and limits of the one that the residents discussed."""
    if not frozen or began is None:
        return False
    discussed: Mapping[str, Any] | None = next(
        (each.header for each in frozen if each.hash == began.submission_hash), None
    )
    return discussed is not None and discussed["limits"] == frozen[-1].header["limits"]


def _is_reported(session: Session, case: CaseRow, steps: Sequence[StepRow]) -> bool:
    """Whether the special report of the year of registration was sent, by the district of the case (AMB-13)."""
    entered = next((step for step in reversed(steps) if step.target == "registered"), None)
    if entered is None:
        return False
    period = str(entered.at.astimezone().year)
    return any(
        report.period == period and any(row.get("case_number") == case.number for row in report.document["rows"])
        for report in sent_reports(session, SPECIAL, district=case.district)
    )
