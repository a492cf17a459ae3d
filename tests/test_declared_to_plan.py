"""From the user's table of neighbours to the graph that the optimiser plans on, over the drawn page of nine squares."""

import numpy as np
import pandas as pd

from geodata.adjacency import find_borders
from geodata.declared import read_declared
from geodata.offices import office_ground
from geodata.raw import RawLayer
from geodata.record import Record
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from tests.geodata.drawn_ground import OFFICE, ground

LIANHU = load_profile("lianhu-2024")


def pairs(*rows):
    """Pairs of units that are adjacent in G, with this table of neighbours."""
    table = RawLayer("相邻.csv", pd.DataFrame(rows, columns=["a", "b", "adjacent"]))
    told = read_declared({"adjacency": (table,)}, {"adjacency": {}}, Record())
    dataset = ground()
    borders = find_borders(dataset.units, dataset.lines, dataset.areas, declared=told)
    (problem,) = build_problems(office_ground(ground(borders=borders), OFFICE), LIANHU)
    starts, ends = problem.tables.neighbour_start, problem.tables.neighbours
    first = np.repeat(np.arange(problem.n_units), np.diff(starts))
    return {
        (problem.unit_ids[a], problem.unit_ids[b]) for a, b in zip(first.tolist(), ends.tolist(), strict=True) if a < b
    }


def test_a_declared_pair_enters_the_graph_and_one_declared_apart_leaves_it():
    """a1 and a9 lie corner to corner over a5; a4 and a5 share a side of 100 m."""
    as_drawn = pairs()
    assert len(as_drawn) == 12
    assert ("a4", "a5") in as_drawn
    assert pairs(("a1", "a9", "是"), ("a4", "a5", "否")) == (as_drawn - {("a4", "a5")}) | {("a1", "a9")}
