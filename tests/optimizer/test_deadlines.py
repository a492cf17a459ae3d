"""Deadlines: rules.md 2.10, by the official calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.rules.deadlines import (
    Urgency,
    add_months,
    election_deadline,
    report_deadline,
    signing_deadline,
    transition_end,
    year_end,
)
from optimizer.rules.pack import load_profile
from optimizer.rules.working_days import WorkCalendar, official_calendar

LIANHU = load_profile("lianhu-2024")
QUARTER = load_profile("soe-living-quarter")
LAW = load_profile("cn-law-2026")
UNKNOWN = WorkCalendar()


class TestElection:
    @pytest.mark.parametrize(
        ("approved", "unshifted", "due"),
        [
            (date(2024, 11, 30), date(2025, 2, 28), date(2025, 2, 28)),  # no 30 February
            (date(2024, 3, 15), date(2024, 6, 15), date(2024, 6, 17)),  # a Saturday
            (date(2024, 7, 1), date(2024, 10, 1), date(2024, 10, 8)),  # the National Day week
            (date(2024, 7, 12), date(2024, 10, 12), date(2024, 10, 12)),  # a Saturday that is worked
            (date(2026, 6, 20), date(2026, 9, 20), date(2026, 9, 20)),  # a Sunday that is worked
            (date(2025, 11, 16), date(2026, 2, 16), date(2026, 2, 24)),  # the Spring Festival of 2026
        ],
    )
    def test_three_calendar_months_and_then_the_next_working_day(self, approved, unshifted, due):
        found = election_deadline(LIANHU, approved)
        assert (found.unshifted, found.due, found.is_approximate) == (unshifted, due, False)

    def test_without_the_years_calendar_the_result_is_approximate(self):
        found = election_deadline(LIANHU, date(2024, 7, 1), UNKNOWN)
        assert (found.due, found.is_approximate) == (date(2024, 10, 1), True)

    def test_a_year_to_come_is_approximate(self):
        assert election_deadline(LIANHU, date(2026, 10, 5)).is_approximate

    def test_no_deadline_without_a_rule(self):
        assert election_deadline(LAW, date(2026, 1, 5)) is None

    @given(st.dates(date(2017, 1, 1), date(2026, 9, 1)))
    def test_it_ends_on_a_working_day_and_moves_only_over_rest_days(self, approved):
        found, work = election_deadline(LIANHU, approved), official_calendar()
        assert work.is_working_day(found.due)
        skipped = (found.due - found.unshifted).days
        assert not any(work.is_working_day(found.unshifted + timedelta(i)) for i in range(skipped))


class TestUrgency:
    found = election_deadline(LIANHU, date(2024, 3, 15))  # due 2024-06-17

    def test_warn_30_and_7_days_before(self):
        assert self.found.warnings == (date(2024, 5, 18), date(2024, 6, 10))

    @pytest.mark.parametrize(
        ("day", "urgency"),
        [
            (date(2024, 5, 17), Urgency.AHEAD),
            (date(2024, 5, 18), Urgency.WITHIN_30_DAYS),
            (date(2024, 6, 9), Urgency.WITHIN_30_DAYS),
            (date(2024, 6, 10), Urgency.WITHIN_7_DAYS),
            (date(2024, 6, 17), Urgency.WITHIN_7_DAYS),
            (date(2024, 6, 18), Urgency.OVERDUE),
        ],
    )
    def test_on_a_day(self, day, urgency):
        assert self.found.urgency(day) is urgency

    @pytest.mark.parametrize(
        ("done", "urgency"), [(date(2024, 6, 17), Urgency.MET), (date(2024, 6, 18), Urgency.MISSED)]
    )
    def test_once_done(self, done, urgency):
        assert self.found.urgency(date(2025, 1, 1), done=done) is urgency


class TestSigning:
    def test_the_day_of_agreement_is_day_zero(self):
        assert signing_deadline(QUARTER, date(2017, 11, 1)).due == date(2017, 11, 15)

    def test_holidays_do_not_count_and_make_up_days_do(self):
        # 2017: 1 to 8 October is off, Saturday 30 September is worked.
        found = signing_deadline(QUARTER, date(2017, 9, 28))
        assert found.due == date(2017, 10, 18)  # 29, 30 September; 9 to 13 and 16 to 18 October
        assert not found.is_approximate

    def test_without_a_calendar_monday_to_friday_count(self):
        found = signing_deadline(QUARTER, date(2017, 9, 28), UNKNOWN)
        assert (found.due, found.is_approximate) == (date(2017, 10, 12), True)

    def test_over_new_year_both_calendars_are_needed(self):
        only_2025 = WorkCalendar(frozenset({2025}))
        assert signing_deadline(QUARTER, date(2025, 12, 29), only_2025).is_approximate

    def test_lianhu_has_none(self):
        assert signing_deadline(LIANHU, date(2024, 5, 6)) is None


class TestMonthlyReport:
    @pytest.mark.parametrize(
        ("month", "due", "is_rest_day"),
        [
            (date(2017, 10, 1), date(2017, 10, 25), False),  # a Wednesday
            (date(2017, 11, 30), date(2017, 11, 25), True),  # a Saturday: the 25th stands, and is warned of
            (date(2026, 9, 1), date(2026, 9, 25), True),  # a Friday, the Mid-Autumn Festival
        ],
    )
    def test_the_25th_stands(self, month, due, is_rest_day):
        found = report_deadline(QUARTER, month)
        assert (found.due, found.unshifted, found.falls_on_rest_day) == (due, due, is_rest_day)

    def test_lianhu_has_none(self):
        assert report_deadline(LIANHU, date(2024, 5, 1)) is None


def test_the_year_ends_on_31_december():
    assert year_end(2024).due == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("started", "end"), [(date(2017, 11, 1), date(2020, 11, 1)), (date(2024, 2, 29), date(2027, 2, 28))]
)
def test_a_transition_lasts_three_years_at_most(started, end):
    assert transition_end(QUARTER, started) == end
    assert transition_end(LIANHU, started) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 3, date(2024, 4, 30)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 3, date(2024, 5, 29)),
    ],
)
def test_calendar_months(day, months, expected):
    assert add_months(day, months) == expected
