"""Cutting a unit over HTTP: looked at first, then one command of the log; the ground has the parts from then on."""

from __future__ import annotations

import json

import pytest
from pyproj import Transformer

from app.plans.drawing import Split
from app.plans.errors import CommandError
from app.plans.splits import cut_unit, with_splits
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

TO_LONLAT = Transformer.from_crs(grid.CRS, "EPSG:4326", always_xy=True)


def line(*corners):
    """Corners in metres from the south-west of the nine squares, as the page sends them."""
    return [list(TO_LONLAT.transform(grid.WEST_M + x, grid.SOUTH_M + y)) for x, y in corners]


ACROSS_B2 = line((250, 420), (650, 420))
"""From west to east through b2: 180 m of it lie north of the line, 120 m south."""


def at(plan, *parts):
    return "/".join((f"/api/v1/plans/{plan['id']}", *parts))


def test_what_a_split_would_make(client, plan):
    answer = client.post(at(plan, "splits/preview"), json={"unit_id": "b2", "line": ACROSS_B2})
    assert answer.status_code == 200
    told = answer.json()
    assert [(part["unit_id"], part["households"]) for part in told["parts"]] == [("b2/1", 1140), ("b2/2", 760)]
    assert [part["area_m2"] for part in told["parts"]] == pytest.approx([54_000, 36_000], abs=5)
    assert told["parts"][0]["population"] is None
    assert told["parts"][0]["geometry"]["type"] == "Polygon"
    assert "按面积分摊：1140、760 户" in told["message_zh"]
    assert client.get(at(plan, "drawing")).json()["version"] == 0


def test_a_split_is_one_command_and_can_be_taken_back(client, plan):
    answer = client.post(
        at(plan, "splits"), json={"unit_id": "b2", "line": ACROSS_B2}, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["head"], told["command"]["number"], told["command"]["kind"]) == (1, 1, "split")
    [[unit, before, after]] = told["command"]["changes"]["splits"]
    assert (unit, before, after["parts"]) == ("b2", None, ["b2/1", "b2/2"])
    drawing = client.get(at(plan, "drawing")).json()["drawing"]
    assert (drawing["units"]["b2/1"], drawing["units"]["b2/2"]) == ("丰和", "丰和")
    assert "b2" not in drawing["units"]
    ground_now = client.get(at(plan, "ground")).json()
    assert {"b2/1", "b2/2"} < set(ground_now["units"]["id"])
    undone = {"command_id": "c" * 32, "kind": "undo", "label": {"zh": "撤销", "en": "Undo"},
              "changes": {"splits": [["b2", after, None]]}}
    answer = client.post(at(plan, "commands"), json={"commands": [undone]}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert client.get(at(plan, "drawing")).json()["drawing"]["units"]["b2"] == "丰和"


def test_a_split_on_an_old_version_is_stale(client, plan):
    asked = {"unit_id": "b2", "line": ACROSS_B2}
    assert client.post(at(plan, "splits"), json=asked, headers={"If-Match": '"0"'}).status_code == 200
    across_a1 = {"unit_id": "a1", "line": line((-50, 700), (350, 700))}
    again = client.post(at(plan, "splits"), json=across_a1, headers={"If-Match": '"0"'})
    assert (again.status_code, again.json()["code"], again.json()["head"]) == (409, "plans.stale", 1)
    ahead = client.post(at(plan, "splits"), json={"unit_id": "b2/1", "line": line((450, 400), (450, 700))},
                        headers={"If-Match": '"9"'})
    assert ahead.status_code == 409
    assert ahead.json()["code"] == "plans.stale"


@pytest.mark.parametrize(("asked", "code"), [
    ({"unit_id": "b2", "line": line((250, 420), (350, 420))}, "units.cut"),
    ({"unit_id": "zz", "line": ACROSS_B2}, "units.unknown"),
    ({"unit_id": "b2", "line": [[108.9, 34.2]]}, "request.invalid"),
    ({"unit_id": "b2", "line": [[108.9, 34.2], [108.9, "x"]]}, "request.invalid"),
    ({"unit_id": "b2", "line": [[108.9, 34.2], [108.9, 1e400]]}, "request.invalid"),
    ({"unit_id": "b2", "line": [[800, 900], [801, 900]]}, "units.cut"),
])
def test_a_line_that_cannot_cut_is_refused(client, plan, asked, code):
    for path in ("splits/preview", "splits"):
        answer = client.post(
            at(plan, path), content=json.dumps(asked), headers={"If-Match": '"0"', "Content-Type": "application/json"})
        assert answer.status_code == 422
        assert answer.json()["code"] == code
        assert answer.json()["message_zh"]


def test_splits_of_a_drawing_are_cut_parents_first():
    first = cut_unit(ground(), "b2", ACROSS_B2)
    second = cut_unit(first.dataset, "b2/1", line((450, 400), (450, 700)))
    both = {"b2/1": second.split, "b2": first.split}
    assert with_splits(ground(), both).hash == second.dataset.hash


def test_a_split_that_does_not_fit_is_refused():
    told = cut_unit(ground(), "b2", ACROSS_B2).split
    with pytest.raises(CommandError, match="b2"):
        with_splits(ground(), {"b2": Split(told.line, ("b2/1", "b2/2", "b2/3"))})
    with pytest.raises(CommandError, match="x9"):
        with_splits(ground(), {"x9": told})
