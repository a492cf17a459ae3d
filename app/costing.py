"""What a plan that somebody drew costs under a rule pack's weights, by the optimiser's own definition of cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.outcome import OPTIMAL_GAP
from geodata.domain import CommunityId, FacilityId, OfficeGround, UnitId
from optimizer.errors import ProblemError
from optimizer.plan import SolveStatus
from optimizer.problem import Problem, build_problems
from optimizer.recost import described, plan_from
from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class OfficeCost:
    """What the communities of one street office cost, in thousandths of a household-minute.

    Attributes
    ----------
    objective, breach
        C and E; ``None`` while units are in no community or a community lies in pieces: C is of whole plans only.
    bound
        Proven lower bound of C over all legal plans that keep the drawing's locks, where one is known.
    """

    subdistrict: str
    objective: int | None = None
    breach: int | None = None
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """(C − bound) / C; 0 when C is 0."""
        return _gap(self.objective, self.bound)

    @property
    def status(self) -> SolveStatus | None:
        """Whether the drawing is legal, and proven; ``None`` where it is neither finished nor legal."""
        return _status(self.breach, self.gap)


@dataclass(frozen=True, eq=False)
class PlanCost:
    """What a drawn plan costs.

    Attributes
    ----------
    preset
        Objective whose weights were taken.
    offices
        In order of street office.
    anchors, centres
        Community → the facility that it walks to, or ``None``; and the unit in which its anchor stands. Only of
        communities whose office has a cost.
    """

    preset: str
    offices: tuple[OfficeCost, ...] = ()
    anchors: Mapping[CommunityId, FacilityId | None] = field(default_factory=dict)
    centres: Mapping[CommunityId, UnitId] = field(default_factory=dict)

    @property
    def objective(self) -> int | None:
        """Sum over the offices; ``None`` where one has none."""
        return _sum([office.objective for office in self.offices])

    @property
    def breach(self) -> int | None:
        """Sum over the offices; ``None`` where one has none."""
        return _sum([office.breach for office in self.offices])

    @property
    def bound(self) -> int | None:
        """Sum over the offices; ``None`` where one has none."""
        return _sum([office.bound for office in self.offices])

    @property
    def gap(self) -> float | None:
        """(C − bound) / C; 0 when C is 0."""
        return _gap(self.objective, self.bound)

    @property
    def status(self) -> SolveStatus | None:
        """Whether the drawing is legal, and proven; ``None`` where it is neither finished nor legal."""
        return _status(self.breach, self.gap)


NO_COST = PlanCost("")
"""Of a plan made elsewhere nobody knows what it costs."""


@dataclass(frozen=True, eq=False)
class OfficeProblems:
    """One street office as the optimiser sees it, with its cost tables."""

    ground: OfficeGround
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, ground: OfficeGround, profile: Profile, preset: str) -> OfficeProblems:
        """Build the cost tables of an office."""
        return cls(ground, build_problems(ground, profile, objective=preset))


def cost_plan(
    offices: tuple[OfficeProblems, ...], assignment: Mapping[UnitId, CommunityId], preset: str,
    bounds: Mapping[str, int] | None = None,
) -> PlanCost:
    """Cost a drawn plan, street office by street office.

    Parameters
    ----------
    assignment
        Unit → community; units that are left out are in none.
    preset
        Objective with which `offices` were built.
    bounds
        Street office → proven lower bound of C over the legal plans that keep the drawing's locks.
    """
    costs, anchors, centres = [], {}, {}
    for office in offices:
        found = _office(office, assignment)
        if found is None:
            costs.append(OfficeCost(office.ground.subdistrict))
            continue
        objective, breach, at = found
        bound = (bounds or {}).get(office.ground.subdistrict)
        # Bounds are over legal plans: to one that breaks a rule they say nothing, and none costs less.
        bound = bound if bound is not None and breach == 0 and bound <= objective else None
        costs.append(OfficeCost(office.ground.subdistrict, objective, breach, bound))
        for community, anchor in at.items():
            anchors[community] = office.ground.anchors[anchor].facility_id
            centres[community] = office.ground.unit_ids[office.ground.anchors[anchor].unit]
    return PlanCost(preset, tuple(costs), anchors, centres)


def _office(
    office: OfficeProblems, assignment: Mapping[UnitId, CommunityId]
) -> tuple[int, int, dict[CommunityId, int]] | None:
    """Cost one office: C, E and the anchor of each community; ``None`` where it is unfinished or in pieces."""
    objective = breach = 0
    anchors: dict[CommunityId, int] = {}
    for problem in office.problems:
        try:
            plan = plan_from(problem, assignment)
        except ProblemError:
            return None
        objective, breach = objective + plan.cost + problem.constant, breach + plan.breach
        for community in described(problem, plan.community):
            name = assignment[community.units[0]]
            if name in anchors:
                return None  # it lies in two parts of the office that no border joins
            anchors[name] = community.anchor
    return objective, breach, anchors


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _gap(objective: int | None, bound: int | None) -> float | None:
    if objective is None or bound is None:
        return None
    return 0.0 if objective == 0 else (objective - bound) / objective


def _status(breach: int | None, gap: float | None) -> SolveStatus | None:
    if breach != 0:
        return None
    return SolveStatus.OPTIMAL if gap is not None and gap <= OPTIMAL_GAP else SolveStatus.FEASIBLE
