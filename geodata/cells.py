"""The land of each street office as units: polygons as drawn, cells of points, nothing left over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata import bisection
from geodata.completion import LAND_M2, NOBODY, Completion, complete
from geodata.coverage import NOISE_AREA_M2, SLIVER_WIDTH_M, is_sliver, place_of
from geodata.domain import AreaKind
from geodata.errors import IdentifierClashError
from geodata.record import Record, Severity
from geodata.tessellation import dissolve, hand_over, polygon_parts, seal

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray

AREA_FIELDS = [
    "name", "households", "population", "subdistrict", "community", "kind", "relatively_independent", "keep_whole",
]

TILING_SHARE = 0.5
"""Areas of which at least this share touch another are taken to be the ground themselves."""

ROOM_M2 = 100.0
"""A unit of less than this has no room for two."""

HULL_RATIO = 0.3
"""How far the hull follows the areas: 0 tightest, 1 convex (shapely.concave_hull)."""

HULL_MARGIN_M = 50.0
"""The hull lies at least this far outside the areas."""


@dataclass(frozen=True)
class _Land:
    """Pieces of land and who owns them: areas first, in their order, then vacant parts.

    Attributes
    ----------
    pieces, owners
        Shape (k,). Polygonal pieces that tile all offices, and the number of the owner.
    offices, places
        One for each owner: number of the street office, and a point at which the owner stands.
    """

    pieces: GeometryArray
    owners: IntArray
    offices: IntArray
    places: GeometryArray


def tile(
    areas: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, record: Record
) -> gpd.GeoDataFrame:
    """Tile the territory of every street office that has an area with units.

    Parameters
    ----------
    areas
        Index ``area_id``, every area placed in a street office.
    subdistricts
        Index ``subdistrict``, outlines in metres.
    lines
        Roads and barriers; cells do not follow them yet.
    record
        Receives what was assumed about land that nobody drew.

    Returns
    -------
    units
        Frame of :class:`geodata.dataset.Dataset`, an exact coverage: shared edges have equal vertices. An area is
        one unit under its own identifier; a part of the territory in which no area stands is ``subdistrict~1`` ….

    Raises
    ------
    IdentifierClashError
        Where an area already bears the identifier of vacant land.
    """
    offices = sorted(areas["subdistrict"].unique())
    land = _complete_offices(areas, subdistricts, offices, record)
    land = _grant_land(_sealed(land), areas, record)
    land = _connect(land, areas, record)
    geometries, owners = dissolve(land.pieces, land.owners)
    vacant = owners >= len(areas)
    names = [offices[number] for number in land.offices[owners[vacant]]]
    return _as_units(areas, geometries[~vacant], _vacant_rows(names, geometries[vacant], areas, record))


def territories_around(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Draw outlines of the street offices around their areas, where no outlines were given.

    Areas that nearly tile are their own ground; others stand in a hull drawn around all of them. Each spot of the
    ground belongs to the street office of the nearest area.

    Parameters
    ----------
    areas
        Columns ``subdistrict`` and ``geometry``; rows without a geometry are left out.

    Returns
    -------
    subdistricts
        Index ``subdistrict``; column ``geometry``.
    """
    placed = areas[areas.geometry.notna()]
    geometries = np.asarray(placed.geometry, dtype=object)
    names, office = np.unique(placed["subdistrict"].to_numpy(dtype=object).astype(str), return_inverse=True)
    ground, tiled = _ground_around(geometries)
    completion = complete(ground, geometries, office.astype(np.int64))
    held = completion.owners != NOBODY
    parts, source = polygon_parts(seal(completion.pieces[held]))
    outlines, present = dissolve(parts, completion.owners[held][source])
    _report_territories([str(name) for name in names[present]], outlines, tiled, record)
    index = pd.Index(names[present], name="subdistrict", dtype="str")
    return gpd.GeoDataFrame(geometry=outlines, index=index, crs=areas.crs)


def _complete_offices(
    areas: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame, offices: list[str], record: Record
) -> _Land:
    drawn = np.asarray(areas.geometry, dtype=object)
    office_of = np.searchsorted(offices, areas["subdistrict"].to_numpy(dtype=object))
    pieces, owners, vacant, vacant_offices = [], [], [], []
    for number, office in enumerate(offices):
        mine = np.flatnonzero(office_of == number)
        completion = complete(subdistricts.geometry.loc[office], drawn[mine], mine)
        _report_leftover(office, completion, drawn[mine], record)
        held = completion.owners != NOBODY
        pieces.append(completion.pieces[held])
        owners.append(completion.owners[held])
        vacant.append(_from_north(completion.pieces[~held]))
        vacant_offices.append(np.full(int((~held).sum()), number))
    empty = np.concatenate(vacant)
    return _Land(
        np.concatenate([*pieces, empty]),
        np.concatenate([*owners, len(areas) + np.arange(len(empty))]).astype(np.int64),
        np.concatenate([office_of, *vacant_offices]).astype(np.int64),
        shapely.point_on_surface(np.concatenate([drawn, empty])),
    )


def _from_north(polygons: GeometryArray) -> GeometryArray:
    """Order from north to south, then west to east."""
    centres = shapely.get_coordinates(shapely.centroid(polygons))
    return polygons[np.lexsort([centres[:, 0], -centres[:, 1]])]


def _sealed(land: _Land) -> _Land:
    """Make the pieces an exact coverage and join what belongs together: one polygon each, maybe several an owner."""
    parts, source = polygon_parts(seal(land.pieces))
    joined, owners = dissolve(parts, land.owners[source])
    parts, source = polygon_parts(joined)
    return replace(land, pieces=parts, owners=owners[source])


def _grant_land(land: _Land, areas: gpd.GeoDataFrame, record: Record) -> _Land:
    """Give half of the nearest unit to each area that got no land, so that its households have a unit."""
    held = np.bincount(land.owners, weights=shapely.area(land.pieces), minlength=len(land.places))
    landless = np.flatnonzero(held[: len(areas)] < LAND_M2)
    if not len(landless):
        return land
    pieces, owners = list(land.pieces), list(land.owners)
    for area in landless:
        place, away = land.places[area], land.offices[owners] != land.offices[area]
        distance = shapely.distance(np.array(pieces, dtype=object), place)
        cramped = shapely.area(pieces) < ROOM_M2
        host = int(np.lexsort([distance, cramped, away])[0])
        points = bisection.sample(pieces[host], 2)
        halves = bisection.cut(pieces[host], points, np.ones(len(points)), 2)
        given, kept = sorted(halves, key=place.distance)
        pieces[host] = kept
        pieces.append(given)
        owners.append(area)
        _report_grant(str(areas.index[area]), given, record)
    return _sealed(replace(land, pieces=np.array(pieces, dtype=object), owners=np.array(owners)))


def _connect(land: _Land, areas: gpd.GeoDataFrame, record: Record) -> _Land:
    """Make each owner's land one piece: what is detached from its main piece goes to a neighbour."""
    settled = _main_pieces(land)
    owners = hand_over(land.pieces, land.owners, settled, land.offices[land.owners])
    _report_detached(land, owners, settled, areas, record)
    return replace(land, owners=owners)


def _main_pieces(land: _Land) -> BoolArray:
    """Tell the piece of each owner that holds its place, or is nearest to it."""
    distance = shapely.distance(land.pieces, land.places[land.owners])
    order = np.lexsort([-shapely.area(land.pieces), distance, land.owners])
    _, first = np.unique(land.owners[order], return_index=True)
    main = np.zeros(len(land.pieces), dtype=np.bool_)
    main[order[first]] = True
    return main


def _as_units(areas: gpd.GeoDataFrame, geometries: GeometryArray, vacant: pd.DataFrame) -> gpd.GeoDataFrame:
    rows = areas[AREA_FIELDS].assign(area_id=areas.index.astype(object), geometry=geometries)
    units = gpd.GeoDataFrame(pd.concat([pd.DataFrame(rows), vacant]), geometry="geometry", crs=areas.crs)
    for field in ("area_id", "community"):
        units[field] = units[field].astype(object).where(units[field].notna(), None)
    units.index = units.index.astype("str").rename("unit_id")
    units["split"] = False
    return units[["area_id", *AREA_FIELDS, "split", "geometry"]].sort_index()


def _vacant_rows(
    offices: list[str], geometries: GeometryArray, areas: gpd.GeoDataFrame, record: Record
) -> pd.DataFrame:
    """Name vacant land by its street office; the pieces of an office come from north to south."""
    ids = [f"{office}~{offices[: row + 1].count(office)}" for row, office in enumerate(offices)]
    for unit_id, geometry in zip(ids, geometries, strict=True):
        if unit_id in areas.index:
            raise IdentifierClashError(
                f"{unit_id}：小区编号与空地单元的编号相同，请改用其他编号",
                f"{unit_id}: an area bears the identifier of vacant land, rename the area",
                feature=unit_id,
            )
        _report_vacant(unit_id, geometry, record)
    blank = {"households": 0, "population": 0, "relatively_independent": False, "keep_whole": False}
    rows = pd.DataFrame({"name": ids, "subdistrict": offices, "kind": AreaKind.VACANT.value, **blank}, index=ids)
    rows = rows.astype({field: areas[field].dtype for field in rows.columns})
    return rows.assign(area_id=None, community=None, geometry=geometries)


def _ground_around(geometries: GeometryArray) -> tuple[BaseGeometry, bool]:
    """Draw the ground on which areas stand: themselves where they nearly tile, else a hull around them.

    Returns
    -------
    ground, tiled
        Polygon or MultiPolygon, and whether it is the areas' own land.
    """
    own = _own_land(geometries)
    return (_hull(geometries), False) if own is None else (own, True)


def _own_land(geometries: GeometryArray) -> BaseGeometry | None:
    """Join areas of which most touch another, slivers and enclosed land included; None where they stand apart."""
    polygons = geometries[shapely.get_type_id(geometries) != 0]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=SLIVER_WIDTH_M)
    touching = len(np.unique(first[first != second]))
    if len(polygons) == 0 or (len(polygons) > 1 and touching < TILING_SHARE * len(polygons)):
        return None
    union = shapely.union_all(polygons)
    closed = union.buffer(SLIVER_WIDTH_M, join_style="mitre").buffer(-SLIVER_WIDTH_M, join_style="mitre")
    parts, _ = polygon_parts(np.array([shapely.union(closed, union)], dtype=object))
    ground = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))
    return ground if shapely.covers(ground, geometries[shapely.get_type_id(geometries) == 0]).all() else None


def _hull(geometries: GeometryArray) -> BaseGeometry:
    """Draw a concave hull as far outside the areas as neighbours stand apart."""
    places = shapely.get_coordinates(shapely.point_on_surface(geometries))
    apart = cKDTree(places).query(places, k=[2])[0]
    margin = max(HULL_MARGIN_M, float(np.median(apart[np.isfinite(apart)]))) if len(places) > 1 else HULL_MARGIN_M
    corners = shapely.multipoints(shapely.get_coordinates(geometries))
    return cast(BaseGeometry, shapely.buffer(shapely.concave_hull(corners, ratio=HULL_RATIO), margin, quad_segs=4))


def _report_leftover(office: str, completion: Completion, drawn: GeometryArray, record: Record) -> None:
    """Say what was done with land outside every polygon: slivers are gaps, the rest streets and open land."""
    points = int((shapely.get_type_id(drawn) == 0).sum())
    if points:
        record.add(
            Severity.ASSUMED, "cells.from_points",
            f"{office}：{points} 个小区只有点位，范围按最近点划出",
            f"{office}: {points} areas are points, their land is drawn to the nearest point",
            feature=office, measured=f"{points} points",
        )
    if points == len(drawn):
        return
    land = completion.leftover[shapely.area(completion.leftover) > NOISE_AREA_M2]
    gaps = is_sliver(land)
    for gap in land[gaps]:
        record.add(
            Severity.REPAIRED, "areas.gap",
            f"{office}：小区之间有 {gap.area:.2f} 平方米缝隙，已划给最近的小区",
            f"{office}: gap of {gap.area:.2f} m² between areas, given to the nearest",
            feature=office, measured=f"{gap.area:.2f} m²", repaired="0 m²", place=place_of(gap),
        )
    if not gaps.all():
        size = shapely.area(land[~gaps]).sum()
        record.add(
            Severity.ASSUMED, "cells.leftover",
            f"{office}：小区以外的道路、空地共 {size:.0f} 平方米，划给最近的小区",
            f"{office}: streets and open land of {size:.0f} m² outside the areas, given to the nearest",
            feature=office, measured=f"{size:.0f} m²",
        )


def _report_vacant(unit_id: str, geometry: BaseGeometry, record: Record) -> None:
    record.add(
        Severity.NOTE, "cells.vacant",
        f"{unit_id}：与本街道其余部分不相连，没有小区，作为空地单元，{geometry.area:.0f} 平方米",
        f"{unit_id}: apart from the rest of its street office, no area, vacant land of {geometry.area:.0f} m²",
        feature=unit_id, measured=f"{geometry.area:.0f} m²", place=place_of(geometry),
    )


def _report_grant(area_id: str, given: BaseGeometry, record: Record) -> None:
    record.add(
        Severity.ASSUMED, "cells.granted",
        f"{area_id}：没有自己的土地（与其他小区重合或在界外），暂分得相邻单元的一半，{given.area:.0f} 平方米",
        f"{area_id}: no land of its own (another area's shape, or outside), given half of the nearest unit, "
        f"{given.area:.0f} m²",
        feature=area_id, measured="0 m²", repaired=f"{given.area:.0f} m²", place=place_of(given),
    )


def _report_detached(
    land: _Land, owners: IntArray, main: BoolArray, areas: gpd.GeoDataFrame, record: Record
) -> None:
    """Say which drawn land went to a neighbour, and which areas stay in several pieces."""
    drawn, of_areas = np.asarray(areas.geometry, dtype=object), (land.owners < len(areas)) & (owners < len(areas))
    kept = ~main & of_areas & (owners == land.owners)
    for area in np.unique(owners[kept]):
        parts = land.pieces[kept & (owners == area)]
        size = shapely.area(parts).sum()
        record.add(
            Severity.WARNING, "cells.several_parts",
            f"{areas.index[area]}：另有 {len(parts)} 块共 {size:.0f} 平方米与主体不相连，周围没有其他单元",
            f"{areas.index[area]}: {len(parts)} more parts of {size:.0f} m² apart, with no other unit around",
            feature=str(areas.index[area]), measured=f"{len(parts) + 1} parts", place=place_of(parts[0]),
        )
    for piece in np.flatnonzero(of_areas & (owners != land.owners)):
        area, heir, geometry = land.owners[piece], str(areas.index[owners[piece]]), land.pieces[piece]
        lost = 0.0 if drawn[area].geom_type == "Point" else geometry.intersection(drawn[area]).area
        if lost >= LAND_M2:
            record.add(
                Severity.ASSUMED, "cells.detached",
                f"{areas.index[area]}：{lost:.0f} 平方米与主体不相连，暂归相邻的 {heir}",
                f"{areas.index[area]}: {lost:.0f} m² apart from the rest, given to the neighbour {heir}",
                feature=str(areas.index[area]), measured=f"{lost:.0f} m²", place=place_of(geometry),
            )


def _report_territories(names: list[str], outlines: GeometryArray, tiled: bool, record: Record) -> None:
    how_zh, how_en = ("小区拼合", "joining the areas") if tiled else ("小区外围推定", "a hull around the areas")
    size = shapely.area(outlines).sum()
    record.add(
        Severity.ASSUMED, "subdistricts.drawn",
        f"没有街道界线：按{how_zh}得出 {len(names)} 个街道的范围，共 {size / 1e6:.2f} 平方千米",
        f"no outlines of street offices: {len(names)} drawn by {how_en}, {size / 1e6:.2f} km² in all",
        measured=f"{size / 1e6:.2f} km²",
    )
    for name, outline in zip(names, outlines, strict=True):
        parts = int(shapely.get_num_geometries(outline))
        if parts > 1:
            record.add(
                Severity.NOTE, "subdistricts.several_parts",
                f"{name}：推定范围由 {parts} 块不相连的地组成", f"{name}: drawn in {parts} parts that do not touch",
                feature=name, measured=f"{parts} parts", place=place_of(outline),
            )
