"""The outcome of a whole plan from those of its street offices (docs/optimisation.md, "Words")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.criteria import Criteria
from optimizer.plan import OfficeResult, SolveStatus, StoppedBy

OPTIMAL_GAP = 1e-4
"""Gap up to which a legal plan counts as optimal."""

_BETTER_FIRST = list(SolveStatus)
_WEAKEST_LAST = [StoppedBy.PROOF, StoppedBy.GAP, StoppedBy.EFFORT, StoppedBy.TIME, StoppedBy.USER]


@dataclass(frozen=True)
class Outcome:
    """What is known of a whole plan; costs in thousandths of a household-minute."""

    status: SolveStatus
    objective: int
    bound: int | None
    breach: int
    stopped_by: StoppedBy

    @property
    def gap(self) -> float | None:
        """(objective − bound) / objective; 0 when the objective is 0, ``None`` without a bound."""
        if self.bound is None:
            return None
        return 0.0 if self.objective == 0 else (self.objective - self.bound) / self.objective

    @property
    def is_legal(self) -> bool:
        """Whether the plan keeps every hard rule."""
        return self.breach == 0


def criteria_document(criteria: Criteria) -> dict[str, Any]:
    """Say what a plan is weighed by, as in ``plan.json``; null is unknown."""
    floor = criteria.floor_missing_m2
    return {
        "households_changed": criteria.households_changed,
        "walking_household_minutes": round(criteria.walking_household_minutes, 1),
        "floor_missing_m2": None if floor is None else round(floor, 1),
    }


def combine(offices: Sequence[OfficeResult]) -> Outcome:
    """Add up street offices.

    Objectives, bounds and breaches are sums; the bound is unknown where one is. The status is that of the worst
    office, except that legal offices with a total gap of at most 1e-4 are optimal together.
    """
    bounds = [office.bound for office in offices]
    outcome = Outcome(
        status=max((office.status for office in offices), key=_BETTER_FIRST.index),
        objective=sum(office.objective for office in offices),
        bound=None if None in bounds else sum(bound for bound in bounds if bound is not None),
        breach=sum(office.breach for office in offices),
        stopped_by=max((office.stopped_by for office in offices), key=_WEAKEST_LAST.index),
    )
    is_proven = outcome.is_legal and outcome.gap is not None and outcome.gap <= OPTIMAL_GAP
    if outcome.status is SolveStatus.FEASIBLE and is_proven:
        return Outcome(SolveStatus.OPTIMAL, outcome.objective, outcome.bound, 0, outcome.stopped_by)
    return outcome
