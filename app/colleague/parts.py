"""A proposal in parts: changes that hang together, each fit to be accepted without the others.

A part, alone or with any other parts, leaves no community in more pieces, farther outside its band or with a worse
breach than it is now or will be when all is accepted. Changes that need each other are one part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from app.colleague.measuring import Standing
from geodata.domain import CommunityId, UnitId

MOST_TOGETHER = 8
"""Of a community that more parts touch not every choice is looked at, only each part with and without each other."""

Judge = Callable[[frozenset[UnitId]], Standing]
Beside = Callable[[UnitId], Iterable[UnitId]]


@dataclass(frozen=True)
class Move:
    """One unit and its community before and after."""

    unit: UnitId
    before: CommunityId | None
    after: CommunityId | None


def divide(
    moves: Sequence[Move], members: Mapping[CommunityId, frozenset[UnitId]], judge: Judge, beside: Beside,
    whole: Set[CommunityId] = frozenset(),
) -> list[list[Move]]:
    """Divide moves into parts, those of most units first.

    Parameters
    ----------
    moves
        All that changes.
    members
        Community → its units before.
    judge
        How a community of some units stands.
    beside
        Neighbours of a unit.
    whole
        Communities that begin, end or change their record: all that concerns one of them is one part.
    """
    found = _joined(_connected(moves, beside), whole)
    while len(found) > 1:
        joined = next((choice for choice in _needing(found, members, judge)), None)
        if joined is None:
            break
        together = [move for k in joined for move in found[k]]
        found = [part for k, part in enumerate(found) if k not in joined] + [together]
    ordered = (sorted(part, key=lambda move: move.unit) for part in found)
    return sorted(ordered, key=lambda part: (-len(part), part[0].unit))


def _connected(moves: Sequence[Move], beside: Beside) -> list[list[Move]]:
    """Group moves that go the same way and lie side by side."""
    of = {move.unit: move for move in moves}
    left, found = set(of), []
    for move in sorted(moves, key=lambda move: move.unit):
        if move.unit not in left:
            continue
        left.discard(move.unit)
        stack, part = [move], []
        while stack:
            one = stack.pop()
            part.append(one)
            for unit in beside(one.unit):
                other = of.get(unit)
                if unit in left and other is not None and (other.before, other.after) == (one.before, one.after):
                    left.discard(unit)
                    stack.append(other)
        found.append(part)
    return found


def _joined(found: Sequence[list[Move]], whole: Set[CommunityId]) -> list[list[Move]]:
    """Join parts that concern one community of those that must be whole."""
    result: list[tuple[set[CommunityId], list[Move]]] = []
    for part in found:
        concerned = {home for move in part for home in (move.before, move.after) if home is not None and home in whole}
        together = [one for one in result if one[0] & concerned]
        result = [one for one in result if not one[0] & concerned]
        result.append((concerned.union(*(one[0] for one in together)), sum((one[1] for one in together), part)))
    return [part for _, part in result]


def _needing(
    found: Sequence[Sequence[Move]], members: Mapping[CommunityId, frozenset[UnitId]], judge: Judge
) -> Iterable[frozenset[int]]:
    """Yield parts that cannot do without each other: the least that makes a bad choice of them good."""
    touching: dict[CommunityId, list[int]] = {}
    for k, part in enumerate(found):
        for community in {move.before for move in part} | {move.after for move in part}:
            if community is not None:
                touching.setdefault(community, []).append(k)
    for community, numbers in sorted(touching.items()):
        before = members.get(community, frozenset())

        def units(choice: Iterable[int], community: CommunityId = community,
                  before: frozenset[UnitId] = before) -> frozenset[UnitId]:
            moves = [move for k in choice for move in found[k]]
            gone = {move.unit for move in moves if move.before == community}
            come = {move.unit for move in moves if move.after == community}
            return (before - gone) | come

        allowed = _worst(judge(before), judge(units(numbers)))
        choices = list(_choices(numbers))
        bad = next((c for c in choices if not _is_fit(judge(units(c)), allowed)), None)
        if bad is not None:
            larger = (c for c in choices if bad < c and _is_fit(judge(units(c)), allowed))
            yield min(larger, key=lambda c: (len(c), sorted(c)), default=frozenset(numbers))


def _choices(numbers: Sequence[int]) -> Iterable[frozenset[int]]:
    """Choices of parts, the smallest first."""
    sizes = range(1, len(numbers) + 1) if len(numbers) <= MOST_TOGETHER else (1, 2, len(numbers) - 1)
    for size in sizes:
        yield from map(frozenset, combinations(numbers, size))


def _worst(now: Standing, then: Standing) -> tuple[int, int, int]:
    return max(now.pieces, then.pieces, 1), max(now.outside, then.outside), max(now.breach, then.breach)


def _is_fit(standing: Standing, allowed: tuple[int, int, int]) -> bool:
    return all(a <= b for a, b in zip((standing.pieces, standing.outside, standing.breach), allowed, strict=True))
