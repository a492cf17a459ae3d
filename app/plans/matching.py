"""Rows of a plan from elsewhere matched with the units of a dataset: by identifier, else by place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import shapely

from app.plans.placement import SHARED, Placed, place_units
from app.plans.plan_table import PlanTable, Row
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId

if TYPE_CHECKING:
    from geodata.shape import GeometryArray

LONGEST = 200
"""A community is called by fewer characters than this; more come from a wrong column."""

SUGGESTED = 50
"""So many unknown identifiers are compared with those that exist."""


@dataclass(frozen=True)
class RowProblem:
    """What is the matter with one row; ``is_error`` where what it says was not taken.

    Attributes
    ----------
    row
        ``None`` where it concerns a unit that no row names.
    """

    row: int | None
    code: str
    is_error: bool
    message_zh: str
    message_en: str
    feature: str | None = None


@dataclass
class Matched:
    """What came of the rows.

    Attributes
    ----------
    assignment
        Unit → community, as the file calls it.
    left_empty
        Units that the file names without a community.
    names, locked
        What communities are called, where the file says, and which are locked.
    """

    assignment: dict[UnitId, CommunityId] = field(default_factory=dict)
    left_empty: set[UnitId] = field(default_factory=set)
    names: dict[CommunityId, str] = field(default_factory=dict)
    locked: set[CommunityId] = field(default_factory=set)
    problems: list[RowProblem] = field(default_factory=list)


def match(table: PlanTable, dataset: Dataset) -> Matched:
    """Match the rows of a plan with units.

    A row is matched by its unit, else by its area (all units of it), else by where it lies: a unit takes the
    community that covers most of it, at least half, a unit whose area is a point the one around that point. Of what
    contradicts nothing is taken.

    Parameters
    ----------
    dataset
        With the splits of the plan.
    """
    return _Matching(table, dataset).run()


class _Matching:
    def __init__(self, table: PlanTable, dataset: Dataset) -> None:
        self.table, self.dataset, self.found = table, dataset, Matched()
        self.units_of: dict[str, list[UnitId]] = defaultdict(list)
        for unit, area in dataset.units["area_id"].items():
            if area is not None:
                self.units_of[str(area)].append(UnitId(str(unit)))

    def run(self) -> Matched:
        rows = [row for row in self.table.rows if self._is_sound(row)]
        by_unit: dict[UnitId, list[Row]] = defaultdict(list)
        by_area: dict[str, list[Row]] = defaultdict(list)
        elsewhere: list[Row] = []
        for row in rows:
            unit = next((name for name in (row.unit_id, row.area_id) if name in self.dataset.units.index), None)
            area = next((name for name in (row.area_id, row.unit_id) if name in self.units_of), None)
            if unit is not None:
                by_unit[UnitId(unit)].append(row)
            elif area is not None:
                by_area[area].append(row)
            else:
                elsewhere.append(row)
        refused: set[UnitId] = set()
        for unit, told in by_unit.items():
            if not self._take([unit], told, unit):
                refused.add(unit)
        for area, told in by_area.items():
            free = [unit for unit in self.units_of[area] if unit not in by_unit]
            if len(free) > 1 and len({row.community for row in told}) > 1 and self._all_drawn(told):
                elsewhere += told
            elif not self._take(free, told, area):
                refused.update(free)
        self._by_place(elsewhere, refused)
        self._without_undecided()
        self._names(rows)
        self.found.problems.sort(key=lambda problem: (problem.row is None, problem.row or 0, problem.code))
        return self.found

    def _is_sound(self, row: Row) -> bool:
        zh, en = self._where(row)
        if row.community is None:
            units = self._units(row)
            self.found.left_empty.update(units)
            self._add(row, "empty", f"{zh}：社区为空，未划入", f"{en}: no community, left in none", is_error=False)
            return False
        if len(row.community) > LONGEST:
            self._add(
                row, "too_long", f"{zh}：社区名长 {len(row.community)} 字，请检查社区列是否选对",
                f"{en}: the community has {len(row.community)} characters; check that its column is the right one",
            )
            return False
        return True

    def _units(self, row: Row) -> list[UnitId]:
        for name in (row.unit_id, row.area_id):
            if name in self.dataset.units.index:
                return [UnitId(str(name))]
        return next((self.units_of[name] for name in (row.area_id, row.unit_id) if name in self.units_of), [])

    def _take(self, units: Iterable[UnitId], rows: list[Row], called: str) -> bool:
        told = dict.fromkeys(row.community for row in rows)
        if len(told) == 1:
            self._assign(units, rows[0])
            return True
        first = rows[0]
        for row in rows:
            zh, en = self._where(row)
            other = first if row.community != first.community else next(
                one for one in rows if one.community != row.community
            )
            self._add(
                row, "contradiction",
                f"{zh}：{called} 在此属 {row.community}，在第 {other.number} 行属 {other.community}；请只留一个",
                f"{en}: {called} is in {row.community} here and in {other.community} in row {other.number}; keep one",
                feature=called,
            )
        return False

    def _assign(self, units: Iterable[UnitId], row: Row) -> None:
        assert row.community is not None, "rows without a community are left out before"
        for unit in units:
            self.found.assignment[unit] = CommunityId(row.community)
            self.found.left_empty.discard(unit)

    def _all_drawn(self, rows: list[Row]) -> bool:
        shapes = self._shapes(rows)
        return bool((shapely.get_dimensions(shapes) >= 0).all())

    def _shapes(self, rows: list[Row]) -> GeometryArray:
        position = {row.number: place for place, row in enumerate(self.table.rows)}
        return self.table.shapes[[position[row.number] for row in rows]]

    def _by_place(self, rows: list[Row], refused: set[UnitId]) -> None:
        if not rows:
            return
        shapes = self._shapes(rows)
        closed = refused | self.found.assignment.keys() | self.found.left_empty
        units = self.dataset.units.loc[[unit for unit in self.dataset.units.index if unit not in closed]]
        placed, touched = place_units(self.dataset, units, shapes, [row.community or "" for row in rows])
        used = {rows[shape].number for shape in touched}
        for each in placed:
            row, other = rows[each.shape], None if each.other is None else rows[each.other]
            if each.is_settled:
                self._assign([each.unit], row)
            self._tell_shared(each, row, other)
        for row, shape in zip(rows, shapes, strict=True):
            if row.number not in used:
                self._nowhere(row, is_drawn=shape is not None)
        moved = sum(row.number in used and (row.unit_id or row.area_id) is not None for row in rows)
        if moved:
            self.found.problems.append(RowProblem(
                None, "plans.import_by_place", False,
                f"{self.table.file}：{moved} 行的编号不在这份数据里，已按位置对应",
                f"{self.table.file}: the identifiers of {moved} rows are not in this dataset; matched by place",
            ))

    def _tell_shared(self, placed: Placed, row: Row, other: Row | None) -> None:
        zh, en = self._where(row)
        unit, share = placed.unit, f"{placed.share:.0%}"
        if other is not None:
            taken = placed.is_settled
            end_zh, end_en = ("，划入前者", "; taken into the first") if taken else ("，未划入", "; left in none")
            self._add(
                row, "shared", f"{zh}：单元 {unit} 有 {share} 在 {row.community}，其余在 {other.community} 等{end_zh}",
                f"{en}: {share} of unit {unit} lie in {row.community}, more in {other.community}{end_en}",
                is_error=not taken, feature=unit,
            )
        elif placed.share >= SHARED and not placed.is_settled:
            self._add(
                row, "barely", f"{zh}：单元 {unit} 只有 {share} 在 {row.community} 内，未划入",
                f"{en}: only {share} of unit {unit} lie in {row.community}; left in none", is_error=False, feature=unit,
            )

    def _nowhere(self, row: Row, *, is_drawn: bool) -> None:
        zh, en = self._where(row)
        called = row.unit_id or row.area_id
        if called is None or called in self.units_of:
            fix_zh = "不在任何未划定的单元上" if is_drawn else "没有编号也没有图形；请补上小区编号"
            fix_en = "lies on no unit that is free" if is_drawn else "has neither identifier nor place; add one"
            self._add(row, "no_place", f"{zh}：{fix_zh}", f"{en}: {fix_en}")
            return
        near = self._near(called)
        zh_hint = f"；是否为 {near}" if near else "；请改正编号，或导入带图形的文件"
        en_hint = f"; is it {near}?" if near else "; correct it, or import a file that draws it"
        self._add(
            row, "unknown_id", f"{zh}：没有编号为 {called} 的小区或单元{zh_hint}",
            f"{en}: there is no area or unit {called}{en_hint}", feature=called,
        )

    def _near(self, called: str) -> str | None:
        if sum(problem.code == "plans.import_unknown_id" for problem in self.found.problems) >= SUGGESTED:
            return None
        return next(iter(get_close_matches(called, [*self.units_of, *self.dataset.units.index], 1, 0.75)), None)

    def _without_undecided(self) -> None:
        """Leave what nobody is decided to manage in no community (PL-13)."""
        area_of = self.dataset.units["area_id"]
        for unit in [unit for unit in self.found.assignment if area_of[unit] in self.dataset.rulings]:
            del self.found.assignment[unit]
            self.found.problems.append(RowProblem(
                None, "plans.import_undecided", True,
                f"{unit}：管理待定，裁定以前不划入社区", f"{unit}: undecided, in no community before the ruling", unit,
            ))

    def _names(self, rows: list[Row]) -> None:
        names: dict[CommunityId, Counter[str]] = defaultdict(Counter)
        locked: dict[CommunityId, set[bool]] = defaultdict(set)
        for row in rows:
            community = CommunityId(row.community or "")
            if row.name is not None:
                names[community][row.name[:LONGEST]] += 1
            if row.locked is not None:
                locked[community].add(row.locked)
        self.found.names = {community: count.most_common(1)[0][0] for community, count in names.items()}
        self.found.locked = {community for community, told in locked.items() if told == {True}}

    def _where(self, row: Row) -> tuple[str, str]:
        return self.table.layer.row(row.number)

    def _add(
        self, row: Row, code: str, zh: str, en: str, *, is_error: bool = True, feature: str | None = None
    ) -> None:
        self.found.problems.append(RowProblem(row.number, f"plans.import_{code}", is_error, zh, en, feature))
