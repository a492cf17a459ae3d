"""The growing linear relaxation of set partitioning, through PuLP and HiGHS, which keeps its basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pulp

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

ELASTIC_TOLERANCE = 1e-7
"""Cover of a unit by nothing, or twice, that counts as none."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What a `Master` came to, in household-minutes.

    Attributes
    ----------
    objective
        Value of the relaxation.
    prices, labels
        Unit prices π and label prices μ ≤ 0.
    count_price, count
        Price θ of a set as such, and how many sets the relaxation holds.
    is_boxed
        Whether a bound on the prices still holds them: the value is then below that of the relaxation without it.
    is_passing
        Whether the relaxation uses passing columns.
    """

    objective: float
    prices: FloatArray
    labels: FloatArray
    count_price: float
    count: float
    is_boxed: bool
    is_passing: bool


class Master:
    """A set-partitioning LP that grows by columns and keeps its basis.

    Rows: each unit once (``0 … n − 1``), each label continued at most once, at most one set anchored in each unit, and
    how many sets there are in all.

    Parameters
    ----------
    n_units, n_labels
        Number of equality rows and of ≤ rows.
    penalty
        Cost of leaving a unit uncovered or covering it twice: bounds the prices, and drops out at the optimum.
    """

    def __init__(self, n_units: int, n_labels: int, penalty: float) -> None:
        problem: Any = pulp.LpProblem("communities", pulp.LpMinimize)
        missing = [problem.add_variable(f"uncovered_{i}", 0, None) for i in range(n_units)]
        double = [problem.add_variable(f"covered_twice_{i}", 0, None) for i in range(n_units)]
        spare = problem.add_variable("spare", 0, 0)
        problem.setObjective(pulp.LpAffineExpression.from_list([(v, penalty) for v in missing + double]))
        for i in range(n_units):
            left = pulp.LpAffineExpression.from_list([(missing[i], 1.0), (double[i], -1.0)])
            problem.addConstraint(left == 1, f"once_{i}")
        for e in range(n_labels):
            problem.addConstraint(pulp.LpAffineExpression.from_list([(spare, 1.0)]) <= 1, f"continued_{e}")
        for i in range(n_units):
            problem.addConstraint(pulp.LpAffineExpression.from_list([(spare, 1.0)]) <= 1, f"anchored_{i}")
        problem.addConstraint(pulp.LpAffineExpression.from_list([(spare, 1.0)]) <= n_units, "count")
        solver = pulp.HiGHS(mip=False, msg=False, threads=1)
        solver.createAndConfigureSolver(problem)
        solver.buildSolverModel(problem)
        self._problem = problem
        self._highs = problem.solverModel
        self._n_units, self._n_labels = n_units, n_labels
        self._passing: list[int] = []

    def limit_count(self, least: int, most: int) -> None:
        """Ask for at least and at most so many sets."""
        self._highs.changeRowBounds(2 * self._n_units + self._n_labels, float(least), float(most))

    def add(self, costs: FloatArray, starts: IntArray, rows: IntArray) -> None:
        """Add columns: ``rows[starts[c]:starts[c + 1]]`` are the rows of column c."""
        count = len(costs)
        if count:
            self._highs.addCols(
                count, np.asarray(costs, dtype=np.float64), np.zeros(count), np.full(count, highspy.kHighsInf),
                len(rows), np.asarray(starts[:-1], dtype=np.int32), np.asarray(rows, dtype=np.int32),
                np.ones(len(rows)),
            )

    def add_passing(self, cost: float, rows: IntArray, shares: FloatArray) -> None:
        """Add one column with other entries than 1, until `drop_passing`."""
        self._passing.append(int(self._highs.getNumCol()))
        self._highs.addCol(
            cost, 0.0, highspy.kHighsInf, len(rows), np.asarray(rows, dtype=np.int32),
            np.asarray(shares, dtype=np.float64),
        )

    def drop_passing(self) -> None:
        """Take the passing columns out."""
        for column in self._passing:
            self._highs.changeColBounds(column, 0.0, 0.0)
        self._passing = []

    def box(self, lower: FloatArray, upper: FloatArray) -> None:
        """Keep the unit prices between bounds: what leaving a unit out costs, and what covering it twice returns."""
        self._highs.changeColsCost(
            2 * self._n_units, np.arange(2 * self._n_units, dtype=np.int32), np.concatenate([upper, -lower])
        )

    def solve(self) -> Prices:
        """Solve again from the last basis.

        Raises
        ------
        ArithmeticError
            Where HiGHS does not reach an optimum.
        """
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # A stale basis can leave HiGHS undecided: start afresh once.
            self._highs.clearSolver()
            self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"master LP: {self._highs.getModelStatus()}")
        solution = self._highs.getSolution()
        duals, n = np.asarray(solution.row_dual), self._n_units
        elastic = np.asarray(solution.col_value[: 2 * n])
        return Prices(
            float(self._highs.getInfo().objective_function_value), duals[:n],
            np.minimum(duals[n : n + self._n_labels], 0.0), float(duals[-1]),
            float(np.asarray(solution.row_value)[-1]), bool((elastic > ELASTIC_TOLERANCE).any()),
            bool((np.asarray(solution.col_value)[self._passing] > ELASTIC_TOLERANCE).any()),
        )
