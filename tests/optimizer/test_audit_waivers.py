"""Waivers: who, why, until when; what does not count says so (rules.md 0.2, AMB-19)."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.domain import CommunityId
from optimizer.audit import Dossier, Status, Verdict, audit
from optimizer.dossier import Remedy, Role, Waiver
from tests.optimizer.audited import BAND_HARD, LAW, LIANHU, SOUND, THERE, TODAY, all_of, sized, the
from tests.optimizer.drawn_facts import OFFICE, area, community, plan, premises

EXCLAVE = plan(community(pieces=2, detached=(THERE,)))
GRANTED = Waiver(
    "PL-4", CommunityId("丰和"), None, "飞地，托管", Role.DISTRICT_CIVIL_AFFAIRS, date(2026, 1, 1), date(2027, 12, 31)
)


def waived(facts, *waivers, profile=LIANHU, as_of=TODAY):
    """The failing or waived findings."""
    beside = replace(SOUND, waivers=waivers, as_of=as_of)
    found = audit(facts, profile, beside)
    return [finding for finding in found.findings if finding.status in (Status.FAIL, Status.WAIVED)]


class TestExclave:
    def test_a_waiver_keeps_its_line_with_reason_name_and_end(self):
        (finding,) = waived(EXCLAVE, GRANTED)
        assert (finding.rule, finding.status, finding.blocks) == ("PL-4", Status.WAIVED, None)
        assert finding.waiver == GRANTED
        assert finding.message_zh.endswith("；区民政局豁免：飞地，托管，至 2027-12-31")
        assert finding.message_en.endswith(
            "; waived by the district civil affairs bureau: 飞地，托管, until 2027-12-31"
        )

    def test_a_waived_breach_fails_nothing(self):
        beside = replace(SOUND, waivers=(GRANTED,))
        assert audit(EXCLAVE, LIANHU, beside).verdict is Verdict.PASS
        assert audit(EXCLAVE, LIANHU, SOUND).verdict is Verdict.FAIL

    @pytest.mark.parametrize(
        ("as_of", "status"),
        [
            (date(2025, 12, 31), Status.FAIL),
            (date(2026, 1, 1), Status.WAIVED),
            (date(2027, 12, 31), Status.WAIVED),
            (date(2028, 1, 1), Status.FAIL),
        ],
    )
    def test_first_and_last_day_count(self, as_of, status):
        (finding,) = waived(EXCLAVE, GRANTED, as_of=as_of)
        assert finding.status is status

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"until": date(2026, 11, 21)}, "豁免已于 2026-11-21 到期"),
            ({"granted_on": date(2026, 11, 23)}, "豁免自 2026-11-23 起才有效"),
            ({"granted_by": Role.STREET_OFFICE}, "豁免应由区民政局批准"),
            ({"until": None}, "豁免未写截止日期"),
        ],
    )
    def test_one_that_does_not_count_says_why(self, changes, words):
        (finding,) = waived(EXCLAVE, replace(GRANTED, **changes))
        assert (finding.status, finding.blocks, finding.waiver) == (Status.FAIL, "S0→S1", None)
        assert finding.message_zh.endswith(words)

    def test_of_two_the_one_that_counts_is_taken(self):
        (finding,) = waived(EXCLAVE, replace(GRANTED, until=date(2026, 6, 30)), GRANTED)
        assert finding.waiver == GRANTED

    def test_it_holds_in_its_own_place_only(self):
        facts = plan(
            community(pieces=2, detached=(THERE,)), community("长庆", area("乙"), pieces=2, detached=(THERE,))
        )
        assert [(f.community_id, f.status) for f in waived(facts, GRANTED)] == [
            ("丰和", Status.WAIVED), ("长庆", Status.FAIL),
        ]

    def test_one_that_meets_no_breach_is_told(self):
        pair = all_of("PL-4", plan(), LIANHU, Dossier(waivers=(GRANTED,), as_of=TODAY))
        assert [finding.status for finding in pair] == [Status.PASS, Status.NOT_APPLICABLE]
        assert "豁免未用到" in pair[1].message_zh


class TestOtherRules:
    @pytest.mark.parametrize(
        ("facts", "rule", "profile"),
        [
            (plan(community(four_bounds=None)), "PL-3", LIANHU),
            (sized(999), "LH-4.3", BAND_HARD),
            (plan(community(is_new=True, continues=None, facilities=(premises(activity_m2=359.9),))), "LH-7.4", LIANHU),
        ],
    )
    def test_no_other_hard_rule_can_be_waived(self, facts, rule, profile):
        (finding,) = [f for f in waived(facts, replace(GRANTED, rule=rule), profile=profile) if f.rule == rule]
        assert finding.status is Status.FAIL
        assert finding.message_zh.endswith("本条不可豁免")

    def test_a_soft_rule_needs_only_a_written_reason(self):  # LH-6.1: no one-size-fits-all
        reason = Waiver("LH-4.3", CommunityId("丰和"), None, "山地，居住分散", Role.STREET_OFFICE, date(2026, 3, 1))
        (finding, *_) = waived(sized(999), reason)
        assert (finding.rule, finding.status) == ("LH-4.3", Status.WAIVED)
        assert finding.message_zh.endswith("；街道办事处说明：山地，居住分散")

    def test_a_ruling_lets_a_community_cross_a_line(self):
        facts = plan(community(office_shares=((OFFICE, 0.9), ("北院门街道", 0.1)), stray=THERE))
        ruling = replace(GRANTED, rule="PL-5", reason="市民政局裁定", granted_by=Role.CITY_CIVIL_AFFAIRS)
        assert [f.status for f in waived(facts, ruling)] == [Status.WAIVED]

    @pytest.mark.parametrize(("remedy", "status"), [(None, Status.FAIL), (Remedy.LEASE, Status.WAIVED)])
    def test_missing_premises_need_a_dated_remedy(self, remedy, status):  # AMB-19
        small = premises(area_m2=500.0, activity_m2=400.0)
        facts = plan(community("丰和", area("甲", 1500), is_new=True, continues=None, facilities=(small,)))
        (finding,) = waived(facts, replace(GRANTED, rule="LH-7.3", reason="明年租赁", remedy=remedy))
        assert (finding.rule, finding.status) == ("LH-7.3", status)

    def test_the_national_pack_knows_waivers_too(self):
        assert the("PL-4", EXCLAVE, LAW, Dossier(waivers=(GRANTED,), as_of=TODAY)).status is Status.WAIVED
