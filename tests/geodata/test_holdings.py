"""Which drawn community holds which area, or which part of it."""

from dataclasses import replace

import pandas as pd
import pytest
import shapely

from geodata.domain import AreaKind
from tests.geodata.drawn_ground import (
    COLUMNS,
    OFFICE,
    areas_like,
    cell,
    facts_drawn,
    facts_of,
    ground,
    inside,
    one,
    units_of,
)


def split_ground():
    """a1 and a2 are the two units of one area `big` of 300 households, cut 1 : 2."""
    areas = areas_like()
    big = areas.loc[["a1"]].assign(households=300, geometry=[shapely.box(0, 200, 200, 300)])
    big.index = pd.Index(["big"], name="area_id")
    units = units_of(areas)
    units.loc[["a1", "a2"], "area_id"] = "big"
    units.loc[["a1", "a2"], "split"] = True
    return replace(ground(), areas=pd.concat([big, areas.drop(index=["a1", "a2"])]).sort_index(), units=units)


class TestAreas:
    def test_an_area_cut_between_two_communities(self):
        facts = facts_of({"a1": "A", "a2": "B"}, split_ground())
        parts = {fact.community_id: fact.areas[0] for fact in facts.communities}
        assert [(part.area_id, part.households, part.area_households) for part in parts.values()] == [
            ("big", 100, 300),
            ("big", 200, 300),
        ]
        assert [part.land_share for part in parts.values()] == [0.5, 0.5]
        assert inside(parts["B"].place, cell("a2"))

    def test_a_split_area_in_one_community_is_whole(self):
        (part,) = one(facts_of({"a1": "A", "a2": "A"}, split_ground()), "A").areas
        assert (part.households, part.land_share) == (300, 1.0)

    def test_what_the_audit_needs_of_an_area_is_told(self):
        areas = areas_like(a1={"kind": AreaKind.SOE_QUARTER, "keep_whole": True, "relatively_independent": True})
        part = one(facts_of({"a1": "A"}, ground(areas)), "A").areas[0]
        assert (part.kind, part.keep_whole, part.relatively_independent) == (AreaKind.SOE_QUARTER, True, True)
        assert (part.name, part.subdistrict) == ("小区a1", OFFICE)

    def test_land_of_no_area_belongs_to_the_community_alone(self):
        dataset = ground()
        units = dataset.units.copy()
        units.loc["a1", "area_id"] = None
        facts = facts_of(COLUMNS, ground(units=units))
        assert one(facts, "A").land_m2 == pytest.approx(30_000)
        assert [part.area_id for part in one(facts, "A").areas] == ["a4", "a7"]


class TestShapesDrawnElsewhere:
    def test_a_cut_area_shares_out_its_households_by_land(self):
        facts = facts_drawn(A=shapely.box(0, 0, 40, 300), B=shapely.box(40, 0, 300, 300))
        held = {part.area_id: part.households for part in one(facts, "A").areas}
        assert held == {"a1": 40, "a4": 160, "a7": 280}
        assert sum(fact.households for fact in facts.communities) == 4500

    def test_a_cut_of_less_than_a_hundredth_is_inaccuracy(self):
        facts = facts_drawn(A=shapely.box(0, 0, 100.9, 300), B=shapely.box(100.9, 0, 300, 300))
        assert [part.area_id for part in one(facts, "A").areas] == ["a1", "a4", "a7"]
        assert one(facts, "A").households == 1200

    def test_a_point_lies_where_it_stands_and_on_a_border_in_the_first(self):
        areas = areas_like(a1={"geometry": shapely.Point(150, 250)}, a2={"geometry": shapely.Point(100, 50)})
        facts = facts_drawn(ground(areas), A=shapely.box(0, 0, 100, 300), B=shapely.box(100, 0, 300, 300))
        assert [part.area_id for part in one(facts, "A").areas] == ["a2", "a4", "a7"]
        assert "a1" in [part.area_id for part in one(facts, "B").areas]

    def test_an_area_outside_every_community_is_in_the_gap(self):
        facts = facts_drawn(A=shapely.box(0, 0, 300, 200))
        (gap,) = facts.gaps
        assert gap.areas == ("a1", "a2", "a3")
        assert facts.uncovered == ()

    def test_part_of_an_area_may_be_left_over(self):
        facts = facts_drawn(A=shapely.box(0, 0, 300, 250))
        assert one(facts, "A").households == 4500 - 50 - 100 - 150
