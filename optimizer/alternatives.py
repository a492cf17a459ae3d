"""Plans that truly differ from the best one, and from each other.

For each street office communities are collected around its best plan under every preset of the objective. An
alternative is then the cheapest exact cover under one preset, with a charge for what it has in common with the plans
already chosen::

    min  Σ_S (c(S) + λ Σ_Q max_{T in Q} H(S ∩ T)) z_S

`λ` is the least of a few that brings the alternative `APART` of the households away from each of these plans. The
charge is never less than what the best matching of communities has in common; the distance itself is measured by that
matching. Every plan is then costed under the run's own objective, so that the bound of the best plan holds for it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from geodata.domain import OfficeGround, UnitId
from optimizer.anneal import Annealed, Annealer
from optimizer.crew import Crew, crew_of
from optimizer.criteria import FIGURES, Criteria, criteria_of, yardsticks
from optimizer.enumerate import whole_family
from optimizer.locks import NO_LOCKS, Locks
from optimizer.partition import Columns, cheapest_cover, columns_of
from optimizer.plan import OfficeResult, SolveStatus, StoppedBy
from optimizer.pool import empty_pool
from optimizer.problem import Problem, build_problems
from optimizer.promising import promising, valued
from optimizer.recost import assignment_of, described, plan_from, recosted
from optimizer.rules.pack import Profile
from optimizer.signals import Asked, Tell
from optimizer.solve import PROOF_GAP, SolveParams

if TYPE_CHECKING:
    from geodata.domain import IntArray

APART = 0.1
"""Least share of households in another community for a plan to count as another one."""
PRESETS = ("least-change", "walking", "least-floor-area")
"""Tried in this order before the run's own objective is asked for more."""
CHARGES = (0, 2_000, 6_000, 20_000, 60_000, 200_000)
"""λ in thousandths of a household-minute for each household in common."""
PATIENCE = 4
"""Searches in a row that may find nothing new."""
FAMILY_UNITS, FAMILY_LIMIT = 48, 30_000
COLUMNS, ENTRIES, MOVES_A_UNIT = 100_000, 2_500_000, 600
HEAT, COOLED = 6_000.0, 0.004
"""Heat of a walk from the best plan, thousandths of a household-minute a household of the mean unit."""
COVER_COLUMNS, COVER_NODES = 4_000, 300


@dataclass(frozen=True)
class Alternative:
    """Another plan of the whole district.

    Attributes
    ----------
    preset
        The objective that it was sought under; its costs are those of the run's own.
    apart
        Share of households in another community than in the best plan.
    offices
        Results in the order of the best plan's; the bounds are the best plan's.
    """

    preset: str
    apart: float
    offices: tuple[OfficeResult, ...]
    criteria: Criteria


def share_apart(
    one: Iterable[Iterable[UnitId]], other: Iterable[Iterable[UnitId]], households: Mapping[UnitId, int]
) -> float:
    """Share of households in another community, communities being matched for the greatest overlap.

    Parameters
    ----------
    one, other
        Two plans as their communities' units.
    households
        Of each unit.
    """
    first = {unit: k for k, members in enumerate(one) for unit in members}
    second = {unit: k for k, members in enumerate(other) for unit in members}
    overlap = np.zeros((max(first.values()) + 1, max(second.values()) + 1), dtype=np.int64)
    for unit, k in first.items():
        overlap[k, second[unit]] += households[unit]
    total = int(overlap.sum())
    return 1.0 - _in_common(overlap) / total if total else 0.0


def _in_common(overlap: IntArray) -> int:
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    return int(overlap[rows, columns].sum())


@dataclass(eq=False)
class _Component:
    """One component: its problem under each preset, the communities at hand, and the plans chosen so far."""

    problems: dict[str, Problem]
    columns: Columns
    chosen: list[IntArray]
    costed: dict[str, Columns] = field(default_factory=dict)

    def under(self, preset: str) -> Columns:
        """Return the columns with their costs under a preset."""
        if preset not in self.costed:
            self.costed[preset] = recosted(self.problems[preset], self.columns)
        return self.costed[preset]

    def seek(
        self, preset: str, charges: Sequence[int], left_s: Callable[[], float | None], is_asked_to_stop: Asked
    ) -> IntArray:
        """Find the cheapest plan far enough from those chosen; the best plan where there is none."""
        problem, columns = self.problems[preset], self.under(preset)
        households = problem.tables.households
        common = self._common(columns, households)
        for charge in charges:
            if is_asked_to_stop():
                break
            costs = columns.costs.copy()
            costs[:, 2] += charge * common
            charged = Columns(columns.start, columns.units, costs)
            start = valued(charged, self.chosen[0])
            near = promising(problem, charged, start, most=COVER_COLUMNS)
            found = cheapest_cover(
                problem, near, start, time_limit_s=left_s(), nodes=COVER_NODES, cancelled=is_asked_to_stop
            ).plan
            if min(_apart(found.community, plan, households) for plan in self.chosen) >= APART:
                return found.community
        return self.chosen[0]

    def _common(self, columns: Columns, households: IntArray) -> IntArray:
        """Households that each column has in common with the nearest community of each chosen plan, added up."""
        total = np.zeros(len(columns), dtype=np.int64)
        of_column = np.repeat(np.arange(len(columns)), np.diff(columns.start))
        for plan in self.chosen:
            width = int(plan.max()) + 1
            pair, inverse = np.unique(of_column * width + plan[columns.units], return_inverse=True)
            held = np.bincount(inverse, weights=households[columns.units]).astype(np.int64)
            most = np.zeros(len(columns), dtype=np.int64)
            np.maximum.at(most, pair // width, held)
            total += most
        return total


def _apart(one: IntArray, other: IntArray, households: IntArray) -> float:
    overlap = np.zeros((int(one.max()) + 1, int(other.max()) + 1), dtype=np.int64)
    np.add.at(overlap, (one, other), households)
    total = int(households.sum())
    return 1.0 - _in_common(overlap) / total if total else 0.0


class Alternatives:
    """The search for other plans of a district, one after another, each over its street offices side by side.

    Parameters
    ----------
    grounds, profile, params, locks
        As for the best plan; ``params`` says who works on the street offices.
    best
        Results of the best plan, in the order of the office's name; each must be legal.
    left_s
        Wall time that is left, asked before each search; ``None`` where counts alone decide.
    cancelled
        Asked now and then; when true, what was found so far is returned.

    Raises
    ------
    ValueError
        Where the best plan breaks a hard rule.
    """

    def __init__(
        self, grounds: Sequence[OfficeGround], profile: Profile, params: SolveParams, best: Sequence[OfficeResult], *,
        locks: Locks = NO_LOCKS, left_s: Callable[[], float | None] = lambda: None, cancelled: Asked | None = None,
    ) -> None:
        if any(office.breach for office in best):
            raise ValueError("only a legal plan has alternatives")
        self._params, self._profile, self._best = params, profile, tuple(best)
        self._grounds = {ground.subdistrict: ground for ground in grounds}
        self._has_today = any(present is not None for ground in grounds for present in ground.present)
        self._has_facilities = any(ground.has_facilities for ground in grounds)
        self._locks, self._left_s, self._cancelled = locks, left_s, cancelled
        self._households = {
            unit: int(h) for ground in grounds for unit, h in zip(ground.unit_ids, ground.households, strict=True)
        }
        self._measures = {
            office.subdistrict: yardsticks(ground, profile, build_problems(
                ground, profile, objective=params.objective, locks=locks
            ))
            for office in best for ground in (self._grounds[office.subdistrict],)
        }
        self.best = self._criteria(self._best)

    def find(self, count: int) -> tuple[Alternative, ...]:
        """Find up to so many plans that are `APART` from the best plan and from each other, none dominated.

        A plan is dropped where another alternative is at least as good by all `Criteria` and better by one.
        """
        found: list[Alternative] = []
        in_vain = 0
        with crew_of(self._params.workers, self._params.scheduler, len(self._best)) as crew:
            offices = crew.each(_collect_office, self._collections(), cancelled=self._cancelled)
            for preset in self._presets(count):
                if len(found) >= count or in_vain == PATIENCE or self._is_over():
                    break
                one = self._seek(preset, offices, crew)
                in_vain += 1
                known = [self._best, *(alternative.offices for alternative in found)]
                if min(self._apart(one.offices, other) for other in known) < APART:
                    continue
                if any(other.criteria.dominates(one.criteria) for other in found):
                    continue
                found = [other for other in found if not one.criteria.dominates(other.criteria)] + [one]
                in_vain = 0
        return tuple(found)

    def _presets(self, count: int) -> Iterator[str]:
        nothing = {"least-change": not self._has_today, "least-floor-area": not self._has_facilities}
        yield from (preset for preset in PRESETS if preset != self._params.objective and not nothing.get(preset))
        yield from [self._params.objective] * (count + 1)

    def _is_over(self) -> bool:
        left_s = self._left_s()
        return (left_s is not None and left_s <= 0) or (self._cancelled is not None and self._cancelled())

    def _collections(self) -> Iterator[_Collection]:
        for office in self._best:
            yield self._grounds[office.subdistrict], self._profile, self._params, self._locks, office

    def _seek(self, preset: str, offices: Sequence[tuple[_Component, ...]], crew: Crew) -> Alternative:
        """Put the offices' next plans together; each is from now on one to keep away from."""
        charges = CHARGES[1:] if preset == self._params.objective else CHARGES  # free of charge it is the best plan
        searches = ((parts, preset, charges, self._left_s()) for parts in offices)
        plans = crew.each(_seek_office, searches, cancelled=self._cancelled)
        for parts, communities in zip(offices, plans, strict=True):
            for part, community in zip(parts, communities, strict=True):
                part.chosen.append(community)
        results = tuple(self._result(office, parts) for office, parts in zip(self._best, offices, strict=True))
        return Alternative(preset, self._apart(results, self._best), results, self._criteria(results))

    def _result(self, office: OfficeResult, parts: Sequence[_Component]) -> OfficeResult:
        """Cost an office's plan under the run's objective; the bound stays the best plan's."""
        problems = [part.problems[self._params.objective] for part in parts]
        communities = tuple(
            c for part, problem in zip(parts, problems, strict=True) for c in described(problem, part.chosen[-1])
        )
        objective = sum(c.cost for c in communities) + sum(problem.constant for problem in problems)
        changed = replace(office, communities=communities, objective=objective, stopped_by=StoppedBy.EFFORT)
        is_proven = changed.gap is not None and changed.gap <= PROOF_GAP
        return replace(changed, status=SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE)

    def _apart(self, one: Sequence[OfficeResult], other: Sequence[OfficeResult]) -> float:
        return share_apart(
            (c.units for office in one for c in office.communities),
            (c.units for office in other for c in office.communities), self._households,
        )

    def _criteria(self, offices: Sequence[OfficeResult]) -> Criteria:
        """Measure a plan by what alternatives are weighed by."""
        total = np.zeros(FIGURES, dtype=np.int64)
        for office in offices:
            assignment = assignment_of(office)
            for yardstick in self._measures[office.subdistrict]:
                total += yardstick.figures(plan_from(yardstick.problem, assignment).community)
        criteria = criteria_of(total)
        return replace(
            criteria, households_changed=criteria.households_changed if self._has_today else None,
            floor_missing_m2=criteria.floor_missing_m2 if self._has_facilities else None,
        )


_Collection = tuple[OfficeGround, Profile, SolveParams, Locks, OfficeResult]
_Search = tuple[tuple[_Component, ...], str, Sequence[int], float | None]


def _collect_office(collection: _Collection, tell: Tell, is_asked_to_stop: Asked) -> tuple[_Component, ...]:
    """Collect communities around an office's best plan, under every preset."""
    ground, profile, params, locks, office = collection
    presets = dict.fromkeys((params.objective, *PRESETS))
    by_preset = {preset: build_problems(ground, profile, objective=preset, locks=locks) for preset in presets}
    assignment = assignment_of(office)
    components = []
    for number, problem in enumerate(by_preset[params.objective]):
        problems = {preset: by_preset[preset][number] for preset in presets}
        plan = plan_from(problem, assignment)
        seed = zlib.crc32(f"{params.seed}/{office.subdistrict}/{number}/alternatives".encode())
        components.append(_Component(problems, _collect(problem, problems, plan, seed), [plan.community]))
    return tuple(components)


def _seek_office(search: _Search, tell: Tell, is_asked_to_stop: Asked) -> list[IntArray]:
    """Find the next plan of every component of an office."""
    parts, preset, charges, limit_s = search
    began = time.monotonic()

    def left_s() -> float | None:
        return None if limit_s is None else max(limit_s - (time.monotonic() - began), 0.0)

    return [part.seek(preset, charges, left_s, is_asked_to_stop) for part in parts]


def _collect(problem: Problem, problems: dict[str, Problem], plan: Annealed, seed: int) -> Columns:
    """All connected sets of a small component, else those that walks from the best plan see."""
    family = whole_family(problem, limit=FAMILY_LIMIT) if problem.n_units <= FAMILY_UNITS else None
    if family is not None:
        return columns_of(family)
    pool = empty_pool(problem.n_units, columns=COLUMNS, entries=ENTRIES, seed=seed)
    heat = HEAT * max(float(problem.tables.households.mean()), 1.0)
    for stream, one in enumerate(problems.values()):
        walk = Annealer(one, plan.community, pool, seed=seed, stream=stream)
        walk.run(MOVES_A_UNIT * problem.n_units, hot=heat, cold=heat * COOLED)
    return columns_of(pool)
