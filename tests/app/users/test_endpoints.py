"""Every role at every address, against a table written by hand (tables/endpoints.csv).

What stands in a cell: ``+`` gets through to what the address does, ``-`` refused (403), ``?`` told that there is
nothing of this name (404), ``!`` has to sign in (401), ``>`` is led to the page for signing in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.storage.models import now
from app.storage.people import SignInRow
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.users.gate import COOKIE_NAME
from app.users.scopes import METRICS, SCOPES
from app.users.secrets import fingerprint
from tests.app.users.ground import enter_ground
from tests.app.users.people import BODIES, anybody, browser_of, organisation_of, with_people

TABLE = Path(__file__).parent / "tables" / "endpoints.csv"
MACHINES = {"key": sorted(SCOPES), "narrow": [METRICS]}
PARAMETERS = {
    "slot": "application", "name": "residents", "number": "1", "kind": "setting_up", "version": "1", "z": "1", "x": "1",
    "y": "1", "profile_id": "lianhu-2024", "secret": "nothing",
}
"""Of an address; what is named in neither place is called ``nothing``."""
AREA = {"name": "某院", "subdistrict": "新街", "description": "无人管理"}
SENT: dict[str, dict[str, Any]] = {
    "POST /api/v1/rulings": {"title": "某院", "area": AREA},
    "POST /api/v1/joint-reviews": {"title": "用房", "facility": {"name": "某用房"}, "subdistrict": "新街"},
    "POST /api/v1/transfers": {
        "title": "家属区", "enterprise": "第一机床厂", "quarter": {"name": "家属区", "households": 800},
        "subdistrict": "新街", "plan_table": {},
    },
    "PATCH /api/v1/registry/{entry_id}": {"plaza_area_m2": 300},
    "POST /api/v1/webhooks": {"address": "https://example.org/", "events": ["case.opened"]},
    "PATCH /api/v1/webhooks/{webhook_id}": {"events": ["case.opened"]},
    "POST /api/v1/reports": {"kind": "monthly", "period": "2026-10"},
}
"""What is sent where a role is asked for only once the request is understood; elsewhere nothing is sent."""
QUERIES = {"GET /api/v1/reports/draft": "?kind=monthly&period=2026-10"}
ENDING = frozenset({"/api/v1/session"})
"""After these one is no longer signed in."""
TRANSFER_PATHS = "/api/v1/transfers/{case_id}"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of everything that the server answers."""
    return {
        (method, found.path) for found in iter_route_contexts(app.routes) for method in (found.methods or ())
        if method != "HEAD"
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[FastAPI, dict[str, str]]:
    app = with_people(tmp_path_factory.mktemp("matrix"))
    return app, enter_ground(app)


@pytest.fixture(scope="module")
def callers(city) -> dict[str, Callable[[], TestClient]]:
    app, _ = city
    street = organisation_of(app.state.workspace, "street_office")
    secrets = {}
    with app.state.workspace.database.session() as session:
        for name, scopes in MACHINES.items():
            _, secrets[name] = store.add_key(
                session, AT_THE_MACHINE, name=name, organisation_id=street, scopes=scopes, expires_at=None
            )

    def machine(name: str) -> TestClient:
        client = anybody(app)
        client.headers["X-API-Key"] = secrets[name]
        return client

    return {
        "anonymous": lambda: anybody(app), "expired": lambda: expired(app),
        **{login: lambda login=login: browser_of(app, login) for login in BODIES},
        **{name: lambda name=name: machine(name) for name in MACHINES},
    }


def expired(app: FastAPI) -> TestClient:
    """Return the browser of the street office whose sign-in has just run out."""
    client = browser_of(app, "street_office")
    with app.state.workspace.database.session() as session:
        session.execute(
            update(SignInRow).where(SignInRow.secret_hash == fingerprint(client.cookies[COOKIE_NAME]))
            .values(expires_at=now() - timedelta(seconds=1))
        )
    return client


def ask(client: TestClient, method: str, path: str, known: dict[str, str]) -> Any:
    named = f"{method} {path}"
    known = {**known, "case_id": known["transfer_id"]} if path.startswith(TRANSFER_PATHS) else known
    address = re.sub(r"{(\w+)(:\w+)?}", lambda found: known.get(found[1], PARAMETERS.get(found[1], "nothing")), path)
    if path.startswith("/api/v1/comparison"):
        address += f"?a={known['plan_id']}&b={known['plan_id']}@0"
    body = SENT.get(named)
    if named == "POST /api/v1/submissions":
        body = {"kind": "setting_up", "title": "设立", "plan_id": known["plan_id"]}
    headers = {"If-Match": '"999"'} if method in ("PATCH", "PUT", "DELETE") or "/freeze" in path else {}
    return client.request(method, address + QUERIES.get(named, ""), json=body, headers=headers)


def cell_of(answer: Any) -> str:
    """Say what became of a request, in the signs of the table."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next="):
        return ">"
    if "problem+json" not in answer.headers.get("content-type", ""):
        return "+"
    code = answer.json()["code"]
    if answer.status_code == 401:
        return "!" if code == "people.sign_in" else "+"
    if answer.status_code == 403:
        return "-"
    return "?" if code in HIDDEN else "+"


HIDDEN = {
    "plans.unknown", "datasets.unknown", "jobs.unknown", "approval.unknown", "registry.unknown", "reports.unknown",
    "webhooks.unknown", "people.unknown", "waivers.unknown", "ogc.unknown",
}
"""Codes of what is not there, or not for those who ask."""


def test_the_table_has_every_address_once_and_no_other(city):
    told = [(row["method"], row["path"]) for row in rows()]
    assert len(told) == len(set(told))
    assert set(told) == routes_of(city[0])


def test_every_role_at_every_address_gets_what_the_table_says(city, callers):
    _app, known = city
    assert set(rows()[0]) == {"method", "path", *callers}
    wrong = []
    clients = {caller: begin() for caller, begin in callers.items()}
    for row in rows():
        method, path = row["method"], row["path"]
        for caller, begin in callers.items():
            client = begin() if path in ENDING else clients[caller]
            answer = ask(client, method, path, known)
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append(f"{method} {path} {caller}: {answer.status_code} {answer.text[:200]}")
            elif (found := cell_of(answer)) != row[caller]:
                wrong.append(f"{method} {path} {caller}: {row[caller]} expected, {found}: {answer.text[:120]}")
    assert wrong == [], "\n".join(wrong)


def test_what_may_not_be_seen_is_answered_like_what_is_not_there(city):
    app, known = city
    stranger = browser_of(app, "other_street")
    for path, name in (
        ("/api/v1/plans/{}", "plan_id"), ("/api/v1/datasets/{}", "dataset_id"), ("/api/v1/jobs/{}", "job_id"),
        ("/api/v1/cases/{}", "case_id"), ("/api/v1/registry/{}", "entry_id"), ("/api/v1/reports/{}", "report_id"),
        ("/api/v1/waivers/{}", "waiver_id"),
    ):
        nothing = "0" * len(known[name])
        hidden, missing = (stranger.get(path.format(each)) for each in (known[name], nothing))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace(known[name], nothing) == missing.text
