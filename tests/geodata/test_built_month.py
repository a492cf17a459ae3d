"""When an area was built and whether premises came with it (LH-9.1), from the file to the facts."""

import pandas as pd
import pytest

from geodata import values
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.geodata.drawn_ground import COLUMNS, areas_like, facts_of, ground, one
from tests.geodata.ground_frames import codes


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2011-02", "2011-02"), ("2011年2月", "2011-02"), ("2011 年 2 月", "2011-02"), ("2011年02月28日", "2011-02"),
        ("2011/2", "2011-02"), ("2011/2/28", "2011-02"), ("2011-02-01 00:00:00", "2011-02"),
        ("2011-02-01T00:00:00", "2011-02"), ("2011.02", "2011-02"), ("2011.10", "2011-10"), ("2011.2", "2011-02"),
        ("201102", "2011-02"), ("20110228", "2011-02"), ("２０１１－０２", "2011-02"),
        ("2011", "2011"), ("2011年", "2011"),
    ],
)
def test_months_and_years_as_files_write_them(cell, month):
    assert values.month(cell) == month


@pytest.mark.parametrize("cell", ["2011.1", "2011-13", "2011年0月", "90年代", "1", "11-02", "不详", "2011-02-", ""])
def test_what_is_no_month(cell):
    """2011.1 may be January, or the October that a spreadsheet has shortened."""
    assert values.month(cell) is None


AREAS = (
    "area_id,households,x,y,建成年月,是否配建用房\n"
    "a,100,500000,3800000,2011年2月,否\n"
    "b,100,500200,3800000,2009,是\n"
    "c,100,500400,3800000,不详,\n"
    "d,100,500600,3800000,,看情况\n"
)


def test_both_are_read_and_what_is_unclear_is_said(write):
    dataset = prepare(InputFiles(areas=write("areas.csv", AREAS), crs="EPSG:4545"))
    assert dataset.areas["built_month"].tolist() == ["2011-02", "2009", None, None]
    assert dataset.areas["facility_provided"].astype(object).where(
        dataset.areas["facility_provided"].notna(), None
    ).tolist() == [False, True, None, None]
    assert {"areas.built_month_unclear", "areas.facility_provided_unclear"} <= set(codes(dataset.findings))


def test_the_facts_carry_them():
    areas = areas_like(a1={"built_month": "2011-02", "facility_provided": False})
    areas["facility_provided"] = pd.array(areas["facility_provided"], dtype="boolean")
    parts = {part.area_id: part for part in one(facts_of(COLUMNS, ground(areas)), "A").areas}
    assert (parts["a1"].built_month, parts["a1"].facility_provided) == ("2011-02", False)
    assert (parts["a4"].built_month, parts["a4"].facility_provided) == (None, None)
