"""GeoParquet: a Parquet table whose metadata say which column is geometry and in which system."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import UnreadableFileError
from geodata.raw import RawLayer, Read


def read(path: Path, *, file: str) -> Read:
    """Read a GeoParquet file, or a Parquet table without geometry.

    Raises
    ------
    UnreadableFileError
        Where it is broken, or its geometry is in no encoding that is read.
    """
    try:
        frame = _frame(path)
    except Exception as error:  # Arrow, shapely and pyproj raise many types for a broken file
        raise _unreadable(path, file, error) from error
    if frame.empty:
        raise UnreadableFileError(
            f"{file}：没有任何行；请检查导出", f"{file}: holds no row; check the export", file=file
        )
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()  # pandas may have stored the identifiers as the index
    frame = frame.set_axis([str(column) for column in frame.columns], axis="columns")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    return [RawLayer(file, frame, None if crs is None else str(crs.to_2d().to_string()))], []


def _frame(path: Path) -> pd.DataFrame:
    try:
        drawn: pd.DataFrame = gpd.read_parquet(path)
    except ValueError as error:
        if "geo" in str(error).lower() and "metadata" in str(error):
            return pd.read_parquet(path)
        raise
    return drawn


def _unreadable(path: Path, file: str, error: Exception) -> UnreadableFileError:
    reason = (str(error).splitlines() or [type(error).__name__])[0].replace(str(path), file)
    return UnreadableFileError(
        f"{file}：不是可读的 GeoParquet（{reason}）；请重新导出",
        f"{file}: not readable GeoParquet ({reason}); export it again",
        file=file,
    )
