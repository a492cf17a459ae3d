"""What joined what: communities that another one takes over, quarters that share a community."""

import pandas as pd
import pytest
from shapely import box

from geodata.domain import AreaKind
from geodata.facts import dissolve, measure
from tests.geodata.drawn_ground import COLUMNS, NAMES, areas_like, facts_drawn, facts_of, ground, one

SAME = {name: {"households": 300, "population": 786, "community": COLUMNS[name]} for name in NAMES}


def borders():
    """Squares beside and below one another share 100 m."""
    pairs = [(i, i + 1) for i in range(9) if i % 3 < 2] + [(i, i + 3) for i in range(6)]
    ends = {"a": [NAMES[i] for i, _ in pairs], "b": [NAMES[j] for _, j in pairs]}
    return pd.DataFrame({**ends, "length_m": 100.0, "declared": False})


def mergers(assignment, **changed):
    areas = areas_like(**{name: {**SAME[name], **changed.get(name, {})} for name in NAMES})
    dataset = ground(areas, borders=borders())
    return measure(dataset, dissolve(dataset.units, assignment), assignment).mergers


class TestCommunities:
    def test_one_that_goes_on_has_joined_nothing(self):
        assert mergers(COLUMNS) == ()

    def test_a_community_that_another_takes_over(self):
        """D (a9 today) becomes part of C, which keeps a3 and a6: B is adjacent too, A is not."""
        (merger,) = mergers(COLUMNS, a9={"community": "D"})
        assert (merger.community_id, merger.area_id, merger.into, merger.households) == ("D", None, "C", 300)
        assert (merger.place.x, merger.place.y) == (250, 50)
        found = {c.community_id: (c.households, c.population, c.border_m, c.distance_m) for c in merger.candidates}
        assert found["C"] == (600, 1572, 100, pytest.approx(1.3 * 150))  # its people live about (250, 200)
        assert found["B"] == (900, 2358, 100, pytest.approx(1.3 * (100**2 + 100**2) ** 0.5))
        assert found["A"] == (900, 2358, 0, pytest.approx(1.3 * (200**2 + 100**2) ** 0.5))
        assert [c.community_id for c in merger.candidates] == ["B", "C", "A"]  # nearest first

    def test_a_declared_neighbour_is_one_without_a_border(self):
        """a7, of A, and a9 are joined by a bridge over B."""
        told = pd.concat([borders(), pd.DataFrame({"a": ["a7"], "b": ["a9"], "length_m": 0.0, "declared": True})])
        areas = areas_like(**{name: SAME[name] for name in NAMES if name != "a9"}, a9={**SAME["a9"], "community": "D"})
        dataset = ground(areas, borders=told)
        (merger,) = measure(dataset, dissolve(dataset.units, COLUMNS), COLUMNS).mergers
        found = {c.community_id: (c.border_m, c.is_declared) for c in merger.candidates}
        assert found == {"A": (0, True), "B": (100, False), "C": (100, False)}

    def test_one_that_is_split_up_has_joined_nothing(self):
        """D (a7 and a9 today) goes half to A and half to C: neither holds more than half of it."""
        assert mergers(COLUMNS, a7={"community": "D"}, a9={"community": "D"}) == ()

    def test_of_two_that_come_together_the_smaller_joins(self):
        together = {**COLUMNS, **dict.fromkeys(("a3", "a6", "a9"), "B")}
        (merger,) = mergers(together, a3={"households": 299})
        assert (merger.community_id, merger.into) == ("C", "B")

    def test_persons_unknown_stay_unknown(self):
        (merger,) = mergers(COLUMNS, a9={"community": "D", "population": None})
        assert merger.population is None


class TestQuarters:
    @pytest.mark.parametrize("kind", [AreaKind.SOE_QUARTER, AreaKind.FAMILY_COMMITTEE])
    def test_a_quarter_that_shares_its_community(self, kind):
        (merger,) = mergers(COLUMNS, a4={"kind": kind})
        assert (merger.community_id, merger.area_id, merger.name, merger.into) == (None, "a4", "小区a4", "A")
        borders_m = {c.community_id: c.border_m for c in merger.candidates}
        assert borders_m == {"A": 200, "B": 100, "C": 0}

    def test_one_alone_in_its_community_has_joined_nothing(self):
        alone = {**COLUMNS, "a1": "B", "a7": "B"}
        assert mergers(alone, a4={"kind": AreaKind.SOE_QUARTER}, a1={"community": "B"}, a7={"community": "B"}) == ()

    def test_one_that_came_with_its_community_is_told_once(self):
        (merger,) = mergers(COLUMNS, a9={"community": "D", "kind": AreaKind.SOE_QUARTER})
        assert (merger.community_id, merger.area_id) == ("D", None)


class TestLand:
    def test_share_of_the_land_that_the_main_predecessor_holds_today(self):
        """C keeps a3 and a6 and takes a9 from D: two of its three squares are its own today."""
        areas = areas_like(**{name: {**SAME[name], **({"community": "D"} if name == "a9" else {})} for name in NAMES})
        facts = facts_of(COLUMNS, ground(areas, borders=borders()))
        assert one(facts, "C").origin_land_share == pytest.approx(2 / 3)
        assert one(facts, "A").origin_land_share == 1

    def test_without_present_communities_there_is_none(self):
        facts = facts_of(COLUMNS)
        assert one(facts, "A").origin_land_share is None
        assert facts.mergers == ()

    def test_shapes_drawn_elsewhere_hold_the_units_whose_middle_they_cover(self):
        areas = areas_like(**{name: {**SAME[name], **({"community": "D"} if name == "a9" else {})} for name in NAMES})
        facts = facts_drawn(
            ground(areas, borders=borders()), A=box(0, 0, 110, 300), B=box(110, 0, 190, 300), C=box(190, 0, 300, 300)
        )
        assert [(merger.community_id, merger.into) for merger in facts.mergers] == [("D", "C")]
