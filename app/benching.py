"""Published service-area instances: a folder of CSV files in, one result an instance out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata import reading
from geodata.errors import BadValueError, IdentifierClashError, MissingColumnError, UnreadableFileError
from optimizer.service.problem import ServiceProblem, make_problem
from optimizer.service_areas import ServiceResult, solve_service_areas

ADJACENCY, PUBLISHED = "adjacency.csv", "published.csv"
COLUMNS = ("id", "demand", "x", "y", "capacity")
WHOLE = ("demand", "capacity")
METRES_PER_COST = 1000.0
"""Cost of serving a unit of demand: distance in metres over this."""


class Benchmark(StrEnum):
    """What is decided: the areas of given facilities, or the facilities too."""

    SAP = "sap"
    CFLSAP = "cflsap"


@dataclass(frozen=True, eq=False)
class Instance:
    """A published instance: its problem, and the identifiers of its units and facilities."""

    name: str
    problem: ServiceProblem
    units: tuple[str, ...]
    facilities: tuple[str, ...]


def instance_names(folder: Path, wanted: Sequence[str]) -> list[str]:
    """Return the instances of a folder, or those wanted.

    Raises
    ------
    UnreadableFileError
        Where the folder or an instance is missing.
    """
    if not folder.is_dir():
        raise UnreadableFileError(
            f"{folder}：没有这个文件夹", f"{folder}: no such folder", file=folder.name
        )
    known = sorted(path.stem for path in folder.glob("*.csv") if path.name not in (ADJACENCY, PUBLISHED))
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        name = unknown[0] if unknown else "*"
        raise UnreadableFileError(
            f"{name}.csv：{folder} 中没有这个算例；现有：{'、'.join(known) or '无'}",
            f"{name}.csv: no such instance in {folder}; there are: {', '.join(known) or 'none'}",
            file=f"{name}.csv",
        )
    return list(wanted) or known


def read_instance(folder: Path, name: str, benchmark: Benchmark) -> Instance:
    """Read one instance.

    Raises
    ------
    GeodataError
        Where a file cannot be read, lacks a column, or holds a value that cannot be used.
    """
    file = f"{name}.csv"
    columns = (*COLUMNS, "fixed_cost") if benchmark is Benchmark.CFLSAP else COLUMNS
    frame = _table(folder / file, columns)
    units = tuple(frame["id"].astype(str))
    if len(set(units)) != len(units):
        twice = next(unit for unit in units if units.count(unit) > 1)
        raise IdentifierClashError(
            f"{file}：id {twice} 出现多次；请让每行一个 id", f"{file}: id {twice} appears twice; give each row its own",
            file=file, feature=twice,
        )
    numbers = {column: _numbers(frame, column, file) for column in columns if column != "id"}
    place = np.column_stack([numbers["x"], numbers["y"]])
    at = np.flatnonzero(numbers["capacity"] > 0)
    metres = np.linalg.norm(place[:, None, :] - place[None, at, :], axis=2)
    problem = make_problem(
        numbers["demand"].astype(np.int64), numbers["demand"][:, None] * metres / METRES_PER_COST,
        numbers["capacity"][at].astype(np.int64), at, _pairs(folder, units),
        opening=numbers["fixed_cost"][at] if benchmark is Benchmark.CFLSAP else None,
        must_open=benchmark is Benchmark.SAP,
    )
    return Instance(name, problem, units, tuple(units[i] for i in at))


def bench(
    benchmark: Benchmark, folder: Path, wanted: Sequence[str], *, time_limit_s: float | None, seed: int = 0
) -> Iterator[tuple[Instance, ServiceResult]]:
    """Solve instances one after the other."""
    for name in instance_names(folder, wanted):
        instance = read_instance(folder, name, benchmark)
        yield instance, solve_service_areas(instance.problem, seed=seed, time_limit_s=time_limit_s)


def line(instance: Instance, result: ServiceResult) -> str:
    """Return the JSON line of one instance (design section 4.2)."""
    return json.dumps({
        "instance": instance.name, "objective": result.objective, "bound": result.bound, "gap": result.gap,
        "seconds": round(result.runtime_s, 3), "feasible": result.facility_of is not None,
    }, ensure_ascii=False)


def write_solution(instance: Instance, result: ServiceResult, folder: Path) -> None:
    """Write ``INSTANCE.solution.csv``: the facility of each unit; nothing without a plan."""
    if result.facility_of is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{instance.name}.solution.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "facility"])
        writer.writerows(zip(instance.units, (instance.facilities[t] for t in result.facility_of), strict=True))


def _table(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    (layer,), _ = reading.read_file(str(path))
    missing = [column for column in columns if column not in layer.frame.columns]
    if missing:
        raise MissingColumnError(
            f"{path.name}：缺少列 {'、'.join(missing)}", f"{path.name}: columns missing: {', '.join(missing)}",
            file=path.name,
        )
    return layer.frame


def _numbers(frame: pd.DataFrame, column: str, file: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Read a column of numbers; demands and capacities are whole and not negative."""
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~np.isfinite(values)
    if column in WHOLE:
        bad |= (values < 0) | (values != np.rint(values))
    if bad.any():
        row = frame.index[int(np.argmax(bad))]
        value = frame[column].iloc[int(np.argmax(bad))]
        kind_zh, kind_en = ("非负整数", "a whole number") if column in WHOLE else ("数值", "a number")
        raise BadValueError(
            f"{file} 第 {row} 行：{column} 为“{value}”，应为{kind_zh}",
            f"{file} row {row}: {column} is \"{value}\", expected {kind_en}",
            file=file, feature=str(row),
        )
    return values


def _pairs(folder: Path, units: tuple[str, ...]) -> list[tuple[int, int]]:
    """Neighbours by number.

    Raises
    ------
    BadValueError
        Where a pair names an identifier that is not a unit.
    """
    number = {unit: i for i, unit in enumerate(units)}
    frame = _table(folder / ADJACENCY, ("a", "b"))
    pairs = []
    for row, a, b in zip(frame.index, frame["a"].astype(str), frame["b"].astype(str), strict=True):
        if a not in number or b not in number:
            raise BadValueError(
                f"{ADJACENCY} 第 {row} 行：{a if a not in number else b} 不是单元 id",
                f"{ADJACENCY} row {row}: {a if a not in number else b} is not the id of a unit",
                file=ADJACENCY, feature=str(row),
            )
        pairs.append((number[a], number[b]))
    return pairs
