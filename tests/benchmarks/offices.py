"""P1 to P4: street offices, districts and cities, solved and proven.

Each case is solved under ``lianhu-2024`` as shipped and again with ``band-hard``; figures are medians over seeds of
the district. Preparing the ground is not counted (``python -m tests.benchmarks.ground`` is for that).
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.city import solve_plan
from optimizer.plan import OfficeResult, SolveStatus, StoppedBy
from optimizer.rules.pack import Profile, load_profile
from optimizer.solve import SolveParams, solve_office
from tests.benchmarks.instances import Instance, draw
from tests.benchmarks.timing import Stopwatch, Trace, peak_gb

RULES: tuple[tuple[str, ...], ...] = ((), ("band-hard",))
"""Overlays of ``lianhu-2024`` under which every case is solved."""

GOOD, SURE = 0.005, 0.001
"""P2: a legal plan within so much of the bound, and proven within so much."""

HEADER = (
    "| # | areas | median | offices | rules | limit s | wall s | CPU s | legal, ≤ 0.5 % after | proven ≤ 0.1 % after "
    "| legal | proven | gap | GB |\n" + "|---" * 14 + "|"
)


@dataclass(frozen=True)
class Case:
    """A figure of the design: areas, median households, street offices, time allowed, seeds of the district.

    The time allowed is CPU seconds for one office, so that a busy machine changes no plan, and wall time for several.
    """

    figure: str
    areas: int
    median: int
    offices: int
    limit_s: float | None
    seeds: tuple[int, ...] = (1,)


SHORT = (
    Case("P1", 300, 600, 1, 60), Case("P2", 200, 600, 1, 30), Case("P2", 200, 250, 1, 30), Case("P2", 200, 120, 1, 30),
    Case("P3", 1000, 600, 8, 90),
)
FULL = (
    Case("P1", 300, 600, 1, 60, (1, 2, 3)),
    *(Case("P2", 200, median, 1, 30, (1, 2, 3)) for median in (600, 250, 120)),
    Case("P3", 1000, 600, 8, 90), Case("P3 unsplit", 1000, 600, 1, 90),
    Case("P4", 5000, 600, 32, None), Case("P4", 20000, 600, 130, None),
)


@dataclass(frozen=True)
class Measured:
    """One solve: seconds, when it was good and sure (CPU s; one office only), and its results."""

    wall_s: float
    cpu_s: float
    good_s: float | None
    sure_s: float | None
    results: tuple[OfficeResult, ...]

    @property
    def gap(self) -> float | None:
        """Proven gap of the offices that have a legal plan and a bound, together."""
        known = [r for r in self.results if r.breach == 0 and r.bound is not None]
        objective = sum(r.objective for r in known)
        return 1 - sum(r.bound or 0 for r in known) / objective if objective else None


def rules_of(overlays: Sequence[str]) -> str:
    """Name a profile."""
    return "+".join(("lianhu-2024", *overlays))


def solve(drawn: Instance, profile: Profile, limit_s: float | None) -> Measured:
    """Solve a district: one office in this process, traced, its limit in CPU seconds; several side by side."""
    watch = Stopwatch()
    if len(drawn.grounds) > 1:
        params = SolveParams(time_limit_s=limit_s, workers=os.cpu_count() or 1)
        results = solve_plan(drawn.grounds, profile, params)
        return Measured(watch.wall_s, watch.cpu_s, None, None, results)
    trace = Trace(watch)
    result = solve_office(
        drawn.grounds[0], profile, SolveParams(), progress=trace,
        cancelled=lambda: limit_s is not None and watch.cpu_s >= limit_s,
    )
    wall_s, spent_s = watch.wall_s, watch.cpu_s
    good_s, sure_s = trace.legal_within(GOOD, result.bound), trace.proven_within(SURE)
    if sure_s is None and result.breach == 0 and result.gap is not None and result.gap <= SURE:
        sure_s = spent_s
    return Measured(wall_s, spent_s, good_s, sure_s, (result,))


def middle(seconds: Iterable[float | None]) -> str:
    """Median of seconds, where those that never came count as longest."""
    known = statistics.median_high(value if value is not None else float("inf") for value in seconds)
    return "—" if known == float("inf") else f"{known:.1f} s"


def line(case: Case, overlays: Sequence[str], runs: Sequence[Measured]) -> str:
    """One line of the table."""
    results = [result for run in runs for result in run.results]
    legal = sum(result.breach == 0 for result in results)
    proven = sum(result.status is SolveStatus.OPTIMAL for result in results)
    gaps = [run.gap for run in runs if run.gap is not None]
    gap = f"{statistics.median_high(gaps):.3%}" if gaps else "—"
    limit = "none" if case.limit_s is None else f"{case.limit_s:.0f}"
    memory = peak_gb(os.cpu_count() or 1 if case.offices > 1 else 0)
    return (
        f"| {case.figure} | {case.areas:,} | {case.median} | {case.offices} | {rules_of(overlays)} | {limit} | "
        f"{statistics.median(run.wall_s for run in runs):.1f} | {statistics.median(run.cpu_s for run in runs):.1f} | "
        f"{middle(run.good_s for run in runs)} | {middle(run.sure_s for run in runs)} | "
        f"{legal}/{len(results)} | {proven}/{len(results)} | {gap} | {memory:.1f} |"
    )


def print_cases(cases: Iterable[Case]) -> None:
    """Print the table, and how the time of P4 grows."""
    print(f"\n## Offices, districts, cities\n\n{HEADER}")
    city: dict[tuple[str, ...], list[Measured]] = {overlays: [] for overlays in RULES}
    for case in cases:
        drawn = [draw(case.areas, case.median, case.offices, seed) for seed in case.seeds]
        for overlays in RULES:
            profile = load_profile("lianhu-2024", overlays)
            runs = [solve(district, profile, case.limit_s) for district in drawn]
            print(line(case, overlays, runs), flush=True)
            if case.figure == "P4":
                city[overlays] += runs
    for overlays, runs in city.items():
        whole = all(r.stopped_by is not StoppedBy.TIME for run in runs for r in run.results)
        if len(runs) == 2 and whole:
            print(f"\nP4, {rules_of(overlays)}: time(20,000) / time(5,000) = {runs[1].wall_s / runs[0].wall_s:.2f}")
