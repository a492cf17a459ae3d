"""The lock file: what a planner holds fast, as CSV with ``unit_id`` or ``area_id``, ``community_id``, ``frozen``."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geodata import reading
from geodata.domain import UnitId
from geodata.errors import BadValueError, MissingColumnError
from optimizer.locks import Locks

YES = frozenset({"1", "true", "yes", "y", "是", "对"})
NO = frozenset({"0", "false", "no", "n", "否", ""})


def read_locks(name: str, units: gpd.GeoDataFrame) -> Locks:
    """Read a lock file; a row with an ``area_id`` locks all units of the area.

    Parameters
    ----------
    units
        Index ``unit_id``, column ``area_id``.

    Raises
    ------
    GeodataError
        Where the file cannot be read, lacks a column, names something unknown, or contradicts itself.
    """
    (layer,), _ = reading.read_file(name)
    frame = layer.frame
    key = next((column for column in ("unit_id", "area_id") if column in frame.columns), None)
    if key is None or "community_id" not in frame.columns:
        raise MissingColumnError(
            f"{name}：锁定文件要有 unit_id（或 area_id）和 community_id 两列，frozen 列可选",
            f"{name}: a lock file has the columns unit_id (or area_id) and community_id, and may have frozen",
            file=name,
        )
    label: dict[UnitId, str] = {}
    frozen: set[str] = set()
    for number, row in frame.iterrows():
        community = _text(row["community_id"])
        if not community:
            raise _bad(name, number, "community_id 为空", "community_id is empty")
        for unit in _units(name, number, key, _text(row[key]), units):
            if label.setdefault(unit, community) != community:
                raise _bad(name, number, f"{unit} 锁在两个社区里", f"{unit} is locked to two communities")
        if _flag(name, number, row.get("frozen")):
            frozen.add(community)
    return Locks(label, frozenset(frozen))


def _units(name: str, number: object, key: str, identifier: str, units: gpd.GeoDataFrame) -> list[UnitId]:
    found = units.index[units.index == identifier] if key == "unit_id" else units.index[units["area_id"] == identifier]
    if found.empty:
        raise _bad(
            name, number, f"{key} {identifier} 不在数据里；请照小区表改正，或删去这一行",
            f"{key} {identifier} is not in the data; correct it after the table of areas, or remove the line",
        )
    return [UnitId(unit) for unit in found]


def _flag(name: str, number: object, value: object) -> bool:
    text = _text(value).lower()
    if text not in YES | NO:
        raise _bad(name, number, f"frozen 应为 1 或 0，现为 {text}", f"frozen is 1 or 0, not {text}")
    return text in YES


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def _bad(name: str, number: object, zh: str, en: str) -> BadValueError:
    return BadValueError(f"{name} 第 {number} 行：{zh}", f"{name} row {number}: {en}", file=name, feature=str(number))
