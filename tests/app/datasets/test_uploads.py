"""Names are text and never paths; the files of a shapefile lie side by side; more than the limit is refused."""

from __future__ import annotations

import io
import zipfile

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.datasets.inputs import InputFile, Piece
from app.datasets.uploads import LONGEST_NAME_BYTES, gather, safe_name
from tests.app.datasets.conftest import nine_squares

HOSTILE = "“引号”<img src=x onerror=alert(1)>\u202egnp.geojson"


@pytest.mark.parametrize(("given_name", "kept"), [
    ("areas.geojson", "areas.geojson"),
    ("../../etc/passwd", "passwd"),
    ("C:\\桌面\\小区.shp", "小区.shp"),
    ("a\x00b.csv", "ab.csv"),
    ("..", "unnamed"),
    ("/", "unnamed"),
    ("", "unnamed"),
    ("”<b>\u202e.csv", "”<b>\u202e.csv"),
])
def test_only_the_last_part_of_a_name_is_kept(given_name: str, kept: str):
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_no_name_can_leave_its_folder(name: str):
    kept = safe_name(name)
    assert kept not in ("", ".", "..")
    assert "/" not in kept
    assert "\x00" not in kept
    assert len(kept.encode()) <= LONGEST_NAME_BYTES


def pieces(*names: str) -> list[Piece]:
    return [Piece(name, 1, f"blob of {name}") for name in names]


def test_what_belongs_to_a_shapefile_lies_beside_it():
    (file,) = gather((), pieces("小区.dbf", "小区.SHX", "小区.shp", "小区.prj", "小区.cpg"))
    assert file.name == "小区.shp"
    assert sorted(piece.name for piece in file.beside) == ["小区.cpg", "小区.dbf", "小区.prj", "小区.shx"]


def test_a_companion_that_comes_first_waits_for_its_shapes():
    (lone,) = gather((), pieces("a.dbf"))
    assert lone.name == "a.dbf"
    (file,) = gather([lone], pieces("a.shp"))
    assert (file.name, [piece.name for piece in file.beside]) == ("a.shp", ["a.dbf"])


def test_a_companion_uploaded_again_replaces_the_first():
    before = InputFile("1", "a.shp", 1, "shapes", (Piece("a.dbf", 1, "old"),))
    (file,) = gather([before], [Piece("A.DBF", 1, "new")])
    assert file.beside == (Piece("a.dbf", 1, "new"),)
    assert file.file_id == "1"


def test_tables_of_other_names_stay_inputs_of_their_own():
    names = [file.name for file in gather((), pieces("a.shp", "b.dbf", "c.csv"))]
    assert names == ["a.shp", "b.dbf", "c.csv"]


def test_a_shapefile_in_pieces_is_read_as_one(upload, client, tmp_path):
    table = {"小区名称": ["锦绣"], "小区户数": [5]}
    frame = gpd.GeoDataFrame(table, geometry=[shapely.box(0, 0, 9, 9)], crs="EPSG:4545")
    frame.to_file(tmp_path / "小区.shp", encoding="GBK")
    made = upload({path.name: path.read_bytes() for path in tmp_path.glob("小区.*") if path.suffix != ".cpg"})
    (file,) = made["files"]
    assert (file["name"], sorted(file["beside"])) == ("小区.shp", ["小区.dbf", "小区.prj", "小区.shx"])
    (part,) = client.get(f"/api/v1/datasets/{made['id']}/columns").json()["items"][0]["parts"]
    assert part["shapes"] == {"Polygon": 1}
    assert {guess["field"]: guess["column"] for guess in part["guesses"] if guess["column"]} == {
        "name": "小区名称", "households": "小区户数",
    }


def test_a_hostile_name_is_text(upload, client):
    made = upload({HOSTILE: nine_squares()})
    assert made["files"][0]["name"] == HOSTILE
    page = client.get(f"/datasets/{made['id']}").text
    assert "<img src=x" not in page


def test_more_than_the_limit_is_refused(upload):
    problem = upload({"big.csv": b"x" * 1_100_000}, expect=413)
    assert problem["code"] == "uploads.too_large"
    assert "1 MB" in problem["message_en"]


def test_an_upload_without_a_file_is_refused(client):
    answer = client.post("/api/v1/datasets", data={"name": "x"}, files={"other": b"x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "datasets.input_invalid")
    assert client.post("/api/v1/datasets", content=b"no form").status_code == 422


def packed(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "content"), [
    ("../../evil.csv", b"name\nx\n"), ("bomb.csv", b"0" * 150_000_000),
])
def test_an_archive_that_could_do_harm_is_listed_with_the_reason(upload, client, name, content):
    made = upload({"a.zip": packed(name, content)})
    (part,) = client.get(f"/api/v1/datasets/{made['id']}/columns").json()["items"][0]["parts"]
    assert "a.zip" in part["message_zh"]
    assert part["columns"] == []
    assert made["roles"] == {}
