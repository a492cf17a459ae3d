"""The service-area problem as frozen arrays, and the judge of any assignment.

Each unit i goes to one facility t: ``min Σ a_it x_it + Σ o_t y_t``, the demand of a service area at most the
capacity of its facility, each area connected in the unit graph and holding the facility's own unit. Either all
facilities are open (``y = 1``) or the plan chooses. Costs are integers, millionths of the input's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from optimizer.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.domain import BoolArray, FloatArray, IntArray

COST_SCALE = 1_000_000
"""Integer costs in one unit of the objective."""


@dataclass(frozen=True, eq=False)
class ServiceProblem:
    """Units, facilities and the unit graph: n units, m facilities.

    Attributes
    ----------
    demand
        (n,) demand of each unit, at least 0.
    cost
        (n, m) a_it: cost of serving unit i from facility t, millionths.
    capacity
        (m,) most demand a facility may serve.
    home
        (m,) unit in which each facility stands; no two stand in one.
    opening
        (m,) o_t: cost of opening, millionths; it counts for every area of the plan.
    must_open
        Whether every facility is open; otherwise the plan chooses.
    neighbour_start, neighbours
        Adjacency in compressed rows.
    """

    demand: IntArray
    cost: IntArray
    capacity: IntArray
    home: IntArray
    opening: IntArray
    must_open: bool
    neighbour_start: IntArray
    neighbours: IntArray

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.demand)

    @property
    def n_facilities(self) -> int:
        """Number of facilities."""
        return len(self.capacity)


def make_problem(
    demand: Sequence[int] | IntArray,
    cost: FloatArray,
    capacity: Sequence[int] | IntArray,
    home: Sequence[int] | IntArray,
    pairs: Sequence[tuple[int, int]] | IntArray,
    *,
    opening: Sequence[float] | FloatArray | None = None,
    must_open: bool = True,
) -> ServiceProblem:
    """Build a problem from costs in the input's unit and undirected pairs of neighbours.

    Raises
    ------
    ProblemError
        Where the arrays do not fit each other, or two facilities stand in one unit.
    """
    weights = np.asarray(demand, dtype=np.int64)
    rooms = np.asarray(capacity, dtype=np.int64)
    homes = np.asarray(home, dtype=np.int64)
    n, m = len(weights), len(rooms)
    fixed = np.zeros(m) if opening is None else np.asarray(opening, dtype=np.float64)
    edges = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if n == 0 or m == 0:
        raise ProblemError(
            "至少需要一个单元和一个有容量的设施；请检查 capacity 列",
            "at least one unit and one facility with capacity are needed; check the column capacity",
        )
    fits = cost.shape == (n, m) and len(homes) == m and len(fixed) == m
    if not fits or not _within(homes, n) or not _within(edges, n) or (weights < 0).any():
        raise ProblemError(
            "需求、费用、容量、邻接各表行数或编号不一致，或有负需求；请核对输入",
            "demand, cost, capacity and adjacency do not fit each other, or a demand is negative; check the input",
        )
    if len(np.unique(homes)) != m:
        raise ProblemError(
            "有两个设施在同一单元；请只留一个", "two facilities stand in one unit; keep one of them"
        )
    edges = edges[edges[:, 0] != edges[:, 1]]
    both = np.unique(np.concatenate([edges, edges[:, ::-1]]), axis=0)
    start = np.searchsorted(both[:, 0], np.arange(n + 1)).astype(np.int64)
    return ServiceProblem(
        weights, np.rint(cost * COST_SCALE).astype(np.int64), rooms, homes,
        np.rint(fixed * COST_SCALE).astype(np.int64), must_open, start, both[:, 1].copy(),
    )


def objective(problem: ServiceProblem, facility_of: IntArray) -> int:
    """Cost of an assignment, millionths; facilities without units are closed unless all must be open."""
    served = problem.cost[np.arange(problem.n_units), facility_of].sum()
    used = np.ones(problem.n_facilities, dtype=bool) if problem.must_open else is_open(problem, facility_of)
    return int(served + problem.opening[used].sum())


def is_open(problem: ServiceProblem, facility_of: IntArray) -> BoolArray:
    """Facilities that serve at least one unit, (m,)."""
    used = np.zeros(problem.n_facilities, dtype=bool)
    used[facility_of] = True
    return used


def excess(problem: ServiceProblem, facility_of: IntArray) -> IntArray:
    """Demand above the capacity of each facility, (m,)."""
    loads = np.bincount(facility_of, weights=problem.demand, minlength=problem.n_facilities).astype(np.int64)
    return np.asarray(np.maximum(loads - problem.capacity, 0))


def rank(problem: ServiceProblem, facility_of: IntArray) -> tuple[int, int]:
    """Order of connected plans: total excess, then cost."""
    return int(excess(problem, facility_of).sum()), objective(problem, facility_of)


def is_feasible(problem: ServiceProblem, facility_of: IntArray) -> bool:
    """Whether an assignment keeps every rule: capacity, own unit, one piece."""
    if excess(problem, facility_of).any():
        return False
    used = np.ones(problem.n_facilities, dtype=bool) if problem.must_open else is_open(problem, facility_of)
    return all(
        facility_of[problem.home[t]] == t and len(loose_units(problem, facility_of, int(t))) == 0
        for t in np.flatnonzero(used)
    )


def loose_units(problem: ServiceProblem, facility_of: IntArray, facility: int) -> IntArray:
    """Units of a service area that cannot be reached from its facility within the area."""
    inside = facility_of == facility
    reached = reachable(problem, inside, int(problem.home[facility]))
    return np.flatnonzero(inside & ~reached)


def reachable(problem: ServiceProblem, inside: BoolArray, start: int) -> BoolArray:
    """Units of a set that are connected to one of them within the set, (n,)."""
    reached = np.zeros(problem.n_units, dtype=bool)
    if not inside[start]:
        return reached
    reached[start] = True
    stack = [start]
    while stack:
        u = stack.pop()
        for v in beside(problem, u):
            if inside[v] and not reached[v]:
                reached[v] = True
                stack.append(int(v))
    return reached


def components(problem: ServiceProblem) -> IntArray:
    """Number of the connected part of the graph that each unit lies in, (n,)."""
    n, borders = problem.n_units, np.ones(len(problem.neighbours))
    graph: Any = csr_array((borders, problem.neighbours, problem.neighbour_start), shape=(n, n))
    _, part = connected_components(graph, directed=False)
    return np.asarray(part, dtype=np.int64)


def beside(problem: ServiceProblem, unit: int) -> IntArray:
    """Neighbours of a unit."""
    return problem.neighbours[problem.neighbour_start[unit] : problem.neighbour_start[unit + 1]]


def _within(numbers: IntArray, limit: int) -> bool:
    return bool(((numbers >= 0) & (numbers < limit)).all())


def restrict(
    problem: ServiceProblem, units: IntArray, facilities: IntArray, *, must_open: bool
) -> ServiceProblem:
    """Return the problem of some facilities on some units only; their own units must be among these."""
    number = np.full(problem.n_units, -1, dtype=np.int64)
    number[units] = np.arange(len(units))
    owner = number[np.repeat(np.arange(problem.n_units), np.diff(problem.neighbour_start))]
    other = number[problem.neighbours]
    kept = (owner >= 0) & (other >= 0)
    order = np.argsort(owner[kept], kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(owner[kept], minlength=len(units)))]).astype(np.int64)
    return ServiceProblem(
        problem.demand[units], problem.cost[np.ix_(units, facilities)], problem.capacity[facilities],
        number[problem.home[facilities]], problem.opening[facilities], must_open, start,
        other[kept][order],
    )
