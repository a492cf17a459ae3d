"""Signing in through an identity provider that runs on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

pytest.importorskip("joserfc", reason="the extra sizhi[oidc] is not installed")

from joserfc import jwk

from app.storage.cases import TrailRow
from app.storage.people import UserRow
from app.users import store
from app.users.commands import AT_THE_MACHINE
from app.users.errors import ProviderError
from app.users.gate import COOKIE_NAME
from app.users.oidc_pages import ours
from tests.app.users.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.app.users.people import PASSWORD, anybody, with_people
from tests.browser.plan_server import running


@dataclass
class Office:
    """A server of ours with accounts that asks a provider, and the provider."""

    app: FastAPI
    provider: IdentityProvider
    issuer: str

    def come_back(self, client: Any, wanted: str = "/") -> Any:
        """Go to the provider, be sent back by it, and return our answer."""
        sent = client.get("/sign-in/oidc", params={"next": wanted})
        assert sent.status_code == 303
        assert sent.headers["location"].startswith(f"{self.issuer}/authorize?")
        back = httpx.get(sent.headers["location"]).headers["location"]
        place = urlsplit(back)
        assert (place.hostname, place.path) == ("testserver", "/sign-in/oidc/back")
        return client.get(f"{place.path}?{place.query}")


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    provider = IdentityProvider()
    with running(provider.app()) as issuer:
        app = with_people(
            tmp_path, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET),
            oidc_name="政务身份",
        )
        workspace = app.state.workspace
        with workspace.database.session() as session:
            store.add_user(
                session, AT_THE_MACHINE, login="through_provider", name="李经办", password=None,
                organisation=BODY,
            )
        yield Office(app, provider, issuer)
        workspace.database.close()


BODY = "新街街道办事处"


def refusal(answer: Any) -> str:
    """Return what the page for signing in says against it."""
    assert answer.status_code == 403
    assert COOKIE_NAME not in answer.cookies
    return answer.text


def test_the_page_offers_the_way(office):
    assert "政务身份" in anybody(office.app).get("/sign-in").text


def test_an_account_without_password_signs_in_and_is_known_again(office):
    client = anybody(office.app)
    answer = office.come_back(client, "/datasets")
    assert (answer.status_code, answer.headers["location"]) == (303, "/datasets")
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["organisation"]["name"]) == ("李经办", BODY)
    office.provider.claims["preferred_username"] = "renamed"  # the provider's identifier counts from now on
    assert office.come_back(anybody(office.app)).status_code == 303
    with office.app.state.workspace.database.reading() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == "through_provider")).unique().one()
        linked = session.scalars(select(TrailRow).where(TrailRow.action == "user.linked")).all()
    assert user.oidc_subject == f"{office.issuer} 4711"
    assert [row.object_id for row in linked] == [user.id]


def test_another_identity_does_not_get_an_account_that_is_taken(office):
    assert office.come_back(anybody(office.app)).status_code == 303
    office.provider.claims["sub"] = "4712"
    assert "没有可用账号" in refusal(office.come_back(anybody(office.app)))


def test_the_claim_opens_no_account_with_a_password(office):
    office.provider.claims["preferred_username"] = "administrator"
    assert "没有可用账号" in refusal(office.come_back(anybody(office.app)))


def test_a_closed_account_stays_closed(office):
    assert office.come_back(anybody(office.app)).status_code == 303
    with office.app.state.workspace.database.session() as session:
        store.change_user(session, AT_THE_MACHINE, "through_provider", {"is_disabled": True})
    assert "没有可用账号" in refusal(office.come_back(anybody(office.app)))


def test_an_account_without_password_has_none_to_guess(office):
    for password in ("", PASSWORD, "None"):
        answer = anybody(office.app).post(
            "/api/v1/session", json={"login": "through_provider", "password": password or "-"}
        )
        assert answer.json()["code"] == "people.wrong_password"


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "https://elsewhere.example"}, {"aud": "another client"}, {"nonce": "of another time"}, {"exp": 1},
        {"azp": "another client", "aud": [CLIENT, "another client"]},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_does_not_fit_is_refused(office, said):
    office.provider.claims.update(said)
    assert refusal(office.come_back(anybody(office.app)))


def test_a_forged_signature_is_refused(office):
    office.provider.signs_with = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    assert "签名或内容不符" in refusal(office.come_back(anybody(office.app)))


def test_a_code_is_of_no_use_in_another_browser(office):
    victim, other = anybody(office.app), anybody(office.app)
    sent = victim.get("/sign-in/oidc")
    back = urlsplit(httpx.get(sent.headers["location"]).headers["location"])
    refusal(other.get(f"{back.path}?{back.query}"))  # no cookie at all
    other.get("/sign-in/oidc")
    assert "不是从本页发起" in refusal(other.get(f"{back.path}?{back.query}"))
    assert victim.get(f"{back.path}?{back.query}").status_code == 303
    assert "过期" in refusal(victim.get(f"{back.path}?{back.query}"))  # and only once


def test_a_provider_that_is_not_there_or_calls_itself_otherwise_is_said(office, tmp_path):
    office.provider.issuer = "https://elsewhere.example"
    assert "与其自述不符" in anybody(office.app).get("/sign-in/oidc").text
    for issuer, why in (("http://127.0.0.1:9", "没有回应"), ("http://identity.example", "应为 https")):
        app = with_people(tmp_path / why, oidc_issuer=issuer, oidc_client_id=CLIENT)
        answer = anybody(app).get("/sign-in/oidc")
        assert (answer.status_code, why in answer.text) == (403, True)


def test_a_provider_needs_a_client(tmp_path):
    with pytest.raises(ProviderError, match="SIZHI_OIDC_CLIENT_ID"):
        with_people(tmp_path, oidc_issuer="https://identity.example")


def test_a_server_without_a_provider_has_no_such_way(app):
    assert anybody(app).get("/sign-in/oidc").status_code == 404
    assert anybody(app).get("/sign-in/oidc/back").status_code == 404


@pytest.mark.parametrize(
    "wanted", ["https://example.org", "//example.org", "/\\example.org", "javascript:1", "", "/a\nb"]
)
def test_no_address_of_another_server_is_gone_on_to(wanted):
    assert ours(wanted) == "/"
    assert ours("/plans/x?version=3") == "/plans/x?version=3"
