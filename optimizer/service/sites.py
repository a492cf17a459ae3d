"""Which facilities to open: sets judged by the bound of their fixed-set relaxation, and a local search over sets.

The bound of a fixed set falls short of its best plan by little, and by much the same for sets that are alike; it
takes milliseconds. Moves: close up to two, open up to two. At the prices of the present set the bound of another is
a sum over its facilities, so that tens of thousands of moves are ranked at once and only the best are judged.
The capacities must reach the demand of every connected part of the graph, and a given total: a set that is full to
the brim has a low bound and perhaps no plan, yet the best sets may be almost full, so that the caller asks for several
totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from optimizer.service.problem import ServiceProblem, components, restrict
from optimizer.service.relaxation import Relaxation

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.domain import BoolArray, FloatArray, IntArray

ROUNDS, AGAIN = 40, 120
"""Rounds of prices for the first look at a set, and for a set that is among the best."""
PATIENCE = 3
"""Kicks in vain after which one more facility is exchanged."""
LOOKS = 25
"""Moves judged from one set at most."""
PROMISE = 0.004
"""Share of the best bound by which a first look may be worse and still be looked at again."""


@dataclass(frozen=True, eq=False)
class Judged:
    """An open set, the bound of its plans (millionths) and the prices behind it."""

    facilities: tuple[int, ...]
    bound: float
    prices: FloatArray


class SiteChoice:
    """The open sets seen so far, each judged once; ``need`` is the least total capacity of the sets looked for.

    Parameters
    ----------
    problem
        A problem that chooses its sites.
    prices
        (n,) prices to start from, millionths.
    target
        Cost that the steps of the prices aim at, millionths.
    """

    def __init__(self, problem: ServiceProblem, prices: FloatArray, target: float) -> None:
        self._problem = problem
        self._prices = prices
        self._target = target
        self.need = int(problem.demand.sum())
        part = components(problem)
        self._part = part[problem.home]
        # A part without demand needs a facility all the same.
        self._part_need = np.maximum(np.bincount(part, weights=problem.demand), 1)
        self._whole = Relaxation(problem, prices)
        self._least = np.inf
        self.seen: dict[tuple[int, ...], Judged] = {}
        self._deep: set[tuple[int, ...]] = set()

    def judge(self, is_open: BoolArray, prices: FloatArray | None = None) -> Judged:
        """Judge an open set by the bound of its relaxation: at a glance, and fully where that beats all others."""
        key = tuple(np.flatnonzero(is_open).tolist())
        if key not in self.seen:
            start = self._prices if prices is None else prices
            self.seen[key] = self._climbed(key, start, ROUNDS, self._least * (1 + PROMISE))
            if self.seen[key].bound < self._least:
                self._deepen(key)
        return self.seen[key]

    def _deepen(self, key: tuple[int, ...]) -> None:
        """Judge a set fully."""
        if key not in self._deep:
            self._deep.add(key)
            self.seen[key] = self._climbed(key, self.seen[key].prices, AGAIN, self._least * (1 + PROMISE))
            self._least = min(self._least, self.seen[key].bound)

    def _climbed(self, key: tuple[int, ...], prices: FloatArray, rounds: int, enough: float) -> Judged:
        fixed = restrict(
            self._problem, np.arange(self._problem.n_units), np.array(key, dtype=np.int64), must_open=True
        )
        relaxation = Relaxation(fixed, prices)
        relaxation.climb(self._target, rounds, step=0.5, enough=enough)
        return Judged(key, relaxation.bound, relaxation.prices)

    def descend(self, is_open: BoolArray, stop: Callable[[], bool]) -> Judged:
        """Follow the best moves from an open set until none lowers the bound."""
        here = self.judge(is_open)
        while not stop():
            best = here
            for move in self._moves(here):
                if stop():
                    break
                found = self.judge(move, here.prices)
                if found.bound < best.bound:
                    best = found
                    if best.bound < here.bound * (1 - 1e-4):
                        break
            if best is here:
                break
            here = best
        return here

    def kick(self, judged: Judged, rng: np.random.Generator, strength: int) -> BoolArray:
        """Exchange so many facilities of a set for others by chance; capacity still reaches the demand."""
        moved = self.as_open(judged)
        closed = np.flatnonzero(~moved)
        count = min(strength, len(closed), int(moved.sum()))
        moved[rng.choice(np.flatnonzero(moved), count, replace=False)] = False
        moved[rng.choice(closed, count, replace=False)] = True
        while not self.is_able(moved) and not moved.all():
            moved[rng.choice(np.flatnonzero(~moved))] = True
        return moved

    def is_able(self, is_open: BoolArray) -> bool:
        """Whether the capacities reach the demand of every part, and the total."""
        room = self._problem.capacity * is_open
        parts = np.bincount(self._part, weights=room, minlength=len(self._part_need))
        return bool(room.sum() >= self.need and (parts >= self._part_need).all())

    def filled(self, is_open: BoolArray) -> BoolArray:
        """Open the cheapest capacity until it suffices."""
        opened = is_open.copy()
        for t in np.argsort(self._problem.opening / np.maximum(self._problem.capacity, 1), kind="stable"):
            if self.is_able(opened):
                break
            opened[t] = True
        return opened

    def explore(self, start: BoolArray, rng: np.random.Generator, kicks: int, stop: Callable[[], bool]) -> Judged:
        """Descend, then again and again from the best set kicked about, harder the longer nothing better is found."""
        here, failed = self.descend(self.filled(start), stop), 0
        for _ in range(kicks):
            if stop():
                break
            again = self.descend(self.kick(here, rng, 2 + failed // PATIENCE), stop)
            failed = 0 if again.bound < here.bound else failed + 1
            here = min(here, again, key=lambda judged: judged.bound)
        return here

    def best(self, count: int) -> list[Judged]:
        """Return the most promising sets of enough capacity, best first."""
        able = self._able()
        for judged in able[: 3 * count]:
            self._deepen(judged.facilities)
        able = self._able()
        # Beyond that the judging was broken off: such a bound ranks nothing.
        return [judged for judged in able[:count] if judged.bound <= able[0].bound * (1 + PROMISE)]

    def aim(self, need: int) -> None:
        """Look for sets of another total capacity from now on."""
        self.need = need
        self._least = min((judged.bound for judged in self._able() if judged.facilities in self._deep), default=np.inf)

    def as_open(self, judged: Judged) -> BoolArray:
        """Return a set as a mask, (m,)."""
        is_open = np.zeros(self._problem.n_facilities, dtype=bool)
        is_open[list(judged.facilities)] = True
        return is_open

    def _able(self) -> list[Judged]:
        """Sets of enough capacity, lowest bound first."""
        able = [judged for judged in self.seen.values() if self._room(judged) >= self.need]
        return sorted(able, key=lambda judged: (judged.bound, judged.facilities))

    def _room(self, judged: Judged) -> int:
        return int(self._problem.capacity[list(judged.facilities)].sum())

    def _moves(self, here: Judged) -> list[BoolArray]:
        """Sets whose capacity reaches the demand and whose bound at the present prices is lowest, lowest first."""
        is_open = self.as_open(here)
        self._whole.prices = here.prices
        values, capacity = self._whole.areas()[2], self._problem.capacity
        closing, opening = _up_to_two(np.flatnonzero(is_open)), _up_to_two(np.flatnonzero(~is_open))

        def change(amount: FloatArray) -> FloatArray:
            gained = np.array([amount[list(group)].sum() for group in opening])
            lost = np.array([amount[list(group)].sum() for group in closing])
            return np.asarray(gained[None, :] - lost[:, None])

        looks = here.prices.sum() + values[is_open].sum() + change(values)
        reaches = capacity[is_open].sum() + change(capacity.astype(np.float64)) >= self.need
        looks[~reaches | (looks > self._least * (1 + PROMISE))] = np.inf
        looks[0, 0] = np.inf
        moves = []
        for k in np.argsort(looks, axis=None, kind="stable")[:LOOKS]:
            out, into = np.unravel_index(k, looks.shape)
            if np.isfinite(looks[out, into]):
                moved = is_open.copy()
                moved[list(closing[out])] = False
                moved[list(opening[into])] = True
                if self.is_able(moved):
                    moves.append(moved)
        return moves


def _up_to_two(numbers: IntArray) -> list[tuple[int, ...]]:
    """Nothing, each one, each two."""
    listed = [int(k) for k in numbers]
    return [(), *combinations(listed, 1), *combinations(listed, 2)]
