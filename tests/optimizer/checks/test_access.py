"""Rules on access: the walking circle of rules.md 2.2."""

import pytest

from geodata.domain import Walking
from geodata.domain_facts import WalkFact
from optimizer.audit import Status
from optimizer.checks.access import View, walking_circle, walking_limit_m
from optimizer.rules.pack import Severity, load_profile
from tests.optimizer.audited import LAW, LIANHU, failed, the
from tests.optimizer.drawn_facts import area, community, plan


class TestWalking:
    @pytest.mark.parametrize(
        ("distances", "status", "share"),
        [
            ([(2000, 990.0)], Status.PASS, 1.0),  # 15 min at 1.1 m/s
            ([(2000, 990.1)], Status.FAIL, 0.0),
            ([(1800, 300.0), (200, 995.0)], Status.PASS, 0.9),
            ([(1799, 300.0), (201, 995.0)], Status.FAIL, 0.8995),
        ],
    )
    def test_nine_in_ten_households_within_the_circle(self, distances, status, share):
        walks = tuple(WalkFact(f"a{i}", households, metres) for i, (households, metres) in enumerate(distances))
        finding = the("LH-4.1", plan(community(walks=walks)))
        assert (finding.status, finding.severity, finding.blocks) == (status, Severity.ADVISORY, None)
        assert finding.measured == pytest.approx(share)

    def test_households_beyond_are_counted(self):
        walks = (WalkFact("a", 1500, 300.0), WalkFact("b", 500, 1420.0))
        message = the("LH-4.1", plan(community(walks=walks))).message_zh
        assert "圈外 500 户（b 500 户），最远 1,420 米" in message

    def test_straight_lines_are_marked(self):
        assert "按直线的 1.3 倍估算" in the("LH-4.1", plan(community(walking=Walking.STRAIGHT_LINE))).message_zh
        assert "估算" not in the("LH-4.1", plan()).message_zh

    def test_a_centre_without_a_facility_is_marked(self):
        assert "无服务设施" in the("LH-4.1", plan(community(anchor=None))).message_zh

    def test_nobody_walks_where_nobody_lives(self):
        finding = the("LH-4.1", plan(community("丰和", area("甲", 0), population=0)))
        assert finding.status is Status.NOT_APPLICABLE

    def test_without_walks_nothing_is_known(self):
        finding = the("LH-4.1", plan(community(walks=())))
        assert (finding.status, finding.missing) == (Status.UNKNOWN, "areas.households")

    def test_a_pack_may_make_the_limit_hard(self):
        own = (
            'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'
            '[severity.walk]\ncircle_minutes = "hard"\n'
        )
        profile = load_profile("lianhu-2024", ["own"], extra={"own": own})
        walks = (WalkFact("a", 1999, 300.0), WalkFact("b", 1, 991.0))
        assert failed(plan(community(walks=walks)), profile) == [("LH-4.1", "hard")]
        assert failed(plan(community(walks=walks))) == []


class TestCircle:
    """rules.md 4.6: 15 minutes are 990 m at 1.1 m/s and 720 m at 0.8 m/s; a straight line overstates access."""

    AREAS = (area("甲", 1000), area("乙", 600), area("丙", 400))
    WALKS = (
        WalkFact("甲", 1000, 720.0, 500.0),
        WalkFact("乙", 600, 990.0, 800.0),
        WalkFact("丙", 300, 1400.0, 950.0),
        WalkFact("丙", 100, 1200.0, 1100.0),
    )

    @pytest.mark.parametrize(("view", "limit_m"), [(View.GENERAL, 990), (View.ELDERLY, 720), (View.STRAIGHT, 990)])
    def test_fifteen_minutes_in_metres(self, view, limit_m):
        assert walking_limit_m(LIANHU, view) == limit_m

    def test_a_pack_without_minutes_keeps_the_distance(self):
        assert walking_limit_m(load_profile("soe-living-quarter")) == 1000

    @pytest.mark.parametrize(
        ("view", "within", "beyond"),
        [
            (View.GENERAL, 1600, [("丙", 300), ("丙", 100)]),  # farthest first
            (View.ELDERLY, 1000, [("丙", 300), ("丙", 100), ("乙", 600)]),
            (View.STRAIGHT, 1900, [("丙", 100)]),
        ],
    )
    def test_who_lives_beyond(self, view, within, beyond):
        circle = walking_circle(community("丰和", *self.AREAS, walks=self.WALKS), LIANHU, view)
        assert (circle.within, circle.households) == (within, 2000)
        assert [(walk.area_id, walk.households) for walk in circle.beyond] == beyond

    def test_the_message_shows_all_three_and_names_an_area_once(self):
        finding = the("LH-4.1", plan(community("丰和", *self.AREAS, walks=self.WALKS)))
        assert finding.message_zh == (
            "丰和步行圈覆盖 80%（老年人 50%、直线 95%），圈外 400 户（丙 400 户），最远 1,400 米"
        )

    def test_without_the_straight_line_it_is_left_out(self):
        fact = community("丰和", area(), walks=(WalkFact("甲", 2000, 300.0),))
        assert walking_circle(fact, LIANHU, View.STRAIGHT) is None
        assert "直线" not in the("LH-4.1", plan(fact)).message_zh

    def test_the_elderly_view_needs_minutes(self):
        assert walking_limit_m(LAW, View.ELDERLY) is None
