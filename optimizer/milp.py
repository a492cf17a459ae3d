"""Linear and mixed-integer models through PuLP and HiGHS: with `optimizer.master` all that talks to either.

PuLP 4 is the modelling layer, HiGHS the solver. Any status but optimal or a limit counts as "no bound"; a limit with
an incumbent is told apart from optimality (PuLP's own status does not do so reliably). One thread, so that equal
input gives equal results.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import highspy
import numpy as np
import pulp

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

Cancelled = Callable[[], bool]
OnBound = Callable[[float, float], None]
Accepts = Callable[["FloatArray"], bool]

ABSOLUTE_GAP = 4e-4
"""Gap, in household-minutes, at which an exact search stops: less than the 0.001 that costs are rounded to."""

DUAL_TOLERANCE = 1e-6
"""Relative safety margin taken off the solver's own bound."""


class Row(NamedTuple):
    """One row: Σ coefficient · variable ``sense`` right, with ``sense`` one of ``<=``, ``==``, ``>=``."""

    name: str
    terms: Sequence[tuple[int, float]]
    sense: str
    right: float


Separate = Callable[["FloatArray"], Sequence[Row]]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a solve came to.

    Attributes
    ----------
    proven
        Whether HiGHS finished: the values are optimal within the gap asked for.
    infeasible
        Whether HiGHS proved that no values satisfy the rows.
    values
        Value of each variable in the order of creation, ``None`` without a solution.
    objective
        Objective of ``values``.
    bound
        Lower bound, less a tolerance; ``None`` where the solver failed.
    reduced
        Reduced cost of each variable (linear models only).
    """

    proven: bool
    infeasible: bool
    values: FloatArray | None
    objective: float | None
    bound: float | None
    reduced: FloatArray | None


class Model:
    """A minimisation model that grows by named variables and named rows.

    Parameters
    ----------
    name
        Name of the model.
    """

    def __init__(self, name: str) -> None:
        self._problem: Any = pulp.LpProblem(name, pulp.LpMinimize)
        self._variables: list[Any] = []
        self._costs: list[float] = []
        self._rows: set[str] = set()
        self._has_integers = False
        self._is_relaxed = False
        self._column: IntArray = np.zeros(0, dtype=np.int64)

    @property
    def n_variables(self) -> int:
        """Number of variables so far."""
        return len(self._variables)

    @property
    def n_rows(self) -> int:
        """Number of rows so far."""
        return len(self._rows)

    def has(self, name: str) -> bool:
        """Whether a row of this name is there."""
        return name in self._rows

    def variable(
        self, name: str, cost: float, *, upper: float | None = None, lower: float = 0.0, integer: bool = False
    ) -> int:
        """Add one variable; return its position."""
        category = pulp.LpInteger if integer else pulp.LpContinuous
        self._variables.append(self._problem.add_variable(name, lower, upper, category))
        self._costs.append(float(cost))
        self._has_integers |= integer
        return len(self._variables) - 1

    def row(
        self, name: str, terms: Sequence[tuple[int, float]], sense: str, right: float
    ) -> None:
        """Add one row, see `Row`."""
        left = pulp.LpAffineExpression.from_list([(self._variables[j], float(c)) for j, c in terms])
        if sense == "<=":
            self._problem.addConstraint(left <= right, name)
        elif sense == ">=":
            self._problem.addConstraint(left >= right, name)
        else:
            self._problem.addConstraint(left == right, name)
        self._rows.add(name)

    def solve(
        self,
        *,
        relaxed: bool = False,
        start: Mapping[int, float] | None = None,
        gap: float = 0.0,
        nodes: int | None = None,
        time_limit_s: float | None = None,
        cancelled: Cancelled | None = None,
        on_bound: OnBound | None = None,
        accepts: Accepts | None = None,
    ) -> Outcome:
        """Solve with HiGHS.

        Parameters
        ----------
        relaxed
            Drop integrality.
        start
            Values to start from, by position; HiGHS completes those that are missing.
        gap
            Relative gap at which to stop.
        nodes, time_limit_s
            Limits of the search; only ``nodes`` repeats exactly.
        cancelled
            Asked now and then; when true the search stops and keeps the incumbent.
        on_bound
            Told (objective, bound) now and then.
        accepts
            Asked about the values of each better solution; when false the search stops there, so that rows can be
            added against it.
        """
        problem = self._problem
        self._is_relaxed = False
        problem.setObjective(
            pulp.LpAffineExpression.from_list(list(zip(self._variables, self._costs, strict=True)))
        )
        integer = self._has_integers and not relaxed
        options: dict[str, Any] = {} if nodes is None else {"mip_max_nodes": int(nodes)}
        if start is not None:
            for position, value in start.items():
                self._variables[position].varValue = float(value)
            options["warmStart"] = True
        asked = accepts and (lambda columns: accepts(self._by_variable(columns)))
        watch = _watch(cancelled, on_bound, asked) if integer and (cancelled or on_bound or accepts) else {}
        solver = pulp.HiGHS(
            mip=integer, msg=False, gapRel=gap, gapAbs=ABSOLUTE_GAP if gap == 0 else None, threads=1,
            timeLimit=time_limit_s, **watch, **options,
        )
        solver.createAndConfigureSolver(problem)
        solver.buildSolverModel(problem)
        self._column = self._number_columns()
        problem.solverModel.run()
        return self._read(integer)

    def relax(
        self,
        separate: Separate,
        *,
        rounds: int,
        gain: float = 0.0,
        enough: float = math.inf,
        stop: Cancelled | None = None,
    ) -> Outcome:
        """Solve the linear relaxation again and again with the rows that its solution breaks; keep the rows.

        Another call goes on from the last basis, with the bounds that were set meanwhile.

        Parameters
        ----------
        separate
            Names the broken rows for given values.
        rounds
            Most rounds.
        gain
            Stop when three rounds together raise the objective by less than this share.
        enough
            Stop when the objective reaches this.
        stop
            Asked between rounds.
        """
        if self._is_relaxed:
            self._problem.solverModel.run()
            outcome = self._read(integer=False)
        else:
            outcome = self.solve(relaxed=True)
            self._is_relaxed = True
        highs, column = self._problem.solverModel, self._column
        course: list[float] = []
        for _ in range(rounds):
            if outcome.objective is None or outcome.values is None or (stop is not None and stop()):
                break
            course.append(outcome.objective)
            if outcome.objective >= enough:
                break
            if len(course) > 3 and course[-1] - course[-4] < gain * abs(course[-1]):
                break
            broken = separate(outcome.values)
            if not broken:
                break
            for row in broken:
                self.row(*row)
                positions = np.array([column[j] for j, _ in row.terms], dtype=np.int32)
                lower = -highspy.kHighsInf if row.sense == "<=" else row.right
                upper = highspy.kHighsInf if row.sense == ">=" else row.right
                coefficients = np.array([c for _, c in row.terms], dtype=np.float64)
                highs.addRow(lower, upper, len(positions), positions, coefficients)
            highs.run()
            outcome = self._read(integer=False)
        return outcome

    def limit(self, position: int, lower: float, upper: float) -> None:
        """Change the bounds of a variable."""
        self._variables[position].lowBound = lower
        self._variables[position].upBound = upper
        if self._is_relaxed:
            self._problem.solverModel.changeColBounds(int(self._column[position]), lower, upper)

    def forbid(self, positions: Iterable[int]) -> None:
        """Fix variables at 0 for all searches to come."""
        for position in positions:
            self._variables[position].upBound = 0.0

    def _number_columns(self) -> IntArray:
        """HiGHS column of each variable; PuLP leaves out those that no row uses (−1)."""
        number = {v.id: j for j, v in enumerate(self._problem.exported_variables())}
        return np.array([number.get(v.id, -1) for v in self._variables], dtype=np.int64)

    def _by_variable(self, of_columns: FloatArray) -> FloatArray:
        """Values of HiGHS's columns by variable; 0 for those that no row uses."""
        column = self._column
        return np.where(column >= 0, of_columns[column], 0.0)

    def _read(self, integer: bool) -> Outcome:
        """Read the outcome straight from HiGHS; PuLP leaves unused variables out, so map by identity."""
        highs = self._problem.solverModel
        status = highs.getModelStatus()
        known = highspy.HighsModelStatus
        info = highs.getInfo()
        stopped = (known.kTimeLimit, known.kSolutionLimit, known.kInterrupt, known.kObjectiveBound)
        proven = status == known.kOptimal
        limited = integer and status in stopped
        has_values = proven or (limited and math.isfinite(info.objective_function_value))
        values = reduced = None
        objective = bound = None
        if has_values:
            solution = highs.getSolution()
            values = self._by_variable(np.asarray(solution.col_value))
            objective = float(info.objective_function_value)
            if not integer:
                reduced = self._by_variable(np.asarray(solution.col_dual))
        if proven or limited:
            found = float(info.mip_dual_bound) if integer else objective
            if found is not None and math.isfinite(found):
                bound = found - DUAL_TOLERANCE * max(1.0, abs(found))
        return Outcome(proven, status == known.kInfeasible, values, objective, bound, reduced)


def _watch(cancelled: Cancelled | None, on_bound: OnBound | None, accepts: Accepts | None) -> dict[str, Any]:
    """Arguments that make HiGHS report its bound and better solutions, and ask whether to stop."""
    kinds = highspy.cb.HighsCallbackType
    refused = False

    def called(kind: int, message: str, out: Any, back: Any, data: Any) -> None:
        nonlocal refused
        if kind == kinds.kCallbackMipImprovingSolution:
            refused |= accepts is not None and not accepts(np.array(out.mip_solution))
            return
        if on_bound is not None:
            on_bound(float(out.mip_primal_bound), float(out.mip_dual_bound))
        if refused or (cancelled is not None and cancelled()):
            back.user_interrupt = 1

    wanted = [kinds.kCallbackMipInterrupt]
    return {
        "callbackTuple": (called, None),
        "callbacksToActivate": wanted if accepts is None else [*wanted, kinds.kCallbackMipImprovingSolution],
    }
