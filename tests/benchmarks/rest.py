"""P9 without the server: the rest of a street office of 100 areas, half of it locked.

Every second community of a good plan is locked, the rest stands as it does today; `optimizer.interactive.complete`
starts from there. CPU seconds until the whole office is better than it was drawn, and until the proof.
``python -m tests.benchmarks.editor_solve`` measures the same through the server and the editor's events.
"""

from __future__ import annotations

import statistics

from geodata.domain import OfficeGround, UnitId
from optimizer.interactive import complete
from optimizer.locks import Locks
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.recost import costed, start_from
from optimizer.rules.pack import Profile, load_profile
from optimizer.solve import SolveParams, solve_office
from tests.benchmarks.instances import draw
from tests.benchmarks.offices import RULES, rules_of
from tests.benchmarks.timing import Trace

AREAS, SEEDS = 100, (1, 2, 3)
PLAN_GAP = 0.01
"""Gap of the plan of which every second community is locked."""


def drawing(ground: OfficeGround, profile: Profile) -> tuple[dict[UnitId, str], dict[UnitId, str]]:
    """Return the communities that are locked, and the whole drawing."""
    plan = solve_office(ground, profile, SolveParams(gap=PLAN_GAP))
    held = {
        unit: f"locked {number}" for number, community in enumerate(plan.communities) if number % 2 == 0
        for unit in community.units
    }
    today = zip(ground.unit_ids, ground.present, strict=True)
    return held, {unit: held.get(unit, str(name)) for unit, name in today if unit in held or name is not None}


def better_after(trace: Trace, ground: OfficeGround, profile: Profile, locks: Locks, drawn: dict[UnitId, str]) -> float:
    """CPU seconds until breach and cost of all components together were below those of the drawing."""
    now = {}
    for number, problem in enumerate(build_problems(ground, profile, locks=locks)):
        plan = costed(problem, start_from(problem, drawn))
        now[number] = (plan.breach, plan.cost + problem.constant)
    before = tuple(map(sum, zip(*now.values(), strict=True)))
    for seconds, report in trace.reports:
        if report.objective is not None and report.breach is not None:
            now[report.component] = min(now[report.component], (report.breach, report.objective))
        if tuple(map(sum, zip(*now.values(), strict=True))) < before:
            return seconds
    return float("inf")


def print_rest() -> None:
    """Print P9: a line for each seed, and the medians."""
    print("\n## P9: the rest of an office of 100 areas, half of it locked\n")
    print("| rules | seed | locked units | first better plan, CPU s | proven, CPU s | status |\n" + "|---" * 6 + "|")
    for overlays in RULES:
        profile, first, proven = load_profile("lianhu-2024", overlays), [], []
        for seed in SEEDS:
            ground = draw(AREAS, 600, 1, seed).grounds[0]
            held, drawn = drawing(ground, profile)
            frozen = frozenset(held.values())
            trace = Trace()
            result = complete(ground, profile, held, SolveParams(), frozen=frozen, start=drawn, progress=trace)
            done = trace.watch.cpu_s
            first.append(better_after(trace, ground, profile, Locks(held, frozen), drawn))
            proven.append(done if result.status is SolveStatus.OPTIMAL else float("inf"))
            print(
                f"| {rules_of(overlays)} | {seed} | {len(held)} | {first[-1]:.2f} | {done:.2f} | "
                f"{result.status.value} |", flush=True,
            )
        medians = f"{statistics.median(first):.2f} | {statistics.median(proven):.2f}"
        print(f"| {rules_of(overlays)} | median | | {medians} | |")
