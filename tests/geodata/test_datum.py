"""Coordinates become metres: the system is stated, told, or assumed with a record, and never guessed in silence."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata import datum, gcj02
from geodata.domain import Datum
from geodata.errors import NoAreasError, UnknownCrsError
from geodata.fields import Tables
from geodata.record import Severity
from tests.geodata.ground_frames import areas_frame, codes

XIAN = (108.933194, 34.2656)
"""A place in Lianhu, longitude and latitude."""


def tables(*places, crs=None, **layers):
    rows = [{"area_id": f"a{i}", "geometry": None if p is None else shapely.Point(p)} for i, p in enumerate(places)]
    empty = dict.fromkeys(("roads", "barriers", "facilities", "subdistricts", "buildings"))
    given_ = {**empty, **layers}
    return Tables(areas=areas_frame(rows, crs), household_basis=None, has_households=True, **given_)


def outlines(*geometries, crs=None):
    names = pd.Series([f"s{i}" for i in range(len(geometries))], dtype=object)
    return gpd.GeoDataFrame({"subdistrict": names}, geometry=list(geometries), crs=crs)


@pytest.fixture
def working(record):
    def _working(given_, crs=None, told=None):
        return datum.to_working(given_, crs=crs, told=told, record=record)

    return _working


class TestWorkingSystem:
    @pytest.mark.parametrize(
        ("lonlat", "working_crs"),
        [
            (XIAN, "EPSG:4545"),  # CGCS2000, central meridian 108 E
            ((125.3, 43.9), "EPSG:4551"),  # 126 E
            ((114.0, 22.5), "EPSG:4547"),  # 114 E
            ((103.9, 1.4), "EPSG:32648"),  # Singapore: UTM 48 N
            ((139.7, 35.7), "EPSG:32654"),  # Tokyo: UTM 54 N
            ((-43.2, -22.9), "EPSG:32723"),  # Rio: UTM 23 S
        ],
    )
    def test_degrees_go_to_the_cgcs2000_zone_in_china_and_to_utm_elsewhere(self, working, lonlat, working_crs):
        _, crs = working(tables(lonlat, crs="EPSG:4326"))
        assert crs.crs == working_crs
        assert crs.source_crs == "EPSG:4326"

    def test_the_central_meridian_of_the_zone_is_at_most_one_and_a_half_degrees_away(self, working):
        for lon in np.arange(74, 135, 0.7):
            _, crs = working(tables((lon, 35.0), crs="EPSG:4326"))
            meridian = float(pyproj.CRS(crs.crs).name.split("CM ")[1].removesuffix("E"))
            assert abs(meridian - lon) <= 1.5

    def test_a_metric_system_of_the_file_is_kept(self, working):
        moved, crs = working(tables((500_000, 3_790_000), crs="EPSG:4545"))
        assert (crs.crs, crs.source_crs) == ("EPSG:4545", "EPSG:4545")
        assert moved.areas.geometry[0] == shapely.Point(500_000, 3_790_000)

    def test_web_mercator_is_metric_by_name_only(self, working, record):
        x, y = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(*XIAN)
        _, crs = working(tables((x, y), crs="EPSG:3857"))
        assert (crs.crs, crs.source_crs) == ("EPSG:4545", "EPSG:3857")
        assert codes(record) == ["crs.stretched"]

    def test_a_kilometre_is_a_kilometre(self, working):
        lon, lat, _ = pyproj.Geod(ellps="GRS80").fwd(*XIAN, 30, 1000)
        moved, _ = working(tables(XIAN, (lon, lat), crs="EPSG:4490"))
        a, b = moved.areas.geometry
        assert a.distance(b) == pytest.approx(1000, abs=0.2)


class TestUnstated:
    def test_numbers_that_fit_degrees_are_taken_for_wgs84_and_recorded(self, working, record):
        _, crs = working(tables(XIAN))
        assert crs.source_crs == "EPSG:4326"
        assert codes(record) == ["crs.assumed"]

    def test_told_cgcs2000_is_no_assumption(self, working, record):
        _, crs = working(tables(XIAN), told=Datum.CGCS2000)
        assert crs.source_crs == "EPSG:4490"
        assert codes(record) == ["datum.cgcs2000"]

    def test_large_numbers_without_a_system_are_an_error_with_its_remedy(self, working):
        with pytest.raises(UnknownCrsError, match=r"--crs EPSG:n, or --crs local"):
            working(tables((578_000, 3_790_000)))

    def test_an_easting_with_its_zone_in_front_is_read_and_recorded(self, working, record):
        moved, crs = working(tables((36_578_000, 3_790_000)))
        assert (crs.crs, crs.source_crs) == ("EPSG:4524", "EPSG:4524")  # CGCS2000, 3-degree zone 36
        lonlat = moved.areas.geometry.to_crs("EPSG:4326")[0]
        assert (lonlat.x, lonlat.y) == pytest.approx((108.85, 34.24), abs=0.01)
        (guessed,) = [f for f in record if f.code == "crs.guessed"]
        assert (guessed.severity, guessed.repaired) == (Severity.ASSUMED, "EPSG:4524")

    @pytest.mark.parametrize("stated", ["EPSG:4326", "EPSG:4545"])
    def test_a_stated_system_that_the_easting_gainsays_gives_way_to_the_zone(self, working, record, stated):
        """4545 is the same meridian without its zone: there this point would lie far off the Earth's east."""
        _, crs = working(tables((36_578_000, 3_790_000), crs=stated))
        assert crs.source_crs == "EPSG:4524"
        assert "crs.guessed" in codes(record)

    def test_metres_without_a_zone_are_read_beside_a_layer_that_is_known(self, working, record):
        around = shapely.box(XIAN[0] - 0.1, XIAN[1] - 0.1, XIAN[0] + 0.1, XIAN[1] + 0.1)
        _, crs = working(tables((578_000, 3_790_000), subdistricts=outlines(around, crs="EPSG:4326")))
        assert crs.source_crs == "EPSG:4545"

    def test_northing_first_with_a_zone_is_recognised(self, working):
        with pytest.raises(UnknownCrsError, match="swapped"):
            working(tables((3_790_000, 36_578_000)))

    def test_several_fitting_systems_are_named_in_the_error(self, working):
        with pytest.raises(UnknownCrsError, match=r"EPSG:4491.*EPSG:3857"):
            working(tables((13_358_338, 3_503_549)))

    def test_swapped_degrees_are_recognised(self, working):
        with pytest.raises(UnknownCrsError, match="swapped"):
            working(tables((34.26, 108.93)))

    def test_swapped_metres_are_recognised(self, working):
        with pytest.raises(UnknownCrsError, match="swapped"):
            working(tables((3_790_000, 578_000)), crs="EPSG:4545")

    def test_a_grid_of_small_numbers_is_not_taken_for_degrees(self, working):
        with pytest.raises(UnknownCrsError, match="degrees apart"):
            working(tables((20, 24), (60, 66), (40, 50)))

    def test_one_typing_error_does_not_change_the_system_but_loses_its_place(self, working, record):
        moved, _ = working(tables(XIAN, (108.94, 34.27), (108.95, 34.26), (1089.3, 34.2)))
        assert moved.areas.geometry.isna().tolist() == [False, False, False, True]
        assert [f.feature for f in record if f.code == "areas.no_place"] == ["a3"]

    def test_geojson_that_holds_metres_is_an_error(self, working):
        with pytest.raises(UnknownCrsError):
            working(tables((578_000, 3_790_000), crs="EPSG:4326"))


class TestTold:
    def test_crs_replaces_what_the_file_states_and_is_recorded(self, working, record):
        _, crs = working(tables((578_000, 3_790_000), crs="EPSG:4326"), crs="EPSG:4545")
        assert crs.crs == "EPSG:4545"
        assert codes(record) == ["crs.overridden", "datum.cgcs2000"]

    @pytest.mark.parametrize(
        "crs", ["EPSG:999999", "nonsense", "local:", "local:1", "local:0,1", "local:a,b", "local:nan,1"]
    )
    def test_a_system_that_does_not_exist_is_refused(self, working, crs):
        with pytest.raises(UnknownCrsError, match=r"--crs"):
            working(tables(XIAN), crs=crs)

    def test_local_units_are_scaled_for_every_layer(self, working):
        given_ = tables((2, 3), crs=None, subdistricts=outlines(shapely.box(0, 0, 10, 10), crs="EPSG:4326"))
        moved, crs = working(given_, crs="local:321.4,333.2")
        assert crs == datum.WorkingCrs("local:321.4,333.2", "local:321.4,333.2")
        assert moved.areas.geometry[0] == shapely.Point(2 * 321.4, 3 * 333.2)
        assert moved.subdistricts.total_bounds.tolist() == pytest.approx([0, 0, 3214, 3332])
        assert moved.subdistricts.crs is None

    def test_plain_local_is_metres(self, working):
        moved, crs = working(tables((2, 3)), crs="local")
        assert crs.crs == "local:1,1"
        assert moved.areas.geometry[0] == shapely.Point(2, 3)


class TestLayers:
    def test_a_layer_that_states_its_system_is_transformed_from_it(self, working):
        x, y = pyproj.Transformer.from_crs(4490, 4545, always_xy=True).transform(*XIAN)
        around = shapely.box(XIAN[0] - 0.01, XIAN[1] - 0.01, XIAN[0] + 0.01, XIAN[1] + 0.01)
        moved, _ = working(tables((x, y), crs="EPSG:4545", subdistricts=outlines(around, crs="EPSG:4326")))
        assert moved.subdistricts.geometry[0].contains(moved.areas.geometry[0])
        assert moved.subdistricts.crs == moved.areas.crs == "EPSG:4545"

    def test_a_layer_that_states_none_takes_that_of_areas_and_this_is_recorded(self, working, record):
        around = shapely.box(577_000, 3_789_000, 579_000, 3_791_000)
        moved, _ = working(tables((578_000, 3_790_000), crs="EPSG:4545", subdistricts=outlines(around)))
        assert moved.subdistricts.geometry[0].equals(around)
        assert codes(record) == ["crs.layer_assumed", "datum.cgcs2000"]


class TestBrokenPlaces:
    def test_zero_zero_among_others_is_no_place(self, working, record):
        moved, _ = working(tables(XIAN, (0, 0), (108.94, 34.27), crs="EPSG:4326"))
        assert moved.areas.geometry.isna().tolist() == [False, True, False]
        assert codes(record) == ["areas.no_place"]

    def test_not_a_number_and_empty_shapes_are_no_place(self, working, record):
        given_ = tables(XIAN, (108.9, np.nan), (108.9, np.inf), crs="EPSG:4326")
        empty = areas_frame([{"area_id": "e", "geometry": shapely.Polygon()}], "EPSG:4326")
        given_ = replace(given_, areas=pd.concat([given_.areas, empty], ignore_index=True))
        moved, _ = working(given_)
        assert moved.areas.geometry.isna().tolist() == [False, True, True, True]
        assert codes(record) == ["areas.no_place"] * 3

    def test_other_layers_lose_the_row_and_say_how_many(self, working, record):
        around = shapely.box(108, 34, 109, 35)
        ring = np.array([(108, 34), (np.nan, 35), (109, 35), (108, 34)])
        with np.errstate(invalid="ignore"):
            broken = shapely.polygons(shapely.linearrings(ring, handle_nan="allow"))
        moved, _ = working(tables(XIAN, crs="EPSG:4326", subdistricts=outlines(around, broken, crs="EPSG:4326")))
        assert moved.subdistricts["subdistrict"].tolist() == ["s0"]
        assert [(f.code, f.measured) for f in record] == [("subdistricts.no_place", "1")]

    @pytest.mark.parametrize("crs", [None, "EPSG:4545", "local"])
    def test_no_place_at_all_is_an_error(self, working, crs):
        with pytest.raises(NoAreasError):
            working(tables(None, None), crs=crs)


class TestShiftedDatums:
    # From PRCoords (public domain), an independent implementation: WGS 84, GCJ-02, BD-09 as latitude, longitude.
    known = (
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215), (31.181328606874466, 121.53801568643858)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363), (22.546667437751108, 113.92368472926734)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657), (39.919575550965874, 116.39045471310828)),
        ((34.2656, 108.933194), (34.26400038886858, 108.93782705436858), (34.27012935912666, 108.94428213003742)),
    )

    @pytest.mark.parametrize(("wgs", "gcj", "bd"), known)
    def test_known_points(self, wgs, gcj, bd):
        w, g, b = (np.array([[lon, lat]]) for lat, lon in (wgs, gcj, bd))
        assert gcj02.wgs84_to_gcj02(w) == pytest.approx(g, abs=1e-9)
        assert gcj02.gcj02_to_bd09(g) == pytest.approx(b, abs=1e-9)
        assert gcj02.gcj02_to_wgs84(g) == pytest.approx(w, abs=1e-9)
        assert gcj02.bd09_to_wgs84(b) == pytest.approx(w, abs=1e-9)

    @given(st.floats(74, 135), st.floats(18, 53.5))
    def test_there_and_back_is_nearer_than_a_centimetre(self, lon, lat):
        lonlat = np.array([[lon, lat]])
        there = gcj02.wgs84_to_gcj02(lonlat)
        for back in (gcj02.gcj02_to_wgs84(there), gcj02.bd09_to_wgs84(gcj02.gcj02_to_bd09(there))):
            _, _, metres = pyproj.Geod(ellps="WGS84").inv(lon, lat, *back[0])
            assert metres < 0.01

    def test_abroad_nothing_moves(self):
        lonlat = np.array([[139.7, 35.7], [-0.1, 51.5]])
        assert gcj02.gcj02_to_wgs84(lonlat).tolist() == lonlat.tolist()

    @pytest.mark.parametrize(("told", "place"), [(Datum.GCJ02, 1), (Datum.BD09, 2)])
    def test_areas_are_converted_when_told_and_the_shift_is_recorded(self, working, record, told, place):
        wgs, shifted = self.known[3][0], self.known[3][place]
        expected, _ = working(tables(wgs[::-1], crs="EPSG:4326"))
        moved, crs = working(tables(shifted[::-1]), told=told)
        assert moved.areas.geometry[0].distance(expected.areas.geometry[0]) < 0.01
        assert crs.source_crs == "EPSG:4326"
        (converted,) = [f for f in record if f.code == "datum.converted"]
        _, _, metres = pyproj.Geod(ellps="WGS84").inv(*wgs[::-1], *shifted[::-1])
        assert float(converted.measured.removesuffix(" m")) == pytest.approx(metres, abs=0.1)

    def test_a_layer_with_a_system_of_its_own_is_not_shifted_and_this_is_recorded(self, working, record):
        around = shapely.box(108, 34, 109, 35)
        still, _ = working(tables(XIAN, crs="EPSG:4326", subdistricts=outlines(around, crs="EPSG:4326")))
        moved, _ = working(
            tables(XIAN, crs="EPSG:4326", subdistricts=outlines(around, crs="EPSG:4326")), told=Datum.GCJ02
        )
        assert moved.subdistricts.geometry[0].equals(still.subdistricts.geometry[0])
        assert "datum.layer_assumed" in codes(record)
