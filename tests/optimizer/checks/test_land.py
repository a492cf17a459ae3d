"""Rules on the land: a plan broken in one place names that rule and place, and no other hard one."""

from dataclasses import replace

import pytest

from geodata.domain import AreaKind, CommunityId
from geodata.domain_facts import LandDefect
from optimizer.audit import Status, audit
from optimizer.rules.pack import Severity
from tests.optimizer.audited import (
    LAW,
    LIANHU,
    OVERLAID,
    QUARTER,
    SOE,
    THERE,
    failed,
    failures,
    the,
)
from tests.optimizer.drawn_facts import NAMED, OFFICE, area, bound, community, plan


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
        assert (finding.rule, finding.severity, finding.blocks, finding.place) == (
            "PL-4",
            Severity.HARD,
            "S0→S1",
            THERE,
        )
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
        facts = plan(community(inner_on_line_m=0.0, four_bounds=replace(NAMED, west=bound(None))), has_lines=False,
                     has_line_names=False)
        assert failed(facts) == []
        assert the("PL-6", facts).status is Status.UNKNOWN
        assert the("PL-3", facts).status is Status.UNKNOWN

    def test_where_no_line_has_a_name_nobody_is_blamed_for_limits_without(self):
        """Roads without any name, as in changchun_west: the names are what is missing, not the limits."""
        facts = plan(community(four_bounds=replace(NAMED, west=bound(None))), has_line_names=False)
        assert failed(facts) == []
        assert (the("PL-3", facts).status, the("PL-3", facts).missing) == (Status.UNKNOWN, "roads.name")

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
        (finding,) = [
            finding for finding in failures(self.cut(households, kind=kind), profile) if finding.rule == "PL-9"
        ]
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
