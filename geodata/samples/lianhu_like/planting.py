"""Spoil a good plan in a few places: present communities that are too large, too small, or miss an area.

Every planted community keeps its way out, because the good plan is one: a pair that was merged can be split again,
a piece that was cut off can be merged back, a giant can be halved between its buildings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from geodata.samples.lianhu_like.neighbours import Neighbours
from geodata.samples.lianhu_like.spec import LEAST_HOUSEHOLDS, DistrictSpec

if TYPE_CHECKING:
    from geodata.domain import IntArray

PLANTED_SHARE = 0.11
"""Share of the communities planted as oversized, and as micro, where the specification leaves the number open."""

OVERSIZED_FROM, OVERSIZED_TO = 5_400, 8_200
MICRO_FROM, MICRO_TO = 300, 900
REST_FROM = LEAST_HOUSEHOLDS + 100
"""What is left of a community after a piece was cut off."""

UNASSIGNED_SHARE = 0.02
"""Share of the areas that belong to no present community yet (new estates)."""


class Fault(StrEnum):
    """Why a planted community is out of the band."""

    OVERSIZED = "oversized"
    MICRO = "micro"


@dataclass(frozen=True)
class Present:
    """A present community.

    Attributes
    ----------
    areas
        Its areas, in ascending order.
    fault
        What was planted here, or ``None``.
    goal
        The communities of the good plan that hold its areas: the way out. A giant's goal is the giant itself.
    """

    areas: tuple[int, ...]
    fault: Fault | None
    goal: tuple[tuple[int, ...], ...]


def spoil(
    plan: Sequence[Sequence[int]],
    giants: Sequence[int],
    spec: DistrictSpec,
    households: IntArray,
    offices: IntArray,
    neighbours: Neighbours,
    rng: np.random.Generator,
) -> list[Present]:
    """Turn a good plan into the present communities.

    Raises
    ------
    ValueError
        If the district has no room for as many planted communities as the specification asks for.
    """
    ground = _Ground(plan, households, offices, neighbours, rng)
    wanted = round(PLANTED_SHARE * len(plan))
    merged = ground.merge(wanted if spec.oversized is None else spec.oversized - len(giants))
    cut = ground.cut(wanted if spec.micro is None else spec.micro)
    if len(merged) + len(giants) < (spec.oversized or 0) or len(cut) < 2 * (spec.micro or 0):
        raise ValueError(
            f"room for {len(merged) + len(giants)} oversized and {len(cut) // 2} micro communities only, "
            f"{spec.oversized or 0} and {spec.micro or 0} asked for: take more areas or another seed"
        )
    giant_communities = [Present((giant,), Fault.OVERSIZED, ((giant,),)) for giant in giants]
    return merged + cut + giant_communities + ground.leave_out(round(UNASSIGNED_SHARE * len(households)))


class _Ground:
    """The good plan, and which of its communities are still untouched."""

    def __init__(
        self,
        plan: Sequence[Sequence[int]],
        households: IntArray,
        offices: IntArray,
        neighbours: Neighbours,
        rng: np.random.Generator,
    ) -> None:
        self.plan = [tuple(community) for community in plan]
        self.households, self.offices, self.neighbours, self.rng = households, offices, neighbours, rng
        self.untouched = set(range(len(plan)))

    def merge(self, count: int) -> list[Present]:
        """Merge up to ``count`` pairs of neighbouring communities into oversized ones."""
        result: list[Present] = []
        for a, b in self._spread(self._neighbouring_pairs(), lambda pair: pair[0]):
            if len(result) < count and {a, b} <= self.untouched:
                self.untouched -= {a, b}
                areas = tuple(sorted(self.plan[a] + self.plan[b]))
                result.append(Present(areas, Fault.OVERSIZED, (self.plan[a], self.plan[b])))
        return result

    def cut(self, count: int) -> list[Present]:
        """Cut a micro piece off up to ``count`` communities: twice as many present communities, piece and rest."""
        result: list[Present] = []
        for index in self._spread(sorted(self.untouched), lambda index: index):
            piece = self._piece(index) if len(result) < 2 * count else None
            if piece:
                self.untouched.remove(index)
                goal = (self.plan[index],)
                rest = tuple(area for area in self.plan[index] if area not in piece)
                result += [Present(tuple(sorted(piece)), Fault.MICRO, goal), Present(rest, None, goal)]
        return result

    def leave_out(self, count: int) -> list[Present]:
        """Return the untouched communities, some without one area that nobody has taken charge of yet."""
        result = []
        for index in self._spread(sorted(self.untouched), lambda index: index):
            areas = self.plan[index]
            candidates = [area for area in areas if self._can_spare(index, {area})] if count > 0 else []
            if candidates:
                count -= 1
                spared = candidates[int(self.rng.integers(len(candidates)))]
                areas = tuple(area for area in areas if area != spared)
            result.append(Present(areas, None, (self.plan[index],)))
        return result

    def _neighbouring_pairs(self) -> list[tuple[int, int]]:
        owner = {area: index for index, community in enumerate(self.plan) for area in community}
        pairs = ((owner[a], owner[b]) for a, b in self.neighbours.pairs.tolist() if a in owner and b in owner)
        distinct = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
        return [(a, b) for a, b in distinct if OVERSIZED_FROM <= self._total(a) + self._total(b) <= OVERSIZED_TO]

    def _piece(self, index: int) -> set[int] | None:
        """Grow a connected piece of 300 to 900 households that leaves a connected rest in the band."""
        members = set(self.plan[index])
        for start in self.rng.permutation(self.plan[index]).tolist():
            piece = {start}
            while (total := int(self.households[list(piece)].sum())) < MICRO_FROM:
                beside = sorted({other for area in piece for other in self.neighbours.of[area]} & members - piece)
                if not beside:
                    break
                piece.add(beside[int(self.rng.integers(len(beside)))])
            if MICRO_FROM <= total <= MICRO_TO and self._can_spare(index, piece):
                return piece
        return None

    def _can_spare(self, index: int, piece: set[int]) -> bool:
        rest = [area for area in self.plan[index] if area not in piece]
        inhabited = int(self.households[list(piece)].sum()) > 0
        enough = int(self.households[rest].sum()) >= REST_FROM
        return inhabited and enough and self.neighbours.is_connected(rest)

    def _total(self, index: int) -> int:
        return int(self.households[list(self.plan[index])].sum())

    def _spread[T](self, items: Iterable[T], community: Callable[[T], int]) -> list[T]:
        """Shuffle, and take the street offices in turn, so that faults are spread over the district."""
        by_office: dict[int, list[T]] = {}
        for item in items:
            by_office.setdefault(int(self.offices[self.plan[community(item)][0]]), []).append(item)
        shuffled = [[group[i] for i in self.rng.permutation(len(group))] for _, group in sorted(by_office.items())]
        self.rng.shuffle(shuffled)
        return [item for item in chain.from_iterable(zip_longest(*shuffled)) if item is not None]
