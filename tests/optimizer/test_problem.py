"""What the tables of the optimiser take from the ground and from the pack."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geodata.domain import Anchor
from optimizer.cost import required_floor
from optimizer.errors import ProblemError
from optimizer.problem import build_problems
from optimizer.rules.facility import required_floor_m2
from optimizer.rules.pack import load_profile
from tests.optimizer.drawn import facility, office

LIANHU, HENAN = load_profile("lianhu-2024"), load_profile("henan-2022")


def neighbours(problem):
    """Pairs of units that are adjacent in G, by identifier."""
    t = problem.tables
    rows = np.repeat(np.arange(problem.n_units), np.diff(t.neighbour_start))
    return {
        (problem.unit_ids[a], problem.unit_ids[b])
        for a, b in zip(rows.tolist(), t.neighbours.tolist(), strict=True) if a < b
    }


class TestNeighbours:
    """A – B share 100 m, B – C only half a metre, C – D nothing at all."""

    BORDERS = ((0, 1), (1, 2), (2, 3))
    BORDER_M = (100.0, 0.5, 0.0)

    def ground(self, declared):
        drawn = office([500, 500, 500, 500], self.BORDERS, border_m=self.BORDER_M)
        return replace(drawn, border_declared=None if declared is None else np.array(declared))

    def found(self, declared):
        return set().union(*map(neighbours, build_problems(self.ground(declared), LIANHU)))

    @pytest.mark.parametrize("declared", [None, [False, False, False]])
    def test_a_border_below_one_metre_joins_nothing(self, declared):
        assert self.found(declared) == {("A", "B")}

    def test_declared_neighbours_are_neighbours_however_short_their_border(self):
        assert self.found([False, True, False]) == {("A", "B"), ("B", "C")}
        assert self.found([False, False, True]) == {("A", "B"), ("C", "D")}

    def test_they_hold_a_component_together(self):
        sizes = [problem.n_units for problem in build_problems(self.ground([False, True, True]), LIANHU)]
        assert sizes == [4]

    def test_a_border_that_is_there_needs_no_declaring(self):
        assert self.found([True, False, False]) == {("A", "B")}


def test_a_unit_without_an_anchor_is_refused_by_name():
    """A community {B} would walk nowhere, and cost nothing."""
    ground = office([600, 600, 600], [(0, 1), (1, 2)], anchors=[facility("f", 0, 200), facility("g", 2, 200)])
    with pytest.raises(ProblemError) as raised:
        build_problems(ground, LIANHU)
    assert "：B。" in raised.value.message_zh
    assert ": B. " in raised.value.message_en


class TestLeastFloor:
    """Henan: 30 m² per 100 households and at least 300 m², for every community, old or new, of any size."""

    def tables(self, profile):
        anchors = [facility("f", 0, 200), Anchor(None, 0, None, 0.0), Anchor(None, 1, None, 0.0)]
        ground = office([600, 600], [(0, 1)], anchors=anchors, present=["X", "X"])
        (problem,) = build_problems(ground, profile)
        return problem.tables

    @pytest.mark.parametrize(
        ("households", "floor_m2"), [(0, 300), (600, 300), (1_000, 300), (1_001, 300.3), (3_000, 900)]
    )
    @pytest.mark.parametrize("is_new", [True, False])
    def test_henan_binds_all(self, households, floor_m2, is_new):
        assert required_floor(self.tables(HENAN), households, is_new) == round(floor_m2 * 1_000)

    @pytest.mark.parametrize(
        ("households", "is_new", "floor_m2"),
        [(600, True, 600), (2_000, True, 600), (2_001, True, 600.3), (600, False, 180), (2_000, False, 600)],
    )
    def test_lianhu_binds_new_ones_of_2000_or_fewer(self, households, is_new, floor_m2):
        assert required_floor(self.tables(LIANHU), households, is_new) == round(floor_m2 * 1_000)

    @pytest.mark.parametrize("profile", [LIANHU, HENAN], ids=lambda profile: profile.id)
    @pytest.mark.parametrize("is_new", [True, False])
    def test_optimiser_and_audit_ask_for_the_same_floor(self, profile, is_new):
        tables = self.tables(profile)
        for households in range(0, 4_001, 37):
            asked = required_floor_m2(profile, households, is_new=is_new)
            assert asked is not None
            assert required_floor(tables, households, is_new) == asked * 1_000
