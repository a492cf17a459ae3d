"""Rules on size: test vectors 22 to 26, 32, 33 and 38 of rules.md through the audit."""

from dataclasses import replace

import pytest

from geodata.domain import AreaKind
from optimizer.audit import Status, Verdict, audit
from optimizer.rules.pack import Severity, load_profile
from tests.optimizer.audited import (
    BAND_HARD,
    LAW,
    LIANHU,
    OVERLAID,
    QUARTER,
    SOE,
    failed,
    failures,
    sized,
    sized_community,
    the,
)
from tests.optimizer.drawn_facts import HERE, area, community, plan

YUHANG = load_profile("yuhang-2020")


class TestSize:
    @pytest.mark.parametrize(
        ("households", "population", "expected"),
        [
            (1000, 2620, []),
            (3000, 7860, []),
            (999, 5000, []),
            (999, 2617, [("LH-4.3", "soft")]),
            (5000, 15_000, [("LAW-3", "advisory")]),
            (5001, 13_103, [("LH-4.3", "soft")]),
            (4900, 15_001, [("LH-4.3", "soft")]),
            (5726, 15_002, [("LH-4.3", "soft")]),
            (3001, 7863, [("LAW-3", "advisory")]),  # vector 32
        ],
    )
    def test_lianhu(self, households, population, expected):
        assert failed(sized(households, population)) == expected

    @pytest.mark.parametrize(
        ("households", "expected"), [(3000, []), (3001, [("LAW-3", "soft")]), (999, [("LAW-3", "soft")])]
    )
    def test_national_law(self, households, expected):  # vector 32
        assert failed(sized(households), LAW) == expected

    @pytest.mark.parametrize(
        ("profile", "households", "whose"),
        [(LIANHU, 3001, "城市居民委员会组织法（2026年施行）"), (YUHANG, 3001, "余杭区社区设置标准（2020）")],
        ids=["law", "own"],
    )
    def test_the_usual_range_is_that_of_the_layer_that_states_it(self, profile, households, whose):
        facts = sized(households, 3 * households)
        (finding,) = [
            f for f in failures(facts, profile) if f.severity is Severity.ADVISORY and "一般幅度" in f.message_zh
        ]
        assert finding.message_zh.endswith(f"超过一般幅度 3,000 户（{whose}）")
        assert finding.limit == 3000

    @pytest.mark.parametrize(
        ("households", "population", "measured", "limit", "unit", "words"),
        [
            (5570, 14_593, 5570, 5000, "household", "超上限 570 户，属超大型社区"),
            (850, 2227, 850, 1000, "household", "低于下限 150 户，属微小型社区"),
            (4900, 15_001, 15_001, 15_000, "person", "超上限 1 人，属超大型社区"),
        ],
    )
    def test_the_breach_is_measured(self, households, population, measured, limit, unit, words):
        finding = the("LH-4.3", sized(households, population))
        assert (finding.measured, finding.limit, finding.unit) == (measured, limit, unit)
        assert finding.message_zh.endswith(words)
        assert "（四）" in finding.clause

    @pytest.mark.parametrize(
        ("households", "population", "note"),
        [(1000, 2620, "人口低于下限"), (999, 5000, "户数低于下限"), (1000, None, "人口未知")],
    )
    def test_a_pass_keeps_its_note(self, households, population, note):
        finding = the("LH-4.3", sized(households, population))
        assert finding.status is Status.PASS
        assert finding.message_zh.endswith(note)

    @pytest.mark.parametrize("households", [999, 5001])
    def test_the_overlay_makes_the_band_hard(self, households):
        (finding,) = failures(sized(households), BAND_HARD)
        assert (finding.rule, finding.severity, finding.blocks, finding.place) == (
            "LH-4.3",
            Severity.HARD,
            "S0→S1",
            HERE,
        )
        assert audit(sized(households), BAND_HARD).verdict is Verdict.FAIL
        assert audit(sized(households), LIANHU).verdict is Verdict.FINDINGS

    def test_unknown_households(self):
        facts = plan(community(households=None, population=None, population_known=False))
        for rule in ("LH-4.3", "LH-7.1"):
            assert (the(rule, facts).status, the(rule, facts).missing) == (Status.UNKNOWN, "areas.households")
        assert failed(facts) == []

    def test_where_nobody_lives_size_is_not_judged(self):  # PL-17
        facts = plan(community("丰和", area("甲", 0), population=0))
        assert the("LH-4.3", facts).status is Status.NOT_APPLICABLE
        assert "不评规模" in the("LH-4.3", facts).message_zh
        assert failed(facts) == [("PL-17", "advisory")]

    def test_persons_count_only_where_known_of_every_inhabited_area(self):
        facts = plan(sized_community(900, 6000))
        partly = plan(replace(sized_community(900, 6000), population_known=False))
        assert failed(facts) == []
        assert failed(partly) == [("LH-4.3", "soft")]


class TestLivingQuarters:
    @pytest.mark.parametrize("profile", [QUARTER, OVERLAID], ids=["alone", "overlay"])
    @pytest.mark.parametrize(
        ("households", "changes", "hard"),
        [
            (499, {}, True),
            (499, {"relatively_independent": True}, False),
            (499, {"kind": AreaKind.FAMILY_COMMITTEE}, False),
            (500, {}, False),
        ],
    )
    def test_below_500_joins_as_a_whole(self, profile, households, changes, hard):  # vectors 22 and 23
        hard_ones = [
            f.rule
            for f in failures(sized(households, **{"kind": SOE, **changes}), profile)
            if f.severity is Severity.HARD
        ]
        assert hard_ones == (["LQ-3.6"] if hard else [])

    def test_the_join_is_one_finding(self):
        (finding,) = failures(sized(300, kind=SOE), OVERLAID)
        assert (finding.rule, finding.blocks, finding.measured, finding.limit) == ("LQ-3.6", "S0→S1", 300, 500)

    def test_lianhu_alone_only_has_its_soft_band(self):
        assert failed(sized(300, kind=SOE)) == [("LH-4.3", "soft")]

    def test_a_quarter_of_700_is_allowed_and_the_base_band_named(self):  # vector 26
        (finding,) = failures(sized(700, kind=SOE), OVERLAID)
        assert (finding.rule, finding.severity, finding.measured, finding.limit) == (
            "LH-4.3",
            Severity.ADVISORY,
            700,
            1000,
        )
        assert the("LQ-3.7", sized(700, kind=SOE), OVERLAID).status is Status.PASS

    def test_mixed_with_ordinary_households_the_base_band_holds(self):  # vector 38
        facts = plan(community("丰和", area("甲", 700, kind=SOE), area("乙", 200), population=2400))
        assert failed(facts, OVERLAID) == [("LH-4.3", "soft")]

    def test_land_where_nobody_lives_does_not_mix(self):
        facts = plan(community("丰和", area("甲", 700, kind=SOE), area("空地", 0), population=1834))
        assert failed(facts, OVERLAID) == [("LH-4.3", "advisory")]

    def test_the_missing_maximum_is_a_notice(self):  # vector 25
        finding = the("LQ-3.10", sized(3200, kind=SOE), QUARTER)
        assert (finding.status, finding.community_id, finding.blocks) == (Status.UNKNOWN, None, None)
        assert finding.message_zh.startswith(
            "规则包 soe-living-quarter 不完整：户数上限未填，可参照城市居民委员会组织法（2026年施行）的 3,000 户"
        )
        assert failed(sized(3200, kind=SOE), QUARTER) == []

    def test_above_the_filled_maximum_is_hard(self):  # vector 25
        own = (
            'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'
            '[fields.size]\nhouseholds_max = { value = 3000, clause = "某区通知 二" }\n'
        )
        filled = load_profile("soe-living-quarter", ["own"], extra={"own": own})
        (finding,) = failures(sized(3200, kind=SOE), filled)
        assert (finding.rule, finding.severity, finding.clause) == ("LQ-3.10", Severity.HARD, "某区通知 二")

    def test_as_overlay_the_maximum_falls_through_without_a_notice(self):
        rules = {finding.rule for finding in audit(sized(3200, kind=SOE), OVERLAID).findings}
        assert "LQ-3.10" not in rules
