"""Rules against today: what is kept of the past (PL-8), streets before counts where a pack says so (PL-7)."""

import pytest

from geodata.domain import CommunityId
from optimizer.audit import Dossier, Status
from optimizer.checks.history import preference
from tests.optimizer.audited import LAW, LIANHU, QUARTER, TODAY, all_of, failed, the
from tests.optimizer.drawn_facts import area, community, plan


class TestHistory:
    def test_overlap_with_the_main_predecessor(self):
        fact = community(
            predecessors=((CommunityId("丰和"), 1500), (CommunityId("长庆"), 500)), origin_land_share=0.6,
        )
        whole, own = all_of("PL-8", plan(fact))
        assert (whole.community_id, whole.measured) == (None, 0.25)  # 500 of 2,000 change
        assert (own.status, own.measured) == (Status.PASS, 0.75)
        assert own.message_zh == "丰和有 75% 的住户、60% 的土地来自丰和"

    def test_a_new_community_is_called_new(self):
        fact = community("新街+1", predecessors=((CommunityId("丰和"), 2000),), continues=None, is_new=True)
        whole, own = all_of("PL-8", plan(fact))
        assert whole.measured == 1.0
        assert own.message_zh.endswith("来自丰和，为新设")

    def test_a_community_that_goes_on_keeps_its_name(self):
        fact = community("甲区", predecessors=((CommunityId("丰和"), 2000),), continues=CommunityId("丰和"))
        assert failed(plan(fact)) == [("PL-8", "advisory")]

    def test_the_name_may_stand_in_a_column_of_its_own(self):
        fact = community(predecessors=((CommunityId("丰和"), 2000),), community_id=CommunityId("c7"))
        assert (fact.name, fact.continues) == ("丰和", "丰和")
        assert failed(plan(fact)) == []

    def test_without_present_communities_it_says_which_column_to_bring(self):
        finding = the("PL-8", plan(community(predecessors=())))
        assert (finding.status, finding.missing) == (Status.UNKNOWN, "areas.community")

    def test_the_national_pack_weighs_no_history(self):
        assert all_of("PL-8", plan(), LAW) == []


class TestStreetsFirst:
    TODAY = plan(community(inner_on_line_m=920.0))

    @pytest.mark.parametrize(
        ("on_line_m", "status"),
        [(950.0, Status.PASS), (900.0, Status.PASS), (899.0, Status.FAIL)],  # bands of 5 percentage points
    )
    def test_a_plan_follows_streets_no_less_than_today(self, on_line_m, status):
        facts = plan(community(inner_on_line_m=on_line_m))
        finding = the("PL-7", facts, QUARTER, Dossier(today=self.TODAY, as_of=TODAY))
        assert (finding.status, finding.severity.value, finding.blocks) == (status, "soft", None)

    def test_where_all_factors_stand_side_by_side_it_is_not_judged(self):
        assert all_of("PL-7", plan(), LIANHU, Dossier(today=self.TODAY, as_of=TODAY)) == []

    def test_without_today_it_is_unknown(self):
        assert the("PL-7", plan(), QUARTER).missing == "areas.community"
        assert the("PL-7", plan(has_lines=False), QUARTER).missing == "roads"

    def test_first_streets_then_counts(self):
        """Target 1,500 households: 1,600 is nearer than 2,000, yet a street-bounded shape beats a better number."""
        near = plan(community("丰和", area("甲", 1600), inner_on_line_m=840.0))
        straight = plan(community("丰和", area("甲", 2000), inner_on_line_m=900.0))
        equal = plan(community("丰和", area("甲", 1600), inner_on_line_m=910.0))
        assert sorted([near, straight, equal], key=lambda facts: preference(facts, QUARTER)) == [near, straight, equal]
        assert preference(near, QUARTER) == (16, -100)
