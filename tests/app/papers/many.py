"""A plan folder of so many communities, each one square of 100 m, with nothing known of today."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
from shapely import box

from tests.app.drawn_grid import CRS, SOUTH_M, WEST_M

SIDE_M = 100.0
LIMITS = {side: {"name": f"{side} road of a rather long name", "kind": "road", "share": 1.0}
          for side in ("east", "south", "west", "north")}
NONE = ("population", "facility_id", "facility_area_m2", "facility_missing_m2", "plaza_required_m2", "walk_coverage")
UNKNOWN = ("population", "in_band", "walk_coverage", "facility_required_m2", "facility_missing_m2", "plaza_missing_m2",
           "committee_seats", "workers_required", "work_funds_yuan", "households_changed")


def write_many(folder: Path, number: int) -> Path:
    """Write the folder: community k has 1000 + k households and is called 第k号社区."""
    across = 20
    rows = [
        {"unit_id": f"u{k}", "area_id": f"u{k}", "name": f"小区{k}", "subdistrict": "东街", "households": 1000 + k,
         "population": None, "community_id": f"c{k:03d}", "present": None, "colour": k % 6,
         "geometry": box(WEST_M + k % across * SIDE_M, SOUTH_M + k // across * SIDE_M,
                         WEST_M + (k % across + 1) * SIDE_M, SOUTH_M + (k // across + 1) * SIDE_M)}
        for k in range(1, number + 1)
    ]
    units = gpd.GeoDataFrame(rows, crs=CRS)
    communities = units.assign(name=[f"第{k}号社区" for k in range(1, number + 1)])
    folder.mkdir()
    outline = units.dissolve("subdistrict").reset_index()[["subdistrict", "geometry"]]
    lines = gpd.GeoDataFrame({"name": [], "kind": [], "road_class": []}, geometry=[], crs=CRS)
    for name, frame in (("units", units), ("communities", communities), ("subdistricts", outline), ("lines", lines)):
        frame.to_file(folder / "plan.gpkg", layer=name)
    told = [
        {"community_id": row["community_id"], "name": f"第{k}号社区", "subdistrict": "东街",
         "households": row["households"], "units": [row["unit_id"]], "predecessors": [], "continues": None,
         "facility_required_m2": 300.0, "committee_seats": 5, "workers_required": None, "four_bounds": LIMITS,
         "colour": row["colour"], **dict.fromkeys(NONE)}
        for k, row in enumerate(rows, start=1)
    ]
    totals = {"communities": number, "households": sum(row["households"] for row in rows), **dict.fromkeys(UNKNOWN)}
    plan = {
        "sizhi": "0", "title": "二百", "status": "feasible", "profile": {"id": "own", "version": "1", "band": None},
        "crs": CRS, "totals": {"before": {}, "after": totals}, "communities": told, "ledger": [], "unplaced": [],
        "undecided": [], "explanation": [], "inputs": {},
        "assignment": {row["unit_id"]: row["community_id"] for row in rows},
    }
    audit = {"verdict": "pass", "profile": "own", "findings": []}
    for name, document in (("plan.json", plan), ("audit.json", audit)):
        (folder / name).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder
