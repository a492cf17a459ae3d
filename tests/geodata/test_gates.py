"""Gates: told from other facilities, given to areas, and the doors of places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.domain import UnitId
from geodata.gates import Places, take_gates, unit_places, with_gates
from geodata.network import make_network
from geodata.offices import office_ground
from tests.geodata.drawn_ground import OFFICE, facts_of, ground, one
from tests.geodata.ground_frames import codes
from tests.geodata.land_frames import CRS, as_units, found, grid_of_squares, placed
from tests.geodata.test_offices import nine
from tests.geodata.test_walking import roads

AREAS = placed(grid_of_squares())


def layer(*rows):
    """Facilities as (kind, x, y); without x and y a row has no place."""
    points = [None if x is None else shapely.Point(x, y) for _, x, y in rows]
    kinds = pd.Series([row[0] for row in rows], dtype=object)
    frame = {"facility_id": [f"f{i}" for i in range(len(rows))], "kind": kinds}
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def test_gates_are_no_facilities(record):
    rest, gates = take_gates(layer(("service", 50, 50), ("大门", 1, 250), ("Gate", 299, 50)), AREAS, record)
    assert rest["facility_id"].tolist() == ["f0"]
    assert gates["area_id"].tolist() == ["a1", "a9"]
    assert found(record, "gates.used")[0].measured == "2 gates"


def test_a_layer_of_gates_alone_is_no_layer_of_facilities(record):
    rest, gates = take_gates(layer(("entrance", 50, 305)), AREAS, record)
    assert rest is None
    assert gates["area_id"].tolist() == ["a1"]


def test_a_gate_without_an_area_beside_it_is_reported(record):
    _, gates = take_gates(layer(("gate", 50, 331), ("gate", 50, 329), ("gate", None, None)), AREAS, record)
    assert gates["area_id"].tolist() == ["a1"]
    assert found(record, "gates.nowhere")[0].measured == "1 gates"


def test_without_gates_nothing_is_said(record):
    assert take_gates(None, AREAS, record) == (None, None)
    facilities = layer(("service", 50, 50))
    rest, gates = take_gates(facilities, AREAS, record)
    assert rest is facilities
    assert gates is None
    assert codes(record) == []


def test_doors_of_places():
    """The second place has two gates, the others stand for themselves."""
    places = Places(np.zeros((3, 2)), np.array([[3.0, 4.0], [0.0, 6.0]]), np.array([1, 1]))
    doors, row = places.doors_of(np.array([2, 1, 0]))
    assert doors.tolist() == [2, 3, 4, 0]
    assert row.tolist() == [0, 1, 1, 2]
    assert places.inside_m.tolist() == [0, 0, 0, 5, 6]


def test_joined_places_keep_their_gates():
    one_gate = Places(np.zeros((1, 2)), np.ones((1, 2)), np.array([0]))
    both = Places(np.zeros((2, 2))).joined(one_gate)
    assert both.gate_of.tolist() == [2]
    assert both.doors_of(np.arange(3))[0].tolist() == [0, 1, 3]


def test_all_pieces_of_an_area_share_its_gates(record):
    gates = take_gates(layer(("gate", 0, 250), ("gate", 50, 300)), AREAS, record)[1]
    units = as_units(AREAS).loc[["a1", "a1", "a2"]]
    assert unit_places(units, None, gates).gate_of.tolist() == [0, 0, 1, 1]
    assert len(with_gates(np.zeros((1, 2)), [None], gates).gate_of) == 0


def test_people_walk_through_their_gate():
    """The street runs along the west side; the gate of a1 is in its east side, 100 m of yard away from the street."""
    net = make_network(roads([(0, 0), (0, 300)]))
    gates = gpd.GeoDataFrame({"area_id": ["a1"]}, geometry=[shapely.Point(100, 250)], crs=CRS)
    walked = office_ground(nine(network=net, gates=gates), OFFICE).walk_m
    # from the middle of a1 50 m east to the gate, 100 m back to the street, down it 200 m, 50 m into a7
    assert walked[0, 6] == 50 + 100 + 200 + 50
    # a4 and a7 lie beside each other, 50 m off the street both: 1.3 times the 100 m between them
    assert walked[3, 6] == pytest.approx(130)
    facts = one(facts_of(dict.fromkeys(map(UnitId, ("a1", "a4", "a7")), "A"), ground(network=net, gates=gates),
                         anchors={"A": None}, centres={"A": "a7"}), "A")
    assert {walk.area_id: walk.distance_m for walk in facts.walks} == {
        "a1": 400, "a4": pytest.approx(130), "a7": 0,
    }
