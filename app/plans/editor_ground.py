"""The ground as the editor's page needs it: one JSON document of flat arrays (``GET /plans/{id}/ground``).

Units are numbered in order of identifier; every array over units follows that order. Coordinates are longitude and
latitude to 6 digits, or metres to a decimetre where the data has no place on Earth.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.checks.text import BASES
from app.maps.payload import DEGREE_DIGITS, METRE_DIGITS, label_points, plain, records, sheet_grid
from app.maps.sheet import metric_crs
from app.plans.rule_numbers import band, rule_numbers
from geodata.arcs import find_arcs
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId
from geodata.facts import dissolve
from geodata.offices import decided_units, walking_between
from geodata.shape import places
from geodata.writing import to_wgs84
from optimizer.rules.pack import Profile

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

UNIT_WALK_UNITS = 600
"""Walks between units are told for street offices of up to so many units,"""
UNIT_WALK_CELLS = 4_000_000
"""and only while all of them together are no more than so many."""
UNREACHABLE = 65_535
LINE_FIELDS = ("name", "kind", "road_class")
FACILITY_FIELDS = ("facility_id", "name", "kind", "status", "area_m2", "activity_m2", "plaza_m2", "unit_id")


def editor_ground(dataset: Dataset, profile: Profile, content_hash: str) -> bytes:
    """Return the document as UTF-8.

    Parameters
    ----------
    dataset
        The ground, with the splits of the drawing.
    content_hash
        Names what it was made of: data, splits and rules.
    """
    units = dataset.units.sort_index()
    shown = _shown(np.asarray(units.geometry), dataset)
    offices = sorted(map(str, units["subdistrict"].unique()))
    body = {
        "hash": content_hash,
        "is_local": dataset.is_local,
        "crs": dataset.crs,
        "grid": asdict(sheet_grid(units, metric_crs(dataset.crs, units))),
        "band": band(profile),
        "rules": rule_numbers(profile),
        "units": _units(dataset, units, offices),
        "subdistricts": offices,
        "neighbours": _neighbours(dataset, units, profile),
        **_walking(dataset, units, profile),
        "lines": records(dataset.lines, LINE_FIELDS),
        "territories": records(dataset.subdistricts.reset_index(), ("subdistrict",)),
        "facilities": [] if dataset.facilities is None else records(dataset.facilities.reset_index(), FACILITY_FIELDS),
        "today": _today(dataset),
        "facts_zh_en": _facts(dataset, units),
    }
    arcs = find_arcs(np.asarray(units.geometry), pd.factorize(units["subdistrict"])[0].astype(np.int64))
    lines = ",".join(_lines(text) for text in shapely.to_geojson(_shown(arcs.lines, dataset)))
    sides = f'"a":{_array(arcs.first)},"b":{_array(arcs.second)}'
    # Geometry is written as it comes from GEOS: parsing it only to write it again would take most of the time.
    head = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[:-1]
    shapes = ",".join(shapely.to_geojson(shown))
    return f'{head},"shapes":[{shapes}],"arcs":{{{sides},"geometry":[{lines}]}}}}'.encode()


def _units(dataset: Dataset, units: gpd.GeoDataFrame, offices: list[str]) -> dict[str, Any]:
    """Describe the units; ``undecided`` ones (PL-13) belong to no community until somebody rules on them."""
    number = {name: k for k, name in enumerate(offices)}
    return {
        "id": units.index.tolist(),
        "area_id": [plain(area) for area in units["area_id"]],
        "name": [plain(name) or "" for name in units["name"]],
        "subdistrict": [number[str(name)] for name in units["subdistrict"]],
        "households": units["households"].astype(int).tolist() if dataset.has_households else [None] * len(units),
        "persons": units["population"].fillna(-1).astype(int).tolist(),
        "kind": [str(kind) for kind in units["kind"]],
        "alone": units["relatively_independent"].astype(bool).tolist(),
        "present": [plain(name) for name in units["community"]],
        "place": _xy(places(units, dataset.areas), dataset),
        "undecided": np.flatnonzero(units["area_id"].isin(list(dataset.rulings))).tolist(),
    }


def _neighbours(dataset: Dataset, units: gpd.GeoDataFrame, profile: Profile) -> dict[str, Any]:
    """List the pairs over which a community may extend, as the optimiser counts them; a < b."""
    borders, decided = dataset.borders, decided_units(dataset).index
    long_enough = borders["length_m"] >= float(profile.value("shape.contiguity_min_border_m", default=1))
    kept = (long_enough | borders["declared"]) & borders["a"].isin(decided) & borders["b"].isin(decided)
    rows = borders[kept.to_numpy(dtype=bool)]
    return {
        "a": units.index.get_indexer(rows["a"]).tolist(), "b": units.index.get_indexer(rows["b"]).tolist(),
        "length_m": rows["length_m"].round(1).tolist(), "crossing": rows["crossing"].astype(int).tolist(),
        "bridge": [len(bridges) > 0 for bridges in rows["bridges"]],
    }


def _walking(dataset: Dataset, units: gpd.GeoDataFrame, profile: Profile) -> dict[str, Any]:
    """List the anchors, and how long each unit of a street office walks to them and to the other units.

    Minutes are tenths, rounded up, so that what is beyond the limit stays beyond it; 65535 is unreachable.
    """
    decided = decided_units(dataset).sort_index()
    sizes = decided["subdistrict"].value_counts()
    fits = sizes[sizes <= UNIT_WALK_UNITS]
    wanted = set(fits.index) if int((fits.astype(np.int64) ** 2).sum()) <= UNIT_WALK_CELLS else set()
    speed, listed = float(profile.value("walk.speed")), []
    to_anchors, between = {}, {}
    for name in sorted(sizes.index):
        here = decided[decided["subdistrict"] == name]
        services, metres = walking_between(dataset, here, to_units=name in wanted)
        tenths, own, count = _tenths(metres, speed), units.index.get_indexer(here.index), len(services)
        first = sum(len(frame) for frame in listed)
        listed.append(services)
        rows = {"units": own.tolist()}
        to_anchors[str(name)] = {
            **rows, "anchors": list(range(first, first + count)), "minutes": _packed(tenths[:, :count]),
        }
        between[str(name)] = {**rows, "minutes": _packed(tenths[:, count:])} if name in wanted else None
    anchors = pd.concat(listed) if any(map(len, listed)) else None
    return {
        "anchors": _anchors(anchors, dataset, units), "facilities_known": dataset.facilities is not None,
        "walk": {"minutes": to_anchors, "unit_walk": between},
    }


def _anchors(services: pd.DataFrame | None, dataset: Dataset, units: gpd.GeoDataFrame) -> dict[str, Any]:
    names = ("facility_id", "name", "status", "area_m2", "activity_m2", "plaza_m2", "unit", "place")
    if services is None:
        return {name: [] for name in names}
    return {
        "facility_id": services.index.tolist(),
        "name": [plain(name) or "" for name in services["name"]],
        "status": [str(status) for status in services["status"]],
        **{name: [plain(value) for value in services[name]] for name in ("area_m2", "activity_m2", "plaza_m2")},
        "unit": units.index.get_indexer(services["unit_id"]).tolist(),
        "place": _xy(shapely.get_coordinates(services["geometry"].to_numpy()), dataset),
    }


def _today(dataset: Dataset) -> list[dict[str, Any]]:
    """List the present communities with a place for their names, each in the street office of most households."""
    present = dataset.units[dataset.units["community"].notna()]
    if present.empty:
        return []
    shapes = dissolve(present, {UnitId(unit): CommunityId(name) for unit, name in present["community"].items()})
    counts = present.groupby(["community", "subdistrict"])["households"].sum().reset_index()
    main = counts.sort_values("households").drop_duplicates("community", keep="last").set_index("community")
    total = present.groupby("community")["households"].sum()
    return [
        {
            "community_id": name, "name": name, "subdistrict": str(main.at[name, "subdistrict"]),
            "households": int(total[name]) if dataset.has_households else None, "label": label,
        }
        for name, label in zip(shapes.index, label_points(shapes.reset_index()), strict=True)
    ]


def _facts(dataset: Dataset, units: gpd.GeoDataFrame) -> dict[str, Any]:
    crs = metric_crs(dataset.crs, units)
    basis = None if dataset.household_basis is None else BASES[dataset.household_basis]
    return {
        "basis": None if dataset.household_basis is None else dataset.household_basis.value,
        "basis_zh": None if basis is None else basis.zh, "basis_en": None if basis is None else basis.en,
        "crs_label": dataset.crs if crs is None else crs.name, "walking": dataset.walking.value,
        "territory_known": dataset.territory_known,
    }


def _tenths(metres: FloatArray, speed: float) -> IntArray:
    minutes = metres / speed / 6.0
    tenths = np.ceil(np.where(np.isfinite(minutes), minutes, UNREACHABLE) - 1e-6)
    return np.minimum(tenths, UNREACHABLE).astype(np.int64)


def _packed(table: IntArray) -> str:
    return base64.b64encode(np.ascontiguousarray(table, dtype="<u2").tobytes()).decode()


def _shown(shapes: GeometryArray, dataset: Dataset) -> GeometryArray:
    """Bring geometry to the coordinates of the page, rounded."""
    frame = to_wgs84(gpd.GeoDataFrame(geometry=list(shapes)), dataset)
    digits = METRE_DIGITS if dataset.is_local else DEGREE_DIGITS
    return np.asarray(shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, digits)))


def _xy(points: FloatArray, dataset: Dataset) -> list[list[float]]:
    return shapely.get_coordinates(_shown(shapely.points(points), dataset)).tolist()


def _lines(geojson: str) -> str:
    """Return the coordinates of a GeoJSON line as a list of lines."""
    start = geojson.index('"coordinates"') + len('"coordinates":')
    coordinates = geojson[start:].strip().rstrip("}")
    return coordinates if geojson.startswith('{"type":"Multi') else f"[{coordinates}]"


def _array(numbers: Iterable[int]) -> str:
    return "[" + ",".join(map(str, numbers)) + "]"
