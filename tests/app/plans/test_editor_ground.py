"""The ground as the editor's page needs it: flat arrays of the nine squares."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from app.plans import editor_ground as module
from app.plans.editor_ground import UNREACHABLE, editor_ground
from app.plans.rule_numbers import rule_numbers, walk_minutes
from app.profiles import open_profile
from optimizer.rules.facility import required_floor_m2
from optimizer.rules.pack import Layer, bundled_packs
from optimizer.rules.staff import seats
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

PROFILE = open_profile("lianhu-2024")
CELLS = sorted(grid.HOUSEHOLDS)


def read(dataset=None, profile=PROFILE) -> dict:
    return json.loads(editor_ground(dataset or ground(), profile, "hash"))


@pytest.fixture(scope="module")
def told() -> dict:
    return read()


def minutes(text: str, columns: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype="<u2").reshape(-1, columns)


class TestUnits:
    def test_they_are_numbered_in_order_of_identifier(self, told):
        units = told["units"]
        assert units["id"] == CELLS
        assert units["households"] == [grid.HOUSEHOLDS[cell] for cell in CELLS]
        assert units["present"] == [grid.PRESENT[cell] for cell in CELLS]
        assert units["persons"] == [-1] * 9
        assert (told["subdistricts"], units["subdistrict"]) == (["新街"], [0] * 9)

    def test_their_shapes_are_longitude_and_latitude(self, told):
        shape = shapely.from_geojson(json.dumps(told["shapes"][0]))
        assert shape.bounds == pytest.approx((108.9, 34.2654, 108.9033, 34.2681), abs=2e-3)
        assert shapely.contains(shape, shapely.Point(told["units"]["place"][0]))

    def test_counts_that_nobody_gave_are_not_zero(self):
        assert read(replace(ground(), has_households=False))["units"]["households"] == [None] * 9


class TestLines:
    def test_borders_and_neighbours_are_the_twelve_sides_between_squares(self, told):
        between = {(CELLS[a], CELLS[b]) for a, b in zip(told["arcs"]["a"], told["arcs"]["b"], strict=True) if b >= 0}
        sides = {(one, other) for one in CELLS for other in CELLS if one < other and beside(one, other)}
        assert between == sides
        pairs = zip(told["neighbours"]["a"], told["neighbours"]["b"], strict=True)
        assert {(CELLS[a], CELLS[b]) for a, b in pairs} == sides
        assert told["neighbours"]["length_m"] == pytest.approx([300.0] * 12, abs=0.1)

    def test_the_outline_runs_around_the_eight_outer_squares(self, told):
        rim = {CELLS[a] for a, b in zip(told["arcs"]["a"], told["arcs"]["b"], strict=True) if b == -1}
        assert rim == set(CELLS) - {"b2"}

    def test_every_arc_is_a_list_of_lines(self, told):
        for lines in told["arcs"]["geometry"]:
            assert all(len(corner) == 2 for line in lines for corner in line)

    def test_a_border_that_is_too_short_is_a_line_but_no_neighbour(self):
        """Two squares that share 0.5 m only: drawn, but nothing extends over it (shape.contiguity_min_border_m)."""
        borders = ground().borders.copy()
        borders.loc[0, "length_m"] = 0.5
        told = read(replace(ground(), borders=borders))
        assert len(told["neighbours"]["a"]) == 11
        assert sum(b >= 0 for b in told["arcs"]["b"]) == 12
        borders.loc[0, "declared"] = True
        assert len(read(replace(ground(), borders=borders))["neighbours"]["a"]) == 12


def beside(one: str, other: str) -> bool:
    return abs(ord(one[0]) - ord(other[0])) + abs(int(one[1]) - int(other[1])) == 1


class TestWalking:
    def test_minutes_between_units_are_straight_lines_times_1_3(self, told):
        """Without streets 300 m are 390 m on foot: at 1.2 m/s 5.42 minutes, rounded up to tenths."""
        speed = float(PROFILE.value("walk.speed"))
        table = minutes(told["walk"]["unit_walk"]["新街"]["minutes"], 9)
        assert told["walk"]["unit_walk"]["新街"]["units"] == list(range(9))
        assert table[0, 0] == 0
        assert table[CELLS.index("a1"), CELLS.index("b1")] == np.ceil(390 / speed / 6)
        assert (table == table.T).all()

    def test_tables_between_units_are_left_out_where_they_would_be_large(self, monkeypatch):
        monkeypatch.setattr(module, "UNIT_WALK_UNITS", 8)
        assert read()["walk"]["unit_walk"] == {"新街": None}

    def test_and_where_all_together_would_be(self, monkeypatch):
        monkeypatch.setattr(module, "UNIT_WALK_CELLS", 80)
        assert read()["walk"]["unit_walk"] == {"新街": None}

    def test_what_cannot_be_reached_is_no_number_of_minutes(self):
        assert module._tenths(np.array([[np.inf, 1e9, 72.0]]), 1.2).tolist() == [[UNREACHABLE, UNREACHABLE, 10]]

    def test_exactly_the_limit_is_within_and_a_metre_more_is_beyond(self):
        limit = walk_minutes(PROFILE)
        speed = float(PROFILE.value("walk.speed"))
        metres = np.array([[limit * 60 * speed, limit * 60 * speed + 1]])
        within = module._tenths(metres, speed) <= limit * 10
        assert within.tolist() == [[True, False]]


class TestRules:
    def test_the_band_and_the_profile_are_named(self, told):
        assert told["band"] == {"min": 1000, "target": 3500, "max": 5000}
        assert told["rules"]["profile"]["id"] == "lianhu-2024"
        assert told["rules"]["walk_minutes"] == 15
        assert told["rules"]["hard"] == {"households_min": False, "households_max": False}
        assert rule_numbers(open_profile("lianhu-2024", ["band-hard"]))["hard"]["households_max"]

    def test_seats_follow_the_rule_at_every_size(self, told):
        for households in (0, 1999, 2000, 2001, 4000, 4001, 9999):
            held = next(number for most, number in told["rules"]["seats"] if most is None or households <= most)
            assert held == seats(PROFILE, households).recommended

    @pytest.mark.parametrize("is_new", [True, False])
    def test_floor_numbers_give_the_floor_of_the_rule(self, told, is_new):
        rules = told["rules"]
        for households in (0, 575, 2000, 2001, 5700):
            needed = rules["floor_m2_per_100"] * households / 100
            binds = (is_new or rules["floor_min_for_all"]) and households <= rules["floor_min_households_max"]
            needed = max(needed, rules["floor_min_m2"]) if binds else needed
            assert needed == pytest.approx(float(required_floor_m2(PROFILE, households, is_new=is_new)))

    @pytest.mark.parametrize("pack", [pack.id for pack in bundled_packs() if pack.layer is not Layer.OVERLAY])
    def test_every_pack_has_its_numbers(self, pack):
        told = read(profile=open_profile(pack))
        assert told["rules"]["profile"]["id"] == pack

    def test_kinds_of_quarters_have_their_own_size(self):
        rules = rule_numbers(open_profile("lianhu-2024", ["soe-living-quarter"]))
        assert rules["selected"]["kinds"] == ["family_committee", "soe_quarter"]
        assert (rules["households_min"], rules["selected"]["size"]["households_min"]) == (1000, 500)


def test_todays_communities_have_a_place_for_their_name(told):
    assert {row["community_id"]: row["households"] for row in told["today"]} == {"和平": 5500, "丰和": 4375}
    assert all(len(row["label"]) == 2 for row in told["today"])


def test_the_address_answers_once_and_then_says_that_nothing_changed(client, plan):
    address = f"/api/v1/plans/{plan['id']}/ground"
    answer = client.get(address)
    assert answer.json()["units"]["id"] == CELLS
    tag = answer.headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.json() == answer.json()


def test_other_rules_are_another_ground(client, plan):
    address = f"/api/v1/plans/{plan['id']}"
    tag = client.get(f"{address}/ground").headers["etag"]
    client.patch(address, json={"profile": {"id": "henan-2022"}}, headers={"If-Match": '"1"'})
    assert client.get(f"{address}/ground").headers["etag"] != tag
