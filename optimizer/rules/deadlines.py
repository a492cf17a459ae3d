"""Deadlines: months and working days, rest days, transition periods (rules.md 2.10)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

DAY = timedelta(days=1)
MONTHS = 12
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """The official calendar of some years.

    Attributes
    ----------
    years
        Years that it covers; outside them Monday to Friday count, and results are approximate.
    holidays
        Rest days that fall on Monday to Friday.
    make_up_days
        Saturdays and Sundays that are worked.
    """

    years: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.make_up_days or (day.weekday() < SATURDAY and day not in self.holidays)


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
    """

    due: date
    unshifted: date
    is_approximate: bool


def election_deadline(profile: Profile, approved: date, work: WorkCalendar = WorkCalendar()) -> Deadline | None:
    """Say when both committees must be elected after the approval document (LH-11.2); ``None`` without a rule."""
    months = profile.value("deadline.election")
    if months is None:
        return None
    unshifted = add_months(approved, months)
    due = unshifted
    while not work.is_working_day(due):
        due += DAY
    return Deadline(due, unshifted, not {unshifted.year, due.year} <= work.years)


def signing_deadline(profile: Profile, agreed: date, work: WorkCalendar = WorkCalendar()) -> Deadline | None:
    """Say when a transfer must be signed after agreement in substance (CQ-3.6); the day of agreement is day 0."""
    days = profile.value("transfer.agreement_working_days")
    if days is None:
        return None
    following = _working_days_after(agreed, work)
    due = agreed
    for _ in range(days):
        due = next(following)
    return Deadline(due, due, not {agreed.year, due.year} <= work.years)


def transition_end(profile: Profile, started: date) -> date | None:
    """Say when a transition period must end at the latest (CQ-2.6)."""
    years = profile.value("transfer.transition_years")
    return None if years is None else add_months(started, MONTHS * years)


def seconded_breach(profile: Profile, seconded: int) -> Field | None:
    """Find the bound that a number of seconded staff breaks (CQ-2.6)."""
    fields = (profile.field("transfer.seconded_staff_min"), profile.field("transfer.seconded_staff_max"))
    return next((field for field in fields if field is not None and not field.is_met_by(seconded)), None)


def add_months(day: date, months: int) -> date:
    """Count calendar months: the same day number, or the month's last day where there is none."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _working_days_after(day: date, work: WorkCalendar) -> Iterator[date]:
    while True:
        day += DAY
        if work.is_working_day(day):
            yield day
