"""The server: plan folders as pages and JSON, errors as problem+json in both languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from geodata.errors import MissingColumnError

PROBLEM = "application/problem+json"


def serve(*folders: Path) -> TestClient:
    return TestClient(make_app(*folders), raise_server_exceptions=False)


def make_app(*folders: Path) -> FastAPI:
    data = TemporaryDirectory(ignore_cleanup_errors=True)
    app = create_app(Settings(data=Path(data.name), plan_folders=folders))
    app.state.data = data  # goes with the server
    return app


@pytest.fixture(scope="module")
def client(drawn_plan: Path) -> TestClient:
    return serve(drawn_plan)


class TestList:
    def test_a_plan_says_what_the_strip_and_the_columns_need(self, client):
        """The drawn plan: 3,600, 5,700 and 575 households; 2,475 move; one hard, two soft failures, one unknown."""
        (plan,) = client.get("/api/v1/plans").json()["items"]
        assert plan["id"] == "九宫格"
        assert plan["title"] == "九宫格示例（手绘）"
        assert plan["households_by_community"] == [575, 3600, 5700]
        assert (plan["communities"], plan["households_changed"]) == (3, 2475)
        assert plan["findings"] == {"hard": 1, "soft": 2, "note": 0, "unknown": 1}
        assert (plan["status"], plan["gap"], plan["verdict"]) == ("feasible", 0.004, "findings")
        assert plan["band"] == {"min": 1000, "target": 3500, "max": 5000}

    def test_a_folder_of_plan_folders_stands_for_them(self, drawn_plan):
        assert ids(serve(drawn_plan.parent)) == ["九宫格"]

    def test_alternatives_inside_a_plan_are_plans(self, drawn_plan, tmp_path):
        folder = shutil.copytree(drawn_plan, tmp_path / "out")
        shutil.copytree(drawn_plan, folder / "alternative-2")
        assert ids(serve(folder)) == ["out", "out-alternative-2"]

    def test_equal_names_get_different_ids(self, drawn_plan, tmp_path):
        folders = [shutil.copytree(drawn_plan, tmp_path / where / "plan") for where in ("a", "b")]
        assert ids(serve(*folders)) == ["plan", "plan-2"]

    @pytest.mark.parametrize(("name", "safe"), [("a b_.._c", "a-b_.._c"), ("方案 <1>", "方案-1"), ("..x", "x")])
    def test_ids_are_safe_in_an_address(self, drawn_plan, tmp_path, name, safe):
        client = serve(shutil.copytree(drawn_plan, tmp_path / name))
        assert ids(client) == [safe]
        assert client.get(f"/plans/{safe}").status_code == 200

    def test_it_pages(self, drawn_plan, tmp_path):
        folders = [shutil.copytree(drawn_plan, tmp_path / name) for name in "abc"]
        page = serve(*folders).get("/api/v1/plans?offset=1&limit=1").json()
        assert ([p["id"] for p in page["items"]], page["total"]) == (["b"], 3)

    def test_a_folder_that_cannot_be_read_is_listed_with_the_reason(self, drawn_plan, tmp_path):
        broken = shutil.copytree(drawn_plan, tmp_path / "broken")
        (broken / "plan.json").write_text("{", encoding="utf-8")
        (plan,) = serve(broken).get("/api/v1/plans").json()["items"]
        assert "broken/plan.json" in plan["message_zh"]
        assert "broken/plan.json" in plan["message_en"]

    def test_no_folder_at_all_is_an_empty_list(self, tmp_path):
        client = serve(tmp_path / "nowhere")
        assert ids(client) == []
        assert client.get("/").status_code == 200


def ids(client: TestClient) -> list[str]:
    return [plan["id"] for plan in client.get("/api/v1/plans").json()["items"]]


class TestPlan:
    def test_it_gives_both_documents_whole(self, client, drawn_plan):
        answer = client.get("/api/v1/plans/九宫格").json()
        for part in ("plan", "audit"):
            written = json.loads((drawn_plan / f"{part}.json").read_text("utf-8"))
            assert contains(answer[part], written)

    @pytest.mark.parametrize("address", ["/plans/九宫格", "/api/v1/plans/九宫格/map"])
    def test_the_map_is_a_folium_page(self, client, address):
        answer = client.get(address)
        assert answer.headers["content-type"].startswith("text/html")
        assert "folium-map" in answer.text
        assert "九宫格示例（手绘）" in answer.text

    def test_a_changed_plan_is_read_anew(self, drawn_plan, tmp_path):
        folder = shutil.copytree(drawn_plan, tmp_path / "plan")
        client = serve(folder)
        assert "改名后的方案" not in client.get("/plans/plan").text
        plan = json.loads((folder / "plan.json").read_text("utf-8")) | {"title": "改名后的方案"}
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        assert "改名后的方案" in client.get("/plans/plan").text

    def test_a_plan_that_cannot_be_read_is_a_conflict(self, drawn_plan, tmp_path):
        folder = shutil.copytree(drawn_plan, tmp_path / "plan")
        (folder / "plan.gpkg").unlink()
        answer = serve(folder).get("/plans/plan")
        assert (answer.status_code, answer.json()["code"]) == (409, "plans.unreadable")

    def test_a_document_that_breaks_its_contract_is_a_conflict(self, drawn_plan, tmp_path):
        folder = shutil.copytree(drawn_plan, tmp_path / "plan")
        (folder / "audit.json").write_text('{"findings": [{}]}', encoding="utf-8")
        answer = serve(folder).get("/api/v1/plans/plan")
        assert (answer.status_code, answer.json()["code"]) == (409, "plans.unreadable")


def contains(whole: object, part: object) -> bool:
    """Whether everything of `part` is in `whole`."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(contains(whole.get(key), value) for key, value in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(contains, whole, part))
    return whole == part


class TestErrors:
    @pytest.mark.parametrize("address", ["/plans/nix", "/api/v1/plans/nix", "/api/v1/plans/nix/map"])
    def test_an_unknown_plan_is_a_problem_in_both_languages(self, client, address):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
        problem = answer.json()
        assert problem["code"] == "plans.unknown"
        assert "没有方案 nix" in problem["message_zh"]
        assert "no plan nix" in problem["message_en"]

    @pytest.mark.parametrize("address", [
        "/plans/..%2f..%2fetc%2fpasswd", "/plans/%2e%2e", "/assets/..%2f..%2fsettings.py", "/assets/%2e%2e/main.py",
        "/assets/install.py", "/assets/vendor/package-lock.sha256", "/api/v1/plans/..%2Fconftest/map",
    ])
    def test_no_address_leads_out_of_the_folders(self, client, address):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)

    def test_a_wrong_query_is_a_problem(self, client):
        answer = client.get("/api/v1/plans?limit=0")
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")

    def test_a_wrong_method_is_a_problem(self, client):
        answer = client.put("/api/v1/plans")
        assert (answer.status_code, answer.json()["code"]) == (405, "http.405")

    def test_an_error_of_the_ground_keeps_its_code_and_its_file(self, drawn_plan):
        app = make_app(drawn_plan)

        @app.get("/broken")
        def broken() -> None:
            raise MissingColumnError("缺列", "missing", file="a.csv", feature="households")

        answer = TestClient(app).get("/broken")
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "fields.missing")
        assert (problem["file"], problem["feature"]) == ("a.csv", "households")

    def test_a_fault_of_ours_says_so_and_shows_no_trace(self, drawn_plan):
        app = make_app(drawn_plan)

        @app.get("/fault")
        def fault() -> None:
            raise RuntimeError("secret")

        answer = TestClient(app, raise_server_exceptions=False).get("/fault")
        assert (answer.status_code, answer.json()["code"]) == (500, "fault")
        assert "secret" not in answer.text


class TestPages:
    def test_a_page_may_run_only_what_carries_its_nonce(self, client):
        for address in ("/", "/plans/九宫格"):
            answer = client.get(address)
            policy = answer.headers["content-security-policy"]
            nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)[1]
            assert "unsafe" not in policy
            assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}

    def test_no_nonce_comes_twice(self, client):
        policies = {client.get("/").headers["content-security-policy"] for _ in range(3)}
        assert len(policies) == 3

    def test_the_list_holds_the_plans_and_no_markup_from_their_titles(self, drawn_plan, tmp_path):
        folder = shutil.copytree(drawn_plan, tmp_path / "plan")
        plan = json.loads((folder / "plan.json").read_text("utf-8")) | {"title": "<script>alert(1)</script>"}
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        page = serve(folder).get("/").text
        assert "<script>alert" not in page
        assert r"\u003cscript\u003ealert(1)" in page

    def test_large_answers_are_packed(self, client):
        answer = client.get("/plans/九宫格", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"

    def test_assets_and_icon_are_served(self, client):
        for name in ("vendor/leaflet/leaflet.js", "sheet/plan.js", "base.css"):
            assert client.get(f"/assets/{name}").status_code == 200
        assert client.get("/favicon.ico").headers["content-type"].startswith("image/svg+xml")


class TestServer:
    def test_health(self, client):
        assert client.get("/healthz").json() == {"status": "alive"}
        assert client.get("/readyz").json() == {"status": "ready"}

    def test_not_ready_without_browser_assets(self, client, monkeypatch, tmp_path):
        monkeypatch.setattr("app.main.NEEDED_ASSET", tmp_path / "leaflet.js")
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "assets.missing")

    def test_openapi_describes_every_answer(self, client):
        document = client.get("/api/v1/openapi.json").json()
        assert document["openapi"].startswith("3.1")
        for path, methods in document["paths"].items():
            for method in methods.values():
                answered = next(answer for code, answer in method["responses"].items() if code.startswith("2"))
                if answered is method["responses"].get("204"):
                    continue
                content = answered["content"]
                described = content.get("application/json", {}).get("schema") or content.keys() - {"application/json"}
                assert described, path

    def test_settings_come_from_the_environment(self, monkeypatch):
        monkeypatch.setenv("SIZHI_PORT", "9000")
        monkeypatch.setenv("SIZHI_PLAN_FOLDERS", '["a", "b"]')
        assert (Settings().port, Settings().plan_folders) == (9000, (Path("a"), Path("b")))
