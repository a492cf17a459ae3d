"""Facts of drawn plans: every expected value can be read off the drawing in drawn_ground."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from geodata.domain import Place
from geodata.facts import dissolve, measure
from tests.geodata.drawn_ground import (
    COLUMNS,
    NAMES,
    areas_like,
    cell,
    facts_drawn,
    facts_of,
    ground,
    inside,
    one,
    units_of,
)


class TestDissolve:
    def test_units_become_one_shape_a_community(self):
        joined = dissolve(units_of(areas_like()), COLUMNS)
        assert list(joined.index) == ["A", "B", "C"]
        assert joined.geometry["B"].equals(shapely.box(100, 0, 200, 300))
        assert joined.crs == "EPSG:4545"

    def test_units_left_out_are_in_none(self):
        joined = dissolve(units_of(areas_like()), {"a1": "A"})
        assert joined.geometry["A"].equals(cell("a1"))
        assert len(joined) == 1


class TestCounts:
    def test_households_and_persons_are_added_up(self):
        facts = facts_of(COLUMNS)
        assert [fact.households for fact in facts.communities] == [1200, 1500, 1800]  # 1+4+7, 2+5+8, 3+6+9
        assert [fact.population for fact in facts.communities] == [3144, 3930, 4716]
        assert all(fact.population_known for fact in facts.communities)

    def test_persons_missing_where_nobody_lives_do_not_matter(self):
        areas = areas_like(a1={"population": None, "households": 0}, a2={"population": None})
        facts = facts_of(COLUMNS, ground(areas))
        assert (one(facts, "A").population_known, one(facts, "A").population) == (True, 262 * 11)
        assert (one(facts, "B").population_known, one(facts, "B").population) == (False, 262 * 13)

    def test_without_areas_counts_are_unknown(self):
        dataset = ground(areas_like().iloc[:0])
        fact = one(facts_drawn(dataset, A=shapely.box(0, 0, 300, 300)), "A")
        assert (fact.households, fact.population, fact.population_known) == (None, None, False)

    def test_the_rows_without_a_place_are_listed(self):
        lost = pd.DataFrame(
            [
                {
                    "area_id": "z",
                    "name": "z",
                    "households": 70,
                    "subdistrict": None,
                    "reason_zh": "无坐标",
                    "reason_en": "no place",
                }
            ]
        )
        assert facts_of(COLUMNS, ground(unplaced=lost)).unplaced == (("z", 70, "无坐标"),)

    def test_names_come_from_the_caller_then_the_file_then_the_identifier(self):
        dataset = ground()
        drawn = dissolve(dataset.units, COLUMNS)
        assert one(measure(dataset, drawn, COLUMNS), "A").name == "A"
        drawn["name"] = ["甲", "乙", "丙"]
        facts = measure(dataset, drawn, COLUMNS, names={"A": "丰和"})
        assert [fact.name for fact in facts.communities] == ["丰和", "乙", "丙"]


class TestHistory:
    present = areas_like(
        a1={"community": "旧甲"},
        a2={"community": "旧甲"},
        a4={"community": "旧乙"},
        a5={"community": "旧乙"},
    )

    def test_predecessors_are_counted_in_households(self):
        fact = one(facts_of(COLUMNS, ground(self.present)), "A")
        assert fact.predecessors == (("旧乙", 400), ("旧甲", 100))

    def test_more_than_half_of_the_households_continues(self):
        facts = facts_of(COLUMNS, ground(self.present))  # A holds 100 of 300 and 400 of 900, B the rest
        assert (one(facts, "A").continues, one(facts, "A").is_new) == (None, True)
        assert (one(facts, "B").continues, one(facts, "B").is_new) == ("旧乙", False)

    def test_exactly_half_does_not(self):
        areas = areas_like(a1={"community": "旧", "households": 200}, a2={"community": "旧", "households": 200})
        facts = facts_of(COLUMNS, ground(areas))
        assert [fact.continues for fact in facts.communities] == [None, None, None]

    def test_a_merger_is_not_new_and_continues_the_larger(self):
        fact = one(facts_of(dict.fromkeys(("a1", "a2", "a4", "a5"), "A"), ground(self.present)), "A")
        assert (fact.continues, fact.is_new) == ("旧乙", False)

    def test_without_present_communities_all_are_new(self):
        assert all(fact.is_new and fact.predecessors == () for fact in facts_of(COLUMNS).communities)


NEIGHBOURS = [(i, j) for i in range(9) for j in range(i + 1, 9) if (j - i == 1 and j % 3) or j - i == 3]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=9, max_size=9).filter(any))
def test_land_and_people_add_up_whatever_the_plan(labels):
    assignment = {name: label for name, label in zip(NAMES, labels, strict=True) if label}
    facts = facts_of(assignment)
    held, lost = sum(fact.land_m2 for fact in facts.communities), sum(gap.land_m2 for gap in facts.gaps)
    assert held + lost == pytest.approx(90_000)
    assert facts.overlaps == ()
    homeless = [area for gap in facts.gaps for area in gap.areas] + [area for area, _, _ in facts.uncovered]
    assert sorted(homeless) == [name for name, label in zip(NAMES, labels, strict=True) if label is None]
    counted = sum(fact.households for fact in facts.communities) + sum(100 * int(area[1:]) for area in homeless)
    assert counted == 4500
    for fact in facts.communities:
        assert inside(
            fact.place, shapely.union_all([cell(name) for name in NAMES if assignment.get(name) == fact.community_id])
        )
        assert fact.pieces == pieces_by_graph(labels, fact.community_id)
        assert len(fact.detached) == fact.pieces - 1


def pieces_by_graph(labels, label):
    """Count connected components over shared edges: another way than geometry."""
    mine = [i for i in range(9) if labels[i] == label]
    edges = [(mine.index(i), mine.index(j)) for i, j in NEIGHBOURS if labels[i] == labels[j] == label]
    first, second = (np.array([edge[k] for edge in edges], dtype=int) for k in (0, 1))
    graph = csr_matrix((np.ones(len(edges)), (first, second)), shape=(len(mine), len(mine)))
    return connected_components(graph, directed=False)[0]


def test_equal_plans_have_equal_facts():
    shuffled = dict(reversed(COLUMNS.items()))
    assert facts_of(COLUMNS) == facts_of(shuffled)


def test_place_is_in_metres_of_the_working_system():
    assert isinstance(one(facts_of({"a9": "A"}), "A").place, Place)
    assert inside(one(facts_of({"a9": "A"}), "A").place, cell("a9"))
