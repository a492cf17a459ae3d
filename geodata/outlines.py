"""Outlines of street offices as a set: one row an office, none over another, names as people write them."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.coverage import NOISE_AREA_M2, place_of
from geodata.record import Record, Severity
from geodata.tessellation import polygonal

_SUFFIXES = ("街道办事处", "街道办", "办事处", "街办", "街道")


def disjoint_outlines(subdistricts: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Make one valid polygon or multipolygon of each street office and cut what two of them share.

    Parameters
    ----------
    subdistricts
        Column ``subdistrict`` and polygons in metres; an office may have several rows.
    record
        Receives each overlap; the land goes to the office that comes first by name.

    Returns
    -------
    GeoDataFrame
        Index ``subdistrict``, ordered as text; column ``geometry``.
    """
    valid = subdistricts.assign(geometry=shapely.make_valid(subdistricts.geometry.to_numpy()))
    joined = valid[["subdistrict", "geometry"]].dissolve("subdistrict").sort_index()
    geometries = polygonal(joined.geometry.to_numpy())
    names = [str(name) for name in joined.index]
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    for i, j in sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b):
        common = polygonal(np.array([shapely.intersection(geometries[i], geometries[j])], dtype=object))[0]
        if common is None or common.area <= NOISE_AREA_M2:
            continue
        geometries[j] = polygonal(np.array([shapely.difference(geometries[j], common)], dtype=object))[0]
        record.add(
            Severity.REPAIRED, "offices.overlap",
            f"{names[i]}、{names[j]}：街道界线重叠 {common.area:.0f} 平方米，归 {names[i]}；请核实",
            f"{names[i]}, {names[j]}: outlines overlap by {common.area:.0f} m², given to {names[i]}; check it",
            feature=f"{names[i]}, {names[j]}", measured=f"{common.area:.0f} m²", repaired="0 m²",
            place=place_of(common),
        )
    index = pd.Index(names, name="subdistrict", dtype="str")
    frame = gpd.GeoDataFrame(geometry=list(geometries), index=index, crs=subdistricts.crs)
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def match_names(given: Iterable[str], known: list[str], record: Record) -> dict[str, str]:
    """Match names that differ only in 街道, 街道办, 街办 or 办事处 at their end, and record it.

    Returns
    -------
    dict
        Name in the areas' column → name in the outlines, for those that differ and match exactly one.
    """
    matched: dict[str, str] = {}
    for name in sorted(set(given) - set(known)):
        fitting = [other for other in known if _stem(other) == _stem(name)]
        if len(fitting) == 1:
            matched[name] = fitting[0]
            record.add(
                Severity.ASSUMED, "offices.name_matched",
                f"{name}：与街道界线中的“{fitting[0]}”视为同一街道",
                f"{name}: taken for \"{fitting[0]}\" of the outlines",
                feature=name, measured=name, repaired=fitting[0],
            )
    return matched


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix)
    return name
