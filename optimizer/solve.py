"""The recipe: one street office from arrays to a plan with a proof.

Each connected component is solved alone: small ones over all their connected sets, the others by annealing and then a
proof: the assignment model where communities hold many fine units without a present community, column generation by
exact pricing otherwise.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import OfficeGround, UnitId
from optimizer.anneal import Annealed, Annealer, singletons
from optimizer.assignment import solve_assignment
from optimizer.enumerate import whole_family
from optimizer.explain import explain, is_impossible
from optimizer.formulation import is_plain
from optimizer.graph import connected_codes
from optimizer.locks import NO_LOCKS, Locks
from optimizer.partition import cheapest_cover, columns_of
from optimizer.plan import OfficeResult, Progress, SolveStatus, StoppedBy
from optimizer.pool import Pool, empty_pool
from optimizer.problem import Problem, build_problems, is_finished
from optimizer.proof import Limits, prove
from optimizer.recost import assignment_of, costed, described, start_from
from optimizer.relaxing import Way, joined, opened, relaxed
from optimizer.rules.pack import Profile

if TYPE_CHECKING:
    from geodata.domain import IntArray

Watch = Callable[[Progress], None]
Cancelled = Callable[[], bool]

PROOF_GAP = 1e-4
FAMILY_UNITS, FAMILY_LIMIT = 48, 60_000
"""Components of at most so many units and connected sets are solved over all their sets."""
MOVES_A_UNIT, MOVES_WITHOUT_LABELS, WALKS, SLICES = 300, 6000, 2, 12
"""Moves of a walk for each unit; more where no present community holds the plan. The proof improves a plan faster than
longer walks would."""
LONGER = 5
"""A walk among fine units, or one that finds no legal plan, is followed by one so many times as long."""
NEARBY = 0.1
"""A walk from a plan that was given begins so much cooler."""
ANNEAL_SHARE = 0.4
"""Share of a time limit that annealing may use; the rest is for the proof."""
FINE_UNITS, ASSIGNMENT_PAIRS = 8.0, 40_000
"""Units a community from which, and pairs of unit and anchor up to which, the assignment model proves faster."""
NODES, REPEATS = 400, 6
COLUMNS, ENTRIES = 120_000, 3_000_000
"""Most communities, and most members of them, that a component's pool keeps."""


@dataclass(frozen=True)
class SolveParams:
    """How to solve.

    Attributes
    ----------
    objective
        Preset of the weights: ``balanced``, ``least-change``, ``walking`` or ``least-floor-area``.
    seed
        Seeds every random number, together with the office's name.
    time_limit_s
        Wall time for the whole run; ``None`` stops by counts alone, so that the same seed gives the same plan.
    gap
        Proven gap at which an office may stop.
    workers
        Processes over street offices.
    scheduler
        Address of a Dask scheduler whose workers solve the street offices instead, such as ``tcp://host:8786``.
    """

    objective: str = "balanced"
    seed: int = 0
    time_limit_s: float | None = None
    gap: float = PROOF_GAP
    workers: int = 1
    scheduler: str | None = None


@dataclass(frozen=True, eq=False)
class _Solved:
    """One component: its plan, the bound of Σ c(S) with the constant, and what proved it."""

    problem: Problem
    plan: Annealed
    bound: int | None
    breach_proven: bool
    method: str


@dataclass(frozen=True, eq=False)
class _Listener:
    """Passes on how far one component has come."""

    progress: Watch | None
    problem: Problem
    component: int
    clock: _Clock

    def tell(self, stage: str, plan: Annealed, bound: int | None) -> None:
        if self.progress is not None:
            self.progress(Progress(
                self.problem.subdistrict, stage, plan.cost + self.problem.constant, bound, plan.breach,
                self.clock.elapsed_s, self.component, plan.community,
            ))


class _Clock:
    """Wall time of one office, and who stopped it."""

    def __init__(self, limit_s: float | None, cancelled: Cancelled | None) -> None:
        self._began = time.monotonic()
        self._limit_s = limit_s
        self._cancelled = cancelled
        self.stopped_by: StoppedBy | None = None
        self.was_cut = False

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._began

    @property
    def left_s(self) -> float | None:
        return None if self._limit_s is None else max(self._limit_s - self.elapsed_s, 0.05)

    def is_due(self, share: float) -> bool:
        """Whether a step that may use this share of the time is over; remembers that time cut it short."""
        if self._limit_s is not None and self.elapsed_s >= share * self._limit_s:
            self.was_cut = True
        return self.was_cut or self.stop()

    def stop(self) -> bool:
        """Whether to stop now; remembers the reason."""
        if self._cancelled is not None and self._cancelled():
            self.stopped_by = StoppedBy.USER
        elif self._limit_s is not None and self.elapsed_s >= self._limit_s:
            self.stopped_by = self.stopped_by or StoppedBy.TIME
        return self.stopped_by is not None


def solve_office(
    ground: OfficeGround,
    profile: Profile,
    params: SolveParams,
    *,
    locks: Locks = NO_LOCKS,
    start: Mapping[UnitId, str] | None = None,
    ways: Sequence[Way] = (),
    progress: Watch | None = None,
    cancelled: Cancelled | None = None,
) -> OfficeResult:
    """Plan one street office.

    Parameters
    ----------
    ground
        Arrays over the office's units and anchors.
    profile
        Rule pack with overlays.
    params
        Effort, seed and objective; ``time_limit_s`` is this office's own.
    locks
        What the planner holds fast.
    start
        A plan that the result is never worse than, unit → community; units left out stand alone, and so does each
        piece of a community in pieces.
    ways
        Rules that the planner gives up.
    progress
        Told the stage, the plan, its objective and the bound now and then.
    cancelled
        Asked now and then; when true the best plan so far is returned.
    """
    clock = _Clock(params.time_limit_s, cancelled)
    locks, ground = opened(locks, ways), joined(ground, ways)
    solved = []
    for number, problem in enumerate(build_problems(ground, profile, objective=params.objective, locks=locks)):
        seed = zlib.crc32(f"{params.seed}/{ground.subdistrict}/{number}".encode())
        changed = relaxed(problem, ways)
        drawn = None if start is None else costed(changed, start_from(changed, start))
        listener = _Listener(progress, changed, number, clock)
        solved.append(_solve_component(changed, drawn, params, seed, clock, listener))
    result = _result(ground, solved, params, clock)
    if result.breach == 0 or clock.stop():
        return result

    def under(more: Sequence[Way]) -> list[Problem]:
        problems = build_problems(
            joined(ground, more), profile, objective=params.objective, locks=opened(locks, more), part_finished=False
        )
        return [relaxed(problem, [*ways, *more]) for problem in problems]

    return replace(result, clashes=explain(ground, assignment_of(result), under, locks, seed=params.seed))


def _solve_component(
    problem: Problem, drawn: Annealed | None, params: SolveParams, seed: int, clock: _Clock, listener: _Listener
) -> _Solved:
    """Plan one connected component and bound it."""
    if is_finished(problem):
        return _finished(problem, listener)
    family = whole_family(problem, limit=FAMILY_LIMIT) if problem.n_units <= FAMILY_UNITS else None
    if family is not None:
        return _solve_exactly(problem, family, drawn, seed, clock, listener)
    pool = empty_pool(problem.n_units, columns=COLUMNS, entries=ENTRIES, seed=seed)
    plan = _find_plan(problem, pool, drawn, seed, clock, listener)
    if clock.stop() or plan.breach > 0 or plan.outline > 0:
        return _Solved(problem, plan, None, plan.breach == 0, "none")

    if _is_assignable(problem, plan):
        plan = cheapest_cover(problem, columns_of(pool), plan, time_limit_s=clock.left_s, cancelled=clock.stop).plan
        assigned = solve_assignment(
            problem, plan, hard=True, gap=params.gap, repeats=REPEATS, nodes=NODES, time_limit_s=clock.left_s,
            stop=clock.stop,
        )
        total = None if assigned.bound is None else max(min(assigned.bound, assigned.plan.cost) + problem.constant, 0)
        listener.tell("bound", assigned.plan, total)
        return _Solved(problem, assigned.plan, total, True, "assignment")

    def report(now: Annealed, bound: int) -> None:
        listener.tell("bound", now, bound + problem.constant)

    proven = prove(problem, pool, plan, Limits(params.gap, lambda: clock.left_s, clock.stop, report))
    total = max(proven.bound + problem.constant, 0)
    listener.tell("bound", proven.plan, total)
    return _Solved(problem, proven.plan, total, True, "pricing")


def _finished(problem: Problem, listener: _Listener) -> _Solved:
    """Cost a finished community: it is the only plan of its component."""
    plan = costed(problem, np.zeros(problem.n_units, dtype=np.int64))
    bound = max(plan.cost + problem.constant, 0)
    listener.tell("bound", plan, bound if plan.breach == 0 else None)
    return _Solved(problem, plan, bound, True, "enumeration")


def _solve_exactly(
    problem: Problem, family: Pool, drawn: Annealed | None, seed: int, clock: _Clock, listener: _Listener
) -> _Solved:
    """Solve over every connected set: E, G and C are proven; a short walk comes first."""
    start = drawn or costed(problem, singletons(problem))
    nothing = empty_pool(problem.n_units, columns=1, entries=1, seed=seed)
    scale = 5000.0 * max(float(problem.tables.households.mean()), 1.0)
    walk = Annealer(problem, start.community, nothing, seed=seed)
    walked = walk.run(MOVES_A_UNIT * problem.n_units, hot=scale, cold=0.004 * scale)
    start = walked if walked.rank < start.rank else start
    listener.tell("anneal", start, None)
    cover = cheapest_cover(problem, columns_of(family), start, time_limit_s=clock.left_s, cancelled=clock.stop)
    if not cover.exact:
        return _Solved(problem, cover.plan, None, cover.plan.breach == 0, "none")
    # HiGHS stops within 0.0004 household-minutes of the optimum: one thousandth is taken off.
    bound = max(cover.plan.cost + problem.constant - 1, 0)
    listener.tell("bound", cover.plan, bound if cover.plan.breach == 0 else None)
    return _Solved(problem, cover.plan, bound, True, "enumeration")


def _find_plan(
    problem: Problem, pool: Pool, drawn: Annealed | None, seed: int, clock: _Clock, listener: _Listener
) -> Annealed:
    """Walk to a good plan; longer where communities are many units or the plan breaks a hard rule."""
    plan, is_labelled = drawn, bool((problem.tables.label >= 0).any())
    for effort in (1, LONGER) if is_labelled else (1,):
        plan = _anneal(problem, pool, plan, seed, clock, listener, effort)
        if plan.rank[:2] != (0, 0):
            plan = cheapest_cover(problem, columns_of(pool), plan, time_limit_s=clock.left_s, cancelled=clock.stop).plan
        is_enough = plan.rank[:2] == (0, 0) and not _is_fine(problem, plan)
        if is_enough or clock.is_due(ANNEAL_SHARE):
            break
    assert plan is not None, "the walk returns a plan"
    return plan


def _anneal(
    problem: Problem, pool: Pool, drawn: Annealed | None, seed: int, clock: _Clock, listener: _Listener, effort: int = 1
) -> Annealed:
    """Best of a walk from single units and one from today's communities, in slices that can be stopped.

    Where a plan is drawn, a first walk looks around it, and its own communities stay in the pool.
    """
    t = problem.tables
    scale = 5000.0 * max(float(t.households.mean()), 1.0)
    starts, moves = [singletons(problem)], MOVES_WITHOUT_LABELS
    if (t.label >= 0).any():
        starts, moves = [*starts, connected_codes(t, t.label)], MOVES_A_UNIT
    walks: list[tuple[IntArray, float]] = [(starts[stream % len(starts)], scale) for stream in range(WALKS)]
    if drawn is not None:
        walks.insert(0, (drawn.community, NEARBY * scale))
    best = drawn
    cooling = (0.004) ** (1.0 / SLICES)
    for stream, (start, hot) in enumerate(walks):
        walk = Annealer(problem, start, pool, seed=seed, stream=stream)
        heat = hot
        for _ in range(SLICES):
            found = walk.run(effort * moves * problem.n_units // SLICES, hot=heat, cold=heat * cooling)
            heat *= cooling
            best = found if best is None or found.rank < best.rank else best
            listener.tell("anneal", best, None)
            if clock.is_due(ANNEAL_SHARE):
                return best
    assert best is not None
    return best


def _is_fine(problem: Problem, plan: Annealed) -> bool:
    """Whether communities hold many units."""
    return problem.n_units >= FINE_UNITS * len(np.unique(plan.community))


def _is_assignable(problem: Problem, plan: Annealed) -> bool:
    """Whether the assignment model is the faster proof: many units a community, few pairs, no majority rows."""
    unlabelled = not (problem.tables.label >= 0).any()
    few = problem.tables.access.size <= ASSIGNMENT_PAIRS
    return unlabelled and few and _is_fine(problem, plan) and is_plain(problem)


def _result(ground: OfficeGround, solved: list[_Solved], params: SolveParams, clock: _Clock) -> OfficeResult:
    """Put the components of an office together."""
    communities = tuple(c for part in solved for c in described(part.problem, part.plan.community))
    objective = sum(part.plan.cost + part.problem.constant for part in solved)
    breach = sum(part.plan.breach for part in solved)
    impossible = breach > 0 and any(
        part.breach_proven if part.method == "enumeration" else is_impossible(part.problem, part.plan)
        for part in solved if part.plan.breach > 0
    )
    proven = all(part.breach_proven and part.bound is not None for part in solved)
    bound = sum(part.bound or 0 for part in solved) if proven else None
    gap = None if bound is None else (0.0 if objective == 0 else (objective - bound) / objective)
    if breach > 0:
        status = SolveStatus.INFEASIBLE if impossible else SolveStatus.NO_PLAN
    else:
        status = SolveStatus.OPTIMAL if gap is not None and gap <= PROOF_GAP else SolveStatus.FEASIBLE
    if gap is not None and gap <= PROOF_GAP:
        stopped_by = StoppedBy.PROOF
    elif gap is not None and gap <= params.gap:
        stopped_by = StoppedBy.GAP
    else:
        stopped_by = clock.stopped_by or (StoppedBy.TIME if clock.was_cut else StoppedBy.EFFORT)
    method = "none" if bound is None else "+".join(sorted({part.method for part in solved}))
    return OfficeResult(
        ground.subdistrict, status, communities, objective, bound, breach, method, stopped_by, clock.elapsed_s,
    )


def with_time(params: SolveParams, seconds: float | None) -> SolveParams:
    """Give one office its share of the wall time."""
    return replace(params, time_limit_s=seconds)
