"""The forms of answers: GeoJSON against RFC 7946, OpenAPI 3.0 against its schema, pages, and answers that are known."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from schemathesis.specs.openapi.definitions import OPENAPI_30_VALIDATOR

from app.main import create_app
from app.settings import Settings
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.ogc.ground import Served, entry, link
from tests.app.plans.conftest import enter

POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
RING = {"type": "array", "items": POSITION, "minItems": 4}
POLYGON = {"type": "array", "items": RING, "minItems": 1}
GEOMETRY = {
    "oneOf": [
        {"type": "null"},
        *(
            {
                "type": "object", "required": ["type", "coordinates"],
                "properties": {"type": {"const": kind}, "coordinates": coordinates},
            }
            for kind, coordinates in (
                ("Point", POSITION), ("LineString", {"type": "array", "items": POSITION, "minItems": 2}),
                ("Polygon", POLYGON), ("MultiPolygon", {"type": "array", "items": POLYGON}),
            )
        ),
    ]
}
FEATURE = {
    "type": "object", "required": ["type", "id", "properties", "geometry"],
    "properties": {
        "type": {"const": "Feature"}, "id": {"type": ["string", "number"]}, "properties": {"type": ["object", "null"]},
        "geometry": GEOMETRY,
    },
    "not": {"anyOf": [{"required": [name]} for name in ("coordinates", "geometries", "features", "crs")]},
}
COLLECTION = {
    "type": "object", "required": ["type", "features"],
    "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": FEATURE}},
    "not": {"anyOf": [{"required": [name]} for name in ("coordinates", "geometries", "geometry", "properties", "crs")]},
}
PATHS = ("", "/api", "/conformance", "/collections", "/collections/{}", "/collections/{}/queryables",
         "/collections/{}/items", "/collections/{}/items/a1")
EVIL = '<script>alert("1")</script>&"\''
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Seen(HTMLParser):
    """What is in a page: addresses of links, elements, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.elements: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag == "a":
            self.links.add(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class TestGeoJson:
    def test_collections_and_features_are_as_rfc_7946_says(self, served: Served):
        of_page, of_one = (jsonschema_rs.validator_for(schema) for schema in (COLLECTION, FEATURE))
        for collection in served.collections:
            told = served.items(collection)
            of_page.validate(told)
            for each in told["features"]:
                of_one.validate(served.get(f"/collections/{collection}/items/{each['id']}").json())

    def test_the_schema_can_refuse(self):
        assert not jsonschema_rs.is_valid(COLLECTION, {"type": "FeatureCollection", "features": [{"type": "Feature"}]})
        assert not jsonschema_rs.is_valid(GEOMETRY, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]})

    def test_outer_rings_run_anticlockwise(self, served: Served):
        (ring,) = served.get(f"/collections/{served.areas}/items/a1").json()["geometry"]["coordinates"]
        turns = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(ring))
        assert turns < 0


class TestOpenApi:
    def test_the_document_is_openapi_30(self, served: Served):
        OPENAPI_30_VALIDATOR.validate(served.get("/api").json())

    def test_it_has_every_address_and_what_each_takes(self, served: Served):
        told = served.get("/api").json()["paths"]
        assert set(told) == {path.format("{collectionId}").replace("a1", "{featureId}") or "/" for path in PATHS}
        items = {each["name"] for each in told["/collections/{collectionId}/items"]["get"]["parameters"]}
        assert items == {
            "collectionId", "limit", "after", "before", "bbox", "bbox-crs", "datetime", "crs", "properties", "version",
            "f",
        }

    def test_it_says_how_one_is_let_in(self, served: Served):
        schemes = served.get("/api").json()["components"]["securitySchemes"]
        assert {each["type"] for each in schemes.values()} == {"apiKey", "http"}

    def test_answers_are_as_it_says(self, served: Served):
        document = served.get("/api").json()
        for path in PATHS:
            if path == "/api":
                continue
            name = path.format("{collectionId}").replace("a1", "{featureId}") or "/"
            (told,) = (
                each["schema"] for kind, each in
                document["paths"][name]["get"]["responses"]["200"]["content"].items()
                if kind in ("application/geo+json", "application/schema+json") or
                (kind == "application/json" and "items" not in name and "queryables" not in name)
            )
            schema = {**told, "components": document["components"]}
            jsonschema_rs.validator_for(schema).validate(served.get(path.format(served.areas)).json())


class TestPages:
    @pytest.mark.parametrize("path", PATHS)
    def test_req_html_every_answer_is_a_page_too(self, served: Served, path):
        address = path.format(served.areas)
        page = served.get(address, headers=BROWSER)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.text.startswith("<!DOCTYPE html>")
        assert page.text == re.sub(r"https?://(?!testserver|www\.opengis\.net|json-schema\.org)", "!", page.text)
        links = served.get(address).json().get("links", ())
        seen = Seen(page.text).links
        shown = {each["href"].replace("f=json", "f=html") for each in links if each["rel"] != "service-desc"}
        assert shown <= {each.replace("f=json", "f=html") for each in seen}

    def test_a_page_tells_what_the_json_tells(self, served: Served):
        words = "".join(Seen(served.get(f"/collections/{served.areas}/items", f="html").text).words)
        for feature in served.items(served.areas)["features"]:
            assert all(str(value) in words for value in feature["properties"].values() if value is not None)

    def test_names_are_words_and_no_markup(self, tmp_path: Path):
        names = dict.fromkeys(grid.HOUSEHOLDS, EVIL)
        app = create_app(Settings(data=tmp_path / "data", job_standby=False, job_processes=1))
        dataset_id = enter(app.state.workspace, prepare(InputFiles(areas=str(grid.areas(tmp_path, name=names)))))
        client = TestClient(app)
        plan_id = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": EVIL}).json()["id"]
        with app.state.workspace.database.session() as session:
            session.add(entry(EVIL, EVIL, None, None, four_bounds=EVIL))
        areas, plan = f"/collections/dataset-{dataset_id}-areas", f"/collections/plan-{plan_id}-units"
        evil = client.get("/ogc/collections/registry/items").json()["features"][0]
        assert evil["id"] == EVIL
        quoted = "%3Cscript%3Ealert(%221%22)%3C%2Fscript%3E%26%22'"
        for path in ("/collections", areas, f"{areas}/items", f"{areas}/items/a1", plan, f"{plan}/items",
                     "/collections/registry/items", f"/collections/registry/items/{quoted}", f"{plan}/queryables"):
            page = client.get(f"/ogc{path}", headers=BROWSER)
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert Seen(page.text).elements.count("script") == 2, "the data of the page, and what starts it"
            assert EVIL in "".join(Seen(page.text).words) or path.endswith("queryables") or path == areas

    def test_turning_pages(self, served: Served):
        page = served.get(f"/collections/{served.areas}/items", f="html", limit=4)
        (after,) = (each for each in Seen(page.text).links if "after=" in each)
        assert "f=html" in after
        assert "b2" in Seen(served.client.get(after).text).words


class TestNegotiation:
    @pytest.mark.parametrize(("accept", "kind"), [
        (None, "application/json"), ("*/*", "application/json"), ("application/json", "application/json"),
        (BROWSER["Accept"], "text/html"), ("text/html", "text/html"),
        ("application/json, text/html;q=0.9", "application/json"), ("text/html;q=0.2, */*;q=0.1", "text/html"),
        ("image/png", "application/json"), ("text/html;q=nonsense", "text/html"), ("", "application/json"),
    ])
    def test_the_form_is_as_accept_would_rather_have_it(self, served: Served, accept, kind):
        answer = served.get(headers={} if accept is None else {"Accept": accept})
        assert answer.headers["content-type"].startswith(kind)
        assert "Accept" in answer.headers["vary"]

    def test_f_comes_first(self, served: Served):
        assert served.get(f="json", headers=BROWSER).headers["content-type"] == "application/json"
        assert served.get(f="html").headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize("path", PATHS)
    def test_what_is_known_is_not_sent_again(self, served: Served, path):
        address = path.format(served.areas)
        first = served.get(address)
        mark = first.headers["etag"]
        for known in (mark, f"W/{mark}", f'"x", {mark}'):
            again = served.get(address, status=304, headers={"If-None-Match": known})
            assert again.content == b""
            assert again.headers["etag"] == mark
        assert served.get(address, headers={"If-None-Match": '"x"'}).content == first.content

    def test_a_page_has_no_mark(self, served: Served):
        assert "etag" not in served.get(f="html").headers

    def test_links_are_those_of_the_server_that_was_asked(self, served: Served):
        told = served.client.get("/ogc", headers={"Host": "gis.example:8443"}).json()
        assert link(told, "self")["href"] == "http://gis.example:8443/ogc?f=json"
