"""Seconds, and what had been found and proven after how many of them."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass, field

from optimizer.plan import Progress


def cpu_s() -> float:
    """Return the seconds of work, user and system, of this process and of those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peak_gb(workers: int) -> float:
    """Return the most memory of this process, and of so many like the largest one it waited for."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1e6


@dataclass
class Stopwatch:
    """Wall and CPU seconds since it was made."""

    _wall: float = field(default_factory=time.perf_counter)
    _cpu: float = field(default_factory=cpu_s)

    @property
    def wall_s(self) -> float:
        """Seconds of the clock."""
        return time.perf_counter() - self._wall

    @property
    def cpu_s(self) -> float:
        """Seconds of work."""
        return cpu_s() - self._cpu


@dataclass
class Trace:
    """The course of one solve: CPU seconds, breach, objective and bound of each report."""

    watch: Stopwatch = field(default_factory=Stopwatch)
    reports: list[tuple[float, Progress]] = field(default_factory=list)

    def __call__(self, report: Progress) -> None:
        """Take a report."""
        self.reports.append((self.watch.cpu_s, report))

    def legal_within(self, share: float, bound: int | None) -> float | None:
        """CPU seconds until a legal plan was within a share of a bound."""
        return next(
            (
                seconds for seconds, now in self.reports
                if bound is not None and now.breach == 0 and now.objective is not None
                and now.objective - bound <= share * now.objective
            ), None,
        )

    def proven_within(self, share: float) -> float | None:
        """CPU seconds until a legal plan was proven to be within a share of the optimum."""
        return next(
            (
                seconds for seconds, now in self.reports
                if now.breach == 0 and now.objective is not None and now.bound is not None
                and now.objective - now.bound <= share * now.objective
            ), None,
        )
