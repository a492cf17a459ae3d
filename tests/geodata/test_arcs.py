"""The lines between units: every border once, and the outline of each street office."""

import numpy as np
import pytest
import shapely

from geodata.arcs import OUTSIDE, find_arcs
from geodata.tessellation import seal

#   a b | c      squares of 10 m; a, b and d lie in one street office, c in another
#   d   |
SQUARES = [shapely.box(x, y, x + 10, y + 10) for x, y in ((0, 10), (10, 10), (20, 10), (0, 0))]
OFFICES = np.array([0, 0, 1, 0])


@pytest.fixture(scope="module")
def arcs():
    found = find_arcs(seal(np.array(SQUARES, dtype=object)), OFFICES)
    return {(int(a), int(b)): line for a, b, line in zip(found.first, found.second, found.lines, strict=True)}


def test_every_border_inside_a_street_office_comes_once(arcs):
    assert {pair for pair in arcs if pair[1] != OUTSIDE} == {(0, 1), (0, 3)}
    assert shapely.equals(arcs[0, 1], shapely.LineString([(10, 10), (10, 20)]))


def test_the_line_between_two_street_offices_is_an_outline_of_both(arcs):
    between = shapely.LineString([(20, 10), (20, 20)])
    assert all(shapely.covers(arcs[unit, OUTSIDE], between) for unit in (1, 2))


def test_all_outlines_are_there_and_nothing_else(arcs):
    """Around a, b and d run 3 + 1 + 3 + 1 sides of 10 m, around c four."""
    outer = {unit: line.length for (unit, side), line in arcs.items() if side == OUTSIDE}
    assert outer == {0: 20.0, 1: 30.0, 2: 40.0, 3: 30.0}


def test_edges_are_joined_end_to_end(arcs):
    assert {shapely.get_num_geometries(line) for line in arcs.values()} <= {1, 2}
    assert shapely.get_type_id(arcs[1, OUTSIDE]) == 1


def test_a_unit_inside_another_borders_it_all_round():
    inner = shapely.box(4, 4, 6, 6)
    outer = shapely.box(0, 0, 10, 10).difference(inner)
    found = find_arcs(seal(np.array([outer, inner], dtype=object)), np.zeros(2, dtype=np.int64))
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, OUTSIDE), (0, 1)]
    assert shapely.length(found.lines).tolist() == [40.0, 8.0]
