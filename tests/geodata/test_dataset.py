"""The frozen ground: ordered, hashed by content, and without two things under one identifier."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.dataset import freeze
from geodata.datum import WorkingCrs
from geodata.domain import FacilityStatus, LineKind
from geodata.errors import IdentifierClashError
from geodata.fields import Tables
from geodata.record import Record
from tests.geodata.ground_frames import areas_frame

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)


def ground(*, ids=("a", "b"), households=(10, 20), unit_ids=None, reverse=False, shift=0.0, basis=None, left=LEFT):
    """Freeze two areas side by side; `reverse` hands in all rows in the opposite order."""
    step = -1 if reverse else 1
    shapes = [shapely.transform(shape, lambda xy: xy + shift) for shape in (left, RIGHT)]
    rows = [
        {"area_id": i, "households": n, "geometry": shape, "subdistrict": "甲", "community": float("nan")}
        for i, n, shape in zip(ids, households, shapes, strict=True)
    ]
    areas = areas_frame(rows[::step]).set_index("area_id")
    units = areas.assign(area_id=areas.index.astype(object), split=False)
    units.index = pd.Index(list(unit_ids or ids)[::step], name="unit_id")
    lines = gpd.GeoDataFrame(
        {"name": ["路", "河"], "kind": [LineKind.ROAD, LineKind.RIVER], "road_class": ["primary", None]},
        geometry=[shapely.LineString([(0, 0), (9, 9)]), shapely.LineString([(0, 9), (9, 0)])],
    )[::step].reset_index(drop=True)
    facilities = gpd.GeoDataFrame(
        {
            "name": "x", "kind": "service", "status": FacilityStatus.EXISTING, "area_m2": [600.0, float("nan")],
            "activity_m2": 1.0, "plaza_m2": 1.0, "unit_id": ["a", None],
        },
        geometry=[shapely.Point(1, 1), None], index=pd.Index(["f2", "f1"], name="facility_id"),
    )[::step]
    tables = Tables(
        areas=areas, roads=None, barriers=None, facilities=None, subdistricts=None, buildings=None,
        household_basis=basis, has_households=True,
    )
    return freeze(
        tables, crs=WorkingCrs("EPSG:4545", "EPSG:4326"), areas=areas, units=units,
        borders=pd.DataFrame({"a": ["a"], "b": ["b"], "length_m": [100.0], "on_line_m": [0.0], "crossing": [0]}),
        subdistricts=gpd.GeoDataFrame(
            geometry=[shapely.box(0, 0, 200, 100)], index=pd.Index(["甲"], name="subdistrict")
        ),
        known=True, facilities=facilities, lines=lines, network=None,
        unplaced=pd.DataFrame(columns=["area_id", "name", "households", "subdistrict", "reason_zh", "reason_en"]),
        record=Record(), inputs={"a.csv": "0"},
    )


def test_frames_are_ordered_by_identifier_as_text():
    frozen = ground(ids=("10", "9"), reverse=True)
    assert frozen.areas.index.tolist() == ["10", "9"]
    assert frozen.units.index.tolist() == ["10", "9"]
    assert frozen.facilities.index.tolist() == ["f1", "f2"]


def test_unknown_text_is_none():
    frozen = ground()
    assert frozen.areas["community"].tolist() == [None, None]
    assert frozen.facilities["unit_id"].tolist() == [None, "a"]
    assert sorted(frozen.lines["road_class"], key=str) == [None, "primary"]


def test_equal_ground_has_equal_hash_whatever_the_order_of_rows():
    assert ground().hash == ground(reverse=True).hash
    assert len(ground().hash) == 64


def test_the_start_of_a_ring_does_not_change_the_ground():
    turned = shapely.Polygon([(0, 100), (100, 100), (100, 0), (0, 0)])
    assert shapely.get_coordinates(turned).tolist() != shapely.get_coordinates(LEFT).tolist()
    assert ground(left=turned).hash == ground(left=LEFT).hash


@pytest.mark.parametrize(
    "change", [{"households": (10, 21)}, {"shift": 0.01}, {"ids": ("a", "c")}, {"basis": "resident"}]
)
def test_any_change_of_the_ground_changes_the_hash(change):
    assert ground(**change).hash != ground().hash


def test_rounding_below_a_tenth_of_a_millimetre_does_not():
    assert ground(shift=1e-6).hash == ground().hash


def test_a_piece_that_bears_the_identifier_of_an_area_is_refused():
    with pytest.raises(IdentifierClashError, match="b: an identifier"):
        ground(unit_ids=("b", "b#1"))


def test_two_units_under_one_identifier_are_refused():
    with pytest.raises(IdentifierClashError):
        ground(unit_ids=("x", "x"))
