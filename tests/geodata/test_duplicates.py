"""Areas that stand in the file more than once: told apart, joined or reported, never dropped in silence."""

from __future__ import annotations

import shapely

from geodata import coverage, fields, reading
from geodata.duplicates import joined_parts, report_twins
from geodata.record import Record, Severity
from tests.geodata.ground_frames import areas_frame, codes, collection, feature
from tests.geodata.land_frames import found

WEST, EAST = shapely.box(0, 0, 10, 10), shapely.box(30, 0, 35, 10)


def read(write, inputs, rows):
    record = Record()
    text = collection(*(feature({"area_id": i, "name": name, "households": h}, shape) for i, name, h, shape in rows))
    tables = fields.understand(reading.read_inputs(inputs(write("areas.geojson", text))), {}, record)
    return tables.areas, record


def test_a_second_row_without_a_household_is_another_part_of_the_area(write, inputs):
    """As the Japanese census writes 山吹町: 2,105 households with the first polygon, none with the second."""
    areas, record = read(write, inputs, [("k", "山吹町", 2105, WEST), ("k", "山吹町", 0, EAST), ("l", "他", 5, EAST)])
    assert areas["area_id"].tolist() == ["k", "k", "l"]
    joined = joined_parts(areas, record)
    assert joined["area_id"].tolist() == ["k", "l"]
    assert joined["households"].tolist() == [2105, 5]
    assert joined.geometry[0].area == 150
    (finding,) = found(record, "areas.parts_joined")
    assert (finding.severity, finding.feature, finding.measured) == (Severity.REPAIRED, "k", "2 rows")
    assert "100, 50 m²" in finding.message_en


def test_a_second_row_with_households_or_another_name_is_another_area(write, inputs):
    areas, record = read(write, inputs, [("k", "甲", 10, WEST), ("k", "甲", 7, EAST), ("m", "乙", 1, WEST),
                                         ("m", "丙", 0, EAST)])
    assert areas["area_id"].tolist() == ["k", "k-2", "m", "m-2"]
    assert codes(record).count("areas.id_repeated") == 2


def test_persons_of_parts_add_up_and_unknown_stays_unknown(record):
    rows = [
        {"area_id": "k", "geometry": WEST, "population": 30, "households": 9},
        {"area_id": "k", "geometry": EAST, "population": 0, "households": 0},
        {"area_id": "n", "geometry": WEST, "population": None},
        {"area_id": "n", "geometry": EAST, "population": None, "households": 0},
    ]
    joined = joined_parts(areas_frame(rows), record)
    assert joined["population"].isna().tolist() == [False, True]
    assert joined["population"].iloc[0] == 30


def test_one_shape_under_two_identifiers_is_reported_with_its_land(record):
    rows = [{"area_id": name, "geometry": WEST} for name in "abc"] + [{"area_id": "d", "geometry": EAST}]
    assert report_twins(areas_frame(rows), record).tolist() == [False, True, True, False]
    (finding,) = found(record, "areas.same_shape")
    assert (finding.severity, finding.feature, finding.measured) == (Severity.WARNING, "a、b、c", "100.0 m²")
    repaired = coverage.repair_areas(areas_frame(rows), record)
    assert repaired.geometry.area.tolist() == [100, 100, 100, 50]


def test_a_name_used_twice_is_noted_once(record):
    rows = [{"area_id": str(i), "name": "幸福小区", "geometry": shapely.Point(20 * i, 0)} for i in range(3)]
    report_twins(areas_frame(rows), record)
    (finding,) = found(record, "areas.same_name")
    assert (finding.severity, finding.feature) == (Severity.NOTE, "幸福小区")
