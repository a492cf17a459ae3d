"""Where a drawing begins: with today, with nothing, with what was found elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.plans.starts import called, fills, start_blank, start_today, start_with
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground


def read(**columns):
    with TemporaryDirectory() as folder:
        return prepare(InputFiles(areas=str(grid.areas(Path(folder), **columns))))


def test_blank_is_every_unit_in_no_community():
    drawing = start_blank(ground())
    assert drawing.units == dict.fromkeys(grid.HOUSEHOLDS)
    assert drawing.communities == {}


def test_today_is_what_the_files_say():
    drawing = start_today(ground())
    assert drawing.assignment == grid.PRESENT
    assert {name: (told.name, told.subdistrict) for name, told in drawing.communities.items()} == {
        "和平": ("和平", "新街"), "丰和": ("丰和", "新街"),
    }


def test_an_area_without_a_present_community_waits():
    drawing = start_today(read(community={**grid.PRESENT, "c3": None}))
    assert drawing.unassigned == ["c3"]


def test_land_of_no_area_follows_its_longest_border():
    """b3 as land of no area: it borders b2 and c3 of 丰和 with 300 m each, a3 of 和平 with 300 m."""
    units = ground().units.copy()
    units.loc["b3", ["area_id", "community"]] = None
    assert start_today(replace(ground(), units=units)).units["b3"] == "丰和"


def test_land_of_no_area_without_a_community_around_it_waits_for_its_neighbours():
    """b2, b3 and c3 are nobody's; c3 borders only the other two and c2: all get a community in the end."""
    units = ground().units.copy()
    units.loc[["b2", "b3", "c3"], ["area_id", "community"]] = None
    drawing = start_today(replace(ground(), units=units))
    assert drawing.unassigned == []
    assert drawing.units["c3"] == "丰和"


def test_an_undecided_area_is_in_no_community():
    """PL-13: nobody is decided to manage c3."""
    dataset = read(ruling={"c3": "reported"})
    assert dataset.rulings == {"c3": "reported"}
    assert start_today(dataset).unassigned == ["c3"]


def test_a_community_in_two_street_offices_is_parted():
    """丰和 has 3,800 households in 新街 and 575 in 旧街: there it becomes a new community of the same name (PL-5)."""
    office = {cell: "旧街" if cell[0] == "c" else "新街" for cell in grid.HOUSEHOLDS}
    drawing = start_today(read(subdistrict=office))
    assert {unit for unit, name in drawing.units.items() if name == "旧街+1"} == {"c1", "c2", "c3"}
    assert drawing.communities["旧街+1"].name == "丰和"
    assert drawing.communities["丰和"].subdistrict == "新街"


def test_communities_found_elsewhere_keep_identifiers_and_get_names():
    assignment = {"a1": "和平", "a2": "和平", "b1": "新街+2", "c1": "甲"}
    drawing = start_with(ground(), assignment, names={"甲": "甲社区"})
    assert drawing.assignment == assignment
    assert {name: told.name for name, told in drawing.communities.items()} == {
        "和平": "和平", "新街+2": "新社区 2", "甲": "甲社区",
    }


def test_neighbours_have_fills_that_differ():
    colours = fills(ground(), {"a1": "x", "b1": "y", "c1": "z"})
    assert colours["x"] != colours["y"] != colours["z"]
    assert fills(ground(), {"a1": "x", "b1": "y"}, keep={"x": 4})["x"] == 4


def test_only_a_number_after_the_street_office_is_a_new_community():
    assert called("新街+12", "新街") == "新社区 12"
    assert called("新街+甲", "新街") == "新街+甲"
