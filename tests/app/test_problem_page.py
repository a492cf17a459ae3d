"""Whoever goes to a page that cannot be shown gets a page; machines get the problem as JSON."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from app.approval import pages
from app.main import create_app
from app.settings import Settings
from tests.app.users.people import browser_of, with_people

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    settings = Settings(data=tmp_path_factory.mktemp("data"), job_standby=False)
    return TestClient(create_app(settings), raise_server_exceptions=False)


def page_of(answer, status: int) -> str:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in answer.headers["content-security-policy"]  # nothing but default-src 'none' for scripts
    assert "<script" not in answer.text
    return answer.text


@pytest.mark.parametrize(("address", "code"), [
    ("/plans/nothing", "plans.unknown"), ("/datasets/nothing", "datasets.unknown"),
    ("/cases/nothing", "approval.unknown"),
    ("/no-such-page", "http.404"),
])
def test_a_page_that_is_not_there(client, address, code):
    told = client.get(address).json()
    assert told["code"] == code
    page = page_of(client.get(address, headers=BROWSER), 404)
    assert told["message_zh"] in page
    assert told["message_en"] in page
    assert code in page
    assert 'href="/"' in page


def test_all_that_the_page_asks_for_is_here(client):
    """Offline, and with nothing but its own style: every address is one of this server that answers."""
    page = page_of(client.get("/plans/nothing", headers=BROWSER), 404)
    asked = set(re.findall(r'(?:href|src)="([^"]+)"', page))
    assert {"/", "/assets/base.css", "/assets/problem.css"} <= asked
    for address in asked:
        assert address.startswith("/")
        assert client.get(address).status_code == 200, address


def test_what_stands_in_an_address_is_text(client):
    page = page_of(client.get("/plans/<b onload=x>", headers=BROWSER), 404)
    assert "&lt;b onload=x&gt;" in page
    assert "<b onload" not in page


@pytest.mark.parametrize("address", ["/api/v1/plans/nothing", "/ogc/collections/nothing"])
def test_addresses_for_machines_stay_as_they_are(client, address):
    answer = client.get(address, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_fault_on_a_page(client, monkeypatch):
    def fault(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "find_case", fault)
    page = page_of(client.get("/cases/any", headers=BROWSER), 500)
    assert "程序出错" in page
    assert "secret detail" not in page
    assert client.get("/cases/any").json()["code"] == "fault"


def test_a_page_for_others(tmp_path):
    app = with_people(tmp_path)
    page = page_of(browser_of(app, "street_office").get("/people", headers=BROWSER), 403)
    assert "people.not_allowed" in page
