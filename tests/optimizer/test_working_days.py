"""The official calendar, and what an office is told of a table of its own."""

from datetime import date

import pytest

from optimizer.errors import CalendarError
from optimizer.rules.working_days import official_calendar, parse_calendar

WORK = official_calendar()


class TestOfficial:
    def test_ten_years_come_with_the_software(self):
        assert WORK.years == frozenset(range(2017, 2027))

    @pytest.mark.parametrize(
        ("first", "last"),  # the notice of 4 November 2025
        [
            ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
            ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
            ("2026-10-01", "2026-10-07"),
        ],
    )
    def test_the_holidays_of_2026(self, first, last):
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        days = [date.fromordinal(i) for i in range(start.toordinal(), end.toordinal() + 1)]
        assert not any(WORK.is_working_day(day) for day in days)

    @pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
    def test_the_make_up_days_of_2026(self, day):
        assert WORK.is_working_day(date.fromisoformat(f"2026-{day}"))

    @pytest.mark.parametrize(
        ("day", "works"),
        [
            ("2026-01-05", True), ("2026-11-21", False), ("2026-02-24", True),
            ("2024-02-09", True), ("2024-06-10", False),
        ],
    )
    def test_other_days(self, day, works):
        assert WORK.is_working_day(date.fromisoformat(day)) is works

    def test_every_year_has_its_seven_holidays_and_about_250_working_days(self):
        for year in WORK.years:
            days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            assert 247 <= sum(WORK.is_working_day(date.fromordinal(day)) for day in days) <= 252, year

    def test_what_it_covers(self):
        assert WORK.covers(date(2017, 1, 1), date(2026, 12, 31))
        assert not WORK.covers(date(2026, 12, 31), date(2027, 1, 1))


class TestOwn:
    def test_an_office_adds_the_next_year(self):
        own = parse_calendar("[[year]]\nyear = 2027\nrest = [[2027-01-01, 2027-01-01]]\n", name="2027.toml")
        both = WORK | own
        assert both.years == WORK.years | {2027}
        assert not both.is_working_day(date(2027, 1, 1))
        assert not both.is_working_day(date(2026, 1, 1))

    def test_of_a_year_in_both_the_later_table_counts(self):
        both = WORK | parse_calendar("[[year]]\nyear = 2026\n", name="own.toml")
        assert both.is_working_day(date(2026, 1, 1))

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("year = ", ["TOML"]),
            ("", ["[[year]]"]),
            ("[[year]]\nrest = []\n", ["missing"]),
            ("[[year]]\nyear = 2027\n[[year]]\nyear = 2027\n", ["stated twice"]),
            ("[[year]]\nyear = 2027\nrest = [[2027-01-03, 2027-01-01]]\n", ["rest", "in this order"]),
            ("[[year]]\nyear = 2027\nrest = [2027-01-01]\n", ["rest"]),
            ("[[year]]\nyear = 2027\nrest = [[2026-12-31, 2027-01-01]]\n", ["2026-12-31 is not of this year"]),
            ("[[year]]\nyear = 2027\nwork = [2027-01-04]\n", ["2027-01-04 is no weekend"]),
            ("[[year]]\nyear = 2027\nwork = ['2027-01-03']\n", ["dates"]),
            (
                "[[year]]\nyear = 2027\nrest = [[2027-01-01, 2027-01-03]]\nwork = [2027-01-03]\n",
                ["both a rest day and worked"],
            ),
            ("[[year]]\nyear = 2027\nholidays = []\n", ["holidays", "no such name"]),
        ],
    )
    def test_it_is_told_what_to_mend(self, text, says):
        with pytest.raises(CalendarError) as error:
            parse_calendar(text, name="2027.toml")
        assert all(word in error.value.message_en for word in ["2027.toml", *says]), error.value.message_en
        assert "2027.toml" in error.value.message_zh
