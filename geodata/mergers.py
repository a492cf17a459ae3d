"""What joined what: present communities and living quarters that became part of another community (PL-12)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import walking
from geodata.dataset import Dataset
from geodata.domain import AreaId, AreaKind, CommunityId, Place, UnitId
from geodata.domain_facts import MergeCandidate, MergeFact
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray as ObjectArray

QUARTERS = frozenset({AreaKind.SOE_QUARTER, AreaKind.FAMILY_COMMITTEE})


def label_units(
    dataset: Dataset, communities: gpd.GeoDataFrame, assignment: Mapping[UnitId, CommunityId] | None
) -> pd.Series:
    """Say which community holds each unit; without an assignment, the first that holds a point inside it.

    Returns
    -------
    Series
        Index ``unit_id``, dtype object, ``None`` for units in no community.
    """
    units = dataset.units
    if assignment is not None:
        return pd.Series([assignment.get(UnitId(unit)) for unit in units.index], index=units.index, dtype=object)
    held = np.full(len(units), None, dtype=object)
    points = shapely.point_on_surface(np.asarray(units.geometry))
    unit, community = shapely.STRtree(np.asarray(communities.geometry)).query(points, predicate="intersects")
    unit, first = np.unique(unit, return_index=True)
    held[unit] = communities.index.to_numpy(dtype=object)[community[first]]
    return pd.Series(held, index=units.index, dtype=object)


def origin_land_shares(
    dataset: Dataset, labels: pd.Series, origins: Mapping[CommunityId, CommunityId]
) -> dict[CommunityId, float]:
    """Share of the land of each community that its main predecessor holds today (PL-8)."""
    present = dataset.units["community"].to_numpy(dtype=object)
    whole: dict[CommunityId, float] = defaultdict(float)
    same: dict[CommunityId, float] = defaultdict(float)
    land = shapely.area(np.asarray(dataset.units.geometry))
    for name, before, land_m2 in zip(labels, present, land.tolist(), strict=True):
        if name in origins:
            whole[name] += land_m2
            same[name] += land_m2 if before == origins[name] else 0.0
    return {name: same[name] / whole[name] for name in origins if whole[name] > 0}


def find_mergers(dataset: Dataset, labels: pd.Series) -> tuple[MergeFact, ...]:
    """Find what joined another community, and what else it could have joined.

    A present community has joined where another community of the plan holds more than half of its households and
    continues a larger present one. A living quarter has joined where it shares its community with others.

    Parameters
    ----------
    labels
        Unit → community of the plan, of :func:`label_units`.
    """
    if dataset.areas.empty or not dataset.has_households:
        return ()
    ground = _Ground(dataset, labels)
    joining = tuple(ground.joining())
    offices = sorted({entry.office for entry in joining})
    walks = {office: ground.walks([entry for entry in joining if entry.office == office])
             for office in offices}
    return tuple(ground.merger(entry, next(walks[entry.office])) for entry in joining)


@dataclass(frozen=True, eq=False)
class _Joining:
    """What joins: its units, those of them in which somebody lives, and who holds them now.

    Attributes
    ----------
    others
        Community → its inhabited units in the street office, without those that join.
    """

    units: IntArray
    lived_in: IntArray
    into: CommunityId
    name: str
    office: str
    others: Mapping[str, IntArray]
    community: CommunityId | None = None
    area: AreaId | None = None


@dataclass(frozen=True, eq=False)
class _Ground:
    """The units with the community of the plan that holds each, in arrays."""

    dataset: Dataset
    labels: pd.Series

    @cached_property
    def households(self) -> IntArray:
        return np.asarray(self.dataset.units["households"], dtype=np.int64)

    @cached_property
    def persons(self) -> FloatArray:
        known = self.dataset.units["population"].astype("Float64")
        return np.asarray(known.to_numpy(dtype=np.float64, na_value=np.nan))

    @cached_property
    def holders(self) -> ObjectArray:
        return self.labels.to_numpy(dtype=object)

    @cached_property
    def offices(self) -> ObjectArray:
        return np.asarray(self.dataset.units["subdistrict"], dtype=object)

    @cached_property
    def xy(self) -> FloatArray:
        return places(self.dataset.units, self.dataset.areas)

    @cached_property
    def in_office(self) -> Mapping[str, Mapping[str, IntArray]]:
        """Street office → community → its inhabited units there."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for unit in np.flatnonzero(self.households > 0).tolist():
            if self.holders[unit] is not None:
                found[str(self.offices[unit])][str(self.holders[unit])].append(unit)
        return {office: {name: np.array(units, dtype=np.int64) for name, units in held.items()}
                for office, held in found.items()}

    @cached_property
    def around(self) -> Mapping[int, list[tuple[int, float, bool]]]:
        """Unit → its neighbours with the border that they share, in metres, and whether they are declared to be."""
        borders, names = self.dataset.borders, self.dataset.units.index
        found: dict[int, list[tuple[int, float, bool]]] = defaultdict(list)
        if borders.empty:
            return found
        ends = names.get_indexer(borders["a"]).tolist(), names.get_indexer(borders["b"]).tolist()
        for a, b, *told in zip(*ends, borders["length_m"].tolist(), borders["declared"].tolist(), strict=True):
            found[a].append((b, *told))
            found[b].append((a, *told))
        return found

    def joining(self) -> Iterator[_Joining]:
        """List what joins: present communities by name, then quarters by area."""
        told: set[int] = set()
        community = self.dataset.units["community"].to_numpy(dtype=object)
        for present, into in self._taken_over():
            units = np.flatnonzero(community == present)
            told.update(units.tolist())
            yield self._joining(units, into, present, community=CommunityId(present))
        areas, of_area = self.dataset.areas, self.dataset.units["area_id"].to_numpy(dtype=object)
        for area in areas.index[areas["kind"].isin(QUARTERS)]:
            units = np.flatnonzero(of_area == area)
            holders = set(self.holders[units[self.households[units] > 0]])
            # One that is cut is PL-9's affair, one that came along with its community has been told.
            if len(holders) != 1 or None in holders or not told.isdisjoint(units.tolist()):
                continue
            name = str(areas.at[area, "name"] or area)
            entry = self._joining(units, CommunityId(holders.pop()), name, area=AreaId(area))
            if entry.into in entry.others:
                yield entry

    def _taken_over(self) -> list[tuple[str, CommunityId]]:
        """Present communities of which one of the plan holds more than half, and continues another."""
        households, community = self.dataset.units["households"], self.dataset.units["community"]
        whole = {str(name): int(count) for name, count in households.groupby(community).sum().items()}
        majority: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for key, count in households.groupby([community, self.labels]).sum().items():
            present, holder = map(str, cast("tuple[str, str]", key))
            if 2 * int(count) > whole[present]:
                majority[holder].append((-int(count), present))
        joined = [(present, CommunityId(holder)) for holder, parts in majority.items()
                  for _, present in sorted(parts)[1:]]
        return sorted(joined)

    def _joining(
        self, units: IntArray, into: CommunityId, name: str, *,
        community: CommunityId | None = None, area: AreaId | None = None,
    ) -> _Joining:
        lived_in = units[self.households[units] > 0]
        office = Counter(map(str, self.offices[lived_in])).most_common(1)[0][0]
        own = set(self.holders[units])
        rest = {other: np.setdiff1d(held, units) if other in own else held
                for other, held in self.in_office[office].items()}
        others = {other: held for other, held in sorted(rest.items()) if len(held)}
        return _Joining(units, lived_in, into, name, office, others, community, area)

    def walks(self, joining: Sequence[_Joining]) -> Iterator[FloatArray]:
        """Measure how far it is from the population centre of each of some to those of the others, all at once."""
        starts = np.array([self._centre(entry.lived_in) for entry in joining])
        goals = [self._centre(held) for entry in joining for held in entry.others.values()]
        if not goals:
            yield from (np.zeros(0) for _ in joining)
            return
        places_xy, which = np.unique(np.array(goals), axis=0, return_inverse=True)
        table = walking.distances(self.dataset.network, starts, places_xy)
        ends = np.cumsum([len(entry.others) for entry in joining])
        for row, columns in zip(table, np.split(which.ravel(), ends[:-1]), strict=True):
            yield row[columns]

    def merger(self, entry: _Joining, distance_m: FloatArray) -> MergeFact:
        """Put together what is known of one."""
        border_m, declared = self._neighbours(entry.units)
        centre = self._centre(entry.lived_in)
        candidates = [
            MergeCandidate(
                CommunityId(other), int(self.households[held].sum()), self._population(held), border_m.get(other, 0.0),
                float(metres), other in declared,
            )
            for (other, held), metres in zip(entry.others.items(), distance_m, strict=True)
        ]
        return MergeFact(
            community_id=entry.community, area_id=entry.area, name=entry.name,
            households=int(self.households[entry.units].sum()), population=self._population(entry.lived_in),
            into=entry.into, place=Place(float(centre[0]), float(centre[1])),
            candidates=tuple(sorted(candidates, key=lambda c: (c.distance_m, c.community_id))),
        )

    def _population(self, lived_in: IntArray) -> int | None:
        persons = self.persons[lived_in]
        return None if np.isnan(persons).any() else int(persons.sum())

    def _centre(self, lived_in: IntArray) -> FloatArray:
        """Find the mean place of the people who live in some units."""
        weights = self.households[lived_in].astype(np.float64)
        return np.asarray(weights @ self.xy[lived_in] / weights.sum())

    def _neighbours(self, units: IntArray) -> tuple[Mapping[str, float], frozenset[str]]:
        """Add up the border of some units with each community around them; tell those that are declared neighbours."""
        found, declared, inside = defaultdict[str, float](float), set[str](), set(units.tolist())
        for unit in inside:
            for other, length_m, is_declared in self.around.get(unit, ()):
                if other not in inside and self.holders[other] is not None:
                    found[str(self.holders[other])] += length_m
                    if is_declared:
                        declared.add(str(self.holders[other]))
        return found, frozenset(declared)
