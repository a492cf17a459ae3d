"""Costs of communities that are already there: a plan drawn by hand, or columns found under other weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from geodata.domain import UnitId
from optimizer.anneal import Annealed
from optimizer.cost import Cost, Scratch, evaluate, scratch_for
from optimizer.errors import ProblemError
from optimizer.graph import connected_codes, parts
from optimizer.partition import Columns
from optimizer.plan import CommunityResult, OfficeResult
from optimizer.problem import Problem
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray


def assignment_of(office: OfficeResult) -> dict[UnitId, str]:
    """Name the community of every unit of a result by its number."""
    return {unit: str(k) for k, community in enumerate(office.communities) for unit in community.units}


def plan_from(problem: Problem, assignment: Mapping[UnitId, str]) -> Annealed:
    """Number and cost a plan that names the community of every unit; other units are ignored.

    Raises
    ------
    ProblemError
        Where a unit has no community, or a community is not in one piece.
    """
    _refuse_open(problem, assignment)
    names = [assignment[unit] for unit in problem.unit_ids]
    number = {name: k for k, name in enumerate(sorted(set(names)))}
    community = np.array([number[name] for name in names], dtype=np.int64)
    for name, k in number.items():
        pieces = parts(problem.tables, np.flatnonzero(community == k).astype(np.int64))
        if len(pieces) > 1:
            apart = problem.unit_ids[int(pieces[1][0])]
            raise ProblemError(
                f"社区 {name} 分成 {len(pieces)} 块，单元 {apart} 与其余不相连。先连成一片",
                f"Community {name} is in {len(pieces)} pieces: unit {apart} is cut off. Join them first",
            )
    return costed(problem, community)


def in_pieces(problem: Problem, assignment: Mapping[UnitId, str]) -> IntArray:
    """Number the communities of a plan drawn by anybody: one in several pieces counts as so many.

    Raises
    ------
    ProblemError
        Where a unit has no community.
    """
    _refuse_open(problem, assignment)
    return start_from(problem, assignment)


def _refuse_open(problem: Problem, assignment: Mapping[UnitId, str]) -> None:
    without = [unit for unit in problem.unit_ids if assignment.get(unit) is None]
    if without:
        listed = ", ".join(without[:5])
        raise ProblemError(
            f"{problem.subdistrict}：{len(without)} 个单元没有社区：{listed}。先补全方案",
            f"{problem.subdistrict}: {len(without)} units have no community: {listed}. Complete the plan first",
        )


def start_from(problem: Problem, assignment: Mapping[UnitId, str]) -> IntArray:
    """Number a plan that need not be finished: units without a community stand alone, and so does each loose piece."""
    names = [assignment.get(unit) for unit in problem.unit_ids]
    number = {name: k for k, name in enumerate(sorted({name for name in names if name is not None}))}
    code = np.array([-1 if name is None else number[name] for name in names], dtype=np.int64)
    return connected_codes(problem.tables, code)


def costed(problem: Problem, community: IntArray) -> Annealed:
    """Cost a partition into connected communities, (n,) numbers in any order."""
    work = scratch_for(problem.tables)
    total = np.zeros(3, dtype=np.int64)
    for number in np.unique(community):
        members = np.flatnonzero(community == number).astype(np.int64)
        total += np.array(evaluate(problem.tables, members, work)[:3], dtype=np.int64)
    return Annealed(community, int(total[0]), int(total[1]), int(total[2]))


def described(problem: Problem, community: IntArray) -> tuple[CommunityResult, ...]:
    """Describe the communities of a partition, in the order of their first units."""
    work, found = scratch_for(problem.tables), []
    first = np.sort(np.unique(community, return_index=True)[1])
    for number in community[first]:
        members = np.flatnonzero(community == number).astype(np.int64)
        cost = Cost(*(int(v) for v in evaluate(problem.tables, members, work)))
        found.append(
            CommunityResult(
                units=tuple(problem.unit_ids[i] for i in members),
                anchor=int(problem.anchor_index[cost.anchor]),
                continues=problem.labels[cost.label] if cost.label >= 0 else None,
                cost=cost.cost,
                breach=cost.breach,
            )
        )
    return tuple(found)


def recosted(problem: Problem, columns: Columns) -> Columns:
    """Cost columns again, by the tables of this problem."""
    costs = np.empty((len(columns), 5), dtype=np.int64)
    _evaluate_all(problem.tables, columns.start, columns.units, scratch_for(problem.tables), costs)
    return Columns(columns.start, columns.units, costs)


@njit(cache=True)
def _evaluate_all(t: Tables, start: IntArray, units: IntArray, work: Scratch, costs: IntArray) -> None:
    for c in range(len(costs)):
        cost = evaluate(t, units[start[c] : start[c + 1]], work)
        costs[c, 0] = cost.breach
        costs[c, 1] = cost.outline
        costs[c, 2] = cost.cost
        costs[c, 3] = cost.anchor
        costs[c, 4] = cost.label
