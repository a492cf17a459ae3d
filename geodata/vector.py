"""Geographic files that GDAL reads: which layer, and what became of its shapes."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyproj.exceptions import CRSError

from geodata import encoding, json_text, shapefile
from geodata.errors import UnreadableFileError
from geodata.raw import RawLayer, Read
from geodata.record import Finding, Severity

_LISTED = 5

# Else GDAL turns every Chinese field name of a KML into underscores, and the first of equal length takes all.
pyogrio.set_gdal_config_options({"LIBKML_LAUNDER_FIELD_NAMES": "NO"})


def read(source: Path | bytes, part: str | None, *, file: str) -> Read:
    """Read one layer.

    Parameters
    ----------
    source
        The file, or the text of a GeoJSON object.
    part
        Name of the layer, or ``None`` where only one can be meant.
    file
        Name for messages.

    Raises
    ------
    UnreadableFileError
        Where it cannot be read, has no such layer or no feature.
    """
    is_shapefile = isinstance(source, Path) and source.suffix.lower() in shapefile.SUFFIXES
    findings = shapefile.check_siblings(source, file=file) if isinstance(source, Path) and is_shapefile else []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL speaks of what is checked below: rings, missing layers, JSON fields
            layer = None if isinstance(source, bytes) else _layer(source, part, file)
            charset = shapefile.BYTE_FOR_BYTE if is_shapefile else None
            frame = pyogrio.read_dataframe(source, layer=layer, encoding=charset, on_invalid="ignore")
            lost = _shapes_lost(frame, source, layer)
    except UnreadableFileError:
        raise
    except Exception as error:  # GDAL's drivers and shapely's readers raise many types for a broken file
        raise _unreadable(source, file, error) from error
    if frame.empty:
        raise UnreadableFileError(
            f"{file}：没有任何要素；请检查导出的图层",
            f"{file}: holds no feature; check the layer that was exported",
            file=file,
        )
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    dbase = None
    if isinstance(source, Path) and is_shapefile:
        frame, dbase, more = shapefile.decoded(frame, source, file=file)
        findings += more
    if len(lost):
        findings.append(_lost_finding(lost, file))
    return [RawLayer(file, frame, _stated_crs(frame), dbase, encoding=dbase)], findings


def read_json(content: bytes, *, file: str) -> Read:
    """Read GeoJSON, or another JSON of geometry that GDAL knows, in any of the forms it is handed about in.

    Raises
    ------
    UnreadableFileError
        Where it is none.
    """
    charset = encoding.of_text(content)
    findings = [] if charset.startswith("utf") else [encoding.assumed(charset, file)]
    text = content.decode(charset, errors="replace").removeprefix("\ufeff").replace("\x00", "")
    one, more = json_text.as_one_object(text, file=file)
    layers, further = read(one.encode("utf-8", errors="replace"), None, file=file)
    return [replace(layer, encoding=charset) for layer in layers], findings + more + further


def _layer(path: Path, part: str | None, file: str) -> str | None:
    """Choose the layer: the named one, else the only one, else the only one with geometry."""
    layers = [(str(layer), kind) for layer, kind in pyogrio.list_layers(path)]
    listed = [layer for layer, _ in layers]
    if part is not None and part not in listed:
        raise UnreadableFileError(
            f"{file}：没有图层“{part}”；现有：{'、'.join(listed)}；请改写图层名",
            f"{file}: no layer \"{part}\"; there are: {', '.join(listed)}",
            file=file,
        )
    spatial = [layer for layer, kind in layers if kind is not None]
    if part is None and len(layers) > 1 and len(spatial) != 1:
        raise UnreadableFileError(
            f"{file}：有多个图层（{'、'.join(listed)}）；请写 文件#图层",
            f"{file}: several layers ({', '.join(listed)}); write FILE#LAYER",
            file=file,
        )
    return part or next(iter(spatial or listed), None)


def _shapes_lost(frame: pd.DataFrame, source: Path | bytes, layer: str | None) -> list[int]:
    """List features (from 1) that hold a shape which is none: a ring of two corners, a line of one."""
    if not isinstance(frame, gpd.GeoDataFrame) or not frame.geometry.isna().any():
        return []
    _, _, shapes, _ = pyogrio.raw.read(source, layer=layer, columns=[])
    drawn = np.array([shape is not None for shape in shapes], dtype=np.bool_)
    return [int(i) + 1 for i in np.flatnonzero(drawn & frame.geometry.isna().to_numpy())]


def _lost_finding(lost: list[int], file: str) -> Finding:
    listed = ", ".join(map(str, lost[:_LISTED])) + (" …" if len(lost) > _LISTED else "")
    return Finding(
        "file.shape_unreadable", Severity.ERROR,
        f"{file}：{len(lost)} 个要素（{listed}）的图形不成立，按无位置计；请重画",
        f"{file}: the shapes of {len(lost)} features ({listed}) are none and count as without a place; draw them again",
        file=file, feature=listed, measured=str(len(lost)), count=len(lost),
    )


def _stated_crs(frame: pd.DataFrame) -> str | None:
    """Give the system that the file states; GeoPackage's "undefined" states none."""
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    if crs is None or crs.is_engineering or crs.name.startswith("Undefined"):
        return None
    try:
        return str(crs.to_2d().to_string())
    except CRSError:
        return str(crs.to_string())


def _unreadable(source: Path | bytes, file: str, error: Exception) -> UnreadableFileError:
    reason = (str(error).split(";")[0].splitlines() or [type(error).__name__])[0]
    if isinstance(source, Path):
        reason = reason.replace(str(source), file).replace(str(source.parent), "")
    if isinstance(source, bytes) or "vsimem" in reason:
        reason = "not GeoJSON"
    return UnreadableFileError(
        f"{file}：无法读取（{reason}）；请用 GIS 软件打开检查后重新导出",
        f"{file}: cannot be read ({reason}); open it in a GIS and export it again",
        file=file,
    )
