"""The best plan of a small problem, exactly: prices first, then what they leave open to HiGHS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.service.formulation import Formulation
from optimizer.service.knapsack import BARRED, FREE, HELD
from optimizer.service.problem import ServiceProblem, excess, objective, rank, reachable
from optimizer.service.relaxation import Relaxation

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

Left = Callable[[], float | None]

CLIMBS = ((150, 1.0), *((60, 0.3),) * 5)
"""Rounds of prices and first step, with separators and the barring of pairs in between."""
LP_ROUNDS = 30
"""Rounds of separators on the linear relaxation."""
RELIEF_NODES = 5
"""Nodes of a search that only takes off excess."""
CUT_ROUNDS = 10
"""Times a solution that falls apart is cut off before the search gives up."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What became of a small problem.

    Attributes
    ----------
    facility_of
        (n,) a plan better than the one to start from, or ``None``.
    proven
        Whether it is certain that there is no better one than ``facility_of``, or than the start.
    """

    facility_of: IntArray | None
    proven: bool


def reoptimise(
    problem: ServiceProblem, start: IntArray, prices: FloatArray, *, pairs: int, nodes: int,
    left: Left,
) -> Answer:
    """Look for a plan that is better: one with less excess, else of less cost.

    Parameters
    ----------
    problem
        The problem, small enough for HiGHS once pairs are barred.
    start
        (n,) the plan to beat.
    prices
        (n,) prices of the units to start from, millionths.
    pairs
        Most pairs left open beside the start's own; where the bound leaves more, those of least regret are kept and
        the answer is not proven.
    nodes
        Nodes of each search of HiGHS.
    left
        Seconds left, or ``None`` without a time limit.
    """
    relaxation = Relaxation(problem, prices)
    if excess(problem, start).any():
        return _relieve(relaxation, start, pairs=pairs, left=left)
    target = float(objective(problem, start)) - 1
    for rounds, step in CLIMBS:
        relaxation.climb(target, rounds, enough=target, step=step)
        if relaxation.bound > target or not bar(relaxation, target):
            return Answer(None, True)
        relaxation.separate()
    whole = narrow(relaxation, pairs)
    _keep(relaxation.status, start)
    answer = _search(problem, relaxation.status, start, nodes=nodes, left=left)
    return Answer(answer.facility_of, answer.proven and whole)


def _relieve(
    relaxation: Relaxation, start: IntArray, *, pairs: int, left: Left
) -> Answer:
    """Look for a plan with less excess; prices bar nothing here, they only say which pairs to keep."""
    problem = relaxation.problem
    relaxation.climb(1.02 * float(objective(problem, start)), CLIMBS[0][0])
    whole = narrow(relaxation, pairs // 2)
    _keep(relaxation.status, start)
    answer = _search(problem, relaxation.status, start, nodes=RELIEF_NODES, left=left)
    return Answer(answer.facility_of, answer.proven and whole)


def _keep(status: IntArray, start: IntArray) -> None:
    """Keep the start possible: HiGHS needs it as its first incumbent."""
    for i in np.flatnonzero(status[start, np.arange(len(start))] == BARRED):
        status[:, i] = np.where(status[:, i] == HELD, FREE, status[:, i])
        status[start[i], i] = FREE


def narrow(relaxation: Relaxation, pairs: int) -> bool:
    """Keep the open pairs of least regret only; return whether that left all of them."""
    status = relaxation.status
    several = (status != BARRED).sum(axis=0) > 1
    is_open = (status == FREE) & several[None, :]
    if np.count_nonzero(is_open) <= pairs:
        return True
    regret = np.where(is_open, relaxation.regrets().inside.T, np.inf)
    level = np.partition(regret[is_open], pairs)[pairs]
    status[is_open & (regret > level)] = BARRED
    return False


def bar(relaxation: Relaxation, target: float) -> bool:
    """Bar the pairs that no plan of cost at most ``target`` holds; return whether every unit keeps one."""
    problem, status = relaxation.problem, relaxation.status
    regrets = relaxation.regrets()
    spare = target - regrets.bound
    status[np.greater(regrets.inside.T, spare) & (status == FREE)] = BARRED
    if problem.must_open:
        status[np.greater(regrets.outside.T, spare) & (status == FREE)] = HELD
    for t in range(problem.n_facilities):
        apart = ~reachable(problem, status[t] != BARRED, int(problem.home[t]))
        status[t, apart] = BARRED
    held = (status == HELD).sum(axis=0) if problem.must_open else np.zeros(problem.n_units, dtype=np.int64)
    status[:, held == 1] = np.where(status[:, held == 1] == HELD, HELD, BARRED)
    choices = (status != BARRED).sum(axis=0)
    if (choices == 0).any() or (held > 1).any():
        return False
    if problem.must_open:
        status[:, choices == 1] = np.where(status[:, choices == 1] != BARRED, HELD, BARRED)
    return True


def _search(
    problem: ServiceProblem, status: IntArray, start: IntArray, *, nodes: int, left: Left
) -> Answer:
    """Search with HiGHS; each better solution that falls apart stops it, so that it can be cut off."""
    f = Formulation(problem, status, start)
    f.model.relax(f.separate, rounds=LP_ROUNDS)
    for _ in range(CUT_ROUNDS):
        seconds = left()
        if seconds is not None and seconds <= 0:
            break
        outcome = f.model.solve(
            start=f.values(start, start), nodes=nodes, time_limit_s=seconds,
            accepts=lambda values: not f.separate(values),
        )
        if outcome.values is None:
            break
        rows = [row for row in f.separate(outcome.values) if not f.model.has(row.name)]
        if not rows:
            found = f.plan(outcome.values)
            return Answer(found if rank(problem, found) < rank(problem, start) else None, outcome.proven)
        for row in rows:
            f.model.row(*row)
    return Answer(None, False)
