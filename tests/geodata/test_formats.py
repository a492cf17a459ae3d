"""The same nine areas from every format: nothing of them depends on how they were handed in."""

from __future__ import annotations

import warnings

import pytest
import shapely

from geodata import fields, reading
from geodata.errors import UnreadableFileError
from geodata.record import Record
from tests.geodata.ground_frames import codes
from tests.geodata.small_files import BOXES, HEADER, ROWS, all_formats, csv_text, frame, kml, packed, shapefile


@pytest.fixture(scope="module")
def formats(tmp_path_factory):
    return all_formats(tmp_path_factory.mktemp("formats")) | {"areas.kmz": packed({"doc.kml": kml()})}


@pytest.fixture
def district(inputs, record):
    """Read a file as areas."""

    def _district(name):
        return fields.understand(reading.read_inputs(inputs(areas=name)), {}, record).areas

    return _district


OPENED = (
    "areas.geojson", "areas.gpkg", "areas.fgb", "areas.parquet", "areas.kml", "areas.kmz", "areas.csv", "wkt.csv",
    "gbk.csv", "areas.xlsx", "areas.zip", "areas.shp",
)


@pytest.mark.parametrize("name", OPENED)
def test_every_format_gives_the_same_areas(formats, name, write, district):
    for file, content in formats.items():
        if file == name or (name == "areas.shp" and file.startswith("areas.")):
            write(file, content)
    table = district(write(name, formats[name])).sort_values("area_id")  # FlatGeobuf orders by place
    assert table["area_id"].tolist() == [row[0] for row in ROWS]
    assert table["name"].tolist() == [row[1] for row in ROWS]
    assert table["households"].tolist() == [row[2] for row in ROWS]
    assert table["subdistrict"].tolist() == [row[3] for row in ROWS]
    assert not shapely.has_z(table.geometry.to_numpy()).any()
    centres = table.geometry.centroid
    assert centres.x.tolist() == pytest.approx([box.centroid.x for box in BOXES], abs=1e-9)


class TestShapefile:
    @pytest.mark.parametrize("encoding", ["GB18030", "CP936", "UTF-8"])
    def test_headers_cut_after_ten_bytes_are_still_known(self, tmp_path, encoding, district, record):
        shapefile(tmp_path, encoding)
        (tmp_path / "areas.cpg").unlink(missing_ok=True)
        table = district(str(tmp_path / "areas.shp"))
        assert table["subdistrict"].tolist() == [row[3] for row in ROWS]
        assert table["households"].sum() == 4500
        assumed = {f.repaired: f.measured for f in record if f.code == "fields.assumed"}
        assert assumed["subdistrict"] == ("所属街" if encoding == "UTF-8" else "所属街道")

    def test_our_own_long_names_are_known_cut(self, tmp_path, district):
        own = {"小区编号": "area_id", "户数": "households", "所属街道": "subdistrict"}
        drawn = frame().rename(columns=own).assign(relatively_independent=["是"] * 9)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL says that it cuts the headers
            drawn.to_file(tmp_path / "a.shp", encoding="UTF-8")
        table = district(str(tmp_path / "a.shp"))
        assert table["subdistrict"].tolist() == [row[3] for row in ROWS]
        assert table["relatively_independent"].all()

    def test_a_short_header_is_not_taken_for_a_cut_one(self, write, district):
        table = district(write("a.csv", csv_text(("小区编", *HEADER[1:]))))
        assert table["area_id"].tolist() == [str(n) for n in range(2, 11)]

    def test_without_its_table_there_is_no_attribute_and_an_error(self, tmp_path, district, record):
        shapefile(tmp_path)
        (tmp_path / "areas.dbf").unlink()
        assert len(district(str(tmp_path / "areas.shp"))) == 9
        assert "file.no_table" in codes(record)

    def test_members_of_a_zip_may_differ_in_case(self, tmp_path, write, district):
        members = {name.upper().replace("AREAS", "Areas"): data for name, data in shapefile(tmp_path).items()}
        assert district(write("a.zip", packed(members)))["households"].sum() == 4500


class TestJson:
    text = csv_text()

    def test_collections_one_after_another_are_joined(self, formats, write, district, record):
        assert len(district(write("a.geojson", formats["areas.geojson"] + b"\n" + formats["areas.geojson"]))) == 18
        assert codes(record)[0] == "file.joined_json"

    def test_a_byte_order_mark_is_passed_over(self, formats, write, district):
        assert len(district(write("a.geojson", b"\xef\xbb\xbf" + formats["areas.geojson"]))) == 9

    def test_a_syntax_error_is_named_by_line_and_column(self, write):
        with pytest.raises(UnreadableFileError, match="line 2, column 3") as caught:
            reading.read_file(write("a.geojson", '{"type": "FeatureCollection",\n  features: []}'))
        assert "第 2 行第 3 列" in caught.value.message_zh


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read %s"}'),
        ("a.kml", "<kml/><OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>%s</SrcDataSource></OGRVRTLayer>"
                  "</OGRVRTDataSource>"),
        ("a.dxf", "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>%s</SrcDataSource></OGRVRTLayer>"
                  "</OGRVRTDataSource>"),
    ],
)
def test_a_file_cannot_make_us_read_another(write, name, content):
    secret = write("s.csv", csv_text())
    with pytest.raises(UnreadableFileError):
        reading.read_file(write(name, content % secret))


def test_heights_are_left_out_with_a_note(formats, write, district, record: Record):
    district(write("areas.kml", formats["areas.kml"]))
    assert [f.measured for f in record if f.code == "fields.height_unused"] == ["9"]
