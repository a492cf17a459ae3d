"""What others would do on the same office, its cost by the same definition: ratio to the best plan known.

Greedy growth, growth and hill climbing, the assignment model as PuLP and HiGHS solve it, Max-P, ReCom, and the map of
today. Every plan is costed by `optimizer.cost.evaluate`; a community in several pieces counts as so many communities.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.domain import UnitId
from optimizer.cost import scratch_for, size_terms
from optimizer.formulation import build
from optimizer.graph import parts
from optimizer.milp import Row
from optimizer.plan import OfficeResult
from optimizer.problem import Problem, build_problems
from optimizer.rules.pack import load_profile
from optimizer.separation import loose_parts, opening_rows
from tests.benchmarks.growing import Costed, climb, cost_of, grow
from tests.benchmarks.instances import draw
from tests.benchmarks.offices import RULES, rules_of, solve
from tests.benchmarks.timing import Stopwatch

if TYPE_CHECKING:
    from geodata.domain import IntArray

HEADER = (
    "| method | household-minutes | ratio to the best | CPU s | communities | break a hard rule | outside the band |\n"
    + "|---" * 7 + "|"
)
THRESHOLDS = (1_000, 2_000, 2_500)
"""Least households of a Max-P region; the cheapest plan counts."""
STOPPED = "stopped by time"
WALL_SHARE = 3
"""Wall time, as a multiple of the CPU seconds allowed, at which the assignment model is stopped in any case."""
TARGET = 3_000
"""Households that ReCom aims at."""


@dataclass(frozen=True)
class Tried:
    """What a method came to: its plan, one number a unit, and its CPU seconds; no plan where it found none."""

    method: str
    community: IntArray | None
    seconds: float
    note: str = ""


def judge(problem: Problem, community: IntArray) -> tuple[Costed, int]:
    """Cost a plan, pieces apart; also count the communities outside the band (rules.md 2.3)."""
    t, work = problem.tables, scratch_for(problem.tables)
    pieces = np.empty(problem.n_units, dtype=np.int64)
    number = outside = 0
    for name in np.unique(community):
        for part in parts(t, np.flatnonzero(community == name).astype(np.int64)):
            pieces[part] = number
            below, above, _ = size_terms(t.base, int(t.households[part].sum()), int(t.persons[part].sum()))
            outside += bool(below + above > 0)
            number += 1
    return cost_of(problem, pieces, work), outside


def timed(method: str, plan: Callable[[], IntArray | None]) -> Tried:
    """Run one method of this process."""
    watch = Stopwatch()
    community = plan()
    return Tried(method, community, watch.cpu_s)


def today(problem: Problem) -> IntArray:
    """Leave the map alone: units of no present community stand alone."""
    label = problem.tables.label
    return np.where(label >= 0, label, len(problem.labels) + np.arange(problem.n_units)).astype(np.int64)


def assign(problem: Problem, limit_s: float, hard: bool) -> Tried:
    """Solve the assignment model (Hess et al. 1965) with PuLP and HiGHS from nothing.

    All rows x ≤ y are there from the start; separators follow where a solution falls apart. The outline, which the
    model cannot say, is left out: that makes it easier than the problem.
    """
    watch = Stopwatch()
    model, v = build(problem, hard=hard)
    for row in opening_rows(problem, v, np.ones(v.x.shape, dtype=np.bool_)):
        model.row(*row)
    outcome = None
    while watch.cpu_s < limit_s:
        outcome = model.solve(
            gap=1e-4, time_limit_s=WALL_SHARE * limit_s, cancelled=lambda: watch.cpu_s >= limit_s
        )
        if outcome.values is None:
            break
        anchor_of = np.argmax(outcome.values[v.x], axis=1)
        loose: list[Row] = loose_parts(problem, v, anchor_of)
        if not loose:
            state = "optimum of its model" if outcome.proven else STOPPED
            return Tried("assignment model, PuLP + HiGHS", anchor_of, watch.cpu_s, state)
        for row in loose:
            if not model.has(row.name):
                model.row(*row)
    plan = None if outcome is None or outcome.values is None else np.argmax(outcome.values[v.x], axis=1)
    return Tried("assignment model, PuLP + HiGHS", plan, watch.cpu_s, STOPPED)


def ask_peer(problem: Problem, places: dict[UnitId, tuple[float, float]], python: str, method: str) -> Tried:
    """Let another library plan the office in an interpreter that has it; keep the cheapest of its plans."""
    t, name = problem.tables, {"max_p": "Max-P, spopt", "recom": "ReCom, GerryChain"}[method]
    if not Path(python).exists():
        return Tried(name, None, 0.0, "not installed: make peers")
    start = t.neighbour_start
    office: dict[str, Any] = {
        "method": method, "seed": 1, "target": TARGET, "thresholds": THRESHOLDS,
        "households": t.households.tolist(), "places": [places[unit] for unit in problem.unit_ids],
        "borders": [
            (i, int(j)) for i in range(problem.n_units) for j in t.neighbours[start[i] : start[i + 1]] if i < j
        ],
    }
    script = Path(__file__).with_name("peers.py")
    done = subprocess.run([python, script], input=json.dumps(office), capture_output=True, text=True, check=False)
    if done.returncode:
        return Tried(name, None, 0.0, done.stderr.strip().splitlines()[-1] if done.stderr else "failed")
    answer = json.loads(done.stdout)
    plans = [np.array(plan, dtype=np.int64) for plan in answer["plans"]]
    best = min(plans, key=lambda plan: judge(problem, plan)[0].rank)
    return Tried(name, best, answer["seconds"], f"best of {len(plans)}")


def of_result(problem: Problem, result: OfficeResult) -> IntArray:
    """Number the communities of a result."""
    number = {unit: k for k, community in enumerate(result.communities) for unit in community.units}
    return np.array([number[unit] for unit in problem.unit_ids], dtype=np.int64)


def try_all(
    problem: Problem, places: dict[UnitId, tuple[float, float]], limit_s: float, python: str, hard: bool
) -> list[Tried]:
    """Run every baseline."""
    return [
        timed("map of today", lambda: today(problem)),
        timed("greedy growth", lambda: grow(problem)),
        timed("growth + hill climbing", lambda: climb(problem, grow(problem))),
        ask_peer(problem, places, python, "max_p"),
        ask_peer(problem, places, python, "recom"),
        assign(problem, limit_s, hard),
    ]


def line(problem: Problem, tried: Tried, best: int) -> str:
    """One line of the table."""
    note = f" ({tried.note})" if tried.note else ""
    if tried.community is None:
        return f"| {tried.method}{note} | — | — | {tried.seconds:.2f} | — | — | — |"
    costed, outside = judge(problem, tried.community)
    total = costed.cost + problem.constant
    return (
        f"| {tried.method}{note} | {total / 1000:,.0f} | {total / best:.4f} | {tried.seconds:.2f} | "
        f"{costed.communities} | {costed.broken} | {outside} |"
    )


def print_baselines(sizes: Sequence[int], limit_s: float, python: str) -> None:
    """Print a table for each size of an office and each profile."""
    for areas in sizes:
        drawn = draw(areas, 600, 1)
        for overlays in RULES:
            profile = load_profile("lianhu-2024", overlays)
            problem = build_problems(drawn.grounds[0], profile)[0]
            ours = solve(drawn, profile, limit_s)
            result = ours.results[0]
            known = Tried(f"this project ({result.status.value})", of_result(problem, result), ours.cpu_s)
            tried = [known, *try_all(problem, drawn.places, limit_s, python, "band-hard" in overlays)]
            best = min(
                judge(problem, one.community)[0].rank for one in tried if one.community is not None
            )[1] + problem.constant
            print(f"\n## Other methods, {areas} areas, {rules_of(overlays)}\n\n{HEADER}")
            for one in tried:
                print(line(problem, one, best), flush=True)
            slower, last = tried[-1].seconds / ours.cpu_s, tried[-1]
            least = "at least " if last.note == STOPPED else ""
            print(f"\n{last.method} / this project, CPU seconds: {least}{slower:.1f}", flush=True)
