"""A ground of any size for the editor: areas with crooked borders on a grid, as ``GET /plans/{id}/ground`` tells it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

SIDE_M = 200.0
BENDS = 6
"""Corners of a border between two of the grid: about 28 an area, as real areas have."""

Edge = list[list[float]]


def grid_data(
    columns: int, rows: int, *, community: int = 5, office: int = 25, crooked_m: float = 12.0, seed: int = 7
) -> dict[str, Any]:
    """Return ground, drawing and plan of ``columns`` × ``rows`` areas in metres.

    Parameters
    ----------
    community, office
        Areas along a side of a community, and of a street office.
    crooked_m
        How far the borders stray from straight lines; 0 gives squares.
    """
    draw = np.random.default_rng(seed)
    across, upright = _edges(columns, rows, crooked_m, draw)
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    ids = [f"u{row:03d}{column:03d}" for column, row in cells]
    block = [f"s{row // community:03d}{column // community:03d}" for column, row in cells]
    offices = sorted({_office(cell, office) for cell in cells})
    index = {name: k for k, name in enumerate(offices)}
    home = np.array([index[_office(cell, office)] for cell in cells])
    households = draw.integers(60, 340, len(cells))
    places = [[(column + 0.5) * SIDE_M, (row + 0.5) * SIDE_M] for column, row in cells]
    anchors = _anchors(cells, ids, places, community)
    ground = {
        "hash": f"grid-{columns}-{rows}", "is_local": True, "crs": None, "grid": None,
        "band": {"min": 1000, "target": 3500, "max": 5000},
        "rules": {
            "households_min": 1000, "households_max": 5000, "target": 3500, "walk_minutes": 15.0,
            "floor_m2_per_100": 30, "floor_mode": "proportional", "floor_min_m2": 600,
            "floor_min_households_max": 2000, "floor_min_for_all": False, "seats": [[2000, 5], [4000, 7], [None, 9]],
            "hard": {"households_min": True, "households_max": True},
            "profile": {"id": "grid", "version": "1", "overlays": []},
        },
        "units": {
            "id": ids, "area_id": ids, "name": [f"{unit}小区" for unit in ids], "subdistrict": home.tolist(),
            "households": households.tolist(), "persons": (households * 2.6).astype(int).tolist(),
            "kind": ["estate"] * len(cells), "present": block, "place": places,
        },
        "subdistricts": offices,
        "shapes": [_shape(column, row, across, upright) for column, row in cells],
        **_lines_between(columns, rows, home, across, upright),
        "anchors": anchors, "facilities_known": True,
        "walk": {"minutes": _walking(home, offices, places, anchors), "unit_walk": {}},
        "lines": _streets(columns, rows), "territories": [],
        "facilities": [
            {"facility_id": one, "name": one, "kind": "service", "status": "existing", "area_m2": 900, "short": False,
             "geometry": {"type": "Point", "coordinates": place}}
            for one, place in zip(anchors["facility_id"], anchors["place"], strict=True)
        ],
        "today": [], "facts_zh_en": {"basis": None, "crs_label": None},
    }
    records = {
        name: {"name": f"社区{name[1:]}", "subdistrict": offices[home[unit]], "locked": False,
               "colour": (int(name[1:4]) * 2 + int(name[4:])) % 5 if community > 1 else 0, "alone": False}
        for unit, name in reversed(list(enumerate(block)))
    }
    drawing = {"units": dict(zip(ids, block, strict=True)), "communities": records, "splits": {}}
    plan = {"id": f"grid-{columns}-{rows}", "name": "网格", "head": 0, "revision": 1, "kind": "drawn",
            "dataset": {"id": "grid", "name": "网格"}, "origin": {"kind": "today"}}
    return {"ground": ground, "drawing": drawing, "plan": plan}


def _office(cell: tuple[int, int], office: int) -> str:
    return f"街道{cell[1] // office:02d}{cell[0] // office:02d}"


def _edges(
    columns: int, rows: int, crooked_m: float, draw: np.random.Generator
) -> tuple[dict[tuple[int, int], Edge], dict[tuple[int, int], Edge]]:
    """Return the borders of the grid, by their western or southern end: those across and those upright."""
    share = np.linspace(0, 1, BENDS + 2)

    def edge(x: int, y: int, *, is_upright: bool) -> Edge:
        way = np.array([[0.0], [1.0]] if is_upright else [[1.0], [0.0]])
        along = (np.array([[x], [y]]) + way * share) * SIDE_M
        stray = draw.uniform(-crooked_m, crooked_m, BENDS) if crooked_m else np.zeros(BENDS)
        along[0 if is_upright else 1, 1:-1] += stray
        return np.round(along.T, 1).tolist()  # type: ignore[no-any-return]

    across = {(x, y): edge(x, y, is_upright=False) for y in range(rows + 1) for x in range(columns)}
    upright = {(x, y): edge(x, y, is_upright=True) for y in range(rows) for x in range(columns + 1)}
    return across, upright


def _shape(x: int, y: int, across: dict[tuple[int, int], Edge], upright: dict[tuple[int, int], Edge]) -> dict[str, Any]:
    south, east, north, west = across[x, y], upright[x + 1, y], across[x, y + 1], upright[x, y]
    ring = south[:-1] + east[:-1] + north[::-1][:-1] + west[::-1]
    return {"type": "Polygon", "coordinates": [ring]}


def _lines_between(
    columns: int, rows: int, home: npt.NDArray[np.int_],
    across: dict[tuple[int, int], Edge], upright: dict[tuple[int, int], Edge],
) -> dict[str, Any]:
    arcs: list[tuple[int, int, Edge]] = []
    sides = [(key, edge, (key[0], key[1] - 1), key) for key, edge in across.items()]
    sides += [(key, edge, (key[0] - 1, key[1]), key) for key, edge in upright.items()]
    near: list[tuple[int, int]] = []
    for _, edge, first, second in sides:
        units = [x + y * columns for x, y in (first, second) if 0 <= x < columns and 0 <= y < rows]
        if len(units) == 2 and home[units[0]] == home[units[1]]:
            arcs.append((units[0], units[1], edge))
            near.append((units[0], units[1]))
        else:
            arcs.extend((unit, -1, edge) for unit in units)
    firsts, seconds, lines = zip(*arcs, strict=True)
    return {
        "arcs": {"a": firsts, "b": seconds, "geometry": [[line] for line in lines]},
        "neighbours": {
            "a": [a for a, _ in near], "b": [b for _, b in near], "length_m": [SIDE_M] * len(near),
            "crossing": [0] * len(near), "bridge": [False] * len(near),
        },
    }


def _anchors(
    cells: list[tuple[int, int]], ids: list[str], places: list[list[float]], community: int
) -> dict[str, Any]:
    middle = community // 2
    own = [k for k, (x, y) in enumerate(cells) if x % community == middle and y % community == middle]
    return {
        "facility_id": [f"f-{ids[k]}" for k in own], "name": [f"{ids[k]}站" for k in own],
        "status": ["existing"] * len(own),
        "area_m2": [900.0] * len(own), "unit": own, "place": [places[k] for k in own],
    }


def _walking(
    home: npt.NDArray[np.int_], offices: list[str], places: list[list[float]], anchors: dict[str, Any]
) -> dict[str, Any]:
    at, stations = np.array(places), np.array(anchors["place"]).reshape(-1, 2)
    office_of = home[np.array(anchors["unit"], dtype=np.int64)]
    found = {}
    for number, name in enumerate(offices):
        units, near = np.flatnonzero(home == number), np.flatnonzero(office_of == number)
        metres = np.hypot(*(at[units][:, None, :] - stations[near][None, :, :]).transpose(2, 0, 1)) * 1.3
        tenths = np.minimum(65535, np.ceil(metres / 72 * 10)).astype("<u2")
        found[name] = {"units": units.tolist(), "anchors": near.tolist(),
                       "minutes": base64.b64encode(tenths.tobytes()).decode()}
    return found


def _streets(columns: int, rows: int) -> list[dict[str, Any]]:
    lines = []
    for k in range(0, columns + 1, 2):
        road = "primary" if k % 10 == 0 else "residential"
        lines.append((f"经{k}路", road, [[k * SIDE_M, -100], [k * SIDE_M, rows * SIDE_M + 100]]))
    for k in range(0, rows + 1, 2):
        road = "primary" if k % 10 == 0 else "residential"
        lines.append((f"纬{k}街", road, [[-100, k * SIDE_M], [columns * SIDE_M + 100, k * SIDE_M]]))
    return [
        {"name": name, "kind": "road", "road_class": road, "geometry": {"type": "LineString", "coordinates": line}}
        for name, road, line in lines
    ]
