"""From files to a dataset: a drawn district whose answer one can see, and the real sets.

::

    y 300 ┌───┬───┬───┐
          │ a7│ a8│ a9│      nine areas of 100 m by 100 m, ten households more each: 10, 20, … 90
      200 ├───┼───┼───┤      street office 南: the lower row; 北: the upper two
          │ a4│ a5│ a6│
      100 ├───┼───┼───┤
          │ a1│ a2│ a3│
        0 └───┴───┴───┘
          0  100 200 300 x
"""

from __future__ import annotations

import json

import pytest
import shapely

from geodata.domain import Walking
from geodata.errors import GeodataError
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.geodata.ground_frames import collection, feature

ROWS = [
    {"area_id": f"a{3 * j + i + 1}", "households": 10 * (3 * j + i + 1), "subdistrict": "南" if j == 0 else "北",
     "x0": 100 * i, "y0": 100 * j}
    for j in range(3) for i in range(3)
]


def grid(rows=ROWS):
    keys = ("area_id", "households", "subdistrict")
    return collection(
        *(
            feature({k: row[k] for k in keys}, shapely.box(row["x0"], row["y0"], row["x0"] + 100, row["y0"] + 100))
            for row in rows
        )
    )


@pytest.fixture
def prepared(write):
    def _prepared(text, **others):
        return prepare(InputFiles(areas=write("areas.geojson", text), crs="local", **others))

    return _prepared


class TestGrid:
    def test_areas_units_and_households(self, prepared):
        ground = prepared(grid())
        assert ground.areas["households"].sum() == 450
        assert ground.units.index.tolist() == [f"a{i}" for i in range(1, 10)]
        assert ground.units.geometry.area.tolist() == pytest.approx([10_000] * 9)
        assert ground.unplaced.empty
        assert ground.is_local
        assert ground.territory_known is False

    def test_borders_join_neighbours_of_one_office_only(self, prepared):
        pairs = set(prepared(grid()).borders[["a", "b"]].itertuples(index=False, name=None))
        within_south = {("a1", "a2"), ("a2", "a3")}
        within_north = {("a4", "a5"), ("a5", "a6"), ("a7", "a8"), ("a8", "a9")}
        between_rows = {("a4", "a7"), ("a5", "a8"), ("a6", "a9")}
        assert pairs == within_south | within_north | between_rows

    def test_walking_is_a_straight_line_without_roads(self, prepared):
        ground = prepared(grid())
        assert ground.network is None
        assert ground.walking is Walking.STRAIGHT_LINE

    def test_the_order_of_rows_in_the_file_changes_nothing(self, prepared):
        assert prepared(grid()).hash == prepared(grid(ROWS[::-1])).hash

    def test_other_ground_has_another_hash(self, prepared):
        changed = [{**ROWS[0], "households": 11}, *ROWS[1:]]
        assert prepared(grid()).hash != prepared(grid(changed)).hash

    def test_facilities_stand_in_their_unit(self, prepared, write):
        facilities = write("f.csv", "facility_id,area_m2,x,y\nf1,600,150,150\nf2,300,999,999\n")
        located = prepared(grid(), facilities=facilities).facilities
        assert located["unit_id"].to_dict() == {"f1": "a5", "f2": None}

    def test_a_district_without_households_can_still_be_prepared(self, prepared):
        features = json.loads(grid())
        for row in features["features"]:
            del row["properties"]["households"]
        ground = prepared(json.dumps(features))
        assert ground.has_households is False
        assert len(ground.units) == 9

    def test_rows_without_a_place_are_in_the_totals(self, prepared):
        features = json.loads(grid())
        features["features"][4]["geometry"] = None
        ground = prepared(json.dumps(features))
        assert ground.unplaced[["area_id", "households"]].to_numpy().tolist() == [["a5", 50]]
        assert ground.areas["households"].sum() + ground.unplaced["households"].sum() == 450

    def test_every_finding_speaks_both_languages(self, prepared):
        assert all(f.message_zh and f.message_en for f in prepared(grid()).findings)


class TestRealSets:
    def test_changchun_points_and_road_tables(self, real):
        book = real("changchun_west/长春市4个区交通网络数据和主要小区相关数据.xlsx")
        ground = prepare(
            InputFiles(
                areas=f"{book}#各区主要小区数据",
                roads=(f"{book}#交通路口节点数据", f"{book}#交通路口路线数据"),
                columns={"areas": {"subdistrict": "所属区域", "community": "街道编号"}},
                crs="local:321.4,333.2",
            )
        )
        assert len(ground.areas) == 693
        assert ground.areas["households"].sum() == 585_709
        assert sorted(ground.subdistricts.index) == sorted(["宽城区", "绿园区", "朝阳区", "汽开区"])
        assert ground.areas["community"].nunique() == 238
        assert ground.walking is Walking.NETWORK
        assert len(ground.inputs) == 1

    def test_tokyo_polygons_in_shift_jis(self, real):
        ground = prepare(
            InputFiles(
                areas=real("tokyo2015/h27ka13114.zip"),
                columns={"areas": {
                    "area_id": "KEY_CODE", "name": "S_NAME", "households": "SETAI", "population": "JINKO",
                    "subdistrict": "CITY_NAME",
                }},
            )
        )
        assert len(ground.areas) == 85
        assert ground.areas["households"].sum() == 196_132
        assert (ground.crs, ground.source_crs) == ("EPSG:32654", "EPSG:4612")

    def test_queenstown_blocks_in_their_subzones(self, real):
        ground = prepare(
            InputFiles(
                areas=real("singapore_queenstown/queenstown-buildings-hdb-enriched.geojson"),
                roads=(real("singapore_queenstown/queenstown-street-network.geojson"),),
                subdistricts=real("singapore_queenstown/queenstown-subzones.geojson"),
                columns={
                    "areas": {"area_id": "osm_id", "households": "hdb_total_dwelling_units"},
                    "subdistricts": {"subdistrict": "SUBZONE_N"},
                },
            )
        )
        assert ground.areas["households"].sum() + ground.unplaced["households"].sum() == 34_390
        assert len(ground.subdistricts) == 15
        assert ground.territory_known is True

    def test_a_file_that_cannot_serve_is_refused_by_name(self, real):
        with pytest.raises(GeodataError, match="hdb-property-information"):
            prepare(InputFiles(areas=real("singapore_punggol/hdb-property-information.csv")))
