"""Who sees and changes what: lists, home, comparison, shares, jobs, and land of another street office."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from app.storage.models import DatasetRow, DatasetState, JobRow, PlanRow
from app.users.access import require_territory
from app.users.errors import OutsideSubdistrictError
from app.workspace import LOCAL, Person
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter, enter_grid
from tests.app.users.people import anybody, browser_of, organisation_of
from tests.drawn_plan import write_plan


def give(app, dataset_id: str, login: str, **changes: object) -> str:
    """Let a dataset belong to somebody's organisation."""
    with app.state.workspace.database.session() as session:
        session.execute(update(DatasetRow).where(DatasetRow.id == dataset_id).values(
            organisation_id=organisation_of(app.state.workspace, login), **changes
        ))
    return dataset_id


@pytest.fixture
def ground(app) -> str:
    """The nine squares, put into use by the district's bureau."""
    return give(app, enter_grid(app.state.workspace), "bureau")


@pytest.fixture
def any_ground(any_app) -> str:
    """The same on each kind of database."""
    return give(any_app, enter_grid(any_app.state.workspace), "bureau")


def begin(app, login: str, dataset_id: str, **told: object):
    return browser_of(app, login).post("/api/v1/plans", json={"dataset_id": dataset_id, **told})


def names(answer) -> list[str]:
    return [one.get("title") or one.get("name") or one["id"] for one in answer.json()["items"]]


def command(*units: tuple[str, str | None, str | None], **changes: object) -> dict[str, object]:
    return {
        "command_id": uuid.uuid4().hex, "kind": "move", "label": {"zh": "移动", "en": "Move"},
        "changes": {"units": [list(unit) for unit in units], **changes},
    }


def draw(app, login: str, plan_id: str, told: dict[str, object], head: int = 0):
    return browser_of(app, login).post(
        f"/api/v1/plans/{plan_id}/commands", json={"commands": [told]}, headers={"If-Match": f'"{head}"'}
    )


def test_a_district_reads_what_its_bureau_put_into_use(any_app, any_ground):
    for login in ("bureau", "street_office", "other_street", "departments", "district_gov"):
        client = browser_of(any_app, login)
        assert client.get(f"/api/v1/datasets/{any_ground}").status_code == 200, login
        assert names(client.get("/api/v1/datasets")) == ["新街数据"], login
    for login in ("other_district", "city_bureau", "planner", "enterprise", "administrator"):
        client = browser_of(any_app, login)
        assert client.get(f"/api/v1/datasets/{any_ground}").json()["code"] == "datasets.unknown", login
        assert names(client.get("/api/v1/datasets")) == [], login


def test_it_is_changed_by_the_bureau_alone(app, ground):
    told = {"name": "改名"}
    for login, code in (("street_office", "datasets.unknown"), ("departments", "people.not_allowed")):
        answer = browser_of(app, login).patch(
            f"/api/v1/datasets/{ground}", json=told, headers={"If-Match": '"1"'}
        )
        assert answer.json()["code"] == code
    answer = browser_of(app, "bureau").patch(f"/api/v1/datasets/{ground}", json=told, headers={"If-Match": '"1"'})
    assert answer.status_code == 200


def test_a_draft_is_its_owners_alone(app, ground):
    give(app, ground, "bureau", state=DatasetState.DRAFT.value)
    assert browser_of(app, "street_office").get(f"/api/v1/datasets/{ground}").status_code == 404
    assert browser_of(app, "bureau").get(f"/api/v1/datasets/{ground}").status_code == 200


def test_a_plan_is_its_organisations_alone_wherever_it_is_shown(any_app, any_ground):
    made = begin(any_app, "street_office", any_ground, name="街道方案")
    plan_id = made.json()["id"]
    own, stranger = browser_of(any_app, "street_office"), browser_of(any_app, "bureau")
    assert names(own.get("/api/v1/plans")) == ["街道方案"]
    assert names(stranger.get("/api/v1/plans")) == []
    assert "街道方案" in own.get("/").text
    home = stranger.get("/").text
    assert "街道方案" not in home
    assert plan_id not in home
    assert "街道方案" in own.get("/compare").text
    assert "街道方案" not in stranger.get("/compare").text
    assert stranger.get(f"/compare?a={plan_id}").status_code == 404
    theirs = begin(any_app, "bureau", any_ground).json()["id"]
    for a, b in ((plan_id, theirs), (theirs, plan_id), (theirs, f"{plan_id}@0")):
        assert stranger.get("/api/v1/comparison", params={"a": a, "b": b}).json()["code"] == "plans.unknown"
    with any_app.state.workspace.database.reading() as session:
        rows = dict(session.execute(select(PlanRow.id, PlanRow.organisation_id)).all())
    workspace = any_app.state.workspace
    assert rows == {plan_id: organisation_of(workspace, "street_office"), theirs: organisation_of(workspace, "bureau")}


def test_names_that_are_given_do_not_tell_of_other_organisations(app, ground):
    assert begin(app, "street_office", ground).json()["name"] == "方案 1"
    assert begin(app, "bureau", ground).json()["name"] == "方案 1"


def test_the_same_key_of_two_people_makes_two_plans(app, ground):
    made = [
        browser_of(app, login).post(
            "/api/v1/plans", json={"dataset_id": ground}, headers={"Idempotency-Key": "one"}
        ).json()["id"]
        for login in ("street_office", "bureau", "street_office")
    ]
    assert made[0] == made[2] != made[1]


def test_no_plan_is_begun_on_ground_that_may_not_be_seen(app, ground):
    assert begin(app, "other_district", ground).json()["code"] == "datasets.unknown"
    assert begin(app, "departments", ground).json()["code"] == "people.not_allowed"
    answer = browser_of(app, "other_district").post(
        "/api/v1/plans/import", data={"dataset_id": ground}, files={"file": ("p.csv", b"area_id,community\na1,x\n")}
    )
    assert answer.json()["code"] == "datasets.unknown"
    answer = browser_of(app, "other_district").post(
        "/api/v1/datasets", data={"replaces": ground}, files={"files": ("a.csv", b"area_id,households\na1,3\n")}
    )
    assert answer.json()["code"] == "datasets.unknown"


def test_a_job_belongs_to_whoever_asked(any_app, any_ground):
    plan_id = begin(any_app, "street_office", any_ground).json()["id"]
    own, stranger = browser_of(any_app, "street_office"), browser_of(any_app, "bureau")
    job = own.get(f"/api/v1/plans/{plan_id}/export?format=csv").json()["id"]
    assert own.get("/api/v1/jobs").json()["total"] == 1
    assert stranger.get("/api/v1/jobs").json()["total"] == 0
    assert stranger.get(f"/api/v1/jobs?plan_id={plan_id}").json()["items"] == []
    assert stranger.get(f"/api/v1/jobs/{job}").json()["code"] == "jobs.unknown"
    with any_app.state.workspace.database.reading() as session:
        assert session.scalars(select(JobRow.organisation_id)).all() == [
            organisation_of(any_app.state.workspace, "street_office")
        ]


def test_an_imported_plan_belongs_to_whoever_imported_it(app):
    from app.jobs.tasks import TASKS, find_task

    ground = give(app, enter_grid(app.state.workspace), "bureau")
    table = "area_id,community\n" + "\n".join(f"{cell},{name}" for cell, name in grid.PRESENT.items())
    answer = browser_of(app, "street_office").post(
        "/api/v1/plans/import", data={"dataset_id": ground}, files={"file": ("方案.csv", table.encode())}
    )
    with app.state.workspace.database.reading() as session:
        request = session.get_one(JobRow, answer.json()["id"]).request
    find_task(TASKS["import"])(app.state.workspace, request, lambda *_: None, lambda: False)
    assert names(browser_of(app, "street_office").get("/api/v1/plans")) == ["方案"]
    assert names(browser_of(app, "bureau").get("/api/v1/plans")) == []


def test_a_share_is_read_by_whoever_has_its_address(app, ground):
    plan_id = begin(app, "street_office", ground).json()["id"]
    assert browser_of(app, "bureau").post(f"/api/v1/plans/{plan_id}/shares", json={}).status_code == 404
    url = browser_of(app, "street_office").post(f"/api/v1/plans/{plan_id}/shares", json={}).json()["url"]
    page = anybody(app).get(url)
    assert page.status_code == 200
    assert "csrf-token" not in page.text


def test_a_street_office_draws_its_own_land_only(app, ground):
    own = begin(app, "street_office", ground).json()["id"]
    other = begin(app, "other_street", ground).json()["id"]
    bureau = begin(app, "bureau", ground).json()["id"]
    told = command(("b1", "和平", "丰和"))
    assert draw(app, "street_office", own, told).status_code == 200
    refused = draw(app, "other_street", other, told)
    assert (refused.status_code, refused.json()["code"]) == (403, "plans.outside_subdistrict")
    assert refused.json()["subdistricts"] == ["新街"]
    assert browser_of(app, "other_street").get(f"/api/v1/plans/{other}/commands").json()["head"] == 0
    assert draw(app, "bureau", bureau, told).status_code == 200  # the bureau draws all of its district


def test_nor_does_it_touch_communities_or_cut_units_of_others(app, ground):
    other = begin(app, "other_street", ground).json()["id"]
    record = {"name": "和平", "subdistrict": "新街", "locked": False, "colour": 0, "alone": False}
    before = browser_of(app, "other_street").get(f"/api/v1/plans/{other}/drawing").json()
    record = before["drawing"]["communities"]["和平"]
    told = command(communities=[["和平", record, {**record, "locked": True}]])
    assert draw(app, "other_street", other, told).json()["code"] == "plans.outside_subdistrict"
    shape = browser_of(app, "other_street").get(f"/api/v1/plans/{other}/ground").json()
    ring = shape["shapes"][shape["units"]["id"].index("a1")]["coordinates"][0]
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    middle = (west + east) / 2
    answer = browser_of(app, "other_street").post(
        f"/api/v1/plans/{other}/splits", headers={"If-Match": '"0"'},
        json={"unit_id": "a1", "line": [[middle, south - 0.001], [middle, north + 0.001]]},
    )
    assert answer.json()["code"] == "plans.outside_subdistrict"


def test_the_optimiser_is_told_whose_land_may_move(app, ground):
    """新街 is the street office's, 旧街 the other's; the bureau is bound to none. The page cannot say otherwise."""
    kept = {}
    for login in ("street_office", "other_street", "bureau"):
        plan_id = begin(app, login, ground).json()["id"]
        body = {"kind": "complete", "version": 0, "territory": None}
        job = browser_of(app, login).post(f"/api/v1/plans/{plan_id}/jobs", json=body).json()["id"]
        with app.state.workspace.database.reading() as session:
            kept[login] = session.get_one(JobRow, job).request["territory"]
    assert kept == {"street_office": ["新街"], "other_street": ["旧街"], "bureau": None}


@pytest.mark.parametrize(
    ("person", "is_free"),
    [
        (LOCAL, True),
        (Person("甲", user_id="1", roles=frozenset({"district_civil_affairs"})), True),
        (Person("甲", user_id="1", is_planner=True), True),
        (Person("甲", user_id="1", roles=frozenset({"street_office"}), subdistrict="新街"), False),
        (Person("甲", user_id="1", roles=frozenset({"township"}), subdistrict=None), False),
        (Person("甲", user_id="1", roles=frozenset({"street_office"}), subdistrict="新街", is_planner=True), False),
    ],
)
def test_street_offices_are_bound_to_their_land(person, is_free):
    if is_free:
        require_territory(person, {"新街", "旧街"})
        return
    with pytest.raises(OutsideSubdistrictError):
        require_territory(person, {"新街", "旧街"})
    if person.subdistrict is not None:
        require_territory(person, {"新街"})


def test_plan_folders_of_the_command_line_are_read_by_everybody(tmp_path):
    from tests.app.users.people import with_people

    folder = write_plan(tmp_path / "九宫格")
    app = with_people(tmp_path, plan_folders=(folder,))
    for login in ("enterprise", "administrator", "other_district"):
        client = browser_of(app, login)
        (one,) = client.get("/api/v1/plans").json()["items"]
        assert client.get(f"/api/v1/plans/{one['id']}/sheet").status_code == 200
        assert client.get(f"/plans/{one['id']}").status_code == 200
    answer = browser_of(app, "planner").patch(
        f"/api/v1/plans/{one['id']}", json={"name": "x"}, headers={"If-Match": '"1"'}
    )
    assert answer.json()["code"] == "plans.unknown"
    assert anybody(app).get(f"/api/v1/plans/{one['id']}/sheet").status_code == 401


def test_a_dataset_of_two_offices_is_drawn_by_each_on_its_side(app, tmp_path):
    from geodata.input_files import InputFiles
    from geodata.prepare import prepare

    offices = {cell: "旧街" if cell[0] == "c" else "新街" for cell in grid.HOUSEHOLDS}
    present = {cell: ("河湾" if cell[0] == "c" else grid.PRESENT[cell]) for cell in grid.HOUSEHOLDS}
    areas = grid.areas(tmp_path, subdistrict=offices, community=present)
    ground = give(app, enter(app.state.workspace, prepare(InputFiles(areas=str(areas)))), "bureau")
    own = begin(app, "street_office", ground).json()
    units = own["drawing"]["units"]
    assert draw(app, "street_office", own["id"], command(("b1", units["b1"], None))).status_code == 200
    refused = draw(app, "street_office", own["id"], command(("b2", units["b2"], None), ("c1", units["c1"], None)), 1)
    assert refused.json()["subdistricts"] == ["旧街"]
