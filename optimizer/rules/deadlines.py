"""Deadlines: months and working days, the 25th, year end (rules.md 2.10; Civil Code articles 200 to 203)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from optimizer.rules.pack import Profile
from optimizer.rules.working_days import WorkCalendar, official_calendar

MONTHS = 12
WARNING_DAYS = (30, 7)
"""Days before the last day on which to warn (rules.md 2.10)."""


class Urgency(StrEnum):
    """How a deadline stands on a day."""

    AHEAD = "ahead"
    WITHIN_30_DAYS = "within_30_days"
    WITHIN_7_DAYS = "within_7_days"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class Deadline:
    """Last day of a period.

    Attributes
    ----------
    due
        The last day.
    unshifted
        The same before a rest day moved it.
    is_approximate
        Whether the official calendar of a year concerned was missing.
    falls_on_rest_day
        Whether the last day is a rest day that moves nothing, as for the monthly report.
    """

    due: date
    unshifted: date
    is_approximate: bool
    falls_on_rest_day: bool = False

    @property
    def warnings(self) -> tuple[date, ...]:
        """Days on which to warn."""
        return tuple(self.due - timedelta(days) for days in WARNING_DAYS)

    def urgency(self, day: date, *, done: date | None = None) -> Urgency:
        """Say how the deadline stands on a day, or how it was kept."""
        if done is not None:
            return Urgency.MET if done <= self.due else Urgency.MISSED
        if day > self.due:
            return Urgency.OVERDUE
        far, near = self.warnings
        if day < far:
            return Urgency.AHEAD
        return Urgency.WITHIN_30_DAYS if day < near else Urgency.WITHIN_7_DAYS


def election_deadline(profile: Profile, approved: date, work: WorkCalendar | None = None) -> Deadline | None:
    """Say when both committees must be elected after the approval document (LH-11.2); ``None`` without a rule.

    Calendar months; where the last day is a rest day, the next working day (Civil Code art. 203).
    """
    months = profile.value("deadline.election")
    if months is None:
        return None
    work = official_calendar() if work is None else work
    unshifted = add_months(approved, months)
    due = work.next_working_day(unshifted)
    return Deadline(due, unshifted, not work.covers(unshifted, due))


def signing_deadline(profile: Profile, agreed: date, work: WorkCalendar | None = None) -> Deadline | None:
    """Say when a transfer must be signed after agreement in substance (CQ-3.6); the day of agreement is day 0."""
    days = profile.value("transfer.agreement_working_days")
    if days is None:
        return None
    work = official_calendar() if work is None else work
    due = work.after(agreed, days)
    return Deadline(due, due, not work.covers(agreed, due))


def report_deadline(profile: Profile, month: date, work: WorkCalendar | None = None) -> Deadline | None:
    """Say when the report of a month is due (CQ-4.3): the text has no shifting rule, so the day stands.

    Parameters
    ----------
    month
        Any day of the month.
    """
    day = profile.value("transfer.monthly_report_day")
    if day is None:
        return None
    work = official_calendar() if work is None else work
    due = month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))
    return Deadline(due, due, not work.covers(due, due), not work.is_working_day(due))


def year_end(year: int) -> Deadline:
    """Say when the year-end report is due (LHA-8, CQ-4.4): the last day of the year."""
    due = date(year, MONTHS, 31)
    return Deadline(due, due, is_approximate=False)


def transition_end(profile: Profile, started: date) -> date | None:
    """Say when a transition period must end at the latest (CQ-2.6)."""
    years = profile.value("transfer.transition_years")
    return None if years is None else add_months(started, MONTHS * years)


def add_months(day: date, months: int) -> date:
    """Count calendar months: the same day number, or the month's last day where there is none (Civil Code art. 202)."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
