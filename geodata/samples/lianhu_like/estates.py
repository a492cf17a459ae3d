"""Who lives where: households, persons, kinds, flags, names and buildings of the areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import AreaKind
from geodata.samples.lianhu_like.compounds import Compounds
from geodata.samples.lianhu_like.names import ESTATE_ENDINGS, SURNAMES, TRADES, Namer, numbered
from geodata.samples.lianhu_like.neighbours import Neighbours
from geodata.samples.lianhu_like.spec import MOST_HOUSEHOLDS, DistrictSpec

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

PERSONS_PER_HOUSEHOLD = 2.62
"""Mean of the 2020 census (rules.md 2.3)."""

LARGEST_ORDINARY = 3_600
SMALL_QUARTER = 500
"""A quarter of fewer households joins a community as a whole (LQ-3.6)."""

VACANT_SHARE, VILLAGE_SHARE, QUARTER_SHARE, POCKET_SHARE = 0.025, 0.02, 0.05, 0.05


@dataclass(frozen=True, eq=False)
class Estates:
    """What is known of n areas beside their land."""

    households: IntArray
    persons: IntArray
    kinds: list[AreaKind]
    relatively_independent: BoolArray
    keep_whole: BoolArray


@dataclass(frozen=True, eq=False)
class Buildings:
    """Residential buildings: the area of each, its households, and its place in metres, shape (k, 2)."""

    area: IntArray
    households: IntArray
    places: FloatArray


def choose_giants(count: int, land_m2: FloatArray, offices: IntArray, neighbours: Neighbours) -> list[int]:
    """Choose the largest areas for more than 5,000 households: one a street office, which must not fall apart."""
    giants: dict[int, int] = {}
    for area in np.argsort(-land_m2, kind="stable").tolist():
        office = int(offices[area])
        others = np.flatnonzero(offices == office).tolist()
        if len(giants) == count:
            break
        if office not in giants and len(neighbours.components(others)) == len(
            neighbours.components([other for other in others if other != area])
        ):
            giants[office] = area
    if len(giants) < count:
        raise ValueError(f"{count} giants asked for, room for {len(giants)}: at most one a street office")
    return sorted(giants.values())


def settle(
    spec: DistrictSpec, land_m2: FloatArray, giants: Sequence[int], at_barrier: BoolArray, rng: np.random.Generator
) -> Estates:
    """Draw counts and kinds. ``giants`` are the areas above 5,000; ``at_barrier`` those beside river or railway."""
    households = _households(spec, land_m2, rng)
    households[list(giants)] = rng.integers(MOST_HOUSEHOLDS + 500, MOST_HOUSEHOLDS + 1_400, len(giants))
    kinds = [AreaKind.ESTATE] * len(land_m2)
    ordinary = [area for area in rng.permutation(len(land_m2)).tolist() if area not in giants]
    _take(kinds, AreaKind.VACANT, ordinary, _share(spec, VACANT_SHARE))
    households[[kind == AreaKind.VACANT for kind in kinds]] = 0
    is_small = (households > 0) & (households < SMALL_QUARTER)
    independent = [i for i in ordinary if is_small[i] and at_barrier[i]][:1]
    _take(kinds, AreaKind.SOE_QUARTER, independent, 1)
    quarters = max(2, _share(spec, QUARTER_SHARE))
    _take(kinds, AreaKind.FAMILY_COMMITTEE, [i for i in ordinary if 800 <= households[i] <= 2_600], quarters // 2)
    _take(kinds, AreaKind.SOE_QUARTER, [i for i in ordinary if is_small[i]], quarters // 3)
    _take(kinds, AreaKind.SOE_QUARTER, [i for i in ordinary if 700 <= households[i] <= 1_800], quarters // 3)
    _take(kinds, AreaKind.VILLAGE, ordinary, _share(spec, VILLAGE_SHARE))
    whole = [i for i in ordinary if kinds[i] == AreaKind.ESTATE and households[i] > 2 * spec.median_households]
    return Estates(
        households=households,
        persons=np.rint(households * _household_size(len(land_m2), rng)).astype(np.int64),
        kinds=kinds,
        relatively_independent=_flags(len(land_m2), independent),
        keep_whole=_flags(len(land_m2), whole[: max(1, _share(spec, 0.004))]),
    )


def _households(spec: DistrictSpec, land_m2: FloatArray, rng: np.random.Generator) -> IntArray:
    """Draw counts that grow with the land, skewed, with the median asked for and a few pockets of a tenth."""
    weights = (land_m2 / np.median(land_m2)) ** 0.7 * rng.lognormal(0.0, 0.42, len(land_m2))
    weights[rng.random(len(land_m2)) < POCKET_SHARE] *= 0.15
    most = min(LARGEST_ORDINARY, 6 * spec.median_households)
    return np.clip(np.rint(spec.median_households * weights / np.median(weights)), 8, most).astype(np.int64)


def _household_size(count: int, rng: np.random.Generator) -> FloatArray:
    """Persons per household; never so many that 5,000 households could exceed 15,000 persons."""
    return np.clip(rng.normal(PERSONS_PER_HOUSEHOLD, 0.18, count), 2.1, 3.0)


def _share(spec: DistrictSpec, share: float) -> int:
    return max(1, round(share * spec.n_areas))


def _take(kinds: list[AreaKind], kind: AreaKind, fit: Sequence[int], count: int) -> None:
    """Turn the first ``count`` ordinary estates of those that fit into another kind."""
    for area in [i for i in fit if kinds[i] == AreaKind.ESTATE][:count]:
        kinds[area] = kind


def _flags(count: int, which: Sequence[int]) -> BoolArray:
    flags = np.zeros(count, dtype=np.bool_)
    flags[list(which)] = True
    return flags


def name_areas(kinds: Sequence[AreaKind], names: Namer, rng: np.random.Generator) -> list[str]:
    """Give every area a name that tells its kind."""
    endings = rng.integers(0, len(ESTATE_ENDINGS), len(kinds))
    quarters = villages = 0
    result = []
    for kind, ending in zip(kinds, endings, strict=True):
        if kind == AreaKind.ESTATE:
            result.append(names.word() + ESTATE_ENDINGS[ending])
        elif kind == AreaKind.VACANT:
            result.append(f"{names.word()}地块")
        elif kind == AreaKind.VILLAGE:
            result.append(numbered(SURNAMES, villages, "家村"))
            villages += 1
        else:
            result.append(numbered(TRADES, quarters, "厂家属院" if kind == AreaKind.FAMILY_COMMITTEE else "厂生活区"))
            quarters += 1
    return result


def build(households: IntArray, compounds: Compounds, rng: np.random.Generator) -> Buildings:
    """Put up residential buildings in rows; the households of an area are exactly those of its buildings."""
    areas, counts, places = [], [], []
    for index, total in enumerate(households.tolist()):
        if total == 0:
            continue
        wanted = max(1, round(total / rng.uniform(55, 130)))
        shares = _rows(index, compounds, wanted, rng)
        areas.append(np.full(len(shares), index))
        counts.append(_split_evenly(total, rng.uniform(0.7, 1.3, len(shares))))
        places.append(compounds.places(index, shares))
    return Buildings(np.concatenate(areas), np.concatenate(counts), np.concatenate(places))


def _rows(index: int, compounds: Compounds, wanted: int, rng: np.random.Generator) -> FloatArray:
    """Places of about ``wanted`` buildings on a slightly uneven lattice, as shares (k, 2) of the compound."""
    sw, se, _, nw = compounds.corners[index]
    ratio = np.linalg.norm(se - sw) / np.linalg.norm(nw - sw)
    across = max(1, round(np.sqrt(wanted * ratio)))
    deep = -(-wanted // across)
    u, v = np.meshgrid((np.arange(across) + 0.5) / across, (np.arange(deep) + 0.5) / deep)
    lattice = np.column_stack([u.ravel(), v.ravel()])
    lattice += rng.uniform(-0.12, 0.12, lattice.shape) / (across, deep)
    inside = lattice[compounds.are_inside(index, lattice, margin=0.02)]
    return inside if len(inside) else np.array([[0.5, 0.5]])


def _split_evenly(total: int, weights: FloatArray) -> IntArray:
    """Whole numbers in proportion to the weights that add up to the total."""
    ends = np.rint(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    return np.diff(ends, prepend=0)
