"""What a frozen plan changes in the registry, worked by hand on the drawn plan."""

import pytest

from app.registry.changes import Kind, changes, four_bounds_text
from tests.app.registry.drawn_plan import AUDIT, DOCUMENT, community


def found() -> dict:
    return {change.community_id: change for change in changes(DOCUMENT, AUDIT)}


def test_a_community_that_nothing_moves_from_or_to_is_not_concerned():
    assert set(found()) == {"和平", "丰和", "新街+1", "永宁", "安康"}


@pytest.mark.parametrize(("name", "kind"), [
    ("新街+1", Kind.NEW), ("和平", Kind.CHANGED), ("永宁", Kind.CHANGED), ("安康", Kind.MERGED),
])
def test_what_happens_to_each(name: str, kind: Kind):
    assert found()[name].kind is kind


def test_predecessors_come_with_the_households_that_they_gave():
    assert [(each["name"], each["households"]) for each in found()["新街+1"].predecessors] \
        == [("丰和社区", 200), ("和平社区", 1900)]


def test_columns_are_those_of_the_frozen_plan():
    columns = found()["新街+1"].columns
    assert columns["households"] == 2100
    assert columns["household_basis"] == "resident"
    assert columns["facility_required_m2"] == 630.0
    assert columns["four_bounds"] == "东至石榴街，南至石榴街，西至石榴街，北至石榴街"


def test_open_findings_are_the_failed_ones_that_nobody_waived():
    columns = found()["新街+1"].columns
    assert (columns["hard_findings"], columns["other_findings"]) == (1, 1)


def test_one_that_several_take_over_is_abolished():
    divided = {
        **DOCUMENT,
        "today": [
            {**each, "heirs": {"永宁": 300, "长乐": 100}} if each["community_id"] == "安康" else each
            for each in DOCUMENT["today"]
        ],
    }
    ended = next(each for each in changes(divided, AUDIT) if each.community_id == "安康")
    assert ended.kind is Kind.ABOLISHED
    assert ended.heirs == ("永宁", "长乐")


def test_a_new_name_alone_is_a_change():
    renamed = {
        **DOCUMENT,
        "communities": [
            {**each, "name": "长乐坊社区"} if each["community_id"] == "长乐" else each
            for each in DOCUMENT["communities"]
        ],
    }
    assert "长乐" in {each.community_id for each in changes(renamed, AUDIT)}


def test_without_present_communities_all_are_new():
    bare = {"communities": [community("一", 2000, {}, continues=False)], "ledger": [], "today": []}
    assert [change.kind for change in changes(bare, {"findings": []})] == [Kind.NEW]


def test_limits_that_are_not_known_are_not_made_up():
    assert four_bounds_text(None) is None
