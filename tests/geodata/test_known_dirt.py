"""The dirt that the README of the shared data lists, found in the record; and land and households that repair keeps."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import coverage, datum, fields, reading, territory
from geodata.outlines import disjoint_outlines
from geodata.prepare import prepare
from geodata.record import Record, Severity
from tests.geodata.ground_frames import collection, feature
from tests.geodata.land_frames import NO_LINES, found


@pytest.fixture
def repaired(real, inputs):
    """Read, bring into metres and repair a file of areas."""

    def _repaired(name, **columns):
        record = Record()
        files = inputs(real(name), columns={"areas": columns})
        tables = fields.understand(reading.read_inputs(files), files.columns, record)
        tables, _ = datum.to_working(tables, crs=None, told=None, record=record)
        return coverage.repair_areas(tables.areas, record), record

    return _repaired


def test_hong_kong_243_broken_outlines_21_areas_in_parts_and_its_overlap(repaired):
    areas, record = repaired("hk_dcca_lowres/dcca_land.lowres.geo.json")
    assert len(found(record, "areas.ring_touches_itself")) == 161
    assert len(found(record, "areas.ring_crosses_itself")) == 82
    assert len(found(record, "areas.several_parts")) == 21
    assert all(finding.place is not None for finding in found(record, "areas.ring_crosses_itself"))
    assert len(areas) == 390
    assert areas.geometry.is_valid.all()
    assert set(areas.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    wide = found(record, "areas.overlap")
    total_km2 = sum(float(finding.measured.removesuffix(" m²")) for finding in wide) / 1e6
    drawn = areas.geometry.to_numpy()
    assert total_km2 == pytest.approx((shapely.area(drawn).sum() - shapely.union_all(drawn).area) / 1e6, rel=0.02)
    assert total_km2 == pytest.approx(0.79, rel=0.15)  # depends on how the broken outlines are read


def test_tokyo_one_area_in_two_rows_and_nothing_else(repaired):
    areas, record = repaired("tokyo2015/h27ka13104.zip", area_id="KEY_CODE", households="SETAI", population="JINKO")
    (joined,) = found(record, "areas.parts_joined")
    assert joined.feature == "131040720"
    assert len(areas) == 153 - 1
    assert areas["households"].sum() == 204_989
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert not [f for f in record if f.code in ("areas.overlap", "areas.sliver_overlap", "areas.ring_crosses_itself")]


def test_queenstown_seven_postcodes_repeat_two_of_them_with_nobody_in_the_second_row(repaired):
    areas, record = repaired(
        "singapore_queenstown/queenstown-buildings-hdb-enriched.geojson",
        area_id="addr_postcode", households="hdb_total_dwelling_units",
    )
    renamed = {finding.measured for finding in found(record, "areas.id_repeated")}
    joined = {finding.feature for finding in found(record, "areas.parts_joined")}
    assert (len(renamed), len(joined), len(renamed | joined)) == (5, 2, 7)
    assert areas["households"].sum() == 34_390
    assert areas["area_id"].is_unique


def test_gaoxin_five_default_coordinates_and_eight_points_elsewhere(repaired):
    areas, record = repaired("xian_gaoxin/gaoxin_merged_all.csv")
    stacks = sorted(int(finding.measured.split()[0]) for finding in found(record, "areas.default_place"))
    assert stacks == [5, 6, 6, 10, 15]
    territory.place(areas, None, NO_LINES, record)
    assert len(found(record, "areas.far_away")) == 8


def test_xian_neighbouring_districts_overlap_in_88_to_905_square_metres(real):
    outlines, names = [], []
    for code in (610102, 610103, 610104, 610112, 610113):
        (district,) = json.loads(Path(real(f"xian_districts/{code}.json")).read_text(encoding="utf-8"))
        names.append(district["properties"]["name"])
        outlines.append(shapely.geometry.shape(district["geometry"]))
    districts = gpd.GeoDataFrame({"subdistrict": names}, geometry=outlines, crs="EPSG:4326").to_crs("EPSG:4545")
    record = Record()
    settled, _ = disjoint_outlines(districts, record)
    land = [float(f.measured.removesuffix(" m²")) for f in record if f.code.startswith("offices.")]
    assert len(land) == 9
    assert (min(land), max(land)) == (pytest.approx(88, abs=2), pytest.approx(905, abs=2))
    first, second = shapely.STRtree(settled.geometry).query(settled.geometry, predicate="overlaps")
    left = shapely.area(shapely.intersection(settled.geometry.to_numpy()[first], settled.geometry.to_numpy()[second]))
    assert left.max(initial=0) < 0.01


@st.composite
def nearly_tiles(draw):
    """A block of estates drawn up to 40 cm too short or too far on their eastern and northern sides."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    slip = st.integers(-40, 40).map(lambda cm: cm / 100)
    return [
        shapely.box(60 * i, 50 * j, 60 * i + 60 + draw(slip), 50 * j + 50 + draw(slip))
        for i in range(columns) for j in range(rows)
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nearly_tiles())
def test_estates_with_slivers_become_a_gap_free_coverage_with_all_their_households(write, inputs, estates):
    rows = [feature({"area_id": f"a{i}", "households": 100 + i}, shape) for i, shape in enumerate(estates)]
    dataset = prepare(inputs(write("areas.geojson", collection(*rows)), crs="local"))
    land = dataset.units.geometry.to_numpy()
    assert shapely.coverage_is_valid(land, gap_width=1.0)
    whole, drawn = shapely.union_all(land), shapely.union_all(estates)
    assert shapely.get_num_interior_rings(whole) == 0
    assert shapely.difference(drawn, whole).area <= 0.001 * drawn.length
    assert whole.area <= shapely.convex_hull(drawn).area + 0.001 * drawn.length
    assert dataset.units["households"].sum() == sum(100 + i for i in range(len(estates)))
    assert not [f for f in dataset.findings if f.severity is Severity.ERROR]
