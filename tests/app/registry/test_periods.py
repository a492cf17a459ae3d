"""When monthly reports are due: on the 25th, until every transfer of the district has left T6."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.registry.periods import Span, due_reports
from optimizer.rules.pack import load_profile

RULES = load_profile("soe-living-quarter")


def periods(today: date, *spans: Span) -> list[str]:
    return [period for period, _ in due_reports(spans, RULES, today)]


def test_from_october_on_every_month():
    """CQ-4.3, in 2017: opened on 2017-09-26, so the first report is October's."""
    assert periods(date(2017, 12, 1), Span(date(2017, 9, 26))) == ["2017-10", "2017-11", "2017-12"]


def test_opened_on_the_25th_it_is_told_of_that_day():
    assert periods(date(2017, 9, 25), Span(date(2017, 9, 25))) == ["2017-09"]


def test_the_next_one_is_shown_before_it_is_due():
    assert periods(date(2017, 9, 26), Span(date(2017, 9, 26))) == ["2017-10"]


def test_the_report_after_the_last_left_t6_is_the_last():
    left = Span(date(2017, 9, 1), date(2017, 11, 10))
    assert periods(date(2018, 3, 1), left) == ["2017-09", "2017-10", "2017-11"]


def test_left_on_a_due_day_it_is_told_of_that_day():
    left = Span(date(2017, 9, 1), date(2017, 10, 25))
    assert periods(date(2018, 3, 1), left) == ["2017-09", "2017-10"]


def test_a_later_transfer_begins_them_again():
    first, second = Span(date(2017, 9, 1), date(2017, 9, 20)), Span(date(2018, 1, 3))
    assert periods(date(2018, 2, 1), first, second) == ["2017-09", "2018-01", "2018-02"]


def test_a_district_without_transfers_reports_nothing():
    assert periods(date(2018, 2, 1)) == []


def test_the_day_is_the_25th():
    assert [due.due.day for _, due in due_reports([Span(date(2026, 1, 1))], RULES, date(2026, 12, 31))] == [25] * 13


DAYS = st.dates(date(2017, 1, 1), date(2020, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 900)), min_size=1, max_size=5), DAYS)
def test_every_month_at_most_once_in_order_and_one_ahead(told: list[tuple[date, int | None]], today: date):
    spans = [
        Span(opened, None if days is None else date.fromordinal(opened.toordinal() + days)) for opened, days in told
    ]
    found = list(due_reports(spans, RULES, today))
    names = [period for period, _ in found]
    assert names == sorted(set(names))
    assert sum(due.due >= today for _, due in found) <= 1
    assert all(any(span.opened_on <= due.due for span in spans) for _, due in found)


@given(DAYS, st.integers(0, 900), DAYS)
def test_another_transfer_takes_no_report_away(opened: date, days: int, other: date):
    span = Span(opened, date.fromordinal(opened.toordinal() + days))
    today = date(2021, 6, 1)
    assert set(periods(today, span)) <= set(periods(today, span, Span(other, date(2021, 1, 1))))
