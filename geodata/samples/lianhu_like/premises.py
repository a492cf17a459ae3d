"""Facilities: service premises of the present communities, sites for new ones, and other services nearby."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import FacilityStatus
from geodata.samples.lianhu_like.compounds import Compounds
from geodata.samples.lianhu_like.planting import Fault, Present

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

SERVICE = "service"

OTHER_KINDS = {
    "elderly_care": ("养老服务站", 0.5, (200, 900)),
    "child_care": ("托育园", 0.35, (300, 1_200)),
    "meals": ("社区食堂", 0.25, (120, 400)),
    "health_station": ("卫生服务站", 0.4, (150, 600)),
    "market": ("便民市场", 0.3, (600, 3_000)),
}
"""Kinds of LH-16.1: what it is called, share of the communities that have one, floor area from and to."""


@dataclass(frozen=True)
class Premises:
    """One facility: the area it stands in, its place in metres, and its floor areas (``None``: not known)."""

    name: str
    kind: str
    status: FacilityStatus
    area: int
    place: tuple[float, float]
    area_m2: int | None
    activity_m2: int | None
    plaza_m2: int | None


def equip(
    communities: Sequence[Present],
    names: Sequence[str],
    households: IntArray,
    compounds: Compounds,
    rng: np.random.Generator,
) -> list[Premises]:
    """Give the present communities their premises: most enough, some too small, some none."""
    builder = _Builder(households, compounds, rng)
    return [
        facility
        for community, name in zip(communities, names, strict=True)
        for facility in builder.of_community(community, name)
    ]


class _Builder:
    def __init__(self, households: IntArray, compounds: Compounds, rng: np.random.Generator) -> None:
        self.households, self.compounds, self.rng = households, compounds, rng

    def of_community(self, community: Present, name: str) -> Iterator[Premises]:
        """Premises of one community, and the site for the part that a way out would set up anew."""
        inhabited = [area for area in community.areas if self.households[area] > 0]
        centre = self._central(inhabited)
        total = int(self.households[inhabited].sum())
        if community.fault is not None or self.rng.random() < 0.92:
            yield self._existing(name, centre, total, community.fault)
        if community.fault == Fault.OVERSIZED:
            yield self._site(name, self._other_half(community, centre), self.rng.random() < 0.5)
        elif self.rng.random() < 0.3:
            yield self._site(name, int(self.rng.choice(inhabited)), self.rng.random() < 0.3)
        for kind, (title, share, sizes) in OTHER_KINDS.items():
            if self.rng.random() < share:
                yield self._other(f"{name}{title}", kind, int(self.rng.choice(inhabited)), sizes)

    def _existing(self, name: str, area: int, total: int, fault: Fault | None) -> Premises:
        enough = fault is None and self.rng.random() < 0.65
        share = self.rng.uniform(1.0, 1.35) if enough else self.rng.uniform(0.45, 0.9)
        floor = max(600 if enough else 150, _tens(0.30 * total * share))
        plaza = None if self.rng.random() < 0.08 else _tens(self.rng.uniform(500, 2_600))
        return self._premises(f"{name}综合服务设施", FacilityStatus.EXISTING, area, floor, plaza)

    def _site(self, name: str, area: int, is_planned: bool) -> Premises:
        status, word = (FacilityStatus.PLANNED, "规划") if is_planned else (FacilityStatus.CANDIDATE, "备选")
        floor, plaza = _tens(self.rng.uniform(600, 1_300)), _tens(self.rng.uniform(1_000, 2_000))
        return self._premises(f"{name}{word}服务用房", status, area, floor, plaza)

    def _premises(self, name: str, status: FacilityStatus, area: int, floor: int, plaza: int | None) -> Premises:
        activity = round(floor * self.rng.uniform(0.6, 0.72) if self.rng.random() < 0.8 else floor * 0.5)
        return Premises(name, SERVICE, status, area, self._place(area), floor, activity, plaza)

    def _other(self, name: str, kind: str, area: int, sizes: tuple[int, int]) -> Premises:
        floor = _tens(self.rng.uniform(*sizes))
        return Premises(name, kind, FacilityStatus.EXISTING, area, self._place(area), floor, None, None)

    def _place(self, area: int) -> tuple[float, float]:
        x, y = self.compounds.random_place(area, self.rng).tolist()
        return x, y

    def _central(self, areas: Sequence[int]) -> int:
        """Find the area nearest to the centre of the households."""
        middles = self._middles(areas)
        centre = np.average(middles, axis=0, weights=self.households[list(areas)])
        return areas[int(np.argmin(np.linalg.norm(middles - centre, axis=1)))]

    def _other_half(self, community: Present, centre: int) -> int:
        """Find an area in the part of the way out that has no premises yet; a giant is one area."""
        part = next((part for part in community.goal if centre not in part), community.areas)
        return self._central([area for area in part if self.households[area] > 0])

    def _middles(self, areas: Sequence[int]) -> FloatArray:
        return np.asarray(self.compounds.corners[list(areas)].mean(axis=1))


def _tens(value: float) -> int:
    return round(value / 10) * 10
