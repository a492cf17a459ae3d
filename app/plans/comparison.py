"""Two plans compared: which community is which, what differs, and who goes where from the first to the second."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import shapely

from app.maps.history import ending_boundaries, find_neighbours
from app.maps.palette import clash, colour_communities
from app.plans.atoms import Atom, Ground, Overlay, overlay
from geodata.domain import AreaId, CommunityId
from geodata.facts import dissolve

EMPTY = 1_000_000
"""A household outweighs this many empty units."""


@dataclass(frozen=True)
class Pair:
    """One community in both plans, or in one of them only.

    Attributes
    ----------
    a, b
        Its identifier in the first and in the second plan.
    households_a, households_b
        ``None`` where a plan does not have it.
    differs
        Whether any land lies in it in one plan and not in the other.
    """

    a: CommunityId | None
    b: CommunityId | None
    name: str
    subdistrict: str
    households_a: int | None
    households_b: int | None
    differs: bool


@dataclass(frozen=True)
class Transfer:
    """What of an area goes from one community of the first plan to another of the second."""

    area_id: AreaId | None
    name: str
    subdistrict: str
    households: int
    source: CommunityId | None
    target: CommunityId | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two drawings laid over each other.

    Attributes
    ----------
    match
        Community of the second plan → that of the first which it is: the two that share most households, each held
        to more than half by the other or holding more than half of it.
    """

    a: Ground
    b: Ground
    overlay: Overlay
    match: Mapping[CommunityId, CommunityId]

    @classmethod
    def of(cls, a: Ground, b: Ground) -> Comparison:
        """Compare two drawings on the same ground, or on two issues of it."""
        laid = overlay(a, b)
        return cls(a, b, laid, _match(laid.atoms))

    def is_same(self, atom: Atom) -> bool:
        """Whether land lies in the same community in both plans."""
        if atom.a is None or atom.b is None:
            return atom.a is atom.b
        return self.match.get(atom.b) == atom.a

    @cached_property
    def differing(self) -> tuple[Atom, ...]:
        """Land that lies in different communities, in order of unit."""
        return tuple(atom for atom in self.overlay.atoms if not self.is_same(atom))

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every community of either plan, those that differ most first."""
        touched_a = {atom.a for atom in self.differing}
        touched_b = {atom.b for atom in self.differing}
        count_a, count_b = _households(self.a), _households(self.b)
        told_a, told_b = self.a.drawing.communities, self.b.drawing.communities
        back = {first: second for second, first in self.match.items()}
        found = [
            Pair(
                first, second, told.name, told.subdistrict, count_a[first],
                None if second is None else count_b[second],
                second is None or first in touched_a or second in touched_b,
            )
            for first, told in told_a.items() for second in (back.get(first),)
        ]
        found += [
            Pair(None, second, told.name, told.subdistrict, None, count_b[second], differs=True)
            for second, told in told_b.items() if second not in self.match
        ]
        return tuple(sorted(found, key=lambda pair: (
            not pair.differs, -abs((pair.households_b or 0) - (pair.households_a or 0)), pair.subdistrict, pair.name,
        )))

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """The ledger from the first plan to the second, area by area; land without households is left out."""
        sums: Counter[tuple[AreaId | None, str, str, CommunityId | None, CommunityId | None]] = Counter()
        for atom in self.differing:
            if atom.area_id is not None:
                sums[atom.area_id, atom.name, atom.subdistrict, atom.a, atom.b] += atom.households
        rows = (
            Transfer(area, name, office, households, source, target)
            for (area, name, office, source, target), households in sums.items()
        )
        return tuple(sorted(rows, key=lambda row: (-row.households, row.area_id or "")))

    @cached_property
    def colours(self) -> tuple[dict[CommunityId, int], dict[CommunityId, int]]:
        """Give both plans one set of fills: a community of both has one colour, neighbours in either plan differ."""
        graph: dict[str, set[str]] = defaultdict(set)
        for side, shapes in zip("ab", self._shapes, strict=True):
            for name, others in (find_neighbours(shapes.reset_index()) if len(shapes) else {}).items():
                graph[self._key(side, name)] |= {self._key(side, other) for other in others}
        keep: dict[str, int] = {}
        for name, told in sorted(self.a.drawing.communities.items()):
            key = self._key("a", name)
            if not any(other in keep and clash(told.colour, keep[other]) for other in graph[key]):
                keep[key] = told.colour
        fills = colour_communities(graph, keep=keep)
        first, second = self.a.drawing.communities, self.b.drawing.communities
        return (
            {name: fills[self._key("a", name)] for name in first},
            {name: fills[self._key("b", name)] for name in second},
        )

    @cached_property
    def lines(self) -> tuple[shapely.Geometry, shapely.Geometry]:
        """Boundaries that only the first plan has, and those that only the second has; metres."""
        first, second = self._shapes
        return ending_boundaries(first, second), ending_boundaries(second, first)

    @cached_property
    def _shapes(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        a, b = (dissolve(side.dataset.units, side.drawing.assignment) for side in (self.a, self.b))
        return a, b

    def _key(self, side: str, name: str) -> str:
        if side == "b" and CommunityId(name) in self.match:
            side, name = "a", self.match[CommunityId(name)]
        return f"{side}\x1f{name}"


def _households(ground: Ground) -> Counter[CommunityId]:
    counts = ground.dataset.units["households"]
    found: Counter[CommunityId] = Counter(dict.fromkeys(ground.drawing.communities, 0))
    for unit, community in ground.drawing.assignment.items():
        found[community] += int(counts[unit])
    return found


def _match(atoms: Iterable[Atom]) -> dict[CommunityId, CommunityId]:
    """Pair communities by the households that they share, or where nobody lives by units; the largest share first."""
    shared: Counter[tuple[CommunityId, CommunityId]] = Counter()
    whole_a: Counter[CommunityId] = Counter()
    whole_b: Counter[CommunityId] = Counter()
    for atom in atoms:
        # An empty unit decides only between communities in which nobody lives.
        weight = atom.households * EMPTY + 1
        if atom.a is not None:
            whole_a[atom.a] += weight
        if atom.b is not None:
            whole_b[atom.b] += weight
        if atom.a is not None and atom.b is not None:
            shared[atom.a, atom.b] += weight
    match: dict[CommunityId, CommunityId] = {}
    taken: set[CommunityId] = set()
    for (a, b), weight in sorted(shared.items(), key=lambda item: (-item[1], item[0][0] != item[0][1], item[0])):
        is_majority = 2 * weight > min(whole_a[a], whole_b[b])
        if is_majority and b not in match and a not in taken:
            match[b] = a
            taken.add(a)
    return match
