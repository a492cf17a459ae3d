"""OGC 17-069r4, annex A: the abstract tests of ``/conf/core``, each under its own name."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from httpx import Response

from app.storage.cases import RegistryRow
from tests.app import drawn_grid as grid
from tests.app.ogc.ground import CELLS, CRS84, Served, entry, link

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
LON, LAT = 108.9, 34.26
"""The south-west corner of the nine squares."""
STEP = 0.003
"""Degrees of longitude that fit into one square (300 m are 0.00326°)."""


class TestBegin:
    def test_http(self, served: Served):
        assert served.get().http_version == "HTTP/1.1"
        assert served.client.post("/ogc").status_code == 405
        assert served.get("/nothing", status=404).json()["code"] == "http.404"

    def test_root_op_and_root_success(self, served: Served):
        told = served.get().json()
        assert link(told, "service-desc")["type"] == OPENAPI
        assert link(told, "service-doc")["type"] == "text/html"
        for rel in ("conformance", "data", "service-desc", "service-doc", "self", "alternate"):
            assert served.client.get(link(told, rel)["href"]).status_code == 200
        assert link(told, "data")["href"] == "http://testserver/ogc/collections?f=json"

    def test_api_definition_op_and_success(self, served: Served):
        answer = served.client.get(link(served.get().json(), "service-desc")["href"])
        assert answer.headers["content-type"] == OPENAPI
        assert answer.json()["servers"] == [{"url": "http://testserver/ogc"}]

    def test_conformance_op_and_success(self, served: Served):
        assert served.get("/conformance").json()["conformsTo"] == [
            f"{PART_1}/core", f"{PART_1}/geojson", f"{PART_1}/html", f"{PART_1}/oas30",
            "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
        ]


class TestCollections:
    def test_fc_md_op_and_success(self, served: Served):
        told = served.get("/collections").json()
        assert {each["id"] for each in told["collections"]} >= set(served.collections)

    def test_fc_md_links(self, served: Served):
        told = served.get("/collections").json()
        assert link(told, "self") == {
            "href": "http://testserver/ogc/collections?f=json", "rel": "self", "type": "application/json",
        }
        assert link(told, "alternate")["type"] == "text/html"

    def test_fc_md_items_and_items_links(self, served: Served):
        for each in served.get("/collections").json()["collections"]:
            for kind in ("application/geo+json", "text/html"):
                answer = served.client.get(link(each, "items", kind)["href"])
                assert answer.status_code == 200
                assert answer.headers["content-type"].startswith(kind)

    def test_fc_md_extent(self, served: Served):
        for each in served.get("/collections").json()["collections"]:
            if each["id"] == "registry":
                assert "extent" not in each
                continue
            (box,) = each["extent"]["spatial"]["bbox"]
            assert each["extent"]["spatial"]["crs"] == CRS84
            for feature in served.items(each["id"])["features"]:
                assert shapely.box(*box).covers(shape_of(feature))

    def test_sfc_md_op_and_success(self, served: Served):
        for listed in served.get("/collections").json()["collections"]:
            told = served.get(f"/collections/{listed['id']}").json()
            for same in ("id", "title", "description", "crs", "itemType"):
                assert told[same] == listed[same]
            assert told.get("extent") == listed.get("extent")

    def test_a_plan_tells_its_newest_version(self, served: Served):
        told = served.get(f"/collections/{served.communities}").json()
        assert told["version"] == 0
        assert "方案甲（第 0 版）：社区" in told["title"]


def shape_of(feature: dict[str, object]) -> shapely.Geometry:
    return shapely.geometry.shape(feature["geometry"])


class TestFeatures:
    def test_fc_op_and_fc_response(self, served: Served):
        answer = served.get(f"/collections/{served.areas}/items")
        assert answer.headers["content-type"] == "application/geo+json"
        told = answer.json()
        assert told["type"] == "FeatureCollection"
        assert [each["id"] for each in told["features"]] == CELLS
        assert {each["id"]: each["properties"]["households"] for each in told["features"]} == grid.HOUSEHOLDS

    def test_units_and_communities_are_those_of_the_plan(self, served: Served):
        units = served.items(served.units)["features"]
        assert {each["id"]: each["properties"]["community_id"] for each in units} == grid.PRESENT
        shapes = {each["id"]: shape_of(each) for each in units}
        communities = served.items(served.communities)["features"]
        assert {each["id"]: each["properties"]["households"] for each in communities} == {"和平": 5500, "丰和": 4375}
        for each in communities:
            members = shapely.union_all([shapes[unit] for unit, name in grid.PRESENT.items() if name == each["id"]])
            assert shape_of(each).symmetric_difference(members).area < 1e-12

    def test_what_was_frozen_and_a_plan_folder_are_read_alike(self, served: Served):
        assert served.ids(served.frozen) == CELLS
        assert served.ids(served.folder)

    def test_fc_limit_definition_and_response(self, served: Served):
        for limit, count in ((1, 1), (4, 4), (9, 9), (10_001, 9), (10**17, 9)):
            assert len(served.ids(served.areas, limit=limit)) == count
        told = parameter(served, "limit")
        assert told["schema"] == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}

    def test_fc_bbox_definition_and_response(self, served: Served):
        inside = ",".join(map(str, (LON + 0.0005, LAT + 0.0005, LON + STEP - 0.0005, LAT + 0.001)))
        across = ",".join(map(str, (LON + 0.0005, LAT + 0.0005, LON + 2 * STEP, LAT + 0.001)))
        for collection in (served.areas, served.units, served.frozen):
            assert served.ids(collection, bbox=inside) == ["a3"]
            assert served.ids(collection, bbox=across) == ["a3", "b3"]
            assert served.ids(collection, bbox="-10,-10,10,10") == []
            assert served.items(collection, bbox=across, limit=1)["numberMatched"] == 2
        low, high = across.split(",")[:2], across.split(",")[2:]
        assert served.ids(served.areas, bbox=",".join([*low, "0", *high, "9000"])) == ["a3", "b3"]

    def test_a_box_over_the_antimeridian(self, served: Served):
        for collection in (served.areas, served.units):
            assert served.ids(collection, bbox="170,0,109.5,80") == CELLS
            assert served.ids(collection, bbox="170,0,-170,80") == []

    def test_a_box_that_is_a_point_or_a_line(self, served: Served):
        for collection in (served.areas, served.units):
            assert served.ids(collection, bbox=f"{LON + .001},{LAT + .001},{LON + .001},{LAT + .001}") == ["a3"]
            assert served.ids(collection, bbox=f"{LON + .001},{LAT + .001},{LON + .001},{LAT + .007}") == \
                ["a1", "a2", "a3"]

    def test_a_box_matches_what_has_no_shape(self, served: Served):
        assert served.ids("registry", bbox="-10,-10,10,10") == ["e3"]
        assert served.ids("registry", bbox=f"{LON},{LAT},{LON + .01},{LAT + .01}") == ["e1", "e3"]

    @pytest.mark.parametrize(("asked", "found"), [
        (None, ["e1", "e3"]),
        ("2026-05-01T00:00:00+08:00", ["e1", "e3"]),
        ("2026-04-30T15:59:59Z", ["e2", "e3"]),
        ("2019-01-01T00:00:00Z", ["e3"]),
        ("2020-01-01T00:00:00Z/..", ["e1", "e2", "e3"]),
        ("/2019-12-31T00:00:00Z", ["e3"]),
        ("2019-01-01T00:00:00Z/2020-06-01T00:00:00Z", ["e2", "e3"]),
        ("2026-06-01", ["e1", "e3"]),
    ])
    def test_fc_time_definition_and_response(self, served: Served, asked, found):
        assert served.ids("registry", **({} if asked is None else {"datetime": asked})) == found

    def test_what_has_no_time_matches_every_time(self, served: Served):
        assert served.ids(served.areas, datetime="1999-01-01T00:00:00Z") == CELLS

    def test_fc_links_and_rel_types(self, served: Served):
        told = served.items(served.areas, limit=4)
        assert link(told, "self")["type"] == link(told, "next")["type"] == "application/geo+json"
        assert link(told, "alternate")["type"] == "text/html"
        assert "prev" not in {each["rel"] for each in told["links"]}
        header = served.get(f"/collections/{served.areas}/items", limit=4).headers["link"]
        assert f'<{link(told, "next")["href"]}>; rel="next"; type="application/geo+json"' in header

    def test_fc_number_matched_and_returned(self, served: Served):
        told = served.items(served.areas, limit=4)
        assert (told["numberMatched"], told["numberReturned"], len(told["features"])) == (9, 4, 4)

    def test_fc_time_stamp_is_left_out(self, served: Served):
        assert "timeStamp" not in served.items(served.areas)

    def test_rec_fc_filters(self, served: Served):
        assert served.ids(served.areas, households=1900) == ["b1", "b2", "b3"]
        assert served.ids(served.areas, households=1900, present="和平") == ["b1"]
        assert served.ids(served.units, community_id="和平") == ["a1", "a2", "a3", "b1"]
        assert served.ids("registry", name="远方社区") == ["e3"]


class TestFeature:
    def test_f_op_and_f_success(self, served: Served):
        for collection in served.collections:
            for listed in served.items(collection)["features"]:
                answer = served.get(f"/collections/{collection}/items/{listed['id']}")
                assert answer.headers["content-type"] == "application/geo+json"
                told = answer.json()
                assert {name: told[name] for name in listed} == listed

    def test_f_links(self, served: Served):
        told = served.get(f"/collections/{served.areas}/items/a1").json()
        assert link(told, "self")["type"] == "application/geo+json"
        assert link(told, "alternate")["type"] == "text/html"
        assert link(told, "collection")["href"] == f"http://testserver/ogc/collections/{served.areas}?f=json"

    def test_an_identifier_may_hold_a_slash_and_a_hash(self, served: Served):
        with served.client.app.state.workspace.database.session() as session:
            session.add(entry("一/二#3?", "斜街", date(2026, 1, 1), None))
        try:
            found = served.client.get(f"/ogc/collections/registry/items/{'%E4%B8%80%2F%E4%BA%8C%233%3F'}")
            assert found.json()["properties"]["name"] == "斜街社区"
            assert served.client.get(link(found.json(), "self")["href"]).json()["id"] == "一/二#3?"
        finally:
            with served.client.app.state.workspace.database.session() as session:
                session.delete(session.get_one(RegistryRow, "一/二#3?"))

    def test_what_is_not_there(self, served: Served):
        for path in (
            "/collections/nothing", "/collections/nothing/items", f"/collections/{served.areas}x",
            f"/collections/plan-{'0' * 32}-units", f"/collections/dataset-{'0' * 32}-areas/items",
            f"/collections/submission-{'0' * 32}-units", f"/collections/{served.areas.replace('areas', 'units')}",
        ):
            assert served.get(path, status=404).json()["code"] == "ogc.unknown"
        assert served.get(f"/collections/{served.areas}/items/zz", status=404).json()["code"] == "ogc.no_feature"


class TestParameters:
    @pytest.mark.parametrize("path", [
        "", "/api", "/conformance", "/collections", "/collections/{}", "/collections/{}/items",
        "/collections/{}/items/a1", "/collections/{}/queryables",
    ])
    def test_query_param_unknown(self, served: Served, path):
        refused(served.get(path.format(served.areas), status=400, unknown=1))
        refused(served.get(path.format(served.areas), status=400, version=0))  # of drawn plans alone

    @pytest.mark.parametrize("asked", [
        {"limit": "0"}, {"limit": "-1"}, {"limit": "ten"}, {"limit": "1.5"}, {"limit": ""}, {"limit": ["1", "2"]},
        {"bbox": "1,2,3"}, {"bbox": "1,2,3,4,5"}, {"bbox": "a,b,c,d"}, {"bbox": "1,2,nan,4"}, {"bbox": "1,2,inf,4"},
        {"bbox": "1,4,3,2"}, {"bbox": "1,2,3,95"}, {"bbox": "-190,2,3,5"}, {"bbox": ""},
        {"datetime": "yesterday"}, {"datetime": "2026-01-01T00:00:00"}, {"datetime": "../.."}, {"datetime": ""},
        {"datetime": "2026-01-02T00:00:00Z/2026-01-01T00:00:00Z"}, {"datetime": "2026-13-01T00:00:00Z"},
        {"datetime": "0001-01-01T00:00:00+23:00"},
        {"f": "gml"}, {"households": "many"}, {"households": "1e3"}, {"households": str(2**40)}, {"name": "a\0"},
        {"after": "a1", "before": "b1"}, {"crs": "http://www.opengis.net/def/crs/EPSG/0/3857"},
        {"bbox": "1,2,3,4", "bbox-crs": "EPSG:4326"},
    ])
    def test_query_param_invalid(self, served: Served, asked):
        for collection in (served.areas, "registry") if "households" not in asked else (served.areas, served.units):
            refused(served.get(f"/collections/{collection}/items", status=400, **asked))

    def test_a_version_that_is_not_there(self, served: Served):
        for version in ("1", "-1", "new"):
            refused(served.get(f"/collections/{served.units}/items", status=400, version=version))


def refused(answer: Response) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "ogc.parameter"
    assert answer.json()["message_zh"]


def parameter(served: Served, name: str) -> dict[str, object]:
    told = served.get("/api").json()["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    return next(each for each in told if each["name"] == name)
