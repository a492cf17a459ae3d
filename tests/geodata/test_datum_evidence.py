"""What a table says of its own datum: headers, columns given twice that gainsay each other, marks of a publisher."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geodata import datum, fields, gcj02, reading
from geodata.domain import Datum
from geodata.record import Record, Severity
from tests.geodata.ground_frames import codes, collection, feature
from tests.geodata.land_frames import found

WGS = (108.933194, 34.2656)
GCJ = (108.93782705436858, 34.26400038886858)
"""The same place in Lianhu; PRCoords (public domain), an implementation that is not ours."""

HEADER = "小区编号,户数,经度_gcj02,纬度_gcj02,经度_wgs84,纬度_wgs84\n"


def row(name, gcj, wgs):
    return f"{name},10,{gcj[0]:.6f},{gcj[1]:.6f},{wgs[0]:.6f},{wgs[1]:.6f}\n"


def table(shift_wgs):
    """Three places 0.01 degrees apart; the columns called wgs84 by a function of the shifted ones."""
    places = [(GCJ[0] + 0.01 * i, GCJ[1]) for i in range(3)]
    return HEADER + "".join(row(f"a{i}", place, shift_wgs(place)) for i, place in enumerate(places))


def truly(place):
    return gcj02.gcj02_to_wgs84(np.array([place]))[0]


def by_constants(place):
    return place[0] - 0.0065, place[1] - 0.0060


@pytest.fixture
def working(write, inputs):
    """Bring a file of areas into metres; give the longitudes and latitudes, the systems and the record."""

    def _working(text, name="areas.csv", columns=None, told=None, **others):
        record = Record()
        files = inputs(write(name, text), columns={"areas": columns or {}}, **others)
        tables = fields.understand(reading.read_inputs(files), files.columns, record)
        moved, crs = datum.to_working(tables, crs=None, told=told, record=record)
        return shapely.get_coordinates(moved.areas.geometry.to_crs("EPSG:4326").to_numpy()), crs, record

    return _working


class TestPairs:
    def test_of_two_pairs_that_agree_wgs84_is_read(self, working):
        lonlat, _, record = working(table(truly))
        assert lonlat[0] == pytest.approx(WGS, abs=2e-6)
        assert not [code for code in codes(record) if code.startswith("datum.")]

    def test_constants_taken_off_are_no_conversion_and_the_shifted_pair_is_read(self, working):
        """(0.0065, 0.0060) for a true (0.004633, -0.0016): 0.00187 x 92.0 km and 0.0076 x 110.9 km, so 860 m."""
        lonlat, crs, record = working(table(by_constants))
        assert lonlat[0] == pytest.approx(WGS, abs=2e-6)
        assert crs.source_crs == "EPSG:4326"
        (finding,) = found(record, "datum.columns_disagree")
        assert finding.severity is Severity.WARNING
        assert float(finding.measured.removesuffix(" m")) == pytest.approx(860, abs=8)
        assert "BD-09" in finding.message_en
        assert "0.0065" in finding.message_zh
        assert [f.repaired for f in found(record, "datum.converted")] == ["WGS 84"]

    def test_whoever_insists_on_the_wrong_pair_is_told_that_it_is_an_error(self, working):
        lonlat, _, record = working(table(by_constants), columns={"x": "经度_wgs84", "y": "纬度_wgs84"})
        assert lonlat[0] == pytest.approx(by_constants(GCJ), abs=2e-6)
        (finding,) = found(record, "datum.columns_disagree")
        assert finding.severity is Severity.ERROR
        assert "--map x=经度_gcj02 --map y=纬度_gcj02" in finding.message_en

    def test_bd09_beside_gcj02_is_compared_too(self, working):
        header = "小区编号,户数,gcj02_lng,gcj02_lat,bd09_lng,bd09_lat\n"
        right = gcj02.gcj02_to_bd09(np.array([GCJ]))[0]
        _, _, agreed = working(header + row("a", GCJ, right))
        assert found(agreed, "datum.columns_disagree") == []
        _, _, gainsaid = working(header + row("a", GCJ, (right[0], right[1] + 0.001)))
        assert len(found(gainsaid, "datum.columns_disagree")) == 1


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "named"),
        [
            ("经度(GCJ-02),纬度(GCJ-02)", Datum.GCJ02), ("百度经度,百度纬度", Datum.BD09),
            ("amap_lng,amap_lat", Datum.GCJ02),
        ],
    )
    def test_a_shifted_datum_in_the_header_is_evidence(self, working, header, named):
        place = gcj02.from_wgs84(np.array([WGS]), named)[0]
        lonlat, _, record = working(f"小区编号,户数,{header}\na,1,{place[0]:.8f},{place[1]:.8f}\n")
        assert lonlat[0] == pytest.approx(WGS, abs=1e-7)
        (stated,) = found(record, "datum.stated")
        assert (stated.severity, stated.repaired) == (Severity.ASSUMED, named.label)

    def test_what_is_told_goes_before_the_header_and_that_is_recorded(self, working):
        lonlat, _, record = working(
            f"小区编号,户数,经度_gcj02,纬度_gcj02\na,1,{GCJ[0]:.8f},{GCJ[1]:.8f}\n", told=Datum.WGS84
        )
        assert lonlat[0] == pytest.approx(GCJ, abs=1e-7)
        assert "datum.overridden" in codes(record)
        assert "datum.converted" not in codes(record)


class TestPublisher:
    def test_outlines_of_datav_are_gcj02_though_geojson_says_wgs84(self, working):
        square = shapely.box(GCJ[0], GCJ[1], GCJ[0] + 0.01, GCJ[1] + 0.01)
        marks = {"adcode": 610104, "name": "莲湖区", "center": [1, 2], "centroid": [1, 2], "acroutes": [100000]}
        lonlat, _, record = working(collection(feature(marks, square)), "areas.geojson")
        assert np.abs(lonlat - WGS).sum(axis=1).min() < 2e-6
        (converted,) = found(record, "datum.converted")
        assert float(converted.measured.removesuffix(" m")) == pytest.approx(460, abs=10)

    def test_the_same_shape_without_the_marks_stays(self, working):
        square = shapely.box(*GCJ, GCJ[0] + 0.01, GCJ[1] + 0.01)
        lonlat, _, record = working(json.dumps(json.loads(collection(feature({"name": "a"}, square)))), "areas.geojson")
        assert np.abs(lonlat - GCJ).sum(axis=1).min() < 2e-6
        assert "datum.converted" not in codes(record)


class TestRealFiles:
    def test_amap_points_of_gaoxin_lie_867_m_off_in_their_wgs84_columns(self, real, inputs):
        """README of the data: they subtract 0.0065 and 0.0060; 867 m in Lianhu, within 5 m all over the file."""
        record = Record()
        files = inputs(real("xian_gaoxin/gaoxin_amap_pois.csv"))
        tables = fields.understand(reading.read_inputs(files), {}, record)
        datum.to_working(tables, crs=None, told=None, record=record)
        (finding,) = found(record, "datum.columns_disagree")
        assert float(finding.measured.split(" m")[0]) == pytest.approx(867, abs=5)
        assert "the constants of BD-09" in finding.message_en
        (converted,) = found(record, "datum.converted")
        assert float(converted.measured.removesuffix(" m")) == pytest.approx(460, abs=10)

    def test_the_merged_list_carries_the_same_error_without_saying_so(self, real, inputs):
        """Held against the Amap points of the same names, as facilities."""
        record = Record()
        files = inputs(
            real("xian_gaoxin/gaoxin_merged_all.csv"), facilities=real("xian_gaoxin/gaoxin_amap_pois.csv")
        )
        tables = fields.understand(reading.read_inputs(files), {}, record)
        datum.to_working(tables, crs=None, told=None, record=record)
        (finding,) = found(record, "datum.mistaken")
        assert finding.severity is Severity.ERROR
        assert finding.file == "gaoxin_merged_all.csv"
        assert float(finding.measured.split(" m")[0]) == pytest.approx(867, abs=5)

    @pytest.mark.parametrize("code", ["610102", "610103", "610104", "610112", "610113"])
    def test_district_outlines_of_xian_are_converted_with_their_evidence(self, real, inputs, code):
        record = Record()
        tables = fields.understand(reading.read_inputs(inputs(real(f"xian_districts/{code}.json"))), {}, record)
        datum.to_working(tables, crs=None, told=None, record=record)
        assert "DataV" in found(record, "datum.stated")[0].message_en
        assert float(found(record, "datum.converted")[0].measured.removesuffix(" m")) == pytest.approx(460, abs=15)
