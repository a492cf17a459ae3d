"""Lay a draft out as frames in our own fields."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.domain import HouseholdBasis, LineKind
from geodata.samples.lianhu_like.district import CRS, District
from geodata.samples.lianhu_like.draft import Draft
from geodata.samples.lianhu_like.labels import Labels, label
from geodata.samples.lianhu_like.names import Namer
from geodata.samples.lianhu_like.offices import territories
from geodata.samples.lianhu_like.premises import Premises, equip
from geodata.samples.lianhu_like.streets import add_internal_street
from geodata.samples.lianhu_like.ways_out import WaysOut

INTERNAL_STREET_ABOVE = 1_500
"""Households above which a compound has a lane through its middle."""


def assemble(draft: Draft, names: Namer, rng: np.random.Generator) -> District:
    """Name everything and lay it out."""
    labels = label(draft, names, rng)
    facilities = equip(draft.present, labels.communities, draft.estates.households, draft.compounds, rng)
    ways_out = WaysOut(draft, labels)
    return District(
        spec=draft.spec,
        seed=draft.seed,
        areas=_areas(draft, labels),
        subdistricts=_subdistricts(draft, labels),
        roads=_roads(draft),
        barriers=_barriers(draft, names),
        facilities=_facilities(facilities),
        buildings=_buildings(draft, labels),
        planted=ways_out.planted(),
        plan=ways_out.plan(),
    )


def _areas(draft: Draft, labels: Labels) -> gpd.GeoDataFrame:
    community: list[str | None] = [None] * len(draft.cells)
    for name, present in zip(labels.communities, draft.present, strict=True):
        for area in present.areas:
            community[area] = name
    columns = {
        "name": labels.area_names,
        "households": draft.estates.households,
        "population": draft.estates.persons,
        "subdistrict": [labels.offices[office] for office in draft.offices],
        "community": np.array(community, dtype=object),
        "kind": [kind.value for kind in draft.estates.kinds],
        "relatively_independent": draft.estates.relatively_independent,
        "keep_whole": draft.estates.keep_whole,
        "household_basis": HouseholdBasis.RESIDENT.value,
    }
    outlines = draft.compounds.polygons()
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS, index=_index("area_id", labels.areas))


def _subdistricts(draft: Draft, labels: Labels) -> gpd.GeoDataFrame:
    outlines = territories(draft.mesh, draft.office_of_block)
    return gpd.GeoDataFrame(geometry=outlines, crs=CRS, index=_index("subdistrict", labels.offices))


def _roads(draft: Draft) -> gpd.GeoDataFrame:
    large = np.flatnonzero(draft.estates.households > INTERNAL_STREET_ABOVE)
    streets = draft.streets + [add_internal_street(draft.cells[area]) for area in large]
    links = [(street, link) for street in streets for link in street.links()]
    columns = {
        "name": np.array([street.name for street, _ in links], dtype=object),
        "class": [street.road_class.value for street, _ in links],
        "walk": True,
        "structure": np.array([street.structure for street, _ in links], dtype=object),
    }
    geometry = shapely.linestrings([link for _, link in links])
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS, index=_index("link_id", _ids("R", len(links))))


def _barriers(draft: Draft, names: Namer) -> gpd.GeoDataFrame:
    """River and railway from rim to rim, and the wall of the quarter that is relatively independent."""
    mesh, lines = draft.mesh, []
    if mesh.river_row is not None:
        river = [mesh.node(column, mesh.river_row) for column in range(mesh.columns + 1)]
        lines.append((f"{names.word()}河", LineKind.RIVER, river))
    if mesh.rail_column is not None:
        railway = [mesh.node(mesh.rail_column, row) for row in range(mesh.rows + 1)]
        lines.append((f"{names.word()}铁路", LineKind.RAIL, railway))
    for area in np.flatnonzero(draft.estates.relatively_independent):
        lines.append(("厂区围墙", LineKind.WALL, list(draft.compounds.corners[area][[3, 0, 1, 2]])))
    columns = {"name": [name for name, _, _ in lines], "kind": [kind.value for _, kind, _ in lines]}
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for _, _, line in lines], crs=CRS)


def _facilities(facilities: list[Premises]) -> gpd.GeoDataFrame:
    columns = {
        "name": [facility.name for facility in facilities],
        "kind": [facility.kind for facility in facilities],
        "status": [facility.status.value for facility in facilities],
        **{
            column: np.array([getattr(facility, column) for facility in facilities], dtype=np.float64)
            for column in ("area_m2", "activity_m2", "plaza_m2")
        },
    }
    geometry = shapely.points([facility.place for facility in facilities])
    identifiers = _ids("F", len(facilities))
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS, index=_index("facility_id", identifiers))


def _buildings(draft: Draft, labels: Labels) -> gpd.GeoDataFrame:
    columns = {
        "area_id": [labels.areas[area] for area in draft.buildings.area],
        "households": draft.buildings.households,
    }
    geometry = shapely.points(draft.buildings.places)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS, index=_index("building_id", labels.buildings))


def _ids(prefix: str, count: int) -> list[str]:
    width = max(4, len(str(count)))
    return [f"{prefix}{number:0{width}d}" for number in range(1, count + 1)]


def _index(name: str, values: list[str]) -> pd.Index:
    return pd.Index(values, name=name)
