"""One connected piece of a street office as integer tables: the one definition of cost for every method.

Symbols, terms and units are those of ``optimisation-model.md`` (see ``docs/optimisation.md``): households are
integers, floor areas thousandths of a square metre, costs thousandths of a household-minute. Every product of a
weight and a measured quantity is rounded once, here; from then on all arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from geodata.domain import AreaKind, Crossing, FacilityStatus, OfficeGround, UnitId
from optimizer.errors import ProblemError
from optimizer.locks import NO_LOCKS, Locks
from optimizer.rules.facility import floor_applies_to_all
from optimizer.rules.pack import Profile, Severity
from optimizer.tables import NO_MAXIMUM, Band, Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, CommunityId, FloatArray, IntArray

MILLI = 1000


@dataclass(frozen=True, eq=False)
class Problem:
    """One connected component of one street office.

    Attributes
    ----------
    subdistrict
        The street office.
    unit_ids
        The units, ordered by identifier.
    anchor_index
        (m,) Index of each anchor in ``OfficeGround.anchors``.
    labels
        Present communities, ordered as text; ``tables.label`` points into them.
    constant
        Plan-level constant of C (``pieces``), thousandths of a household-minute.
    tables
        The integers.
    """

    subdistrict: str
    unit_ids: tuple[UnitId, ...]
    anchor_index: IntArray
    labels: tuple[CommunityId, ...]
    constant: int
    tables: Tables

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.unit_ids)


def build_problems(
    ground: OfficeGround, profile: Profile, *, objective: str = "balanced", locks: Locks = NO_LOCKS
) -> tuple[Problem, ...]:
    """Turn one street office into one problem for each connected component, largest first.

    Parameters
    ----------
    ground
        Arrays over the units and anchors of the office.
    profile
        Rule pack with overlays.
    objective
        Preset of the weights.
    locks
        What the planner holds fast; labels of units in other offices are ignored.

    Raises
    ------
    ProblemError
        Where the arrays do not describe one street office.
    """
    n = len(ground.unit_ids)
    if n == 0:
        raise ProblemError(f"{ground.subdistrict}没有单元", f"{ground.subdistrict} has no units")
    kept = ground.border_m >= float(profile.value("shape.contiguity_min_border_m", default=1))
    if ground.border_declared is not None:
        kept = kept | ground.border_declared
    graph = csr_matrix(
        (np.ones(int(kept.sum())), (ground.borders[kept, 0], ground.borders[kept, 1])), shape=(n, n)
    )
    count, component = connected_components(graph, directed=False)
    weights = {name: _milli(value) for name, value in profile.weights(objective).items()}
    office = _Office(ground, profile, weights, _access(ground, profile, weights, kept), kept, locks)
    members = [np.flatnonzero(component == c) for c in range(count)]
    return tuple(office.component(units) for units in sorted(members, key=lambda u: (-len(u), int(u[0]))))


def _milli(value: Any) -> int:
    return round(float(value) * MILLI)



def _crossings(ground: OfficeGround, profile: Profile, kept: BoolArray) -> FloatArray:
    """b_it before the choice of t: (n, n) least sum of crossing weights over borders between two units."""
    n = len(ground.unit_ids)
    weights = profile.crossing
    per_flag = (
        (Crossing.ARTERIAL, "arterial"), (Crossing.WALL, "wall"), (Crossing.RIVER, "river"), (Crossing.RAIL, "rail"),
    )
    cost = np.zeros(len(ground.borders))
    for flag, name in per_flag:
        cost += np.where(ground.border_crossing & int(flag), float(weights.get(name, 0)), 0.0)
    if not np.any(cost[kept] > 0):
        return np.zeros((n, n))
    # csgraph reads an explicit 0 as "no edge", so every border carries a trifle that is taken off by rounding.
    trifle = 1e-6
    graph = csr_matrix((cost[kept] + trifle, (ground.borders[kept, 0], ground.borders[kept, 1])), shape=(n, n))
    least = dijkstra(graph, directed=False)
    return np.where(np.isfinite(least), np.round(least, 3), 0.0)


def _access(ground: OfficeGround, profile: Profile, weights: Mapping[str, int], kept: BoolArray) -> IntArray:
    """a_it in thousandths of a household-minute, shape (n, m)."""
    minutes = ground.walk_m / float(profile.value("walk.speed")) / 60.0
    anchor_unit = np.array([anchor.unit for anchor in ground.anchors], dtype=np.int64)
    crossings = _crossings(ground, profile, kept)[:, anchor_unit]
    per_household = weights["walk"] * minutes + weights["far"] * _is_beyond(ground, profile)
    per_household += weights["cross"] * crossings
    per_household += weights["near"] * _detour(ground, profile, minutes)
    return np.rint(ground.households[:, None] * per_household).astype(np.int64)


def _is_beyond(ground: OfficeGround, profile: Profile) -> BoolArray:
    """Pairs beyond the walking circle: both minutes and metres must hold (rules.md 2.2, ``walk.*``)."""
    limit = float(profile.value("walk.circle_minutes", default=15)) * 60 * float(profile.value("walk.speed"))
    metres = profile.value("walk.max_distance")
    limit = limit if metres is None else min(limit, float(metres))
    return np.asarray(ground.walk_m > limit + 1e-6, dtype=np.bool_)


def _detour(ground: OfficeGround, profile: Profile, minutes: FloatArray) -> FloatArray:
    """(d_it − n_i)⁺ for units that have to join others (PL-12), 0 elsewhere; shape (n, m)."""
    facilities = [t for t, anchor in enumerate(ground.anchors) if anchor.facility_id is not None]
    result = np.zeros_like(minutes)
    if not facilities:
        return result
    hosts = np.array([ground.anchors[t].unit for t in facilities])
    micro = _must_join(ground, profile)
    for i in np.flatnonzero(micro):
        outside = [
            t for t, u in zip(facilities, hosts, strict=True)
            if ground.present[i] is None or ground.present[u] != ground.present[i]
        ]
        if outside:
            result[i] = np.maximum(minutes[i] - minutes[i, outside].min(), 0.0)
    return result


def _must_join(ground: OfficeGround, profile: Profile) -> BoolArray:
    """Units of a micro present community, or of a quarter that must join another community."""
    floor = int(profile.value("size.micro_households_lt", default=0) or 0)
    small = np.array([
        e is not None and ground.present_households.get(e, 0) < floor for e in ground.present
    ], dtype=np.bool_)
    if profile.value("size.small_action", selected=True) == "join_nearest_whole_as_group":
        least = int(profile.value("size.households_min", selected=True) or 0)
        quarter = np.array([profile.selects(kind) for kind in ground.kinds], dtype=np.bool_)
        small |= quarter & (ground.households < least) & ~ground.relatively_independent
    return small


def _band(profile: Profile, persons_on: bool, *, selected: bool) -> Band:
    """Size rule of one scope; a null bound is always met."""

    def number(path: str, absent: int) -> int:
        value = profile.value(path, selected=selected)
        return absent if value is None else int(value)

    def hard(path: str) -> bool:
        found = profile.field(path, selected=selected)
        return found is not None and found.value is not None and found.severity is Severity.HARD

    lower = profile.value("size.combine_lower", selected=selected)
    upper = profile.value("size.combine_upper", selected=selected)
    target = profile.value("size.target_combine", selected=selected)
    population_min = number("size.population_min", 0)
    population_max = number("size.population_max", NO_MAXIMUM)
    population_target = number("size.population_target", 0)
    households_target = number("size.households_target", 0)
    return Band(
        households_min=number("size.households_min", 0),
        households_max=number("size.households_max", NO_MAXIMUM),
        population_min=population_min,
        population_max=population_max,
        households_target=households_target,
        population_target=population_target,
        persons_lower=persons_on and lower == "any" and population_min > 0,
        persons_upper=persons_on and upper == "all" and population_max < NO_MAXIMUM,
        persons_target=persons_on and target == "any" and population_target > 0 and households_target > 0,
        hard_lower=hard("size.households_min"),
        hard_upper=hard("size.households_max"),
    )


def _stand_alone(profile: Profile, *, selected: bool) -> int:
    """LQ-3.6: households below which a community may not stand; 0 where only the soft band speaks."""
    action = profile.value("size.small_action", selected=selected)
    least = profile.value("size.households_min", selected=selected)
    return int(least) if action == "join_nearest_whole_as_group" and least is not None else 0


def _codes(values: Iterable[Any]) -> tuple[IntArray, list[Any]]:
    """Number distinct values in text order; ``None`` becomes −1."""
    listed = list(values)
    names = sorted({v for v in listed if v is not None}, key=str)
    index = {name: k for k, name in enumerate(names)}
    return np.array([-1 if v is None else index[v] for v in listed], dtype=np.int64), names


@dataclass(frozen=True, eq=False)
class _Office:
    """Everything that the components of one office share."""

    ground: OfficeGround
    profile: Profile
    weights: Mapping[str, int]
    access: IntArray
    kept: BoolArray
    locks: Locks

    def component(self, units: IntArray) -> Problem:
        ground, profile = self.ground, self.profile
        position = np.full(len(ground.unit_ids), -1, dtype=np.int64)
        position[units] = np.arange(len(units))
        hosts = np.array([anchor.unit for anchor in ground.anchors], dtype=np.int64)
        anchors = np.flatnonzero(position[hosts] >= 0)
        label, labels = _codes(ground.present[i] for i in units)
        pieces, split_areas = _codes(ground.area_ids[i] if ground.area_is_split[i] else None for i in units)
        tables = Tables(
            **self._people(units), **self._anchors(units, anchors, position), **self._floor(units),
            label=label,
            label_households=np.array([ground.present_households[e] for e in labels], dtype=np.int64),
            relocate=np.where(label >= 0, self.weights["change"] * ground.households[units], 0),
            **self._borders(units, position),
            line_weight=self.weights["line"],
            geography_first=profile.value("shape.boundary_priority") == "geography_first",
            piece_area=pieces, piece_weight=self.weights["piece"],
            **self._quarters(units), **self._locks(units), **self._size(units),
        )
        return Problem(
            subdistrict=ground.subdistrict,
            unit_ids=tuple(ground.unit_ids[i] for i in units),
            anchor_index=anchors,
            labels=tuple(labels),
            constant=-self.weights["piece"] * len(split_areas),
            tables=tables,
        )

    def _people(self, units: IntArray) -> dict[str, Any]:
        ground = self.ground
        households = ground.households[units].astype(np.int64)
        persons = ground.persons[units].astype(np.int64) if _persons_on(ground) else np.zeros_like(households)
        persons = np.maximum(persons, 0)
        return {"households": households, "persons": persons, "inhabited": (households > 0) | (persons > 0)}

    def _anchors(self, units: IntArray, anchors: IntArray, position: IntArray) -> dict[str, Any]:
        ground, profile = self.ground, self.profile
        chosen = [ground.anchors[t] for t in anchors]
        host = np.array([position[anchor.unit] for anchor in chosen], dtype=np.int64)
        order = np.argsort(host, kind="stable").astype(np.int64)
        start = np.searchsorted(host[order], np.arange(len(units) + 1)).astype(np.int64)
        price = {FacilityStatus.EXISTING: 0, FacilityStatus.PLANNED: 0, FacilityStatus.CANDIDATE: self.weights["site"]}
        new_site = self.weights["new_site"] if ground.has_facilities else 0
        limit = profile.field("walk.circle_minutes")
        walking_hard = limit is not None and limit.severity is Severity.HARD
        return {
            "access": np.ascontiguousarray(self.access[np.ix_(units, anchors)]),
            "beyond": np.ascontiguousarray(_is_beyond(ground, profile)[np.ix_(units, anchors)])
            if walking_hard else np.zeros((1, 1), dtype=np.bool_),
            "walking_hard": walking_hard,
            "anchor_unit": host, "anchor_start": start, "anchor_order": order,
            "opening": np.array(
                [new_site if a.status is None else price[a.status] for a in chosen], dtype=np.int64
            ),
            "floor_add": np.array(
                [_milli(a.area_m2) if a.status is FacilityStatus.CANDIDATE else 0 for a in chosen], dtype=np.int64
            ),
        }

    def _floor(self, units: IntArray) -> dict[str, Any]:
        profile, ground = self.profile, self.ground
        per_hundred = profile.value("facility.area_per_100_households")
        on = ground.has_facilities and per_hundred is not None
        return {
            "floor": np.rint(ground.floor_m2[units] * MILLI).astype(np.int64),
            "floor_weight": self.weights["floor"] if on else 0,
            "floor_per_household": round(float(per_hundred) * MILLI / 100) if on else 0,
            "floor_ceil": profile.value("facility.area_mode") == "ceil",
            "floor_minimum": _milli(profile.value("facility.floor_area") or 0),
            "floor_max_households": int(profile.value("facility.floor_max_households", default=NO_MAXIMUM)),
            "floor_for_all": floor_applies_to_all(profile),
        }

    def _borders(self, units: IntArray, position: IntArray) -> dict[str, Any]:
        ground = self.ground
        ends = position[ground.borders]
        inside = self.kept & (ends[:, 0] >= 0) & (ends[:, 1] >= 0)
        share = float(self.profile.value("shape.boundary_on_lines_min_share") or 0)
        short = np.rint(MILLI * (share * ground.border_m[inside] - ground.border_on_line_m[inside])).astype(np.int64)
        if share == 0:
            short[:] = 0
        first = np.concatenate([ends[inside, 0], ends[inside, 1]])
        second = np.concatenate([ends[inside, 1], ends[inside, 0]])
        order = np.lexsort((second, first))
        return {
            "neighbour_start": np.searchsorted(first[order], np.arange(len(units) + 1)).astype(np.int64),
            "neighbours": second[order].astype(np.int64),
            "edge_line": np.concatenate([short, short])[order],
        }

    def _quarters(self, units: IntArray) -> dict[str, Any]:
        ground = self.ground
        code, names = _codes(
            (ground.area_ids[i] or ground.unit_ids[i]) if ground.kinds[i] is AreaKind.FAMILY_COMMITTEE else None
            for i in units
        )
        return {
            "quarter": code, "quarter_size": np.bincount(code[code >= 0], minlength=max(len(names), 1)),
            "own_weight": self.weights["own"],
        }

    def _locks(self, units: IntArray) -> dict[str, Any]:
        ground = self.ground
        lock, names = _codes(self.locks.label.get(ground.unit_ids[i]) for i in units)
        whole = [
            ground.area_ids[i] if ground.area_is_split[i] and ground.keep_whole[i] else None for i in units
        ]
        joint = [f"={lock[k]}" if lock[k] >= 0 else whole[k] for k in range(len(units))]
        group, group_names = _codes(joint)
        held = group >= 0
        size = max(len(group_names), 1)
        return {
            "group": group,
            "group_size": np.bincount(group[held], minlength=size).astype(np.int64),
            "group_households": np.bincount(
                group[held], weights=ground.households[units][held], minlength=size
            ).astype(np.int64),
            "lock": lock,
            "lock_frozen": np.array([name in self.locks.frozen for name in names] or [False], dtype=np.bool_),
        }

    def _size(self, units: IntArray) -> dict[str, Any]:
        ground, profile = self.ground, self.profile
        persons_on = _persons_on(ground)
        kinds = [ground.kinds[i] for i in units]
        independent = ground.relatively_independent[units]
        committee = np.array([kind is AreaKind.FAMILY_COMMITTEE for kind in kinds], dtype=np.bool_)

        def exempt(selected: bool) -> BoolArray:
            allows = profile.value("size.small_exception", selected=selected) == "relatively_independent"
            converts = bool(profile.value("size.family_committee_exempt", selected=selected, default=False))
            return np.asarray((independent & allows) | (committee & converts), dtype=np.bool_)

        return {
            "selected": np.array([profile.selects(kind) for kind in kinds], dtype=np.bool_),
            "exempt_base": exempt(False), "exempt_selected": exempt(True),
            "stand_alone_base": _stand_alone(profile, selected=False),
            "stand_alone_selected": _stand_alone(profile, selected=True),
            "base": _band(profile, persons_on, selected=False),
            "overlay": _band(profile, persons_on, selected=True),
            "target_weight": self.weights["target"],
            "band_weight": self.weights["band"],
            "band_fixed": self.weights["band_fixed"],
        }


def _persons_on(ground: OfficeGround) -> bool:
    """Persons count only where every inhabited unit of the office has them."""
    return bool(np.all(ground.persons[ground.households > 0] >= 0) and np.any(ground.persons > 0))
