"""Street offices drawn by hand or at random, and the cost of a community written out from the document.

`reference_cost` follows ``docs/optimisation.md`` term by term in plain Python with fractions; it shares no code with
the optimiser, so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from geodata.domain import (
    Anchor,
    AreaId,
    AreaKind,
    CommunityId,
    Crossing,
    FacilityId,
    FacilityStatus,
    OfficeGround,
    UnitId,
    Walking,
)

METRES_A_MINUTE = 66.0


def office(
    households: Sequence[int],
    borders: Sequence[tuple[int, int]],
    *,
    minutes: np.ndarray | None = None,
    anchors: Sequence[Anchor] | None = None,
    present: Sequence[str | None] | None = None,
    persons: Sequence[int] | None = None,
    border_m: Sequence[float] | None = None,
    on_line_m: Sequence[float] | None = None,
    arterials: Sequence[tuple[int, int]] = (),
    kinds: Sequence[AreaKind] | None = None,
    independent: Sequence[int] = (),
    split: Sequence[int | None] | None = None,
    names: Sequence[str] | None = None,
) -> OfficeGround:
    """An office of n units named A, B, C … unless told otherwise; without anchors every unit is a free one."""
    n = len(households)
    names = names or [chr(ord("A") + i) for i in range(n)]
    given = anchors is not None
    anchors = tuple(anchors) if anchors is not None else tuple(Anchor(None, i, None, 0.0) for i in range(n))
    if minutes is None:
        minutes = np.array([[0.0 if i == a.unit else 4.0 for a in anchors] for i in range(n)])
    labels = [None if e is None else CommunityId(e) for e in present] if present else [None] * n
    totals: dict[CommunityId, int] = {}
    for e, h in zip(labels, households, strict=True):
        if e is not None:
            totals[e] = totals.get(e, 0) + h
    floor = np.zeros(n)
    for a in anchors:
        if a.status in (FacilityStatus.EXISTING, FacilityStatus.PLANNED):
            floor[a.unit] += a.area_m2
    lengths = np.full(len(borders), 100.0) if border_m is None else np.asarray(border_m, dtype=float)
    on_lines = lengths if on_line_m is None else np.asarray(on_line_m, dtype=float)
    crossing = [int(Crossing.ARTERIAL) if b in arterials else 0 for b in borders]
    areas = [AreaId(names[i]) if not split or split[i] is None else AreaId(f"area{split[i]}") for i in range(n)]
    return OfficeGround(
        subdistrict="office",
        unit_ids=tuple(UnitId(name) for name in names),
        area_ids=tuple(areas),
        area_is_split=np.array([bool(split) and split[i] is not None for i in range(n)]),
        households=np.array(households, dtype=np.int64),
        persons=np.array(persons if persons is not None else [-1] * n, dtype=np.int64),
        kinds=tuple(kinds) if kinds else (AreaKind.ESTATE,) * n,
        relatively_independent=np.array([i in independent for i in range(n)]),
        keep_whole=np.zeros(n, dtype=bool),
        present=tuple(labels),
        present_households=totals,
        floor_m2=floor,
        has_facilities=given and any(a.facility_id is not None for a in anchors),
        anchors=anchors,
        walk_m=np.asarray(minutes, dtype=float) * METRES_A_MINUTE,
        walking=Walking.NETWORK,
        borders=np.array(borders, dtype=np.int64).reshape(-1, 2),
        border_m=lengths,
        border_on_line_m=on_lines,
        border_crossing=np.array(crossing, dtype=np.int64),
    )


def facility(name: str, unit: int, area_m2: float, status: FacilityStatus = FacilityStatus.EXISTING) -> Anchor:
    return Anchor(FacilityId(name), unit, status, area_m2)


BALANCED = {
    "walk": 1, "far": 20, "cross": 3, "near": 1, "change": 4, "target": 3, "band_fixed": 20_000, "band": 40, "floor": 5,
    "site": 3_000, "new_site": 6_000, "line": 1, "piece": 2_000, "own": 5_000,
}
"""The table of weights of the document, preset balanced."""


def reference_cost(ground: OfficeGround, members: Sequence[int], weights: dict[str, int] = BALANCED) -> Fraction:
    """c(S) of lianhu-2024 in household-minutes, from the formulae (no rounding, so equal within 0.001 a term)."""
    inside = set(members)
    h = {i: int(ground.households[i]) for i in members}
    total = sum(h.values())
    persons_on = all(p >= 0 for p, x in zip(ground.persons, ground.households, strict=True) if x > 0) and any(
        p > 0 for p in ground.persons
    )
    people = sum(max(int(ground.persons[i]), 0) for i in members) if persons_on else None
    least_crossings = _least_crossings(ground)
    labels = {ground.present[i] for i in members} - {None}
    continued = [
        e for e in labels
        if 2 * sum(h[i] for i in members if ground.present[i] == e) > ground.present_households[e]
    ]
    best = None
    for e in [None, *continued]:
        change = sum(h[i] for i in members if ground.present[i] is not None and ground.present[i] != e)
        required = Fraction(30, 100) * total
        if e is None and total <= 2_000:
            required = max(Fraction(600), required)
        stands = sum(Fraction(str(ground.floor_m2[i])) for i in members)
        for t, anchor in enumerate(ground.anchors):
            if anchor.unit not in inside:
                continue
            walking = Fraction(0)
            for i in members:
                d = Fraction(ground.walk_m[i, t]) / 66
                far = ground.walk_m[i, t] > 990
                crossings = least_crossings[i][anchor.unit]
                detour = max(d - _nearest_other(ground, i), 0) if _is_micro(ground, i) else 0
                walking += h[i] * (
                    weights["walk"] * d + weights["far"] * far + weights["cross"] * crossings + weights["near"] * detour
                )
            opening, added = 0, Fraction(0)
            if anchor.status is FacilityStatus.CANDIDATE:
                opening, added = weights["site"], Fraction(str(anchor.area_m2))
            elif anchor.status is None and ground.has_facilities:
                opening = weights["new_site"]
            floor = weights["floor"] * max(required - stands - added, 0) if ground.has_facilities else 0
            cost = walking + opening + weights["change"] * change + floor
            best = cost if best is None else min(best, cost)
    assert best is not None
    below, above = Fraction(max(1_000 - total, 0)), Fraction(max(total - 5_000, 0))
    off = Fraction(abs(total - 3_500))
    if people is not None:
        below = min(below, Fraction(1_000, 5_000) * max(5_000 - people, 0))
        above = max(above, Fraction(5_000, 15_000) * max(people - 15_000, 0))
        off = min(off, Fraction(3_500, 10_000) * abs(people - 10_000))
    if total == 0 and not people and len(members) == len(ground.unit_ids):
        below = Fraction(0)
    best += weights["target"] * off
    if below + above > 0:
        best += weights["band_fixed"] + weights["band"] * (below + above)
    outline = sum(
        Fraction("0.8") * Fraction(str(m)) - Fraction(str(on))
        for (a, b), m, on in zip(ground.borders, ground.border_m, ground.border_on_line_m, strict=True)
        if (a in inside) != (b in inside)
    )
    best += weights["line"] * max(outline, 0)
    best += weights["piece"] * len({ground.area_ids[i] for i in members if ground.area_is_split[i]})
    for quarter in {ground.area_ids[i] for i in members if ground.kinds[i] is AreaKind.FAMILY_COMMITTEE and h[i]}:
        best += weights["own"] * any(h[i] > 0 and ground.area_ids[i] != quarter for i in members)
    return best


def _least_crossings(ground: OfficeGround) -> list[list[float]]:
    """Least number of arterials on any path (Floyd and Warshall)."""
    n = len(ground.unit_ids)
    least = [[0.0 if i == j else np.inf for j in range(n)] for i in range(n)]
    for (a, b), kind in zip(ground.borders, ground.border_crossing, strict=True):
        least[a][b] = least[b][a] = 1.0 if kind & Crossing.ARTERIAL else 0.0
    for k in range(n):
        for i in range(n):
            for j in range(n):
                least[i][j] = min(least[i][j], least[i][k] + least[k][j])
    return [[int(v) if np.isfinite(v) else 0 for v in row] for row in least]


def _is_micro(ground: OfficeGround, unit: int) -> bool:
    e = ground.present[unit]
    return e is not None and ground.present_households[e] < 1_000


def _nearest_other(ground: OfficeGround, unit: int) -> Fraction:
    outside = [
        Fraction(ground.walk_m[unit, t]) / 66 for t, anchor in enumerate(ground.anchors)
        if anchor.facility_id is not None and ground.present[anchor.unit] != ground.present[unit]
    ]
    return min(outside) if outside else Fraction(10**9)


def connected_sets(ground: OfficeGround) -> list[tuple[int, ...]]:
    """Every connected set of units, by looking at all subsets."""
    n = len(ground.unit_ids)
    near = {i: set() for i in range(n)}
    for a, b in ground.borders:
        near[int(a)].add(int(b))
        near[int(b)].add(int(a))
    found = []
    for size in range(1, n + 1):
        for subset in combinations(range(n), size):
            reached, stack = {subset[0]}, [subset[0]]
            while stack:
                for v in near[stack.pop()] & set(subset) - reached:
                    reached.add(v)
                    stack.append(v)
            if len(reached) == size:
                found.append(subset)
    return found


def partitions(ground: OfficeGround) -> list[list[tuple[int, ...]]]:
    """Every partition of the units into connected sets."""
    sets = connected_sets(ground)
    by_first: dict[int, list[tuple[int, ...]]] = {}
    for subset in sets:
        by_first.setdefault(subset[0], []).append(subset)

    def cover(left: frozenset[int]) -> list[list[tuple[int, ...]]]:
        if not left:
            return [[]]
        return [
            [subset, *rest]
            for subset in by_first.get(min(left), []) if set(subset) <= left
            for rest in cover(left - set(subset))
        ]

    return cover(frozenset(range(len(ground.unit_ids))))
