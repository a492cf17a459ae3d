"""How a plan stands among random legal plans of the same district.

Every component of every street office has its own chain (`optimizer.recombination`), which starts from the best plan
known and keeps its number of communities; the k-th plan of the ensemble puts the k-th of every chain together.
Successive plans of a chain resemble each other: N plans tell as much as `Ensemble.effective` independent ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import OfficeGround, UnitId
from optimizer.criteria import FIGURES, Criteria, Yardstick, criteria_of, yardsticks
from optimizer.locks import NO_LOCKS, Locks
from optimizer.plan import OfficeResult
from optimizer.problem import build_problems
from optimizer.recombination import Sampler
from optimizer.recost import assignment_of, costed, in_pieces, plan_from
from optimizer.rules.pack import Profile

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

CRITERIA = tuple(field.name for field in fields(Criteria))
MORE_IS_BETTER = frozenset({"in_band"})


@dataclass(frozen=True)
class Standing:
    """Where a plan stands by one criterion.

    Attributes
    ----------
    criterion
        Field of `Criteria`.
    value
        The plan's.
    better, equal, worse
        Random plans that are better, equal and worse by it.
    """

    criterion: str
    value: float
    better: int
    equal: int
    worse: int

    @property
    def rank(self) -> int:
        """Place of the plan among the random plans and itself, 1 for the best."""
        return self.better + 1

    @property
    def beats(self) -> float:
        """Share of the random plans that are worse."""
        return self.worse / (self.better + self.equal + self.worse)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Random legal plans, measured.

    Attributes
    ----------
    figures
        (N, 6) int64. One row a plan, in the order of `Criteria`, integers as `optimizer.criteria` has them.
    communities
        Communities of every plan: as many as the plan has from which the chains start.
    """

    figures: IntArray
    communities: int

    @property
    def count(self) -> int:
        """Number of plans."""
        return len(self.figures)

    @property
    def effective(self) -> float:
        """Independent plans that would tell as much of the mean objective, by the correlation of successive plans."""
        cost = self.figures[:, 0].astype(np.float64)
        spread = float(cost.var())
        if self.count < 3 or spread == 0:
            return float(self.count)
        away = cost - cost.mean()
        alike = max(float((away[1:] * away[:-1]).mean()) / spread, 0.0)
        return self.count * (1 - alike) / (1 + alike)

    def values(self, criterion: str) -> FloatArray:
        """Return one criterion of every plan, in its own unit (the objective in thousandths)."""
        return np.array([getattr(criteria_of(row), criterion) for row in self.figures], dtype=np.float64)

    def standing(self, plan: Criteria) -> tuple[Standing, ...]:
        """Rank a plan by every criterion."""
        found = []
        for criterion in CRITERIA:
            value, values = float(getattr(plan, criterion)), self.values(criterion)
            less, more = int((values < value).sum()), int((values > value).sum())
            better, worse = (more, less) if criterion in MORE_IS_BETTER else (less, more)
            found.append(Standing(criterion, value, better, self.count - better - worse, worse))
        return tuple(found)


class District:
    """The components of a district with the plan that random plans start from.

    Parameters
    ----------
    grounds, profile, objective, locks
        As for `optimizer.city.solve_plan`.
    best
        Results of the best plan known, in any order.
    """

    def __init__(
        self, grounds: Sequence[OfficeGround], profile: Profile, best: Sequence[OfficeResult], *,
        objective: str = "balanced", locks: Locks = NO_LOCKS,
    ) -> None:
        self._parts: list[tuple[str, Yardstick, IntArray]] = []
        of_office = {office.subdistrict: office for office in best}
        for ground in sorted(grounds, key=lambda ground: ground.subdistrict):
            assignment = assignment_of(of_office[ground.subdistrict])
            problems = build_problems(ground, profile, objective=objective, locks=locks)
            for number, yardstick in enumerate(yardsticks(ground, profile, problems)):
                start = plan_from(yardstick.problem, assignment).community
                self._parts.append((f"{ground.subdistrict}/{number}", yardstick, start))

    @property
    def best(self) -> Criteria:
        """Measure the best plan."""
        return criteria_of(sum((y.figures(start) for _, y, start in self._parts), np.zeros(FIGURES, dtype=np.int64)))

    @property
    def communities(self) -> int:
        """Communities of the best plan."""
        return sum(len(np.unique(start)) for _, _, start in self._parts)

    def measure(self, assignment: Mapping[UnitId, str]) -> Criteria:
        """Measure any plan of the same units; a community in several pieces counts as so many communities.

        Raises
        ------
        ProblemError
            Where a unit has no community.
        """
        total = np.zeros(FIGURES, dtype=np.int64)
        for _, yardstick, _ in self._parts:
            total += yardstick.figures(in_pieces(yardstick.problem, assignment))
        return criteria_of(total)

    def breach(self, assignment: Mapping[UnitId, str]) -> int:
        """Return E of any plan of the same units, measured as `measure` does."""
        return sum(costed(y.problem, in_pieces(y.problem, assignment)).breach for _, y, _ in self._parts)

    def draw(
        self, count: int, *, seed: int = 0, progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Ensemble:
        """Draw random legal plans: fewer where it is cancelled, and the same for the same seed.

        Parameters
        ----------
        progress
            Told the number of plans now and then.

        Raises
        ------
        ValueError
            Where the best plan breaks a hard rule.
        """
        chains = [
            (yardstick, Sampler(yardstick.problem, start, seed=zlib.crc32(f"{seed}/{name}/ensemble".encode())))
            for name, yardstick, start in self._parts
        ]
        figures = np.zeros((count, FIGURES), dtype=np.int64)
        drawn = 0
        while drawn < count and not (cancelled is not None and cancelled()):
            for yardstick, sampler in chains:
                figures[drawn] += yardstick.figures(sampler.draw())
            drawn += 1
            if progress is not None and drawn % 100 == 0:
                progress(drawn)
        return Ensemble(figures[:drawn], self.communities)
