"""A plan of anybody's, measured on the ground and judged: what documents, layers, map and summary are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from app.communities import PlannedCommunity
from app.costing import PlanCost
from app.maps.history import find_neighbours
from app.maps.palette import colour_communities
from app.outcome import combine
from geodata.dataset import Dataset
from geodata.domain import CommunityId, FacilityId, FacilityStatus, UnitId
from geodata.domain_facts import FacilityFact, PlanFacts
from geodata.facts import dissolve, measure
from optimizer.audit import Audit, Verdict, audit
from optimizer.dossier import Dossier, with_committees
from optimizer.ledger import Ledger, draw_up
from optimizer.plan import OfficeResult, SolveStatus
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams
from optimizer.totals import Totals, totals
from optimizer.work_plan import WorkPlanEntry
from optimizer.work_plan_draft import Reason, draw_up_work_plan


@dataclass(frozen=True, eq=False)
class Solved:
    """How a plan of ours was found.

    Attributes
    ----------
    offices
        Results in order of street office.
    communities
        The communities under their identifiers.
    runtime_s
        Wall time of the solve.
    target_year
        Year by which the work plan is to be carried out; ``None`` where nobody has decided.
    """

    params: SolveParams
    offices: tuple[OfficeResult, ...]
    communities: tuple[PlannedCommunity, ...]
    runtime_s: float
    target_year: int | None = None

    @property
    def reason_to_leave(self) -> Reason | None:
        """Why the plan leaves a community as it is where it could be changed: only a proven optimum knows."""
        if any(office.status is not SolveStatus.OPTIMAL for office in self.offices):
            return None
        weights = self.params.objective
        return Reason(f"按目标 {weights} 权衡，保留代价最小", f"leaving it costs least under the objective {weights}")


@dataclass(frozen=True, eq=False)
class Drawn:
    """How a plan of a planner's was drawn: what only the drawing can tell.

    Attributes
    ----------
    names
        What each community is called.
    colours
        Community → fill, 0 to 5.
    cost
        What the drawing costs under the pack's weights.
    """

    names: Mapping[CommunityId, str]
    colours: Mapping[CommunityId, int]
    cost: PlanCost


@dataclass(frozen=True, eq=False)
class Today:
    """The present communities of a dataset: their shapes, and as measured."""

    shapes: gpd.GeoDataFrame
    facts: PlanFacts


@dataclass(frozen=True, eq=False)
class JudgedPlan:
    """A plan with its facts and its audit.

    Attributes
    ----------
    assignment
        Unit → community; units in no community are left out. ``None`` for shapes drawn elsewhere.
    shapes, today_shapes
        Communities of the plan and of today: index ``community_id``, geometry in the working system. ``today_shapes``
        and ``today`` are None where the files know no present community.
    facts, today
        The plan, and today's communities, measured the same way.
    ledger
        Who goes where, from today's communities to those of the plan.
    work_plan
        What becomes of today's oversized and micro communities: as given, or drawn up for a plan of ours.
    colours
        Community → fill, 0 to 5.
    solved
        How it was found; ``None`` for a plan made elsewhere.
    drawn
        How it was drawn, for a plan of the database.
    workers
        Community workers whom each community has, where that is stated.
    """

    dataset: Dataset
    profile: Profile
    assignment: Mapping[UnitId, CommunityId] | None
    shapes: gpd.GeoDataFrame
    facts: PlanFacts
    audit: Audit
    today_shapes: gpd.GeoDataFrame | None
    today: PlanFacts | None
    ledger: Ledger
    work_plan: tuple[WorkPlanEntry, ...] | None = None
    colours: Mapping[CommunityId, int] = field(default_factory=dict)
    solved: Solved | None = None
    drawn: Drawn | None = None
    workers: Mapping[CommunityId, int] = field(default_factory=dict)

    def members(self) -> dict[CommunityId, list[UnitId]]:
        """List the units of every community, in order; nothing for shapes drawn elsewhere."""
        members: dict[CommunityId, list[UnitId]] = {}
        for unit, community in sorted((self.assignment or {}).items()):
            members.setdefault(community, []).append(unit)
        return members

    @property
    def is_legal(self) -> bool:
        """Whether every street office that was solved has a plan that keeps all hard rules, locks included."""
        return self.solved is None or combine(self.solved.offices).is_legal

    @property
    def households_changed(self) -> int | None:
        """Households that come to another community than today's; ``None`` where the files know no present one."""
        return None if self.today is None else self.ledger.households_changed

    def totals(self) -> Totals:
        """Add up the plan."""
        return totals(self.facts, self.profile, changed=self.households_changed, workers=self.workers)

    def totals_before(self) -> Totals | None:
        """Add up the present communities with the premises that the plan counts; ``None`` without present ones.

        A plan has the existing and planned facilities and each candidate that one of its communities walks to
        (design.md 4.4). Those candidates count today as well, wherever they stand: what differs then comes of the
        boundaries alone, and a plan that leaves all as it is lacks what today lacks.
        """
        if self.today is None:
            return None
        used = _candidates_used(self.facts, self.dataset)
        communities = tuple(
            replace(fact, facilities=(*fact.facilities, *used.get(fact.community_id, ())))
            for fact in self.today.communities
        )
        return totals(replace(self.today, communities=communities), self.profile, changed=0)

    @property
    def has_hard_finding(self) -> bool:
        """Whether the audit fails."""
        return self.audit.verdict is Verdict.FAIL


def judge(
    dataset: Dataset,
    profile: Profile,
    assignment: Mapping[UnitId, CommunityId] | None,
    shapes: gpd.GeoDataFrame,
    *,
    solved: Solved | None = None,
    drawn: Drawn | None = None,
    dossier: Dossier | None = None,
) -> JudgedPlan:
    """Measure a plan and today's communities, audit the plan, and give it its colours.

    Parameters
    ----------
    assignment
        Unit → community, or ``None`` for shapes drawn elsewhere.
    shapes
        Index ``community_id``, geometry in the working system: as drawn, or dissolved from the units.
    solved, drawn
        For a plan that the optimiser found, or that a planner drew here: where its communities walk to, their names
        and colours.
    dossier
        What is stated beside the plan; the present communities are added here. A plan of ours draws up a work plan
        where none is given, which the audit then does not judge.
    """
    dossier = dossier or Dossier()
    anchors, centres = _anchors(solved, drawn)
    facts = with_committees(dossier, measure(
        dataset, shapes, assignment, anchors=anchors, centres=centres, names=drawn.names if drawn else _NO_NAMES,
    ))
    present = measure_today(dataset)
    today, today_shapes = (None, None) if present is None else (present.facts, present.shapes)
    ledger = draw_up(today, facts)
    return JudgedPlan(
        dataset=dataset, profile=profile, assignment=assignment, shapes=shapes, facts=facts,
        audit=audit(facts, profile, replace(dossier, today=today)),
        today_shapes=today_shapes, today=today, ledger=ledger,
        work_plan=_work_plan(today, ledger, profile, solved) if dossier.work_plan is None else dossier.work_plan,
        colours=drawn.colours if drawn else _colours(shapes, today_shapes, facts), solved=solved, drawn=drawn,
        workers={
            name: stated.workers for name, stated in (dossier.statements or {}).items() if stated.workers is not None
        },
    )


def _candidates_used(facts: PlanFacts, dataset: Dataset) -> dict[CommunityId, list[FacilityFact]]:
    """Group the candidates that communities of a plan walk to by the present community in which they stand."""
    used = {
        facility.facility_id: facility for fact in facts.communities for facility in fact.facilities
        if facility.status is FacilityStatus.CANDIDATE
    }
    found: dict[CommunityId, list[FacilityFact]] = defaultdict(list)
    for name, facility in sorted(used.items()):
        assert dataset.facilities is not None, "a facility of the plan stands in the facility layer"
        home = dataset.units["community"].get(dataset.facilities.at[name, "unit_id"])
        if home is not None and not pd.isna(home):
            found[CommunityId(home)].append(facility)
    return found


_NO_NAMES: Mapping[CommunityId, str] = MappingProxyType({})


@lru_cache(maxsize=4)
def measure_today(dataset: Dataset) -> Today | None:
    """Measure the present communities; ``None`` where the files know none. The last few datasets are remembered."""
    present = {
        UnitId(unit): CommunityId(community) for unit, community in dataset.units["community"].dropna().items()
    }
    if not present:
        return None
    shapes = dissolve(dataset.units, present)
    return Today(shapes, measure(dataset, shapes, present))


def _anchors(
    solved: Solved | None, drawn: Drawn | None
) -> tuple[Mapping[CommunityId, FacilityId | None], Mapping[CommunityId, UnitId]]:
    """Tell where communities walk to, as far as the optimiser's cost says; the others are chosen by least walking."""
    if drawn is not None:
        return drawn.cost.anchors, drawn.cost.centres
    planned = () if solved is None else solved.communities
    return (
        {community.community_id: community.anchor.facility_id for community in planned},
        {community.community_id: community.centre_unit for community in planned},
    )


def _work_plan(
    today: PlanFacts | None, ledger: Ledger, profile: Profile, solved: Solved | None
) -> tuple[WorkPlanEntry, ...] | None:
    if today is None or solved is None:
        return None
    return draw_up_work_plan(
        today, ledger, profile, target_year=solved.target_year, because=solved.reason_to_leave
    )


def _colours(
    shapes: gpd.GeoDataFrame, today: gpd.GeoDataFrame | None, facts: PlanFacts
) -> dict[CommunityId, int]:
    """Colour the plan so that neighbours differ, in the plan and, for those that continue, today."""
    neighbours = find_neighbours(shapes.reset_index())
    if today is not None:
        for community, others in find_neighbours(today.reset_index()).items():
            if community in neighbours:
                neighbours[community] |= others & neighbours.keys()
    first = [fact.community_id for fact in facts.communities if fact.continues is not None]
    coloured = colour_communities(neighbours, first=first)
    return {CommunityId(community): fill for community, fill in coloured.items()}
