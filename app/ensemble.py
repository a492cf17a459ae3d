"""How a plan, ours or drawn by anybody, stands against the best known and against random legal plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.annexing import annex
from app.documents import household_minutes, write_json
from app.ensemble_plot import Panel, draw_figure
from app.errors import AppError
from app.judged import JudgedPlan
from app.language import say
from app.outcome import Outcome, combine
from app.planning import Task
from app.progress import Reporter, Silent
from geodata.domain import CommunityId, OfficeGround, UnitId
from geodata.mergers import label_units
from geodata.offices import office_ground, offices
from optimizer.city import solve_plan
from optimizer.criteria import Criteria
from optimizer.ensemble import MORE_IS_BETTER, District, Ensemble, Standing
from optimizer.locks import NO_LOCKS, Locks
from optimizer.plan import OfficeResult
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams

MILLI = 1000
QUANTILES = (0, 5, 25, 50, 75, 95, 100)
METHOD = (
    "生成树重组链：每个方案的概率与各社区生成树个数之积成正比，社区数与已知最好的方案相同，"
    "不违反强制规则，出区间的社区不多于已知最好的方案",
    "Chain of spanning-tree recombination: a plan's probability is proportional to the product of its communities' "
    "numbers of spanning trees; as many communities as the best plan known, no hard rule broken, no more communities "
    "outside the band than there",
)
"""What distribution the random plans come from."""


class NotComparableError(AppError):
    """A plan that cannot be held against random legal plans."""

    code = "ensemble.not_comparable"


@dataclass(frozen=True)
class Words:
    """What a criterion is called, and how its values are written."""

    zh: str
    en: str
    unit_zh: str
    unit_en: str
    scale: int = 1

    def value(self, value: float) -> str:
        """Write a value with its unit."""
        return f"{value / self.scale:,.0f} {say(self.unit_zh, self.unit_en)}"


WORDS: Mapping[str, Words] = {
    "objective": Words("目标", "objective", "户·分", "household-minutes", MILLI),
    "households_changed": Words("改变社区", "changing community", "户", "households"),
    "walking_household_minutes": Words("步行", "walking", "户·分", "household-minutes"),
    "floor_missing_m2": Words("缺用房", "floor missing", "m²", "m²"),
    "in_band": Words("在区间内", "in band", "个社区", "communities"),
    "outline_short_m": Words("界线离街", "outline off the streets", "m", "m"),
}
"""In the order in which they are told; the keys are the fields of `optimizer.criteria.Criteria`."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """A plan among random legal plans.

    Attributes
    ----------
    plan, best
        What is compared, and the best plan known.
    outcome
        How good the best plan is proven to be.
    breach
        E of the plan: 0 where it keeps every hard rule.
    is_best
        Whether the plan is the best one known.
    """

    ensemble: Ensemble
    plan: Criteria
    best: Criteria
    outcome: Outcome
    breach: int
    is_best: bool
    seed: int

    @property
    def standing(self) -> tuple[Standing, ...]:
        """Rank the plan by each criterion."""
        return self.ensemble.standing(self.plan)

    @property
    def document(self) -> dict[str, Any]:
        """Return ``ensemble.json``."""
        return {
            "plans": self.ensemble.count, "effective_plans": round(self.ensemble.effective, 1), "seed": self.seed,
            "communities": self.ensemble.communities, "method_zh": METHOD[0], "method_en": METHOD[1],
            "plan_breach": self.breach, "plan_is_best_known": self.is_best,
            "best_known": {
                "status": self.outcome.status.value, "bound": household_minutes(self.outcome.bound),
                "gap": self.outcome.gap,
            },
            "criteria": [self._criterion(one) for one in self.standing],
        }

    def _criterion(self, one: Standing) -> dict[str, Any]:
        words, values = WORDS[one.criterion], np.sort(self.ensemble.values(one.criterion))
        return {
            "criterion": one.criterion, "unit": words.unit_en, "better": _direction(one.criterion),
            "plan": one.value / words.scale, "best_known": getattr(self.best, one.criterion) / words.scale,
            "rank": one.rank, "plans_better": one.better, "plans_equal": one.equal, "plans_worse": one.worse,
            "quantiles": {
                str(q): float(v) / words.scale
                for q, v in zip(QUANTILES, np.percentile(values, QUANTILES), strict=True)
            },
            "values": [float(value) / words.scale for value in values],
        }

    def lines(self) -> list[str]:
        """Say how the plan stands: one line a criterion."""
        count, effective = f"{self.ensemble.count:,}", f"{self.ensemble.effective:,.0f}"
        head = say(
            f"与 {count} 个随机合规方案比较（各 {self.ensemble.communities} 个社区；"
            f"前后方案相似，约合 {effective} 个独立方案）：",
            f"Against {count} random legal plans ({self.ensemble.communities} communities each; successive plans are "
            f"alike, about {effective} independent ones):",
        )
        return [head, *(f"  {self._line(one)}" for one in self.standing)]

    def _line(self, one: Standing) -> str:
        words = WORDS[one.criterion]
        if one.equal == self.ensemble.count:
            place = say("与全部随机方案相同", "the same as every random plan")
        else:
            place = say(
                f"第 {one.rank:,}，优于 {one.beats:.1%} 的随机方案", f"rank {one.rank:,}, better than {one.beats:.1%}"
            )
        best = words.value(getattr(self.best, one.criterion))
        known = "" if self.is_best else say(f"；已知最好 {best}", f"; best known {best}")
        return f"{say(words.zh, words.en)} {words.value(one.value)}{say('：', ': ')}{place}{known}"

    @property
    def figure(self) -> str:
        """Draw ``ensemble.svg``."""
        panels = [
            Panel(
                words.zh, words.en, words.unit_zh, _direction(one.criterion) == "more",
                self.ensemble.values(one.criterion) / words.scale, one.value / words.scale,
                None if self.is_best else getattr(self.best, one.criterion) / words.scale, one.rank, one.beats,
            )
            for one in self.standing for words in (WORDS[one.criterion],)
        ]
        return draw_figure(panels, count=self.ensemble.count, communities=self.ensemble.communities)


def _direction(criterion: str) -> str:
    return "more" if criterion in MORE_IS_BETTER else "less"


def compare_solved(
    task: Task, judged: JudgedPlan, count: int, params: SolveParams, *, report: Reporter | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Hold a plan of ours against random legal plans of the same task.

    Raises
    ------
    NotComparableError
        Where no legal plan is known.
    """
    assert judged.solved is not None, "a plan of ours knows how it was solved"
    best = judged.solved.offices
    district = _district(task.grounds, task.profile, best, params, task.locks)
    return _compare(
        district, district.best, 0, combine(best), count, params.seed, is_best=True, report=report, cancelled=cancelled
    )


def compare_drawn(
    judged: JudgedPlan, count: int, params: SolveParams, *, report: Reporter | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Hold a plan of anybody's against the best plan that a solve finds, and against random legal plans.

    Raises
    ------
    NotComparableError
        Where households are unknown, an inhabited area is in no community, or no legal plan is known.
    """
    report, dataset = report or Silent(), judged.dataset
    if not dataset.has_households:
        raise NotComparableError(
            "没有户数，不能与随机方案比较", "Without households there is nothing to compare with random plans"
        )
    grounds = tuple(office_ground(dataset, name) for name in offices(dataset))
    drawn = _assignment(judged, grounds)
    report.step("求已知最好的方案", "Looking for the best plan")
    report.offices(len(grounds))
    best = solve_plan(grounds, judged.profile, params, progress=report.solving, cancelled=cancelled)
    district = _district(grounds, judged.profile, best, params)
    return _compare(
        district, district.measure(drawn), district.breach(drawn), combine(best), count, params.seed, is_best=False,
        report=report, cancelled=cancelled,
    )


def _district(
    grounds: Sequence[OfficeGround], profile: Profile, best: Sequence[OfficeResult], params: SolveParams,
    locks: Locks = NO_LOCKS,
) -> District:
    if not combine(best).is_legal:
        raise NotComparableError(
            "没有找到合规的方案，不能与随机合规方案比较",
            "No legal plan was found, so there are no random legal plans to compare with",
        )
    return District(grounds, profile, best, objective=params.objective, locks=locks)


def _compare(
    district: District, plan: Criteria, breach: int, outcome: Outcome, count: int, seed: int, *, is_best: bool,
    report: Reporter | None, cancelled: Callable[[], bool] | None,
) -> Comparison:
    (report or Silent()).step(f"抽取 {count:,} 个随机合规方案", f"Drawing {count:,} random legal plans")
    ensemble = district.draw(count, seed=seed, cancelled=cancelled)
    if ensemble.count == 0:
        raise NotComparableError("已停止，没有抽取随机方案", "Stopped before any random plan was drawn")
    return Comparison(ensemble, plan, district.best, outcome, breach, is_best, seed)


def _assignment(judged: JudgedPlan, grounds: Sequence[OfficeGround]) -> dict[UnitId, str]:
    """Name the community of every unit; land without households follows its neighbour with the longest border."""
    labels = label_units(judged.dataset, judged.shapes, judged.assignment)
    told = {UnitId(str(unit)): CommunityId(str(name)) for unit, name in labels.items() if name is not None}
    homes = {
        unit: int(households) for ground in grounds
        for unit, households in zip(ground.unit_ids, ground.households, strict=True)
    }
    bare = [unit for unit, households in homes.items() if unit not in told and households > 0]
    if bare:
        listed = "、".join(bare[:5])
        raise NotComparableError(
            f"{len(bare)} 个有户数的小区不属于任何社区，不能与随机方案比较：{listed}",
            f"{len(bare)} inhabited areas are in no community, so the plan cannot be compared: {listed}",
        )
    waiting = {unit for unit in homes if unit not in told}
    placed = annex(judged.dataset.borders, told, waiting)
    return {unit: placed.get(unit, CommunityId(f"~{unit}")) for unit in homes}


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write ``ensemble.json`` and ``ensemble.svg``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(comparison.document, folder / "ensemble.json")
    (folder / "ensemble.svg").write_text(comparison.figure, encoding="utf-8")
