"""Rules on adjustment: work plan (PL-10), workers until a split (PL-11), what joins what (PL-12)."""

from dataclasses import replace

import pytest

from geodata.domain import AreaId, CommunityId
from geodata.domain_facts import MergeCandidate, MergeFact
from optimizer.audit import Dossier, Status
from optimizer.work_plan import Action, Condition, State, WorkPlanEntry
from tests.optimizer.audited import LIANHU, OVERLAID, SOE, THERE, TODAY, all_of, failures, sized, the
from tests.optimizer.drawn_facts import OFFICE, area, community, plan


def entry(**changes):
    drawn = WorkPlanEntry(
        community_id=CommunityId("丰和"), name="丰和", subdistrict=OFFICE, condition=Condition.OVERSIZED,
        households=5501, population=None, action=Action.SPLIT, parts=2, target_year=2027, extra_workers=2,
    )
    return replace(drawn, **changes)


def beside(*entries, today=None):
    return Dossier(work_plan=entries, today=today, as_of=TODAY)


def found(rule, facts, *entries, today=None):
    return [(f.status, f.severity.value) for f in all_of(rule, facts, LIANHU, beside(*entries, today=today))]


PASS, SOFT, TOLD = (Status.PASS, "soft"), (Status.FAIL, "soft"), (Status.FAIL, "advisory")


class TestWorkPlan:
    def test_it_is_judged_only_when_a_work_plan_is_given(self):
        assert all_of("PL-10", sized(5501), LIANHU) == []
        assert all_of("PL-11", sized(5501), LIANHU) == []

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, PASS),
            ({"target_year": None}, SOFT),
            ({"parts": None}, SOFT),
            ({"parts": 1}, SOFT),
            ({"action": Action.MERGE, "partners": (CommunityId("长庆"),)}, PASS),
            ({"action": Action.MERGE}, SOFT),
            ({"action": Action.LEAVE, "target_year": None}, SOFT),
            ({"action": Action.LEAVE, "target_year": None, "reason_zh": "在建"}, PASS),
            ({"state": State.DEFERRED}, SOFT),
            ({"state": State.DONE, "target_year": None}, PASS),
        ],
    )
    def test_an_entry_is_complete(self, changes, expected):
        assert found("PL-10", sized(5501), entry(**changes)) == [expected]

    @pytest.mark.parametrize(("households", "expected"), [(999, [SOFT]), (1000, []), (5000, []), (5001, [SOFT])])
    def test_every_oversized_and_micro_community_is_listed(self, households, expected):
        assert found("PL-10", sized(households)) == expected

    def test_so_is_one_of_today_that_the_plan_mends(self):
        today = plan(community("长庆", area("甲", 5501), population=None))
        assert found("PL-10", plan(), today=today) == [SOFT]
        assert found("PL-10", plan(), entry(community_id=CommunityId("长庆")), today=today) == [PASS]

    def test_one_that_goes_on_is_listed_under_its_present_name(self):
        renamed = replace(sized(5501).communities[0], community_id=CommunityId("c7"), continues=CommunityId("丰和"))
        assert found("PL-10", plan(renamed), entry()) == [PASS]

    def test_one_breach_is_one_finding(self):
        rules = [finding.rule for finding in failures(sized(5501), LIANHU, beside())]
        assert sorted(rules) == ["LH-4.3", "PL-10"]


class TestExtraWorkers:
    """rules.md 2.8: 5,501 households suggest two workers more."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"extra_workers": 2}, PASS),
            ({"extra_workers": 1}, TOLD),
            ({"extra_workers": 0}, SOFT),
            ({"extra_workers": None}, SOFT),
            ({"extra_workers": None, "reason_zh": "明年拆分"}, PASS),
        ],
    )
    def test_at_least_one_more_or_a_reason(self, changes, expected):
        assert found("PL-11", sized(5501), entry(**changes)) == [expected]

    def test_once_it_is_split_none_are_needed(self):
        assert found("PL-11", sized(5501), entry(state=State.DONE, extra_workers=None)) == []

    def test_micro_communities_need_none(self):
        assert found("PL-11", sized(900), entry(condition=Condition.MICRO, extra_workers=None)) == []


def near(name, households, *, border_m=200.0, distance_m=400.0, is_declared=False):
    return MergeCandidate(CommunityId(name), households, None, border_m, distance_m, is_declared)


def joined(*candidates, into="丰和", households=600, quarter=None):
    """安民, a present community of 600 households, has joined 丰和."""
    merger = MergeFact(
        None if quarter else CommunityId("安民"), AreaId(quarter) if quarter else None, quarter or "安民", households,
        None, CommunityId(into), THERE, tuple(sorted(candidates, key=lambda entry: entry.distance_m)),
    )
    return (merger,)


class TestMergers:
    @pytest.mark.parametrize(
        ("candidates", "expected", "better"),
        [
            ([near("丰和", 2000)], PASS, None),
            # Not adjacent although another is.
            ([near("丰和", 2000, border_m=0.0), near("长庆", 2000)], SOFT, "长庆"),
            # A border shorter than a metre is a point.
            ([near("丰和", 2000, border_m=0.5), near("长庆", 2000)], SOFT, "长庆"),
            # Declared neighbours are adjacent without any border.
            ([near("丰和", 2000, border_m=0.0, is_declared=True), near("长庆", 2000, distance_m=500.0)], PASS, None),
            # None is adjacent: the nearest.
            ([near("丰和", 2000, border_m=0.0), near("长庆", 2000, border_m=0.0, distance_m=900.0)], PASS, None),
            ([near("丰和", 2000, border_m=0.0), near("长庆", 2000, border_m=0.0, distance_m=300.0)], SOFT, "长庆"),
            # Too large after it, which was avoidable, even if the other one is farther.
            ([near("丰和", 4401), near("长庆", 4400, distance_m=900.0)], SOFT, "长庆"),
            ([near("丰和", 4400)], PASS, None),
            # Unavoidable: the smallest excess.
            ([near("丰和", 4500), near("长庆", 4600)], PASS, None),
            ([near("丰和", 4600), near("长庆", 4500)], SOFT, "长庆"),
            # Both would do: the nearer is told, no more.
            ([near("丰和", 2000), near("长庆", 2000, distance_m=350.0)], TOLD, "长庆"),
        ],
    )
    def test_target(self, candidates, expected, better):
        facts = plan(community(), community("长庆", area("乙")), mergers=joined(*candidates))
        finding = the("PL-12", facts)
        assert (finding.status, finding.severity.value) == expected
        assert (finding.community_id, finding.place, finding.blocks) == ("丰和", THERE, None)
        assert (f"可并入{better}" in finding.message_zh) == (better is not None)

    def test_another_street_office(self):
        facts = plan(community(), mergers=joined(near("长庆", 2000)))
        assert "不在同一街道" in the("PL-12", facts).message_zh

    def test_a_small_quarter_joins_the_same_way(self):
        quarter = area("家属区", 300, kind=SOE)
        facts = plan(
            community("丰和", area(), quarter),
            mergers=joined(near("丰和", 2000, border_m=0.0), near("长庆", 2000), households=300, quarter="家属区"),
        )
        finding = the("PL-12", facts, OVERLAID)
        assert (finding.status, finding.area_id) == (Status.FAIL, "家属区")
        assert all_of("PL-12", facts, LIANHU) == []

    @pytest.mark.parametrize("changes", [{"households": 500}, {"relatively_independent": True}])
    def test_one_that_may_stand_alone_is_free(self, changes):
        quarter = area("家属区", **{"households": 300, "kind": SOE, **changes})
        facts = plan(
            community("丰和", area(), quarter), mergers=joined(near("长庆", 2000), households=300, quarter="家属区")
        )
        assert all_of("PL-12", facts, OVERLAID) == []
