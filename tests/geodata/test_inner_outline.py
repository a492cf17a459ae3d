"""Outlines of drawn communities, and what of them runs along a road."""

import pytest

from tests.geodata.drawn_ground import COLUMNS, NAMES, facts_of, ground, lines, one


class TestOutline:
    @pytest.mark.parametrize(
        ("road", "on_line_m"),
        [
            ([(100, 0), (100, 300)], 300),
            ([(110, 0), (110, 300)], 300),  # within 15 m
            ([(116, 0), (116, 300)], 0),
            ([(100, 0), (100, 150)], 165),  # and 15 m beyond its end
            ([(0, 150), (300, 150)], 30),  # a road that crosses: 15 m either side
            ([(0, 0), (0, 300)], 0),  # along the limit of the street office
        ],
    )
    def test_the_inner_outline_and_its_part_on_lines(self, road, on_line_m):
        fact = one(facts_of(COLUMNS, ground(lines=lines(road))), "A")
        assert fact.inner_outline_m == pytest.approx(300)
        assert fact.inner_on_line_m == pytest.approx(on_line_m, abs=1e-6)

    def test_two_roads_side_by_side_count_once(self):
        both = lines([(95, 0), (95, 300)], [(105, 0), (105, 300)])
        assert one(facts_of(COLUMNS, ground(lines=both)), "A").inner_on_line_m == pytest.approx(300)

    def test_the_middle_has_two_inner_sides(self):
        fact = one(facts_of(COLUMNS, ground(lines=lines([(100, 0), (100, 300)]))), "B")
        assert (fact.inner_outline_m, fact.inner_on_line_m) == (pytest.approx(600), pytest.approx(300))

    def test_one_community_alone_has_no_inner_outline(self):
        facts = facts_of(dict.fromkeys(NAMES, "A"))
        assert one(facts, "A").inner_outline_m == pytest.approx(0, abs=1e-6)
        assert not facts.has_lines
