"""The year-end special report: one row per community set up in the year (rules.md 5.1)."""

from datetime import date

import pytest

from app.registry.columns import Columns
from app.registry.special import Established, deadline_status, special_report

TODAY = date(2026, 12, 20)


def established(name: str = "新设一社区", state: str = "building_up", **columns) -> Established:
    told = {"established_on": "2026-03-15", "established_by": "SZ-2026-0001", "is_new": True, **columns}
    return Established(
        entry_id=f"e-{name}", number=None, certificate_number=None, community_id=name, name=name,
        subdistrict="新街街道", state=state, columns=Columns.model_validate(told),
    )


def rows(*entries: Established, year: int = 2026, today: date = TODAY):
    return special_report(entries, year, district="示例区", today=today)["rows"]


def test_communities_of_the_year_and_no_others():
    before = established("去年设立", established_on="2025-11-01")
    revoked = established("已撤回", "revoked")
    assert [row["name"] for row in rows(established(), before, revoked)] == ["新设一社区"]


def test_one_that_enters_the_registry_in_the_year_is_told_of_again():
    """AMB-13: the certificate waits for the report of the year of registration."""
    late = established("跨年登记", established_on="2025-11-01", registered_on="2026-02-01")
    assert [row["name"] for row in rows(late)] == ["跨年登记"]
    assert [row["name"] for row in rows(late, year=2025)] == ["跨年登记"]


@pytest.mark.parametrize(("held", "today", "status"), [
    ("2026-06-15", TODAY, "met"), ("2026-06-16", TODAY, "missed"), (None, date(2026, 6, 15), "open"),
    (None, date(2026, 6, 16), "overdue"),
])
def test_the_three_months_of_the_election(held, today, status):
    """LH-11.2: approved on 2026-03-15, due on 2026-06-15, a Monday."""
    (row,) = rows(established(election_due_on="2026-06-15", elected_on=held), today=today)
    assert row["election"]["status"] == status
    assert any("LH-11.2" in each["zh"] for each in row["open"]) is (status in ("missed", "overdue"))


def test_without_a_deadline_nothing_is_claimed():
    assert deadline_status(None, date(2026, 1, 1), TODAY) is None


def test_what_is_open_is_named():
    (row,) = rows(established(
        facility_area_m2=580, facility_required_m2=600, hard_findings=2, other_findings=1, final_result="fail",
        final_checked_on="2026-11-01",
    ))
    assert [each["zh"] for each in row["open"]] == [
        "用房 580 平方米，应有 600 平方米（LH-7）", "终检不合格", "强制不符项 2 项",
    ]


def test_it_names_the_case_and_is_due_at_the_year_end():
    made = special_report([established()], 2026, district="示例区", today=TODAY)
    assert made["due_on"] == "2026-12-31"
    assert made["rows"][0]["case_number"] == "SZ-2026-0001"


def test_totals():
    made = special_report([
        established("甲", "certified", households=2100), established("乙", households=1900, hard_findings=1),
        established("丙", election_due_on="2026-06-15"),
    ], 2026, district=None, today=TODAY)
    assert made["totals"] == {
        "communities": 3, "certified": 1, "election_late": 1, "households": 4000, "hard_findings": 1,
    }
