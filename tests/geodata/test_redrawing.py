"""A unit cut along a drawn line: land and people conserved, the coverage valid, borders as if found for the whole."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.adjacency import find_borders
from geodata.declared import Declared, Told
from geodata.domain import AreaId, Place, Ruling, UndecidedArea, UnitId
from geodata.errors import BadCutError, UnknownUnitError
from geodata.keeping import keep, recall
from geodata.record import Record, Severity
from geodata.redrawing import line_in, split_unit
from geodata.territory import locate_facilities
from tests.geodata import drawn_ground as drawn
from tests.geodata.land_frames import drawn_lines

LINES = drawn_lines(("石榴街", "road", [(100, -20), (100, 320)]), ("大河", "river", [(-20, 150), (320, 150)]))
ROADS = gpd.GeoDataFrame(
    {"name": ["石榴桥"], "walk": [True]}, geometry=[shapely.LineString([(130, 60), (130, 240)])], crs=drawn.CRS
)


def ground(*told, lines=LINES, roads=ROADS, **changed):
    """Nine squares of 100 m; ``told`` are rows of the user's table of neighbours."""
    dataset = drawn.ground(drawn.areas_like(**changed), lines=lines, crossing_roads=roads)
    declared = Declared(tuple(Told(a, b, adjacent, "", "") for a, b, adjacent in told))
    return replace(dataset, borders=find_borders(dataset.units, lines, dataset.areas, roads=roads, declared=declared))


def cut(dataset, unit_id, *corners):
    return split_unit(dataset, unit_id, shapely.LineString(corners))


def parts_of(dataset, unit_id):
    return dataset.units[dataset.units.index.str.startswith(f"{unit_id}/")]


def pairs(dataset):
    return {(a, b) for a, b in dataset.borders[["a", "b"]].itertuples(index=False)}


def test_a_square_cut_across_becomes_two_numbered_from_the_north():
    """500 households and 1,310 persons over 70 m and 30 m of 100 m: 350 and 150, 917 and 393."""
    after = cut(ground(), "a5", (90, 130), (210, 130))
    parts = parts_of(after, "a5")
    assert list(parts.index) == ["a5/1", "a5/2"]
    assert parts.area.tolist() == [7000, 3000]
    assert parts["households"].tolist() == [350, 150]
    assert parts["population"].tolist() == [917, 393]
    assert parts["split"].all()
    assert parts["area_id"].tolist() == ["a5", "a5"]
    assert "a5" not in after.units.index
    assert len(after.units) == 10
    [finding] = after.findings
    assert (finding.code, finding.severity, finding.feature) == ("units.cut", Severity.ASSUMED, "a5")
    assert "by land share: 350, 150 households" in finding.message_en
    assert "按面积分摊：350、150 户" in finding.message_zh


def test_parts_side_by_side_are_numbered_from_the_west():
    parts = parts_of(cut(ground(), "a5", (150, 90), (150, 210)), "a5")
    assert parts.loc["a5/1"].geometry.bounds == (100, 100, 150, 200)


def test_neighbours_border_the_parts_that_they_touch():
    """Cut from west to east at y = 130: a4 and a6 border both, a2 only the north, a8 only the south."""
    before, after = ground(), cut(ground(), "a5", (90, 130), (210, 130))
    around = {pair for pair in pairs(after) if any(name.startswith("a5/") for name in pair)}
    assert around == {
        ("a5/1", "a5/2"), ("a4", "a5/1"), ("a4", "a5/2"), ("a5/1", "a6"), ("a5/2", "a6"), ("a2", "a5/1"),
        ("a5/2", "a8"),
    }
    length_m = after.borders.set_index(["a", "b"])["length_m"]
    assert (length_m["a4", "a5/1"], length_m["a4", "a5/2"], length_m["a5/1", "a5/2"]) == (70, 30, 100)
    assert {pair for pair in pairs(before) if "a5" not in pair} == pairs(after) - around


def test_an_end_that_stops_a_little_short_is_led_on_to_the_outline():
    parts = parts_of(cut(ground(), "a5", (110, 130), (195, 130)), "a5")
    assert parts.area.tolist() == [7000, 3000]


@pytest.mark.parametrize("corners", [
    [(90, 130), (150, 130)],  # ends in the middle
    [(140, 150), (160, 150)],  # a stroke in the middle
    [(0, 0), (50, 50)],  # elsewhere
    [(90, 200), (210, 200)],  # along the outline
    [(90, 100.4), (210, 100.4)],  # cuts off 40 cm: a sliver
])
def test_a_line_that_does_not_cut_through_is_refused(corners):
    with pytest.raises(BadCutError, match="does not cut through") as refused:
        cut(ground(), "a5", *corners)
    assert refused.value.feature == "a5"
    assert "没有穿过" in refused.value.message_zh


def test_a_scribble_is_refused():
    zigzag = [(90 + 4 * i, 90 if i % 2 else 210) for i in range(30)]
    with pytest.raises(BadCutError, match="12 at most"):
        cut(ground(), "a5", *zigzag)


def test_what_has_to_stay_whole_and_what_is_undecided_is_not_cut():
    with pytest.raises(BadCutError, match="stay whole"):
        cut(ground(a5={"keep_whole": True}), "a5", (90, 130), (210, 130))
    open_area = UndecidedArea(AreaId("a5"), "a5", 500, Ruling.NOT_ASKED, (), (), Place(150, 150))
    with pytest.raises(BadCutError, match="undecided"):
        cut(replace(ground(), undecided=(open_area,)), "a5", (90, 130), (210, 130))


def test_an_unknown_unit_is_named():
    with pytest.raises(UnknownUnitError, match="a77"):
        cut(ground(), "a77", (0, 0), (1, 1))


def test_parts_of_a_neighbour_take_its_place_beside_an_undecided_area():
    neighbours = (UnitId("a2"), UnitId("a4"), UnitId("a6"), UnitId("a8"))
    open_area = UndecidedArea(AreaId("a5"), "a5", 500, Ruling.NOT_ASKED, (), neighbours, Place(150, 150))
    after = cut(replace(ground(), undecided=(open_area,)), "a2", (90, 240), (210, 240))
    assert after.undecided[0].neighbours == ("a2/2", "a4", "a6", "a8")


def test_people_go_by_the_buildings_where_they_are_known():
    """Houses of 30 north and 10 south of the cut: three quarters of the 500 households live in the north."""
    houses = gpd.GeoDataFrame(
        {"households": [30, 10]}, geometry=[shapely.Point(150, 190), shapely.Point(150, 110)], crs=drawn.CRS
    )
    after = cut(replace(ground(), buildings=houses), "a5", (90, 130), (210, 130))
    assert parts_of(after, "a5")["households"].tolist() == [375, 125]
    assert "by buildings" in after.findings[-1].message_en


def test_land_without_households_keeps_its_persons_by_land():
    after = cut(ground(a5={"households": 0, "population": 10}), "a5", (90, 130), (210, 130))
    assert parts_of(after, "a5")[["households", "population"]].to_numpy().tolist() == [[0, 7], [0, 3]]


def test_facilities_stand_in_the_part_where_they_are():
    facilities = drawn.facilities(
        ("f1", 150, 180, {}), ("f2", 150, 110, {}), ("f3", 50, 50, {}), ("f4", 999, 999, {}),
    )
    facilities["unit_id"] = pd.Series(["a5", "a5", "a7", None], index=facilities.index, dtype=object)
    after = cut(replace(ground(), facilities=facilities), "a5", (90, 130), (210, 130))
    assert after.facilities["unit_id"].tolist() == ["a5/1", "a5/2", "a7", None]


def test_a_part_can_be_cut_again():
    once = cut(ground(), "a5", (90, 130), (210, 130))
    twice = cut(once, "a5/1", (150, 90), (150, 210))
    assert list(parts_of(twice, "a5").index) == ["a5/1/1", "a5/1/2", "a5/2"]
    assert parts_of(twice, "a5")["households"].tolist() == [175, 175, 150]


def test_names_that_are_taken_are_avoided():
    dataset = ground()
    taken = dataset.unplaced.assign(area_id=pd.Series(dtype=object))
    taken.loc[0] = ["a5/2", "别处", 0, "街", "", ""]
    after = cut(replace(dataset, unplaced=taken), "a5", (90, 130), (210, 130))
    assert list(parts_of(after, "a5").index) == ["a5//1", "a5//2"]


def test_what_the_table_of_neighbours_says_holds_for_the_parts():
    """a5 and a8 are told apart; a1 and a5, which touch in a corner, are told to be neighbours."""
    after = cut(ground(("a5", "a8", False), ("a1", "a5", True)), "a5", (90, 130), (210, 130))
    assert not {("a5/1", "a8"), ("a5/2", "a8")} & pairs(after)
    declared = after.borders.set_index(["a", "b"])["declared"]
    assert declared["a1", "a5/1"]
    assert declared.sum() == 1
    assert ("a1", "a5/2") not in pairs(after)


def test_polygons_that_the_line_leaves_alone_go_to_the_nearest_part():
    """a9 is two squares; the cut divides the larger, the smaller lies south of it."""
    land = shapely.MultiPolygon([shapely.box(200, 40, 300, 100), shapely.box(200, 0, 300, 20)])
    dataset = ground()
    units = dataset.units.copy()
    units.loc["a9", "geometry"] = land
    after = cut(replace(dataset, units=units), "a9", (190, 70), (310, 70))
    assert [round(part.area) for part in parts_of(after, "a9").geometry] == [3000, 5000]


def test_the_hash_follows_from_the_ground_and_the_cut():
    one, same = (cut(ground(), "a5", (90, 130), (210, 130)) for _ in range(2))
    other = cut(ground(), "a5", (90, 131), (210, 131))
    assert one.hash == same.hash != ground().hash
    assert other.hash != one.hash


def test_a_dataset_that_was_cut_can_be_kept():
    after = cut(replace(ground(), buildings=gpd.GeoDataFrame(
        {"households": [3]}, geometry=[shapely.Point(1, 1)], crs=drawn.CRS)), "a5", (90, 130), (210, 130))
    again = recall(keep(after))
    assert again.hash == after.hash
    assert again.units["households"].tolist() == after.units["households"].tolist()
    assert again.crossing_roads["name"].tolist() == ["石榴桥"]
    assert again.buildings["households"].tolist() == [3]


def test_a_line_of_the_map_comes_into_metres():
    """The drawn ground lies at the equator of zone 108° E for the sake of the test: a metre is a metre."""
    line = line_in(replace(ground(), crs="local:1,1"), [(1, 2), (3, 4)])
    assert line.coords[:] == [(1, 2), (3, 4)]
    there = gpd.GeoSeries([shapely.Point(150, 130)], crs=drawn.CRS).to_crs("EPSG:4326")[0]
    back = line_in(ground(), [(there.x, there.y), (there.x + 0.001, there.y)])
    assert back.coords[0] == pytest.approx((150, 130), abs=1e-3)
    for corners in ([], [(1, 2)], [(1, 2), (1, 2)], [(float("nan"), 2), (3, 4)]):
        with pytest.raises(BadCutError, match="two different corners"):
            line_in(ground(), corners)


coordinate = st.floats(-40, 340, allow_nan=False).map(lambda value: round(value, 2))


@settings(max_examples=40, deadline=None)
@given(
    unit=st.sampled_from(drawn.NAMES), corners=st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4),
    told=st.lists(st.tuples(st.sampled_from(drawn.NAMES), st.sampled_from(drawn.NAMES), st.booleans()).filter(
        lambda row: row[0] < row[1]), max_size=3, unique_by=lambda row: row[:2]),
)
def test_whatever_is_cut_nothing_is_lost_and_borders_are_those_of_the_whole(unit, corners, told):
    before = ground(*told)
    try:
        after = cut(before, unit, *corners)
    except BadCutError:
        return
    parts = parts_of(after, unit)
    assert len(parts) >= 2
    assert parts["households"].sum() == before.units.loc[unit, "households"]
    assert parts["population"].sum() == before.units.loc[unit, "population"]
    assert (parts["households"] >= 0).all()
    land = np.asarray(after.units.geometry)
    assert shapely.coverage_is_valid(land)
    assert shapely.area(land).sum() == pytest.approx(90_000, abs=0.5)
    assert shapely.union_all(np.asarray(parts.geometry)).symmetric_difference(
        before.units.geometry[unit]).area < 0.5
    whole = _whole(after, unit, told)
    pd.testing.assert_frame_equal(after.borders, whole, check_exact=False, rtol=0, atol=1e-6)


def _whole(after, unit, told):
    """Borders found for the whole ground; rows about the unit are said of its area, as a user would."""
    rows = tuple(Told(a, b, adjacent, "", "") for a, b, adjacent in told)
    found = find_borders(after.units, LINES, after.areas, roads=ROADS, declared=Declared(rows))
    return found.sort_values(["a", "b"], ignore_index=True)


def test_facilities_are_where_locating_them_all_would_put_them():
    points = drawn.facilities(*[(f"f{i}", 33 * i + 7, 29 * i + 11, {}) for i in range(9)])
    dataset = ground()
    located = locate_facilities(points.drop(columns="unit_id").reset_index(), dataset.units, Record())
    after = cut(replace(dataset, facilities=located), "a5", (90, 160), (210, 120))
    whole = locate_facilities(points.drop(columns="unit_id").reset_index(), after.units, Record())
    assert after.facilities["unit_id"].tolist() == whole["unit_id"].tolist()
