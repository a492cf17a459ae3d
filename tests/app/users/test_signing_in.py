"""Signing in and out: cookies, tokens, keys, expiry, and how often one may be wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.storage.models import now
from app.storage.people import ApiKeyRow, SignInAttemptRow, SignInRow, UserRow
from app.users import attempts, sessions, store
from app.users.commands import AT_THE_MACHINE
from app.users.gate import COOKIE_NAME, TOKEN_HEADER
from tests.app.users.people import PASSWORD, anybody, browser_of, organisation_of

SIGN_IN = {"login": "street_office", "password": PASSWORD}


def sign_in(client, **changes):
    return client.post("/api/v1/session", json=SIGN_IN | changes)


def key_of(app, scopes, **changes) -> str:
    workspace = app.state.workspace
    organisation_id = organisation_of(workspace, "street_office")
    with workspace.database.session() as session:
        told = {"name": "接口", "organisation_id": organisation_id, "scopes": scopes, "expires_at": None} | changes
        return store.add_key(session, AT_THE_MACHINE, **told)[1]


def test_nobody_gets_in_without_signing_in(app):
    client = anybody(app)
    answer = client.get("/api/v1/plans")
    assert (answer.status_code, answer.json()["code"]) == (401, "people.sign_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    page = client.get("/compare?a=x&b=y")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fcompare%3Fa%3Dx%26b%3Dy")
    assert [client.get(path).status_code for path in ("/healthz", "/assets/base.css", "/favicon.ico")] == [200] * 3
    assert client.get("/metrics").status_code == 303  # somebody elsewhere
    assert client.get("/nowhere").status_code == 303
    assert client.get("/api/v1/nowhere").status_code == 401


def test_a_browser_signs_in_works_and_signs_out(any_app):
    client = anybody(any_app)
    answer = sign_in(client, login=" Street_Office ")
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["organisation"]["name"]) == ("新街街道办事处经办", "新街街道办事处")
    assert (me["roles"], me["organisation"]["subdistrict"], me["accounts"]) == (["street_office"], "新街", True)
    assert (me["is_planner"], me["is_administrator"], me["scopes"]) == (False, False, None)
    refused = client.delete("/api/v1/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "people.csrf")
    kept = client.cookies[COOKIE_NAME]
    assert client.delete("/api/v1/session", headers={TOKEN_HEADER: me["csrf"]}).status_code == 204
    client.cookies.set(COOKIE_NAME, kept)
    assert client.get("/api/v1/me").status_code == 401


def test_the_cookie_is_secure_where_the_page_is(app):
    client = anybody(app)
    client.base_url = "https://testserver"
    assert "secure" in sign_in(client).headers["set-cookie"].lower()


def test_a_cookie_without_the_token_of_the_page_changes_nothing(app):
    client = browser_of(app, "administrator")
    told = {"name": "某局", "role": "operator"}
    for token in (None, "", "0" * 64, "校验".encode()):
        headers = {} if token is None else {TOKEN_HEADER: token}
        client.headers.pop(TOKEN_HEADER, None)
        answer = client.post("/api/v1/organisations", json=told, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "people.csrf")
    names = [one["name"] for one in client.get("/api/v1/organisations").json()["items"]]
    assert "某局" not in names


def test_another_site_cannot_sign_the_reader_in(app):
    answer = anybody(app).post("/api/v1/session", json=SIGN_IN, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "people.csrf")


@pytest.mark.parametrize("changes", [{"password": "wrong password"}, {"login": "nobody"}])
def test_what_was_wrong_is_not_said(app, changes):
    answer = sign_in(anybody(app), **changes)
    assert (answer.status_code, answer.json()["code"]) == (401, "people.wrong_password")
    assert "set-cookie" not in answer.headers


def test_a_closed_account_is_out_at_once_and_stays_out(app):
    client = browser_of(app, "street_office")
    assert client.get("/api/v1/me").status_code == 200
    administrator = browser_of(app, "administrator")
    assert administrator.patch("/api/v1/users/street_office", json={"is_disabled": True}).status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(anybody(app)).json()["code"] == "people.wrong_password"
    administrator.patch("/api/v1/users/street_office", json={"is_disabled": False})
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(anybody(app)).status_code == 204


def test_five_wrong_passwords_close_a_login_for_a_while(any_app, monkeypatch):
    client = anybody(any_app)
    assert [sign_in(client, password=f"wrong {n}").status_code for n in range(5)] == [401] * 5
    answer = sign_in(client)
    assert (answer.status_code, answer.json()["code"]) == (429, "people.too_many_attempts")
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert sign_in(client, login="bureau").status_code == 204  # others still can
    later = now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(attempts, "now", lambda: later)
    assert sign_in(client).status_code == 204


def test_twenty_wrong_from_one_address_close_it_for_all_names(app):
    client = anybody(app)
    assert {sign_in(client, login=f"guess {n}").status_code for n in range(20)} == {401}
    assert sign_in(client).status_code == 429
    with app.state.workspace.database.session() as session:
        assert len(session.scalars(select(SignInAttemptRow.id)).all()) == 20  # the refused one is not kept


def test_a_right_password_makes_the_wrong_ones_forgotten(app):
    client = anybody(app)
    for _ in range(3):
        assert [sign_in(client, password="wrong password").status_code for _ in range(4)] == [401] * 4
        assert sign_in(client).status_code == 204


def test_a_sign_in_ends_when_idle_and_lasts_while_used(app, monkeypatch):
    client, began = browser_of(app, "street_office"), now()

    def at(**later) -> int:
        monkeypatch.setattr(sessions, "now", lambda: began + timedelta(**later))
        return client.get("/api/v1/me").status_code

    assert at(hours=1, minutes=59) == 200
    assert at(hours=3, minutes=58) == 200  # was used meanwhile
    assert at(hours=6) == 401


def test_a_sign_in_ends_after_a_day_of_work_however_busy(app, monkeypatch):
    client, began = browser_of(app, "street_office"), now()
    for hour in range(1, 12):
        monkeypatch.setattr(sessions, "now", lambda hour=hour: began + timedelta(hours=hour))
        assert client.get("/api/v1/me").status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: began + timedelta(hours=12, minutes=1))
    assert client.get("/api/v1/me").status_code == 401


def test_a_program_gets_a_token_for_a_quarter_of_an_hour(any_app, monkeypatch):
    client = anybody(any_app)
    told = client.post("/api/v1/tokens", json=SIGN_IN).json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    client.headers["Authorization"] = f"Bearer {told['access_token']}"
    me = client.get("/api/v1/me").json()
    assert (me["organisation"]["name"], me["csrf"]) == ("新街街道办事处", None)
    assert client.post("/api/v1/plans", json={}).status_code == 422  # writes without a page's token
    later = now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(sessions, "now", lambda: later)
    assert client.get("/api/v1/me").status_code == 401


def test_a_cookie_is_no_token_and_a_token_no_cookie(app):
    client = anybody(app)
    sign_in(client)
    cookie = client.cookies[COOKIE_NAME]
    client.cookies.clear()
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {cookie}"}).status_code == 401
    token = client.post("/api/v1/tokens", json=SIGN_IN).json()["access_token"]
    client.cookies.set(COOKIE_NAME, token)
    assert client.get("/api/v1/me").status_code == 401


def test_a_bad_token_is_not_made_good_by_a_cookie(app):
    client = browser_of(app, "street_office")
    for headers in ({"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}, {"X-API-Key": "x"}):
        assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_key_opens_what_its_scopes_say(any_app):
    client = anybody(any_app)
    client.headers["X-API-Key"] = key_of(any_app, ["plans:read"])
    assert client.get("/api/v1/plans").status_code == 200
    me = client.get("/api/v1/me").json()
    assert (me["scopes"], me["roles"], me["is_administrator"]) == (["plans:read"], ["street_office"], False)
    for method, path, code in (
        ("POST", "/api/v1/plans", "people.scope"), ("GET", "/api/v1/users", "people.scope"),
        ("GET", "/", "people.scope"), ("PUT", "/api/v1/me/password", "people.scope"),
    ):
        answer = client.request(method, path, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, code), path
    with any_app.state.workspace.database.session() as session:
        row = session.scalars(select(ApiKeyRow)).unique().one()
        assert row.used_at is not None
        session.execute(update(ApiKeyRow).values(revoked_at=now()))
    assert client.get("/api/v1/plans").status_code == 401


def test_a_key_ends_on_its_day(app, monkeypatch):
    client = anybody(app)
    client.headers["X-API-Key"] = key_of(app, ["plans:read"], expires_at=now() + timedelta(days=1))
    assert client.get("/api/v1/plans").status_code == 200
    later = now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(sessions, "now", lambda: later)
    assert client.get("/api/v1/plans").status_code == 401


def test_what_is_stored_opens_nothing(app):
    client = anybody(app)
    sign_in(client)
    key = key_of(app, ["plans:read"])
    with app.state.workspace.database.session() as session:
        signed_in = session.scalars(select(SignInRow)).one()
        stored = session.scalars(select(ApiKeyRow)).unique().one()
        hashes = session.scalars(select(UserRow.password_hash)).all()
    assert client.cookies[COOKIE_NAME] not in signed_in.secret_hash
    assert key not in (stored.secret_hash, stored.prefix)
    assert len(stored.prefix) < len(key) / 3
    assert all(text.startswith("$argon2id$") and PASSWORD not in text for text in hashes)
    client.cookies.set(COOKIE_NAME, signed_in.secret_hash)
    assert client.get("/api/v1/me").status_code == 401


def test_a_password_is_changed_by_its_owner_and_ends_other_sign_ins(app):
    elsewhere, here = browser_of(app, "street_office"), browser_of(app, "street_office")
    put = here.put("/api/v1/me/password", json={"old": "wrong password", "new": "a new password"})
    assert (put.status_code, put.json()["code"]) == (401, "people.wrong_password")
    short = here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "short"})
    assert (short.status_code, short.json()["code"]) == (422, "people.unfit")
    assert here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "a new password"}).status_code == 204
    assert (here.get("/api/v1/me").status_code, elsewhere.get("/api/v1/me").status_code) == (200, 401)
    assert sign_in(anybody(app)).status_code == 401
    assert sign_in(anybody(app), password="a new password").status_code == 204


def test_a_database_that_does_not_answer_is_said(app, monkeypatch):
    client = browser_of(app, "street_office")

    def fail(*_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("app.users.gate.admit", fail)
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "database.unavailable")


def test_metrics_are_for_this_machine_and_for_those_who_may(app):
    client = anybody(app)
    client.headers["X-API-Key"] = key_of(app, ["plans:read"])
    assert client.get("/metrics").status_code == 403
    client.headers["X-API-Key"] = key_of(app, ["metrics:read"])
    assert client.get("/metrics").status_code == 200
    assert browser_of(app, "administrator").get("/metrics").status_code == 200
    assert browser_of(app, "street_office").get("/metrics").status_code == 403
