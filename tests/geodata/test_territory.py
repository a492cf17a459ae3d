"""Every area is in one street office or listed as unplaced with the reason; so is every facility in a unit.

::

    y 100 ┌────────┬────────┐
          │   甲   │   乙   │      two offices, each 100 m by 100 m
        0 └────────┴────────┘
          0       100      200 x
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import territory
from geodata.domain import FacilityStatus
from geodata.errors import IdentifierClashError, NoAreasError
from geodata.record import Severity
from tests.geodata.ground_frames import areas_frame, codes
from tests.geodata.land_frames import NO_LINES

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
CRS = "EPSG:4545"


def outlines(**geometries):
    names = pd.Series([name.rstrip("_") for name in geometries], dtype=object)
    return gpd.GeoDataFrame({"subdistrict": names}, geometry=list(geometries.values()), crs=CRS)


def point(area_id, x, y, subdistrict=None, households=100):
    return {"area_id": area_id, "geometry": shapely.Point(x, y), "subdistrict": subdistrict, "households": households}


@pytest.fixture
def place(record):
    def _place(rows, subdistricts=None):
        return territory.place(areas_frame(rows), subdistricts, NO_LINES, record)

    return _place


class TestByOutline:
    def test_a_point_belongs_to_the_office_around_it(self, place):
        placed, offices, unplaced, known = place([point("b", 150, 50), point("a", 50, 50)], outlines(甲=LEFT, 乙=RIGHT))
        assert placed["subdistrict"].to_dict() == {"a": "甲", "b": "乙"}
        assert placed.index.tolist() == ["a", "b"]
        assert sorted(offices.index) == ["乙", "甲"]
        assert unplaced.empty
        assert known is True

    def test_a_polygon_across_the_line_goes_to_the_office_that_holds_most_of_it_and_is_listed(self, place, record):
        rows = [{"area_id": "a", "geometry": shapely.box(70, 0, 110, 40)}, point("b", 150, 50)]
        placed, _, _, _ = place(rows, outlines(甲=LEFT, 乙=RIGHT))
        assert placed["subdistrict"]["a"] == "甲"
        (across,) = [f for f in record if f.code == "areas.across_line"]
        assert "75%" in across.message_en  # 30 of its 40 m lie in 甲

    def test_outside_every_office_is_unplaced_with_households_and_reason(self, place, record):
        rows = [point("a", 50, 50), point("b", 500, 50, households=7)]
        placed, _, unplaced, _ = place(rows, outlines(甲=LEFT))
        assert placed.index.tolist() == ["a"]
        assert unplaced[["area_id", "households"]].to_numpy().tolist() == [["b", 7]]
        assert "界线之外" in unplaced["reason_zh"][0]
        assert "outside" in unplaced["reason_en"][0]
        assert "areas.unplaced" in codes(record)

    def test_a_polygon_mostly_outside_is_unplaced(self, place):
        rows = [point("a", 50, 50), {"area_id": "b", "geometry": shapely.box(-90, 0, 10, 10)}]
        assert place(rows, outlines(甲=LEFT))[2]["area_id"].tolist() == ["b"]

    def test_an_office_without_an_area_stays_and_is_listed(self, place, record):
        _, offices, _, _ = place([point("a", 50, 50)], outlines(甲=LEFT, 乙=RIGHT))
        assert "乙" in offices.index
        assert [(f.feature, f.severity) for f in record if f.code == "offices.empty"] == [("乙", Severity.NOTE)]

    def test_rows_of_one_office_become_one_outline(self, place):
        far = shapely.box(300, 0, 400, 100)
        _, offices, _, _ = place([point("a", 350, 50)], outlines(甲=LEFT, 甲_=far))
        assert offices.index.tolist() == ["甲"]
        assert offices.geometry["甲"].area == pytest.approx(20_000)

    def test_outlines_that_overlap_are_cut_apart_and_recorded(self, place, record):
        wide = shapely.box(90, 0, 200, 100)
        _, offices, _, _ = place([point("a", 50, 50), point("b", 150, 50)], outlines(甲=LEFT, 乙=wide))
        assert offices.geometry["甲"].intersection(offices.geometry["乙"]).area == 0
        assert offices.union_all().area == pytest.approx(20_000)
        (overlap,) = [f for f in record if f.code == "offices.overlap"]
        assert (overlap.severity, overlap.measured) == (Severity.WARNING, "1000 m²")

    def test_slivers_between_outlines_are_settled(self, place, record):
        place([point("a", 50, 50), point("b", 150, 50)], outlines(甲=LEFT, 乙=shapely.box(99.6, 0, 200, 100)))
        (sliver,) = [f for f in record if f.code == "offices.sliver_overlap"]
        assert (sliver.severity, sliver.measured, sliver.repaired) == (Severity.REPAIRED, "40 m²", "0 m²")

    def test_an_area_on_land_that_two_offices_claim_is_undecided_unless_its_column_decides(self, place):
        rows = [
            {**point("a", 95, 50), "community": "旧社区"}, point("b", 95, 20, "乙"), point("c", 50, 50),
            {"area_id": "d", "geometry": shapely.box(80, 60, 96, 90)},  # 6 of its 16 m lie on it
        ]
        placed, _, _, _ = place(rows, outlines(甲=LEFT, 乙=shapely.box(90, 0, 200, 100)))
        assert placed["ruling"].to_dict() == {"a": "", "b": None, "c": None, "d": None}
        assert placed["claimants"]["a"] == ("乙", "甲")
        assert placed["community"]["a"] is None
        assert placed["subdistrict"]["b"] == "乙"


class TestByColumn:
    def test_the_column_decides_and_the_difference_is_listed(self, place, record):
        rows = [point("a", 50, 50, "乙"), point("b", 150, 50, "乙"), point("c", 20, 20, "甲")]
        placed, _, _, _ = place(rows, outlines(甲=LEFT, 乙=RIGHT))
        assert placed["subdistrict"].to_dict() == {"a": "乙", "b": "乙", "c": "甲"}
        (differs,) = [f for f in record if f.code == "areas.office_differs"]
        assert differs.feature.startswith("a")

    def test_many_differences_are_summed_up_after_twenty(self, place, record):
        rows = [point(f"a{i:02}", 1 + i, 50, "乙") for i in range(25)]
        place(rows, outlines(甲=LEFT, 乙=RIGHT))
        found = [f for f in record if f.code == "areas.office_differs"]
        assert len(found) == 21
        assert found[-1].measured == "5"

    def test_a_blank_cell_is_filled_from_the_place(self, place, record):
        placed, _, _, _ = place([point("a", 50, 50, "甲"), point("b", 150, 50)], outlines(甲=LEFT, 乙=RIGHT))
        assert placed["subdistrict"]["b"] == "乙"
        assert "areas.office_by_place" in codes(record)

    def test_a_little_outside_its_own_office_is_inside_far_outside_is_unplaced(self, place, record):
        rows = [point("a", 50, 50, "甲"), point("b", 50, 160, "甲"), point("c", 50, 900, "甲")]
        placed, _, unplaced, _ = place(rows, outlines(甲=LEFT))
        assert placed.index.tolist() == ["a", "b"]
        assert unplaced["area_id"].tolist() == ["c"]
        assert "areas.near_office" in codes(record)

    def test_names_that_differ_only_in_the_word_for_office_match(self, place, record):
        placed, offices, unplaced, _ = place(
            [point("a", 50, 50, "青年路街道办"), point("b", 150, 50, "北关街道")],
            outlines(青年路街道=LEFT, 北关街道=RIGHT),
        )
        assert placed["subdistrict"]["a"] == "青年路街道"
        assert unplaced.empty
        assert len(offices) == 2
        assert "offices.name_matched" in codes(record)

    def test_an_office_without_an_outline_is_an_error_with_its_households(self, place, record):
        rows = [point("a", 50, 50, "甲"), point("b", 150, 50, "丙", households=30)]
        placed, _, unplaced, _ = place(rows, outlines(甲=LEFT, 乙=RIGHT))
        assert placed.index.tolist() == ["a"]
        assert unplaced["area_id"].tolist() == ["b"]
        (error,) = [f for f in record if f.code == "offices.no_outline"]
        assert error.severity is Severity.ERROR
        assert "30 户" in error.message_zh

    def test_without_outlines_they_are_drawn_around_the_areas(self, place):
        rows = [point("a", 0, 0, "甲"), point("b", 0, 300, "甲"), point("c", 900, 0, "乙"), point("d", 900, 300, "乙")]
        placed, offices, _, known = place(rows)
        assert known is False
        assert sorted(offices.index) == ["乙", "甲"]
        assert offices.geometry["甲"].intersection(offices.geometry["乙"]).area == pytest.approx(0, abs=1)
        for area_id, office in placed["subdistrict"].items():
            assert offices.geometry[office].buffer(1).contains(placed.geometry[area_id])

    def test_without_outlines_a_blank_cell_is_unplaced(self, place):
        _, _, unplaced, _ = place([point("a", 0, 0, "甲"), point("b", 0, 300)])
        assert unplaced["reason_en"].tolist() == ["no street office is given"]


class TestNeither:
    def test_one_street_office_recorded_as_assumed(self, place, record):
        placed, offices, _, known = place([point("a", 0, 0), point("b", 300, 300)])
        assert set(placed["subdistrict"]) == {"全区"}
        assert offices.index.tolist() == ["全区"]
        assert known is False
        assert [f.severity for f in record if f.code == "offices.assumed"] == [Severity.ASSUMED]

    def test_an_area_in_another_city_is_warned_of(self, place, record):
        place([point("a", 0, 0), point("b", 300, 300), point("c", 300_000, 0)])
        assert [f.feature for f in record if f.code == "areas.far_away"] == ["c"]

    def test_two_areas_in_another_city_do_not_vouch_for_each_other(self, place, record):
        place([*(point(f"a{i}", 300 * i, 0) for i in range(4)), point("y", 300_000, 0), point("z", 300_500, 0)])
        assert [f.feature for f in record if f.code == "areas.far_away"] == ["y", "z"]


class TestUnplaced:
    def test_rows_without_a_place_are_listed_and_counted(self, place, record):
        rows = [point("a", 50, 50), *({"area_id": f"n{i}", "geometry": None, "households": 10} for i in range(30))]
        _, _, unplaced, _ = place(rows, outlines(甲=LEFT))
        assert unplaced["households"].sum() == 300
        assert len(unplaced) == 30
        (finding,) = [f for f in record if f.code == "areas.unplaced"]
        assert finding.message_zh.startswith("30 个小区 300 户没有坐标或图形")

    def test_nothing_left_is_an_error(self, place):
        with pytest.raises(NoAreasError):
            place([point("a", 500, 50)], outlines(甲=LEFT))

    def test_one_identifier_for_two_areas_is_an_error(self, place):
        with pytest.raises(IdentifierClashError, match="a stands twice"):
            place([point("a", 50, 50), point("a", 60, 60)])


class TestFacilities:
    units = gpd.GeoDataFrame(geometry=[LEFT, RIGHT], index=pd.Index(["u1", "u2"], name="unit_id"), crs=CRS)

    def facilities(self, *places):
        count = len(places)
        return gpd.GeoDataFrame(
            {
                "facility_id": pd.Series([f"f{i}" for i in range(count)], dtype=object),
                "name": "x", "kind": "service", "status": FacilityStatus.EXISTING,
                "area_m2": 600.0, "activity_m2": 360.0, "plaza_m2": float("nan"),
            },
            geometry=[None if p is None else shapely.Point(p) for p in places], crs=CRS,
        )

    def test_each_stands_in_its_unit_on_a_border_in_the_first(self, record):
        located = territory.locate_facilities(self.facilities((150, 50), (50, 50), (100, 50)), self.units, record)
        assert located["unit_id"].to_dict() == {"f0": "u2", "f1": "u1", "f2": "u1"}
        assert codes(record) == []

    def test_one_that_stands_in_no_unit_stays_and_is_named(self, record):
        located = territory.locate_facilities(self.facilities((500, 50), None), self.units, record)
        assert located["unit_id"].tolist() == [None, None]
        assert [f.feature for f in record if f.code == "facilities.outside"] == ["f0", "f1"]

    def test_none_given_is_none(self, record):
        assert territory.locate_facilities(None, self.units, record) is None
