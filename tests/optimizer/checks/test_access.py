"""Rules on access: the walking circle of rules.md 2.2."""

import pytest

from geodata.domain import WalkFact, Walking
from optimizer.audit import Status
from optimizer.rules.pack import Severity, load_profile
from tests.optimizer.audited import failed, the
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
        assert "圈外 500 户，最远 1,420 米" in message

    def test_straight_lines_are_marked(self):
        assert "直线估算" in the("LH-4.1", plan(community(walking=Walking.STRAIGHT_LINE))).message_zh
        assert "直线估算" not in the("LH-4.1", plan()).message_zh

    def test_a_centre_without_a_facility_is_marked(self):
        assert "无服务设施" in the("LH-4.1", plan(community(anchor=None))).message_zh

    def test_nobody_walks_where_nobody_lives(self):
        finding = the("LH-4.1", plan(community("丰和", area("甲", 0), population=0)))
        assert finding.status is Status.NOT_APPLICABLE

    def test_without_walks_nothing_is_known(self):
        assert the("LH-4.1", plan(community(walks=()))).status is Status.UNKNOWN

    def test_a_pack_may_make_the_limit_hard(self):
        own = (
            'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'
            '[severity.walk]\ncircle_minutes = "hard"\n'
        )
        profile = load_profile("lianhu-2024", ["own"], extra={"own": own})
        walks = (WalkFact("a", 1999, 300.0), WalkFact("b", 1, 991.0))
        assert failed(plan(community(walks=walks)), profile) == [("LH-4.1", "hard")]
        assert failed(plan(community(walks=walks))) == []
