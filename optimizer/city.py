"""All street offices of a plan, whoever works on them: the result is the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from geodata.domain import OfficeGround
from optimizer.crew import crew_of
from optimizer.locks import NO_LOCKS, Locks, check_locks
from optimizer.plan import OfficeResult, Progress
from optimizer.rules.pack import Profile
from optimizer.signals import Asked, Tell
from optimizer.solve import SolveParams, solve_office, with_time

Office = tuple[OfficeGround, Profile, SolveParams, Locks]
"""What one street office is solved from."""


def solve_plan(
    grounds: Sequence[OfficeGround],
    profile: Profile,
    params: SolveParams,
    *,
    locks: Locks = NO_LOCKS,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[OfficeResult, ...]:
    """Plan every street office; results come in the order of the office's name, whoever worked on them.

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
    ClusterError
        Where ``params.scheduler`` cannot be used.
    """
    check_locks(locks, (unit for ground in grounds for unit in ground.unit_ids))
    largest_first = sorted(grounds, key=lambda ground: (-len(ground.unit_ids), ground.subdistrict))
    with crew_of(params.workers, params.scheduler, len(grounds)) as crew:
        offices = _timed(largest_first, profile, params, locks, crew.width)
        results = crew.each(_solve, offices, progress=progress, cancelled=cancelled)
    return tuple(sorted(results, key=lambda result: result.subdistrict))


def _solve(office: Office, tell: Tell, is_asked_to_stop: Asked) -> OfficeResult:
    ground, profile, params, locks = office
    return solve_office(ground, profile, params, locks=locks, progress=tell, cancelled=is_asked_to_stop)


def _timed(
    grounds: Sequence[OfficeGround], profile: Profile, params: SolveParams, locks: Locks, width: int
) -> Iterator[Office]:
    """Give each office its share of the wall time: of what is left where they come in turn, of all side by side."""
    began = time.monotonic()
    weights = [len(ground.unit_ids) + 5.0 for ground in grounds]
    for number, ground in enumerate(grounds):
        share = None
        if params.time_limit_s is not None:
            left = max(params.time_limit_s - (time.monotonic() - began), 0.0)
            waiting = sum(weights[number:]) if width == 1 else sum(weights)
            share = left * min(1.0, width * weights[number] / waiting)
        yield ground, profile, with_time(params, share), locks
