"""A dataset from upload to its next issue: checked, decided, frozen, compared, deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.datasets import service, tasks
from app.datasets.errors import DatasetNotFoundError, DatasetNotReadyError
from app.datasets.store import open_dataset, register_dataset
from app.storage.models import PlanRow, UnitRow
from app.workspace import LOCAL
from geodata.input_files import InputFiles
from tests.app import drawn_grid as grid
from tests.app.datasets.conftest import RESIDENT, nine_squares

LIANHU = {"id": "lianhu-2024", "overlays": []}


def patch(client, dataset, body, expect=200):
    answer = client.patch(
        f"/api/v1/datasets/{dataset['id']}", json=body, headers={"If-Match": f'"{dataset["revision"]}"'}
    )
    assert answer.status_code == expect, answer.text
    return answer.json()


def get(client, dataset_id):
    answer = client.get(f"/api/v1/datasets/{dataset_id}")
    assert answer.headers["ETag"] == f'"{answer.json()["revision"]}"'
    return answer.json()


def freeze(client, dataset_id, expect=200, **body):
    answer = client.post(f"/api/v1/datasets/{dataset_id}/freeze", json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


def test_an_upload_is_a_draft_with_suggestions(upload, client):
    made = upload({"小区.geojson": nine_squares()}, name="  示例区 ")
    assert (made["name"], made["state"], made["issue"], made["revision"]) == ("示例区", "draft", 1, 1)
    assert made["roles"] == {"areas": [made["files"][0]["file_id"]]}
    assert [item["id"] for item in client.get("/api/v1/datasets").json()["items"]] == [made["id"]]


def test_a_check_counts_what_the_files_hold(upload, check, client):
    made = upload({"小区.geojson": nine_squares(**RESIDENT)})
    assert check(made["id"])["kept"] is True
    dataset = get(client, made["id"])
    assert dataset["state"] == "checked"
    assert dataset["totals"] == {"areas": 9, "units": 9, "households": 9875, "population": None}
    assert (dataset["open"], dataset["basis_open"]) == ([], False)
    sheet = client.get(f"/api/v1/datasets/{made['id']}/check/sheet").json()
    assert len(sheet["areas"]) == 9
    assert "words" not in sheet


def test_the_check_splits_areas_above_the_limit_of_the_rules(upload, check, client):
    made = upload({"小区.geojson": nine_squares(households={**grid.HOUSEHOLDS, "b2": 6400}, **RESIDENT)})
    check(made["id"])
    assert get(client, made["id"])["totals"]["units"] > 9  # lianhu-2024 allows 5,000


def test_findings_name_the_file_that_the_user_knows(upload, check, client):
    made = upload({"新街 #2.geojson": nine_squares(households={**grid.HOUSEHOLDS, "a1": "若干"}, **RESIDENT)})
    check(made["id"])
    found = client.get(f"/api/v1/datasets/{made['id']}/check").json()["findings"]
    (error,) = [finding for finding in found if finding["severity"] == "error"]
    assert error["file"] == "新街 #2.geojson"
    assert "/tmp" not in str(found)


def test_nothing_is_frozen_before_it_was_checked(upload, client):
    made = upload({"小区.geojson": nine_squares(**RESIDENT)})
    assert freeze(client, made["id"], 409)["code"] == "datasets.not_checked"
    assert client.get(f"/api/v1/datasets/{made['id']}/check").json()["code"] == "datasets.not_checked"


def test_nobody_said_what_a_household_is(upload, check, client):
    made = upload({"小区.geojson": nine_squares()})
    check(made["id"])
    assert get(client, made["id"])["basis_open"] is True
    assert freeze(client, made["id"], 409, accept_errors=True)["code"] == "datasets.basis_open"
    unknown = patch(client, get(client, made["id"]), {"household_basis": "unknown"})
    assert (unknown["state"], unknown["basis_open"]) == ("checked", False)  # it reads nothing otherwise
    assert freeze(client, made["id"])["state"] == "ready"


def test_the_answer_is_read_into_the_next_check(upload, check, client, workspace):
    made = upload({"小区.geojson": nine_squares()})
    check(made["id"])
    told = patch(client, get(client, made["id"]), {"household_basis": "dwellings"})
    assert told["state"] == "draft"
    check(made["id"])
    freeze(client, made["id"])
    assert open_dataset(workspace, made["id"]).household_basis == "dwellings"


def test_errors_wait_until_they_may_stand(upload, check, client):
    made = upload({"小区.geojson": nine_squares(households={**grid.HOUSEHOLDS, "a1": "若干"}, **RESIDENT)})
    check(made["id"])
    dataset = get(client, made["id"])
    assert dataset["open"] == [{"code": "areas.households_unreadable", "can_stand": True}]
    assert freeze(client, made["id"], 409)["code"] == "datasets.errors_open"
    stands = patch(client, dataset, {"accepted": ["areas.households_unreadable"]})
    assert (stands["state"], stands["open"]) == ("checked", [])
    assert freeze(client, made["id"])["state"] == "ready"


def test_all_errors_can_be_accepted_at_once(upload, check, client):
    made = upload({"小区.geojson": nine_squares(households={**grid.HOUSEHOLDS, "a1": "若干"}, **RESIDENT)})
    check(made["id"])
    assert freeze(client, made["id"], accept_errors=True)["state"] == "ready"


def test_ground_without_households_is_never_frozen(upload, check, client):
    columns = {"households": {}, **RESIDENT}
    made = upload({"小区.geojson": nine_squares(**columns).replace('"households": null, ', "")})
    check(made["id"])
    assert get(client, made["id"])["open"] == [{"code": "areas.no_households", "can_stand": False}]
    assert freeze(client, made["id"], 409, accept_errors=True)["code"] == "datasets.cannot_plan"


def test_a_frozen_dataset_fills_the_units_and_never_changes(upload, check, client, workspace):
    made = upload({"小区.geojson": nine_squares(**RESIDENT)})
    check(made["id"])
    frozen = freeze(client, made["id"])
    with workspace.database.reading() as session:
        rows = session.scalars(select(UnitRow).where(UnitRow.dataset_id == made["id"])).all()
    assert sum(row.households for row in rows) == 9875
    assert {row.present for row in rows} == {"和平", "丰和"}
    assert all(108 < row.min_x <= row.max_x < 110 and 34 < row.min_y < 35 for row in rows)  # longitude, latitude
    assert frozen["hash"] == open_dataset(workspace, made["id"]).hash
    assert patch(client, frozen, {"datum": "gcj02"}, 409)["code"] == "datasets.frozen"
    assert client.post(f"/api/v1/datasets/{made['id']}/check").json()["code"] == "datasets.frozen"
    assert patch(client, frozen, {"name": "新名"})["name"] == "新名"


def test_two_people_changing_one_dataset(upload, client):
    made = upload({"小区.geojson": nine_squares()})
    patch(client, made, {"crs": "EPSG:4545"})
    assert patch(client, made, {"crs": None}, 409)["code"] == "datasets.stale"


@pytest.mark.parametrize("body", [
    {"roles": {"rivers": None}}, {"roles": {"areas": "no-file"}}, {"crs": "EPSG:x"}, {"datum": "mars"},
    {"columns": {"areas": {"no_field": "x"}}}, {"household_basis": "flats"}, {"profile": {"id": "unheard-of"}},
    {"name": "  "}, {"unknown": 1},
])
def test_what_does_not_exist_cannot_be_told(upload, client, body):
    made = upload({"小区.geojson": nine_squares()})
    patch(client, made, body, 422)
    assert get(client, made["id"])["revision"] == 1


def test_a_check_of_files_that_changed_meanwhile_is_not_kept(upload, client, workspace):
    made = upload({"小区.geojson": nine_squares()})
    with workspace.database.session() as session:
        request = service.prepare_check(session, made["id"])
    patch(client, made, {"household_basis": "resident"})
    assert tasks.check(workspace, request, lambda *_: None, lambda: False).result["kept"] is False
    assert get(client, made["id"])["state"] == "draft"


def test_a_file_taken_out_loses_its_role(upload, client):
    made = upload({"小区.geojson": nine_squares(), "n.csv": "a,b\nx,y\n"})
    areas, _ = made["files"]
    left = client.delete(f"/api/v1/datasets/{made['id']}/files/{areas['file_id']}").json()
    assert [file["name"] for file in left["files"]] == ["n.csv"]
    assert "areas" not in left["roles"]
    gone = client.delete(f"/api/v1/datasets/{made['id']}/files/{areas['file_id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "datasets.file_unknown")
    answer = client.post(f"/api/v1/datasets/{made['id']}/check")
    assert answer.json()["code"] == "datasets.input_invalid"


def test_an_added_file_gets_a_role_and_the_others_keep_theirs(upload):
    made = upload({"小区.geojson": nine_squares()})
    added = upload({"用房.csv": "名称,建筑面积,x,y\n站,900,1,1\n"}, to=f"/api/v1/datasets/{made['id']}/files")
    assert added["roles"]["areas"] == made["roles"]["areas"]
    assert added["roles"]["facilities"] == [added["files"][1]["file_id"]]


def test_the_next_issue_says_what_changed(upload, check, client):
    first = upload({"小区.geojson": nine_squares(**RESIDENT)}, name="新街")
    check(first["id"])
    freeze(client, first["id"])
    counts = {**grid.HOUSEHOLDS, "a1": 1300}
    text = nine_squares(households=counts, **RESIDENT).replace('"c3"', '"c9"')
    second = upload({"小区.geojson": text}, replaces=first["id"])
    assert (second["name"], second["issue"]) == ("新街", 2)
    assert (second["series_id"], second["replaces"]) == (first["id"], first["id"])
    check(second["id"])
    changes = client.get(f"/api/v1/datasets/{second['id']}/changes").json()
    assert [(c["area_id"], c["before"], c["after"]) for c in changes["added"]] == [("c9", None, 75)]
    assert [(c["area_id"], c["before"], c["after"]) for c in changes["removed"]] == [("c3", 75, None)]
    assert [(c["area_id"], c["before"], c["after"]) for c in changes["households"]] == [("a1", 1200, 1300)]
    assert changes["redrawn"] == []


def test_the_next_issue_takes_over_what_still_fits(upload, client):
    first = upload({"小区.csv": "名,HH,大数,x,y\na,4,6,108.9,34.2\n"})
    told = {"columns": {"areas": {"households": "HH", "population": "大数"}}, "household_basis": "resident"}
    patch(client, first, told)
    second = upload({"小区.csv": "名,HH,x,y\na,5,108.9,34.2\n"}, replaces=first["id"])
    assert second["columns"] == {"areas": {"households": "HH"}}
    assert second["household_basis"] == "resident"


def test_a_dataset_with_plans_is_not_deleted(upload, check, client, workspace):
    made = upload({"小区.geojson": nine_squares(**RESIDENT)})
    check(made["id"])
    freeze(client, made["id"])
    with workspace.database.session() as session:
        session.add(PlanRow(
            dataset_id=made["id"], name="甲", profile=LIANHU, origin={"kind": "blank"},
            start={"units": {}, "communities": {}, "splits": {}}, created_by="本机",
        ))
    refused = client.delete(f"/api/v1/datasets/{made['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "datasets.in_use")
    assert get(client, made["id"])["plans"] == 1


def test_a_deleted_dataset_is_gone(upload, client, workspace):
    made = upload({"小区.geojson": nine_squares()})
    assert client.delete(f"/api/v1/datasets/{made['id']}").status_code == 204
    assert client.get(f"/api/v1/datasets/{made['id']}").json()["code"] == "datasets.unknown"
    assert client.get("/api/v1/datasets").json()["total"] == 0
    with pytest.raises(DatasetNotFoundError):
        open_dataset(workspace, made["id"])


def test_only_a_frozen_dataset_is_opened(upload, check, workspace):
    made = upload({"小区.geojson": nine_squares(**RESIDENT)})
    check(made["id"])
    with pytest.raises(DatasetNotReadyError):
        open_dataset(workspace, made["id"])


def test_files_of_this_machine_are_ready_at_once(workspace, client, tmp_path):
    files = InputFiles(areas=str(grid.areas(tmp_path)))
    with workspace.database.session() as session:
        row = register_dataset(session, workspace.blobs, files, "九宫格", LIANHU, LOCAL)
        dataset_id = row.id
    dataset = get(client, dataset_id)
    assert (dataset["state"], dataset["totals"]["households"]) == ("ready", 9875)
    assert [file["name"] for file in dataset["files"]] == ["areas.geojson"]
    assert open_dataset(workspace, dataset_id).units["households"].sum() == 9875
    again = client.get(f"/api/v1/datasets/{dataset_id}/columns").json()["items"][0]["parts"][0]
    assert (again["role"], again["rows"]) == ("areas", 9)


def test_a_layer_in_a_shifted_datum_has_arrows(upload, check, client):
    """Ten estates in columns headed 经度_gcj02: every arrow is as long as the shift there, about 460 m in Xi'an."""
    text = "名称,户数,household_basis,经度_gcj02,纬度_gcj02\n" + "".join(
        f"院{k},{k + 5},resident,{108.94 + k / 500},{34.26 + k / 700}\n" for k in range(10)
    )
    made = upload({"小区.csv": text})
    check(made["id"])
    (shift,) = client.get(f"/api/v1/datasets/{made['id']}/check/sheet").json()["shifts"]
    assert (shift["role"], shift["datum"]) == ("areas", "GCJ-02")
    for (x0, y0), (x1, y1) in shift["arrows"]:
        assert ((x1 - x0) * 92_000) ** 2 + ((y1 - y0) * 111_000) ** 2 == pytest.approx(460**2, rel=0.15)


def test_the_pages_are_there(upload, client):
    assert client.get("/datasets").status_code == 200
    assert client.get(f"/datasets/{upload({'小区.geojson': nine_squares()})['id']}").status_code == 200
    assert client.get("/datasets/none").status_code == 404
