"""A drawn ground: nine square areas of 100 m in one street office, numbered like a page.

::

    a1 a2 a3      each 100 m × 100 m, households 100 to 900 in this order,
    a4 a5 a6      a1 with its lower left corner at (0, 200), a9 at (200, 0);
    a7 a8 a9      street office 红庙坡街道 is the square from (0, 0) to (300, 300)
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.dataset import Dataset
from geodata.domain import AreaKind
from geodata.facts import dissolve, measure

OFFICE = "红庙坡街道"
CRS = "EPSG:4545"
NAMES = [f"a{i}" for i in range(1, 10)]


def cell(name):
    i = int(name[1:]) - 1
    x, y = 100 * (i % 3), 100 * (2 - i // 3)
    return shapely.box(x, y, x + 100, y + 100)


def table(rows, index):
    frame = pd.DataFrame(rows).set_index(index)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def areas_like(**changed):
    """The nine areas; ``changed`` maps an area to what differs."""
    rows = [
        {
            "area_id": name,
            "name": f"小区{name}",
            "households": 100 * (i + 1),
            "population": 262 * (i + 1),
            "subdistrict": OFFICE,
            "community": None,
            "kind": AreaKind.ESTATE,
            "relatively_independent": False,
            "keep_whole": False,
            "built_month": None,
            "facility_provided": pd.NA,
            "geometry": cell(name),
            **changed.get(name, {}),
        }
        for i, name in enumerate(NAMES)
    ]
    frame = table(rows, "area_id")
    frame["population"] = frame["population"].astype("Int64")
    return frame


def units_of(areas):
    """One unit an area, the drawn cell as its land."""
    units = areas.copy()
    units.index = areas.index.rename("unit_id")
    units["area_id"] = areas.index.to_numpy(dtype=object)
    units["split"] = False
    units["geometry"] = [cell(name) for name in areas.index]
    return units


def offices(**outlines):
    rows = [{"subdistrict": name, "geometry": outline} for name, outline in outlines.items()]
    return table(rows, "subdistrict")


def facilities(*rows):
    """Facilities as (identifier, x, y, what differs)."""
    blank = {
        "kind": "service",
        "status": "existing",
        "area_m2": 500.0,
        "activity_m2": 300.0,
        "plaza_m2": 1000.0,
        "unit_id": None,
    }
    full = [
        {"facility_id": name, "name": name, **blank, **changed, "geometry": shapely.Point(x, y)}
        for name, x, y, changed in rows
    ]
    frame = table(full, "facility_id")
    for column in ("area_m2", "activity_m2", "plaza_m2"):
        frame[column] = frame[column].astype(np.float64)
    return frame


def lines(*drawn):
    """Named roads through these points."""
    rows = [
        {"name": f"路{i}", "kind": "road", "road_class": None, "geometry": shapely.LineString(points)}
        for i, points in enumerate(drawn)
    ]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["name", "kind", "road_class", "geometry"]), geometry="geometry", crs=CRS
    )


def ground(areas=None, **changed):
    """The ground with these areas; no facilities, no lines, no network."""
    areas = areas_like() if areas is None else areas
    drawn = Dataset(
        crs=CRS,
        source_crs=CRS,
        areas=areas,
        units=units_of(areas),
        borders=pd.DataFrame(),
        subdistricts=offices(**{OFFICE: shapely.box(0, 0, 300, 300)}),
        territory_known=True,
        facilities=None,
        lines=lines(),
        network=None,
        unplaced=pd.DataFrame(columns=["area_id", "name", "households", "subdistrict", "reason_zh", "reason_en"]),
        household_basis=None,
        findings=(),
        inputs={},
        hash="",
    )
    return replace(drawn, **changed)


def shapes(**drawn):
    """Communities drawn elsewhere."""
    rows = [{"community_id": name, "geometry": shape} for name, shape in drawn.items()]
    return table(rows, "community_id")


COLUMNS = {name: "ABC"[i % 3] for i, name in enumerate(NAMES)}
"""Three communities, each a column of the page: A = a1 a4 a7, B = a2 a5 a8, C = a3 a6 a9."""


def facts_of(assignment, dataset=None, **told):
    dataset = ground() if dataset is None else dataset
    return measure(dataset, dissolve(dataset.units, assignment), assignment, **told)


def facts_drawn(dataset=None, **drawn):
    """Facts of shapes drawn elsewhere, without an assignment."""
    return measure(ground() if dataset is None else dataset, shapes(**drawn), None)


def one(facts, name):
    (found,) = [fact for fact in facts.communities if fact.community_id == name]
    return found


def inside(place, shape):
    return shapely.contains_xy(shape, place.x, place.y)
