"""The official calendar: rest days and make-up working days of each year, as the State Council announces them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from optimizer.errors import CalendarError
from optimizer.rules.flaws import FlawedText
from optimizer.rules.schema import is_day
from optimizer.rules.toml_lines import Keys

DAY = timedelta(days=1)
SATURDAY = 5
_BUNDLED = "working-days.toml"


@dataclass(frozen=True)
class WorkCalendar:
    """The official calendar of some years.

    Attributes
    ----------
    years
        Years that it covers; outside them Monday to Friday count, and results are approximate.
    holidays
        Rest days by announcement, weekends among them.
    make_up_days
        Saturdays and Sundays that are worked.
    """

    years: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.make_up_days or (day.weekday() < SATURDAY and day not in self.holidays)

    def covers(self, first: date, last: date) -> bool:
        """Whether the calendar of every year from one day to another is known."""
        return set(range(first.year, last.year + 1)) <= self.years

    def next_working_day(self, day: date) -> date:
        """Find the first working day on or after a day."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def after(self, day: date, working_days: int) -> date:
        """Count working days; the day itself is day 0."""
        for _ in range(working_days):
            day = self.next_working_day(day + DAY)
        return day

    def __or__(self, other: WorkCalendar) -> WorkCalendar:
        """Join two calendars; of a year that both cover, the other one counts."""
        return WorkCalendar(
            self.years | other.years,
            other.holidays | {day for day in self.holidays if day.year not in other.years},
            other.make_up_days | {day for day in self.make_up_days if day.year not in other.years},
        )


@cache
def official_calendar() -> WorkCalendar:
    """Load the calendar that comes with the software."""
    file = resources.files("optimizer.rules") / _BUNDLED
    return parse_calendar(file.read_text(encoding="utf-8"), name=_BUNDLED)


def parse_calendar(text: str, *, name: str) -> WorkCalendar:
    """Read a table of working days.

    Parameters
    ----------
    text
        TOML: for each year ``[[year]]`` with ``year``, ``rest`` (pairs of first and last day) and ``work`` (days).
    name
        What to call it in messages.

    Raises
    ------
    CalendarError
        Where the text is not TOML or contradicts itself; the message lists every flaw.
    """
    flawed = FlawedText("工作日表", "Table of working days", name, text)
    content = flawed.content()
    entries = content.get("year", [])
    if not flawed.flaws and (not isinstance(entries, list) or not entries or not all(map(_is_table, entries))):
        flawed.add(("year",), "应有 [[year]] 一节", "state at least one [[year]]")
        entries = []
    years: dict[int, tuple[frozenset[date], frozenset[date]]] = {}
    for entry in entries:
        _read_year(entry, years, flawed)
    if flawed.flaws:
        raise CalendarError(*flawed.messages())
    return WorkCalendar(
        frozenset(years),
        frozenset(day for rest, _ in years.values() for day in rest),
        frozenset(day for _, work in years.values() for day in work),
    )


def _is_table(entry: Any) -> bool:
    return isinstance(entry, dict)


def _read_year(
    entry: Mapping[str, Any], years: dict[int, tuple[frozenset[date], frozenset[date]]], flawed: FlawedText
) -> None:
    year = entry.get("year")
    if not isinstance(year, int) or year in years:
        flawed.add(("year",), f"年份缺少或重复：{year}", f"the year is missing or stated twice: {year}")
        return
    at: Keys = ("year", str(year))
    for key in entry:
        if key not in ("year", "notice", "issued", "rest", "work"):
            flawed.add_unknown((*at, key), ("year", "notice", "issued", "rest", "work"))
    rest: set[date] = set()
    for span in entry.get("rest", []):
        if not (isinstance(span, list) and len(span) == 2 and all(map(is_day, span)) and span[0] <= span[1]):
            flawed.add((*at, "rest"), "应为 [首日, 末日]，首日在前", "expected [first day, last day], in this order")
            continue
        rest.update(span[0] + i * DAY for i in range((span[1] - span[0]).days + 1))
    work = {day for day in entry.get("work", []) if is_day(day)}
    if len(work) < len(entry.get("work", [])):
        flawed.add((*at, "work"), "应为日期，如 2026-02-14", "expected dates such as 2026-02-14")
    for day in sorted({day for day in rest | work if day.year != year}):
        flawed.add(at, f"{day} 不在这一年", f"{day} is not of this year")
    for day in sorted(work & rest):
        flawed.add(at, f"{day} 既放假又上班", f"{day} is both a rest day and worked")
    for day in sorted(day for day in work if day.weekday() < SATURDAY):
        flawed.add((*at, "work"), f"{day} 不是周末，无须补班", f"{day} is no weekend, so it needs no make-up")
    years[year] = frozenset(rest), frozenset(work)
