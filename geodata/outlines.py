"""Outlines of street offices as a set: one row an office, none over another, names as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.record import Record, Severity
from geodata.slivers import NOISE_AREA_M2, is_sliver, place_of
from geodata.tessellation import polygon_parts, polygonal

if TYPE_CHECKING:
    from geodata.shape import GeometryArray

_SUFFIXES = ("街道办事处", "街道办", "办事处", "街办", "街道")


@dataclass(frozen=True, eq=False)
class Claim:
    """Land that the outlines of two street offices both hold, more than a slip of the pen."""

    offices: tuple[str, str]
    land: BaseGeometry


def disjoint_outlines(
    subdistricts: gpd.GeoDataFrame, record: Record
) -> tuple[gpd.GeoDataFrame, tuple[Claim, ...]]:
    """Make one valid polygon or multipolygon of each street office and cut what two of them share.

    Parameters
    ----------
    subdistricts
        Column ``subdistrict`` and polygons in metres; an office may have several rows.
    record
        Receives each overlap: slivers are settled, what is wider is given away for the time being only. Either goes
        to the office that comes first by name.

    Returns
    -------
    outlines : GeoDataFrame
        Index ``subdistrict``, ordered as text; column ``geometry``.
    claims : tuple of Claim
        Land wider than a sliver that two offices claim.
    """
    valid = subdistricts.assign(geometry=shapely.make_valid(subdistricts.geometry.to_numpy()))
    joined = valid[["subdistrict", "geometry"]].dissolve("subdistrict").sort_index()
    geometries = polygonal(joined.geometry.to_numpy())
    names = [str(name) for name in joined.index]
    claims = []
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    for i, j in sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b):
        common = polygonal(np.array([shapely.intersection(geometries[i], geometries[j])], dtype=object))[0]
        if common is None or common.area <= NOISE_AREA_M2:
            continue
        geometries[j] = polygonal(np.array([shapely.difference(geometries[j], common)], dtype=object))[0]
        parts, _ = polygon_parts(np.array([common], dtype=object))
        wide = parts[~is_sliver(parts)]
        if len(wide):
            claims.append(Claim((names[i], names[j]), shapely.union_all(wide)))
        _report_overlap(record, names[i], names[j], parts, wide)
    index = pd.Index(names, name="subdistrict", dtype="str")
    frame = gpd.GeoDataFrame(geometry=list(geometries), index=index, crs=subdistricts.crs)
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)], tuple(claims)


def _report_overlap(record: Record, first: str, second: str, parts: GeometryArray, wide: GeometryArray) -> None:
    land, claimed = float(shapely.area(parts).sum()), float(shapely.area(wide).sum())
    place = place_of(parts[int(np.argmax(shapely.area(parts)))])
    if not len(wide):
        record.add(
            Severity.REPAIRED, "offices.sliver_overlap",
            f"{first}、{second}：街道界线窄条重叠 {land:.0f} 平方米，归 {first}",
            f"{first}, {second}: outlines overlap in slivers of {land:.0f} m², given to {first}",
            feature=f"{first}, {second}", measured=f"{land:.0f} m²", repaired="0 m²", place=place,
        )
        return
    record.add(
        Severity.WARNING, "offices.overlap",
        f"{first}、{second}：界线重叠 {land:.0f} 平方米，其中 {claimed:.0f} 平方米非窄条，暂归 {first}；请核实，"
        "管理未明确的小区请用 ruling 字段标明",
        f"{first}, {second}: outlines overlap by {land:.0f} m², {claimed:.0f} of them wider than slivers, for now "
        f"given to {first}; check it, and mark areas that nobody is decided to manage in a column ruling",
        feature=f"{first}, {second}", measured=f"{land:.0f} m²", place=place,
    )


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
