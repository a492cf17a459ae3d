"""The work plan: every oversized and micro community of today, and what a plan does about it (LH-6.3 to 6.6)."""

import pytest

from geodata.domain import CommunityId
from optimizer.ledger import draw_up
from optimizer.rules.pack import load_profile
from optimizer.work_plan import Action, Condition, State
from optimizer.work_plan_draft import Reason, draw_up_work_plan
from tests.optimizer.drawn_facts import area, community, plan

LIANHU = load_profile("lianhu-2024")

# Today, households by area:
#   大   6,200 = 大1 3,000 + 大2 2,600 + 大3 600     oversized: 1,200 above 5,000
#   小     700 = 小1                                micro
#   中   2,000 = 中1 1,500 + 中2 500                 in band
#   邻   3,000 = 邻1                                in band
#   微     700 = 微1 400 + 微2 300                   micro, in one test
HOUSEHOLDS = {
    "大1": 3000, "大2": 2600, "大3": 600, "小1": 700, "中1": 1500, "中2": 500, "邻1": 3000, "微1": 400, "微2": 300,
}


def facts(*, persons=2, **held):
    """Communities by name, each with the areas that it holds; ``_`` in a name stands for ``+``."""
    def continued(names):
        brought = {name[0]: sum(HOUSEHOLDS[a] for a in names if a[0] == name[0]) for name in names}
        whole = {k: sum(count for a, count in HOUSEHOLDS.items() if a[0] == k) for k in brought}
        most = [k for k, count in sorted(brought.items(), key=lambda item: -item[1]) if 2 * count > whole[k]]
        return CommunityId(most[0]) if most else None

    def drawn(a):
        return area(a, HOUSEHOLDS[a], population=persons and HOUSEHOLDS[a] * persons)

    return plan(*(
        community(
            name.replace("_", "+"), *(drawn(a) for a in of),
            population=persons and sum(HOUSEHOLDS[a] for a in of) * persons, continues=continued(of),
            is_new=continued(of) is None,
        )
        for name, of in held.items()
    ))


TODAY = facts(大=("大1", "大2", "大3"), 小=("小1",), 中=("中1", "中2"), 邻=("邻1",))


def drafted(today=TODAY, profile=LIANHU, **held):
    entries = draw_up_work_plan(today, draw_up(today, facts(**held)), profile, target_year=2027)
    return {entry.community_id: entry for entry in entries}


def done(entry):
    return entry.action, entry.parts, entry.partners


def test_only_oversized_and_micro_communities_are_listed():
    entries = drafted(大=("大1", "大2", "大3"), 小=("小1",), 中=("中1", "中2"), 邻=("邻1",))
    assert {name: entry.condition for name, entry in entries.items()} == {
        "大": Condition.OVERSIZED, "小": Condition.MICRO,
    }


class TestOversized:
    def test_split_into_a_part_that_keeps_the_committee_and_a_new_one(self):
        entry = drafted(大=("大1", "大3"), 大_1=("大2",), 小=("小1",), 中=("中1", "中2"), 邻=("邻1",))["大"]
        assert done(entry) == (Action.SPLIT, 2, ())
        assert (entry.state, entry.target_year) == (State.PLANNED, 2027)

    def test_split_with_a_part_that_goes_to_a_neighbour(self):
        entry = drafted(大=("大1",), 大_1=("大2",), 小=("小1",), 中=("中1", "中2", "大3"), 邻=("邻1",))["大"]
        assert done(entry) == (Action.SPLIT, 3, ("中",))

    def test_giving_an_area_to_a_neighbour_moves_the_limits_and_splits_nothing(self):
        entry = drafted(大=("大1", "大2"), 小=("小1", "大3"), 中=("中1", "中2"), 邻=("邻1",))["大"]
        assert done(entry) == (Action.ADJUST, None, ("小",))

    @pytest.mark.parametrize(("households", "extra"), [(5001, 1), (5500, 1), (5501, 2), (6200, 3)])
    def test_extra_staff_meanwhile(self, households, extra):  # rules.md 2.8
        today = plan(community("大", area("大1", households, population=13000), population=13000, continues="大"))
        (entry,) = draw_up_work_plan(today, draw_up(today, today), LIANHU)
        assert entry.extra_workers == extra
        assert entry.workers_required == 24  # 18 × 13,000 / 10,000 = 23.4

    def test_too_many_persons_alone_need_one_worker_more(self):  # PL-11: at least one above 2.7
        today = plan(community("大", area("大1", 4900, population=15001), population=15001, continues="大"))
        (entry,) = draw_up_work_plan(today, draw_up(today, today), LIANHU)
        assert (entry.condition, entry.workers_required, entry.extra_workers) == (Condition.OVERSIZED, 28, 1)


class TestMicro:
    def test_merged_into_a_neighbour(self):
        entry = drafted(大=("大1",), 大_1=("大2", "大3"), 中=("中1", "中2", "小1"), 邻=("邻1",))["小"]
        assert done(entry) == (Action.MERGE, None, ("中",))
        assert entry.extra_workers is None

    def test_swallowing_a_smaller_neighbour_is_a_merger_too(self):
        """大3 (600) is a community of its own today: 小 (700) takes it in whole."""
        today = facts(大=("大1", "大2"), 三=("大3",), 小=("小1",))
        entries = draw_up_work_plan(today, draw_up(today, facts(大=("大1", "大2"), 小=("小1", "大3"))), LIANHU)
        by_name = {entry.community_id: entry for entry in entries}
        assert done(by_name["小"]) == (Action.MERGE, None, ("三",))
        assert done(by_name["三"]) == (Action.MERGE, None, ("小",))

    def test_taking_an_area_in_moves_the_limits(self):
        entry = drafted(大=("大1", "大2", "大3"), 小=("小1", "中2"), 中=("中1",), 邻=("邻1",))["小"]
        assert done(entry) == (Action.ADJUST, None, ("中",))

    def test_divided_among_several_it_merges_with_each(self):
        """微 of 700 households: 微1 (400) goes to 邻, 微2 (300) to 中."""
        today = facts(微=("微1", "微2"), 中=("中1", "中2"), 邻=("邻1",))
        (entry,) = draw_up_work_plan(
            today, draw_up(today, facts(中=("中1", "中2", "微2"), 邻=("邻1", "微1"))), LIANHU
        )
        assert done(entry) == (Action.MERGE, None, ("邻", "中"))


class TestLeft:
    def test_what_the_plan_does_not_touch_is_deferred_without_a_year(self):
        entry = drafted(大=("大1", "大2", "大3"), 小=("小1",), 中=("中1", "中2"), 邻=("邻1",))["小"]
        assert done(entry) == (Action.LEAVE, None, ())
        assert (entry.state, entry.target_year, entry.reason_zh) == (State.DEFERRED, None, None)

    def test_a_proven_plan_knows_why(self):
        why = Reason("保留代价最小", "leaving it costs least")
        entries = draw_up_work_plan(TODAY, draw_up(TODAY, TODAY), LIANHU, because=why)
        assert {(entry.reason_zh, entry.reason_en) for entry in entries} == {(why.zh, why.en)}

    def test_one_area_that_is_too_large_by_itself(self):
        whole = area("大院", 6000, keep_whole=True)
        today = plan(community("大", whole, population=None, continues="大"))
        (entry,) = draw_up_work_plan(today, draw_up(today, today), LIANHU, because=Reason("x", "x"))
        assert entry.reason_zh == "小区 大院 一处即 6,000 户，须保持完整"
        assert entry.reason_en == "大院 alone has 6,000 households and must stay whole"

    def test_a_street_office_that_is_too_small_altogether(self):
        today = plan(*(community(n, area(n, 400), population=None, continues=n) for n in ("一", "二")))
        entries = draw_up_work_plan(today, draw_up(today, today), LIANHU)
        assert entries[0].reason_en == "红庙坡街道: 800 households in all its communities, fewer than 1,000 even merged"


def test_unknown_persons_leave_the_workers_unknown():
    today = facts(大=("大1", "大2", "大3"), persons=None)
    (entry,) = draw_up_work_plan(today, draw_up(today, today), LIANHU)
    assert (entry.population, entry.workers_required, entry.extra_workers) == (None, None, 3)
