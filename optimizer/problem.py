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
from scipy.sparse.csgraph import connected_components

from geodata.domain import AreaId, AreaKind, FacilityStatus, OfficeGround, UnitId
from optimizer.access import access_costs, is_beyond
from optimizer.errors import ProblemError
from optimizer.locks import NO_LOCKS, Locks
from optimizer.rules.facility import floor_applies_to_all
from optimizer.rules.pack import Profile, Severity
from optimizer.tables import NO_MAXIMUM, Band, Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, CommunityId, IntArray

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
    ground: OfficeGround, profile: Profile, *, objective: str = "balanced", locks: Locks = NO_LOCKS,
    part_finished: bool = True,
) -> tuple[Problem, ...]:
    """Turn one street office into one problem for each connected component, largest first.

    A finished community is a component of its own, and parts what it lies between: nothing may cross its outline.

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
    part_finished
        Whether finished communities are components of their own. Plans cost the same either way.

    Raises
    ------
    ProblemError
        Where the arrays do not describe one street office, or a unit holds no anchor.
    """
    n = len(ground.unit_ids)
    if n == 0:
        raise ProblemError(f"{ground.subdistrict}没有单元", f"{ground.subdistrict} has no units")
    _require_anchors(ground)
    kept = ground.border_m >= float(profile.value("shape.contiguity_min_border_m", default=1))
    if ground.border_declared is not None:
        kept = kept | ground.border_declared
    whole = _components(ground, kept)
    crossed = kept & ~_outlines(ground, locks) if part_finished else kept
    component = _components(ground, crossed)
    weights = {name: _milli(value) for name, value in profile.weights(objective).items()}
    access = access_costs(ground, profile, weights, kept)
    office = _Office(ground, profile, weights, access, kept, crossed, whole, locks)
    members = [np.flatnonzero(component == c) for c in range(component.max() + 1)]
    counted: set[tuple[int, AreaId]] = set()
    return tuple(office.component(units, counted) for units in sorted(members, key=lambda u: (-len(u), int(u[0]))))


def _require_anchors(ground: OfficeGround) -> None:
    """Refuse units in which no anchor stands: a community of such units would walk nowhere, and cost nothing.

    Raises
    ------
    ProblemError
        Naming the first few.
    """
    hosts = {anchor.unit for anchor in ground.anchors}
    bare = [unit for i, unit in enumerate(ground.unit_ids) if i not in hosts]
    if bare:
        listed = ", ".join(bare[:5])
        raise ProblemError(
            f"{ground.subdistrict}：{len(bare)} 个单元内没有用房，也没有可作选址的自身：{listed}。给每个单元一个锚点",
            f"{ground.subdistrict}: no facility stands in {len(bare)} units, nor are they sites themselves: {listed}. "
            "Give every unit an anchor",
        )


def _components(ground: OfficeGround, kept: BoolArray) -> IntArray:
    """Number the connected components of the units over some borders, (n,)."""
    n = len(ground.unit_ids)
    graph = csr_matrix(
        (np.ones(int(kept.sum())), (ground.borders[kept, 0], ground.borders[kept, 1])), shape=(n, n)
    )
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _outlines(ground: OfficeGround, locks: Locks) -> BoolArray:
    """Borders on the outline of a finished community."""
    finished = [name if name in locks.frozen else None for name in map(locks.label.get, ground.unit_ids)]
    code, _ = _codes(finished)
    return np.asarray(code[ground.borders[:, 0]] != code[ground.borders[:, 1]], dtype=np.bool_)


def is_finished(problem: Problem) -> bool:
    """Whether a component is one finished community that is in one piece."""
    lock = problem.tables.lock
    return bool(lock[0] >= 0 and problem.tables.lock_frozen[lock[0]] and (lock == lock[0]).all())


def _milli(value: Any) -> int:
    return round(float(value) * MILLI)



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
    """Everything that the components of one office share.

    ``kept`` are the borders that join units, ``crossed`` those of them that a community may cross, and ``whole`` is the
    component of each unit over all that join.
    """

    ground: OfficeGround
    profile: Profile
    weights: Mapping[str, int]
    access: IntArray
    kept: BoolArray
    crossed: BoolArray
    whole: IntArray
    locks: Locks

    def component(self, units: IntArray, counted: set[tuple[int, AreaId]]) -> Problem:
        """Lay out one component; split areas that ``counted`` does not hold yet enter its constant, and then hold."""
        ground, profile = self.ground, self.profile
        position = np.full(len(ground.unit_ids), -1, dtype=np.int64)
        position[units] = np.arange(len(units))
        hosts = np.array([anchor.unit for anchor in ground.anchors], dtype=np.int64)
        anchors = np.flatnonzero(position[hosts] >= 0)
        label, labels = _codes(ground.present[i] for i in units)
        pieces, split_areas = _codes(ground.area_ids[i] if ground.area_is_split[i] else None for i in units)
        held = {(int(self.whole[units[0]]), area) for area in split_areas}
        constant = -self.weights["piece"] * len(held - counted)
        counted |= held
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
            constant=constant,
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
            "beyond": np.ascontiguousarray(is_beyond(ground, profile)[np.ix_(units, anchors)])
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
        share = float(self.profile.value("shape.boundary_on_lines_min_share") or 0)
        short = np.rint(MILLI * (share * ground.border_m - ground.border_on_line_m)).astype(np.int64)
        if share == 0:
            short[:] = 0
        rim = np.zeros(len(units), dtype=np.int64)
        for side in (0, 1):
            here = self.kept & ~self.crossed & (ends[:, side] >= 0)
            np.add.at(rim, ends[here, side], short[here])
        inside = self.crossed & (ends[:, 0] >= 0) & (ends[:, 1] >= 0)
        short = short[inside]
        first = np.concatenate([ends[inside, 0], ends[inside, 1]])
        second = np.concatenate([ends[inside, 1], ends[inside, 0]])
        order = np.lexsort((second, first))
        return {
            "neighbour_start": np.searchsorted(first[order], np.arange(len(units) + 1)).astype(np.int64),
            "neighbours": second[order].astype(np.int64),
            "edge_line": np.concatenate([short, short])[order],
            "rim_line": rim,
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
        group, group_names = _codes(self._group(int(i)) for i in units)
        # Counted over all that is joined, and for locks over the whole office: where a finished community or an
        # island holds part of a group, it can never be whole.
        number = {name: k for k, name in enumerate(group_names)}
        is_locked = np.array([unit in self.locks.label for unit in ground.unit_ids], dtype=np.bool_)
        joined = np.flatnonzero((self.whole == self.whole[units[0]]) | is_locked)
        everywhere = np.array([number.get(self._group(int(i)), -1) for i in joined], dtype=np.int64)
        held = everywhere >= 0
        size = max(len(group_names), 1)
        return {
            "group": group,
            "group_size": np.bincount(everywhere[held], minlength=size).astype(np.int64),
            "group_households": np.bincount(
                everywhere[held], weights=ground.households[joined][held], minlength=size
            ).astype(np.int64),
            "lock": lock,
            "lock_frozen": np.array([name in self.locks.frozen for name in names] or [False], dtype=np.bool_),
        }

    def _group(self, unit: int) -> str | None:
        """Name what a unit stays together with: its lock, else its area where that stays whole."""
        ground = self.ground
        locked = self.locks.label.get(ground.unit_ids[unit])
        if locked is not None:
            return f"={locked}"
        return ground.area_ids[unit] if ground.area_is_split[unit] and ground.keep_whole[unit] else None

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
