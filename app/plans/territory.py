"""Whether a plan that comes from elsewhere leaves the land of other street offices as it is.

A command names what it touches; a plan that is imported or re-based comes as a whole. On land of others each of its
communities must then be one that is there anyhow: one of today's, or one that the plan was given before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.plans.drawing import Drawing, Split
from app.plans.starts import start_today
from app.users.errors import OutsideSubdistrictError
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId

Labels = Mapping[UnitId, CommunityId | None]


@dataclass(frozen=True)
class Known:
    """What stands on land of others anyhow: the community of each unit where that is known, and the cuts."""

    units: Labels
    splits: Mapping[UnitId, Split] = field(default_factory=dict)


def require_own_land(drawing: Drawing, dataset: Dataset, own: Collection[str] | None, *known: Known) -> None:
    """Refuse a drawing that changes land of others.

    Parameters
    ----------
    dataset
        The ground, before any split.
    own
        The territories on which somebody may draw; ``None`` for whoever is bound to none.
    known
        What may stand on land of others.

    Raises
    ------
    OutsideSubdistrictError
        Where something else does.
    """
    if own is None:
        return
    units = dataset.units[dataset.units["area_id"].notna()]
    offices = {UnitId(str(unit)): str(office) for unit, office in units["subdistrict"].items() if office not in own}
    others = set(_changed(drawing, offices, known))
    if others:
        raise OutsideSubdistrictError(next(iter(own), None), others)


def as_today(dataset: Dataset) -> Known:
    """Return today's communities."""
    return Known(start_today(dataset).units)


def held_by_others(drawing: Drawing, own: Collection[str]) -> Known:
    """Return what communities of others hold in a drawing: whoever carries it over has not drawn that."""
    return Known({
        unit: community for unit, community in drawing.assignment.items()
        if drawing.communities[community].subdistrict not in own
    }, drawing.splits)


def _changed(drawing: Drawing, elsewhere: Mapping[UnitId, str], known: Collection[Known]) -> list[str]:
    """List the street offices of which a drawing changes the land.

    Parameters
    ----------
    elsewhere
        Unit → street office, of others alone; land of no area, which follows its neighbours, is left out.
    """
    cut = [office for unit, office in elsewhere.items() if not _is_cut_as_known(drawing, unit, known)]
    groups: dict[tuple[str, CommunityId], list[UnitId]] = defaultdict(list)
    for unit, office in elsewhere.items():
        if (community := drawing.units.get(unit)) is not None:
            groups[office, community].append(unit)
    taken: set[tuple[int, CommunityId]] = set()
    return [*cut, *(office for (office, _), units in groups.items() if not _fits(units, known, taken))]


def _is_cut_as_known(drawing: Drawing, unit: UnitId, known: Collection[Known]) -> bool:
    split = drawing.splits.get(unit)
    return split is None or any(each.splits.get(unit) == split for each in known)


def _fits(units: Collection[UnitId], known: Collection[Known], taken: set[tuple[int, CommunityId]]) -> bool:
    """Whether units of one community are of one known community, of which no other group is."""
    for number, each in enumerate(known):
        found = {each.units[unit] for unit in units if unit in each.units}
        home = next(iter(found)) if len(found) == 1 else None
        if home is not None and (number, home) not in taken:
            taken.add((number, home))
            return True
    return False
