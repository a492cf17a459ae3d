"""People managed by an administrator: over HTTP, each change a line of the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.approval.workflows.roles import NAMES
from app.storage.cases import TrailRow
from app.storage.models import now
from app.trail.store import verify
from app.users.kinds import KINDS, WITHIN_DISTRICT
from tests.app.users.people import PASSWORD, anybody, browser_of


@pytest.fixture
def administrator(any_app):
    return browser_of(any_app, "administrator")


def post(client, path: str, **told: object):
    return client.post(f"/api/v1/{path}", json=told)


def enter_body(client, **changes: object):
    told = {"name": "西关街道办事处", "role": "street_office", "district": "莲湖区", "subdistrict": "西关"} | changes
    return post(client, "organisations", **told)


def test_a_body_and_its_person_are_entered_and_work(any_app, administrator):
    body = enter_body(administrator).json()
    assert (body["role_name_zh"], body["role_name_en"], body["subdistrict"]) == ("街道办事处", "street office", "西关")
    made = post(
        administrator, "users", login="Xi.Guan", name="王经办", organisation_id=body["id"], password=PASSWORD
    )
    assert (made.status_code, made.json()["login"], made.json()["has_password"]) == (201, "xi.guan", True)
    assert "password" not in made.json()
    client = anybody(any_app)
    assert post(client, "session", login="xi.guan", password=PASSWORD).status_code == 204
    assert client.get("/api/v1/me").json()["roles"] == ["street_office"]


def test_every_role_of_the_rules_is_a_kind_of_body(any_app, administrator):
    assert set(KINDS) - {role.value for role in NAMES} == {"planner", "operator"}
    for number, role in enumerate(KINDS):
        answer = enter_body(administrator, name=f"单位 {number}", role=role)
        assert answer.status_code == 201, role


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"role": "king"}, 422, "people.unfit"), ({"role": "local"}, 422, "people.unfit"),
        ({"district": None}, 422, "people.unfit"), ({"district": "  "}, 422, "people.unfit"),
        ({"subdistrict": None}, 422, "people.unfit"), ({"name": "莲湖区民政局"}, 409, "people.taken"),
        ({"name": "本机"}, 409, "people.taken"), ({"name": ""}, 422, "request.invalid"),
        ({"extra": 1}, 422, "request.invalid"),
    ],
)
def test_a_body_that_cannot_be_is_refused(app, changes, status, code):
    answer = enter_body(browser_of(app, "administrator"), **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_those_of_a_district_have_to_say_which(app):
    client = browser_of(app, "administrator")
    for role in KINDS:
        answer = enter_body(client, name=role, role=role, district=None)
        assert answer.status_code == (422 if role in WITHIN_DISTRICT else 201), role


def test_a_body_moves_and_keeps_what_it_is(app):
    client = browser_of(app, "administrator")
    body = enter_body(client).json()
    moved = client.patch(f"/api/v1/organisations/{body['id']}", json={"subdistrict": "北院"})
    assert (moved.json()["subdistrict"], moved.json()["district"]) == ("北院", "莲湖区")
    assert client.patch(f"/api/v1/organisations/{body['id']}", json={"district": None}).status_code == 422
    assert client.patch(f"/api/v1/organisations/{body['id']}", json={"role": "city_gov"}).status_code == 422
    assert client.patch(f"/api/v1/organisations/{body['id']}", json={"name": "莲湖区民政局"}).status_code == 409


def test_an_account_is_changed_and_its_login_stays_its_own(app):
    client = browser_of(app, "administrator")
    taken = post(client, "users", login="BUREAU", name="甲", organisation_id="local", password=PASSWORD)
    assert (taken.status_code, taken.json()["code"]) == (409, "people.taken")
    weak = post(client, "users", login="new", name="甲", organisation_id="local", password="short")
    assert (weak.status_code, weak.json()["code"]) == (422, "people.unfit")
    nowhere = post(client, "users", login="new", name="甲", organisation_id="nowhere", password=PASSWORD)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "people.unknown")
    made = post(client, "users", login="new", name="甲", organisation_id="local").json()
    assert made["has_password"] is False
    changed = client.patch(f"/api/v1/users/{made['id']}", json={"name": "乙", "is_planner": True}).json()
    assert (changed["name"], changed["is_planner"], changed["is_administrator"]) == ("乙", True, False)


def test_a_new_password_from_the_administrator_ends_sign_ins(app):
    client, street = browser_of(app, "administrator"), browser_of(app, "street_office")
    assert client.patch("/api/v1/users/street_office", json={"password": "another one"}).status_code == 200
    assert street.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("changes", [{"is_disabled": True}, {"is_administrator": False}])
def test_there_is_always_an_administrator(app, changes):
    client = browser_of(app, "administrator")
    refused = client.patch("/api/v1/users/administrator", json=changes)
    assert (refused.status_code, refused.json()["code"]) == (409, "people.last_administrator")
    client.patch("/api/v1/users/planner", json={"is_administrator": True})
    assert client.patch("/api/v1/users/administrator", json=changes).status_code == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scopes": ["plans:all"]}, "people.unfit"), ({"scopes": []}, "request.invalid"),
        ({"organisation_id": "nowhere"}, "people.unknown"), ({"expires_at": "2020-01-01T00:00:00Z"}, "people.unfit"),
        ({"expires_at": "2030-01-01T00:00:00"}, "request.invalid"),
    ],
)
def test_a_key_that_cannot_be_is_refused(app, changes, code):
    told = {"name": "接口", "organisation_id": "local", "scopes": ["plans:read"]} | changes
    assert post(browser_of(app, "administrator"), "api-keys", **told).json()["code"] == code


def test_the_secret_of_a_key_is_told_once(app):
    client = browser_of(app, "administrator")
    until = (now() + timedelta(days=30)).isoformat()
    told = {"name": "接口", "organisation_id": "local", "scopes": ["plans:read", "plans:read"], "expires_at": until}
    made = post(client, "api-keys", **told).json()
    assert made["secret"].startswith(made["prefix"])
    assert (made["scopes"], made["created_by"]) == (["plans:read"], "数据局经办")
    (listed,) = client.get("/api/v1/api-keys").json()["items"]
    assert "secret" not in listed
    assert made["secret"] not in client.get("/api/v1/api-keys").text
    assert [client.delete(f"/api/v1/api-keys/{made['id']}").status_code for _ in range(2)] == [204, 204]
    assert client.get("/api/v1/api-keys").json()["items"][0]["revoked_at"] is not None


def test_every_change_is_a_line_of_the_trail_and_tells_no_secret(any_app, administrator):
    body = enter_body(administrator).json()
    administrator.patch(f"/api/v1/organisations/{body['id']}", json={"name": "改名"})
    user = post(administrator, "users", login="new", name="甲", organisation_id=body["id"], password=PASSWORD).json()
    administrator.patch(f"/api/v1/users/{user['id']}", json={"password": "another one"})
    key = post(administrator, "api-keys", name="接口", organisation_id=body["id"], scopes=["plans:read"]).json()
    administrator.delete(f"/api/v1/api-keys/{key['id']}")
    enter_body(administrator, name="改名")  # refused: leaves no line
    with any_app.state.workspace.database.session() as session:
        rows = session.scalars(select(TrailRow).order_by(TrailRow.number.desc()).limit(6)).all()[::-1]
        assert verify(session) == []
    assert [row.action for row in rows] == [
        "organisation.added", "organisation.changed", "user.added", "user.changed", "key.added", "key.revoked",
    ]
    assert {row.actor for row in rows} == {"数据局经办"}
    told = "".join(f"{row.before}{row.after}" for row in rows)
    assert "'password': 'changed'" in told
    for secret in (PASSWORD, "another one", key["secret"], "argon2"):
        assert secret not in told
