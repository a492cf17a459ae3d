"""The cost of one community, compiled: c(S), E(S) and G(S) of ``optimisation-model.md`` sections 2 and 3.

Every method costs a community with `evaluate` and nothing else. All figures are int64: households, thousandths of a
square metre, thousandths of a metre, thousandths of a household-minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.problem import Problem
from optimizer.tables import Band, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.domain import IntArray

BREACH_BASE = 1000
"""Each broken hard rule counts this much plus the households concerned."""


FINE = 1_000_000
"""s⁻, s⁺ and τ are held in millionths of a household, so that a term is rounded only when it becomes a cost."""


class Cost(NamedTuple):
    """What one community costs, and what was chosen for it.

    Attributes
    ----------
    breach
        E(S): 0 where every hard rule holds.
    outline
        G(S): outline short of the share on streets, 0.001 m; 0 unless geography comes first.
    cost
        c(S), thousandths of a household-minute.
    anchor
        Anchor index of least (E, c); ties go to the smallest.
    label
        Present community that S continues, −1 for a new one.
    """

    breach: int
    outline: int
    cost: int
    anchor: int
    label: int


class Scratch(NamedTuple):
    """Work space of `evaluate`; all zero between calls."""

    inside: IntArray
    by_label: IntArray
    by_group: IntArray
    by_quarter: IntArray
    by_piece: IntArray


def scratch_for(tables: Tables) -> Scratch:
    """Make the work space that `evaluate` needs for these tables."""
    n = len(tables.households)

    def zeros(size: int) -> IntArray:
        return np.zeros(max(size, 1), dtype=np.int64)

    return Scratch(zeros(n), zeros(n), zeros(n), zeros(n), zeros(n))


@njit(cache=True, inline="always")
def divide(numerator, denominator):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Divide non-negative integers, rounding half up."""
    return (2 * numerator + denominator) // (2 * denominator)


@njit(cache=True, inline="always")
def size_terms(band: Band, households: int, persons: int) -> tuple[int, int, int]:
    """s⁻, s⁺ and τ of one community in millionths of a household (rules.md 2.3).

    Parameters
    ----------
    band
        Size rule that judges it.
    households, persons
        H and P.
    """
    below = max(band.households_min - households, 0) * FINE
    if band.persons_lower and below > 0:
        missing = max(band.population_min - persons, 0)
        below = min(below, divide(missing * FINE * band.households_min, band.population_min))
    above = max(households - band.households_max, 0) * FINE
    if band.persons_upper:
        excess = max(persons - band.population_max, 0)
        above = max(above, divide(excess * FINE * band.households_max, band.population_max))
    off = 0
    if band.households_target > 0:
        off = abs(households - band.households_target) * FINE
        if band.persons_target:
            away = abs(persons - band.population_target)
            off = min(off, divide(away * FINE * band.households_target, band.population_target))
    return below, above, off


@njit(cache=True, inline="always")
def sized(t: Tables, members: IntArray) -> tuple[int, int, int, int, int, int]:
    """Households, floor, s⁻, s⁺, τ (millionths of a household) and the breach of the size rules of one community."""
    households = 0
    persons = 0
    floor = 0
    all_selected = True
    exempt_base = True
    exempt_selected = True
    settled = False
    for i in members:
        households += t.households[i]
        persons += t.persons[i]
        floor += t.floor[i]
        if t.inhabited[i]:
            settled = True
            all_selected &= t.selected[i]
            exempt_base &= t.exempt_base[i]
            exempt_selected &= t.exempt_selected[i]
    by_overlay = settled and all_selected
    band = t.overlay if by_overlay else t.base
    exempt = (exempt_selected if by_overlay else exempt_base) if settled else len(members) == len(t.households)
    below, above, off = size_terms(band, households, persons)
    breach = 0
    if exempt:
        below = 0
    else:
        stand_alone = t.stand_alone_selected if by_overlay else t.stand_alone_base
        if households < stand_alone:
            breach += BREACH_BASE + stand_alone - households
        elif below > 0 and band.hard_lower:
            breach += BREACH_BASE + (below + FINE - 1) // FINE
    if above > 0 and band.hard_upper:
        breach += BREACH_BASE + (above + FINE - 1) // FINE
    return households, floor, below, above, off, breach


@njit(cache=True)
def groups_breach(t: Tables, members: IntArray, work: Scratch) -> int:
    """Breach of keep-whole groups, lock labels and frozen communities; the smallest label owns S."""
    breach = 0
    owner = -1
    frozen = -1
    for i in members:
        if t.group[i] >= 0:
            work.by_group[t.group[i]] += 1
        k = t.lock[i]
        if k >= 0 and (owner < 0 or k < owner):
            owner = k
        if k >= 0 and t.lock_frozen[k] and (frozen < 0 or k < frozen):
            frozen = k
    for i in members:
        g = t.group[i]
        if g >= 0 and work.by_group[g] > 0:
            if work.by_group[g] < t.group_size[g]:
                breach += BREACH_BASE + t.group_households[g]
            work.by_group[g] = 0
    if owner < 0:
        return breach
    rivals = 0
    strangers = 0
    rival_households = 0
    stranger_households = 0
    for i in members:
        if t.lock[i] >= 0 and t.lock[i] != owner:
            rivals += 1
            rival_households += t.households[i]
        if frozen >= 0 and t.lock[i] != frozen:
            strangers += 1
            stranger_households += t.households[i]
    if rivals > 0:
        breach += BREACH_BASE + rival_households
    if strangers > 0:
        breach += BREACH_BASE + stranger_households
    return breach


@njit(cache=True)
def shape_terms(t: Tables, members: IntArray, work: Scratch) -> tuple[int, int, int]:
    """Outline short of the street share (0.001 m), number of split areas touched, and quarters that share S.

    Asks that ``work.inside`` is 1 for the members, and 0 elsewhere.
    """
    short = 0
    for i in members:
        short += t.rim_line[i]
        for e in range(t.neighbour_start[i], t.neighbour_start[i + 1]):
            if work.inside[t.neighbours[e]] == 0:
                short += t.edge_line[e]
    pieces = 0
    inhabited = 0
    for i in members:
        inhabited += t.inhabited[i]
        if t.piece_area[i] >= 0:
            if work.by_piece[t.piece_area[i]] == 0:
                pieces += 1
            work.by_piece[t.piece_area[i]] = 1
        if t.quarter[i] >= 0 and t.inhabited[i]:
            work.by_quarter[t.quarter[i]] += 1
    shared = 0
    for i in members:
        if t.piece_area[i] >= 0:
            work.by_piece[t.piece_area[i]] = 0
        q = t.quarter[i]
        if q >= 0 and work.by_quarter[q] > 0:
            shared += work.by_quarter[q] < inhabited
            work.by_quarter[q] = 0
    return max(short, 0), pieces, shared


@njit(cache=True)
def _continues(t: Tables, members: IntArray, work: Scratch) -> tuple[int, int]:
    """Label that S continues (−1: new), and the cost of moving the others.

    S continues e when it holds more than half of H_e. Of several the one with most households in S is cheapest:
    it spares most change, and a continued community never needs more floor than a new one.
    """
    moved = 0
    for i in members:
        if t.label[i] >= 0:
            work.by_label[t.label[i]] += t.households[i]
            moved += t.relocate[i]
    best = -1
    held = 0
    for i in members:
        e = t.label[i]
        if e < 0 or 2 * work.by_label[e] <= t.label_households[e]:
            continue
        if work.by_label[e] > held or (work.by_label[e] == held and e < best):
            best = e
            held = work.by_label[e]
    for i in members:
        e = t.label[i]
        if e >= 0:
            work.by_label[e] = 0
            if e == best:
                moved -= t.relocate[i]
    return best, moved


@njit(cache=True)
def required_floor(t: Tables, households: int, is_new: bool) -> int:
    """R_e(H) in thousandths of a square metre, as :mod:`optimizer.rules.facility` has it (LH-7.1, LH-7.3)."""
    counted = (households + 99) // 100 * 100 if t.floor_ceil else households
    floor = counted * t.floor_per_household
    if (is_new or t.floor_for_all) and households <= t.floor_max_households:
        floor = max(floor, t.floor_minimum)
    return floor


@njit(cache=True)
def _anchor(t: Tables, members: IntArray, short: int) -> tuple[int, int, int]:
    """Anchor of least (E, walking + opening + missing floor): its index, that E, and that cost."""
    best = -1
    best_breach = 0
    best_cost = 0
    for u in members:
        for k in range(t.anchor_start[u], t.anchor_start[u + 1]):
            anchor = t.anchor_order[k]
            breach = 0
            cost = t.opening[anchor] + divide(max(short - t.floor_add[anchor], 0) * t.floor_weight, 1000)
            for i in members:
                cost += t.access[i, anchor]
            if t.walking_hard:
                concerned = 0
                count = 0
                for i in members:
                    if t.beyond[i, anchor] and t.inhabited[i]:
                        concerned += t.households[i]
                        count += 1
                if count > 0:
                    breach = BREACH_BASE + concerned
            if (
                best < 0 or breach < best_breach
                or (breach == best_breach and (cost < best_cost or (cost == best_cost and anchor < best)))
            ):
                best, best_breach, best_cost = anchor, breach, cost
    return best, best_breach, best_cost


@njit(cache=True)
def evaluate(t: Tables, members: IntArray, work: Scratch) -> Cost:
    """Cost one community.

    Parameters
    ----------
    t
        Tables of the problem.
    members
        Unit indices of S, connected, in any order.
    work
        Scratch of `scratch_for`; left zero.
    """
    households, floor, below, above, off, breach = sized(t, members)
    breach += groups_breach(t, members, work)
    for i in members:
        work.inside[i] = 1
    short_line, pieces, shared = shape_terms(t, members, work)
    label, moved = _continues(t, members, work)
    short_floor = max(required_floor(t, households, label < 0) - floor, 0)
    anchor, anchor_breach, access = _anchor(t, members, short_floor)
    cost = access + moved + divide(off * t.target_weight, FINE) + pieces * t.piece_weight + shared * t.own_weight
    if below + above > 0:
        cost += t.band_fixed + divide((below + above) * t.band_weight, FINE)
    outline = 0
    if t.geography_first:
        outline = short_line
    else:
        cost += divide(short_line * t.line_weight, 1000)
    for i in members:
        work.inside[i] = 0
    return Cost(breach + anchor_breach, outline, cost, anchor, label)


def community_cost(problem: Problem, members: Iterable[int]) -> Cost:
    """Cost one community from Python; see `evaluate`."""
    units = np.fromiter(members, dtype=np.int64)
    return Cost(*(int(v) for v in evaluate(problem.tables, units, scratch_for(problem.tables))))
