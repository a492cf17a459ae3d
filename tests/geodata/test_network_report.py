"""What the record says of drawn networks, and of the real ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from geodata.gates import Places, unit_places
from geodata.input_files import InputFiles
from geodata.network import make_network
from geodata.network_report import report_joining, report_network
from geodata.prepare import prepare
from geodata.record import Record
from tests.geodata.ground_frames import codes
from tests.geodata.land_frames import as_units, found, grid_of_squares, placed
from tests.geodata.test_walking import roads

UNITS = as_units(placed(grid_of_squares()))


def reported(*corners, units=UNITS, places=None, **columns):
    """Make a network of lines and give the record of it and of the nine squares beside it."""
    record, lines = Record(), roads(*corners, **columns)
    network = make_network(lines)
    report_network(network, lines, record)
    report_joining(network, units, unit_places(units, None, None) if places is None else places, record)
    return record


def test_no_network_is_assumed_to_be_straight_lines():
    record = Record()
    report_network(None, None, record)
    report_joining(None, UNITS, unit_places(UNITS, None, None), record)
    assert codes(record) == ["walking.straight_line"]


def test_the_distance_to_the_nearest_street_is_shown():
    """A street along y = 150 through the middle row: its squares are 0 m off, the other six 100 m."""
    (joined,) = found(reported([(0, 150), (300, 150)]), "walking.joined")
    assert joined.measured == "median 100 m, max 100 m"


def test_units_far_from_any_street_are_named_the_worst_first():
    """The street is 350 m south of the lower row: rows at 400, 500 and 600 m."""
    far = found(reported([(0, -350), (300, -350)]), "walking.far")
    assert [finding.measured for finding in far] == ["600 m"] * 3 + ["500 m"] * 3 + ["400 m"] * 3
    assert [finding.feature for finding in far[:3]] == ["a1", "a2", "a3"]


def test_of_several_gates_the_nearest_to_a_street_counts():
    xy = np.array([[50.0, 250.0]])
    places = Places(xy, np.array([[50.0, 160.0], [50.0, 300.0]]), np.array([0, 0]))
    record = reported([(0, 150), (300, 150)], units=UNITS.loc[["a1"]], places=places)
    assert found(record, "walking.joined")[0].measured == "median 10 m, max 10 m"


def test_where_nobody_lives_nothing_is_said():
    empty = UNITS.assign(households=0)
    assert codes(reported([(0, 5000), (300, 5000)], units=empty)) == []


def test_units_on_a_separate_part_are_named():
    """The main street is far off, a lane of 20 m passes a5: all nine join the lane."""
    record = reported([(5000, 0), (6000, 0)], [(6000, 0), (7000, 0)], [(140, 150), (160, 150)])
    assert [finding.feature for finding in found(record, "walking.cut_off")] == [f"a{i}" for i in range(1, 10)]


def test_parts_are_counted_and_named_with_their_place():
    record = reported(
        [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 280), (40, 280)], nodes=[("A", "B"), ("B", "C"), ("D", "E")]
    )
    assert found(record, "roads.parts")[0].measured == "2 parts"
    (part,) = found(record, "roads.part")
    assert (part.feature, part.measured) == ("D–E", "2 junctions")
    assert (part.place.x, part.place.y) == (20, 280)


def test_odd_links_are_named():
    """1,500 m for 100 m is 15 times the straight line; 50 m for 100 m is shorter than it."""
    record = reported(
        [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)],
        length_m=[1500.0, 50.0, 100.0], nodes=[("A", "B"), ("B", "C"), ("C", "D")],
    )
    (long,), (short,) = found(record, "roads.link_long"), found(record, "roads.link_short")
    assert (long.feature, long.measured) == ("A–B", "1500 m")
    assert "15.0" in long.message_zh
    assert (short.feature, short.measured) == ("B–C", "50 m")


def test_of_many_odd_links_the_ten_worst_are_named_and_the_rest_counted():
    corners = [[(0, 10 * i), (5, 10 * i)] for i in range(13)]
    nodes = [(f"A{i}", f"B{i}") for i in range(13)]
    long = found(reported(*corners, length_m=[100.0 + i for i in range(13)], nodes=nodes), "roads.link_long")
    assert [finding.feature for finding in long[:2]] == ["A12–B12", "A11–B11"]
    assert (len(long), long[-1].measured) == (11, "3 links")


@pytest.fixture
def ground_of(tmp_path):
    """Prepare roads with one compound at a place among them: what matters here is the network."""

    def _prepare(roads, x, y, crs):
        areas = tmp_path / "areas.csv"
        areas.write_text(f"area_id,households,x,y\na,100,{x},{y}\n", encoding="utf-8")
        return prepare(InputFiles(areas=str(areas), roads=roads, crs=crs))

    return _prepare


def test_changchun_has_five_parts_and_a_few_long_links(real, ground_of):
    """Components of 5744, 8, 1, 1, 1 junctions (README of the data); the last three have no link at all."""
    book = real("changchun_west/长春市4个区交通网络数据和主要小区相关数据.xlsx")
    dataset = ground_of((f"{book}#交通路口节点数据", f"{book}#交通路口路线数据"), 57.9, 62.1, "local:321.4,333.2")
    assert np.bincount(dataset.network.component).tolist() == [5744, 8]
    (part,) = found(dataset.findings, "roads.part")
    assert part.measured == "8 junctions"
    (alone,) = found(dataset.findings, "roads.node_alone")
    assert set(alone.feature.split(", ")) == {"4708", "8999", "9084"}
    long = found(dataset.findings, "roads.link_long")
    assert [finding.feature for finding in long] == ["3781–9156", "9215–7508", "6365–6345"]


def test_changchun_compounds_are_nearer_to_a_street_than_to_a_junction(real, ground_of):
    """Half as far: who lives in the middle of a block reaches a street long before a junction."""
    book = real("changchun_west/长春市4个区交通网络数据和主要小区相关数据.xlsx")
    dataset = ground_of((f"{book}#交通路口节点数据", f"{book}#交通路口路线数据"), 57.9, 62.1, "local:321.4,333.2")
    sheet = pd.read_excel(book, sheet_name="各区主要小区数据")
    xy = sheet[["小区横坐标", "小区纵坐标"]].to_numpy() * (321.4, 333.2)
    to_junction = cKDTree(dataset.network.node_xy).query(xy)[0]
    away_m = dataset.network.snap(xy).away_m
    assert np.median(away_m) < np.median(to_junction) / 2
    assert away_m.max() < 500


@pytest.mark.parametrize(
    ("name", "place", "junctions"),
    [
        # of 1,751 junctions 32 lie on motorways and trunk roads alone; without these six more are cut off
        ("shenzhen_futian_net/G.graphml", (114.02, 22.535), [1713, 6]),
        ("singapore_punggol/walk.graphml", (103.905, 1.402), [1364]),
    ],
)
def test_real_street_graphs(real, ground_of, name, place, junctions):
    dataset = ground_of((real(name),), *place, "EPSG:4326")
    assert np.bincount(dataset.network.component).tolist() == junctions
    assert len(found(dataset.findings, "roads.part")) == len(junctions) - 1
    assert len(found(dataset.findings, "walking.joined")) == 1
