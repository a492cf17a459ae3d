"""Who is who in a finished plan: the identifiers of its communities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.domain import Anchor, CommunityId, OfficeGround, UnitId
from geodata.errors import IdentifierClashError
from geodata.facts import dissolve
from geodata.holdings import continued
from optimizer.plan import CommunityResult, OfficeResult


@dataclass(frozen=True)
class PlannedCommunity:
    """One community of a plan under its identifier.

    Attributes
    ----------
    units
        Its units, ordered by identifier.
    anchor
        Where its people walk to, and the unit in which that stands.
    continues
        The present community whose identifier it keeps, ``None`` for a new one.
    """

    community_id: CommunityId
    subdistrict: str
    units: tuple[UnitId, ...]
    anchor: Anchor
    centre_unit: UnitId
    continues: CommunityId | None


def name_communities(
    offices: Sequence[OfficeResult], grounds: Iterable[OfficeGround], units: gpd.GeoDataFrame
) -> tuple[PlannedCommunity, ...]:
    """Give every community of a plan its identifier, ordered by street office and identifier.

    What continues a present community keeps that identifier; new ones are ``subdistrict+1`` and so on, from north to
    south, then west to east, by a point inside.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``subdistrict``, ``community`` (present), geometry in metres.

    Raises
    ------
    IdentifierClashError
        Where a new identifier is that of a present community.
    """
    ground_of = {ground.subdistrict: ground for ground in grounds}
    whole = units.groupby("community")["households"].sum()
    named = []
    for office in offices:
        ground = ground_of[office.subdistrict]
        kept = {community.units: _continued(community, units, whole) for community in office.communities}
        fresh = [community for community in office.communities if kept[community.units] is None]
        numbers = {community.units: k for k, community in enumerate(_north_to_south(fresh, units), start=1)}
        for community in office.communities:
            continues = kept[community.units]
            identifier = continues or CommunityId(f"{office.subdistrict}+{numbers[community.units]}")
            if continues is None and identifier in whole.index:
                raise _clash(identifier)
            anchor = ground.anchors[community.anchor]
            named.append(PlannedCommunity(
                community_id=identifier, subdistrict=office.subdistrict, units=community.units, anchor=anchor,
                centre_unit=ground.unit_ids[anchor.unit], continues=continues,
            ))
    return tuple(sorted(named, key=lambda community: (community.subdistrict, community.community_id)))


def _continued(community: CommunityResult, units: gpd.GeoDataFrame, whole: pd.Series) -> CommunityId | None:
    """Name the present community that this one continues.

    Told from the counts, not from the solver: where history weighs nothing, the solver need not say.
    """
    held = units.loc[list(community.units)].groupby("community")["households"].sum()
    return continued(sorted(held.items(), key=lambda item: (-item[1], item[0])), whole.to_dict())


def _north_to_south(communities: Sequence[CommunityResult], units: gpd.GeoDataFrame) -> list[CommunityResult]:
    """Order communities by a point inside each, to the metre."""
    if not communities:
        return []
    key = {unit: CommunityId(f"{k:09d}") for k, community in enumerate(communities) for unit in community.units}
    shapes = dissolve(units.loc[list(key)], key).sort_index()
    places = shapes.geometry.representative_point()
    order = sorted(range(len(communities)), key=lambda k: (-round(places.iloc[k].y), round(places.iloc[k].x)))
    return [communities[k] for k in order]


def _clash(identifier: str) -> IdentifierClashError:
    return IdentifierClashError(
        f"新社区应编号为 {identifier}，但输入文件里已有同名社区。请在文件中改名",
        f"A new community would be called {identifier}, which the files already use. Rename it in the file",
        feature=identifier,
    )


def assignment_of(communities: Iterable[PlannedCommunity]) -> dict[UnitId, CommunityId]:
    """Return the plan as one array: unit → community, in order of unit."""
    pairs = ((unit, community.community_id) for community in communities for unit in community.units)
    return dict(sorted(pairs))
