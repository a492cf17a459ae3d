"""Pages: together everything once, forwards and backwards, whatever comes and goes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from app.ogc.areas import AreaLayer
from app.ogc.layer import Layer, Query
from app.ogc.systems import CRS84, place_in
from app.storage.cases import RegistryRow
from app.storage.database import Database
from app.storage.models import DatasetRow, UnitRow, new_id
from tests.app.ogc.ground import CELLS, Served, entry, link


def turned(served: Served, told: dict, rel: str) -> Iterator[list[str]]:
    """Return the identifiers of page after page in one direction."""
    while True:
        yield [each["id"] for each in told["features"]]
        onward = [each["href"] for each in told["links"] if each["rel"] == rel]
        if not onward:
            return
        answer = served.client.get(onward[0])
        assert answer.status_code == 200
        told = answer.json()


@pytest.mark.parametrize("limit", [1, 2, 4, 8, 9, 10])
def test_pages_together_are_everything_once(served: Served, limit):
    for collection in (served.areas, served.units, served.frozen):
        pages = list(turned(served, served.items(collection, limit=limit), "next"))
        assert [each for page in pages for each in page] == CELLS
        assert all(len(page) == limit for page in pages[:-1])
        back = list(turned(served, served.items(collection, limit=limit, before="zz"), "prev"))
        assert [each for page in back[::-1] for each in page] == CELLS


def test_a_filter_goes_along(served: Served):
    for collection in (served.areas, served.units):
        told = served.items(collection, limit=1, households=1900, bbox="108,34,109,35")
        assert told["numberMatched"] == 3
        assert list(turned(served, told, "next")) == [["b1"], ["b2"], ["b3"]]


def test_a_page_beyond_the_last_is_blank(served: Served):
    for collection in (served.areas, served.units):
        told = served.items(collection, after="zz")
        assert told["features"] == []
        assert {each["rel"] for each in told["links"]} == {"self", "alternate", "collection"}


def test_the_registry_may_change_between_two_pages(served: Served):
    first = served.items("registry", limit=1)
    assert [each["id"] for each in first["features"]] == ["e1"]
    database = served.client.app.state.workspace.database
    with database.session() as session:
        session.add_all([entry("a0", "早", None, None), entry("e2b", "中", date(2026, 1, 1), None)])
    try:
        second = served.client.get(link(first, "next")["href"]).json()
        assert [each["id"] for each in second["features"]] == ["e2b"], "none twice, and none left out"
    finally:
        with database.session() as session:
            for each in ("a0", "e2b"):
                session.delete(session.get_one(RegistryRow, each))


def test_a_plan_stays_at_its_version_from_page_to_page(served: Served):
    ground = served.areas.removeprefix("dataset-").removesuffix("-areas")
    plan_id = served.client.post("/api/v1/plans", json={"dataset_id": ground, "name": "方案乙"}).json()["id"]
    units, communities = f"plan-{plan_id}-units", f"plan-{plan_id}-communities"
    first = served.items(units, limit=3)
    assert "version=0" in link(first, "next")["href"]
    drawn = served.client.post(
        f"/api/v1/plans/{plan_id}/commands", headers={"If-Match": '"0"'},
        json={"commands": [{"command_id": "move-b1-over", "kind": "move", "label": {"zh": "移", "en": "move"},
                            "changes": {"units": [["b1", "和平", "丰和"]]}}]},
    )
    assert drawn.status_code == 200, drawn.text
    second = served.client.get(link(first, "next")["href"]).json()
    assert second["features"][0]["properties"]["community_id"] == "和平"
    newest = served.get(f"/collections/{units}/items/b1").json()
    assert newest["properties"]["community_id"] == "丰和"
    assert served.get(f"/collections/{communities}").json()["version"] == 1
    households = {each["id"]: each["properties"]["households"] for each in served.items(communities)["features"]}
    assert households == {"和平": 3600, "丰和": 6275}
    assert served.get(f"/collections/{units}/items/b1", version=0).json()["properties"]["community_id"] == "和平"


DISCS = [
    shapely.Point(108.9 + 0.01 * (number % 7), 34.2 + 0.01 * (number // 7)).buffer(0.002 + 0.003 * (number % 4))
    for number in range(49)
]
"""Round, so that a box may touch the bounds of one and not the disc."""


def discs(address: str) -> AreaLayer:
    """Enter a dataset whose areas are the discs."""
    database = Database(address)
    database.upgrade()
    dataset_id = new_id()
    with database.session() as session:
        session.add(DatasetRow(id=dataset_id, series_id=dataset_id, name="圆", inputs={}, profile={}, created_by="甲"))
        session.flush()
        boxes = shapely.bounds(DISCS)
        session.execute(insert(UnitRow), [
            {
                "dataset_id": dataset_id, "unit_id": f"{number:02}", "number": number,
                "area_id": None if number == 48 else f"{number:02}", "name": f"圆{number}",
                "subdistrict": "东" if number % 2 else "西", "households": number, "population": None, "kind": "estate",
                "present": None, "shape": disc, **dict(zip(("min_x", "min_y", "max_x", "max_y"), map(float, box),
                                                           strict=True)),
            }
            for number, (disc, box) in enumerate(zip(DISCS, boxes, strict=True))
        ])
    return AreaLayer(database, dataset_id)


def through(layer: Layer, query: Query) -> list[str]:
    """Return all that is wanted, page by page."""
    found: list[str] = []
    while True:
        page = layer.page(query)
        found += [each.id for each in page.features]
        assert page.has_before == (len(found) > len(page.features))
        if not page.has_after:
            assert page.matched == len(found)
            return found
        query = Query(query.limit, found[-1], None, query.place, None, query.where)


class TestAreasInTheDatabase:
    @pytest.fixture
    def layer(self, database_address: str) -> AreaLayer:
        """On SQLite and on PostgreSQL."""
        return discs(database_address)

    def test_land_of_no_area_is_left_out_and_shapes_come_back(self, layer: AreaLayer):
        assert through(layer, Query(limit=7)) == [f"{number:02}" for number in range(48)]
        found = layer.find("07")
        assert found is not None
        assert found.shape.equals(DISCS[7])
        assert layer.find("48") is None

    def test_only_what_touches_a_box_is_found(self, layer: AreaLayer):
        rng = np.random.default_rng(5)
        for _ in range(12):
            west, east = np.sort(rng.uniform(108.89, 108.98, 2))
            south, north = np.sort(rng.uniform(34.19, 34.28, 2))
            box = shapely.box(west, south, east, north)
            wanted = [f"{number:02}" for number in range(48) if DISCS[number].intersects(box)]
            assert through(layer, Query(limit=5, place=place_in(CRS84, (west, south, east, north)))) == wanted

    def test_filters_are_asked_of_the_database(self, layer: AreaLayer):
        assert through(layer, Query(limit=10, where={"subdistrict": "东"})) == [f"{n:02}" for n in range(1, 48, 2)]
        assert through(layer, Query(where={"households": 7, "subdistrict": "东"})) == ["07"]


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> AreaLayer:
    """The discs on SQLite."""
    folder: Path = tmp_path_factory.mktemp("discs")
    return discs(f"sqlite:///{folder / 'discs.sqlite'}")


@given(limit=st.integers(1, 50), begin=st.integers(-1, 49))
@settings(max_examples=25, deadline=None)
def test_whatever_the_limit_a_page_and_the_one_before_it_meet(on_sqlite, limit, begin):
    before = on_sqlite.page(Query(limit=limit, before=f"{begin:02}"))
    after = on_sqlite.page(Query(limit=limit, after=f"{begin:02}"))
    ids = [each.id for each in (*before.features, *after.features)]
    assert ids == sorted(set(ids))
    assert before.matched == after.matched == 48
    assert before.has_before == (len(before.features) == limit and before.features[0].id != "00")
    assert after.has_after == (len(after.features) == limit and after.features[-1].id != "47")
