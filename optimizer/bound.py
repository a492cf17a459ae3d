"""The pricing bound: what no plan can cost less than, by a knapsack over households for each anchor and label.

For unit prices π and label prices μ ≤ 0 every plan costs at least ::

    Σ π_i + Σ μ_e + Σ_u min(0, least reduced cost of a set anchored in unit u)

The least reduced cost is taken over *all* sets of units that contain u, connected or not, so the bound is valid over
all plans. Relaxed on the way (``optimisation-model.md`` section 5): contiguity, the majority that a label needs,
outline, pieces, own quarters, locks; floor standing elsewhere in the set counts as credit, up to what the set can
be short of at all, or the floor is left out, whichever bounds better; persons take the value that suits best
between the office's least and greatest persons per household. Prices are whole thousandths of a household-minute
and households are not bucketed, so the arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Cost, evaluate, required_floor, scratch_for
from optimizer.knapsack import best_set, fractional, knapsack
from optimizer.milp import Master
from optimizer.problem import Problem
from optimizer.scopes import Scope, scopes_of
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray
    from optimizer.anneal import Annealed
    from optimizer.partition import Columns

MILLI = 1000.0
BOX, SHRINK = 0.5, 0.7
"""First half-width of the box around the best prices, as a share of the mean, and its factor after a failure."""
LEAST_BOX = 0.03
"""Share of the first box at which prices have settled."""
SETS_A_ROUND = 60
"""Sets that one round of pricing gives to the master."""
LIKELY_UNITS = 48
"""Units among which such a set is recovered; the bound itself looks at all of them."""


class Room(NamedTuple):
    """Work space of one anchor's pricing."""

    costs: FloatArray
    items: IntArray
    final: FloatArray
    table: FloatArray
    other: FloatArray


@dataclass(frozen=True)
class Bounded:
    """What a round of pricing found.

    Attributes
    ----------
    bound
        Lower bound of Σ c(S) at these prices, if the sets priced are all there are.
    least
        (n,) Least reduced cost of a set anchored in each unit, or the threshold where none is below it.
    sets
        Relaxed cost, anchor unit, label and members of the sets whose reduced costs were least.
    """

    bound: int
    least: FloatArray
    sets: tuple[tuple[float, int, int, IntArray], ...]


@njit(cache=True)
def _item_costs(
    t: Tables, anchor: int, kept_label: int, prices: FloatArray, skipped: BoolArray, most_short: int, costs: FloatArray
) -> None:
    """Reduced cost of each unit beside an anchor.

    ``skipped`` labels pay no change; floor that stands in a unit is credited up to ``most_short``, since
    (v − Σ φ)⁺ ≥ v⁺ − Σ min(φ, V) for every v ≤ V. The anchor's own floor is counted exactly elsewhere.
    """
    n = len(t.households)
    for i in range(n):
        cost = t.access[i, anchor] - prices[i]
        e = t.label[i]
        if e >= 0 and e != kept_label and not skipped[e]:
            cost += t.relocate[i]
        if i != t.anchor_unit[anchor]:
            cost -= t.floor_weight * min(t.floor[i], most_short) / 1000.0
        costs[i] = cost


@njit(cache=True)
def _final(t: Tables, anchor: int, is_new: bool, with_floor: bool, size: FloatArray, out: FloatArray) -> int:
    """Size and floor of a set by its households; return the most floor (0.001 m²) that it can be short of."""
    there = t.floor[t.anchor_unit[anchor]] + t.floor_add[anchor]
    most_short = 0
    for h in range(len(size)):
        short = max(required_floor(t, h, is_new) - there, 0) if with_floor else 0
        most_short = max(most_short, short)
        # Rounding to the nearest may have lowered a true cost by half a thousandth.
        out[h] = size[h] + short * t.floor_weight / 1000.0 - 1.0
    return most_short


@njit(cache=True)
def _least(
    t: Tables, anchor: int, label: int, is_new: bool, with_floor: bool, prices: FloatArray, labels: FloatArray,
    skipped: BoolArray, allowed: BoolArray, size: FloatArray, tail: float, best: float, room: Room,
) -> float:
    """Least reduced cost of a set with this anchor and label, or any figure not below ``best`` where it is dearer."""
    cap = len(size) - 1
    unit = t.anchor_unit[anchor]
    most_short = _final(t, anchor, is_new, with_floor, size, room.final)
    _item_costs(t, anchor, label, prices, skipped, most_short, room.costs)
    costs, final = room.costs, room.final
    fixed = costs[unit] + t.opening[anchor] - (labels[label] if label >= 0 else 0.0)
    count = 0
    for i in range(len(costs)):
        if i != unit and allowed[i]:
            room.items[count] = i
            count += 1
    items = room.items[:count]
    first = t.households[unit]
    least = fixed + fractional(costs[items], t.households[items], first, final, tail)
    if least >= best:
        return least
    # A unit this dear cannot be in a set that is better: whatever it adds to H, the rest costs no less.
    lowest = final.copy()
    for h in range(cap - 1, -1, -1):
        lowest[h] = min(lowest[h], lowest[h + 1])
    rest = fixed + fractional(costs[items], t.households[items], first, lowest, tail)
    kept = items[(costs[items] <= 0) | (rest + costs[items] < best)]
    return fixed + knapsack(costs[kept], t.households[kept], first, final, tail, room.table, room.other)


@njit(cache=True)
def _price_anchor(
    t: Tables, anchor: int, prices: FloatArray, labels: FloatArray, allowed: BoolArray, size: FloatArray, tail: float,
    threshold: float,
) -> tuple[float, int, bool]:
    """Least reduced cost of a set anchored here under one scope, its label, and whether it pays like a new one.

    Labels none of whose units is attractive share one relaxed run in which their units move for free; it
    also bounds new communities, so the exact run for *new* is only made where that one is attractive.
    """
    n = len(t.households)
    unit = t.anchor_unit[anchor]
    n_labels = len(t.label_households)
    room = Room(
        np.empty(n), np.empty(n, dtype=np.int64), np.empty(len(size)), np.empty(len(size)), np.empty(len(size))
    )
    explicit = np.zeros(max(n_labels, 1), dtype=np.bool_)
    for i in range(n):
        if t.label[i] >= 0 and allowed[i] and (i == unit or t.access[i, anchor] - prices[i] < 0):
            explicit[t.label[i]] = True
    best, best_label, best_new = threshold, -2, False
    nobody = np.zeros(max(n_labels, 1), dtype=np.bool_)
    attracts = True
    for run in range(0 if n_labels else 1, n_labels + 2):
        # 0: any other label, units of inexplicit labels free; 1: new; 2…: the explicit labels
        label = run - 2
        if (run >= 2 and not explicit[label]) or (run == 1 and not attracts):
            continue
        skipped = ~explicit if run == 0 else nobody
        value = _least(t, anchor, label, run == 1, True, prices, labels, skipped, allowed, size, tail, best, room)
        if value < best and t.floor_weight > 0:
            plain = _least(t, anchor, label, run == 1, False, prices, labels, skipped, allowed, size, tail, best, room)
            value = max(value, plain)
        if run == 0:
            attracts = value < best
            if explicit.all():
                continue
        if value < best:
            best, best_label, best_new = value, label, run == 1
    return best, best_label, best_new


@njit(cache=True)
def _price_all(
    t: Tables, prices: FloatArray, labels: FloatArray, allowed: BoolArray, size: FloatArray, tail: float,
    best: FloatArray, chosen: IntArray,
) -> None:
    """Improve (best, chosen) of every unit by one scope: chosen = anchor, label, new."""
    for anchor in range(len(t.anchor_unit)):
        unit = t.anchor_unit[anchor]
        if not allowed[unit]:
            continue
        value, label, is_new = _price_anchor(t, anchor, prices, labels, allowed, size, tail, best[unit])
        if value < best[unit]:
            best[unit] = value
            chosen[unit, 0], chosen[unit, 1], chosen[unit, 2] = anchor, label, is_new


def evaluate_prices(
    problem: Problem,
    scopes: tuple[Scope, ...],
    prices: FloatArray,
    labels: FloatArray,
    *,
    threshold: FloatArray | None = None,
) -> Bounded:
    """Bound of C at given prices (whole thousandths of a household-minute), and the sets that reach it.

    Parameters
    ----------
    prices
        (n,) π of each unit.
    labels
        μ ≤ 0 of each label.
    threshold
        (n,) Sets anchored in a unit whose reduced cost is not below this are not looked for; 0 when left out.
    """
    t = problem.tables
    n = problem.n_units
    best = np.zeros(n) if threshold is None else threshold.copy()
    chosen = np.full((n, 4), -1, dtype=np.int64)
    for number, scope in enumerate(scopes):
        before = best.copy()
        _price_all(t, prices, labels, scope.allowed, scope.size, scope.tail, best, chosen)
        chosen[best < before, 3] = number
    bound = int(np.floor(prices.sum() + labels.sum() + np.minimum(best, 0.0).sum()))
    worst = [int(u) for u in np.argsort(best, kind="stable")[:SETS_A_ROUND] if best[u] < -0.5]
    return Bounded(bound, best, tuple(_recover(t, scopes[chosen[u, 3]], chosen[u], prices, labels) for u in worst))


def _recover(
    t: Tables, scope: Scope, chosen: IntArray, prices: FloatArray, labels: FloatArray
) -> tuple[float, int, int, IntArray]:
    """Relaxed cost, anchor unit, label and members of a set like the one that was found, among the likeliest units."""
    anchor, label, is_new = int(chosen[0]), int(chosen[1]), bool(chosen[2])
    n = len(t.households)
    costs, final = np.empty(n), np.empty(len(scope.size))
    unit = int(t.anchor_unit[anchor])
    nobody = np.zeros(max(len(t.label_households), 1), dtype=np.bool_)
    most_short = _final(t, anchor, is_new, True, scope.size, final)
    _item_costs(t, anchor, label, prices, nobody, most_short, costs)
    items = np.flatnonzero(scope.allowed & (np.arange(n) != unit))
    items = items[np.argsort(costs[items] / np.maximum(t.households[items], 1), kind="stable")[:LIKELY_UNITS]]
    taken = best_set(costs[items], t.households[items], int(t.households[unit]), final, scope.tail)
    members = np.sort(np.append(items[taken], unit))
    households = int(t.households[members].sum())
    cap = len(final) - 1
    value = costs[members].sum() + final[min(households, cap)] + scope.tail * max(households - cap, 0)
    value += t.opening[anchor]
    return float(value + prices[members].sum()), unit, label, members


def shared_costs(problem: Problem, plan: Annealed) -> FloatArray:
    """Prices to start from: what each unit costs in a plan, the community's common costs shared by households."""
    t = problem.tables
    work = scratch_for(t)
    prices = np.zeros(problem.n_units)
    for number in np.unique(plan.community):
        members = np.flatnonzero(plan.community == number).astype(np.int64)
        cost = Cost(*evaluate(t, members, work))
        own = t.access[members, cost.anchor] + np.where(t.label[members] != cost.label, t.relocate[members], 0)
        households = t.households[members]
        share = households / households.sum() if households.sum() else np.full(len(members), 1 / len(members))
        prices[members] = own + (cost.cost - own.sum()) * share
    return np.rint(prices)


Oracle = Callable[["FloatArray", "FloatArray", float], Bounded]
"""Bound and violated sets at prices π, μ; a third argument tells the bound to beat."""


def raise_bound(
    problem: Problem,
    columns: Columns,
    plan: Annealed,
    oracle: Oracle,
    *,
    rounds: int,
    goal: float,
    stop: Callable[[], bool],
) -> tuple[int, FloatArray, FloatArray]:
    """Raise a Lagrangian bound by column generation inside a box around the best prices so far.

    (Box step method: Marsten, Hogan and Blankenship 1975.)

    Parameters
    ----------
    columns
        Communities that start the master.
    plan
        The best plan; its shared costs are the first prices.
    oracle
        Bounds any prices and returns sets that speak against them.
    rounds
        Most rounds.
    goal
        Relative gap at which to stop.
    stop
        Asked between rounds.

    Returns
    -------
    The bound of Σ c(S), thousandths of a household-minute, and the prices π, μ that prove it.
    """
    t = problem.tables
    master = Master(problem.n_units, len(problem.labels), plan.cost / MILLI + 1.0)
    start, rows = columns.rows(problem)
    master.add(columns.costs[:, 2] / MILLI, start, rows)
    centre, centre_labels = shared_costs(problem, plan), np.zeros(len(problem.labels))
    first = BOX * plan.cost / max(int(t.households.sum()), 1) * np.maximum(t.households, 1)
    reach = first
    found = oracle(centre, centre_labels, -np.inf)
    best = found.bound
    for _ in range(rounds):
        if stop() or not found.sets or plan.cost - best <= goal * plan.cost or reach.sum() < LEAST_BOX * first.sum():
            break
        _add_sets(problem, master, found)
        master.box((centre - reach) / MILLI, (centre + reach) / MILLI)
        try:
            _, now, now_labels = master.solve()
        except ArithmeticError:
            break
        trial, trial_labels = np.rint(now * MILLI), np.minimum(np.rint(now_labels * MILLI), 0.0)
        found = oracle(trial, trial_labels, best)
        if found.bound > best:
            best, centre, centre_labels = found.bound, trial, trial_labels
        else:
            reach = reach * SHRINK
    return max(best, 0), centre, centre_labels


def pricing_bound(
    problem: Problem,
    columns: Columns,
    plan: Annealed,
    *,
    rounds: int,
    hard: bool,
    goal: float,
    stop: Callable[[], bool],
) -> int:
    """Bound Σ c(S) without ``pieces`` over all plans by the knapsack alone; see `raise_bound`.

    Parameters
    ----------
    hard
        Whether a plan within the hard band exists.
    """
    scopes = scopes_of(problem, hard=hard)

    def oracle(prices: FloatArray, labels: FloatArray, _: float) -> Bounded:
        return evaluate_prices(problem, scopes, prices, labels)

    return raise_bound(problem, columns, plan, oracle, rounds=rounds, goal=goal, stop=stop)[0]


def _add_sets(problem: Problem, master: Master, found: Bounded) -> None:
    """Give the master the relaxed sets at their relaxed cost, so that it moves away from these prices."""
    costs: list[float] = []
    flat: list[int] = []
    start = [0]
    for cost, unit, label, members in found.sets:
        costs.append(cost / MILLI)
        flat.extend(int(i) for i in members)
        flat.append(problem.n_units + len(problem.labels) + unit)
        if label >= 0:
            flat.append(problem.n_units + label)
        start.append(len(flat))
    master.add(np.array(costs), np.array(start, dtype=np.int64), np.array(flat, dtype=np.int64))
