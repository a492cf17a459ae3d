"""The pages of approval: each is there, a case that may not be seen is not, and every word of a form is known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import app
from app.approval.pages import record_forms
from app.approval.workflows import WORKFLOWS
from app.maps.registry_page import registry_words

ASSETS = Path(app.__file__).parent / "assets"
LOCALE = Path(app.__file__).parent / "locale"
CODES = {"approval.stale"}
"""What a script reads of a problem, and is no word."""
KEY = re.compile(r'"(approval\.[a-z_]+(?:\.[a-z_]+)*)"')


@pytest.mark.parametrize("path", ["/tasks", "/cases", "/calendar", "/registry", "/reports"])
def test_a_page_that_lists(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'import("/assets/approval{path}.js")' in answer.text


def test_the_page_of_a_case_says_where_it_is_read_and_how_its_records_are_entered(client, fresh):
    answer = client.get(f"/cases/{fresh.case["id"]}")
    assert answer.status_code == 200
    found = re.search(r'id="page-data">(.*?)</script>', answer.text)
    assert found is not None
    data = json.loads(found[1])
    assert data["case_id"] == fresh.case["id"]
    names = [form["name"] for form in data["forms"]]
    assert names == [
        "residents", "approval", "filing", "election", "first_check", "final_check", "certificate", "planned",
    ]


def test_a_case_that_is_not_there(client):
    assert client.get("/cases/none").status_code == 404


@pytest.mark.parametrize("kind", sorted(WORKFLOWS))
def test_every_record_says_where_and_by_whom_it_is_entered(kind):
    states = {state.id for state in WORKFLOWS[kind].states}
    for form in record_forms(kind):
        assert form["fields"], form["name"]
        assert set(form["states"]) & states, form["name"]
        assert form["writers"], form["name"]
        assert form["zh"], form["name"]


def test_the_registry_knows_its_columns():
    words = registry_words()
    names = [field["name"] for field in (*words["of_case"], *words["by_hand"])]
    assert len(names) == len(set(names))
    assert {"approved_on", "households", "elected_on", "four_bounds", "secretary", "committee_members"} <= set(names)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_that_a_script_asks_for_is_there(language):
    catalogue = json.loads((LOCALE / f"{language}.json").read_text(encoding="utf-8"))
    asked = {
        key for path in (ASSETS / "approval").glob("*.js") for key in KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 150
    assert asked - CODES - catalogue.keys() == set()
