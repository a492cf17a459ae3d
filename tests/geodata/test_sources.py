"""What was read, file by file, and what is noted of it: text for numbers, remarks, plots, facilities on one spot."""

from __future__ import annotations

import json

import pytest
import shapely

from geodata.domain import Datum
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from geodata.record import Severity
from tests.geodata.ground_frames import collection, feature

SQUARES = {"a": shapely.box(0, 0, 100, 100), "b": shapely.box(100, 0, 200, 100)}


@pytest.fixture
def read(write):
    def _read(**given):
        rows = [feature({"area_id": name, "households": 10}, shape) for name, shape in SQUARES.items()]
        files = {"areas": write("areas.geojson", collection(*rows)), "crs": "local", **given}
        return prepare(InputFiles(**files))

    return _read


def codes(dataset):
    return {finding.code: finding for finding in dataset.findings}


def test_each_file_with_rows_shapes_encoding_and_datum(read, write):
    table = write("premises.csv", "facility_id,x,y\nf,10,10\n".encode("gb18030"))
    areas, premises = read(facilities=table).sources
    assert (areas.role, areas.file, areas.rows, areas.shapes) == ("areas", "areas.geojson", 2, (("Polygon", 2),))
    assert (premises.role, premises.rows, premises.shapes, premises.encoding) == ("facilities", 1, (), "utf-8")
    assert areas.datum is None  # no place on Earth


def test_a_gbk_table_says_so_and_links_have_no_datum(write):
    areas = write("areas.csv", "小区编号,经度,纬度,户数,备注\n甲,108.9,34.2,10,和平里社区\n".encode("gb18030"))
    nodes = write("nodes.csv", "node_id,x,y\n1,108.9,34.2\n2,108.91,34.2\n")
    links = write("links.csv", "from,to\n1,2\n")
    sources = prepare(InputFiles(areas, roads=(nodes, links))).sources
    assert [source.encoding for source in sources] == ["gb18030", "utf-8", "utf-8"]
    assert [source.datum for source in sources] == [Datum.WGS84, Datum.WGS84, None]


def test_numbers_written_as_text_where_the_format_knows_numbers(read, write):
    rows = [feature({"area_id": name, "households": "10"}, shape) for name, shape in SQUARES.items()]
    found = codes(read(areas=write("text.geojson", collection(*rows))))["areas.number_as_text"]
    assert (found.severity, found.feature, found.count) == (Severity.NOTE, "households", 2)
    assert "areas.number_as_text" not in codes(read())


def test_facilities_on_one_spot_may_be_one(read, write):
    table = write("premises.csv", "facility_id,x,y\np,10,10\nq,10,10\nr,10.5,10\ns,90,90\n")
    found = codes(read(facilities=table))["facilities.stacked"]
    assert (found.feature, found.count) == ("p, q, r", 2)


def test_plots_are_told_from_estates(read, write):
    names = ("GX3-42-51", "和平里")
    rows = [feature({"area_id": key, "name": name, "households": 1}, shape)
            for (key, shape), name in zip(SQUARES.items(), names, strict=True)]
    found = codes(read(areas=write("named.geojson", collection(*rows))))["areas.plot_name"]
    assert (found.severity, found.feature) == (Severity.NOTE, "GX3-42-51")


class TestRoads:
    @pytest.fixture
    def roads(self, read, write):
        def _roads(*rows):
            lines = [
                feature({"u": u, "v": v, "highway": highway, "name": name},
                        shapely.LineString([(50 * u, 0), (50 * v, 50)]))
                for u, v, highway, name in rows
            ]
            path = write("roads.geojson", collection(*lines))
            told = {"roads": {"from": "u", "to": "v", "class": "highway"}}
            return codes(read(roads=(path,), columns=told))

        return _roads

    def test_classes_those_not_walked_ways_back_and_loops(self, roads):
        found = roads((1, 2, "residential", None), (2, 1, "residential", None), (2, 3, "motorway", None),
                      (3, 3, "footway", None), (1, 3, "footway", None))
        assert "residential 2、footway 2" in found["roads.classes"].message_zh
        assert found["roads.not_walked"].count == 1
        assert found["roads.reversed"].count == 1
        assert found["roads.loop"].count == 1

    def test_of_a_list_written_as_text_the_first_counts_and_that_is_said(self, roads):
        found = roads((1, 2, json.dumps(["residential", "service"]), None), (2, 3, "service", None))
        assert found["roads.list_first"].count == 1
        assert "residential 1" in found["roads.classes"].message_zh
