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
from app.storage.models import DatasetRow
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import browser_of, organisation_of, with_people

ASSETS = Path(app.__file__).parent / "assets"
LOCALE = Path(app.__file__).parent / "locale"
CODES = {"approval.open_already", "approval.stale"}
"""What a script reads of a problem, and is no word."""
KEY = re.compile(r'"(approval\.[a-z_]+(?:\.[a-z_]+)*)"')


def data_of(answer):
    """Return what a page is told."""
    found = re.search(r'id="page-data">(.*?)</script>', answer.text)
    assert found is not None, answer.text
    return json.loads(found[1])


@pytest.mark.parametrize("path", ["/tasks", "/cases", "/calendar", "/registry", "/reports"])
def test_a_page_that_lists(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'import("/assets/approval{path}.js")' in answer.text


def test_the_page_of_a_case_says_where_it_is_read_and_how_its_records_are_entered(client, fresh):
    answer = client.get(f"/cases/{fresh.case["id"]}")
    assert answer.status_code == 200
    data = data_of(answer)
    assert data["case_id"] == fresh.case["id"]
    names = [form["name"] for form in data["forms"]]
    assert names == [
        "residents", "approval", "filing", "election", "first_check", "final_check", "certificate", "planned",
    ]


def test_a_case_that_is_not_there(client):
    assert client.get("/cases/none").status_code == 404


@pytest.mark.parametrize("kind", sorted(WORKFLOWS))
def test_every_record_is_a_form_with_a_name_and_fields(kind):
    forms = record_forms(kind)
    assert [form["name"] for form in forms][-1] == "planned"
    assert all(form["fields"] and form["zh"] and form["en"] for form in forms)


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


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """A server with accounts, and a plan of the planning institute on it."""
    app = with_people(tmp_path_factory.mktemp("people"))
    dataset_id = enter_grid(app.state.workspace)
    owner = organisation_of(app.state.workspace, "planner")
    with app.state.workspace.database.session() as session:
        session.get_one(DatasetRow, dataset_id).organisation_id = owner
    plan = browser_of(app, "planner").post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案甲"})
    assert plan.status_code == 201, plan.text
    return app, plan.json()["id"]


@pytest.mark.parametrize(("login", "kinds"), [
    ("street_office", ["setting_up", "adjustment", "lq_short"]), ("enterprise", ["lq_short"]), ("planner", []),
    ("bureau", []), ("city_bureau", []),
])
def test_submitting_is_offered_to_whom_the_server_lets_submit(people, login, kinds):
    """Rules.md 5.1, 5.4: plans are handed in by street offices, a quarter by its enterprise too."""
    app, _ = people
    assert data_of(browser_of(app, login).get("/"))["submits"] == kinds
    asked = {"title": "设立", "plan_id": "nothing"}
    allowed = [
        kind for kind in ("setting_up", "adjustment", "lq_short")
        if browser_of(app, login).post("/api/v1/submissions", json={**asked, "kind": kind}).status_code != 403
    ]
    assert allowed == kinds


def test_the_page_of_a_plan_says_so_too(people):
    app, plan_id = people
    assert data_of(browser_of(app, "planner").get(f"/plans/{plan_id}"))["submits"] == []


def test_the_registry_offers_an_import_to_the_bureau_alone(people):
    app, _ = people
    offered = {login: data_of(browser_of(app, login).get("/registry"))["may_import"]
               for login in ("bureau", "street_office", "city_bureau", "planner")}
    assert offered == {"bureau": True, "street_office": False, "city_bureau": False, "planner": False}
