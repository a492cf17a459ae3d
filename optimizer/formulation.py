"""The rows of the assignment model: every unit to one anchor, exact but for contiguity and outline.

Formulation of ``optimisation-model.md`` section 4 (Hess et al. 1965; labels by majority)::

    x_it  unit i walks to anchor t      y_t = x_u(t),t  anchor t is used
    Σ_t x_it = 1,  x_it ≤ y_t,  Σ_{t in u} x_ut ≤ 1

Contiguity is left out. The outline of each community is relaxed to the outline of the plan: Σ_S (s·ℓ − λ)⁺ ≥ Σ over
cut borders of twice their length short of streets, where that is positive. Both only lower the optimum, so a bound
of the model holds for all plans. The many rows x_it ≤ y_t and those of the cut borders are left to
`optimizer.separation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from optimizer.milp import Model
from optimizer.problem import Problem
from optimizer.tables import NO_MAXIMUM

if TYPE_CHECKING:
    import numpy.typing as npt

    from geodata.domain import IntArray

MILLI = 1000.0


class Cut(NamedTuple):
    """The variable that tells whether a border is cut; ``off_street``: being cut costs, otherwise it returns."""

    i: int
    j: int
    position: int
    off_street: bool


@dataclass(frozen=True, eq=False)
class Variables:
    """Positions of the model's variables: x is (n, m), y is (m,); ``communities`` is Σ y."""

    x: IntArray
    y: IntArray
    cuts: list[Cut]
    communities: int


def is_plain(problem: Problem) -> bool:
    """Whether the model covers all of this problem's rules: one size rule, and nothing that only columns express."""
    t = problem.tables
    held = bool((t.lock >= 0).any() or (t.group >= 0).any() or (t.quarter >= 0).any())
    scoped = bool(t.selected.any() or t.exempt_base.any() or t.rim_line.any())
    return not (held or scoped or t.walking_hard or t.geography_first or t.stand_alone_base or t.floor_ceil)


def build(problem: Problem, *, hard: bool) -> tuple[Model, Variables]:
    """Build the model; every row is named after the rule it keeps.

    Parameters
    ----------
    hard
        Keep the hard bounds of the band as rows.
    """
    t = problem.tables
    n, m = t.access.shape
    model = Model("assignment")
    x = np.empty((n, m), dtype=np.int64)
    for i in range(n):
        for k in range(m):
            cost = (t.access[i, k] + t.relocate[i] + (t.opening[k] if t.anchor_unit[k] == i else 0)) / MILLI
            x[i, k] = model.variable(f"x_{i}_{k}", cost, upper=1.0, integer=True)
    y = x[t.anchor_unit, np.arange(m)]
    communities = model.variable("communities", 0.0, lower=1.0, upper=float(n), integer=True)
    model.row("count", [*((int(v), 1.0) for v in y), (communities, -1.0)], "==", 0.0)
    variables = Variables(x, y, [], communities)
    for i in range(n):
        model.row(f"once_{i}", [(int(v), 1.0) for v in x[i]], "==", 1.0)
    continued = _add_labels(model, problem, variables)
    _add_floor(model, problem, variables, continued)
    _add_size(model, problem, variables, hard)
    _add_pieces(model, problem, variables)
    _add_outline(model, problem, variables)
    return model, variables


def _add_labels(model: Model, problem: Problem, v: Variables) -> dict[tuple[int, int], int]:
    """Units that stay with a continued community pay no change; a majority is needed to continue it."""
    t = problem.tables
    continued: dict[tuple[int, int], int] = {}
    for e in range(len(problem.labels)):
        units = np.flatnonzero(t.label == e)
        total = int(t.label_households[e])
        held = int(t.households[units].sum())
        if 2 * held <= total:
            continue
        for k in range(len(v.y)):
            w = model.variable(f"w_{k}_{e}", 0.0, upper=1.0, integer=True)
            spared = int(t.relocate[units].sum())
            q = model.variable(f"q_{k}_{e}", -1.0 / MILLI, upper=float(spared))
            change = [(int(v.x[i, k]), -float(t.relocate[i])) for i in units]
            model.row(f"stays_{k}_{e}", [(q, 1.0), *change], "<=", 0.0)
            model.row(f"stays_if_{k}_{e}", [(q, 1.0), (w, -float(spared))], "<=", 0.0)
            majority = [(int(v.x[i, k]), -float(t.households[i])) for i in units]
            model.row(f"majority_{k}_{e}", [(w, float(total // 2 + 1)), *majority], "<=", 0.0)
            continued[k, e] = w
    for e in range(len(problem.labels)):
        terms = [(w, 1.0) for (_, label), w in continued.items() if label == e]
        if terms:
            model.row(f"continued_{e}", terms, "<=", 1.0)
    for k in range(len(v.y)):
        terms = [(w, 1.0) for (anchor, _), w in continued.items() if anchor == k]
        if terms:
            model.row(f"one_label_{k}", [*terms, (int(v.y[k]), -1.0)], "<=", 0.0)
    return continued


def _add_floor(model: Model, problem: Problem, v: Variables, continued: dict[tuple[int, int], int]) -> None:
    """Missing floor: so much per household, and the least floor of the communities that it binds (LH-7.1, LH-7.3)."""
    t = problem.tables
    if t.floor_weight == 0:
        return
    for k in range(len(v.y)):
        missing = model.variable(f"floor_{k}", t.floor_weight / MILLI)
        stands = [(int(v.x[i, k]), (t.floor[i] - t.floor_per_household * t.households[i]) / MILLI)
                  for i in range(problem.n_units)]
        added = (int(v.y[k]), t.floor_add[k] / MILLI)
        model.row(f"floor_share_{k}", [(missing, 1.0), *stands, added], ">=", 0.0)
        # Above its limit of households the least floor binds only where the share asks for as much.
        if t.floor_minimum and t.floor_minimum <= t.floor_per_household * t.floor_max_households:
            there = [(int(v.x[i, k]), t.floor[i] / MILLI) for i in range(problem.n_units) if t.floor[i]]
            old = [] if t.floor_for_all else [
                (w, t.floor_minimum / MILLI) for (anchor, _), w in continued.items() if anchor == k
            ]
            least = (int(v.y[k]), (t.floor_add[k] - t.floor_minimum) / MILLI)
            model.row(f"floor_new_{k}", [(missing, 1.0), *there, *old, least], ">=", 0.0)


def _add_size(model: Model, problem: Problem, v: Variables, hard: bool) -> None:
    """Band and target by households and persons: s⁻, s⁺, τ and the fixed charge (rules.md 2.3)."""
    t, band = problem.tables, problem.tables.base
    total_h, total_p = float(t.households.sum()), float(t.persons.sum())
    for k in range(len(v.y)):
        y = int(v.y[k])
        h, p = _terms(v, k, t.households.astype(np.float64)), _terms(v, k, t.persons.astype(np.float64))
        minus_h, minus_p = [(j, -c) for j, c in h], [(j, -c) for j, c in p]
        outside: list[tuple[int, float]] = []
        if band.households_min > 0:
            most = float(band.households_min)
            below = model.variable(f"below_{k}", t.band_weight / MILLI, upper=most)
            kappa = band.households_min / band.population_min if band.persons_lower else 0.0
            # No set can be nearer by a measure than the sum of its units' better measures.
            better = np.maximum(t.households, kappa * t.persons)
            model.row(f"below_{k}", [(below, 1.0), *_terms(v, k, better), (y, -most)], ">=", 0.0)
            if band.persons_lower and (kappa * t.persons > t.households).any():
                # Either measure suffices: one binary chooses the one that is nearer.
                by_persons = model.variable(f"below_persons_{k}", 0.0, upper=1.0, integer=True)
                model.row(f"below_h_{k}", [(below, 1.0), *h, (y, -most), (by_persons, most)], ">=", 0.0)
                scaled = [(j, kappa * c) for j, c in p]
                model.row(f"below_p_{k}", [(below, 1.0), *scaled, (y, -most), (by_persons, -most)], ">=", -most)
            outside.append((below, most))
            if hard and band.hard_lower:
                model.row(f"size_min_{k}", [(below, 1.0)], "<=", 0.0)
        if band.households_max < NO_MAXIMUM:
            most = max(total_h - band.households_max, 0.0)
            if band.persons_upper:
                kappa = band.households_max / band.population_max
                most = max(most, kappa * (total_p - band.population_max))
            if most > 0:
                above = model.variable(f"above_{k}", t.band_weight / MILLI, upper=most)
                model.row(f"above_h_{k}", [(above, 1.0), *minus_h, (y, float(band.households_max))], ">=", 0.0)
                if band.persons_upper:
                    scaled = [(j, kappa * c) for j, c in minus_p]
                    right = kappa * band.population_max
                    model.row(f"above_p_{k}", [(above, 1.0), *scaled, (y, right)], ">=", 0.0)
                outside.append((above, most))
                if hard and band.hard_upper:
                    model.row(f"size_max_{k}", [(above, 1.0)], "<=", 0.0)
        if outside and t.band_fixed:
            fixed = model.variable(f"outside_{k}", t.band_fixed / MILLI, upper=1.0, integer=True)
            for number, (variable, most) in enumerate(outside):
                model.row(f"outside_{k}_{number}", [(variable, 1.0), (fixed, -most)], "<=", 0.0)
        _add_target(model, problem, v, k)


def _terms(v: Variables, anchor: int, amounts: npt.NDArray[Any]) -> list[tuple[int, float]]:
    """Σ amount · x over the units of one anchor."""
    return [(int(v.x[i, anchor]), float(amounts[i])) for i in np.flatnonzero(amounts)]


def _add_target(model: Model, problem: Problem, v: Variables, k: int) -> None:
    """τ ≥ |H − Ht|, or the nearer of households and persons where both have a target."""
    t, band = problem.tables, problem.tables.base
    if band.households_target == 0 or t.target_weight == 0:
        return
    target, y = float(band.households_target), int(v.y[k])
    h = t.households.astype(np.float64)
    p = t.persons * (band.households_target / band.population_target) if band.persons_target else h
    off = model.variable(f"off_{k}", t.target_weight / MILLI)
    # Neither measure is above the sum of the units' greater ones, nor below that of their lesser ones.
    model.row(f"under_{k}", [(off, 1.0), *_terms(v, k, np.maximum(h, p)), (y, -target)], ">=", 0.0)
    model.row(f"over_{k}", [(off, 1.0), *_terms(v, k, -np.minimum(h, p)), (y, target)], ">=", 0.0)
    apart = float(np.abs(h - p).sum())
    if apart == 0:
        return
    by_persons = model.variable(f"by_persons_{k}", 0.0, upper=1.0, integer=True)
    for name, amounts, relief, right in (("h", h, apart, 0.0), ("p", p, -apart, -apart)):
        under = [(off, 1.0), *_terms(v, k, amounts), (y, -target), (by_persons, relief)]
        over = [(off, 1.0), *_terms(v, k, -amounts), (y, target), (by_persons, relief)]
        model.row(f"under_{name}_{k}", under, ">=", right)
        model.row(f"over_{name}_{k}", over, ">=", right)


def _add_pieces(model: Model, problem: Problem, v: Variables) -> None:
    """Each split area pays for every community that it touches."""
    t = problem.tables
    if t.piece_weight == 0:
        return
    for a in np.unique(t.piece_area[t.piece_area >= 0]):
        units = np.flatnonzero(t.piece_area == a)
        for k in range(len(v.y)):
            touched = model.variable(f"piece_{a}_{k}", t.piece_weight / MILLI, upper=1.0)
            for i in units:
                model.row(f"piece_{a}_{k}_{i}", [(touched, 1.0), (int(v.x[i, k]), -1.0)], ">=", 0.0)


def _add_outline(model: Model, problem: Problem, v: Variables) -> None:
    """Cut borders that run off the streets, each counted on both sides; the plan's sum is at least 0."""
    t = problem.tables
    if t.line_weight == 0 or not (t.edge_line > 0).any():
        return
    terms: list[tuple[int, float]] = []
    for i in range(problem.n_units):
        for e in range(t.neighbour_start[i], t.neighbour_start[i + 1]):
            j = int(t.neighbours[e])
            if j > i and t.edge_line[e] != 0:
                cut = model.variable(f"cut_{i}_{j}", 0.0, upper=1.0)
                v.cuts.append(Cut(i, j, cut, bool(t.edge_line[e] > 0)))
                terms.append((cut, -2.0 * t.line_weight * t.edge_line[e] / MILLI / MILLI))
    outline = model.variable("outline", 1.0)
    model.row("outline", [(outline, 1.0), *terms], ">=", 0.0)


