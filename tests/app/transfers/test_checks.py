"""What the records of a transfer say against the rules: values worked by hand from rules.md 5.2, 7.3 and section 8."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transfers.checks import (
    decision_of,
    form_holds,
    handed_over,
    is_safe,
    persons_of,
    remarks,
    retirees_heard,
    signing_clock,
    transition_holds,
    unverified,
)
from app.transfers.hand_over_records import HandOver, Safety, Transition
from app.transfers.records import FormDecided, Inventory, Retirees
from app.transfers.service import fee_of
from optimizer.rules.field import Severity
from tests.app.transfers.drawn_transfer import ACTIVITY_ROOM, INVENTORY, PAPERS, RULES, WORK_ROOM, records, subject

TODAY = date(2026, 6, 1)


def said(about=None, today: date = TODAY, **entered):
    return remarks(records(**entered), about or subject(), RULES, today)


def of(record: str, found):
    return [each for each in found if each.record == record]


class TestInventory:
    def test_total_is_socialised_and_managed(self):
        assert of("inventory", said(inventory=INVENTORY)) == []

    def test_what_is_unaccounted_for_is_a_warning_and_stops_nothing(self):
        (remark,) = of("inventory", said(inventory={**INVENTORY, "enterprise_persons": 880}))
        assert remark.severity is Severity.SOFT
        assert "相差 20" in remark.zh

    def test_persons_already_socialised_stay(self):
        """CQ-2.5: 1200 in all, 300 socialised before: 900 change hands."""
        persons = persons_of(Inventory.model_validate(INVENTORY))
        assert persons is not None
        assert persons.transferred == 900

    def test_while_a_count_is_open_nothing_is_guessed(self):
        assert persons_of(Inventory(total_persons=1200, socialised_persons=300)) is None

    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_nobody_is_counted_twice(self, socialised: int, managed: int):
        counts = {
            "total_persons": socialised + managed, "socialised_persons": socialised, "enterprise_persons": managed,
        }
        persons = persons_of(Inventory.model_validate(counts))
        assert persons is not None
        assert persons.transferred == managed
        assert persons.difference == 0

    def test_a_new_task_waits_for_the_state_assets_commission(self):
        found = {**INVENTORY, "new_tasks": [{"name": "北院幼儿园", "persons": 40}, {"name": "南院锅炉房"}]}
        verified = {"verified_on": "2026-02-01", "tasks": ["北院幼儿园"]}
        read = records(inventory=found, verification=verified)
        assert unverified(read.inventory, read.verification) == ("南院锅炉房",)
        (remark,) = of("verification", said(inventory=found, verification=verified))
        assert (remark.rule, remark.severity) == ("CQ-4.5", Severity.HARD)


class TestForm:
    """Vectors 22 to 25 of rules.md section 8, as decisions that somebody enters."""

    @pytest.mark.parametrize(("households", "flags", "form"), [
        (499, {}, "join_whole"), (499, {"relatively_independent": True}, "may_be_independent"),
        (500, {}, "may_be_independent"), (1500, {}, "may_be_independent"), (300, {"family_committee": True}, "convert"),
    ])
    def test_the_tree(self, households, flags, form):
        assert decision_of(subject(households, **flags), RULES).form == form

    def test_what_the_tree_leads_to_holds(self):
        decided = FormDecided(form="join_whole", reason="383 户，邻近鹿亭社区", community="鹿亭社区")
        assert form_holds(decided, subject(383), RULES)

    def test_another_form_does_not(self):
        assert not form_holds(FormDecided(form="convert", reason="想改制"), subject(383), RULES)

    def test_the_street_office_has_to_choose_where_it_may(self):
        assert not form_holds(FormDecided(form="may_be_independent", reason="758 户"), subject(758), RULES)
        own = FormDecided(form="may_be_independent", choice="independent", reason="758 户，自成一片")
        assert form_holds(own, subject(758), RULES)

    def test_a_family_committee_is_converted_in_principle_only(self):
        """CQ-2.2 is soft (原则上): received otherwise, it is shown and stops nothing."""
        quarter = subject(300, family_committee=True)
        joined = FormDecided(form="join_whole", reason="居民要求并入", community="鹿亭社区")
        assert form_holds(joined, quarter, RULES)
        (remark,) = of("form", said(quarter, form=joined.model_dump(mode="json")))
        assert (remark.rule, remark.severity) == ("LQ-3.1", Severity.SOFT)

    @pytest.mark.parametrize(("households", "holds"), [(383, False), (500, False), (501, True)])
    def test_a_small_quarter_is_not_cut_apart(self, households, holds):
        """LQ-3.6: 500 or fewer join as a whole; above it PL-9 is soft."""
        form = "join_whole" if households < 500 else "may_be_independent"
        decided = FormDecided(
            form=form, choice=None if form == "join_whole" else "join", reason="分属两处", community="鹿亭社区",
            is_whole=False,
        )
        assert form_holds(decided, subject(households), RULES) is holds

    def test_the_community_that_it_joins_is_named(self):
        assert not form_holds(FormDecided(form="join_whole", reason="383 户"), subject(383), RULES)


class TestSigning:
    """Vector 35: agreed on 2017-11-01, to be signed by 2017-11-15."""

    @pytest.mark.parametrize(("signed", "late"), [("2017-11-15", False), ("2017-11-16", True)])
    def test_ten_working_days(self, signed, late):
        found = of("agreement", said(agreement={"agreed_on": "2017-11-01", "signed_on": signed}))
        assert [each.rule for each in found] == (["CQ-3.6"] if late else [])

    @pytest.mark.parametrize(("today", "late"), [(date(2017, 11, 15), False), (date(2017, 11, 16), True)])
    def test_what_is_not_signed_is_flagged_on_the_day_after(self, today, late):
        assert bool(of("agreement", said(today=today, agreement={"agreed_on": "2017-11-01"}))) is late

    def test_a_framework_stops_the_clock_until_the_open_terms_are_agreed(self):
        """ZH-1: signed on 2017-12-28, terms agreed on 2018-01-02: ten working days end on 2018-01-16."""
        framework = {"signed_on": "2017-12-28", "open_terms": "标准、时间、方式、范围"}
        assert signing_clock(records(framework=framework, agreement={"agreed_on": "2017-12-20"}), RULES) is None
        clock = signing_clock(records(framework=framework, agreement={"agreed_on": "2018-01-02"}), RULES)
        assert clock is not None
        assert clock.due == date(2018, 1, 16)

    def test_an_earlier_transfer_has_no_clock(self):
        entered = {"agreed_on": "2017-11-01", "signed_on": "2018-11-01"}
        assert of("agreement", said(subject(is_retroactive=True), agreement=entered)) == []

    def test_staff_facilities_and_equipment_go_as_a_whole(self):
        (remark,) = of("agreement", said(agreement={
            "agreed_on": "2017-11-01", "signed_on": "2017-11-02", "is_whole": False,
        }))
        assert remark.severity is Severity.HARD


class TestHandOver:
    def test_all_with_their_papers(self):
        assert handed_over(HandOver.model_validate({"facilities": [WORK_ROOM, ACTIVITY_ROOM]}), None)

    @pytest.mark.parametrize("lacking", [*PAPERS, "handed_over_on", "title_changed_on"])
    def test_none_without_one_of_them(self, lacking):
        room = {name: value for name, value in WORK_ROOM.items() if name != lacking}
        assert not handed_over(HandOver.model_validate({"facilities": [room, ACTIVITY_ROOM]}), None)

    def test_an_enterprise_without_a_venue_has_nothing_to_hand_over(self):
        """RT-4: no venue, no veto."""
        none = HandOver(facilities=[], has_no_venue=True)
        assert handed_over(none, Inventory.model_validate({**INVENTORY, "facility_area_m2": 0}))

    def test_one_that_has_facilities_cannot_say_so(self):
        none = HandOver(facilities=[], has_no_venue=True)
        assert not handed_over(none, Inventory.model_validate(INVENTORY))
        assert not handed_over(HandOver(facilities=[]), None)

    def test_fewer_square_metres_than_surveyed_are_shown(self):
        (remark,) = of("hand_over", said(inventory=INVENTORY, hand_over={"facilities": [WORK_ROOM]}))
        assert (remark.severity, remark.rule) == (Severity.SOFT, "CQ-2.7")
        assert "640" in remark.zh
        assert "240" in remark.zh

    def test_a_payment_needs_its_reason(self):
        paid = {**WORK_ROOM, "paid_yuan": 50_000, "floor_area_m2": 640.0}
        (remark,) = of("hand_over", said(inventory=INVENTORY, hand_over={"facilities": [paid]}))
        assert (remark.severity, remark.rule) == (Severity.SOFT, "CQ-2.8")
        given_reason = {**paid, "payment_reason": "含新购设备"}
        assert of("hand_over", said(inventory=INVENTORY, hand_over={"facilities": [given_reason]})) == []

    def test_what_fell_short_is_put_right_at_once(self):
        """CQ-2.9."""
        failed = {"assessed_on": "2026-03-01", "assessed_by": "区质监站", "failures": [{"what": "消防栓缺水压"}]}
        assert not is_safe(Safety.model_validate(failed))
        failed["failures"][0]["put_right_on"] = "2026-03-05"
        assert is_safe(Safety.model_validate(failed))
        assert not is_safe(None)


class TestTransition:
    """Vector 31: begun on 2017-11-01 it ends by 2020-11-01; three seconded are a hard finding."""

    @pytest.mark.parametrize(("ends_on", "seconded", "holds"), [
        ("2020-11-01", 1, True), ("2020-11-01", 2, True), ("2020-11-02", 2, False), ("2020-11-01", 3, False),
        ("2020-11-01", 0, False),
    ])
    def test_three_years_and_one_or_two(self, ends_on, seconded, holds):
        names = [f"选派{number}" for number in range(seconded)]
        entered = {"starts_on": "2017-11-01", "ends_on": ends_on, "seconded": names}
        assert transition_holds(Transition.model_validate(entered), RULES) is holds
        found = of("transition", said(transition=entered))
        assert all(each.severity is Severity.HARD for each in found)
        assert bool(found) is not holds


class TestRetirees:
    @pytest.mark.parametrize(("day", "fee"), [("2020-12-31", 1_224_000), ("2021-01-01", None)])
    def test_fee(self, day, fee):
        """Vector 30: 1200 retirees pay 1020 yuan each up to 2020-12-31; after that no standard is known (RT-7)."""
        told = fee_of(Retirees(persons=1200, transferred_on=date.fromisoformat(day)), RULES)
        assert told.fee_yuan == fee
        assert (told.note is None) is (fee is not None)
        if told.note is not None:
            assert "RT-7" in told.note.zh

    def test_without_a_day_the_fee_is_open(self):
        assert fee_of(Retirees(persons=10), RULES).fee_yuan is None

    def test_they_are_heard(self):
        """RT-9: talks with their representatives, publication, emergency plan."""
        heard = {"represented_on": "2026-01-05", "published_on": "2026-01-10", "emergency_plan": "专班值守"}
        assert retirees_heard(Retirees.model_validate({"persons": 1200, **heard}))
        for name in heard:
            rest = {each: value for each, value in heard.items() if each != name}
            assert not retirees_heard(Retirees.model_validate({"persons": 1200, **rest}))

    def test_where_none_is_concerned_it_has_to_be_said(self):
        assert retirees_heard(Retirees(persons=0))
        assert not retirees_heard(None)


def test_an_unsolved_disagreement_is_reported():
    """CQ-4.4: to district party committee and government, filed with the city bureau."""
    unsolved = {"held_on": "2026-02-01", "result": "双方各执一词", "is_solved": False}
    (remark,) = of("special_mediation", said(special_mediation=unsolved))
    assert remark.rule == "CQ-4.4"
    told = {**unsolved, "reported_on": "2026-02-02", "filed_on": "2026-02-03"}
    assert of("special_mediation", said(special_mediation=told)) == []


def test_an_adjusted_plan_is_filed_with_the_city():
    """CQ-3.2; one that was asked for and not recognised is not."""
    plan, other = {"standard": "现状移交"}, {"standard": "修缮后移交"}
    asked = {"asked_on": "2026-01-25", "reason": "锅炉房纳入", "plan_table": other}
    assert of("adjustment", said(plan_table=plan, adjustment=asked)) == []
    (remark,) = of("adjustment", said(plan_table=other, adjustment=asked))
    assert remark.rule == "CQ-3.2"
    assert of("adjustment", said(plan_table=other, adjustment={**asked, "filed_on": "2026-02-01"})) == []
