"""Where a drawing may begin: with today's communities, with nothing, or with communities found elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.annexing import annex
from app.maps.history import find_neighbours
from app.maps.palette import colour_communities
from app.plans.drawing import Community, Drawing, new_community_id
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId
from geodata.facts import dissolve


def start_blank(dataset: Dataset) -> Drawing:
    """Draw nothing yet: every unit is in no community."""
    return Drawing({UnitId(unit): None for unit in dataset.units.index})


def start_today(dataset: Dataset) -> Drawing:
    """Draw today's communities; land of no area follows the neighbour with the longest border.

    Areas without a present community, and those that nobody is decided to manage (PL-13), are in none.
    """
    units = dataset.units
    present = {UnitId(unit): CommunityId(name) for unit, name in units["community"].dropna().items()}
    open_ones = units["area_id"].isin(list(dataset.rulings))
    present = {unit: name for unit, name in present.items() if not open_ones[unit]}
    bare = {UnitId(unit) for unit in units.index[units["area_id"].isna()]} - present.keys()
    return start_with(dataset, annex(dataset.borders, present, bare))


def start_with(
    dataset: Dataset, assignment: Mapping[UnitId, CommunityId], *, names: Mapping[CommunityId, str] | None = None
) -> Drawing:
    """Draw communities found elsewhere: in a file, by the optimiser, in another plan.

    A community that lies in several street offices is parted: it keeps its identifier where most of its households
    are, the other parts are new communities of the same name (PL-5).

    Parameters
    ----------
    assignment
        Unit → community; units that are left out are in none.
    names
        What communities are called; a present one is called by its identifier, a new one 新社区 k.
    """
    units, told = dataset.units, names or {}
    office = {UnitId(unit): str(name) for unit, name in units["subdistrict"].items()}
    households = {UnitId(unit): int(count) for unit, count in units["households"].items()}
    held: dict[CommunityId, dict[str, list[UnitId]]] = defaultdict(lambda: defaultdict(list))
    for unit, community in sorted(assignment.items()):
        held[community][office[unit]].append(unit)
    used = {*held, *map(CommunityId, units["community"].dropna().unique())}
    settled: dict[UnitId, CommunityId] = {}
    records: dict[CommunityId, Community] = {}
    for community, parts in sorted(held.items()):
        by_size = sorted(parts, key=lambda name: (-sum(households[unit] for unit in parts[name]), name))
        for number, name in enumerate(by_size):
            identifier = community if number == 0 else new_community_id(name, used)
            used.add(identifier)
            records[identifier] = Community(told.get(community) or called(community, name), name)
            settled |= dict.fromkeys(parts[name], identifier)
    colours = fills(dataset, settled)
    return Drawing(
        {UnitId(unit): settled.get(UnitId(unit)) for unit in units.index},
        {name: Community(told.name, told.subdistrict, colour=colours[name]) for name, told in records.items()},
    )


def called(community: CommunityId, subdistrict: str) -> str:
    """Name a community that nobody has named: a new one by its number, a present one by its identifier."""
    number = community.removeprefix(f"{subdistrict}+")
    return f"新社区 {number}" if number != community and number.isdigit() else str(community)


def fills(
    dataset: Dataset, assignment: Mapping[UnitId, CommunityId], keep: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Give communities fills so that neighbours differ (look.md section 5).

    Parameters
    ----------
    keep
        Fills that are fixed already.
    """
    shapes = dissolve(dataset.units, assignment)
    return colour_communities(find_neighbours(shapes.reset_index()), keep=keep) if len(shapes) else {}
