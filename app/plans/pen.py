"""The pen: applies changes to a drawing, one after another, and refuses those that do not fit.

A log of thousands of commands is folded on one sheet that changes, in time that grows with the changes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from app.plans.drawing import Changes, Community, Drawing, Split
from app.plans.errors import CommandError, NotBeforeError, OtherOfficeError, UnknownUnitError
from geodata.domain import CommunityId, UnitId


def apply(drawing: Drawing, changes: Iterable[Changes], offices: Mapping[UnitId, str]) -> Drawing:
    """Return the drawing after some changes.

    Parameters
    ----------
    offices
        Unit of the ground, before any split → its street office.

    Raises
    ------
    NotBeforeError
        Where a value before is not what the drawing holds.
    UnknownUnitError
        Where a unit is not on this ground.
    OtherOfficeError
        Where a unit would join a community of another street office.
    CommandError
        Where a community is unknown or would be left without a unit, or a split does not fit.
    """
    pen = _Pen(drawing, offices)
    for each in changes:
        pen.draw(each)
    return pen.drawing()


class _Pen:
    def __init__(self, drawing: Drawing, offices: Mapping[UnitId, str]) -> None:
        self._units = dict(drawing.units)
        self._communities = dict(drawing.communities)
        self._splits = dict(drawing.splits)
        self._sizes = Counter(community for community in self._units.values() if community is not None)
        self._offices = offices
        self._names = set(offices.values())
        self._wholes = {part: unit for unit, split in self._splits.items() for part in split.parts}

    def drawing(self) -> Drawing:
        return Drawing(self._units, self._communities, self._splits)

    def draw(self, changes: Changes) -> None:
        for unit, before, after in changes.splits:
            if before is None and after is not None:
                self._split(unit, after)
        for name, was, told in changes.communities:
            if told is not None:
                self._record(name, was, told)
        for unit, home, target in changes.units:
            self._move(unit, home, target)
        for unit, before, after in changes.splits:
            if before is not None:
                self._join(unit, before, after)
        for name, was, told in changes.communities:
            if told is None:
                self._end(name, was)
        touched = {home for _, home, _ in changes.units} | {name for name, _, _ in changes.communities}
        self._refuse_empty(name for name in touched if name is not None)

    def _record(self, name: CommunityId, was: Community | None, told: Community) -> None:
        self._require(f"社区 {name}", f"community {name}", self._communities.get(name), was)
        if told.subdistrict not in self._names:
            raise CommandError(
                f"社区 {name}：没有街道 {told.subdistrict}", f"Community {name}: there is no {told.subdistrict}"
            )
        if was is not None and was.subdistrict != told.subdistrict:
            raise CommandError(f"社区 {name} 不能改属别的街道", f"Community {name} cannot change its street office")
        self._communities[name] = told

    def _move(self, unit: UnitId, home: CommunityId | None, target: CommunityId | None) -> None:
        if unit not in self._units:
            raise UnknownUnitError(
                f"没有单元 {unit}，可能已被切开。请重新载入",
                f"There is no unit {unit}; it may have been split. Load the page again",
            )
        self._require(f"单元 {unit}", f"unit {unit}", self._units[unit], home)
        if target is not None:
            told = self._communities.get(target)
            if told is None:
                raise CommandError(f"没有社区 {target}", f"There is no community {target}")
            office = self._office(unit)
            if told.subdistrict != office:
                raise OtherOfficeError(
                    f"单元 {unit} 在{office}，不能划入{told.subdistrict}的社区 {told.name}",
                    f"Unit {unit} lies in {office} and cannot join {told.name} of {told.subdistrict}",
                )
        self._put(unit, target)

    def _split(self, unit: UnitId, split: Split) -> None:
        if unit not in self._units:
            raise UnknownUnitError(f"没有单元 {unit}，无法切开", f"There is no unit {unit} to split")
        taken = [part for part in split.parts if part in self._units or part in self._offices or part in self._splits]
        if len(set(split.parts)) < 2 or len(set(split.parts)) < len(split.parts) or len(split.line) < 2 or taken:
            raise CommandError(
                f"单元 {unit}：切开后须有至少两块，编号不重复",
                f"Unit {unit}: a split needs two parts or more, under new identifiers",
            )
        community = self._put(unit, None)
        del self._units[unit]
        for part in split.parts:
            self._units[part] = None
            self._wholes[part] = unit
            self._put(part, community)
        self._splits[unit] = split

    def _join(self, unit: UnitId, before: Split, after: Split | None) -> None:
        self._require(f"单元 {unit} 的切线", f"the split of unit {unit}", self._splits.get(unit), before)
        if after is not None:
            raise CommandError(
                f"单元 {unit} 已切开，先取消切线再重切",
                f"Unit {unit} is split; take that back before splitting it anew",
            )
        if any(part not in self._units for part in before.parts):
            raise CommandError(
                f"单元 {unit} 的一块又被切开，先取消那条切线",
                f"A part of unit {unit} is split itself; take that back first",
            )
        held = {self._units[part] for part in before.parts}
        if len(held) > 1:
            raise CommandError(
                f"单元 {unit} 的各块分属不同社区，不能合回", f"The parts of unit {unit} are in different communities"
            )
        for part in before.parts:
            self._put(part, None)
            del self._units[part], self._wholes[part]
        del self._splits[unit]
        self._units[unit] = None
        self._put(unit, held.pop())

    def _end(self, name: CommunityId, was: Community | None) -> None:
        self._require(f"社区 {name}", f"community {name}", self._communities.get(name), was)
        if was is None:
            raise CommandError(f"没有社区 {name}", f"There is no community {name}")
        if self._sizes[name]:
            raise CommandError(
                f"社区 {was.name} 还有 {self._sizes[name]} 个单元，不能撤销",
                f"{was.name} still holds {self._sizes[name]} units and cannot end",
            )
        del self._communities[name]

    def _refuse_empty(self, touched: Iterable[CommunityId]) -> None:
        empty = sorted(name for name in touched if name in self._communities and not self._sizes[name])
        if empty:
            raise CommandError(
                f"社区 {empty[0]} 已无单元，应在同一步撤销",
                f"Community {empty[0]} holds no unit any more and has to end in the same command",
            )

    def _put(self, unit: UnitId, target: CommunityId | None) -> CommunityId | None:
        """Put a unit into a community, and return that in which it was."""
        home = self._units[unit]
        if home is not None:
            self._sizes[home] -= 1
        if target is not None:
            self._sizes[target] += 1
        self._units[unit] = target
        return home

    def _office(self, unit: UnitId) -> str:
        while unit in self._wholes:
            unit = self._wholes[unit]
        return self._offices[unit]

    def _require(self, zh: str, en: str, held: object, before: object) -> None:
        if held != before:
            raise NotBeforeError(
                f"{zh} 已有别的改动。比较后重试", f"The {en} has changed meanwhile. Compare and try again"
            )
