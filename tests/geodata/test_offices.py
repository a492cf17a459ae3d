"""One street office as arrays: the drawn ground of nine squares, a7 at the origin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.adjacency import find_borders
from geodata.domain import AreaKind, FacilityStatus, Walking
from geodata.network import make_network
from geodata.offices import office_ground, offices
from tests.geodata.drawn_ground import OFFICE, areas_like, facilities, ground, lines
from tests.geodata.test_walking import roads


def nine(areas=None, **changed):
    dataset = ground(areas, **changed)
    return replace(dataset, borders=find_borders(dataset.units, dataset.lines, dataset.areas))


def test_units_come_in_order_of_identifier():
    office = office_ground(nine(), OFFICE)
    assert office.unit_ids == tuple(f"a{i}" for i in range(1, 10))
    assert office.area_ids == office.unit_ids
    assert office.households.tolist() == [100, 200, 300, 400, 500, 600, 700, 800, 900]
    assert office.households.dtype == np.int64
    assert not office.area_is_split.any()


def test_what_is_unknown_is_marked():
    areas = areas_like(a2={"population": pd.NA, "community": "X", "kind": AreaKind.VILLAGE, "keep_whole": True})
    office = office_ground(nine(areas), OFFICE)
    assert office.persons.tolist()[:3] == [262, -1, 786]
    assert office.present[:3] == (None, "X", None)
    assert office.kinds[:2] == (AreaKind.ESTATE, AreaKind.VILLAGE)
    assert office.keep_whole.tolist()[:3] == [False, True, False]


def test_borders_are_pairs_of_positions():
    office = office_ground(nine(lines=lines([(0, 100), (300, 100)])), OFFICE)
    assert office.borders.tolist() == [
        [0, 1], [0, 3], [1, 2], [1, 4], [2, 5], [3, 4], [3, 6], [4, 5], [4, 7], [5, 8], [6, 7], [7, 8],
    ]
    assert office.border_m.tolist() == [100] * 12
    # the street at y = 100 runs along the borders 3–6, 4–7, 5–8, and touches four others with 15 m
    on_line_m = [0, 0, 0, 0, 0, 15, 100, 15, 100, 100, 15, 15]
    assert office.border_on_line_m.tolist() == pytest.approx(on_line_m)
    assert office.border_crossing.tolist() == [0] * 12


def test_without_facilities_every_unit_is_an_anchor_and_floor_is_unknown():
    office = office_ground(nine(), OFFICE)
    assert not office.has_facilities
    assert [(anchor.facility_id, anchor.unit) for anchor in office.anchors] == [(None, i) for i in range(9)]
    assert office.walking is Walking.STRAIGHT_LINE
    # from the middle of a1 to that of a2: 100 m × 1.3
    assert office.walk_m[0, 1] == pytest.approx(130)
    assert np.diag(office.walk_m).tolist() == [0] * 9


def test_service_facilities_come_first_by_identifier():
    """f2 in a1, the candidate f1 in a5; a shop and a service that stands nowhere are no anchors."""
    layer = facilities(
        ("f2", 50, 260, {"unit_id": "a1", "area_m2": 240.0}),
        ("f1", 150, 150, {"unit_id": "a5", "status": "candidate", "area_m2": 600.0}),
        ("shop", 50, 50, {"unit_id": "a7", "kind": "shop"}),
        ("lost", 999, 999, {}),
        ("f3", 51, 260, {"unit_id": "a1", "status": "planned", "area_m2": np.nan}),
    )
    office = office_ground(nine(facilities=layer), OFFICE)
    assert office.has_facilities
    assert [(a.facility_id, a.unit, a.status, a.area_m2) for a in office.anchors[:3]] == [
        ("f1", 4, FacilityStatus.CANDIDATE, 600), ("f2", 0, FacilityStatus.EXISTING, 240),
        ("f3", 0, FacilityStatus.PLANNED, 0),
    ]
    assert office.floor_m2.tolist() == [240, 0, 0, 0, 0, 0, 0, 0, 0]
    assert office.walk_m.shape == (9, 12)
    assert office.walk_m[0, 1] == pytest.approx(13)  # from (50, 250) to (50, 260)


def test_offices_are_taken_apart():
    """A row of the page in each of three offices; what X holds elsewhere still counts."""
    rows = {f"a{i}": {"subdistrict": "北中南"[(i - 1) // 3], "community": "X"} for i in range(1, 10)}
    dataset = nine(areas_like(**rows))
    assert offices(dataset) == ("中", "北", "南")
    middle = office_ground(dataset, "中")
    assert middle.unit_ids == ("a4", "a5", "a6")
    assert middle.borders.tolist() == [[0, 1], [1, 2]]
    assert middle.present_households == {"X": 4500}


def test_walking_follows_the_network_and_starts_at_a_given_point():
    """A street along y = 150 and one up x = 150; the area a4 came as a point on the street."""
    net = make_network(roads([(10, 150), (150, 150)], [(150, 150), (150, 250)]))
    office = office_ground(nine(areas_like(a4={"geometry": shapely.Point(10, 150)}), network=net), OFFICE)
    assert office.walking is Walking.NETWORK
    assert office.walk_m[3, 1] == pytest.approx(140 + 100)
    assert office.walk_m[3, 4] == pytest.approx(140)
