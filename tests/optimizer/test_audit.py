"""The audit as a whole: order, verdict, and a sound plan in which nothing fails."""

import pytest

from geodata.domain_facts import LandDefect
from optimizer.audit import Status, Verdict, audit
from optimizer.rules.pack import load_profile
from tests.optimizer.audited import LAW, LIANHU, SOUND, THERE, failed, sized
from tests.optimizer.drawn_facts import OFFICE, area, community, plan, premises


class TestSoundPlan:
    def test_nothing_fails(self):
        assert failed(plan()) == []

    def test_what_nobody_stated_is_unknown_and_says_what_to_bring(self):
        unknown = [finding for finding in audit(plan(), LIANHU).findings if finding.status is Status.UNKNOWN]
        assert {(finding.rule, finding.missing) for finding in unknown} == {
            ("LH-10.1", "communities.party_team"),
            ("LH-10.2", "communities.party_team"),
            ("LH-10.3", "communities.committee"),
            ("LH-10.4", "communities.committee"),
            ("LH-10.5", "communities.cross_appointed"),
            ("LH-10.6", "communities.full_time"),
            ("LH-10.7", "communities.committee"),
            ("LH-11.4", "communities.workers"),
            ("LH-17.1", "communities.social_organisations"),
        }
        for finding in unknown:
            assert f"；请补{finding.missing.words[0]}" in finding.message_zh
            assert f"; bring {finding.missing.words[1]}" in finding.message_en
        assert audit(plan(), LIANHU).verdict is Verdict.FINDINGS

    def test_a_plan_with_everything_stated_passes(self):
        assert audit(plan(), LIANHU, SOUND).verdict is Verdict.PASS
        assert {finding.status for finding in audit(plan(), LIANHU, SOUND).findings} == {
            Status.PASS, Status.NOT_APPLICABLE,
        }

    def test_every_rule_is_judged_in_the_order_of_the_digest(self):
        rules = list(dict.fromkeys(finding.rule for finding in audit(plan(), LIANHU, SOUND).findings))
        assert rules == [
            "PL-1", "PL-2", "PL-5", "PL-4", "PL-9", "PL-13", "PL-3",
            "LH-4.3", "LH-4.4", "LAW-3",
            "LH-7.1", "LH-7.3", "LH-7.2", "LH-7.4",
            "LH-10.1", "LH-10.2", "LH-10.3", "LH-10.4", "LH-10.5", "LH-10.6", "LH-10.7", "LH-17.1",
            "LH-11.4", "LH-19.1", "LH-11.2",
            "PL-6", "PL-8", "LH-4.1",
        ]

    def test_each_rule_speaks_once_of_each_community(self):
        second = community("长庆", area("乙"))
        said = [(f.rule, f.community_id) for f in audit(plan(community(), second), LIANHU, SOUND).findings]
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


class TestUnfinished:
    """look.md: nothing is red before it is finished; only a finished breach is."""

    @staticmethod
    def state(facts):
        failed = [finding for finding in audit(facts, LIANHU).findings if finding.status is Status.FAIL]
        return {(finding.rule, finding.community_id): finding.is_finished for finding in failed}

    def test_unassigned_homes_are_unfinished_and_so_is_what_they_may_mend(self):
        gap = LandDefect(OFFICE, ("丰和",), 900.0, THERE, ("乙",))
        small = community("丰和", area("甲", 300), population=786, pieces=2, detached=(THERE,))
        far = community("长庆", area("丙", 300), population=786)
        assert self.state(plan(small, far, gaps=(gap,))) == {
            ("PL-1", None): False, ("PL-4", "丰和"): False, ("LH-4.3", "丰和"): False, ("LH-4.3", "长庆"): True,
        }

    def test_too_many_households_are_finished(self):
        gap = LandDefect(OFFICE, ("丰和",), 900.0, THERE, ("乙",))
        floor = premises(area_m2=5000, activity_m2=5000)
        big = community("丰和", area("甲", 5001), population=13_103, facilities=(floor,))
        assert self.state(plan(big, gaps=(gap,))) == {("PL-1", None): False, ("LH-4.3", "丰和"): True}

    def test_a_gap_without_homes_is_a_finished_breach(self):
        assert self.state(plan(gaps=(LandDefect(OFFICE, ("丰和",), 50.0, THERE),))) == {("PL-1", None): True}

    def test_an_area_anywhere_in_no_community_leaves_all_open(self):
        small = community("丰和", area("甲", 300), population=786)
        assert self.state(plan(small, uncovered=(("乙", 300, THERE),))) == {
            ("PL-1", None): False, ("LH-4.3", "丰和"): False,
        }

    def test_it_changes_no_verdict(self):
        assert audit(plan(uncovered=(("乙", 300, THERE),)), LIANHU).verdict is Verdict.FAIL
