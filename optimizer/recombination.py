"""Random plans by recombination of spanning trees, compiled: a chain whose distribution is known.

The chain walks over spanning forests of the unit graph with a given number of trees. A step

1. draws a border between two units, every border alike; where both units are in one community nothing happens;
2. redraws the trees of their two communities S and T, every spanning tree of each alike (Wilson 1996);
3. joins them by that border to a tree of S ∪ T, and cuts it at one of its edges, every edge alike that leaves two
   *admissible* communities.

Step 2 leaves the uniform distribution over forests as it is, because it draws from the trees of one partition. Step 3
is symmetric: the cuts that a joined tree allows are the same from either side, and the border is drawn alike. Hence

    P(plan) ∝ Π_S τ(S)      over the plans that the chain can reach,      τ: number of spanning trees

which favours communities with many borders inside, that is compact ones (DeFord, Duchin and Solomon 2021; Cannon,
Duchin, Randall and Rule 2022 for the reversible form). A plan is *admissible* where no community breaks a hard rule
and no more communities leave the band than in the plan that the chain starts from; locks and groups are hard rules.
That every such plan can be reached by such steps is not proven; successive plans resemble each other, see
`optimizer.ensemble`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Scratch, evaluate, groups_breach, scratch_for, sized
from optimizer.problem import Problem
from optimizer.splitmix import below, seeded
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray

BORDERS_A_COMMUNITY = 5
"""Borders drawn between two plans of a sample, for each community."""
BURN_IN = 60
"""Plans that are thrown away at the start."""


class _State(NamedTuple):
    """A partition under change, and the work space of a step: n entries each."""

    community: IntArray
    outside: IntArray
    mark: IntArray
    parent: IntArray
    order: IntArray
    reach: IntArray
    rest: IntArray
    stack: IntArray
    work: Scratch
    random: np.ndarray


class Sampler:
    """A chain of random plans of one component.

    Parameters
    ----------
    problem
        The component.
    start
        (n,) numbers of the communities of a legal plan, each connected.
    seed, stream
        Seed the chain.

    Raises
    ------
    ValueError
        Where the start breaks a hard rule.
    """

    def __init__(self, problem: Problem, start: IntArray, *, seed: int, stream: int = 0) -> None:
        t, n = problem.tables, problem.n_units
        community = np.unique(start, return_inverse=True)[1].astype(np.int64)
        work = scratch_for(t)
        outside = np.zeros(n, dtype=np.int64)
        for number in range(int(community.max()) + 1):
            breach, is_outside = _judge(t, np.flatnonzero(community == number).astype(np.int64), work)
            if breach > 0:
                raise ValueError("random plans start from a plan that keeps every hard rule")
            outside[number] = is_outside
        self._communities = int(community.max()) + 1
        self._most_outside = int(outside.sum())
        self._tables = t
        self._ends = np.repeat(np.arange(n), np.diff(t.neighbour_start))

        def spare() -> IntArray:
            return np.zeros(n, dtype=np.int64)

        self._state = _State(
            community, outside, mark=spare(), parent=spare(), order=spare(), reach=spare(), rest=spare(),
            stack=spare(), work=work, random=seeded(seed, stream),
        )
        for _ in range(BURN_IN):
            self.draw()

    def draw(self) -> IntArray:
        """Return the next plan of the sample: (n,) numbers of its communities."""
        if len(self._ends):
            _walk(
                self._tables, self._ends, self._state, self._most_outside, BORDERS_A_COMMUNITY * self._communities
            )
        return self._state.community.copy()


@njit(cache=True, inline="always")
def _judge(t: Tables, members: IntArray, work: Scratch) -> tuple[int, int]:
    """Breach of one community, and whether (1) it leaves the band."""
    _, _, short, over, _, breach = sized(t, members)
    if breach == 0:
        breach = evaluate(t, members, work).breach if t.walking_hard else groups_breach(t, members, work)
    return breach, int(short + over > 0)


@njit(cache=True)
def _walk(t: Tables, ends: IntArray, s: _State, most_outside: int, borders: int) -> None:
    for _ in range(borders):
        e = below(s.random, len(ends))
        u, v = ends[e], t.neighbours[e]
        if s.community[u] != s.community[v]:
            _recombine(t, s, u, v, most_outside)


@njit(cache=True)
def _recombine(t: Tables, s: _State, u: int, v: int, most_outside: int) -> None:
    """Redraw the two communities on either side of a border."""
    a, b = s.community[u], s.community[v]
    _draw_tree(t, s, v)
    _draw_tree(t, s, u)
    s.parent[u] = v
    n = _lay_out(t, s, v, a, b)
    spare = most_outside - s.outside.sum() + s.outside[a] + s.outside[b]
    chosen, choices, chosen_inner, chosen_outer = -1, 0, 0, 0
    for top in range(1, n):
        inner = s.order[top : top + s.reach[top]]
        breach, inner_outside = _judge(t, inner, s.work)
        if breach > 0 or inner_outside > spare:
            continue
        breach, outer_outside = _judge(t, _others(s, top, n), s.work)
        if breach > 0 or inner_outside + outer_outside > spare:
            continue
        choices += 1
        if below(s.random, choices) == 0:
            chosen, chosen_inner, chosen_outer = top, inner_outside, outer_outside
    for k in range(n):
        s.community[s.order[k]] = b
    for k in range(chosen, chosen + s.reach[chosen]):
        s.community[s.order[k]] = a
    s.outside[a] = chosen_inner
    s.outside[b] = chosen_outer


@njit(cache=True)
def _others(s: _State, top: int, n: int) -> IntArray:
    """Units of the laid out tree that are not below ``top``."""
    width = s.reach[top]
    for k in range(top):
        s.rest[k] = s.order[k]
    for k in range(top + width, n):
        s.rest[k - width] = s.order[k]
    return s.rest[: n - width]


@njit(cache=True)
def _draw_tree(t: Tables, s: _State, root: int) -> None:
    """Draw a spanning tree of the root's community, all alike (Wilson 1996): ``parent`` leads to the root."""
    home = s.community[root]
    end, head = 1, 0
    s.stack[0] = root
    s.mark[root] = 1
    while head < end:
        x = s.stack[head]
        head += 1
        for e in range(t.neighbour_start[x], t.neighbour_start[x + 1]):
            y = t.neighbours[e]
            if s.community[y] == home and s.mark[y] == 0:
                s.mark[y] = 1
                s.stack[end] = y
                end += 1
    s.mark[root] = 2
    s.parent[root] = -1
    for k in range(1, end):
        x = s.stack[k]
        while s.mark[x] == 1:
            first = t.neighbour_start[x]
            y = t.neighbours[first + below(s.random, t.neighbour_start[x + 1] - first)]
            if s.community[y] == home:
                s.parent[x] = y
                x = y
        x = s.stack[k]
        while s.mark[x] == 1:
            s.mark[x] = 2
            x = s.parent[x]
    for k in range(end):
        s.mark[s.stack[k]] = 0


@njit(cache=True)
def _lay_out(t: Tables, s: _State, root: int, a: int, b: int) -> int:
    """Order the joined tree so that what is below a unit follows it, ``reach`` units with itself; return its size."""
    end, n = 1, 0
    s.stack[0] = root
    while end > 0:
        end -= 1
        x = s.stack[end]
        s.order[n] = x
        n += 1
        for e in range(t.neighbour_start[x], t.neighbour_start[x + 1]):
            y = t.neighbours[e]
            if (s.community[y] == a or s.community[y] == b) and s.parent[y] == x:
                s.stack[end] = y
                end += 1
    # Units stand after what they hang on: add up from the back.
    for k in range(n):
        s.mark[s.order[k]] = 1
    for k in range(n - 1, 0, -1):
        x = s.order[k]
        s.reach[k] = s.mark[x]
        s.mark[s.parent[x]] += s.mark[x]
        s.mark[x] = 0
    s.reach[0] = n
    s.mark[root] = 0
    return n
