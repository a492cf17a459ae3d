"""The monthly report, made from the cases: rows per enterprise, sums, and when it is the last."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.transfers.monthly import monthly_report
from tests.app.transfers.drawn_transfer import ACTIVITY_ROOM, INVENTORY, RULES, WORK_ROOM, subject, transfer

TODAY = date(2026, 3, 24)
SIX = dict.fromkeys(("organisation", "content", "timetable", "funds", "responsibilities", "safeguards"), "已定")


def report(*transfers, period: str = "2026-03", today: date = TODAY):
    return monthly_report(transfers, period, district="示例区", profile=RULES, today=today)


def test_it_is_due_on_the_25th():
    assert report()["due_on"] == "2026-03-25"


def test_the_25th_stands_on_a_rest_day_and_says_so():
    """The text has no shifting rule: 2026-01-25 is a Sunday."""
    january = report(period="2026-01", today=date(2026, 1, 20))
    assert january["due_on"] == "2026-01-25"
    assert january["falls_on_rest_day"] is True


def test_one_row_of_an_enterprise():
    made = report(transfer(
        1, "implementing", inventory=INVENTORY, enterprise_plan=SIX,
        agreement={"agreed_on": "2026-01-05", "signed_on": "2026-01-12"},
        hand_over={"facilities": [WORK_ROOM, {**ACTIVITY_ROOM, "handed_over_on": None}]},
        settlement={"settled_on": "2026-02-01", "paid_yuan": 120_000},
    ))
    (row,) = made["rows"]
    (quarter,) = row["quarters"]
    assert row["enterprise"] == "第二机械厂"
    assert row["state"]["code"] == "T6"
    assert quarter["households"] == 383
    assert (quarter["persons_total"], quarter["persons_socialised"], quarter["persons_transferred"]) == (1200, 300, 900)
    assert (quarter["facilities_m2"], quarter["handed_over_m2"]) == (640.0, 240.0)
    assert not quarter["is_handed_over"]
    assert row["plan_done"] is True
    assert row["signed_on"] == "2026-01-12"
    assert quarter["funds"] == "120000"
    assert not made["is_last"]


def test_words_of_the_month_stand_beside_the_figures():
    months = {"months": [
        {"period": "2026-02", "problems": "二月的问题"},
        {"period": "2026-03", "problems": "产权档案缺失", "next_step": "补办登记", "funds": "已拨一半"},
    ]}
    (row,) = report(transfer(inventory={**INVENTORY, "problems": "管网老化"}, progress=months))["rows"]
    (quarter,) = row["quarters"]
    assert quarter["problems"] == "产权档案缺失；管网老化"
    assert quarter["next_step"] == "补办登记"
    assert quarter["funds"] == "已拨一半"


def test_an_enterprise_with_two_quarters_stands_where_the_slower_one_does():
    north = transfer(1, "implementing", inventory=INVENTORY)
    south = transfer(2, "surveyed", subject(758), inventory={**INVENTORY, "total_persons": 2000,
                                                             "socialised_persons": 500, "enterprise_persons": 1500})
    (row,) = report(north, south)["rows"]
    assert row["state"]["code"] == "T1"
    assert (row["persons_total"], row["persons_socialised"], row["persons_transferred"]) == (3200, 800, 2400)
    assert row["households"] == 383 + 758
    assert row["signed_on"] is None


def test_a_quarter_that_is_not_surveyed_yet_is_counted_as_such():
    made = report(transfer(1, "listed"), transfer(2, "surveyed", subject(enterprise="轴承厂"), inventory=INVENTORY))
    assert made["totals"]["not_surveyed"] == 1
    assert made["totals"]["persons_total"] == 1200
    assert made["totals"]["enterprises"] == 2


def test_where_nobody_wrote_what_comes_next_it_is_the_step_that_leads_on():
    steps = {
        state: report(transfer(1, state))["rows"][0]["quarters"][0]["next_step"]["en"]
        for state in ("listed", "surveyed", "plan_negotiated", "agreement_reached", "implementing")
    }
    assert steps == {
        "listed": "hand in the inventory", "surveyed": "decide the form", "plan_negotiated": "agree",
        "agreement_reached": "sign", "implementing": "complete",
    }
    assert report(transfer(1, "completed"))["rows"][0]["quarters"][0]["next_step"] is None


def test_an_overdue_signing_is_a_finding():
    late = report(transfer(1, "agreement_reached", agreement={"agreed_on": "2026-03-02"}))
    assert [each["rule"] for each in late["rows"][0]["quarters"][0]["findings"]] == ["CQ-3.6"]


def test_it_is_the_last_when_every_case_has_left_t6():
    """A transition does not prolong the reports (rules.md 5.2)."""
    assert report(transfer(1, "transition"), transfer(2, "completed"))["is_last"]
    assert report(transfer(1, "transition"), transfer(2, "closed"))["is_last"]
    assert not report(transfer(1, "transition"), transfer(2, "implementing"))["is_last"]
    assert not report()["is_last"]


def test_what_was_struck_from_the_plan_is_told_and_not_added_up():
    made = report(transfer(1, "closed", inventory=INVENTORY), transfer(2, "surveyed", inventory=INVENTORY))
    assert made["totals"]["quarters"] == 1
    assert made["totals"]["persons_total"] == 1200
    assert len(made["rows"][0]["quarters"]) == 2
    assert made["rows"][0]["state"]["code"] == "T1"


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 5000), st.integers(0, 5000)), max_size=8))
def test_sums_of_rows_are_the_totals(quarters: list[tuple[str, int, int]]):
    made = report(*(
        transfer(number, "surveyed", subject(enterprise=f"{name}厂"), inventory={
            **INVENTORY, "total_persons": socialised + managed, "socialised_persons": socialised,
            "enterprise_persons": managed,
        })
        for number, (name, socialised, managed) in enumerate(quarters)
    ))
    for name in ("persons_total", "persons_socialised", "persons_transferred", "households", "facilities_m2"):
        assert sum(row[name] for row in made["rows"]) == made["totals"][name]
    totals = made["totals"]
    assert totals["persons_socialised"] + totals["persons_transferred"] == totals["persons_total"]
    assert totals["persons_transferred"] == sum(managed for _, _, managed in quarters)
