"""Plans in and out over HTTP: each a job, done here in this process as a runner would do it in another."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import pytest
from shapely import Polygon

from app.jobs.router import _runner
from app.jobs.tasks import TASKS, find_task
from app.storage.models import JobRow, JobState, PlanRow
from tests.app import drawn_grid as grid
from tests.app.plans.test_imports import rows


class Desk:
    """Takes jobs as a runner does, and does them when told."""

    def __init__(self, workspace):
        self.workspace, self.told = workspace, []

    def submit(self, session, kind, request, *, plan_id=None, dataset_id=None, who):
        row = JobRow(kind=kind, request=dict(request), plan_id=plan_id, dataset_id=dataset_id, created_by=who.name)
        session.add(row)
        session.flush()
        return row

    def work(self, job_id, *, cancelled=False):
        with self.workspace.database.session() as session:
            row = session.get(JobRow, job_id)
        done = find_task(TASKS[row.kind])(
            self.workspace, json.loads(json.dumps(row.request)), lambda *told: self.told.append(told),
            lambda: cancelled,
        )
        with self.workspace.database.session() as session:
            row = session.get(JobRow, job_id)
            row.state, row.result = JobState.DONE.value, json.loads(json.dumps(done.result))
        return done


@pytest.fixture
def desk(client):
    desk = Desk(client.app.state.workspace)
    client.app.dependency_overrides[_runner] = lambda: desk
    return desk


def post(client, dataset_id, *files, **fields):
    uploaded = [("file", (name, content)) for name, content in files]
    return client.post("/api/v1/plans/import", files=uploaded, data={"dataset_id": dataset_id, **fields})


def test_an_imported_plan_opens_with_what_was_good(client, desk, dataset_id):
    text = rows(b2="") + "z9,和平\n"
    answer = post(client, dataset_id, ("方案二.csv", text.encode("gbk")))
    assert answer.status_code == 202, answer.text
    assert (answer.json()["kind"], answer.json()["dataset_id"]) == ("import", dataset_id)
    done = desk.work(answer.json()["id"])
    assert (done.result["taken"], done.result["left_out_units"], done.result["errors"]) == (8, ["b2"], 1)
    assert [(row["row"], row["code"]) for row in done.result["rows"]] == [
        (6, "plans.import_empty"), (11, "plans.import_unknown_id")]
    assert done.result["rows"][1]["message_zh"].startswith("方案二.csv 第 11 行")
    plan = client.get(f"/api/v1/plans/{done.result['plan']}").json()
    assert (plan["name"], plan["head"], plan["origin"]["kind"]) == ("方案二", 0, "import")
    assert plan["drawing"]["units"]["b1"] == "丰和"
    assert [told[0] for told in desk.told] == ["progress", "progress"]


def test_an_import_that_is_done_again_makes_no_second_plan(client, desk, dataset_id):
    job = post(client, dataset_id, ("a.csv", rows().encode()), name="新方案").json()["id"]
    assert desk.work(job).result["plan"] == desk.work(job).result["plan"]
    assert client.get("/api/v1/plans").json()["total"] == 1


def test_an_import_that_was_cancelled_makes_none(client, desk, dataset_id):
    done = desk.work(post(client, dataset_id, ("a.csv", rows().encode())).json()["id"], cancelled=True)
    with client.app.state.workspace.database.session() as session:
        assert session.get(PlanRow, done.result["plan"]) is None


def test_a_shapefile_comes_in_pieces(client, desk, dataset_id, tmp_path):
    frame = gpd.GeoDataFrame(
        {"社区": [cell[0] for cell in grid.HOUSEHOLDS]}, geometry=[Polygon(grid.square(c)) for c in grid.HOUSEHOLDS],
        crs=grid.CRS,
    )
    frame.to_file(tmp_path / "方案.shp", encoding="UTF-8")
    files = [(path.name, path.read_bytes()) for path in sorted(tmp_path.glob("方案.*"))]
    answer = post(client, dataset_id, *files)
    assert answer.status_code == 202, answer.text
    assert desk.work(answer.json()["id"]).result["taken"] == 9


@pytest.mark.parametrize(("files", "fields", "status", "code"), [
    ([], {}, 422, "datasets.input_invalid"),
    ([("a.csv", b"x"), ("b.csv", b"y")], {}, 422, "datasets.input_invalid"),
    ([("a.csv", b"x")], {"datum": "mars"}, 422, "datasets.input_invalid"),
    ([("a.csv", b"x")], {"dataset_id": "nobody"}, 404, "datasets.unknown"),
])
def test_uploads_that_cannot_be_imported(client, desk, dataset_id, files, fields, status, code):
    answer = post(client, fields.get("dataset_id", dataset_id), *files,
                  **{k: v for k, v in fields.items() if k != "dataset_id"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_upload_beyond_the_limit_is_refused(client, desk, dataset_id):
    client.app.state.settings = client.app.state.settings.model_copy(update={"upload_limit_mb": 1})
    answer = post(client, dataset_id, ("a.csv", b"x" * 1_100_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "uploads.too_large")


@pytest.mark.parametrize(("form", "suffix"), [
    ("gpkg", ".gpkg"), ("geojson", ".geojson"), ("csv", ".csv"), ("shapefile", ".zip"), ("ledger", ".csv")])
def test_an_export_is_a_job_with_a_file(client, desk, plan, form, suffix):
    answer = client.get(f"/api/v1/plans/{plan['id']}/export", params={"format": form})
    assert answer.status_code == 202, answer.text
    done = desk.work(answer.json()["id"])
    assert done.file_name == f"方案甲{'-划入划出' if form == 'ledger' else ''}-v0{suffix}"
    content = client.app.state.workspace.blobs.get(done.blob)
    assert len(content) == done.result["size"]
    if form == "shapefile":
        assert "units.shp" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_same_export_again_is_the_same_job(client, desk, plan):
    address = f"/api/v1/plans/{plan['id']}/export?format=csv"
    first = client.get(address).json()["id"]
    desk.work(first)
    assert client.get(address).json()["id"] == first
    assert client.get(f"/api/v1/plans/{plan['id']}/export?format=geojson").json()["id"] != first
    changed = {"If-Match": f'"{plan["revision"]}"'}
    client.patch(f"/api/v1/plans/{plan['id']}", json={"name": "方案乙"}, headers=changed)
    assert client.get(address).json()["id"] != first


def test_exports_that_cannot_be(client, desk, plan):
    address = f"/api/v1/plans/{plan['id']}/export"
    assert client.get(address, params={"format": "pdf"}).status_code == 422
    assert client.get(address, params={"format": "csv", "version": 7}).json()["code"] == "plans.version_unknown"
    assert client.get("/api/v1/plans/nobody/export", params={"format": "csv"}).status_code == 404


def test_every_body_is_described(client):
    """Each operation of this remit has an answer with a schema, and its errors are problems."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    ours = [
        "/api/v1/plans/{plan_id}/splits", "/api/v1/plans/{plan_id}/splits/preview", "/api/v1/plans/{plan_id}/rebase",
        "/api/v1/comparison", "/api/v1/plans/{plan_id}/comments", "/api/v1/plans/{plan_id}/comments/{comment_id}",
        "/api/v1/plans/{plan_id}/shares", "/api/v1/plans/import", "/api/v1/plans/{plan_id}/export",
    ]
    for path in ours:
        for operation in paths[path].values():
            good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
            assert "$ref" in good["content"]["application/json"]["schema"], (path, good)
            assert "application/problem+json" in operation["responses"]["404"]["content"]
