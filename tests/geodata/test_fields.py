"""Columns become our fields: found, counted and named, with everything that was chosen or repaired in the record."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata import fields, reading
from geodata.domain import AreaKind, FacilityStatus, HouseholdBasis, LineKind
from geodata.errors import BadValueError, MissingColumnError
from geodata.numbers import read_numbers
from geodata.record import Record, Severity
from tests.geodata.ground_frames import codes, collection, feature

LINE = shapely.LineString([(0, 0), (0, 1)])
SQUARE = shapely.box(0, 0, 1, 1)


@pytest.fixture
def understand(inputs, record):
    def _understand(areas, columns=None, **others):
        raw = reading.read_inputs(inputs(areas=areas, **others))
        return fields.understand(raw, columns or {}, record)

    return _understand


@pytest.fixture
def areas(write, understand):
    """Read a CSV of areas."""

    def _areas(text, columns=None, **others):
        return understand(write("areas.csv", text), {"areas": columns} if columns else {}, **others)

    return _areas


class TestColumns:
    def test_our_own_names_need_no_record(self, areas, record):
        table = areas("area_id,name,households,population,x,y\na,甲,10,25,108.9,34.2\n").areas
        assert table[["area_id", "name", "households", "population"]].iloc[0].tolist() == ["a", "甲", 10, 25]
        assert table.geometry[0] == shapely.Point(108.9, 34.2)
        assert codes(record) == ["areas.household_basis_assumed"]

    def test_usual_chinese_headers_are_found_and_recorded(self, areas, record):
        header = "小区编号,小区户数（户）,小区人口数（人）,所属街道,社区,小区横坐标,小区纵坐标"
        tables = areas(f"{header}\n7,10,25,甲街道,乙社区,1,2\n")
        row = tables.areas.iloc[0]
        assert [row[c] for c in ("area_id", "households", "population", "subdistrict", "community")] == [
            "7", 10, 25, "甲街道", "乙社区",
        ]
        assumed = {finding.measured: finding.repaired for finding in record if finding.code == "fields.assumed"}
        assert assumed["小区户数（户）"] == "households"
        assert len(assumed) == 7
        assert all(f.severity is Severity.ASSUMED for f in record if f.code == "fields.assumed")

    def test_a_told_column_beats_all_others(self, areas):
        table = areas("area_id,households,规划户数,x,y\na,10,99,1,2\n", {"households": "规划户数"}).areas
        assert table["households"].tolist() == [99]

    def test_an_empty_column_name_switches_a_field_off(self, areas):
        assert areas("area_id,households,community,x,y\na,1,甲,1,2\n", {"community": ""}).areas["community"][0] is None

    def test_two_columns_that_fit_equally_well_ask_for_the_user(self, areas):
        with pytest.raises(MissingColumnError, match="经度_gcj02, 经度_wgs84") as caught:
            areas("area_id,经度_gcj02,经度_wgs84,纬度\na,1,2,3\n")
        assert "--map x=" in caught.value.message_zh

    def test_a_telling_header_beats_a_general_one(self, areas):
        assert areas("id,小区编号,x,y\n1,A7,1,2\n").areas["area_id"].tolist() == ["A7"]

    def test_a_told_column_that_does_not_exist_lists_those_that_do(self, areas):
        with pytest.raises(MissingColumnError, match=r"no column \"HH\".*columns are: area_id, n, x, y") as caught:
            areas("area_id,n,x,y\na,1,1,2\n", {"households": "HH"})
        assert caught.value.file is not None
        assert caught.value.file.endswith("areas.csv")

    @pytest.mark.parametrize("columns", [{"areas": {"households_": "n"}}, {"area": {"households": "n"}}])
    def test_a_mapping_of_what_is_no_field_is_refused(self, understand, write, columns):
        with pytest.raises(BadValueError, match="no such"):
            understand(write("a.csv", "area_id,x,y\na,1,2\n"), columns)

    def test_no_coordinates_at_all_is_an_error(self, areas):
        with pytest.raises(MissingColumnError, match="no column for x"):
            areas("area_id,households\na,10\n")


class TestIdentifiers:
    def test_row_numbers_serve_where_there_is_no_column(self, areas, record):
        assert areas("households,x,y\n10,1,2\n20,3,4\n").areas["area_id"].tolist() == ["2", "3"]
        assert "areas.id_assumed" in codes(record)

    def test_a_second_bearer_gets_a_number_that_is_free(self, areas, record):
        table = areas("area_id,households,x,y\na,1,1,2\na,2,3,4\na-2,3,5,6\na,4,7,8\n").areas
        assert table["area_id"].tolist() == ["a", "a-3", "a-2", "a-4"]
        assert [f.repaired for f in record if f.code == "areas.id_repeated"] == ["a-3", "a-4"]

    def test_the_same_feature_twice_keeps_its_identifier_for_the_repair_step(self, areas):
        assert areas("area_id,households,x,y\na,1,1,2\na,1,1,2\n").areas["area_id"].tolist() == ["a", "a"]

    def test_identifiers_are_text(self, write, understand):
        name = write("a.geojson", collection(feature({"area_id": 12}, SQUARE), feature({"area_id": 13}, SQUARE)))
        assert understand(name).areas["area_id"].tolist() == ["12", "13"]


class TestCounts:
    @pytest.mark.parametrize(
        ("cell", "count"),
        [("3005户", 3005), ('"1,204"', 1204), ("１２０", 120), ("12.0", 12), (" 7 ", 7), ("1e3", 1000),
         ("约3005", 3005), ("3000余户", 3000), ("1.2万户", 12_000), ('"约3,005"', 3005), ("近8千", 8000)],
    )
    def test_counts_as_people_write_them(self, areas, record, cell, count):
        assert areas(f"area_id,households,x,y\na,{cell},1,2\n").areas["households"].tolist() == [count]
        assert "areas.households_unreadable" not in codes(record)

    def test_rewritten_counts_are_recorded_once_with_their_number(self, areas, record):
        areas("area_id,households,x,y\na,3户,1,2\nb,4户,1,3\nc,5,1,4\n")
        assert [f.measured for f in record if f.code == "areas.number_rewritten"] == ["2"]

    @pytest.mark.parametrize("cell", ["3OO", "300-400", "-5", "", "1,2,3", "inf", "99999999999999999999"])
    def test_what_is_no_count_counts_0_and_is_an_error_with_its_row(self, areas, record, cell):
        quoted = f'"{cell}"'
        table = areas(f"area_id,households,x,y\na,10,1,2\nb,{quoted},1,3\n").areas
        assert table["households"].tolist() == [10, 0]
        assert table["households"].dtype == np.int64
        (error,) = [f for f in record if f.code == "areas.households_unreadable"]
        assert error.severity is Severity.ERROR
        assert "第 3 行" in error.message_zh
        assert "row 3" in error.message_en

    def test_vacant_land_needs_no_count(self, areas, record):
        areas("area_id,households,kind,x,y\na,,vacant,1,2\n")
        assert "areas.households_unreadable" not in codes(record)

    def test_a_fraction_is_rounded_and_recorded(self, areas, record):
        assert areas("area_id,households,x,y\na,10.5,1,2\n").areas["households"].tolist() == [11]
        assert "areas.count_rounded" in codes(record)

    def test_an_unknown_population_is_not_zero(self, areas, record):
        table = areas("area_id,households,population,x,y\na,1,,1,2\nb,1,?,1,3\nc,1,4,1,4\n").areas
        assert table["population"].isna().tolist() == [True, True, False]
        assert codes(record) == ["areas.household_basis_assumed", "areas.population_unreadable"]

    def test_without_a_column_of_households_a_district_can_be_checked_only(self, areas, record):
        tables = areas("area_id,x,y\na,1,2\n")
        assert tables.has_households is False
        assert tables.areas["households"].tolist() == [0]
        assert "areas.no_households" in codes(record)

    @given(st.integers(0, 10**7), st.sampled_from(["{}", "{:,}", "{}户", " {} 人", "{}.0"]))
    def test_every_way_of_writing_a_count_reads_back(self, count, form):
        read = read_numbers(pd.Series([form.format(count)]))
        assert read.values.tolist() == [count]
        assert not read.unreadable.any()


class TestWords:
    def test_kinds_and_flags(self, areas, record):
        table = areas(
            "area_id,households,kind,keep_whole,relatively_independent,x,y\n"
            "a,1,企业生活区,是,1,1,2\nb,1,family_committee,否,,1,3\nc,1,城中村,TRUE,no,1,4\nd,1,别墅,也许,,1,5\n"
        ).areas
        kinds = [AreaKind.SOE_QUARTER, AreaKind.FAMILY_COMMITTEE, AreaKind.VILLAGE, AreaKind.ESTATE]
        assert table["kind"].tolist() == kinds
        assert table["keep_whole"].tolist() == [True, False, True, False]
        assert table["relatively_independent"].tolist() == [True, False, False, False]
        assert codes(record) == ["areas.kind_unknown", "areas.household_basis_assumed", "areas.keep_whole_unclear"]

    @pytest.mark.parametrize(
        ("first", "second", "basis"),
        [
            ("户籍", "registered", HouseholdBasis.REGISTERED),
            ("户籍", "常住", None),
            ("", "dwellings", HouseholdBasis.DWELLINGS),
        ],
    )
    def test_the_household_basis_is_one_or_unknown(self, areas, record, first, second, basis):
        tables = areas(f"area_id,households,household_basis,x,y\na,1,{first},1,2\nb,1,{second},1,3\n")
        assert tables.household_basis is basis
        assert ("areas.household_basis_unclear" in codes(record)) is (basis is None)

    def test_community_names_lose_space_around_them_and_blank_is_none(self, areas):
        table = areas("area_id,households,community,x,y\na,1, 甲社区 ,1,2\nb,1, ,1,3\n").areas
        assert table["community"].tolist() == ["甲社区", None]


class TestPlaces:
    def test_rows_without_a_readable_place_stay(self, areas, record):
        table = areas("area_id,households,x,y\na,1,108.9,34.2\nb,2,,\nc,3,东,34\n").areas
        assert table.geometry.isna().tolist() == [False, True, True]
        assert table["households"].sum() == 6
        assert codes(record) == ["areas.place_unreadable", "areas.household_basis_assumed"]

    def test_a_column_that_names_a_shifted_datum_is_remembered(self, areas):
        stated = areas("area_id,households,lng_gcj02,lat_gcj02\na,1,1,2\n").stated_datums["areas"]
        assert (stated.datum, stated.why_en) == ("gcj02", 'the header "lng_gcj02"')
        assert areas("area_id,households,lng,lat\na,1,1,2\n").stated_datums == {}


class TestRoads:
    base = "area_id,households,x,y\na,1,0,0\n"

    def test_node_and_link_tables_in_any_order(self, write, areas):
        nodes = write("n.csv", "节点编号,路口横坐标,路口纵坐标\n1,0,0\n2,3,4\n")
        links = write("l.csv", "路线编号,路线起点,路线终点,路线距离(m)\n9,1,2,7.5\n")
        for tables in ((nodes, links), (links, nodes)):
            roads = areas(self.base, roads=tables).roads
            assert shapely.get_coordinates(roads.geometry[0]).tolist() == [[0, 0], [3, 4]]
            assert roads[["from_node", "to_node", "length_m"]].iloc[0].tolist() == ["1", "2", 7.5]

    def test_a_mapping_reaches_the_table_that_has_the_column(self, write, understand):
        nodes, links = write("n.csv", "no,e,n\n1,0,0\n2,3,4\n"), write("l.csv", "a,b\n1,2\n")
        columns = {"roads": {"node_id": "no", "x": "e", "y": "n", "from": "a", "to": "b"}}
        roads = understand(write("a.csv", self.base), columns, roads=(nodes, links)).roads
        assert len(roads) == 1
        with pytest.raises(MissingColumnError, match="no column \"c\""):
            understand(write("a.csv", self.base), {"roads": {**columns["roads"], "to": "c"}}, roads=(nodes, links))

    def test_links_to_unknown_nodes_are_left_out_and_counted(self, write, areas, record):
        nodes = write("n.csv", "node_id,x,y\n1,0,0\n2,3,4\n3,,\n")
        links = write("l.csv", "from,to\n1,2\n1,3\n1,8\n")
        assert len(areas(self.base, roads=(nodes, links)).roads) == 1
        assert [f.measured for f in record if f.code == "roads.node_unknown"] == ["2"]

    def test_links_alone_are_an_error(self, write, areas):
        with pytest.raises(BadValueError, match="node table"):
            areas(self.base, roads=(write("l.csv", "from,to\n1,2\n"),))

    def test_drawn_lines_with_classes_names_and_walk(self, write, areas):
        rows = [
            {"name": "北大街", "highway": "primary", "walk": None},
            {"name": "['南小巷', '东巷']", "highway": "['footway', 'steps']", "walk": None},
            {"name": None, "highway": "motorway", "walk": None},
            {"name": "", "highway": "trunk_link", "walk": "yes"},
            {"name": "x", "highway": "residential", "walk": "no"},
        ]
        name = write("r.geojson", collection(*(feature(row, LINE) for row in rows)))
        tables = areas(self.base, roads=(name,))
        assert tables.roads["name"].tolist() == ["北大街", "南小巷", None, None, "x"]
        assert tables.roads["road_class"].tolist() == ["primary", "footway", "motorway", "trunk_link", "residential"]
        assert tables.roads["walk"].tolist() == [True, True, False, True, False]
        kinds = [LineKind.ARTERIAL, LineKind.ARTERIAL, LineKind.ARTERIAL, LineKind.ROAD]
        assert tables.lines["kind"].tolist() == kinds

    def test_a_length_of_drawn_lines_is_believed_only_of_a_graph_or_when_told(self, write, understand):
        plain = write("r.geojson", collection(feature({"length": 0.5}, LINE)))
        graph = write("g.geojson", collection(feature({"length": 0.5, "u": 1, "v": 2}, LINE)))
        area = write("a.csv", self.base)
        assert np.isnan(understand(area, roads=(plain,)).roads["length_m"][0])
        assert understand(area, roads=(graph,)).roads["length_m"][0] == 0.5
        assert understand(area, {"roads": {"length_m": "length"}}, roads=(plain,)).roads["length_m"][0] == 0.5

    def test_multi_lines_are_taken_apart_and_measured(self, write, areas):
        both = shapely.MultiLineString([[(0, 0), (0, 1)], [(5, 5), (6, 6)]])
        roads = areas(self.base, roads=(write("r.geojson", collection(feature({"length_m": 9}, both))),)).roads
        assert roads.geom_type.tolist() == ["LineString", "LineString"]
        assert roads["length_m"].isna().all()
        assert roads["from_node"].tolist() == [None, None]


class TestOtherLayers:
    base = TestRoads.base

    def test_barriers_become_lines_and_join_what_a_boundary_follows(self, write, areas, record):
        name = write(
            "b.geojson",
            collection(
                feature({"name": "护城河", "kind": "河流"}, SQUARE),
                feature({"name": "陇海线", "kind": "rail"}, LINE),
                feature({"name": "?", "kind": "volcano"}, LINE),
            ),
        )
        lines = areas(self.base, barriers=name).lines
        assert list(zip(lines["name"], lines["kind"], strict=True)) == [("护城河", "river"), ("陇海线", "rail")]
        assert lines.geom_type.tolist() == ["LineString", "LineString"]
        assert lines["road_class"].tolist() == [None, None]
        assert codes(record)[1:] == ["barriers.outline_taken", "barriers.kind_unknown"]

    def test_facilities_of_every_kind_are_kept(self, write, areas, record):
        name = write(
            "f.csv",
            "facility_id,name,kind,area_m2,activity_m2,status,x,y\n"
            "f1,一站,,650㎡,400,规划,1,2\nf2,幼儿园,school,-1,,,3,4\nf3,无位置,社区用房,,,demolished,,\n",
        )
        table = areas(self.base, facilities=name).facilities
        assert table["kind"].tolist() == ["service", "school", "service"]
        assert table["area_m2"].tolist()[0] == 650
        assert table["area_m2"].isna().tolist() == [False, True, True]
        assert table["plaza_m2"].isna().all()
        statuses = [FacilityStatus.PLANNED, FacilityStatus.EXISTING, FacilityStatus.EXISTING]
        assert table["status"].tolist() == statuses
        assert table.geometry.isna().tolist() == [False, False, True]
        assert {"facilities.status_unknown", "facilities.area_m2_unreadable"} <= set(codes(record))

    def test_a_drawn_facility_becomes_a_point_inside_it(self, write, areas):
        table = areas(self.base, facilities=write("f.geojson", collection(feature({"id": 1}, SQUARE)))).facilities
        assert table.geometry[0].within(SQUARE)

    def test_subdistricts_need_a_name_and_land(self, write, areas, record):
        name = write(
            "s.geojson",
            collection(
                feature({"街道": "甲街道"}, SQUARE), feature({"街道": None}, SQUARE), feature({"街道": "乙"}, LINE)
            ),
        )
        table = areas(self.base, subdistricts=name).subdistricts
        assert table["subdistrict"].tolist() == ["甲街道", "未命名街道2"]
        assert {"subdistricts.unnamed", "subdistricts.no_land"} <= set(codes(record))
        with pytest.raises(MissingColumnError, match=r"subdistricts\.subdistrict=COLUMN"):
            areas(self.base, subdistricts=write("t.geojson", collection(feature({"OBJECTID": 1}, SQUARE))))

    def test_buildings_need_households(self, write, areas):
        name = write("b.geojson", collection(feature({"户数": "12户"}, SQUARE)))
        assert areas(self.base, buildings=name).buildings["households"].tolist() == [12]
        with pytest.raises(MissingColumnError):
            areas(self.base, buildings=write("c.geojson", collection(feature({"n": 1}, SQUARE))))

    def test_without_roads_and_barriers_there_are_no_lines(self, areas):
        lines = areas(self.base).lines
        assert lines.empty
        assert list(lines.columns) == ["name", "kind", "road_class", "geometry"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"households": [1, 2]}, {"households": {"a": 1}}, {"households": True}, {"area_id": None, "households": 1},
        {"area_id": "<script>", "households": "1;DROP"},
    ],
)
def test_any_json_value_in_a_field_is_read_or_reported(write, understand, record, hostile):
    text = json.dumps({"type": "FeatureCollection", "features": [json.loads(json.dumps(feature(hostile, SQUARE)))]})
    assert len(understand(write("a.geojson", text)).areas) == 1


def test_findings_of_reading_come_first(write, understand, record: Record):
    understand(write("a.csv", "小区编号,户数,x,y\n一,1,1,2\n".encode("gb18030")))
    assert codes(record)[0] == "file.encoding_assumed"
