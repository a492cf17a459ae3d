"""The land of each street office as units: cut along streets and barriers, nothing left over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import bisection, cell_record
from geodata.blocks import NOBODY
from geodata.completion import LAND_M2, complete
from geodata.dividers import Dividers
from geodata.domain import AreaKind
from geodata.errors import IdentifierClashError
from geodata.handing import hand_over
from geodata.record import Record
from geodata.ribbons import find_ribbons, share_ribbons
from geodata.shape import from_north
from geodata.tessellation import dissolve, polygon_parts, seal

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray

AREA_FIELDS = [
    "name", "households", "population", "subdistrict", "community", "kind", "relatively_independent", "keep_whole",
]

RIBBON_ROUNDS = 3
"""Ribbons beside ribbons (green, carriageway, median, carriageway, green) are shared from the outside in."""

ROOM_M2 = 100.0
"""A unit of less than this has no room for two."""


@dataclass(frozen=True)
class _Land:
    """Pieces of land and who owns them.

    Attributes
    ----------
    pieces, owners, offices
        Shape (k,). Polygonal pieces that tile all offices, the position of the area that owns each or
        :data:`NOBODY`, and the number of the street office.
    places, area_offices
        Shape (n,). A point at which each area stands, and its street office.
    """

    pieces: GeometryArray
    owners: IntArray
    offices: IntArray
    places: GeometryArray
    area_offices: IntArray


def tile(
    areas: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, record: Record
) -> gpd.GeoDataFrame:
    """Tile the territory of every street office that has an area with units.

    Streets, rivers, railways and walls cut what no area covers into blocks, and land goes to an area of its block.
    A block in which no area stands (street land, a park, empty land) goes whole to the neighbour across the least
    important line. A drawn area keeps its land, also where a street runs through it.

    Parameters
    ----------
    areas
        Index ``area_id``, every area placed in a street office.
    subdistricts
        Index ``subdistrict``, outlines in metres.
    lines
        Roads and barriers: columns ``kind, road_class, geometry``.
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
    dividers = Dividers.of(lines)
    land = _complete_offices(areas, subdistricts, offices, dividers, record)
    land = _connect(_sealed(land), dividers, areas, record)
    if len(landless := _landless(land)):
        land = _connect(_grant_land(land, landless, areas, record), dividers, areas, record)
    held = land.owners != NOBODY
    geometries, _ = dissolve(land.pieces[held], land.owners[held])
    cell_record.report_several_parts(geometries, areas, record)
    vacant, vacant_office = _vacant_land(land)
    names = [offices[number] for number in vacant_office]
    return _as_units(areas, geometries, _vacant_rows(names, vacant, areas, record))


def _complete_offices(
    areas: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame, offices: list[str], dividers: Dividers, record: Record
) -> _Land:
    drawn = np.asarray(areas.geometry, dtype=object)
    office_of = np.searchsorted(offices, areas["subdistrict"].to_numpy(dtype=object))
    pieces, owners, numbers = [], [], []
    for number, office in enumerate(offices):
        mine = np.flatnonzero(office_of == number)
        completion = complete(subdistricts.geometry.loc[office], drawn[mine], mine, dividers)
        cell_record.report_leftover(office, completion, drawn[mine], record)
        pieces.append(completion.pieces)
        owners.append(completion.owners)
        numbers.append(np.full(len(completion.owners), number))
    return _Land(
        np.concatenate(pieces), np.concatenate(owners), np.concatenate(numbers), shapely.point_on_surface(drawn),
        office_of.astype(np.int64),
    )


def _sealed(land: _Land) -> _Land:
    """Make the pieces an exact coverage."""
    parts, source = polygon_parts(seal(land.pieces))
    return _joined(replace(land, pieces=parts, owners=land.owners[source], offices=land.offices[source]))


def _joined(land: _Land) -> _Land:
    """Join what an area owns: one polygon a piece, maybe several an area."""
    held = land.owners != NOBODY
    joined, joined_owners = dissolve(land.pieces[held], land.owners[held])
    own, source = polygon_parts(joined)
    owners = joined_owners[source]
    return replace(
        land, pieces=np.concatenate([own, land.pieces[~held]]), owners=np.concatenate([owners, land.owners[~held]]),
        offices=np.concatenate([land.area_offices[owners], land.offices[~held]]),
    )


def _landless(land: _Land) -> IntArray:
    """List the areas that got no land."""
    held = land.owners != NOBODY
    size = np.bincount(land.owners[held], weights=shapely.area(land.pieces[held]), minlength=len(land.places))
    return np.flatnonzero(size < LAND_M2)


def _grant_land(land: _Land, landless: IntArray, areas: gpd.GeoDataFrame, record: Record) -> _Land:
    """Give half of the nearest unit to each area that got no land, so that its households have a unit."""
    pieces, owners, offices = list(land.pieces), list(land.owners), list(land.offices)
    for area in landless:
        place, office = land.places[area], land.area_offices[area]
        distance = shapely.distance(np.array(pieces, dtype=object), place)
        cramped = shapely.area(pieces) < ROOM_M2
        host = int(np.lexsort([distance, cramped, np.array(offices) != office])[0])
        points = bisection.sample(pieces[host], 2)
        halves = bisection.cut(pieces[host], points, np.ones(len(points)), 2)
        given, kept = sorted(halves, key=place.distance)
        pieces[host] = kept
        pieces.append(given)
        owners.append(area)
        offices.append(office)
        cell_record.report_grant(str(areas.index[area]), given, record)
    return _sealed(
        replace(land, pieces=np.array(pieces, dtype=object), owners=np.array(owners), offices=np.array(offices))
    )


def _connect(land: _Land, dividers: Dividers, areas: gpd.GeoDataFrame, record: Record) -> _Land:
    """Give away what nobody owns, and what is detached from its owner's main piece; ribbons when all else is given."""
    land = _handed_over(land, dividers, areas, record, besides=find_ribbons(land.pieces, land.owners))
    for _ in range(RIBBON_ROUNDS):
        pieces, owners, offices = share_ribbons(land.pieces, land.owners, land.offices, dividers)
        if pieces is land.pieces:
            break
        land = _joined(replace(land, pieces=pieces, owners=owners, offices=offices))
    return _handed_over(land, dividers, areas, record, besides=np.zeros(len(land.pieces), dtype=np.bool_))


def _handed_over(
    land: _Land, dividers: Dividers, areas: gpd.GeoDataFrame, record: Record, *, besides: BoolArray
) -> _Land:
    # Land does not change hands across groups: what is to wait is a group of its own.
    groups = np.where(besides, -1 - np.arange(len(besides)), land.offices)
    owners = hand_over(land.pieces, land.owners, _main_pieces(land), groups, dividers)
    cell_record.report_detached(land.pieces, land.owners, owners, areas, record)
    return _joined(replace(land, owners=owners))


def _main_pieces(land: _Land) -> BoolArray:
    """Tell the piece of each area that holds its place, or is nearest to it."""
    held = np.flatnonzero(land.owners != NOBODY)
    owners, pieces = land.owners[held], land.pieces[held]
    distance = shapely.distance(pieces, land.places[owners])
    order = np.lexsort([-shapely.area(pieces), distance, owners])
    _, first = np.unique(owners[order], return_index=True)
    main = np.zeros(len(land.pieces), dtype=np.bool_)
    main[held[order[first]]] = True
    return main


def _vacant_land(land: _Land) -> tuple[GeometryArray, IntArray]:
    """Join what nobody could take: one polygon a connected part, by office and from north to south."""
    left = land.owners == NOBODY
    joined, offices = dissolve(land.pieces[left], land.offices[left])
    parts, source = polygon_parts(joined)
    order = from_north(parts)
    order = order[np.argsort(offices[source[order]], kind="stable")]
    order = order[shapely.area(parts[order]) >= LAND_M2]
    return parts[order], offices[source[order]]


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
        cell_record.report_vacant(unit_id, geometry, record)
    blank = {"households": 0, "population": 0, "relatively_independent": False, "keep_whole": False}
    rows = pd.DataFrame({"name": ids, "subdistrict": offices, "kind": AreaKind.VACANT.value, **blank}, index=ids)
    rows = rows.astype({field: areas[field].dtype for field in rows.columns})
    return rows.assign(area_id=None, community=None, geometry=geometries)
