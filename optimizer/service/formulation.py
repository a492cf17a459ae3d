"""The assignment model of a small service-area problem, and the rows that hold an area together.

Variables x_it and y_t, binary, on the pairs that are not barred (y_t is x of t's own unit, and 1 where all must open):

    min Σ a_it x_it + Σ o_t y_t;   Σ_t x_it = 1;   Σ_i d_i x_it ≤ c_t y_t;   x_it ≤ y_t;
    x_it ≤ Σ_{v beside i} x_vt   (i not beside t's own unit);
    x_it ≤ Σ_{v in C} x_vt       (C cuts i off from t's own unit; added where a solution falls apart).

With a start that exceeds capacities, the excess is bought at a price that no plan without would pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.milp import Model, Row
from optimizer.service.knapsack import BARRED, HELD
from optimizer.service.problem import COST_SCALE, ServiceProblem, beside, excess, reachable
from optimizer.service.relaxation import separator

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

LEVELS = (1e-6, 0.1, 0.3, 0.5, 0.7)
"""Shares above which a pair counts when loose parts of a fractional solution are looked for."""
VIOLATION = 0.05
"""Least violation of a separator worth a row."""


class Formulation:
    """The model and its variables.

    Parameters
    ----------
    problem
        The problem.
    status
        (m, n) which pairs are barred, open or held.
    start
        (n,) the plan to start from; none of its pairs is barred.
    """

    def __init__(self, problem: ServiceProblem, status: IntArray, start: IntArray) -> None:
        self.problem = problem
        self.model = Model("service_areas")
        self._status = status
        self._over = excess(problem, start)
        self._slack: dict[int, int] = {}
        self._x = np.full((problem.n_units, problem.n_facilities), -1, dtype=np.int64)
        self._add_pairs()
        for t in range(problem.n_facilities):
            self._add_room(t)
            self._hold_together(t)

    def values(self, facility_of: IntArray, start: IntArray) -> dict[int, float]:
        """Values of the variables for a plan."""
        values = dict.fromkeys(range(self.model.n_variables), 0.0)
        values |= {int(self._x[i, t]): 1.0 for i, t in enumerate(facility_of)}
        if facility_of is start:
            values |= {variable: float(self._over[t]) for t, variable in self._slack.items()}
        return values

    def plan(self, values: FloatArray) -> IntArray:
        """Facility of each unit for given values of the variables, (n,)."""
        return np.argmax(self._shares(values), axis=1).astype(np.int64)

    def separate(self, values: FloatArray) -> list[Row]:
        """Separators that a solution breaks, whole or fractional: of what is loose among the pairs above a level."""
        shares = self._shares(values)
        rows: dict[str, Row] = {}
        for t in range(self.problem.n_facilities):
            for level in LEVELS:
                rows |= {row.name: row for row in self._loose(t, shares[:, t], level)}
        return list(rows.values())

    def _loose(self, t: int, share: FloatArray, level: float) -> list[Row]:
        home, rows = int(self.problem.home[t]), []
        loose = (share > level) & ~reachable(self.problem, share > level, home)
        while loose.any():
            part = reachable(self.problem, loose, int(np.argmax(loose)))
            loose &= ~part
            cut = [v for v in separator(self.problem, part, home) if self._x[v, t] >= 0]
            through = share[cut].sum() + VIOLATION
            rows += [
                Row(f"apart_{u}_{t}_" + "_".join(map(str, cut)), self._at_most(u, cut, t), "<=", 0.0)
                for u in np.flatnonzero(part & (share > through)).tolist()
            ]
        return rows

    def _shares(self, values: FloatArray) -> FloatArray:
        return np.asarray(np.where(self._x >= 0, values[np.maximum(self._x, 0)], 0.0))

    def _add_pairs(self) -> None:
        problem, must = self.problem, self.problem.must_open
        for t in range(problem.n_facilities) if not must else ():
            home = int(problem.home[t])
            cost = (problem.opening[t] + problem.cost[home, t]) / COST_SCALE
            self._x[home, t] = self.model.variable(f"y_{t}", cost, upper=1, integer=True)
        for i in range(problem.n_units):
            options = np.flatnonzero(self._status[:, i] != BARRED).tolist()
            for t in options:
                if self._x[i, t] < 0:
                    self._x[i, t] = self.model.variable(
                        f"x_{i}_{t}", problem.cost[i, t] / COST_SCALE, upper=1, integer=True,
                        lower=float(must and self._status[t, i] == HELD),
                    )
            self.model.row(f"once_{i}", [(int(self._x[i, t]), 1.0) for t in options], "==", 1.0)

    def _add_room(self, t: int) -> None:
        problem, home = self.problem, int(self.problem.home[t])
        weights = problem.demand.astype(np.float64)
        right = float(problem.capacity[t])
        if not problem.must_open:
            weights[home] -= right
            right = 0.0
        terms = [(int(self._x[i, t]), float(weights[i])) for i in np.flatnonzero(self._x[:, t] >= 0)]
        if self._over.any():
            # No plan costs more than this, so that any saving of excess pays.
            dear = 1.0 + float(problem.cost.max(axis=1).sum() + problem.opening.sum()) / COST_SCALE
            self._slack[t] = self.model.variable(f"excess_{t}", dear)
            terms.append((self._slack[t], -1.0))
        self.model.row(f"room_{t}", terms, "<=", right)

    def _hold_together(self, t: int) -> None:
        """Rows that no area can do without: open before it serves, and a neighbour for every unit of it."""
        problem, home = self.problem, int(self.problem.home[t])
        near = {home, *beside(problem, home).tolist()}
        held = self._status[t] == HELD if problem.must_open else np.zeros(problem.n_units, dtype=bool)
        for i in np.flatnonzero(self._x[:, t] >= 0).tolist():
            if i == home:
                continue
            if not problem.must_open:
                self.model.row(f"open_{i}_{t}", self._at_most(i, [home], t), "<=", 0.0)
            around = [v for v in beside(problem, i).tolist() if self._x[v, t] >= 0]
            if i not in near and not held[i] and not any(held[v] and v in near for v in around):
                self.model.row(f"beside_{i}_{t}", self._at_most(i, around, t), "<=", 0.0)

    def _at_most(self, i: int, others: list[int], t: int) -> list[tuple[int, float]]:
        """Terms of x_it − Σ x_vt over other units."""
        return [(int(self._x[i, t]), 1.0), *((int(self._x[v, t]), -1.0) for v in others)]
