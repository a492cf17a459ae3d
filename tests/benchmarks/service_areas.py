"""P5 and P6: the published service-area instances, each against what others reached.

``python -m tests.benchmarks.service_areas sap|cflsap [INSTANCE ...] [--folder DIR] [--seeds N] [--seconds S]``.
``sap`` is held against CPLEX's optimum, ``cflsap`` against CPLEX after two hours and the published matheuristic. The
limit is wall time, as the figures ask; the seconds of the process' own work stand beside it, for on a busy machine they
are what was used. Plans are judged here once more, and the first, short run only compiles.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from app.benching import Benchmark, Instance, instance_names, read_instance
from optimizer.service.problem import is_feasible
from optimizer.service_areas import solve_service_areas

SHARED = Path(__file__).resolve().parents[3] / "shared" / "bench"
SECONDS = {Benchmark.SAP: 60.0, Benchmark.CFLSAP: 120.0}
EQUAL, NEAR, FAR = 1e-6, 5e-5, 2e-3
"""Shares of the published objective: counts as the same (it is printed rounded), near (P6), far (P5)."""


@dataclass(frozen=True)
class Run:
    """One instance with one seed, against the published objectives."""

    name: str
    seed: int
    objective: float
    gap: float
    wall_s: float
    cpu_s: float
    is_feasible: bool
    cplex: float
    matheuristic: float | None

    @property
    def over_cplex(self) -> float:
        return self.objective / self.cplex - 1

    @property
    def over_matheuristic(self) -> float | None:
        return None if self.matheuristic is None else self.objective / self.matheuristic - 1


def published(folder: Path) -> dict[str, dict[str, str]]:
    """Read what others reached."""
    with (folder / "published.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["instance"]: row for row in csv.DictReader(file)}


def measure(instance: Instance, seed: int, seconds: float, known: dict[str, str]) -> Run:
    """Solve one instance."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = solve_service_areas(instance.problem, seed=seed, time_limit_s=seconds)
    other = known.get("matheuristic_objective")
    return Run(
        instance.name, seed, float("inf") if result.objective is None else result.objective,
        1.0 if result.gap is None else result.gap, time.perf_counter() - wall, time.process_time() - cpu,
        result.facility_of is not None and is_feasible(instance.problem, result.facility_of),
        float(known["cplex_objective"]), None if other is None else float(other),
    )


def line(run: Run) -> str:
    """One row of the table."""
    over = "—" if run.over_matheuristic is None else f"{run.over_matheuristic:+.4%}"
    return (
        f"| {run.name} | {run.seed} | {run.objective:.4f} | {run.over_cplex:+.4%} | {over} | {run.gap:.3%} | "
        f"{run.wall_s:.0f} | {run.cpu_s:.0f} | {'yes' if run.is_feasible else 'NO'} |"
    )


def summary(benchmark: Benchmark, runs: list[Run]) -> str:
    """The figure of one seed over all instances."""
    over = [run.over_cplex for run in runs]
    feasible = sum(run.is_feasible for run in runs)
    if benchmark is Benchmark.SAP:
        return (
            f"P5: {feasible}/{len(runs)} feasible; over CPLEX's optimum: mean {statistics.mean(over):+.4%}, median "
            f"{statistics.median(over):+.4%}, worst {max(over):+.4%}; {sum(x <= EQUAL for x in over)} optimal, "
            f"{sum(x > FAR for x in over)} above 0.2 %"
        )
    beaten = [run.over_matheuristic for run in runs if run.over_matheuristic is not None]
    both = sum(
        run.over_cplex < -EQUAL and run.over_matheuristic is not None and run.over_matheuristic < -EQUAL for run in runs
    )
    return (
        f"P6: {feasible}/{len(runs)} feasible; at or below the matheuristic on {sum(x <= EQUAL for x in beaten)}, "
        f"within 0.005 % of CPLEX on {sum(x <= NEAR for x in over)}, below both on {both}; over CPLEX: mean "
        f"{statistics.mean(over):+.4%}"
    )


def main() -> None:
    """Print the table and the figure of each seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", type=Benchmark)
    parser.add_argument("instances", nargs="*")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=float)
    chosen = parser.parse_args()
    folder = chosen.folder or SHARED / f"{chosen.benchmark}-zy"
    seconds = chosen.seconds or SECONDS[chosen.benchmark]
    instances = [read_instance(folder, name, chosen.benchmark) for name in instance_names(folder, chosen.instances)]
    known = published(folder)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {seconds:g} s each")
    solve_service_areas(instances[0].problem, time_limit_s=5.0)
    print("| instance | seed | objective | over CPLEX | over matheuristic | own gap | wall s | CPU s | feasible |")
    print("|---|---|---|---|---|---|---|---|---|")
    for seed in range(chosen.seeds):
        runs = []
        for instance in instances:
            runs.append(measure(instance, seed, seconds, known[instance.name]))
            print(line(runs[-1]), flush=True)
        print(f"\nSeed {seed}. {summary(chosen.benchmark, runs)}\n", flush=True)


if __name__ == "__main__":
    main()
