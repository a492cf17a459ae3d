"""Deadlines: rules.md 2.10 and test vectors 20, 21, 31 and 35."""

from datetime import date

import pytest

from optimizer.rules.deadlines import (
    WorkCalendar,
    add_months,
    election_deadline,
    seconded_breach,
    signing_deadline,
    transition_end,
)
from optimizer.rules.pack import Severity, load_profile

LIANHU = load_profile("lianhu-2024")
QUARTER = load_profile("soe-living-quarter")


@pytest.mark.parametrize(
    ("approved", "unshifted", "due"),
    [
        (date(2024, 11, 30), date(2025, 2, 28), date(2025, 2, 28)),  # vector 20
        (date(2024, 3, 15), date(2024, 6, 15), date(2024, 6, 17)),  # vector 21: a Saturday
    ],
)
def test_election_within_three_months(approved, unshifted, due):
    found = election_deadline(LIANHU, approved)
    assert (found.unshifted, found.due) == (unshifted, due)
    assert found.is_approximate


def test_a_holiday_moves_the_election_and_a_make_up_day_does_not():
    # 2024: 1 October is a holiday through the 7th; Saturday 12 October is worked.
    holidays = frozenset(date(2024, 10, day) for day in (1, 2, 3, 4, 7))
    work = WorkCalendar(frozenset({2024}), holidays, frozenset({date(2024, 10, 12)}))
    moved = election_deadline(LIANHU, date(2024, 7, 1), work)
    assert (moved.due, moved.is_approximate) == (date(2024, 10, 8), False)
    assert election_deadline(LIANHU, date(2024, 7, 12), work).due == date(2024, 10, 12)


def test_no_election_deadline_without_a_rule():
    assert election_deadline(load_profile("cn-law-2026"), date(2026, 1, 5)) is None


def test_sign_within_ten_working_days():  # vector 35
    assert signing_deadline(QUARTER, date(2017, 11, 1)).due == date(2017, 11, 15)


def test_a_holiday_is_no_working_day():
    work = WorkCalendar(frozenset({2017}), frozenset({date(2017, 11, 15)}))
    assert signing_deadline(QUARTER, date(2017, 11, 1), work).due == date(2017, 11, 16)


def test_a_transition_of_three_years():  # vector 31
    assert transition_end(QUARTER, date(2017, 11, 1)) == date(2020, 11, 1)


@pytest.mark.parametrize(("seconded", "path"), [(0, "min"), (1, None), (2, None), (3, "max")])
def test_one_or_two_seconded(seconded, path):  # vector 31
    breach = seconded_breach(QUARTER, seconded)
    assert (breach and breach.path) == (path and f"transfer.seconded_staff_{path}")
    assert breach is None or breach.severity is Severity.HARD


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_calendar_months(day, months, expected):
    assert add_months(day, months) == expected
