"""All street offices of a plan, one after another or in parallel processes: the result is the same."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.managers import SyncManager
from typing import Any

from geodata.domain import OfficeGround
from optimizer.locks import NO_LOCKS, Locks, check_locks
from optimizer.plan import OfficeResult, Progress
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams, solve_office, with_time

TICK_S = 0.2


def solve_plan(
    grounds: Sequence[OfficeGround],
    profile: Profile,
    params: SolveParams,
    *,
    locks: Locks = NO_LOCKS,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[OfficeResult, ...]:
    """Plan every street office; results come in the order of the office's name, whatever ``params.workers``.

    Parameters
    ----------
    grounds
        One entry a street office.
    profile, params, locks
        See `optimizer.solve.solve_office`; ``params.time_limit_s`` is for all offices together.
    progress, cancelled
        Called in this process.

    Raises
    ------
    LockError
        Where locks name units that do not exist.
    """
    check_locks(locks, (unit for ground in grounds for unit in ground.unit_ids))
    ordered = sorted(grounds, key=lambda ground: ground.subdistrict)
    workers = min(params.workers, len(ordered))
    if workers <= 1:
        return _in_turn(ordered, profile, params, locks, progress, cancelled)
    return _side_by_side(ordered, profile, params, locks, progress, cancelled, workers)


def _in_turn(
    grounds: Sequence[OfficeGround], profile: Profile, params: SolveParams, locks: Locks,
    progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool] | None,
) -> tuple[OfficeResult, ...]:
    began = time.monotonic()
    results = []
    for number, ground in enumerate(grounds):
        share = None
        if params.time_limit_s is not None:
            left = max(params.time_limit_s - (time.monotonic() - began), 0.0)
            share = left * _weight(ground) / sum(_weight(g) for g in grounds[number:])
        results.append(
            solve_office(ground, profile, with_time(params, share), locks=locks, progress=progress, cancelled=cancelled)
        )
    return tuple(results)


def _weight(ground: OfficeGround) -> float:
    """Share of the time that an office may use."""
    return len(ground.unit_ids) + 5.0


def _side_by_side(
    grounds: Sequence[OfficeGround], profile: Profile, params: SolveParams, locks: Locks,
    progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool] | None, workers: int,
) -> tuple[OfficeResult, ...]:
    """Largest offices first; each process is spawned, so that nothing of this one leaks into it.

    Ctrl-C reaches every process of the terminal; only this one hears it and, through `halt`, asks the others for
    their best plan.
    """
    context = multiprocessing.get_context("spawn")
    total = sum(_weight(ground) for ground in grounds)
    manager = SyncManager(ctx=context)
    with _interrupts_held():
        manager.start(initializer=_leave_interrupts)
    with manager:
        reports, halt = manager.Queue(), manager.Event()
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_join, initargs=(reports, halt)) as pool:
            jobs: dict[str, Future[OfficeResult]] = {}
            try:
                with _interrupts_held():
                    for ground in sorted(grounds, key=lambda g: (-len(g.unit_ids), g.subdistrict)):
                        timed = with_time(params, _beside(ground, params.time_limit_s, workers / total))
                        jobs[ground.subdistrict] = pool.submit(_solve, ground, profile, timed, locks)
                waiting = set(jobs.values())
                while waiting:
                    waiting = wait(waiting, timeout=TICK_S).not_done
                    if cancelled is not None and cancelled():
                        halt.set()
                    _forward(reports, progress)
            finally:
                halt.set()  # a second Ctrl-C, or a caller that raises, must not wait for whole solves
    return tuple(jobs[ground.subdistrict].result() for ground in grounds)


def _beside(ground: OfficeGround, time_limit_s: float | None, workers_by_weight: float) -> float | None:
    """Share of the time limit for an office that is solved beside others."""
    return None if time_limit_s is None else time_limit_s * min(1.0, workers_by_weight * _weight(ground))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that, and so survive until they ignore it themselves."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # if it started inside, it would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forward(reports: queue.Queue[Progress], progress: Callable[[Progress], None] | None) -> None:
    while True:
        try:
            report = reports.get_nowait()
        except queue.Empty:
            return
        if progress is not None:
            progress(report)


_channel: dict[str, Any] = {}
"""The worker process's ends of the parent's queue and event."""


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _join(reports: Any, halt: Any) -> None:
    _leave_interrupts()
    _channel["reports"] = reports
    _channel["halt"] = halt


def _solve(ground: OfficeGround, profile: Profile, params: SolveParams, locks: Locks) -> OfficeResult:
    halt, asked = _channel["halt"], [0.0, False]

    def cancelled() -> bool:
        # The event lives in another process: ask it a few times a second only.
        if time.monotonic() - asked[0] > TICK_S:
            asked[0], asked[1] = time.monotonic(), halt.is_set()
        return bool(asked[1])

    return solve_office(ground, profile, params, locks=locks, progress=_channel["reports"].put, cancelled=cancelled)
