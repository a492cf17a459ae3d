"""A drawing under the pen: changes fit or are refused, and turned round they take themselves back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.plans.drawing import (
    Changes,
    Community,
    Drawing,
    Split,
    changes_between,
    changes_json,
    drawing_json,
    new_community_id,
    read_changes,
    read_drawing,
)
from app.plans.errors import CommandError, NotBeforeError, OtherOfficeError, UnknownUnitError
from app.plans.pen import apply

OFFICES = {**dict.fromkeys(["a1", "a2", "a3", "b1"], "新街"), **dict.fromkeys(["x1", "x2"], "旧街")}
PEACE, RICH, OLD = Community("和平", "新街"), Community("丰和", "新街", colour=1), Community("旧里", "旧街", colour=2)
NEW = Community("新社区 1", "新街", colour=3)
CUT = Split(((0.0, 0.0), (1.0, 1.0)), ("a1/1", "a1/2"))

DRAWN = Drawing(
    {"a1": "和平", "a2": "和平", "a3": "丰和", "b1": None, "x1": "旧里", "x2": "旧里"},
    {"和平": PEACE, "丰和": RICH, "旧里": OLD},
)


def draw(*changes: Changes, on: Drawing = DRAWN) -> Drawing:
    return apply(on, changes, OFFICES)


class TestApply:
    def test_a_unit_moves(self):
        assert draw(Changes(units=(("a2", "和平", "丰和"),))).units["a2"] == "丰和"

    def test_the_drawing_before_stays_as_it_was(self):
        draw(Changes(units=(("a2", "和平", "丰和"),)))
        assert DRAWN.units["a2"] == "和平"

    def test_a_unit_leaves_every_community(self):
        drawing = draw(Changes(units=(("a2", "和平", None),)))
        assert drawing.unassigned == ["a2", "b1"]
        assert drawing.assignment == {"a1": "和平", "a3": "丰和", "x1": "旧里", "x2": "旧里"}

    def test_a_new_community_takes_units_in_the_same_command(self):
        drawing = draw(Changes(units=(("a2", "和平", "新街+1"),), communities=(("新街+1", None, NEW),)))
        assert drawing.members()["新街+1"] == ["a2"]
        assert drawing.communities["新街+1"] == NEW

    def test_a_community_without_units_ends_in_the_same_command(self):
        drawing = draw(Changes(units=(("a3", "丰和", "和平"),), communities=(("丰和", RICH, None),)))
        assert "丰和" not in drawing.communities

    def test_a_community_is_renamed_locked_and_recoloured(self):
        told = replace(PEACE, name="和平里", locked=True, colour=4, alone=True)
        assert draw(Changes(communities=(("和平", PEACE, told),))).communities["和平"] == told

    @pytest.mark.parametrize(("changes", "error"), [
        (Changes(units=(("a2", "丰和", "和平"),)), NotBeforeError),
        (Changes(communities=(("和平", RICH, PEACE),)), NotBeforeError),
        (Changes(communities=(("新街+1", NEW, None),)), NotBeforeError),
        (Changes(units=(("zz", None, "和平"),)), UnknownUnitError),
        (Changes(splits=(("zz", None, CUT),)), UnknownUnitError),
        (Changes(units=(("a2", "和平", "无此社区"),)), CommandError),
        (Changes(units=(("a2", "和平", "旧里"),)), OtherOfficeError),
        (Changes(units=(("a3", "丰和", "和平"),)), CommandError),
        (Changes(communities=(("新街+1", None, NEW),)), CommandError),
        (Changes(communities=(("和平", PEACE, None),)), CommandError),
        (Changes(communities=(("丰和", RICH, replace(RICH, subdistrict="旧街")),)), CommandError),
        (Changes(communities=(("无街+1", None, Community("新", "无街")),)), CommandError),
    ], ids=[
        "unit is elsewhere", "record is another", "record is not there", "unknown unit", "unknown unit cut",
        "unknown community", "another street office", "left empty", "begins empty", "ends while it holds units",
        "changes its street office", "unknown street office",
    ])
    def test_what_does_not_fit_is_refused(self, changes, error):
        with pytest.raises(error) as raised:
            draw(changes)
        assert raised.value.message_zh
        assert raised.value.message_en

    def test_a_message_names_the_unit_and_both_street_offices(self):
        with pytest.raises(OtherOfficeError) as raised:
            draw(Changes(units=(("a2", "和平", "旧里"),)))
        assert raised.value.message_zh == "单元 a2 在新街，不能划入旧街的社区 旧里"


class TestSplit:
    def test_the_parts_take_the_place_and_the_community_of_the_unit(self):
        drawing = draw(Changes(splits=(("a1", None, CUT),)))
        assert "a1" not in drawing.units
        assert (drawing.units["a1/1"], drawing.units["a1/2"]) == ("和平", "和平")
        assert drawing.splits == {"a1": CUT}

    def test_a_part_may_move_in_the_same_command_and_stays_in_its_street_office(self):
        drawing = draw(Changes(splits=(("a1", None, CUT),), units=(("a1/2", "和平", "丰和"),)))
        assert drawing.units["a1/2"] == "丰和"
        with pytest.raises(OtherOfficeError):
            draw(Changes(units=(("a1/2", "丰和", "旧里"),)), on=drawing)

    def test_parts_in_one_community_are_joined_again(self):
        drawing = draw(Changes(splits=(("a1", None, CUT),)), Changes(splits=(("a1", CUT, None),)))
        assert drawing == DRAWN

    def test_parts_in_two_communities_are_not(self):
        split = draw(Changes(splits=(("a1", None, CUT),), units=(("a1/2", "和平", "丰和"),)))
        with pytest.raises(CommandError):
            draw(Changes(splits=(("a1", CUT, None),)), on=split)

    def test_a_part_is_cut_again_and_then_the_first_cut_stays(self):
        again = Split(((0.0, 0.0), (2.0, 1.0)), ("a1/1/1", "a1/1/2"))
        twice = draw(Changes(splits=(("a1", None, CUT),)), Changes(splits=(("a1/1", None, again),)))
        assert twice.units["a1/1/2"] == "和平"
        with pytest.raises(CommandError):
            draw(Changes(splits=(("a1", CUT, None),)), on=twice)
        back = draw(Changes(splits=(("a1/1", again, None),)), Changes(splits=(("a1", CUT, None),)), on=twice)
        assert back == DRAWN

    @pytest.mark.parametrize("parts", [("a1/1",), ("a1/1", "a1/1"), ("a1/1", "a2")])
    def test_parts_have_identifiers_of_their_own(self, parts):
        with pytest.raises(CommandError):
            draw(Changes(splits=(("a1", None, replace(CUT, parts=parts)),)))


class TestInverse:
    @pytest.mark.parametrize("changes", [
        Changes(units=(("a2", "和平", "丰和"), ("b1", None, "和平"))),
        Changes(units=(("a3", "丰和", "和平"),), communities=(("丰和", RICH, None),)),
        Changes(units=(("a2", "和平", "新街+1"),), communities=(("新街+1", None, NEW),)),
        Changes(splits=(("a1", None, CUT),), units=(("a1/2", "和平", "丰和"),)),
        Changes(units=(("a1", "和平", None), ("a1", None, "丰和"))),
    ], ids=["move", "merge", "new", "split and move", "one unit twice"])
    def test_turned_round_it_takes_itself_back(self, changes):
        assert draw(changes, changes.inverse()) == DRAWN


@st.composite
def gestures(draw_from, drawing: Drawing) -> Changes:
    """Any gesture that fits a drawing: some units of one street office move, communities begin and end with them."""
    office = draw_from(st.sampled_from(["新街", "旧街"]))
    units = draw_from(st.sets(st.sampled_from([u for u, name in OFFICES.items() if name == office]), min_size=1))
    there = sorted(name for name, told in drawing.communities.items() if told.subdistrict == office)
    fresh = new_community_id(office, drawing.communities)
    target = draw_from(st.sampled_from([*there, fresh, None]))
    moved = [(unit, drawing.units[unit], target) for unit in sorted(units) if drawing.units[unit] != target]
    begun = [(fresh, None, Community("新", office))] if target == fresh else []
    after = {**drawing.units, **{unit: target for unit, *_ in moved}}
    ended = [(name, drawing.communities[name], None) for name in there if name not in after.values()]
    return Changes(tuple(moved), (*begun, *ended))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_run_of_gestures_can_be_taken_back_and_loses_nobody(data):
    households = {unit: 100 + number for number, unit in enumerate(OFFICES)}
    drawing, done = DRAWN, []
    for _ in range(data.draw(st.integers(1, 6))):
        changes = data.draw(gestures(drawing))
        done.append(changes)
        drawing = apply(drawing, [read_changes(changes_json(changes))], OFFICES)
        members = drawing.members()
        held = [unit for units in members.values() for unit in units]
        assert sorted([*held, *drawing.unassigned]) == sorted(OFFICES)
        assert all(members.values())
        counted = sum(households[unit] for unit in held) + sum(households[unit] for unit in drawing.unassigned)
        assert counted == sum(households.values())
        assert all(drawing.communities[c].subdistrict == OFFICES[u] for u, c in drawing.assignment.items())
    assert apply(DRAWN, done, OFFICES) == drawing
    assert apply(drawing, [changes.inverse() for changes in reversed(done)], OFFICES) == DRAWN


def test_new_communities_take_the_smallest_number_never_used():
    assert new_community_id("新街", {"新街+1", "新街+3", "旧街+2", "和平"}) == "新街+2"


def test_changes_between_two_drawings_lead_from_one_to_the_other():
    other = draw(
        Changes(units=(("a2", "和平", "新街+1"),), communities=(("新街+1", None, NEW),)),
        Changes(units=(("a3", "丰和", "和平"),), communities=(("丰和", RICH, None),)),
    )
    assert draw(changes_between(DRAWN, other)) == other
    assert changes_between(DRAWN, DRAWN) == Changes()


def test_a_drawing_comes_back_from_its_json():
    drawing = draw(Changes(splits=(("a1", None, CUT),)))
    assert read_drawing(drawing_json(drawing)) == drawing


def test_a_drawing_without_empty_communities():
    assert Drawing({"a1": "和平"}, {"和平": PEACE, "丰和": RICH}).without_empty().communities == {"和平": PEACE}
