"""What a planner sees while the optimiser works: objective and bound closing, each better plan as a proposal."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from app.colleague.naming import Found
from app.colleague.proposals import Desk, costs
from app.colleague.situation import Situation
from app.jobs.tasks import Tell
from optimizer.anneal import Annealed
from optimizer.plan import OfficeResult, Progress
from optimizer.problem import is_finished
from optimizer.recost import costed, described

PROGRESS_S = 0.25
"""Figures are told this often."""
BEST_S, SHARE = 0.4, 0.02
"""A better plan is told at once, the next after this time, and after this share of the time that has passed."""


class Watch:
    """Watches the street offices of a desk, and tells how far they are and what is best.

    Parameters
    ----------
    tell
        Where it is told; ``best`` is told of plans that are better than what is drawn.
    """

    def __init__(self, desk: Desk, tell: Tell) -> None:
        self._desk, self._tell = desk, tell
        self._began = time.monotonic()
        self._plans: dict[str, list[Annealed]] = {s.subdistrict: list(s.start) for s in desk.situations}
        self._bounds: dict[str, list[int | None]] = {
            s.subdistrict: [
                plan.cost + problem.constant if is_finished(problem) else None
                for problem, plan in zip(s.problems, s.start, strict=True)
            ] for s in desk.situations
        }
        self._has_bound = False
        self._told_rank = self.rank
        self._progress_at = self._best_at = -np.inf

    @property
    def elapsed_s(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self._began

    @property
    def rank(self) -> tuple[int, int, int]:
        """E, G and C of the best plans so far, all offices together."""
        breach = outline = cost = 0
        for situation in self._desk.situations:
            for problem, plan in zip(situation.problems, self._plans[situation.subdistrict], strict=True):
                breach, outline = breach + plan.breach, outline + plan.outline
                cost += plan.cost + problem.constant
        return breach, outline, cost

    @property
    def bound(self) -> int | None:
        """A proven lower bound of C, ``None`` before there is one; pieces without one yet count nothing."""
        known = [bound for bounds in self._bounds.values() for bound in bounds]
        return sum(bound or 0 for bound in known) if self._has_bound and self.rank[0] == 0 else None

    def plan(self, subdistrict: str, component: int) -> Annealed:
        """Return the best plan of one component so far."""
        return self._plans[subdistrict][component]

    def listener(self, situation: Situation) -> Callable[[Progress], None]:
        """Return what the solve of one street office reports to."""

        def hear(report: Progress) -> None:
            if report.bound is not None:
                self._has_bound = True
                self._bounds[situation.subdistrict][report.component] = report.bound
            if report.community is not None:
                self.take(situation, report.component, report.community)
            self.look(situation.subdistrict, report.stage)

        return hear

    def take(self, situation: Situation, component: int, community: Any) -> None:
        """Take a plan of one component where it is better than the one at hand."""
        now = self._plans[situation.subdistrict][component]
        if not np.array_equal(now.community, community):
            found = costed(situation.problems[component], np.asarray(community))
            if found.rank < now.rank:
                self._plans[situation.subdistrict][component] = found

    def look(self, subdistrict: str, stage: str) -> None:
        """Tell what is due."""
        elapsed = self.elapsed_s
        figures = {
            "stage": stage, "subdistrict": subdistrict, "elapsed_s": round(elapsed, 3),
            **costs(self.rank[2], self.bound, self.rank[0]),
        }
        if self.rank < self._told_rank and elapsed - self._best_at >= max(BEST_S, SHARE * elapsed):
            self._told_rank, self._best_at = self.rank, elapsed
            self._progress_at = elapsed
            self._tell("best", {
                "version": self._desk.version, "subdistricts": [s.subdistrict for s in self._desk.situations],
                **figures, **self._desk.proposal(self.found()),
            })
        elif elapsed - self._progress_at >= PROGRESS_S:
            self._progress_at = elapsed
            self._tell("progress", figures)

    def found(self) -> Mapping[str, Sequence[Found]]:
        """Return the communities of the best plans so far."""
        return {
            s.subdistrict: [
                Found(frozenset(community.units), community.continues)
                for problem, plan in zip(s.problems, self._plans[s.subdistrict], strict=True)
                for community in described(problem, plan.community)
            ] for s in self._desk.situations
        }


def found_in(office: OfficeResult) -> list[Found]:
    """Return the communities of a result."""
    return [Found(frozenset(community.units), community.continues) for community in office.communities]
