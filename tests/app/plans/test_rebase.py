"""A plan carried over to another issue of its data: what is there keeps its community, what changed is listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from shapely import Polygon

from app.plans.atoms import Ground
from app.plans.drawing import Drawing
from app.plans.rebase import ChangeKind, FoundBy, rebase
from app.plans.splits import cut_unit
from app.plans.starts import start_today
from app.storage.models import DatasetRow
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter, ground
from tests.app.plans.test_splits import ACROSS_B2

CELLS = tuple(grid.HOUSEHOLDS)


def issue(cells=CELLS, *, split_above=None, shapes=None, **columns):
    """Another issue: some cells, other columns, other shapes."""
    told = {"households": grid.HOUSEHOLDS, "community": grid.PRESENT, "subdistrict": dict.fromkeys(cells, "新街")}
    rows = grid.features({**told, **columns}, cells=tuple(cells))
    for row in rows:
        name = row["properties"]["area_id"]
        row["properties"]["area_id"] = columns.get("renamed", {}).get(name, name)
        if name in (shapes or {}):
            row["geometry"]["coordinates"] = [shapes[name]]
    with TemporaryDirectory() as folder:
        path = grid.write(Path(folder) / "areas.geojson", rows)
        return prepare(InputFiles(areas=str(path)), split_above=split_above)


def today():
    return Ground(start_today(ground()), ground())


def carried(after, before=None):
    return rebase(before or today(), ground(), after)


def listed(rebased):
    return [(area.kind.value, area.area_id, area.before, area.after, area.found_by) for area in rebased.areas]


def test_the_same_data_again_changes_nothing():
    rebased = carried(issue())
    assert rebased.drawing == today().drawing
    assert rebased.areas == ()


def test_counts_that_changed_are_listed_with_where_they_are():
    rebased = carried(issue(households={**grid.HOUSEHOLDS, "a1": 1500}))
    [area] = rebased.areas
    assert (area.kind, area.area_id, area.before, area.after) == (ChangeKind.HOUSEHOLDS, "a1", 1200, 1500)
    assert (area.communities, area.found_by, area.changed_m2) == (("和平",), FoundBy.ID, 0.0)
    assert rebased.drawing == today().drawing


def test_what_went_is_listed_with_where_it_was():
    rebased = carried(issue([cell for cell in CELLS if cell != "c3"]))
    assert listed(rebased) == [("removed", "c3", 75, None, None)]
    assert rebased.areas[0].communities == ("丰和",)
    assert "c3" not in rebased.drawing.units


def test_what_came_takes_the_community_in_which_it_lies():
    rebased = carried(issue(renamed={"a3": "新苑"}))
    assert listed(rebased) == [("added", "新苑", None, 1200, FoundBy.PLACE), ("removed", "a3", 1200, None, None)]
    assert rebased.drawing.units["新苑"] == "和平"


def test_what_came_where_nobody_was_is_in_no_community(tmp_path):
    away = [[x + 2000, y] for x, y in grid.square("c3")]
    rows = grid.features(
        {"households": {**grid.HOUSEHOLDS}, "community": grid.PRESENT, "subdistrict": dict.fromkeys(CELLS, "新街")})
    rows.append({"type": "Feature", "properties": {"area_id": "z1", "households": 900, "subdistrict": "新街"},
                 "geometry": {"type": "Polygon", "coordinates": [away]}})
    after = prepare(InputFiles(areas=str(grid.write(tmp_path / "areas.geojson", rows))))
    rebased = carried(after)
    assert rebased.drawing.units["z1"] is None
    assert listed(rebased) == [("added", "z1", None, 900, None)]


def test_an_area_that_is_split_now_stays_in_its_community():
    rebased = carried(issue(split_above=1500))  # b1 to b3 have 1,900 households: two pieces each
    pieces = {unit: home for unit, home in rebased.drawing.units.items() if "#" in unit}
    assert pieces == {
        "b1#1": "和平", "b1#2": "和平", "b2#1": "丰和", "b2#2": "丰和", "b3#1": "丰和", "b3#2": "丰和"}
    assert rebased.areas == ()


def test_land_that_moved_is_measured():
    """a1 gives its eastern 20 m to b1: 20 m × 300 m change hands, 6,000 m² of each."""
    a1, b1 = grid.square("a1"), grid.square("b1")
    east = a1[1][0] - 20
    shapes = {
        "a1": [[min(x, east), y] for x, y in a1],
        "b1": [[east if x == b1[0][0] else x, y] for x, y in b1],
    }
    assert Polygon(shapes["a1"]).area == pytest.approx(84_000)
    rebased = carried(issue(shapes=shapes))
    assert [(area.area_id, area.kind, area.changed_m2) for area in rebased.areas] == [
        ("a1", ChangeKind.REDRAWN, pytest.approx(6000, abs=1)), ("b1", ChangeKind.REDRAWN, pytest.approx(6000, abs=1))]


def test_what_is_undecided_now_leaves_its_community():
    rebased = carried(issue(ruling={"c1": "街道已报"}))
    assert rebased.drawing.units["c1"] is None


def test_records_and_splits_are_carried_over():
    cut = cut_unit(ground(), "b2", ACROSS_B2)
    drawing = today().drawing
    told = replace(drawing.communities["和平"], locked=True, name="和平里", alone=True, colour=5)
    units = {unit: home for unit, home in drawing.units.items() if unit != "b2"} | {"b2/1": "丰和", "b2/2": "和平"}
    before = Ground(Drawing(units, {**drawing.communities, "和平": told}, {"b2": cut.split}), cut.dataset)
    rebased = carried(issue(), before)
    assert rebased.drawing.units == units
    assert rebased.drawing.communities["和平"] == told
    assert rebased.drawing.splits == {"b2": cut.split}
    assert rebased.lost_splits == ()
    gone = carried(issue([cell for cell in CELLS if cell != "b2"]), before)
    assert gone.lost_splits == ("b2",)
    assert not gone.drawing.splits


def test_a_community_of_which_no_land_is_left_is_named():
    left = [cell for cell in CELLS if grid.PRESENT[cell] != "丰和"]
    assert carried(issue(left)).ended == ("丰和",)


def issued(client, dataset_id, dataset, number=2):
    """Enter a further issue of a dataset."""
    workspace = client.app.state.workspace
    new = enter(workspace, dataset)
    with workspace.database.session() as session:
        row = session.get(DatasetRow, new)
        row.series_id, row.issue = dataset_id, number
    return new


def test_over_http_a_new_plan_says_what_it_came_from(client, plan, dataset_id):
    address = f"/api/v1/plans/{plan['id']}/rebase"
    assert client.post(address, json={}).json()["code"] == "plans.nothing_newer"
    newer = issued(client, dataset_id, issue(households={**grid.HOUSEHOLDS, "a1": 1500}))
    answer = client.post(address, json={}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert [(area["kind"], area["area_id"], area["after"]) for area in told["changed"]] == [("households", "a1", 1500)]
    assert told["unassigned_units"] == []
    made = client.get(f"/api/v1/plans/{told['plan']}").json()
    assert (made["name"], made["dataset"]["id"]) == ("方案甲（第 2 期）", newer)
    assert (made["origin"]["kind"], made["origin"]["plan_id"]) == ("rebase", plan["id"])
    assert made["origin"]["changed"][0]["area_id"] == "a1"
    assert client.post(address, json={}, headers={"Idempotency-Key": "k"}).json()["plan"] == told["plan"]
    assert client.get(f"/api/v1/plans/{plan['id']}").json()["dataset"]["id"] == dataset_id


def test_data_of_another_series_is_refused(client, plan):
    other = enter(client.app.state.workspace, issue(list(CELLS[:3])))
    answer = client.post(f"/api/v1/plans/{plan['id']}/rebase", json={"dataset_id": other})
    assert (answer.status_code, answer.json()["code"]) == (422, "comparison.other_ground")
