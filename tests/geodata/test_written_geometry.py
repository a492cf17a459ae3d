"""Geometry that stands as text in a cell."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geodata import fields, reading
from geodata.written_geometry import parse
from tests.geodata.ground_frames import codes

POINT = shapely.Point(108.9, 34.2)
SQUARE = shapely.box(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("POINT (108.9 34.2)", POINT),
        ("Point Z (108.9 34.2 400)", POINT),
        ("SRID=4490;POINT(108.9 34.2)", POINT),
        (SQUARE.wkt, SQUARE),
        (shapely.to_wkb(SQUARE, hex=True), SQUARE),
        (shapely.to_geojson(SQUARE), SQUARE),
        ("108.9,34.2", POINT),
        ("(108.9，34.2)", POINT),
    ],
)
def test_every_usual_form_is_read(text, shape):
    written = parse(pd.Series([text]))
    assert written.shapes[0].equals(shape)
    assert not written.unreadable.any()


def test_what_is_no_geometry_is_unreadable_and_an_empty_cell_is_neither():
    written = parse(pd.Series(["见附图", "POLYGON ((0 0, 1 1", None, ""], dtype=object))
    assert written.unreadable.tolist() == [True, True, False, False]
    assert shapely.is_missing(written.shapes).all()


def test_the_system_is_known_where_the_cells_agree():
    assert parse(pd.Series(["SRID=4490;POINT(1 2)", "POINT(1 3)"])).crs == "EPSG:4490"
    assert parse(pd.Series(["SRID=4490;POINT(1 2)", "SRID=4326;POINT(1 3)"])).crs is None


@pytest.fixture
def understand(write, inputs, record):
    def _understand(text, columns=None, **others):
        raw = reading.read_inputs(inputs(areas=write("areas.csv", text), **others))
        return fields.understand(raw, columns or {}, record)

    return _understand


def test_a_column_of_text_places_the_areas_and_states_their_system(understand):
    tables = understand('area_id,households,WKT\na,1,"SRID=4547;POLYGON ((0 0, 0 1, 1 1, 0 0))"\n')
    assert tables.areas.geometry[0].area == 0.5
    assert tables.areas.crs == "EPSG:4547"


def test_rows_without_it_take_their_coordinates(understand):
    tables = understand('area_id,households,x,y,geom\na,1,5,6,POINT (1 2)\nb,1,5,6,\n')
    assert [geometry.wkt for geometry in tables.areas.geometry] == ["POINT (1 2)", "POINT (5 6)"]


def test_a_column_of_other_words_is_not_taken_for_it(understand):
    tables = understand("area_id,households,x,y,边界\na,1,5,6,东至北大街\n")
    assert tables.areas.geometry[0].wkt == "POINT (5 6)"


def test_a_told_column_is_believed_and_its_faults_are_errors(understand, record):
    understand("area_id,households,x,y,轮廓\na,1,5,6,见附图\n", {"areas": {"geometry": "轮廓"}})
    assert "areas.place_unreadable" in codes(record)


def test_lines_of_roads_may_be_text(understand, write):
    roads = write("roads.csv", 'name,class,WKT\n北大街,primary,"LINESTRING (0 0, 0 9)"\n')
    assert understand("area_id,households,x,y\na,1,0,0\n", roads=(roads,)).roads["name"].tolist() == ["北大街"]
