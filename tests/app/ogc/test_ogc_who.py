"""Who sees what: as everywhere else; a key may also come as the password of HTTP Basic, which GIS clients can send."""

from __future__ import annotations

from base64 import b64encode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.storage.models import PlanRow
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.users.sessions import BEARER, begin
from tests.app.users.ground import enter_ground
from tests.app.users.people import anybody, browser_of, organisation_of, with_people


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[FastAPI, dict[str, str]]:
    app = with_people(tmp_path_factory.mktemp("ogc"))
    return app, enter_ground(app)


def key_of(app: FastAPI, *scopes: str, login: str = "street_office") -> str:
    with app.state.workspace.database.session() as session:
        return store.add_key(
            session, AT_THE_MACHINE, name="桌面", organisation_id=organisation_of(app.state.workspace, login),
            scopes=list(scopes), expires_at=None,
        )[1]


def basic(password: str, name: str = "qgis") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


def listed(client: TestClient, **headers: str) -> set[str]:
    answer = client.get("/ogc/collections", headers=headers)
    assert answer.status_code == 200, answer.text
    return {each["id"] for each in answer.json()["collections"]}


def own(known: dict[str, str]) -> set[str]:
    return {f"dataset-{known['dataset_id']}-areas",
            *(f"plan-{known['plan_id']}-{each}" for each in ("units", "communities", "facilities"))}


def test_one_sees_what_one_sees_elsewhere(city):
    app, known = city
    assert listed(browser_of(app, "street_office")) == {"registry", *own(known)}
    for login in ("other_street", "other_district", "city_bureau", "enterprise", "administrator"):
        assert listed(browser_of(app, login)) == {"registry"}


def test_what_may_not_be_seen_is_answered_like_what_is_not_there(city):
    app, known = city
    stranger = browser_of(app, "other_street")
    for name in own(known):
        for path in ("", "/items", "/items/a1", "/queryables"):
            nothing = name.replace(known["plan_id"], "0" * 32).replace(known["dataset_id"], "0" * 32)
            hidden, missing = (stranger.get(f"/ogc/collections/{each}{path}") for each in (name, nothing))
            assert hidden.status_code == missing.status_code == 404
            assert hidden.text.replace(name, nothing) == missing.text


def test_entries_of_the_registry_are_those_that_one_may_see(city):
    app, known = city
    for login, count in (("street_office", 1), ("bureau", 1), ("city_bureau", 1), ("other_street", 0), ("planner", 0)):
        told = browser_of(app, login).get("/ogc/collections/registry/items").json()
        assert told["numberMatched"] == len(told["features"]) == count
        found = browser_of(app, login).get(f"/ogc/collections/registry/items/{known['entry_id']}")
        assert found.status_code == (200 if count else 404)


def test_a_key_comes_in_its_header_or_as_a_password(city):
    app, known = city
    key = key_of(app, "plans:read")
    assert listed(anybody(app), **{"X-API-Key": key}) == own(known)
    assert listed(anybody(app), **basic(key)) == listed(anybody(app), **basic(key, name="")) == own(known)


def test_a_token_of_a_person_counts_too(city):
    app, known = city
    with app.state.workspace.database.session() as session:
        secret = begin(session, store.find_user(session, "street_office").id, BEARER)
    assert listed(anybody(app), Authorization=f"Bearer {secret}") == {"registry", *own(known)}


@pytest.mark.parametrize(("scope", "path", "status"), [
    ("plans:read", "/collections/dataset-{dataset_id}-areas/items", 200),
    ("plans:read", "/collections/plan-{plan_id}-communities/items", 200),
    ("plans:read", "/collections/registry/items", 403), ("registry:read", "/collections/registry/items", 200),
    ("registry:read", "/collections/plan-{plan_id}-units", 403),
    ("plans:write", "/collections/plan-{plan_id}-units", 403),
    ("plans:read", "/collections/submission-x-units", 403), ("cases:read", "/collections/submission-x-units", 404),
    ("metrics:read", "", 200), ("metrics:read", "/api", 200), ("metrics:read", "/conformance", 200),
    ("metrics:read", "/collections", 200), ("metrics:read", "/collections/registry", 403),
])
def test_a_key_reaches_as_far_as_its_scopes(city, scope, path, status):
    app, known = city
    answer = anybody(app).get(f"/ogc{path.format(**known)}", headers=basic(key_of(app, scope)))
    assert answer.status_code == status


def test_a_key_lists_what_it_can_open(city):
    app, _ = city
    assert listed(anybody(app), **basic(key_of(app, "registry:read"))) == {"registry"}
    assert listed(anybody(app), **basic(key_of(app, "metrics:read"))) == set()


@pytest.mark.parametrize("told", [
    {}, basic("wrong"), basic(""), {"Authorization": "Basic"}, {"Authorization": "Basic %%%"},
    {"Authorization": "Basic /w=="}, {"Authorization": "Digest x"},
])
def test_whoever_has_no_key_is_asked_for_one(city, told):
    answer = anybody(city[0]).get("/ogc/collections", headers=told)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert answer.json()["code"] == "people.sign_in"


def test_a_browser_is_led_to_the_page_for_signing_in(city):
    answer = anybody(city[0]).get("/ogc/collections", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fogc%2Fcollections"


def test_a_password_of_that_kind_opens_nothing_that_could_be_changed(city):
    app, known = city
    key = basic(key_of(app, "plans:read", "plans:write"))
    for path in ("/api/v1/plans", f"/api/v1/plans/{known['plan_id']}", "/ogcx"):
        assert anybody(app).get(path, headers=key).status_code in (401, 303)
    assert anybody(app).post("/api/v1/plans", headers=key, json={}).status_code == 401
    assert anybody(app).post("/ogc/collections", headers=key).status_code in (403, 405)


def test_deleted_and_archived_plans(city):
    app, known = city
    browser, plan = browser_of(app, "street_office"), f"plan-{known['plan_id']}-units"
    def change(**values: object) -> None:
        with app.state.workspace.database.session() as session:
            for name, value in values.items():
                setattr(session.get_one(PlanRow, known["plan_id"]), name, value)

    with app.state.workspace.database.reading() as session:
        moment = session.get_one(PlanRow, known["plan_id"]).created_at
    try:
        change(archived_at=moment)
        assert plan not in listed(browser)
        assert browser.get(f"/ogc/collections/{plan}/items").status_code == 200
        change(deleted_at=moment)
        assert browser.get(f"/ogc/collections/{plan}/items").status_code == 404
    finally:
        change(archived_at=None, deleted_at=None)
