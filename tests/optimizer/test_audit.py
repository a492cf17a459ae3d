"""The audit: each plan that is broken in one place names that rule and place, and no other hard one."""

from dataclasses import replace

import pytest
from tests.optimizer.drawn_facts import HERE, NAMED, OFFICE, area, bound, community, plan, premises

from geodata.domain import AreaKind, CommunityId, FacilityId, LandDefect, Place, WalkFact, Walking
from optimizer.audit import Status, Verdict, audit
from optimizer.rules.pack import Severity, load_profile

LIANHU = load_profile("lianhu-2024")
QUARTER = load_profile("soe-living-quarter")
OVERLAID = load_profile("lianhu-2024", ["soe-living-quarter"])
BAND_HARD = load_profile("lianhu-2024", ["band-hard"])
LAW = load_profile("cn-law-2026")
THERE = Place(120.0, 880.0)
SOE = AreaKind.SOE_QUARTER


def failures(facts, profile=LIANHU):
    return [finding for finding in audit(facts, profile).findings if finding.status is Status.FAIL]


def failed(facts, profile=LIANHU):
    return [(finding.rule, finding.severity.value) for finding in failures(facts, profile)]


def the(rule, facts, profile=LIANHU):
    """The one finding under a rule."""
    (finding,) = [finding for finding in audit(facts, profile).findings if finding.rule == rule]
    return finding


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
            "PL-1", "PL-2", "PL-5", "PL-4", "PL-9", "PL-13", "PL-3", "LH-4.3", "LAW-3", "LH-7.1", "LH-7.3", "LH-7.2",
            "LH-7.4", "LH-11.4", "PL-6", "LH-4.1",
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


class TestLand:
    @pytest.mark.parametrize(("land_m2", "rules"), [(0.5, []), (1.0, []), (1.1, ["PL-1"]), (50.0, ["PL-1"])])
    def test_a_gap(self, land_m2, rules):  # vector 29
        gap = LandDefect(OFFICE, (CommunityId("丰和"),), land_m2, THERE)
        found = failures(plan(gaps=(gap,)))
        assert [finding.rule for finding in found] == rules
        for finding in found:
            assert (finding.severity, finding.blocks, finding.place) == (Severity.HARD, "S0→S1", THERE)
            assert finding.measured == land_m2

    @pytest.mark.parametrize(("count", "rules"), [(20, []), (21, ["PL-1"])])
    def test_slivers_add_up_to_ten_square_metres_a_street_office(self, count, rules):
        slivers = tuple(LandDefect(OFFICE, (), 0.5, THERE) for _ in range(count))
        assert [rule for rule, _ in failed(plan(gaps=slivers))] == rules

    def test_slivers_of_two_street_offices_are_not_added_up(self):
        slivers = tuple(LandDefect(office, (), 0.5, THERE) for office in (OFFICE, "北院门街道") for _ in range(15))
        assert failed(plan(gaps=slivers)) == []

    def test_a_gap_names_the_areas_in_it(self):
        gap = LandDefect(OFFICE, (), 50.0, THERE, ("乙", "丙"))
        assert "乙、丙" in failures(plan(gaps=(gap,)))[0].message_zh

    def test_an_area_in_no_community(self):
        (finding,) = failures(plan(uncovered=(("乙", 300, THERE),)))
        assert (finding.rule, finding.severity, finding.area_id, finding.place) == ("PL-1", Severity.HARD, "乙", THERE)

    def test_without_outlines_coverage_is_unknown_at_the_rim(self):
        assert the("PL-1", plan(territory_known=False)).status is Status.UNKNOWN

    def test_rows_without_a_place_are_told_and_not_hard(self):
        facts = plan(unplaced=(("乙", 120, "无坐标"), ("丙", 0, "无坐标")))
        (finding,) = [f for f in audit(facts, LIANHU).findings if f.rule == "PL-1" and f.status is Status.UNKNOWN]
        assert (finding.measured, finding.unit, finding.blocks) == (120, "household", None)
        assert failed(facts) == []

    @pytest.mark.parametrize(("land_m2", "rules"), [(1.0, []), (900.0, ["PL-2"])])
    def test_an_overlap(self, land_m2, rules):
        overlap = LandDefect(OFFICE, (CommunityId("丰和"), CommunityId("长庆")), land_m2, THERE)
        found = failures(plan(community(), community("长庆", area("乙")), overlaps=(overlap,)))
        assert [finding.rule for finding in found] == rules
        for finding in found:
            assert (finding.severity, finding.blocks, finding.place) == (Severity.HARD, "S0→S1", THERE)
            assert "丰和与长庆" in finding.message_zh

    def test_two_street_offices(self):
        (finding,) = failures(plan(community(office_shares=((OFFICE, 0.9), ("北院门街道", 0.1)), stray=THERE)))
        assert (finding.rule, finding.severity, finding.place) == ("PL-5", Severity.HARD, THERE)
        assert "北院门街道" in finding.message_zh

    def test_land_outside_every_street_office(self):
        (finding,) = failures(plan(community(office_shares=((OFFICE, 0.9), ("", 0.1)), stray=THERE)))
        assert (finding.rule, finding.place) == ("PL-5", THERE)

    def test_without_outlines_the_areas_say_which_street_office(self):
        two = community("丰和", area(), area("乙", 300, subdistrict="北院门街道"))
        assert failed(plan(two, territory_known=False)) == [("PL-5", "hard")]
        shares = community(office_shares=((OFFICE, 0.9), ("北院门街道", 0.1)))
        assert failed(plan(shares, territory_known=False)) == []

    def test_two_pieces(self):  # vector 28: touching in one point counts as two, see the facts
        (finding,) = failures(plan(community(pieces=2, detached=(THERE,))))
        assert (finding.rule, finding.severity, finding.blocks, finding.place) == ("PL-4", Severity.HARD, "S0→S1", THERE)
        assert (finding.measured, finding.limit) == (2, 1)

    def test_no_four_limits(self):
        (finding,) = failures(plan(community(four_bounds=None)))
        assert (finding.rule, finding.severity, finding.blocks) == ("PL-3", Severity.HARD, "S0→S1")

    @pytest.mark.parametrize("side", [bound(None), bound("长庆", "community"), bound(None, "land")])
    def test_a_limit_on_no_named_line_is_soft(self, side):
        (finding,) = failures(plan(community(four_bounds=replace(NAMED, west=side))))
        assert (finding.rule, finding.severity, finding.blocks) == ("PL-3", Severity.SOFT, None)
        assert finding.message_zh.endswith("西")

    def test_the_limit_of_the_street_office_is_a_named_line(self):
        assert failed(plan(community(four_bounds=replace(NAMED, west=bound(OFFICE, "office"))))) == []

    def test_the_national_pack_asks_for_no_four_limits(self):
        assert failed(plan(community(four_bounds=None)), LAW) == []

    @pytest.mark.parametrize(("on_line_m", "rules"), [(800.0, []), (790.0, [("PL-6", "soft")])])
    def test_four_fifths_of_the_limit_along_lines(self, on_line_m, rules):
        assert failed(plan(community(inner_on_line_m=on_line_m))) == rules

    def test_the_share_along_lines_has_no_citation(self):
        assert the("PL-6", plan()).clause is None

    def test_without_lines_neither_share_nor_names_can_be_judged(self):
        facts = plan(community(inner_on_line_m=0.0, four_bounds=replace(NAMED, west=bound(None))), has_lines=False)
        assert failed(facts) == []
        assert the("PL-6", facts).status is Status.UNKNOWN
        assert the("PL-3", facts).status is Status.UNKNOWN

    @pytest.mark.parametrize(("ruling", "rules"), [("", [("PL-13", "hard")]), ("district_ruling", [])])
    def test_an_undecided_area(self, ruling, rules):
        facts = plan(undecided=(("乙", 300, ruling),))
        assert failed(facts) == rules
        assert the("PL-13", facts).blocks == ("S8→S9" if rules else None)


class TestWholeAreas:
    @staticmethod
    def cut(households, **changes):
        """An area cut in two, between two communities that are otherwise sound."""
        half = households // 2
        parts = [area("家属区", share, of=households, place=THERE, **changes) for share in (half, households - half)]
        return plan(community("丰和", area("甲", 2000), parts[0]), community("长庆", area("乙", 2000), parts[1]))

    @pytest.mark.parametrize(
        ("profile", "kind", "households", "severity"),
        [
            (QUARTER, SOE, 300, Severity.HARD),  # vector 27
            (OVERLAID, SOE, 300, Severity.HARD),
            (OVERLAID, AreaKind.FAMILY_COMMITTEE, 300, Severity.HARD),
            (OVERLAID, SOE, 500, Severity.HARD),
            (OVERLAID, SOE, 501, Severity.SOFT),
            (OVERLAID, AreaKind.ESTATE, 300, Severity.SOFT),
            (LIANHU, AreaKind.ESTATE, 300, Severity.SOFT),
            (LIANHU, SOE, 300, Severity.SOFT),
        ],
    )
    def test_cut(self, profile, kind, households, severity):
        (finding,) = [finding for finding in failures(self.cut(households, kind=kind), profile) if finding.rule == "PL-9"]
        assert (finding.severity, finding.area_id, finding.place) == (severity, "家属区", THERE)
        assert finding.blocks == ("S0→S1" if severity is Severity.HARD else None)
        assert "丰和、长庆" in finding.message_zh

    @pytest.mark.parametrize("profile", [LIANHU, OVERLAID], ids=["alone", "overlaid"])
    def test_it_is_the_only_finding(self, profile):
        assert [rule for rule, _ in failed(self.cut(300, kind=SOE), profile)] == ["PL-9"]

    def test_what_must_stay_whole_is_hard_everywhere(self):
        assert failed(self.cut(1200, keep_whole=True)) == [("PL-9", "hard")]

    def test_land_where_nobody_lives_may_be_cut(self):
        assert failed(self.cut(0)) == []


def sized(households, population=None, **changes):
    """A plan of one community of this size, with premises for any size."""
    return plan(sized_community(households, population, **changes))


def sized_community(households, population=None, kind=AreaKind.ESTATE, **changes):
    floor = premises(area_m2=5000.0, activity_m2=3000.0)
    return community("丰和", area("甲", households, kind=kind, **changes), population=population, facilities=(floor,))


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

    @pytest.mark.parametrize(("households", "expected"), [(3000, []), (3001, [("LAW-3", "soft")]), (999, [("LAW-3", "soft")])])
    def test_national_law(self, households, expected):  # vector 32
        assert failed(sized(households), LAW) == expected

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
        assert (finding.rule, finding.severity, finding.blocks, finding.place) == ("LH-4.3", Severity.HARD, "S0→S1", HERE)
        assert audit(sized(households), BAND_HARD).verdict is Verdict.FAIL
        assert audit(sized(households), LIANHU).verdict is Verdict.FINDINGS

    def test_unknown_households(self):
        facts = plan(community(households=None, population=None, population_known=False))
        for rule in ("LH-4.3", "LH-7.1"):
            assert the(rule, facts).status is Status.UNKNOWN
        assert failed(facts) == []

    def test_where_nobody_lives_size_is_not_judged(self):  # PL-17
        facts = plan(community("丰和", area("甲", 0), population=0))
        assert the("LH-4.3", facts).status is Status.NOT_APPLICABLE
        assert failed(facts) == []

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
        hard_ones = [f.rule for f in failures(sized(households, **{"kind": SOE, **changes}), profile) if f.severity is Severity.HARD]
        assert hard_ones == (["LQ-3.6"] if hard else [])

    def test_the_join_is_one_finding(self):
        (finding,) = failures(sized(300, kind=SOE), OVERLAID)
        assert (finding.rule, finding.blocks, finding.measured, finding.limit) == ("LQ-3.6", "S0→S1", 300, 500)

    def test_lianhu_alone_only_has_its_soft_band(self):
        assert failed(sized(300, kind=SOE)) == [("LH-4.3", "soft")]

    def test_a_quarter_of_700_is_allowed_and_the_base_band_named(self):  # vector 26
        (finding,) = failures(sized(700, kind=SOE), OVERLAID)
        assert (finding.rule, finding.severity, finding.measured, finding.limit) == ("LH-4.3", Severity.ADVISORY, 700, 1000)
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


def housed(*, is_new, households=2000, **changes):
    """A plan of one community with these premises."""
    return plan(replace(
        community("丰和", area("甲", households), facilities=(premises(**changes),)),
        is_new=is_new, continues=None if is_new else CommunityId("丰和"),
    ))


class TestPremises:
    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"activity_m2": 360.0}, None),  # vector 13
            ({"activity_m2": 359.99}, "LH-7.4"),
            ({"plaza_m2": 1000.0}, None),  # vector 14
            ({"plaza_m2": 999.9}, "LH-7.2"),
        ],
    )
    @pytest.mark.parametrize("is_new", [True, False])
    def test_hard_for_new_soft_for_existing(self, changes, rule, is_new):
        found = failures(housed(is_new=is_new, **changes))
        severity, blocks = (Severity.HARD, "S11→S12") if is_new else (Severity.SOFT, None)
        assert [(f.rule, f.severity, f.blocks) for f in found] == ([(rule, severity, blocks)] if rule else [])

    @pytest.mark.parametrize(
        ("households", "is_new", "area_m2", "rule"),
        [  # rules.md 2.4 and vectors 7 to 9
            (1999, True, 600.0, None), (1999, True, 599.9, "LH-7.3"), (1999, False, 599.7, None),
            (1999, False, 599.6, "LH-7.1"), (2000, True, 599.9, "LH-7.3"), (2000, False, 599.9, "LH-7.1"),
            (2001, True, 600.3, None), (2001, True, 600.2, "LH-7.1"), (1000, False, 300.0, None),
        ],
    )
    def test_floor_is_one_finding_under_the_rule_that_binds(self, households, is_new, area_m2, rule):
        found = failures(housed(is_new=is_new, households=households, area_m2=area_m2, activity_m2=area_m2))
        assert [finding.rule for finding in found] == ([rule] if rule else [])

    def test_tenths_add_up_exactly(self):
        parts = tuple(replace(premises(area_m2=m2, activity_m2=m2), facility_id=FacilityId(str(m2))) for m2 in (0.1, 0.2, 599.4))
        assert failed(plan(community("丰和", area("甲", 1999), facilities=parts))) == []

    def test_without_a_facility_layer_premises_are_unknown_and_nothing_is_hard(self):
        bare = community(facilities=(), facilities_known=False, plazas_known=False, is_new=True, continues=None, anchor=None)
        facts = plan(bare, has_facilities=False)
        found = {f.rule: f.status for f in audit(facts, LIANHU).findings if f.rule.startswith("LH-7")}
        assert found == {
            "LH-7.1": Status.NOT_APPLICABLE, "LH-7.2": Status.UNKNOWN, "LH-7.3": Status.UNKNOWN, "LH-7.4": Status.UNKNOWN,
        }
        assert failed(facts) == []

    def test_a_layer_without_any_facility_here_is_a_shortfall(self):
        assert failed(plan(community(facilities=()))) == [("LH-7.1", "soft"), ("LH-7.2", "soft")]

    def test_what_is_not_stated_is_unknown_unless_the_rest_suffices(self):
        silent = replace(premises(area_m2=None, activity_m2=None, plaza_m2=None), facility_id=FacilityId("f2"))
        alone = plan(community(facilities=(silent,)))
        assert failed(alone) == []
        assert [the(rule, alone).status for rule in ("LH-7.1", "LH-7.2", "LH-7.4")] == [Status.UNKNOWN] * 3
        both = plan(community(facilities=(premises(), silent)))
        assert the("LH-7.1", both).status is Status.PASS
        assert the("LH-7.2", both).status is Status.PASS

    def test_a_layer_that_says_nothing_of_plazas_leaves_them_unknown(self):
        facts = plan(community(facilities=(), plazas_known=False))
        assert the("LH-7.2", facts).status is Status.UNKNOWN

    def test_only_service_facilities_count_as_floor_any_as_plaza(self):
        school = premises(kind="school", area_m2=9000.0, activity_m2=9000.0)
        assert failed(plan(community(facilities=(school,)))) == [("LH-7.1", "soft")]

    def test_the_national_pack_asks_for_no_premises(self):
        assert not [f for f in audit(plan(community(facilities=())), LAW).findings if "facility" in f.rule]


class TestPeople:
    def test_workers_are_not_estimated_silently(self):
        finding = the("LH-11.4", plan(community(population=None)))
        assert (finding.status, finding.limit) == (Status.UNKNOWN, None)
        assert "估计 5,240 人" in finding.message_zh  # 2.62 × 2000
        assert "10 人" in finding.message_zh


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
