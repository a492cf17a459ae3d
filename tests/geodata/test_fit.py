"""Layers held against each other: the one that lies hundreds of metres off is found, named, and brought into place.

A drawn district in Lianhu: 12 by 12 estates of uneven size with streets between them, a building in each estate.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import datum, gcj02
from geodata.domain import Datum
from geodata.fields import Tables
from geodata.fit import find_misfit
from geodata.record import Severity
from tests.geodata.ground_frames import areas_frame, codes
from tests.geodata.land_frames import found

WEST, SOUTH = 108.90, 34.24
DEGREE_M = np.array([1 / 92_000.0, 1 / 110_900.0])
STREET_M = 40.0
_GAPS = np.random.default_rng(7).uniform(250, 420, (2, 12))
LINES_M = [np.concatenate([[0.0], np.cumsum(gaps)]) for gaps in _GAPS]


def drawn(geometries, told=Datum.WGS84):
    """Place shapes in metres on the Earth, in the coordinates of a datum."""
    shapes = np.array(geometries, dtype=object)
    return shapely.transform(shapes, lambda xy: gcj02.from_wgs84((WEST, SOUTH) + xy * DEGREE_M, told))


def estates():
    half, (xs, ys) = STREET_M / 2, LINES_M
    return [
        shapely.box(xs[i] + half, ys[j] + half, xs[i + 1] - half, ys[j + 1] - half)
        for i in range(12) for j in range(12)
    ]


def areas(told=Datum.WGS84, crs="EPSG:4326", offices=None):
    return areas_frame([
        {"area_id": f"a{i}", "geometry": shape, "subdistrict": offices[i] if offices else None}
        for i, shape in enumerate(drawn(estates(), told))
    ], crs)


def roads(told=Datum.WGS84):
    """Each block of each street, with its middle half-way along the block."""
    xs, ys = LINES_M
    along_x = [shapely.LineString([(xs[i], y), (xs[i + 1], y)]) for i in range(12) for y in ys[1:-1]]
    along_y = [shapely.LineString([(x, ys[j]), (x, ys[j + 1])]) for j in range(12) for x in xs[1:-1]]
    return gpd.GeoDataFrame(geometry=drawn(along_x + along_y, told), crs="EPSG:4326")


def buildings(told=Datum.WGS84):
    points = [shapely.centroid(shape) for shape in estates()]
    return gpd.GeoDataFrame({"households": [10] * 144}, geometry=drawn(points, told), crs="EPSG:4326")


def outlines(told=Datum.WGS84):
    """The western and the eastern half, as two street offices."""
    middle, east, north = LINES_M[0][6], LINES_M[0][12], LINES_M[1][12]
    halves = drawn([shapely.box(0, 0, middle, north), shapely.box(middle, 0, east, north)], told)
    return gpd.GeoDataFrame({"subdistrict": ["西街道", "东街道"]}, geometry=halves, crs="EPSG:4326")


def tables(given_areas, **layers):
    empty = dict.fromkeys(("roads", "barriers", "facilities", "subdistricts", "buildings"))
    return Tables(areas=given_areas, household_basis=None, has_households=True, **{**empty, **layers})


def working(given_tables, record, told=None):
    return datum.to_working(given_tables, crs=None, told=told, record=record)[0]


@pytest.mark.parametrize("shifted", [Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("layers", [{"roads": roads}, {"buildings": buildings}])
def test_areas_off_their_streets_or_buildings_are_converted_with_the_figures(record, shifted, layers):
    true = working(tables(areas(), **{role: make() for role, make in layers.items()}), record)
    record.findings.clear()
    moved = working(tables(areas(shifted), **{role: make() for role, make in layers.items()}), record)
    assert moved.areas.geometry[0].distance(true.areas.geometry[0]) == 0
    assert moved.areas.geometry[0].symmetric_difference(true.areas.geometry[0]).area < 10
    (fitted,) = found(record, "datum.fitted")
    assert fitted.severity is Severity.ASSUMED
    assert fitted.repaired == shifted.label
    there = gcj02.from_wgs84(np.array([[WEST, SOUTH]]), shifted)[0] - (WEST, SOUTH)
    assert float(fitted.measured.split(" m")[0]) == pytest.approx(np.hypot(*(there / DEGREE_M)), rel=0.02)
    assert "datum.converted" in codes(record)


@pytest.mark.parametrize(("role", "make"), [("roads", roads), ("buildings", buildings)])
def test_of_two_layers_the_shifted_one_is_told_by_the_direction(record, role, make):
    """Streets in GCJ-02 under estates in WGS 84 lie off the other way round."""
    moved = working(tables(areas(), **{role: make(Datum.GCJ02)}), record)
    (fitted,) = found(record, "datum.fitted")
    assert role in fitted.message_en or fitted.message_en.startswith(role)
    expected = working(tables(areas(), **{role: make()}), type(record)())
    apart = shapely.distance(getattr(moved, role).geometry.to_numpy(), getattr(expected, role).geometry.to_numpy())
    assert apart.max() < 0.1


def test_areas_outside_the_office_of_their_column_are_found_by_the_outlines(record):
    offices = ["西街道" if i < 6 else "东街道" for i in range(12) for _ in range(12)]
    given_tables = tables(areas(Datum.GCJ02, offices=offices), subdistricts=outlines())
    fit = find_misfit(
        {"areas": given_tables.areas, "subdistricts": given_tables.subdistricts},
        {"areas": Datum.WGS84, "subdistricts": Datum.WGS84},
    )
    assert (fit.role, fit.datum, fit.against, fit.after) == ("areas", Datum.GCJ02, ("subdistricts",), 1.0)
    assert fit.before < 0.9


def test_layers_that_fit_are_left_alone(record):
    working(tables(areas(), roads=roads(), buildings=buildings(), subdistricts=outlines()), record)
    assert not [code for code in codes(record) if code.startswith("datum.")]


def test_layers_that_are_both_shifted_fit_each_other_and_nothing_is_known(record):
    working(tables(areas(Datum.GCJ02), roads=roads(Datum.GCJ02)), record)
    assert not [code for code in codes(record) if code.startswith("datum.")]


def test_what_was_told_is_doubted_but_not_overruled(record):
    moved = working(tables(areas(Datum.GCJ02), roads=roads()), record, told=Datum.WGS84)
    (doubt,) = found(record, "datum.fit_differs")
    assert doubt.severity is Severity.WARNING
    as_drawn = gpd.GeoSeries(drawn(estates()[:1], Datum.GCJ02), crs="EPSG:4326").to_crs(moved.areas.crs)[0]
    assert moved.areas.geometry[0].hausdorff_distance(as_drawn) < 0.001


def test_a_cgcs2000_layer_is_doubted_but_not_overruled(record):
    working(tables(areas(Datum.GCJ02, crs="EPSG:4490"), roads=roads()), record)
    assert "datum.fit_differs" in codes(record)
    assert "datum.converted" not in codes(record)


def test_streets_strewn_at_random_prove_nothing(record):
    rng = np.random.default_rng(3)
    ends = rng.uniform(0, 4_000, (500, 1, 2)) + rng.uniform(-200, 200, (500, 2, 2))
    strewn = gpd.GeoDataFrame(geometry=drawn(shapely.linestrings(ends)), crs="EPSG:4326")
    working(tables(areas(), roads=strewn), record)
    assert not [code for code in codes(record) if code.startswith("datum.")]


def test_an_outline_that_holds_few_of_the_areas_proves_nothing(record):
    """One corner of the district as the only outline: a shift that brings more areas into it is no fit."""
    corner = gpd.GeoDataFrame(
        {"subdistrict": ["角"]}, geometry=drawn([shapely.box(1_500, 0, 2_600, 4_000)]), crs="EPSG:4326"
    )
    working(tables(areas(), subdistricts=corner), record)
    assert not [code for code in codes(record) if code.startswith("datum.")]


def test_abroad_there_is_no_shifted_datum(record):
    there = areas()
    abroad = shapely.transform(there.geometry.to_numpy(), lambda xy: xy - (108.9, 34.2) + (2.3, 48.8))
    paris = there.set_geometry(gpd.GeoSeries(abroad, index=there.index, crs="EPSG:4326"))
    off = gpd.GeoDataFrame({"households": [10] * 144}, geometry=shapely.centroid(abroad), crs="EPSG:4326")
    off = off.set_geometry(off.geometry.translate(0.005, -0.002))
    working(replace(tables(paris), buildings=off), record)
    assert not [code for code in codes(record) if code.startswith("datum.")]


def test_names_that_stand_twice_are_no_evidence():
    names = ["同名"] * 144
    twice = areas().assign(name=pd.Series(names, dtype=object))
    facilities = gpd.GeoDataFrame({"name": names}, geometry=drawn([shapely.Point(0, 0)] * 144), crs="EPSG:4326")
    datums = {"areas": Datum.WGS84, "facilities": Datum.WGS84}
    assert find_misfit({"areas": twice, "facilities": facilities}, datums) is None
