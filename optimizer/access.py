"""What it costs a unit's people to come to each anchor: walking, crossings, and the detours of those who must join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geodata.domain import Crossing, OfficeGround
from optimizer.rules.pack import Profile

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray


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


def access_costs(ground: OfficeGround, profile: Profile, weights: Mapping[str, int], kept: BoolArray) -> IntArray:
    """a_it in thousandths of a household-minute, shape (n, m)."""
    minutes = ground.walk_m / float(profile.value("walk.speed")) / 60.0
    anchor_unit = np.array([anchor.unit for anchor in ground.anchors], dtype=np.int64)
    crossings = _crossings(ground, profile, kept)[:, anchor_unit]
    per_household = weights["walk"] * minutes + weights["far"] * is_beyond(ground, profile)
    per_household += weights["cross"] * crossings
    per_household += weights["near"] * _detour(ground, profile, minutes)
    return np.rint(ground.households[:, None] * per_household).astype(np.int64)


def is_beyond(ground: OfficeGround, profile: Profile) -> BoolArray:
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
