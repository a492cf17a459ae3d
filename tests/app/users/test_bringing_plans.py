"""A street office that brings a whole plan, by file or to a newer issue, changes its own land only; who writes data."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import update

from app.jobs.router import _runner
from app.storage.models import DatasetRow, PlanRow
from app.users.access import may_change_dataset
from app.users.errors import OutsideSubdistrictError
from app.workspace import LOCAL
from tests.app.plans.conftest import enter
from tests.app.plans.test_territory import EAST, PRESENT, WEST, two_offices
from tests.app.plans.test_transfers import Desk, post
from tests.app.users.people import Body, browser_of, with_people
from tests.app.users.test_access import give

BODIES = {
    "street_office": Body("西街街道办事处", "street_office", subdistrict=WEST),
    "bureau": Body("莲湖区民政局", "district_civil_affairs"),
    "departments": Body("莲湖区教育局", "related_departments"),
}


@pytest.fixture
def city(tmp_path):
    """A server on which the bureau has put two street offices' ground into use; jobs are done when told."""
    app = with_people(tmp_path, bodies=BODIES)
    app.dependency_overrides[_runner] = lambda: app.state.desk
    app.state.desk = Desk(app.state.workspace)
    return app


def ground(app, **changes) -> str:
    return give(app, enter(app.state.workspace, two_offices(**changes)), "bureau")


def table(**moved: str) -> bytes:
    return "\n".join(["area_id,community", *(f"{area},{home}" for area, home in (PRESENT | moved).items())]).encode()


def imported(app, login: str, dataset_id: str, **moved: str) -> str:
    """Import a file; return the plan."""
    job = post(browser_of(app, login), dataset_id, ("方案.csv", table(**moved))).json()["id"]
    return app.state.desk.work(job).result["plan"]


def plans(app) -> int:
    with app.state.workspace.database.reading() as session:
        return session.query(PlanRow).count()


def test_a_file_that_redraws_land_of_others_makes_no_plan(city):
    dataset_id = ground(city)
    with pytest.raises(OutsideSubdistrictError) as refused:
        imported(city, "street_office", dataset_id, c1="东街+1")
    assert refused.value.members["subdistricts"] == [EAST]
    assert plans(city) == 0
    assert imported(city, "street_office", dataset_id, b1="甲")
    assert imported(city, "bureau", dataset_id, c1="东街+1")


def test_land_that_came_to_another_street_office_is_not_drawn_on_by_the_old_one(city):
    first = ground(city)
    plan = imported(city, "street_office", first, b3="西街+1")
    after = ground(city, east=("b2", "b3", "c1", "c2", "c3"))
    with city.state.workspace.database.session() as session:
        session.execute(update(DatasetRow).where(DatasetRow.id == after).values(series_id=first, issue=2))
    answer = browser_of(city, "street_office").post(f"/api/v1/plans/{plan}/rebase", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "plans.outside_subdistrict"), answer.text
    assert answer.json()["subdistricts"] == [EAST]
    assert plans(city) == 1


def test_pages_know_who_changes_a_dataset(city):
    dataset_id = ground(city)
    for login, may_change, may_write in (
        ("bureau", True, True), ("street_office", False, True), ("departments", False, False),
    ):
        client = browser_of(city, login)
        assert client.get(f"/api/v1/datasets/{dataset_id}").json()["may_change"] is may_change, login
        assert client.get("/api/v1/datasets").json()["items"][0]["may_change"] is may_change, login
        said = re.compile(rf'"may_write": ?{json.dumps(may_write)}')
        for path in ("/datasets", f"/datasets/{dataset_id}", "/"):
            assert said.search(client.get(path).text), (login, path)
    assert may_change_dataset(LOCAL, DatasetRow(organisation_id="anybody"))
