"""The optional base map: nothing by default, and only the configured host when one is configured."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.maps.basemap import BaseMapError, find_base_map
from app.settings import Settings
from geodata.domain import Datum

PIXEL = b"\x89PNG\r\n\x1a\n"


def find(told: str | None, **options):
    return find_base_map(told, **({"key": None, "name": None, "datum": None} | options))


@pytest.mark.parametrize("told", [None, ""])
def test_none_by_default(told):
    assert find(told) is None


def test_tianditu_is_cgcs2000_and_asks_one_host():
    found = find("tianditu", key="abc")
    assert (found.datum, found.is_shifted) == (Datum.CGCS2000, False)
    assert found.origin == "https://t0.tianditu.gov.cn"
    assert [layer.split("LAYER=")[1][:3] for layer in found.layers] == ["vec", "cva"]
    assert all(layer.startswith(found.origin) and "tk=abc" in layer for layer in found.layers)


def test_shifted_tiles_say_so():
    assert find("http://10.1.2.3/tiles/{z}/{x}/{y}.png", datum=Datum.GCJ02).told() == {
        "name": "10.1.2.3", "layers": ["http://10.1.2.3/tiles/{z}/{x}/{y}.png"], "datum": "GCJ-02", "shifted": True,
    }


@pytest.mark.parametrize("told", ["tianditu", "http://tiles.local/one.png", "no-such-folder"])
def test_what_cannot_be_used_says_how_to_mend_it(told):
    with pytest.raises(BaseMapError, match="SIZHI_BASEMAP") as refused:
        find(told)
    assert "SIZHI_BASEMAP" in refused.value.message_zh


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    tile = tmp_path / "tiles" / "3" / "6" / "2.png"
    tile.parent.mkdir(parents=True)
    tile.write_bytes(PIXEL)
    (tmp_path / "tiles" / "secret.txt").write_text("x")
    return TestClient(create_app(Settings(data=tmp_path / "data", basemap=str(tmp_path / "tiles"), job_standby=False)))


def test_a_folder_is_served_tile_by_tile(client: TestClient):
    answer = client.get("/basemap/3/6/2")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PIXEL, "image/png")


@pytest.mark.parametrize("path", ["3/6/9", "../secret.txt", "3/6/..%2f..%2f..%2fsecret.txt", "-1/0/0", "3/6/2.png"])
def test_nothing_but_tiles_leaves_the_folder(client: TestClient, path: str):
    answer = client.get(f"/basemap/{path}")
    assert answer.status_code in (404, 422)
    assert answer.content != b"x"


def test_without_one_no_other_host_is_allowed(tmp_path: Path):
    client = TestClient(create_app(Settings(data=tmp_path / "data", job_standby=False)))
    assert "img-src 'self' data:;" in client.get("/healthz").headers["content-security-policy"]
    assert client.get("/basemap/3/6/2").status_code == 404


def test_with_one_only_its_host_is_allowed_and_only_for_pictures(tmp_path: Path):
    settings = Settings(data=tmp_path / "data", basemap="https://tiles.local/{z}/{x}/{y}.png", job_standby=False)
    policy = TestClient(create_app(settings)).get("/healthz").headers["content-security-policy"]
    assert "img-src 'self' data: https://tiles.local;" in policy
    assert policy.count("tiles.local") == 1
