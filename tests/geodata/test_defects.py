"""Gaps, overlaps, pieces and street offices of drawn plans; expected values can be read off drawn_ground."""

import pytest
import shapely

from tests.geodata.drawn_ground import COLUMNS, NAMES, OFFICE, cell, facts_drawn, facts_of, ground, inside, offices, one


class TestCoverage:
    def test_a_plan_of_all_units_has_neither_gap_nor_overlap(self):
        facts = facts_of(COLUMNS)
        assert (facts.gaps, facts.overlaps, facts.uncovered) == ((), (), ())

    def test_a_unit_left_out_is_a_gap_that_names_its_area(self):
        facts = facts_of({name: community for name, community in COLUMNS.items() if name != "a5"})
        (gap,) = facts.gaps
        assert gap.land_m2 == pytest.approx(10_000)
        assert inside(gap.place, cell("a5"))
        assert (gap.subdistrict, gap.communities, gap.areas) == (OFFICE, ("A", "B", "C"), ("a5",))
        assert facts.uncovered == ()

    @pytest.mark.parametrize(("depth_m", "land_m2"), [(0.5, 0.5), (50.0, 50.0)])
    def test_a_notch_is_measured(self, depth_m, land_m2):
        notched = shapely.box(0, 0, 100, 300).difference(shapely.box(0, 10, depth_m, 11))
        (gap,) = facts_drawn(A=notched, B=shapely.box(100, 0, 300, 300)).gaps
        assert gap.land_m2 == pytest.approx(land_m2)
        assert gap.communities == ("A",)

    def test_a_crack_of_a_centimetre_is_rounding_of_coordinates(self):
        facts = facts_drawn(A=shapely.box(0, 0, 99.99, 300), B=shapely.box(100, 0, 300, 300))
        assert facts.gaps == ()

    def test_a_crack_of_ten_centimetres_is_a_gap(self):
        (gap,) = facts_drawn(A=shapely.box(0, 0, 99.9, 300), B=shapely.box(100, 0, 300, 300)).gaps
        assert gap.land_m2 == pytest.approx(30)
        assert gap.communities == ("A", "B")

    def test_a_street_office_without_an_area_is_not_planned(self):
        both = offices(**{OFFICE: shapely.box(0, 0, 300, 300), "空街道": shapely.box(300, 0, 600, 300)})
        assert facts_of(COLUMNS, ground(subdistricts=both)).gaps == ()

    def test_without_outlines_only_holes_are_gaps(self):
        dataset = ground(territory_known=False)
        ring = shapely.box(0, 0, 200, 200).difference(shapely.box(50, 50, 100, 100))
        facts = facts_drawn(dataset, A=ring)
        (gap,) = facts.gaps
        assert gap.land_m2 == pytest.approx(2500)
        assert gap.areas == ("a7",)
        assert {area: households for area, households, _ in facts.uncovered} == {
            "a1": 100,
            "a2": 200,
            "a3": 300,
            "a6": 600,
            "a9": 900,
        }

    def test_undecided_areas_are_cut_out_and_listed(self):
        assignment = {name: community for name, community in COLUMNS.items() if name != "a5"}
        facts = facts_of(assignment, undecided={"a5": "district_ruling"})
        assert (facts.gaps, facts.uncovered) == ((), ())
        assert facts.undecided == (("a5", 500, "district_ruling"),)
        assert one(facts, "B").households == 1000

    def test_an_overlap_is_measured_once_a_pair(self):
        facts = facts_drawn(A=shapely.box(0, 0, 110, 300), B=shapely.box(100, 0, 300, 300))
        (overlap,) = facts.overlaps
        assert (overlap.communities, overlap.subdistrict) == (("A", "B"), OFFICE)
        assert overlap.land_m2 == pytest.approx(3000)
        assert inside(overlap.place, shapely.box(100, 0, 110, 300))


class TestPieces:
    @pytest.mark.parametrize(
        ("held", "pieces"),
        [
            (["a1", "a2"], 1),
            (["a1", "a5"], 2),  # touch in one point (vector 28)
            (["a1", "a3"], 2),
            (["a1", "a5", "a9"], 3),
            (["a1", "a2", "a5"], 1),
            (["a1", "a2", "a3", "a4", "a6", "a7", "a8", "a9"], 1),  # around an enclave
        ],
    )
    def test_parts_that_share_an_edge_are_one_piece(self, held, pieces):
        assignment = {name: "A" if name in held else "B" for name in NAMES}
        assert one(facts_of(assignment), "A").pieces == pieces

    def test_the_smaller_pieces_are_placed(self):
        fact = one(facts_of({"a1": "A", "a2": "A", "a9": "A"}), "A")
        (place,) = fact.detached
        assert inside(place, cell("a9"))

    def test_a_crumb_is_no_piece(self):
        crumb = shapely.union_all([shapely.box(0, 0, 100, 100), shapely.box(200, 200, 200.9, 201)])
        assert one(facts_drawn(A=crumb), "A").pieces == 1


class TestOffices:
    two = offices(东街道=shapely.box(150, 0, 300, 300), 西街道=shapely.box(0, 0, 150, 300))

    def test_shares_are_of_the_land_largest_first(self):
        fact = one(facts_of(dict.fromkeys(("a1", "a2", "a4", "a5"), "A"), ground(subdistricts=self.two)), "A")
        assert fact.office_shares == (("西街道", pytest.approx(0.75)), ("东街道", pytest.approx(0.25)))
        assert fact.subdistrict == "西街道"
        assert inside(fact.stray, shapely.box(150, 100, 200, 300))

    def test_land_outside_every_street_office(self):
        fact = one(facts_drawn(A=shapely.box(-100, 0, 300, 300)), "A")
        assert fact.office_shares == ((OFFICE, pytest.approx(0.75)), ("", pytest.approx(0.25)))
        assert inside(fact.stray, shapely.box(-100, 0, 0, 300))

    @pytest.mark.parametrize(("width_m", "offices_held"), [(0.9, 1), (1.1, 2)])
    def test_less_than_a_square_metre_is_noise(self, width_m, offices_held):
        bulge = shapely.union_all([shapely.box(0, 0, 150, 300), shapely.box(150, 10, 150 + width_m, 11)])
        fact = one(facts_drawn(ground(subdistricts=self.two), A=bulge), "A")
        assert len(fact.office_shares) == offices_held

    def test_without_outlines_nothing_lies_outside(self):
        fact = one(facts_drawn(ground(territory_known=False), A=shapely.box(-100, 0, 300, 300)), "A")
        assert [name for name, _ in fact.office_shares] == [OFFICE]
