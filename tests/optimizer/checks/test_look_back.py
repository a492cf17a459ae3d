"""LH-9.1: estates built from February 2011 on without premises are pursued, that month included (AMB-20)."""

import pytest

from optimizer.audit import audit
from optimizer.finding import Status
from optimizer.rules.pack import Severity
from tests.optimizer.audited import LAW, LIANHU
from tests.optimizer.drawn_facts import area, community, plan

DUE, FREE, UNKNOWN = Status.FAIL, Status.NOT_APPLICABLE, Status.UNKNOWN


def found(*communities, profile=LIANHU):
    return [finding for finding in audit(plan(*communities), profile).findings if finding.rule == "LH-9.1"]


def built(month, provided=False, **changes):
    return community("丰和", area("甲", built_month=month, facility_provided=provided, **changes))


@pytest.mark.parametrize(
    ("month", "status"),
    [("2011-01", FREE), ("2011-02", DUE), ("2011-03", DUE), ("2024-12", DUE), ("1998-05", FREE)],
)
def test_built_from_february_2011_without_premises(month, status):
    (finding,) = found(built(month))
    assert (finding.status, finding.severity, finding.blocks) == (status, Severity.PROCESS, None)
    assert (finding.community_id, finding.area_id) == ("丰和", "甲")
    assert finding.clause == "莲湖区若干措施（九）"


def test_the_named_month_is_noted():
    assert "边界月份" in found(built("2011-02"))[0].message_zh
    assert "边界月份" not in found(built("2011-03"))[0].message_zh


@pytest.mark.parametrize("month", ["2011-02", "2015-06", "2011", None])
def test_with_premises_nothing_is_pursued(month):
    assert found(built(month, provided=True))[0].status is Status.PASS


@pytest.mark.parametrize(("year", "status"), [("2010", FREE), ("2011", UNKNOWN), ("2012", DUE)])
def test_a_year_suffices_unless_it_is_2011(year, status):
    (finding,) = found(built(year))
    assert finding.status is status
    assert finding.missing == ("areas.built_month" if status is UNKNOWN else None)


@pytest.mark.parametrize(
    ("month", "provided", "missing"),
    [("2012-01", None, "areas.facility_provided"), (None, False, "areas.built_month")],
)
def test_what_is_missing_is_asked_for(month, provided, missing):
    (finding,) = found(built(month, provided))
    assert (finding.status, finding.missing) == (UNKNOWN, missing)


def test_an_early_estate_is_free_whatever_it_got():
    assert found(built("2005-01", None))[0].status is FREE


def test_where_the_files_say_nothing_nothing_is_asked():
    assert found(community("丰和")) == []


def test_where_nobody_lives_and_under_other_packs_it_is_not_judged():
    empty = community("丰和", area("甲"), area("空地", 0, built_month="2015-01", facility_provided=False))
    assert found(empty) == []
    assert found(built("2015-01"), profile=LAW) == []


def test_a_divided_estate_is_judged_once_where_most_of_it_lies():
    half = {"built_month": "2015-01", "facility_provided": False, "of": 2000}
    parts = [
        community("丰和", area("甲", 500, **half)),
        community("长庆", area("甲", 1500, **half)),
    ]
    (finding,) = found(*parts)
    assert finding.community_id == "长庆"
