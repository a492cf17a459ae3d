"""A plan folder drawn by hand: nine squares of 300 m in one street office, three communities, two of them today."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
from pyproj import Transformer
from shapely import LineString, Point, box

SIDE_M = 300.0
CRS = "EPSG:4545"  # CGCS2000, 3-degree zone on 108° E
WEST_M, SOUTH_M = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(108.9, 34.26)

# Columns from west to east, each from north to south: households of the unit, community of the plan, present community.
#
#   a1 1200 | b1 1900 | c1 200       plan: a = 和平, b = 丰和, c = 新街+1 (new)
#   a2 1200 | b2 1900 | c2 300       today: 和平 = a and b1, 丰和 = b2, b3 and c
#   a3 1200 | b3 1900 | c3  75       so b1 (1,900) and c (575) move
HOUSEHOLDS = {"a": (1200, 1200, 1200), "b": (1900, 1900, 1900), "c": (200, 300, 75)}
COMMUNITY = {"a": "和平", "b": "丰和", "c": "新街+1"}
PRESENT = {"a": "和平", "b": "丰和", "c": "丰和"}


def _units() -> gpd.GeoDataFrame:
    rows = []
    for x, column in enumerate("abc"):
        for y, row in enumerate("123"):
            left, top = WEST_M + x * SIDE_M, SOUTH_M + (3 - y) * SIDE_M
            unit, count = f"{column}{row}", HOUSEHOLDS[column][y]
            rows.append({
                "unit_id": unit, "area_id": unit, "name": f"{unit}小区", "subdistrict": "新街", "households": count,
                "population": count * 2, "community_id": COMMUNITY[column],
                "present": "和平" if unit == "b1" else PRESENT[column],
                "geometry": box(left, top - SIDE_M, left + SIDE_M, top),
            })
    return gpd.GeoDataFrame(rows, crs=CRS)


def _communities(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    sums = {"subdistrict": "first", "households": "sum", "population": "sum"}
    frame = units.dissolve("community_id", aggfunc=sums)
    return frame.reset_index().assign(name=lambda f: f["community_id"], colour=[0, 1, 3])


def _facilities() -> gpd.GeoDataFrame:
    columns = ["facility_id", "name", "kind", "status", "area_m2", "community_id", "short", "geometry"]
    rows = [
        ("f1", "和平站", "service", "existing", 1200.0, "和平", False, Point(WEST_M + 150, SOUTH_M + 450)),
        ("f2", "丰和站", "service", "existing", 900.0, "丰和", True, Point(WEST_M + 450, SOUTH_M + 450)),
        ("f3", "新街站", "service", "candidate", 600.0, "新街+1", False, Point(WEST_M + 750, SOUTH_M + 450)),
    ]
    return gpd.GeoDataFrame(rows, columns=columns, crs=CRS)


def _lines() -> gpd.GeoDataFrame:
    def upright(x: float) -> LineString:
        return LineString([(WEST_M + x, SOUTH_M - 200), (WEST_M + x, SOUTH_M + 1100)])

    rows = [("朝阳路", "arterial", "primary", upright(300)), ("建设街", "road", "residential", upright(600)),
            ("清河", "river", None, LineString([(WEST_M - 200, SOUTH_M), (WEST_M + 1100, SOUTH_M)]))]
    return gpd.GeoDataFrame(rows, columns=["name", "kind", "road_class", "geometry"], crs=CRS)


def _bound(name: str | None, kind: str = "road") -> dict[str, object]:
    return {"name": name, "kind": kind, "share": 1.0}


OFFICE, RIVER = _bound(None, "office"), _bound("清河", "river")


def _plan(communities: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> dict[str, object]:
    limits = {
        "和平": {"north": OFFICE, "east": _bound("朝阳路"), "south": RIVER, "west": OFFICE},
        "丰和": {"north": OFFICE, "east": _bound("建设街"), "south": RIVER, "west": _bound("朝阳路")},
        "新街+1": {"north": OFFICE, "east": OFFICE, "south": RIVER, "west": _bound("建设街")},
    }
    needs = {"和平": (1200, 1080, 7, 12), "丰和": (900, 1710, 9, 19), "新街+1": (600, 600, 5, 5)}
    before = {"和平": ["和平"], "丰和": ["丰和", "和平"], "新街+1": ["丰和"]}
    coverage = {"和平": 1.0, "丰和": 0.865, "新街+1": 1.0}
    members = units.groupby("community_id")["unit_id"].agg(list)
    described = []
    for row in communities.itertuples():
        name = row.community_id
        has, required, seats, workers = needs[name]
        described.append({
            "community_id": name, "name": row.name, "subdistrict": "新街", "households": row.households,
            "population": row.population, "units": members[name], "predecessors": before[name],
            "continues": None if name == "新街+1" else name, "facility_id": None, "centre_unit": "a2",
            "walk_coverage": coverage[name], "walking": "straight_line", "facility_area_m2": has,
            "facility_required_m2": required, "activity_required_m2": required * 0.6, "plaza_required_m2": None,
            "committee_seats": seats, "workers_required": workers, "four_bounds": limits[name], "colour": row.colour,
        })
    proof = {"status": "feasible", "objective": 41286.0, "bound": 41120.9, "gap": 0.004, "breach": 0,
             "stopped_by": "time", "runtime_s": 2.4}
    moves = [("b1", 1900, "和平", "丰和"), ("c1", 200, "丰和", "新街+1"), ("c2", 300, "丰和", "新街+1"),
             ("c3", 75, "丰和", "新街+1")]
    return {
        "sizhi": "0.1.0", "title": "九宫格示例（手绘）", **proof, "seed": 1,
        "profile": {"id": "lianhu-2024", "version": "1.0.0", "hash": "9e781a33b95c946e", "overlays": [],
                    "band": {"min": 1000, "target": 3500, "max": 5000}},
        "weights": {}, "crs": CRS, "inputs": {"areas.geojson": "00"},
        "offices": [{"subdistrict": "新街", **proof, "method": "pricing"}],
        "totals": {
            "before": {"communities": 2, "in_band": 1, "households": 9875, "facility_missing_m2": None},
            "after": {"communities": 3, "in_band": 1, "households": 9875, "households_changed": 2475,
                      "facility_missing_m2": 810},
        },
        "communities": described,
        "assignment": dict(zip(units["unit_id"], units["community_id"], strict=True)),
        "ledger": [dict(zip(("area_id", "households", "from", "to"), move, strict=True)) for move in moves],
        "unplaced": [{"area_id": "z9", "households": 40, "reason": "没有坐标"}], "undecided": [], "explanation": [],
    }


def _finding(
    rule: str, severity: str, status: str, community: str | None, zh: str, **more: object
) -> dict[str, object]:
    return {"rule": rule, "clause": "第四条（三）", "severity": severity, "status": status, "blocks": None,
            "community_id": community, "area_id": None, "measured": None, "limit": None, "unit": None,
            "message_zh": zh, "message_en": rule, **more}


def _audit() -> dict[str, object]:
    place = list(Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(WEST_M + 750, SOUTH_M + 750))
    return {"verdict": "findings", "profile": "lianhu-2024", "findings": [
        _finding("PL-1", "hard", "pass", None, "全覆盖"),
        _finding("LH-4.3", "soft", "fail", "丰和", "丰和社区 5,700 户，超上限 700 户", measured=5700, limit=5000,
                 unit="household", message_en="丰和: 5,700 households, 700 over the limit"),
        _finding("LH-4.3", "soft", "fail", "新街+1", "新街+1社区 575 户，低于下限 425 户", measured=575, limit=1000,
                 unit="household"),
        _finding("LQ-3.6", "hard", "fail", "新街+1", "c1小区被切开", area_id="c1", place=place),
        _finding("LH-7.2", "hard", "unknown", None, "没有用房面积"),
    ]}


def write_plan(folder: Path) -> Path:
    """Write the plan folder and return it."""
    folder.mkdir(parents=True)
    units = _units()
    communities = _communities(units)
    outline = units.dissolve("subdistrict").reset_index()[["subdistrict", "geometry"]]
    today = units.dissolve("present").reset_index()[["present", "geometry"]].rename(columns={"present": "community_id"})
    layers = {"units": units, "communities": communities, "facilities": _facilities(), "lines": _lines(),
              "subdistricts": outline, "today": today.assign(name=today["community_id"])}
    for name, frame in layers.items():
        frame.to_file(folder / "plan.gpkg", layer=name)
    for name, document in (("plan.json", _plan(communities, units)), ("audit.json", _audit())):
        (folder / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder
