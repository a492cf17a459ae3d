"""Land on paper: round scales, ticks of the kilometre grid, true north; words that do not cover each other."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from app.maps.pages import ASSETS
from app.papers.frame import MAP_MM, TICK_APART_MM, convergence, fit, ticks
from app.papers.placing import Box, Places, find_spot
from app.papers.streets import CLASS_WIDTHS, KIND_WIDTHS, find_names, width_mm

STREETS = Path(ASSETS / "sheet" / "ground.js")


@settings(max_examples=60, deadline=None)
@given(
    west=st.floats(-1e6, 1e6), south=st.floats(-1e7, 1e7), width=st.floats(1, 60_000), height=st.floats(1, 60_000)
)
def test_land_fits_and_ticks_stand_on_whole_metres(west, south, width, height):
    frame = fit((west, south, west + width, south + height))
    assert frame.x(west) >= 0
    assert frame.x(west + width) <= MAP_MM[0]
    assert frame.y(south + height) >= 0
    assert frame.y(south) <= MAP_MM[1]
    grid = ticks(frame)
    assert grid.step_m / frame.per_mm >= TICK_APART_MM
    for place, metres in (*grid.east, *grid.north):
        assert metres % grid.step_m == 0
        assert -1e-6 <= place <= max(MAP_MM) + 1e-6


def test_the_bar_is_a_round_length_of_at_most_40_mm():
    frame = fit((0, 0, 3000, 2500))  # 3,180 m on 260 mm and 2,650 m on 240 mm: 1:12,231, so 1:15,000
    assert (frame.scale, frame.bar_m) == (15_000, 500)
    assert frame.bar_m / frame.per_mm == pytest.approx(33.33, abs=0.01)


def test_north_turns_west_of_the_central_meridian_and_east_of_it():
    crs = CRS("EPSG:4545")  # central meridian 108° E
    # Convergence of a transverse Mercator: (λ − λ0) sin φ; at 34° N half a degree off is 0.28°.
    assert convergence(crs, (500_000, 3_763_000)) == 0
    assert convergence(crs, (500_000 + 46_200, 3_763_000)) == pytest.approx(-0.28, abs=0.005)
    assert convergence(crs, (500_000 - 46_200, 3_763_000)) == pytest.approx(0.28, abs=0.005)
    assert convergence(None, (0, 0)) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200), st.floats(5, 40)), max_size=40))
def test_labels_never_cover_each_other(wanted):
    places = Places()
    for x, y, extent in wanted:
        find_spot(x, y, extent, (8, 12), lambda *_: True, places)
    for at, box in enumerate(places.taken):
        assert not any(box.overlaps(other) for other in places.taken[at + 1:])


def test_a_label_moves_off_a_house_and_loses_its_count_before_its_name():
    places = Places([Box.around(50, 50, 4, 4)])
    moved = find_spot(50, 50, 30, (8, 12), lambda *_: True, places)
    assert moved is not None
    assert (moved.x, moved.y, moved.with_count) == (50, 41, True)  # 9 mm up: 5.3 still touches the house
    narrow = find_spot(150, 50, 12, (8, 12), lambda *_: True, places)
    assert narrow is not None
    assert not narrow.with_count
    assert find_spot(150, 150, 7, (8, 12), lambda *_: True, places) is None


def test_a_name_stands_along_its_street_and_never_upside_down():
    frame = fit((0, 0, 2600 / 1.06, 2400 / 1.06))
    road = {"name": "朝阳路", "kind": "road", "road_class": "primary"}
    path = np.array([[200.0, 120.0], [20.0, 120.0]])  # drawn from east to west
    (name,) = find_names([(road, [path])], frame, Places())
    assert (name.text, name.y, name.angle) == ("朝阳路", 120, 0)
    bent = np.array([[x, 100 + 8 * (at % 2)] for at, x in enumerate(range(20, 60, 4))], dtype=float)
    assert find_names([(road, [bent])], frame, Places()) == []


def test_streets_are_as_wide_on_paper_as_on_the_screen():
    source = STREETS.read_text("utf-8")
    told = {name: (float(width), float(least)) for name, width, least in re.findall(
        r"([\w一-鿿]+): \[([\d.]+), ([\d.]+)\]", source)}
    assert told == {**CLASS_WIDTHS, **KIND_WIDTHS}
    frame = fit((0, 0, 2600 / 1.06, 2400 / 1.06))  # 1:10,000
    assert width_mm({"kind": "road", "road_class": "primary"}, frame) == 3.2
