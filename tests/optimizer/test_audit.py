"""The audit as a whole: order, verdict, and a sound plan in which nothing fails."""

import pytest

from optimizer.audit import Status, Verdict, audit
from optimizer.rules.pack import load_profile
from tests.optimizer.audited import LAW, LIANHU, THERE, failed, sized
from tests.optimizer.drawn_facts import area, community, plan


class TestSoundPlan:
    def test_nothing_fails(self):
        assert failed(plan()) == []

    def test_only_the_workers_are_unknown(self):
        unknown = [finding for finding in audit(plan(), LIANHU).findings if finding.status is Status.UNKNOWN]
        assert [finding.rule for finding in unknown] == ["LH-11.4"]
        assert unknown[0].limit == 10  # 18 × 5240 / 10000 = 9.43
        assert audit(plan(), LIANHU).verdict is Verdict.FINDINGS

    def test_every_rule_is_judged_in_the_order_of_the_digest(self):
        rules = list(dict.fromkeys(finding.rule for finding in audit(plan(), LIANHU).findings))
        assert rules == [
            "PL-1",
            "PL-2",
            "PL-5",
            "PL-4",
            "PL-9",
            "PL-13",
            "PL-3",
            "LH-4.3",
            "LAW-3",
            "LH-7.1",
            "LH-7.3",
            "LH-7.2",
            "LH-7.4",
            "LH-11.4",
            "PL-6",
            "LH-4.1",
        ]

    def test_each_rule_speaks_once_of_each_community(self):
        second = community("长庆", area("乙"))
        said = [(f.rule, f.community_id) for f in audit(plan(community(), second), LIANHU).findings]
        assert len(said) == len(set(said))
        assert said.count(("LH-4.3", "长庆")) == 1

    def test_what_passes_blocks_nothing(self):
        assert {finding.blocks for finding in audit(plan(), LIANHU).findings} == {None}

    def test_a_plan_that_keeps_all_rules_of_its_pack_passes(self):
        assert audit(plan(), LAW).verdict is Verdict.PASS

    def test_both_languages_name_the_community(self):
        for finding in audit(plan(), LIANHU).findings:
            assert finding.community_id is None or "丰和" in finding.message_zh
            assert finding.community_id is None or "丰和" in finding.message_en


class TestVerdict:
    @pytest.mark.parametrize(
        ("facts", "verdict"),
        [
            (plan(), Verdict.PASS),
            (plan(has_lines=False), Verdict.PASS),
            (plan(community(population=None)), Verdict.PASS),
            (plan(territory_known=False), Verdict.FINDINGS),
            (sized(999), Verdict.FINDINGS),
            (plan(community(pieces=2, detached=(THERE,))), Verdict.FAIL),
        ],
    )
    def test_under_the_national_pack(self, facts, verdict):
        assert audit(facts, LAW).verdict is verdict

    def test_an_overlay_never_softens_what_another_makes_hard(self):
        both = load_profile("lianhu-2024", ["band-hard", "soe-living-quarter"])
        assert failed(sized(999), both) == [("LH-4.3", "hard")]
