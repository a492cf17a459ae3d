"""A dataset kept as one file and recalled unchanged: Arrow tables and JSON in a ZIP, nothing that runs code.

What is kept is the frozen result, so that recalling it costs a fraction of preparing it, and gives the same hash.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import shapely

from geodata.borders import Between, Bridge
from geodata.dataset import Dataset
from geodata.domain import (
    AreaId,
    AreaKind,
    BasisCount,
    Datum,
    FacilityStatus,
    HouseholdBasis,
    HouseholdCounts,
    LineKind,
    Place,
    Ruling,
    UndecidedArea,
    UnitId,
)
from geodata.errors import UnreadableFileError
from geodata.links import Links
from geodata.network import WalkingNetwork
from geodata.record import Finding, Severity
from geodata.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMAT = 1
FRAMES = ("areas", "units", "borders", "subdistricts", "facilities", "lines", "gates", "unplaced", "counts",
          "buildings", "crossing_roads")
_PLAIN = ("crs", "source_crs", "territory_known", "hash", "has_households")
_INDEX = "__index__"
_OLD_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def _between(row: list[Any]) -> Between:
    return Between(LineKind(row[0]), *row[1:])


def _bridge(row: list[Any]) -> Bridge:
    return Bridge(row[0], LineKind(row[1]), *row[2:])


_REVIVED: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    ("areas", "kind"): AreaKind,
    ("units", "kind"): AreaKind,
    ("facilities", "status"): FacilityStatus,
    ("lines", "kind"): LineKind,
    ("borders", "between"): lambda text: tuple(_between(row) for row in json.loads(text)),
    ("borders", "bridges"): lambda text: tuple(_bridge(row) for row in json.loads(text)),
}
"""Columns of objects: what turns their text back."""


def keep(dataset: Dataset) -> bytes:
    """Return a dataset as the content of one file; equal datasets give equal bytes."""
    files: dict[str, bytes] = {}
    frames: dict[str, dict[str, Any]] = {}
    for name in FRAMES:
        frame = getattr(dataset, name)
        if frame is not None:
            files[f"{name}.arrow"], frames[name] = _frame_content(frame)
    if dataset.network is not None:
        files["network.npz"] = _network_content(dataset.network)
    told = {
        "format": FORMAT,
        **{name: getattr(dataset, name) for name in _PLAIN},
        "household_basis": dataset.household_basis,
        "household_counts": asdict(dataset.household_counts),
        "findings": [asdict(finding) for finding in dataset.findings],
        "inputs": dict(dataset.inputs),
        "undecided": [asdict(area) for area in dataset.undecided],
        "sources": [asdict(source) for source in dataset.sources],
        "frames": frames,
    }
    files["dataset.json"] = json.dumps(told, ensure_ascii=False).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, held in files.items():
            archive.writestr(zipfile.ZipInfo(name, _OLD_ZIP_DATE), held, zipfile.ZIP_DEFLATED, 1)
    return content.getvalue()


def recall(content: bytes) -> Dataset:
    """Return the dataset that `keep` made a file of.

    Raises
    ------
    UnreadableFileError
        Where the content is something else, damaged, or of a later version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = json.loads(archive.read("dataset.json"))
            if told["format"] != FORMAT:
                raise ValueError(f"format {told['format']}")
            frames = {
                name: _frame(name, archive.read(f"{name}.arrow"), shape) for name, shape in told["frames"].items()
            }
            network = _network(archive.read("network.npz")) if "network.npz" in archive.namelist() else None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, pa.ArrowException) as error:
        raise _damaged(error) from error
    basis = told["household_basis"]
    held: dict[str, Any] = {name: told[name] for name in _PLAIN} | {name: frames.get(name) for name in FRAMES}
    return Dataset(
        **held,
        network=network,
        household_basis=None if basis is None else HouseholdBasis(basis),
        household_counts=_counts(told["household_counts"]),
        findings=tuple(_finding(row) for row in told["findings"]),
        inputs=told["inputs"],
        undecided=tuple(_undecided(row) for row in told["undecided"]),
        sources=tuple(_source(row) for row in told["sources"]),
    )


def recall_systems(path: Path) -> tuple[str, str]:
    """Return the working system of a kept dataset and that of its AREAS, without recalling the rest.

    Raises
    ------
    UnreadableFileError
        As `recall` does.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read("dataset.json"))
            return str(told["crs"]), str(told["source_crs"])
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        f"保存的数据集已损坏或出自更新的版本（{error}）。请重新检查数据",
        f"The kept dataset is damaged or of a later version ({error}). Check the data again",
    )


def _frame_content(frame: pd.DataFrame) -> tuple[bytes, dict[str, Any]]:
    """Turn a frame into an Arrow file, and say what Arrow does not: types of columns, name of the index, system."""
    columns = {str(name): _column(frame[name]) for name in frame.columns}
    shape: dict[str, Any] = {"types": {str(name): str(frame[name].dtype) for name in frame.columns}}
    if not isinstance(frame.index, pd.RangeIndex):
        columns[_INDEX] = pa.array([str(label) for label in frame.index], pa.string())
        shape["index"] = frame.index.name
    if isinstance(frame, gpd.GeoDataFrame):
        shape["crs"] = None if frame.crs is None else frame.crs.to_json()
    buffer = io.BytesIO()
    feather.write_feather(pa.table(columns), buffer, compression="uncompressed")
    return buffer.getvalue(), shape


def _column(column: pd.Series) -> Any:
    if isinstance(column, gpd.GeoSeries):
        return pa.array(shapely.to_wkb(column.to_numpy()), pa.binary())
    if column.dtype == object:
        return pa.array([_text(value) for value in column], pa.string())
    if pd.api.types.is_extension_array_dtype(column.dtype):
        # Value by value: what lies under a missing one is not part of the dataset.
        return pa.array([None if value is pd.NA or value != value else value for value in column.tolist()])
    return pa.Array.from_pandas(column)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps([_row(one) for one in value], ensure_ascii=False) if isinstance(value, tuple) else str(value)


def _row(one: Between | Bridge) -> list[Any]:
    return [getattr(one, name) for name in one.__dataclass_fields__]


def _frame(name: str, content: bytes, shape: Mapping[str, Any]) -> pd.DataFrame:
    table = feather.read_table(pa.BufferReader(content))
    columns = {
        column: _series(table[column], kind, _REVIVED.get((name, column))) for column, kind in shape["types"].items()
    }
    index = None
    if "index" in shape:
        index = pd.Index(table[_INDEX].to_pylist(), dtype="str", name=shape["index"])
        columns = {column: series.set_axis(index) for column, series in columns.items()}
    if "crs" in shape:
        placed: pd.DataFrame = gpd.GeoDataFrame(columns, geometry="geometry", crs=shape["crs"], index=index)
        return placed
    return pd.DataFrame(columns, index=index)


def _series(column: pa.ChunkedArray, kind: str, revive: Callable[[Any], Any] | None) -> pd.Series:
    if kind == "geometry":
        shapes: pd.Series = gpd.GeoSeries(shapely.from_wkb(column.to_numpy(zero_copy_only=False)))
        return shapes
    if kind == "object":
        values = column.to_pylist()
        if revive is not None:
            values = [None if value is None else revive(value) for value in values]
        return pd.Series(_objects(values), dtype=object)
    return pd.Series(column.to_pylist(), dtype=kind)


def _objects(values: list[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Hold values one a cell, also where all are tuples of one length."""
    held = np.empty(len(values), dtype=object)
    held[:] = [None] * len(values)
    for place, value in enumerate(values):
        held[place] = value
    return held


def _network_content(network: WalkingNetwork) -> bytes:
    links, buffer = network.links, io.BytesIO()
    xy, of = shapely.get_coordinates(links.drawn, return_index=True)
    np.savez(
        buffer, node_xy=links.node_xy, ends=links.ends, length_m=links.length_m, road=links.road,
        component=network.component, drawn_xy=xy, drawn_of=of,
    )
    return buffer.getvalue()


def _network(content: bytes) -> WalkingNetwork:
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        drawn = shapely.linestrings(held["drawn_xy"], indices=held["drawn_of"])
        links = Links(held["node_xy"], held["ends"], held["length_m"], drawn, held["road"])
        return WalkingNetwork(links, held["component"])


def _counts(row: Mapping[str, Any]) -> HouseholdCounts:
    by_basis = tuple(BasisCount(**{**one, "basis": HouseholdBasis(one["basis"])}) for one in row["by_basis"])
    basis = None if row["basis"] is None else HouseholdBasis(row["basis"])
    return HouseholdCounts(**{**row, "basis": basis, "by_basis": by_basis})


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(**{**row, "severity": Severity(row["severity"]), "place": _place(row["place"])})


def _place(row: Mapping[str, float] | None) -> Place | None:
    return None if row is None else Place(**row)


def _undecided(row: Mapping[str, Any]) -> UndecidedArea:
    place = _place(row["place"])
    assert place is not None, "an undecided area lies somewhere"
    return UndecidedArea(
        AreaId(row["area_id"]), row["name"], row["households"], Ruling(row["ruling"]), tuple(row["claimants"]),
        tuple(map(UnitId, row["neighbours"])), place,
    )


def _source(row: Mapping[str, Any]) -> Source:
    shapes = tuple((str(kind), int(count)) for kind, count in row["shapes"])
    return Source(**{**row, "shapes": shapes, "datum": None if row["datum"] is None else Datum(row["datum"])})
