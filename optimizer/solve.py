"""The recipe: one street office from arrays to a plan with a proof.

Each connected component is solved alone: small ones over all their connected sets, the others by annealing and then a
proof: the assignment model where communities hold many fine units without a present community, column generation by
exact pricing otherwise.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geodata.domain import OfficeGround
from optimizer.anneal import Annealed, Annealer, singletons
from optimizer.assignment import solve_assignment
from optimizer.cost import evaluate, scratch_for
from optimizer.enumerate import whole_family
from optimizer.explain import explain, is_impossible
from optimizer.formulation import is_plain
from optimizer.graph import parts
from optimizer.locks import NO_LOCKS, Locks
from optimizer.partition import cheapest_cover, columns_of
from optimizer.plan import Clash, OfficeResult, Progress, SolveStatus, StoppedBy
from optimizer.pool import Pool, empty_pool
from optimizer.problem import Problem, build_problems
from optimizer.proof import Limits, prove
from optimizer.recost import described
from optimizer.rules.pack import Profile

Watch = Callable[[Progress], None]
Cancelled = Callable[[], bool]

PROOF_GAP = 1e-4
FAMILY_UNITS, FAMILY_LIMIT = 48, 60_000
"""Components of at most so many units and connected sets are solved over all their sets."""
MOVES_A_UNIT, MOVES_WITHOUT_LABELS, WALKS, SLICES = 1500, 6000, 2, 12
"""Moves of a walk for each unit; more where no present community holds the plan."""
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
    """

    objective: str = "balanced"
    seed: int = 0
    time_limit_s: float | None = None
    gap: float = PROOF_GAP
    workers: int = 1


@dataclass(frozen=True, eq=False)
class _Solved:
    """One component: its plan, the bound of Σ c(S) with the constant, and what proved it."""

    problem: Problem
    plan: Annealed
    bound: int | None
    breach_proven: bool
    method: str


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
    progress
        Told the stage, objective and bound now and then.
    cancelled
        Asked now and then; when true the best plan so far is returned.
    """
    clock = _Clock(params.time_limit_s, cancelled)
    solved = []
    for number, problem in enumerate(build_problems(ground, profile, objective=params.objective, locks=locks)):
        seed = zlib.crc32(f"{params.seed}/{ground.subdistrict}/{number}".encode())
        solved.append(_solve_component(problem, params, seed, clock, progress))
    return _result(ground, solved, params, clock)


def _solve_component(
    problem: Problem, params: SolveParams, seed: int, clock: _Clock, progress: Watch | None
) -> _Solved:
    """Plan one connected component and bound it."""
    family = whole_family(problem, limit=FAMILY_LIMIT) if problem.n_units <= FAMILY_UNITS else None
    if family is not None:
        return _solve_exactly(problem, family, clock)
    pool = empty_pool(problem.n_units, columns=COLUMNS, entries=ENTRIES, seed=seed)
    plan = _anneal(problem, pool, seed, clock, progress)
    if plan.breach > 0 or plan.outline > 0:
        plan = cheapest_cover(problem, columns_of(pool), plan, time_limit_s=clock.left_s, cancelled=clock.stop).plan
    if clock.stop() or plan.breach > 0 or plan.outline > 0:
        return _Solved(problem, plan, None, plan.breach == 0, "none")

    if _is_fine(problem, plan):
        plan = cheapest_cover(problem, columns_of(pool), plan, time_limit_s=clock.left_s, cancelled=clock.stop).plan
        assigned = solve_assignment(
            problem, plan, hard=True, gap=params.gap, repeats=REPEATS, nodes=NODES, time_limit_s=clock.left_s,
            stop=clock.stop,
        )
        total = None if assigned.bound is None else max(min(assigned.bound, assigned.plan.cost) + problem.constant, 0)
        _tell(progress, problem, "bound", assigned.plan, total, clock)
        return _Solved(problem, assigned.plan, total, True, "assignment")

    def report(now: Annealed, bound: int) -> None:
        _tell(progress, problem, "bound", now, bound + problem.constant, clock)

    proven = prove(problem, pool, plan, Limits(params.gap, lambda: clock.left_s, clock.stop, report))
    total = max(proven.bound + problem.constant, 0)
    _tell(progress, problem, "bound", proven.plan, total, clock)
    return _Solved(problem, proven.plan, total, True, "pricing")


def _solve_exactly(problem: Problem, family: Pool, clock: _Clock) -> _Solved:
    """Solve over every connected set: E, G and C are proven."""
    columns = columns_of(family)
    work = scratch_for(problem.tables)
    alone = [evaluate(problem.tables, np.array([i], dtype=np.int64), work) for i in range(problem.n_units)]
    start = Annealed(
        singletons(problem), sum(int(c[0]) for c in alone), sum(int(c[1]) for c in alone), sum(int(c[2]) for c in alone)
    )
    cover = cheapest_cover(problem, columns, start, time_limit_s=clock.left_s, cancelled=clock.stop)
    if not cover.exact:
        return _Solved(problem, cover.plan, None, cover.plan.breach == 0, "none")
    # HiGHS stops within 0.0004 household-minutes of the optimum: one thousandth is taken off.
    bound = max(cover.plan.cost + problem.constant - 1, 0)
    return _Solved(problem, cover.plan, bound, True, "enumeration")


def _anneal(problem: Problem, pool: Pool, seed: int, clock: _Clock, progress: Watch | None) -> Annealed:
    """Best of a walk from single units and one from today's communities, in slices that can be stopped."""
    t = problem.tables
    scale = 5000.0 * max(float(t.households.mean()), 1.0)
    starts, moves = [singletons(problem)], MOVES_WITHOUT_LABELS
    if (t.label >= 0).any():
        starts, moves = [*starts, _today(problem)], MOVES_A_UNIT
    best: Annealed | None = None
    cooling = (0.004) ** (1.0 / SLICES)
    for stream in range(WALKS):
        walk = Annealer(problem, starts[stream % len(starts)], pool, seed=seed, stream=stream)
        heat = scale
        for _ in range(SLICES):
            found = walk.run(moves * problem.n_units // SLICES, hot=heat, cold=heat * cooling)
            heat *= cooling
            best = found if best is None or found.rank < best.rank else best
            _tell(progress, problem, "anneal", best, None, clock)
            if clock.is_due(ANNEAL_SHARE):
                return best
    assert best is not None
    return best


def _today(problem: Problem) -> np.ndarray:
    """Today's communities as a connected start: parts of one count apart, units without one stand alone."""
    t = problem.tables
    community = np.full(problem.n_units, -1, dtype=np.int64)
    number = 0
    for e in range(len(problem.labels)):
        for part in parts(t, np.flatnonzero(t.label == e).astype(np.int64)):
            community[part] = number
            number += 1
    for i in np.flatnonzero(community < 0):
        community[i] = number
        number += 1
    return community


def _is_fine(problem: Problem, plan: Annealed) -> bool:
    """Whether the assignment model is the faster proof: many units a community, few pairs, no majority rows."""
    communities = len(np.unique(plan.community))
    unlabelled = not (problem.tables.label >= 0).any()
    fine = problem.n_units >= FINE_UNITS * communities
    return fine and unlabelled and problem.tables.access.size <= ASSIGNMENT_PAIRS and is_plain(problem)


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
    clashes: tuple[Clash, ...] = ()
    if breach > 0 and not clock.stop():
        clashes = explain(tuple((part.problem, part.plan) for part in solved), seed=params.seed)
    method = "none" if bound is None else "+".join(sorted({part.method for part in solved}))
    return OfficeResult(
        ground.subdistrict, status, communities, objective, bound, breach, method, stopped_by, clock.elapsed_s, clashes
    )


def _tell(
    progress: Watch | None, problem: Problem, stage: str, plan: Annealed, bound: int | None, clock: _Clock
) -> None:
    if progress is not None:
        progress(
            Progress(problem.subdistrict, stage, plan.cost + problem.constant, bound, plan.breach, clock.elapsed_s)
        )


def with_time(params: SolveParams, seconds: float | None) -> SolveParams:
    """Give one office its share of the wall time."""
    return replace(params, time_limit_s=seconds)
