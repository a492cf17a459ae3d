"""A bureau draws, the street office submits: a plan handed over is the receiver's alone, and its log stays whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.storage.cases import TrailRow
from app.storage.models import DatasetRow, JobRow, JobState
from app.workspace import Workspace
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import browser_of, organisation_of, with_people


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[FastAPI]:
    """One server for all: each test hands over a plan of its own."""
    app = with_people(tmp_path_factory.mktemp("handing"))
    yield app
    app.state.jobs.stop()
    app.state.workspace.database.close()


def enter_for(app: FastAPI, login: str) -> str:
    workspace: Workspace = app.state.workspace
    dataset_id = enter_grid(workspace)
    with workspace.database.session() as session:
        session.execute(update(DatasetRow).where(DatasetRow.id == dataset_id).values(
            organisation_id=organisation_of(workspace, login)
        ))
    return dataset_id


@pytest.fixture(scope="module")
def ground_id(app: FastAPI) -> str:
    """The nine squares, put into use by the bureau of the district."""
    return enter_for(app, "bureau")


def begin(app: FastAPI, login: str, ground_id: str) -> str:
    made = browser_of(app, login).post("/api/v1/plans", json={"dataset_id": ground_id, "name": "新街初稿"})
    assert made.status_code == 201, made.text
    plan_id: str = made.json()["id"]
    command = {"command_id": uuid.uuid4().hex, "kind": "move", "label": {"zh": "移动", "en": "Move"},
               "changes": {"units": [["b1", "和平", "丰和"]]}}
    drawn = browser_of(app, login).post(
        f"/api/v1/plans/{plan_id}/commands", json={"commands": [command]}, headers={"If-Match": '"0"'}
    )
    assert drawn.status_code == 200, drawn.text
    return plan_id


@pytest.fixture
def plan_id(app: FastAPI, ground_id: str) -> str:
    """A plan that the bureau drew."""
    return begin(app, "bureau", ground_id)


def hand(app: FastAPI, plan_id: str, to: str, *, login: str = "bureau", revision: int = 1) -> Any:
    told = {"organisation_id": organisation_of(app.state.workspace, to), "reason": "由街道报送"}
    return browser_of(app, login).post(
        f"/api/v1/plans/{plan_id}/hand-over", json=told, headers={"If-Match": f'"{revision}"'}
    )


def test_it_is_the_receivers_alone_and_its_history_stays_with_its_authors(app: FastAPI, plan_id: str) -> None:
    bureau, street = browser_of(app, "bureau"), browser_of(app, "street_office")
    own = f"/api/v1/plans/{plan_id}"
    assert street.get(own).json()["code"] == "plans.unknown"
    url = bureau.post(f"{own}/shares", json={}).json()["url"]

    given = hand(app, plan_id, "street_office")
    assert given.status_code == 200, given.text
    assert given.json()["organisation"] == "新街街道办事处"
    assert bureau.get(own).json()["code"] == "plans.unknown"
    told = street.get(own).json()
    assert told["revision"] == 2
    assert [(one["by"], one["from"], one["to"], one["version"]) for one in told["handed_over"]] == [
        ("莲湖区民政局经办", "莲湖区民政局", "新街街道办事处", 1)
    ]
    listed = next(one for one in street.get("/api/v1/plans").json()["items"] if one["id"] == plan_id)
    assert listed["handed_from"] == "莲湖区民政局"
    (command,) = street.get(f"{own}/commands").json()["items"]
    assert command["author"] == "莲湖区民政局经办"
    assert street.get(url).status_code == 404  # what is drawn from now on is not the bureau's to show

    case = street.post("/api/v1/submissions", json={"kind": "setting_up", "title": "设立", "plan_id": plan_id})
    assert case.status_code == 201, case.text
    with app.state.workspace.database.reading() as session:
        line = session.scalars(
            select(TrailRow).where(TrailRow.action == "plan.hand_over", TrailRow.object_id == plan_id)
        ).one()
    assert (line.actor, line.role, line.reason) == ("莲湖区民政局经办", "district_civil_affairs", "由街道报送")
    assert (line.before or {})["organisation"] == "莲湖区民政局"
    assert (line.after or {})["organisation"] == "新街街道办事处"


def test_jobs_go_with_it(app: FastAPI, plan_id: str) -> None:
    job = browser_of(app, "bureau").get(f"/api/v1/plans/{plan_id}/export?format=csv").json()["id"]
    busy = hand(app, plan_id, "street_office")
    assert (busy.status_code, busy.json()["code"]) == (409, "plans.busy")
    with app.state.workspace.database.session() as session:
        session.execute(update(JobRow).where(JobRow.id == job).values(state=JobState.DONE.value))
    assert hand(app, plan_id, "street_office").status_code == 200
    assert browser_of(app, "street_office").get(f"/api/v1/jobs/{job}").status_code == 200
    assert browser_of(app, "bureau").get(f"/api/v1/jobs/{job}").json()["code"] == "jobs.unknown"


@pytest.mark.parametrize(("to", "code"), [
    ("bureau", "plans.receiver"),  # has it already
    ("departments", "plans.receiver"), ("district_gov", "plans.receiver"), ("administrator", "plans.receiver"),
    # … these draw no plans
    ("other_district", "plans.receiver"), ("planner", "plans.receiver"),  # of another district, or of none
])
def test_who_cannot_have_it(app, plan_id, to, code) -> None:
    answer = hand(app, plan_id, to)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert browser_of(app, "bureau").get(f"/api/v1/plans/{plan_id}").json()["handed_over"] == []


def test_nobody_is_nobody(app: FastAPI, plan_id: str) -> None:
    answer = browser_of(app, "bureau").post(
        f"/api/v1/plans/{plan_id}/hand-over", json={"organisation_id": "0" * 32}, headers={"If-Match": '"1"'}
    )
    assert answer.json()["code"] == "plans.receiver"


def test_not_where_the_data_may_not_be_seen(app: FastAPI) -> None:
    """Ground that a street office brought is its own; the office next door may not see it."""
    plan_id = begin(app, "street_office", enter_for(app, "street_office"))
    answer = hand(app, plan_id, "other_street", login="street_office")
    assert (answer.status_code, answer.json()["code"]) == (422, "plans.dataset_unseen")


def test_only_by_who_has_it_and_has_read_it(app: FastAPI, plan_id: str) -> None:
    assert hand(app, plan_id, "other_street", login="street_office").json()["code"] == "plans.unknown"
    assert hand(app, plan_id, "other_street", login="departments").json()["code"] == "people.not_allowed"
    stale = hand(app, plan_id, "street_office", revision=7)
    assert (stale.status_code, stale.json()["code"], stale.json()["revision"]) == (409, "plans.revision", 1)


def test_not_while_it_is_in_an_open_case(app: FastAPI, ground_id: str) -> None:
    plan_id = begin(app, "street_office", ground_id)
    street = browser_of(app, "street_office")
    case = street.post("/api/v1/submissions", json={"kind": "setting_up", "title": "设立", "plan_id": plan_id}).json()
    answer = hand(app, plan_id, "bureau", login="street_office")
    assert (answer.status_code, answer.json()["code"]) == (409, "plans.in_case")
    assert case["number"] in answer.json()["message_zh"]


def test_and_back_again(app: FastAPI, plan_id: str) -> None:
    hand(app, plan_id, "street_office")
    assert hand(app, plan_id, "bureau", login="street_office", revision=2).status_code == 200
    told = browser_of(app, "bureau").get(f"/api/v1/plans/{plan_id}").json()["handed_over"]
    assert [(one["from"], one["to"]) for one in told] == [
        ("莲湖区民政局", "新街街道办事处"), ("新街街道办事处", "莲湖区民政局"),
    ]
