"""The best plan and its alternatives: found, listed, and written as whole plan folders inside the best one's."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import planning
from app.documents import household_minutes
from app.judged import JudgedPlan
from app.language import say
from app.outcome import combine, criteria_document
from app.planning import Task
from app.progress import Reporter, Silent
from optimizer.alternatives import APART, Alternative, Alternatives
from optimizer.criteria import Criteria
from optimizer.solve import SolveParams

SHARE_OF_BEST = 0.5
"""Share of a time limit that the best plan may use where alternatives are wanted."""
FOLDER = "alternative-{}"
OURS = (
    "plan.json", "audit.json", "plan.gpkg", "map.html", "ledger.csv", "work_plan.csv",
)
PRESET = {
    "balanced": ("均衡", "balanced"), "least-change": ("少变动", "least change"), "walking": ("步行近", "walking"),
    "least-floor-area": ("少用房", "least floor area"),
}


@dataclass(frozen=True, eq=False)
class Other:
    """One alternative; the best plan is number 1."""

    number: int
    alternative: Alternative
    judged: JudgedPlan

    @property
    def folder(self) -> str:
        """Name of its folder inside the best plan's."""
        return FOLDER.format(self.number)

    @property
    def note(self) -> dict[str, Any]:
        """What its own ``plan.json`` says of it."""
        return {"number": self.number, "apart": round(self.alternative.apart, 6), "preset": self.alternative.preset}


@dataclass(frozen=True, eq=False)
class Choice:
    """The plans that a planner may choose from.

    Attributes
    ----------
    wanted
        Plans asked for, the best among them.
    best, others
        The best plan, and those that truly differ from it and from each other.
    criteria
        What the best plan is weighed by; ``None`` where no alternatives were sought.
    """

    wanted: int
    best: JudgedPlan
    others: tuple[Other, ...] = ()
    criteria: Criteria | None = None

    @property
    def listing(self) -> dict[str, Any]:
        """Return what the best plan's ``plan.json`` says of all plans; empty where one was wanted."""
        if self.wanted == 1:
            return {}
        return {
            "criteria": None if self.criteria is None else criteria_document(self.criteria),
            "alternatives": [
                {**other.note, "folder": other.folder, **_worth(other), **criteria_document(other.alternative.criteria)}
                for other in self.others
            ],
        }

    @property
    def shortage(self) -> tuple[str, str] | None:
        """Say why there are fewer plans than wanted, in Chinese and English."""
        found = 1 + len(self.others)
        if found >= self.wanted:
            return None
        if self.best.solved is None or not combine(self.best.solved.offices).is_legal:
            return (
                "没有合规的方案，不求其他方案。先按说明放宽条件",
                "No legal plan, so no alternatives were sought. Relax the rules as explained first",
            )
        return (
            f"要 {self.wanted} 个方案，找到 {found} 个：其余与已有方案相差不到 {APART:.0%} 的户数，或各项都不占优",
            f"{self.wanted} plans wanted, {found} found: any other is less than {APART:.0%} of households apart from "
            "these, or better in nothing",
        )

    def lines(self, out: Path) -> list[str]:
        """One line for each alternative."""
        return [_line(other, out) for other in self.others]


def find_choice(
    task: Task, params: SolveParams, wanted: int, *, report: Reporter | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Choice:
    """Find the best plan, and up to ``wanted`` − 1 that truly differ.

    A time limit is for all plans together.
    """
    report, began = report or Silent(), time.monotonic()
    limit_s = params.time_limit_s
    if wanted == 1:
        return Choice(wanted, planning.solve(task, params, report=report, cancelled=cancelled))
    first = params if limit_s is None else replace(params, time_limit_s=limit_s * SHARE_OF_BEST)
    best = planning.solve(task, first, report=report, cancelled=cancelled)
    assert best.solved is not None, "a plan of ours knows how it was solved"
    if not combine(best.solved.offices).is_legal or (cancelled is not None and cancelled()):
        return Choice(wanted, best)

    def left_s() -> float | None:
        return None if limit_s is None else max(limit_s - (time.monotonic() - began), 0.0)

    report.step("求其他方案", "Looking for other plans")
    search = Alternatives(
        task.grounds, task.profile, params, best.solved.offices, locks=task.locks, left_s=left_s, cancelled=cancelled
    )
    found, runtime_s = search.find(wanted - 1), time.monotonic() - began
    others = tuple(
        Other(number, one, task.judged(one.offices, params, runtime_s)) for number, one in enumerate(found, start=2)
    )
    return Choice(wanted, best, others, search.best)


def write_choice(choice: Choice, out: Path, *, title: str | None = None) -> None:
    """Write the best plan's folder with one for each alternative inside; those of an earlier run go."""
    planning.write(choice.best, out, title=title, beside=choice.listing)
    for other in choice.others:
        name = f"{title or out.resolve().name} · {say(f'方案 {other.number}', f'plan {other.number}')}"
        planning.write(other.judged, out / other.folder, title=name, beside={"alternative": other.note})
    written = {other.folder for other in choice.others}
    for folder in out.iterdir():
        is_earlier = re.fullmatch(r"alternative-\d+", folder.name) and (folder / "plan.json").is_file()
        if is_earlier and folder.name not in written:
            _clear(folder)


def _clear(folder: Path) -> None:
    """Remove what we wrote; a folder that holds more stays, no longer a plan."""
    for name in OURS:
        (folder / name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _worth(other: Other) -> dict[str, Any]:
    whole = combine(other.alternative.offices)
    return {
        "status": whole.status.value, "objective": household_minutes(whole.objective),
        "bound": household_minutes(whole.bound), "gap": whole.gap,
    }


def _line(other: Other, out: Path) -> str:
    one, whole = other.alternative, combine(other.alternative.offices)
    zh, en = PRESET.get(one.preset, (one.preset, one.preset))
    gap = say("未知", "unknown") if whole.gap is None else f"{whole.gap:.2%}"
    changed, floor = one.criteria.households_changed, one.criteria.floor_missing_m2
    changed_text, floor_text = ("—" if figure is None else f"{figure:,.0f}" for figure in (changed, floor))
    return say(
        f"{out / other.folder}：{zh}，{one.apart:.1%} 的户数不同，目标 {whole.objective / 1000:,.0f}，差距 {gap}；"
        f"变动 {changed_text} 户，步行 {one.criteria.walking_household_minutes:,.0f} 户分钟，"
        f"缺用房 {floor_text} 平方米",
        f"{out / other.folder}: {en}, {one.apart:.1%} of households apart, objective {whole.objective / 1000:,.0f}, "
        f"gap {gap}; {changed_text} households change, walking "
        f"{one.criteria.walking_household_minutes:,.0f} household-minutes, "
        f"{floor_text} m² of floor missing",
    )
