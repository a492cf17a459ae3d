"""Frames go out in the system of the AREAS file or in WGS 84, and equal content gives equal files."""

from __future__ import annotations

import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geodata import writing
from geodata.dataset import Dataset
from geodata.domain import AreaKind

SQUARE = shapely.box(578_000, 3_790_000, 578_100, 3_790_100)


def dataset(crs, source_crs):
    frame = gpd.GeoDataFrame(geometry=[])
    return Dataset(
        crs=crs, source_crs=source_crs, areas=frame, units=frame, borders=pd.DataFrame(), subdistricts=frame,
        territory_known=True, facilities=None, lines=frame, network=None, unplaced=pd.DataFrame(),
        household_basis=None, findings=(), inputs={}, hash="",
    )


def units():
    return gpd.GeoDataFrame(
        {
            "name": pd.Series(["甲", None], dtype=object, index=["a", "b"]),
            "kind": pd.Series([AreaKind.ESTATE, AreaKind.VACANT], dtype=object, index=["a", "b"]),
            "population": pd.array([5, None], dtype="Int64"),
            "split": [True, False],
        },
        geometry=[SQUARE, shapely.MultiPolygon([SQUARE])], index=pd.Index(["a", "b"], name="unit_id"),
        crs="EPSG:4545",
    )


class TestGeopackage:
    def test_every_value_reads_back_under_its_layer(self, tmp_path):
        path = tmp_path / "plan.gpkg"
        points = gpd.GeoDataFrame({"n": [1.5]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4545")
        writing.write_geopackage(path, {"units": units(), "points": points}, "EPSG:4545")
        assert [name for name, _ in pyogrio.list_layers(path)] == ["units", "points"]
        read = pyogrio.read_dataframe(path, layer="units")
        assert read["unit_id"].tolist() == ["a", "b"]
        assert read["kind"].tolist() == ["estate", "vacant"]
        assert read["name"].isna().tolist() == [False, True]
        assert read["population"].isna().tolist() == [False, True]
        assert read["split"].tolist() == [True, False]
        assert read.geometry.area.tolist() == pytest.approx([10_000, 10_000])
        assert read.crs == "EPSG:4545"

    def test_equal_content_gives_equal_bytes_and_replaces_the_old_file(self, tmp_path):
        first, second = tmp_path / "a.gpkg", tmp_path / "b.gpkg"
        second.write_bytes(b"old")
        for path in (first, second):
            writing.write_geopackage(path, {"units": units()}, "EPSG:4545")
        assert first.read_bytes() == second.read_bytes()
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "b.gpkg"]

    @pytest.mark.parametrize("crs", [None, "local:321.4,333.2"])
    def test_local_coordinates_claim_no_place_on_earth(self, tmp_path, crs):
        path = tmp_path / "plan.gpkg"
        writing.write_geopackage(path, {"units": units()}, crs)
        with sqlite3.connect(path) as connection:
            assert connection.execute("select srs_id from gpkg_geometry_columns").fetchall() == [(-1,)]

    def test_an_empty_layer_is_a_layer(self, tmp_path):
        path = tmp_path / "plan.gpkg"
        writing.write_geopackage(path, {"units": units(), "facilities": units().iloc[:0]}, "EPSG:4545")
        assert len(pyogrio.read_dataframe(path, layer="facilities")) == 0

    def test_a_missing_geometry_is_written_as_missing(self, tmp_path):
        path = tmp_path / "plan.gpkg"
        frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[shapely.Point(1, 2), None], crs="EPSG:4545")
        writing.write_geopackage(path, {"facilities": frame}, "EPSG:4545")
        assert pyogrio.read_dataframe(path).geometry.isna().tolist() == [False, True]


class TestSystems:
    def test_back_to_the_source_system(self):
        out = writing.to_source(units(), dataset("EPSG:4545", "EPSG:3857"))
        assert out.crs == "EPSG:3857"
        assert out.to_crs("EPSG:4545").geometry.iloc[0].equals_exact(SQUARE, 0.001)

    def test_local_coordinates_return_to_the_units_of_the_file(self):
        metres = units().set_crs(None, allow_override=True).set_geometry([shapely.Point(642.8, 999.6)] * 2)
        out = writing.to_source(metres, dataset("local:321.4,333.2", "local:321.4,333.2"))
        assert shapely.get_coordinates(out.geometry.iloc[0]).tolist() == [pytest.approx([2.0, 3.0])]

    def test_wgs84_for_the_map_and_local_stays_in_metres(self):
        out = writing.to_wgs84(units(), dataset("EPSG:4545", "EPSG:4545"))
        lon, lat = shapely.get_coordinates(out.geometry.iloc[0].centroid)[0]
        assert (lon, lat) == (pytest.approx(108.85, abs=0.01), pytest.approx(34.24, abs=0.01))
        local = dataset("local:1,1", "local:1,1")
        assert writing.to_wgs84(units(), local).geometry.iloc[0].equals(SQUARE)
