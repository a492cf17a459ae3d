"""Rule packs over HTTP: listed, shown with what decides, and taken in when they keep the schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.rulepacks.store import resolve_profile
from app.settings import Settings

OWN = """
id = "our-district"
version = "1.0.0"
title_zh = "本区从严"
title_en = "Stricter here"
layer = "overlay"
jurisdiction = "本区"

[fields.size]
households_max = { value = 4000, severity = "hard", design_default = true }
"""


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(create_app(Settings(data=tmp_path / "data", job_standby=False)))


def test_the_bundled_packs_are_listed(client):
    listed = client.get("/api/v1/profiles").json()
    packs = {pack["id"]: pack for pack in listed["items"]}
    assert packs["lianhu-2024"]["layer"] == "district"
    assert packs["lianhu-2024"]["is_bundled"] is True
    assert listed["total"] == len(listed["items"])


def test_a_profile_shows_its_band_and_where_it_allows_more_than_the_law(client):
    shown = client.get("/api/v1/profiles/lianhu-2024").json()
    assert shown["band"] == {"min": 1000, "target": 3500, "max": 5000}
    field = next(field for field in shown["fields"] if field["path"] == "size.households_max")
    assert (field["value"], field["severity"], field["pack"]) == (5000, "soft", "lianhu-2024")
    assert shown["conflicts"], "the law speaks of 700 to 3,000 households"


def test_an_unknown_pack_is_refused(client):
    answer = client.get("/api/v1/profiles/none")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def add(client, text, name="our.toml"):
    return client.post("/api/v1/profiles", json={"name": name, "text": text})


def test_an_own_pack_is_checked_kept_and_laid_over_another(client):
    made = add(client, OWN)
    assert (made.status_code, made.json()["is_bundled"]) == (201, False)
    assert add(client, OWN).status_code == 201  # the same again changes nothing
    shown = client.get("/api/v1/profiles/lianhu-2024?overlay=our-district").json()
    assert shown["band"]["max"] == 4000
    with client.app.state.workspace.database.reading() as session:
        profile = resolve_profile(session, {"id": "lianhu-2024", "overlays": ["our-district"]})
    assert profile.value("size.households_max") == 4000


def test_a_pack_that_breaks_the_schema_is_refused_by_name(client):
    answer = add(client, OWN.replace("households_max", "no_such_field"))
    assert answer.status_code == 422
    assert "our.toml" in answer.json()["message_zh"]
    assert "our-district" not in {pack["id"] for pack in client.get("/api/v1/profiles").json()["items"]}


@pytest.mark.parametrize("text", [OWN.replace("4000", "3000"), OWN.replace("our-district", "lianhu-2024")])
def test_an_identifier_and_version_stand_for_one_pack(client, text):
    add(client, OWN)
    answer = add(client, text)
    assert (answer.status_code, answer.json()["code"]) == (409, "profiles.taken")
