"""Small service-area problems drawn at random, and an independent judge and solver for them.

Plain Python over every assignment; it shares no code with the optimiser.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st

from optimizer.service.problem import ServiceProblem, make_problem


@dataclass(frozen=True)
class Drawn:
    """A problem as plain lists: integer distances as costs, so that sums are exact."""

    demand: list[int]
    cost: list[list[int]]
    capacity: list[int]
    home: list[int]
    pairs: list[tuple[int, int]]
    opening: list[int]
    must_open: bool

    @property
    def problem(self) -> ServiceProblem:
        return make_problem(
            self.demand, np.array(self.cost, dtype=np.float64), self.capacity, self.home, self.pairs,
            opening=self.opening, must_open=self.must_open,
        )

    def faults(self, plan: list[int]) -> list[str]:
        """Name every rule that a plan breaks."""
        found = []
        for t, home in enumerate(self.home):
            area = {i for i, served in enumerate(plan) if served == t}
            if not area and not self.must_open:
                continue
            if home not in area:
                found.append(f"facility {t} does not hold its own unit")
                continue
            if sum(self.demand[i] for i in area) > self.capacity[t]:
                found.append(f"facility {t} is above its capacity")
            reached, grown = {home}, True
            while grown:
                more = {b for pair in self.pairs for a, b in (pair, pair[::-1]) if a in reached} & area - reached
                grown = bool(more)
                reached |= more
            if reached != area:
                found.append(f"the area of facility {t} is in pieces")
        return found

    def cost_of(self, plan: list[int]) -> int:
        used = range(len(self.home)) if self.must_open else set(plan)
        return sum(self.cost[i][t] for i, t in enumerate(plan)) + sum(self.opening[t] for t in used)

    def optimum(self) -> int | None:
        """Cost of the best plan of all, or None where no assignment keeps the rules."""
        plans = product(range(len(self.home)), repeat=len(self.demand))
        costs = [self.cost_of(list(plan)) for plan in plans if not self.faults(list(plan))]
        return min(costs, default=None)


@st.composite
def drawn_problems(draw: st.DrawFn, *, must_open: bool) -> Drawn:
    """Draw a grid of 2 × 3 to 2 × 4 units with two or three facilities, some borders missing."""
    width = draw(st.integers(3, 4))
    n = 2 * width
    borders = [(i, i + 1) for i in range(n) if i % width < width - 1] + [(i, i + width) for i in range(width)]
    missing = draw(st.sets(st.sampled_from(borders), max_size=2))
    home = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=3 if n == 6 else 2, unique=True))
    demand = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    need = max(1, sum(demand))
    capacity = [max(1, round(need * draw(st.sampled_from([0.3, 0.5, 0.6, 0.8, 1.0])))) for _ in home]
    cost = [[demand[i] * draw(st.integers(0, 9)) for _ in home] for i in range(n)]
    opening = [0 if must_open else draw(st.integers(0, 60)) for _ in home]
    return Drawn(
        demand, cost, capacity, home, [border for border in borders if border not in missing], opening, must_open
    )
