"""A plan of anybody's, measured on the ground and judged: what documents, layers, map and summary are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from app.communities import PlannedCommunity
from app.maps.history import find_neighbours
from app.maps.palette import colour_communities
from geodata.dataset import Dataset
from geodata.domain import CommunityId, PlanFacts, UnitId
from geodata.facts import dissolve, measure
from optimizer.audit import Audit, Verdict, audit
from optimizer.plan import OfficeResult
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams


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
    """

    params: SolveParams
    offices: tuple[OfficeResult, ...]
    communities: tuple[PlannedCommunity, ...]
    runtime_s: float


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
    colours
        Community → fill, 0 to 5.
    solved
        How it was found; ``None`` for a plan made elsewhere.
    """

    dataset: Dataset
    profile: Profile
    assignment: Mapping[UnitId, CommunityId] | None
    shapes: gpd.GeoDataFrame
    facts: PlanFacts
    audit: Audit
    today_shapes: gpd.GeoDataFrame | None
    today: PlanFacts | None
    colours: Mapping[CommunityId, int] = field(default_factory=dict)
    solved: Solved | None = None

    def members(self) -> dict[CommunityId, list[UnitId]]:
        """List the units of every community, in order; nothing for shapes drawn elsewhere."""
        members: dict[CommunityId, list[UnitId]] = {}
        for unit, community in sorted((self.assignment or {}).items()):
            members.setdefault(community, []).append(unit)
        return members

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
) -> JudgedPlan:
    """Measure a plan and today's communities, audit the plan, and give it its colours.

    Parameters
    ----------
    assignment
        Unit → community, or ``None`` for shapes drawn elsewhere.
    shapes
        Index ``community_id``, geometry in the working system: as drawn, or dissolved from the units.
    """
    planned = () if solved is None else solved.communities
    facts = measure(
        dataset, shapes, assignment,
        anchors={community.community_id: community.anchor.facility_id for community in planned},
        centres={community.community_id: community.centre_unit for community in planned},
    )
    present = {
        UnitId(unit): CommunityId(community) for unit, community in dataset.units["community"].dropna().items()
    }
    today_shapes = dissolve(dataset.units, present) if present else None
    today = None if today_shapes is None else measure(dataset, today_shapes, present)
    return JudgedPlan(
        dataset=dataset, profile=profile, assignment=assignment, shapes=shapes, facts=facts,
        audit=audit(facts, profile), today_shapes=today_shapes, today=today,
        colours=_colours(shapes, today_shapes, facts), solved=solved,
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
