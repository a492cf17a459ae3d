"""Proof for fine units by the assignment model (Hess et al. 1965), from the annealed plan.

The linear relaxation is solved with the rows that it breaks; pairs of unit and anchor whose reduced cost exceeds the
gap to the best plan are in no better plan and drop out; what is left is solved as a mixed-integer model, again and
again while its solutions fall apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.anneal import Annealed
from optimizer.cost import Cost, evaluate, scratch_for
from optimizer.formulation import Variables, build
from optimizer.separation import broken_rows, loose_parts, opening_rows

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from optimizer.milp import Cancelled, Model, Outcome
    from optimizer.problem import Problem

MILLI = 1000.0
ROOT_ROUNDS, FREE_ROUNDS, ROOT_GAIN = 60, 8, 3e-4
"""Most rounds of separation for one number of communities and for a free one, and the gain that three must bring."""
SOLVER_MARGIN = 1e-5


@dataclass(frozen=True, eq=False)
class Assigned:
    """The best plan known after the search, and the bound of Σ c(S) that was proven."""

    plan: Annealed
    bound: int | None


def solve_assignment(
    problem: Problem,
    plan: Annealed,
    *,
    hard: bool,
    gap: float,
    repeats: int,
    nodes: int | None,
    time_limit_s: float | None,
    stop: Cancelled,
) -> Assigned:
    """Prove the annealed plan or find a better one.

    Parameters
    ----------
    plan
        Where to start.
    hard
        Whether the plan keeps the hard band.
    gap
        Relative gap at which to stop.
    repeats
        Most times that the model is solved again with new separators.
    nodes, time_limit_s
        Limits of each search; only ``nodes`` repeats exactly.
    """
    model, variables = build(problem, hard=hard)
    root = _root(problem, model, variables, plan, gap, stop)
    if root is None:
        return Assigned(plan, None)
    bound = root.bound
    for row in opening_rows(problem, variables, root.allowed):
        if not model.has(row.name):
            model.row(*row)
    model.forbid(int(p) for p in variables.x[~root.allowed])
    best = plan
    for _ in range(repeats):
        if stop() or best.cost - bound <= gap * best.cost:
            break
        outcome = model.solve(
            start=_start(problem, variables, best), gap=gap, nodes=nodes, time_limit_s=time_limit_s, cancelled=stop
        )
        if outcome.bound is not None:
            # Plans that use a pair that dropped out cost at least as much as the plan did then.
            bound = max(bound, min(int(np.floor(outcome.bound * MILLI)), plan.cost))
        if outcome.infeasible:
            bound = plan.cost
        if outcome.values is None:
            break
        anchor_of = np.argmax(outcome.values[variables.x], axis=1)
        missing = loose_parts(problem, variables, anchor_of)
        if not missing:
            found = _plan(problem, anchor_of)
            best = found if found.rank < best.rank else best
        missing += broken_rows(variables, outcome.values)
        if not missing:
            break
        for row in missing:
            if not model.has(row.name):
                model.row(*row)
    return Assigned(best, min(bound, best.cost))


@dataclass(frozen=True, eq=False)
class _Root:
    """Bound of the relaxations over all numbers of communities, and the (n, m) pairs that may be in a better plan."""

    bound: int
    allowed: BoolArray


def _root(
    problem: Problem, model: Model, v: Variables, plan: Annealed, gap: float, stop: Cancelled
) -> _Root | None:
    """Relax the model for each number of communities that can still matter.

    The relaxation is convex in that number, so the search walks outward from its own best and ends on each side
    where the plan's cost is reached. The number is what the size terms hang on: left free it hides them.
    """
    # A little more than the gap asked for, so that what the solver's tolerance takes off does not miss it.
    enough = plan.cost / MILLI * (1.0 - gap + SOLVER_MARGIN)

    def relaxed(lower: int, upper: int, rounds: int = ROOT_ROUNDS) -> Outcome:
        model.limit(v.communities, float(lower), float(upper))
        return model.relax(
            lambda values: broken_rows(v, values), rounds=rounds, gain=ROOT_GAIN, enough=enough, stop=stop
        )

    n = problem.n_units
    free = relaxed(1, n, FREE_ROUNDS)
    if free.values is None or free.bound is None:
        return None
    middle = int(np.floor(free.values[v.communities] + 0.5))
    bound, numbers = plan.cost, []
    allowed = _own(problem, v, plan)
    for side in (range(middle, 0, -1), range(middle + 1, n + 1)):
        for count in side:
            outcome = relaxed(count, count)
            if outcome.infeasible:
                break
            if outcome.bound is None or outcome.reduced is None:
                return _Root(int(np.floor(free.bound * MILLI)), np.ones_like(allowed))
            found = int(np.floor(outcome.bound * MILLI))
            if found >= plan.cost:
                break
            bound = min(bound, found)
            numbers.append(count)
            allowed |= outcome.reduced[v.x] <= plan.cost / MILLI - outcome.bound
    model.limit(v.communities, float(min(numbers, default=1)), float(max(numbers, default=n)))
    # A relaxation that was stopped early may bound less than the one over all numbers.
    return _Root(max(bound, min(int(np.floor(free.bound * MILLI)), plan.cost)), allowed)


def _own(problem: Problem, v: Variables, plan: Annealed) -> BoolArray:
    """Pairs that always stay: anchors with their own units, and the plan's."""
    allowed = np.zeros(v.x.shape, dtype=np.bool_)
    allowed[problem.tables.anchor_unit, np.arange(v.x.shape[1])] = True
    for members, cost in _costs(problem, plan.community):
        allowed[members, cost.anchor] = True
    return allowed


def _start(problem: Problem, v: Variables, plan: Annealed) -> dict[int, float]:
    """Values of x for a plan: each unit at its community's anchor."""
    start = dict.fromkeys((int(j) for j in v.x.ravel()), 0.0)
    for members, cost in _costs(problem, plan.community):
        start |= {int(v.x[i, cost.anchor]): 1.0 for i in members}
    return start


def _plan(problem: Problem, anchor_of: IntArray) -> Annealed:
    """Cost a connected assignment as a plan."""
    community = np.unique(anchor_of, return_inverse=True)[1].astype(np.int64)
    costs = [cost for _, cost in _costs(problem, community)]
    return Annealed(
        community, sum(c.breach for c in costs), sum(c.outline for c in costs), sum(c.cost for c in costs)
    )


def _costs(problem: Problem, community: IntArray) -> list[tuple[IntArray, Cost]]:
    """Members and cost of each community."""
    work = scratch_for(problem.tables)
    found = []
    for number in np.unique(community):
        members = np.flatnonzero(community == number).astype(np.int64)
        found.append((members, Cost(*(int(c) for c in evaluate(problem.tables, members, work)))))
    return found
