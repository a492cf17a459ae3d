"""Files are opened in one place, and a file that cannot be used says why."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import reading
from geodata.errors import UnreadableFileError
from tests.geodata.ground_frames import collection, feature


def only(name):
    (layer,), findings = reading.read_file(name)
    return layer, [finding.code for finding in findings]


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return content.getvalue()


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_chinese_text_is_read_in_any_usual_encoding(self, write, encoding, delimiter):
        text = "小区名称,户数\n莲湖花园,120\n青年小区,80\n".replace(",", delimiter)
        layer, _ = only(write("a.csv", text.encode(encoding)))
        assert list(layer.frame.columns) == ["小区名称", "户数"]
        assert layer.frame["小区名称"].tolist() == ["莲湖花园", "青年小区"]

    def test_an_assumed_encoding_is_in_the_record(self, write):
        _, findings = only(write("a.csv", "名称,户数\n莲湖花园,1\n".encode("gb18030")))
        assert findings == ["file.encoding_assumed"]

    def test_japanese_text_is_not_taken_for_chinese(self, write):
        layer, _ = only(write("a.csv", "名,数\n四谷１丁目,1\n板橋区大谷口,2\n".encode("cp932")))
        assert layer.frame["名"].tolist() == ["四谷１丁目", "板橋区大谷口"]

    def test_rows_carry_their_line_in_the_file(self, write):
        layer, _ = only(write("a.csv", "id,n\na,1\n\nb,2\n"))
        assert layer.frame.index.tolist() == [2, 4]
        assert layer.row(4)[0].endswith("第 4 行")

    def test_empty_cells_and_short_rows_are_none(self, write):
        layer, _ = only(write("a.csv", "id,n,m\na,,\nb\n"))
        assert layer.frame["n"].tolist() == [None, None]

    def test_a_row_with_too_many_fields_stays_but_no_value_of_it_is_believed(self, write):
        layer, findings = only(write("a.csv", "id,n\na,1\nb,2,3\n"))
        assert layer.frame["n"].tolist() == ["1", None]
        assert findings == ["file.row_too_wide"]

    def test_a_quoted_cell_may_hold_delimiters_and_line_ends(self, write):
        layer, _ = only(write("a.csv", 'id,n\n"a, b\nc",1\n'))
        assert layer.frame["id"].tolist() == ["a, b\nc"]


class TestExcel:
    rows = (("小区编号", "户数"), (1, 100), (2, 200))

    def test_a_sheet_is_named_after_the_hash(self, write):
        name = write("b.xlsx", workbook({"空": [], "说明": [("x", "y"), (1, 2)], "小区": self.rows}))
        layer, findings = only(f"{name}#小区")
        assert layer.frame["户数"].tolist() == [100, 200]
        assert findings == []

    def test_without_a_name_the_first_sheet_that_holds_anything_is_read_and_recorded(self, write):
        layer, findings = only(write("b.xlsx", workbook({"空": [], "小区": self.rows})))
        assert layer.frame["小区编号"].tolist() == [1, 2]
        assert findings == ["file.sheet_assumed"]

    def test_a_sheet_that_does_not_exist_lists_those_that_do(self, write):
        name = write("b.xlsx", workbook({"小区": self.rows, "道路": self.rows}))
        with pytest.raises(UnreadableFileError, match="there are: 小区, 道路") as caught:
            reading.read_file(f"{name}#nope")
        assert "小区、道路" in caught.value.message_zh

    def test_a_title_above_the_header_is_passed_over(self, write):
        layer, findings = only(write("b.xlsx", workbook({"s": [("2024 年小区统计表",), *self.rows]})))
        assert layer.frame.index.tolist() == [3, 4]
        assert findings == ["file.title_row"]

    def test_a_note_beside_the_table_shifts_nothing(self, write):
        rows = [("id", "n"), (1, 10, None, None, "说明"), (2, 20)]
        layer, findings = only(write("b.xlsx", workbook({"s": rows})))
        assert layer.frame["n"].tolist() == [10, 20]
        assert findings == ["file.remark_beside"]


class TestVector:
    geojson = collection(
        feature({"id": "a"}, shapely.Point(108.9, 34.2)), feature({"id": "b"}, None),
    )

    def test_a_feature_without_geometry_is_kept(self, write):
        layer, _ = only(write("a.geojson", self.geojson))
        assert layer.has_geometry
        assert layer.frame.geometry.isna().tolist() == [False, True]
        assert layer.crs == "EPSG:4326"

    def test_a_bare_list_of_features_is_read_and_recorded(self, write):
        layer, findings = only(write("a.json", json.dumps(json.loads(self.geojson)["features"])))
        assert layer.frame["id"].tolist() == ["a", "b"]
        assert findings == ["file.bare_list"]

    def test_an_html_table_in_a_field_becomes_columns(self, write):
        html = "<table><tr><th>SUBZONE_N</th><td>MATILDA &amp; CO</td></tr></table>"
        layer, findings = only(write("a.geojson", collection(feature({"Description": html}, shapely.Point(0, 1)))))
        assert layer.frame["SUBZONE_N"].tolist() == ["MATILDA & CO"]
        assert findings == ["file.html_table"]

    def test_several_layers_ask_for_a_name_and_a_named_one_is_read(self, tmp_path):
        frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4545")
        path = tmp_path / "d.gpkg"
        frame.to_file(path, layer="one")
        frame.to_file(path, layer="two")
        with pytest.raises(UnreadableFileError, match="one, two"):
            reading.read_file(str(path))
        with pytest.raises(UnreadableFileError, match="no layer \"three\"; there are: one, two"):
            reading.read_file(f"{path}#three")
        assert only(f"{path}#two")[0].crs == "EPSG:4545"

    @pytest.mark.parametrize(("encoding", "recorded"), [("gb18030", True), ("utf-8", True), ("cp932", True)])
    def test_an_unlabelled_shapefile_is_read_by_what_its_bytes_say(self, tmp_path, encoding, recorded):
        name = "板橋区大谷口" if encoding == "cp932" else "莲湖区青年小区"
        path = tmp_path / "s.shp"
        frame = gpd.GeoDataFrame({"名称": [name, "B"]}, geometry=[shapely.Point(1, 2)] * 2, crs="EPSG:4545")
        frame.to_file(path, encoding={"gb18030": "CP936", "cp932": "CP932"}.get(encoding, "UTF-8"))
        path.with_suffix(".cpg").unlink(missing_ok=True)
        table = bytearray(path.with_suffix(".dbf").read_bytes())
        table[29] = 0
        path.with_suffix(".dbf").write_bytes(table)
        layer, findings = only(str(path))
        assert layer.frame.iloc[0, 0] == name
        assert layer.frame.columns[0] == "名称"
        assert ("file.encoding_assumed" in findings) is recorded

    def test_a_shapefile_without_its_index_file_says_so(self, tmp_path):
        path = tmp_path / "s.shp"
        gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4545").to_file(path)
        path.with_suffix(".shx").unlink()
        with pytest.raises(UnreadableFileError, match=r"\.shx"):
            reading.read_file(str(path))


class TestGraphml:
    graph = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="x" attr.type="string"/><key id="d1" for="node" attr.name="y" attr.type="string"/>
<key id="d2" for="edge" attr.name="length" attr.type="string"/><key id="d3" for="graph" attr.name="crs"/>
<graph edgedefault="directed"><data key="d3">epsg:4326</data>
<node id="1"><data key="d0">108.9</data><data key="d1">34.2</data></node>
<node id="2"><data key="d0">108.91</data><data key="d1">34.2</data></node>
<edge source="1" target="2" id="0"><data key="d2">921.5</data></edge></graph></graphml>"""

    def test_nodes_and_links_are_two_tables(self, write):
        (nodes, links), _ = reading.read_file(write("g.graphml", self.graph))
        assert nodes.frame[["node_id", "x"]].to_numpy().tolist() == [["1", "108.9"], ["2", "108.91"]]
        assert links.frame[["from", "to", "length"]].to_numpy().tolist() == [["1", "2", "921.5"]]
        assert nodes.crs == "epsg:4326"

    def test_entities_are_refused_unread(self, write):
        bomb = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'
        with pytest.raises(UnreadableFileError, match="entities"):
            reading.read_file(write("g.graphml", bomb))

    @pytest.mark.parametrize("content", ["<graphml><graph>", "<html></html>", "not xml"])
    def test_broken_graphml_is_an_error(self, write, content):
        with pytest.raises(UnreadableFileError):
            reading.read_file(write("g.graphml", content))


class TestArchive:
    def test_the_only_readable_member_needs_no_name(self, write):
        layer, _ = only(write("s.zip", archive({"readme.md": "x", "folder/a.csv": "id,n\na,1\n"})))
        assert layer.frame["id"].tolist() == ["a"]

    def test_a_member_may_have_a_part_of_its_own(self, write):
        book = workbook({"一": TestExcel.rows, "二": TestExcel.rows})
        layer, findings = only(write("s.zip", archive({"b.xlsx": book, "a.csv": "id,n\na,1\n"})) + "#b.xlsx#二")
        assert layer.frame["户数"].tolist() == [100, 200]
        assert findings == []

    def test_several_members_ask_for_a_name(self, write):
        name = write("s.zip", archive({"a.csv": "id,n\na,1\n", "b.csv": "id,n\na,1\n"}))
        with pytest.raises(UnreadableFileError, match=r"a\.csv, b\.csv"):
            reading.read_file(name)
        with pytest.raises(UnreadableFileError, match=r"no member \"c\.csv\""):
            reading.read_file(f"{name}#c.csv")

    @pytest.mark.parametrize("member", ["../evil.csv", "/etc/evil.csv", "a\\..\\..\\evil.csv", "C:/evil.csv"])
    def test_a_path_that_leads_outside_is_refused(self, write, member, tmp_path):
        name = write("s.zip", archive({member: "id,n\na,1\n"}))
        with pytest.raises(UnreadableFileError, match="leads out"):
            reading.read_file(name)
        assert [path.name for path in tmp_path.rglob("*.csv")] == []

    def test_an_archive_that_unpacks_beyond_measure_is_refused(self, write, monkeypatch):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
            target.writestr("a.csv", b"0" * 150_000_000)
        with pytest.raises(UnreadableFileError, match="unpacks to 150 MB"):
            reading.read_file(write("s.zip", content.getvalue()))

    def test_a_chinese_member_name_packed_on_windows_is_understood(self, write):
        raw = archive({"xxxx.csv": "id,n\na,1\n"}).replace(b"xxxx.csv", "小区".encode("gbk") + b".csv")
        layer, _ = only(write("s.zip", raw) + "#小区.csv")
        assert layer.frame["id"].tolist() == ["a"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", ""),
            ("a.csv", "\n \n"),
            ("a.csv", "id,n\n"),
            ("a.csv", b"PK\x03\x04 not text"),
            ("a.csv", "<!doctype html><html></html>"),
            ("a.csv", b"\x00\x01\x02\x03"),
            ("a.geojson", "{}"),
            ("a.geojson", '{"type": "FeatureCollection", "features": []}'),
            ("a.geojson", '{"type": "FeatureColl'),
            ("a.json", "[1, 2, 3]"),
            ("a.xlsx", "id,n\na,1\n"),
            ("a.xlsx", b"PK\x03\x04 broken"),
            ("a.xls", b"\xd0\xcf\x11\xe0 old"),
            ("a.gpkg", "not sqlite"),
            ("a.gpkg", b"SQLite format 3\x00 but broken"),
            ("a.zip", "no archive"),
            ("a.shp", "no shapefile"),
            ("a.fgb", "no flatgeobuf"),
            ("a.kml", "<kml"),
            ("a.unheard", "what is this"),
        ],
    )
    def test_a_file_that_is_not_what_its_name_says_is_named_in_both_languages(self, write, name, content):
        given = write(name, content)
        with pytest.raises(UnreadableFileError) as caught:
            reading.read_file(given)
        assert caught.value.file == name
        assert name in caught.value.message_zh
        assert name in caught.value.message_en
        assert caught.value.code == "file.unreadable"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
    @given(
        st.sampled_from(["csv", "xlsx", "json", "geojson", "graphml", "zip", "gpkg", "shp", "fgb", "kml", "dxf"]),
        st.sampled_from([b"", b"PK\x03\x04", b"{", b"[", b"<graphml>", b"SQLite format 3\x00", b"id,x\n"]),
        st.binary(max_size=200),
    )
    def test_no_content_whatever_ends_in_anything_but_layers_or_a_clear_error(self, write, suffix, start, rest):
        try:
            layers, _ = reading.read_file(write(f"f.{suffix}", start + rest))
        except UnreadableFileError:
            return
        assert all(len(layer.frame) for layer in layers)

    def test_a_missing_file_is_named(self):
        with pytest.raises(UnreadableFileError, match="no such file"):
            reading.read_file("nowhere.csv")


class TestInputs:
    def test_each_file_is_hashed_under_its_file_name(self, write, inputs):
        areas, links = write("a.csv", "id,n\na,1\n"), write("b.csv", "from,to\n1,2\n")
        raw = reading.read_inputs(inputs(areas=areas, roads=(areas, links)))
        assert raw.hashes == {Path(p).name: hashlib.sha256(Path(p).read_bytes()).hexdigest() for p in (areas, links)}
        assert [len(raw.layers[role]) for role in ("areas", "roads", "barriers")] == [1, 2, 0]

    def test_two_files_of_one_name_are_both_hashed(self, tmp_path, write, inputs):
        (tmp_path / "roads").mkdir()
        areas, links = write("data.csv", "id,n\na,1\n"), write("roads/data.csv", "from,to\n1,2\n")
        hashes = reading.read_inputs(inputs(areas=areas, roads=(areas, links))).hashes
        assert hashes == {
            "data.csv": hashlib.sha256(b"id,n\na,1\n").hexdigest(),
            "data.csv (2)": hashlib.sha256(b"from,to\n1,2\n").hexdigest(),
        }

    def test_a_layer_is_named_by_its_file_and_part_without_the_folder(self, write):
        layer, _ = only(write("s.zip", archive({"a.csv": "id,n\na,1\n", "b.csv": "id,n\nb,1\n"})) + "#b.csv")
        assert layer.file == "s.zip#b.csv"

    def test_a_hash_in_the_path_of_a_file_belongs_to_it(self, write):
        layer, _ = only(write("a#1.csv", "id,n\na,1\n"))
        assert layer.frame["id"].tolist() == ["a"]


class TestRealFiles:
    def test_shift_jis_shapefile_in_a_zip(self, real):
        layer, _ = only(real("tokyo2015/h27ka13104.zip"))
        assert len(layer.frame) == 153
        assert layer.frame["SETAI"].sum() == 204_989
        assert layer.frame["CITY_NAME"].unique().tolist() == ["新宿区"]

    def test_old_osmnx_graph(self, real):
        (nodes, links), _ = reading.read_file(real("singapore_punggol/walk.graphml"))
        assert (len(nodes.frame), len(links.frame)) == (1364, 3682)

    def test_names_hidden_in_html(self, real):
        layer, _ = only(real("singapore_punggol/master-plan-2019-subzones.geojson"))
        assert "CONEY ISLAND" in layer.frame["SUBZONE_N"].tolist()

    def test_the_line_with_a_field_too_many_is_set_right_by_its_run_of_blanks(self, real):
        layer, _ = only(real("xian_gaoxin/qujiang_communities.csv"))
        row = layer.frame.loc[11]
        assert row[["总户数", "纬度", "经度", "坐标精度"]].tolist() == [None, "34.2120", "108.9710", "近似"]
        _, findings = reading.read_file(real("xian_gaoxin/qujiang_communities.csv"))
        assert [finding.feature for finding in findings if finding.code == "file.row_realigned"] == ["11"]
