"""Taking one plan into another place by place: each part is a command of its own that the first plan can append."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from app.plans.atoms import Atom
from app.plans.comparison import Comparison
from app.plans.drawing import Changes, Community, Split, new_community_id
from geodata.domain import CommunityId, UnitId


@dataclass(frozen=True)
class Part:
    """Land that hangs together and can be taken alone.

    Attributes
    ----------
    changes
        What taking it changes of the first drawing.
    sources, targets
        Communities of the first plan that lose and gain; new ones under the identifier that they would have.
    """

    number: int
    changes: Changes
    households: int
    areas: int
    sources: tuple[CommunityId, ...]
    targets: tuple[CommunityId, ...]


@dataclass(frozen=True)
class Parts:
    """What can be taken, the largest part first, and the units that cannot: both plans cut them by different lines."""

    parts: tuple[Part, ...]
    left: tuple[UnitId, ...]


def take(comparison: Comparison, used: Set[str]) -> Parts:
    """Divide what differs into parts.

    What hangs together is one part, and so is what needs each other: all land of a community that would begin or end,
    and all parts of a unit that would be cut.

    Parameters
    ----------
    used
        Identifiers of all communities that the first plan has or ever had.
    """
    usable = [atom for atom in comparison.differing if atom.is_exact and _can_be_cut(atom, comparison)]
    left = tuple(atom.unit for atom in comparison.differing if atom not in set(usable))
    begun = _begun(usable, comparison, used)
    groups = _Groups(atom.unit for atom in usable)
    _join_neighbours(groups, usable, comparison)
    _join_needed(groups, usable, comparison)
    found = [_part(atoms, comparison, begun) for atoms in groups.of({atom.unit: atom for atom in usable})]
    ordered = sorted(found, key=lambda part: (-part.households, part.changes.units))
    return Parts(tuple(replace(part, number=number) for number, part in enumerate(ordered, start=1)), left)


class _Groups:
    """Units joined into groups."""

    def __init__(self, units: Iterable[UnitId]) -> None:
        self._above = {unit: unit for unit in units}

    def join(self, units: Iterable[UnitId]) -> None:
        known = [unit for unit in units if unit in self._above]
        for unit in known[1:]:
            self._above[self._top(unit)] = self._top(known[0])

    def of(self, atoms: Mapping[UnitId, Atom]) -> list[list[Atom]]:
        found: dict[UnitId, list[Atom]] = defaultdict(list)
        for unit, atom in sorted(atoms.items()):
            found[self._top(unit)].append(atom)
        return list(found.values())

    def _top(self, unit: UnitId) -> UnitId:
        while self._above[unit] != unit:
            self._above[unit] = unit = self._above[self._above[unit]]
        return unit


def _can_be_cut(atom: Atom, comparison: Comparison) -> bool:
    """Whether the first plan can make the unit: it has it, or the data of both are the same to be cut alike."""
    if atom.unit == atom.own:
        return True
    a, b = comparison.a, comparison.b
    return atom.own in a.dataset.units.index and (
        a.dataset.units.geometry[atom.own].area - sum(
            b.dataset.units.geometry[leaf].area for leaf in _leaves(atom.own, b.drawing.splits)
        )
    ) ** 2 < 1.0


def _leaves(unit: UnitId, splits: Mapping[UnitId, Split]) -> list[UnitId]:
    if unit not in splits:
        return [unit]
    return [leaf for part in splits[unit].parts for leaf in _leaves(part, splits)]


def _begun(
    atoms: Iterable[Atom], comparison: Comparison, used: Set[str]
) -> dict[CommunityId, CommunityId]:
    """Give each community of the second plan that the first does not have an identifier there."""
    taken, found = set(used), {}
    present = set(comparison.a.dataset.units["community"].dropna())
    for community in sorted({atom.b for atom in atoms if atom.b is not None and atom.b not in comparison.match}):
        told = comparison.b.drawing.communities[community]
        # A present community that comes back is the same one; a number once given to a new one is never given again.
        comes_back = community in present and community not in comparison.a.drawing.communities
        is_free = comes_back or community not in taken
        fresh = community if is_free else new_community_id(told.subdistrict, taken)
        taken.add(fresh)
        found[community] = fresh
    return found


def _join_neighbours(groups: _Groups, atoms: list[Atom], comparison: Comparison) -> None:
    units = {atom.unit for atom in atoms}
    for ground in (comparison.a, comparison.b):
        borders = ground.dataset.borders
        inside = borders["a"].isin(units) & borders["b"].isin(units)
        for one, other in borders.loc[inside, ["a", "b"]].itertuples(index=False):
            groups.join([one, other])


def _join_needed(groups: _Groups, atoms: list[Atom], comparison: Comparison) -> None:
    joining: dict[object, list[UnitId]] = defaultdict(list)
    leaving: dict[CommunityId, list[UnitId]] = defaultdict(list)
    for atom in atoms:
        if atom.b is not None and atom.b not in comparison.match:
            joining["begins", atom.b].append(atom.unit)
        if atom.unit != atom.own:
            joining["cut", atom.own].append(atom.unit)
        if atom.a is not None:
            leaving[atom.a].append(atom.unit)
    moved = {atom.unit for atom in atoms}
    staying = {atom.a for atom in comparison.overlay.atoms if atom.unit not in moved}
    staying |= {comparison.a.drawing.units[unit] for unit in comparison.overlay.only_a}
    for community, units in leaving.items():
        if community not in staying:
            joining["ends", community] = units
            # What the others bring would keep it alive: it ends only with them decided.
            joining["ends", community] += [
                atom.unit for atom in atoms if atom.b is not None and comparison.match.get(atom.b) == community
            ]
    for units in joining.values():
        groups.join(units)


def _part(atoms: list[Atom], comparison: Comparison, begun: Mapping[CommunityId, CommunityId]) -> Part:
    drawing, moved = comparison.a.drawing, {atom.unit for atom in atoms}

    def target(atom: Atom) -> CommunityId | None:
        return None if atom.b is None else begun.get(atom.b) or comparison.match[atom.b]

    units = tuple(sorted((atom.unit, atom.a, target(atom)) for atom in atoms))
    gained = {target(atom) for atom in atoms}
    held = {
        atom.a for atom in comparison.overlay.atoms if atom.unit not in moved
    } | {drawing.units[unit] for unit in comparison.overlay.only_a}
    begins = {begun[atom.b]: atom.b for atom in atoms if atom.b is not None and atom.b in begun}
    ends = sorted({atom.a for atom in atoms if atom.a is not None} - held - gained)
    communities: list[tuple[CommunityId, Community | None, Community | None]] = [
        (fresh, None, replace(comparison.b.drawing.communities[name], colour=comparison.colours[1][name]))
        for fresh, name in sorted(begins.items())
    ]
    communities += [(name, drawing.communities[name], None) for name in ends]
    splits: dict[UnitId, Split] = {}
    for own in sorted({atom.own for atom in atoms if atom.unit != atom.own}):
        splits |= _cuts(own, comparison.b.drawing.splits)
    begun_splits = tuple((unit, None, split) for unit, split in splits.items())
    return Part(
        number=0, changes=Changes(units, tuple(communities), begun_splits),
        households=sum(atom.households for atom in atoms),
        areas=len({atom.area_id for atom in atoms if atom.area_id is not None}),
        sources=tuple(sorted({atom.a for atom in atoms if atom.a is not None})),
        targets=tuple(sorted(name for name in gained if name is not None)),
    )


def _cuts(unit: UnitId, splits: Mapping[UnitId, Split]) -> dict[UnitId, Split]:
    """List the splits of a unit, it before its parts."""
    if unit not in splits:
        return {}
    found = {unit: splits[unit]}
    for part in splits[unit].parts:
        found |= _cuts(part, splits)
    return found
