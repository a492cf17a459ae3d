"""Plans over HTTP: begun, listed, changed, copied, deleted; drawn on by two at once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.plans.service import purge_deleted
from app.storage.models import PlanRow, now
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import LIANHU, enter_grid

PROBLEM = "application/problem+json"


def at(plan: dict, *parts: object) -> str:
    return "/".join(["/api/v1/plans", plan["id"], *map(str, parts)])


def move(command_id: str, unit: str, before: str | None, after: str | None, **more: object) -> dict:
    changes = {"units": [[unit, before, after]]}
    return {"command_id": f"command-{command_id}", "kind": "move", "label": {"zh": "移动", "en": "move"},
            "changes": changes, **more}


def draw(client, plan: dict, head: int, *commands: dict):
    return client.post(at(plan, "commands"), json={"commands": commands}, headers={"If-Match": f'"{head}"'})


def items(client, **query: object) -> list[dict]:
    return client.get("/api/v1/plans", params=query).json()["items"]


class TestBegin:
    def test_with_todays_communities(self, plan, dataset_id):
        assert plan["drawing"]["units"] == grid.PRESENT
        assert {c["name"] for c in plan["drawing"]["communities"].values()} == {"和平", "丰和"}
        assert (plan["head"], plan["revision"], plan["origin"]) == (0, 1, {"kind": "today"})
        assert plan["dataset"]["id"] == dataset_id
        assert plan["profile"] == LIANHU

    def test_with_nothing(self, client, dataset_id):
        plan = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "start": "blank"}).json()
        assert plan["drawing"] == {"units": dict.fromkeys(grid.PRESENT), "communities": {}, "splits": {}}

    def test_without_a_name_they_are_numbered(self, client, dataset_id):
        names = [client.post("/api/v1/plans", json={"dataset_id": dataset_id}).json()["name"] for _ in range(2)]
        assert names == ["方案 1", "方案 2"]

    def test_the_same_key_makes_one_plan(self, client, dataset_id):
        made = [
            client.post("/api/v1/plans", json={"dataset_id": dataset_id}, headers={"Idempotency-Key": key}).json()["id"]
            for key in ("k1", "k1", "k2")
        ]
        assert made[0] == made[1] != made[2]

    @pytest.mark.parametrize(("told", "status", "code"), [
        ({"dataset_id": "nix"}, 404, "datasets.unknown"),
        ({"profile": {"id": "nix"}}, 422, "pack.unknown"),
        ({"objective": "nix"}, 422, "pack.invalid"),
        ({"start": "nix"}, 422, "request.invalid"),
        ({"name": " "}, 422, "request.invalid"),
        ({"colour": "red"}, 422, "request.invalid"),
    ])
    def test_what_is_unknown_is_refused(self, client, dataset_id, told, status, code):
        answer = client.post("/api/v1/plans", json={"dataset_id": dataset_id, **told})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert items(client) == []

    def test_the_files_of_the_machine_are_no_rule_packs(self, client, dataset_id, tmp_path):
        pack = tmp_path / "mine.toml"
        pack.write_text("", encoding="utf-8")
        answer = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "profile": {"id": str(pack)}})
        assert (answer.status_code, answer.json()["code"]) == (422, "pack.unknown")


class TestList:
    def test_a_plan_that_nobody_judged_is_counted_by_its_drawing(self, client, plan):
        """和平 has 5,500 households today, 丰和 4,375; c3 (75) in no community."""
        draw(client, plan, 0, move("1", "c3", "丰和", None))
        (told,) = items(client)
        assert told["households_by_community"] == [4300, 5500]
        assert (told["households"], told["unassigned_households"]) == (9800, 75)
        assert (told["kind"], told["title"], told["version"], told["judged_version"]) == ("drawn", "方案甲", 1, None)
        assert told["band"] == {"min": 1000, "target": 3500, "max": 5000}
        assert told["verdict"] is None

    def test_a_judged_plan_shows_its_judgement_until_somebody_draws_on(self, client, plan):
        client.get(at(plan, "judgement"))
        (told,) = items(client)
        assert (told["verdict"], told["judged_version"], told["stale"]) == ("findings", 0, False)
        assert told["households_changed"] == 0
        draw(client, plan, 0, move("1", "b1", "和平", "丰和"))
        (told,) = items(client)
        assert (told["households_by_community"], told["judged_version"], told["stale"]) == ([4375, 5500], 0, True)
        client.get(at(plan, "judgement"))
        (told,) = items(client)
        assert (told["households_by_community"], told["households_changed"]) == ([3600, 6275], 1900)
        assert not told["stale"]

    def test_other_rules_make_a_judgement_stale(self, client, plan):
        client.get(at(plan, "judgement"))
        answer = client.patch(
            at(plan), json={"profile": {"id": "lianhu-2024", "overlays": ["band-hard"]}}, headers={"If-Match": '"1"'}
        )
        assert answer.json()["profile"]["overlays"] == ["band-hard"]
        (told,) = items(client)
        assert (told["stale"], told["overlays"]) == (True, ["band-hard"])

    def test_drawn_plans_come_first_and_folders_after_them(self, serve, drawn_plan):
        client = serve(None, drawn_plan)
        dataset_id = enter_grid(client.app.state.workspace)
        for name in ("甲", "乙"):
            client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": name})
        assert [told["title"] for told in items(client)] == ["乙", "甲", "九宫格示例（手绘）"]
        assert [told["title"] for told in items(client, offset=1, limit=2)] == ["甲", "九宫格示例（手绘）"]
        assert [told["title"] for told in items(client, offset=2, limit=2)] == ["九宫格示例（手绘）"]
        assert items(client, offset=3) == []
        assert client.get("/api/v1/plans", params={"limit": 1}).json()["total"] == 3

    def test_archived_plans_are_a_list_of_their_own(self, client, plan):
        client.patch(at(plan), json={"archived": True}, headers={"If-Match": '"1"'})
        assert items(client) == []
        (told,) = items(client, archived=True)
        assert told["archived"]
        client.patch(at(plan), json={"archived": False}, headers={"If-Match": '"2"'})
        assert len(items(client)) == 1


class TestChange:
    def test_a_new_name_counts_as_a_revision(self, client, plan):
        answer = client.patch(at(plan), json={"name": "报区方案"}, headers={"If-Match": '"1"'}).json()
        assert (answer["name"], answer["revision"], answer["head"]) == ("报区方案", 2, 0)

    def test_who_read_an_older_revision_is_told(self, client, plan):
        client.patch(at(plan), json={"name": "乙的名称"}, headers={"If-Match": '"1"'})
        answer = client.patch(at(plan), json={"name": "甲的名称"}, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.headers["content-type"]) == (409, PROBLEM)
        assert (answer.json()["code"], answer.json()["revision"]) == ("plans.revision", 2)
        assert client.get(at(plan)).json()["name"] == "乙的名称"

    @pytest.mark.parametrize("told", [None, "*", '"x"', '"-1"'])
    def test_without_a_revision_nothing_changes(self, client, plan, told):
        headers = {} if told is None else {"If-Match": told}
        assert client.patch(at(plan), json={"name": "新"}, headers=headers).status_code == 422

    def test_an_unknown_objective_is_refused_and_nothing_changes(self, client, plan):
        answer = client.patch(at(plan), json={"name": "新", "objective": "nix"}, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (422, "pack.invalid")
        assert client.get(at(plan)).json()["name"] == "方案甲"


class TestDelete:
    def test_a_deleted_plan_is_gone_but_can_be_restored(self, client, plan):
        draw(client, plan, 0, move("1", "b1", "和平", "丰和"))
        assert client.delete(at(plan), headers={"If-Match": '"1"'}).status_code == 204
        for address in (at(plan), at(plan, "ground"), at(plan, "judgement"), f"/plans/{plan['id']}"):
            answer = client.get(address)
            assert (answer.status_code, answer.json()["code"]) == (410, "plans.deleted")
        answer = draw(client, plan, 1, move("2", "b1", "丰和", "和平"))
        assert (answer.status_code, answer.json()["code"]) == (410, "plans.deleted")
        assert items(client) == []
        (told,) = items(client, deleted=True)
        assert told["deleted_at"]
        restored = client.post(at(plan, "restore")).json()
        assert (restored["head"], restored["drawing"]["units"]["b1"]) == (1, "丰和")

    def test_after_a_while_it_is_removed_for_good(self, client, plan):
        client.delete(at(plan), headers={"If-Match": '"1"'})
        database = client.app.state.workspace.database
        with database.session() as session:
            assert purge_deleted(session) == 0
            session.get(PlanRow, plan["id"]).deleted_at = now() - timedelta(days=31)
        with database.session() as session:
            assert purge_deleted(session) == 1
        assert client.post(at(plan, "restore")).status_code == 404


class TestTwoPlanners:
    """甲 and 乙 drew on version 0; 乙's command is there first."""

    @pytest.fixture
    def clashed(self, client, plan):
        draw(client, plan, 0, move("of-yi", "b1", "和平", "丰和"))
        answer = draw(client, plan, 0, move("of-jia", "a3", "和平", "丰和"))
        assert (answer.status_code, answer.headers["content-type"]) == (409, PROBLEM)
        problem = answer.json()
        assert (problem["code"], problem["head"]) == ("plans.stale", 1)
        assert [command["command_id"] for command in problem["commands"]] == ["command-of-yi"]
        return plan

    def test_take_what_is_there(self, client, clashed):
        told = client.get(at(clashed, "commands"), params={"after": 0}).json()
        assert (told["head"], [command["number"] for command in told["items"]]) == (1, [1])
        assert client.get(at(clashed, "drawing")).json()["drawing"]["units"]["b1"] == "丰和"

    def test_keep_the_own_state(self, client, clashed):
        """甲's state was: b1 in 和平, a3 in 丰和; it becomes one command on the new head."""
        keep = move("keep", "b1", "丰和", "和平", kind="keep")
        keep["changes"]["units"].append(["a3", "和平", "丰和"])
        assert draw(client, clashed, 1, keep).json() == {"head": 2, "numbers": {"command-keep": 2}}
        units = client.get(at(clashed, "drawing")).json()["drawing"]["units"]
        assert (units["a3"], units["b1"]) == ("丰和", "和平")

    def test_fork_from_where_both_began(self, client, clashed):
        fork = client.post(at(clashed, "copy"), json={"version": 0, "name": "甲的一份"}).json()
        assert fork["origin"] == {"kind": "copy", "plan_id": clashed["id"], "version": 0}
        assert draw(client, fork, 0, move("of-jia", "a3", "和平", "丰和")).json()["head"] == 1
        units = client.get(at(fork, "drawing")).json()["drawing"]["units"]
        assert (units["a3"], units["b1"]) == ("丰和", "和平")
        assert client.get(at(clashed, "drawing")).json()["drawing"]["units"]["b1"] == "丰和"


class TestVersions:
    def test_every_command_is_a_version_that_can_be_opened_and_named(self, client, plan):
        draw(client, plan, 0, move("1", "b1", "和平", "丰和"), move("2", "a3", "和平", "丰和"))
        client.put(at(plan, "versions", 1, "name"), json={"name": "先看看"})
        told = client.get(at(plan, "commands")).json()["items"]
        assert [(c["number"], c["kind"], c["author"], c["name"]) for c in told] == [
            (1, "move", "本机", "先看看"), (2, "move", "本机", None)
        ]
        drawn = [client.get(at(plan, "drawing"), params={"version": n}).json() for n in (0, 1, 2)]
        assert [one["drawing"]["units"]["a3"] for one in drawn] == ["和平", "和平", "丰和"]
        copied = client.post(at(plan, "copy"), json={"version": 1}).json()
        assert (copied["name"], copied["head"], copied["drawing"]["units"]["b1"]) == ("方案甲（副本）", 0, "丰和")

    def test_a_long_log_is_told_in_parts(self, client, plan):
        steps = [move(str(n), "b1", *(("和平", "丰和") if n % 2 else ("丰和", "和平"))) for n in range(1, 6)]
        draw(client, plan, 0, *steps)

        def told(**asked: int) -> tuple[list[int], int]:
            page = client.get(at(plan, "commands"), params=asked).json()
            return [command["number"] for command in page["items"]], page["head"]

        assert [told(after=after, limit=2) for after in (0, 2, 4, 5)] == [([1, 2], 5), ([3, 4], 5), ([5], 5), ([], 5)]
        assert told() == ([1, 2, 3, 4, 5], 5)
        assert client.get(at(plan, "commands"), params={"limit": 501}).status_code == 422

    @pytest.mark.parametrize("address", ["drawing", "judgement", "ground", "sheet", "map"])
    def test_a_version_that_is_not_there(self, client, plan, address):
        answer = client.get(at(plan, address), params={"version": 9})
        assert (answer.status_code, answer.json()["code"]) == (404, "plans.version_unknown")


class TestCommands:
    @pytest.mark.parametrize(("command", "status", "code"), [
        (move("1", "zz", None, "丰和"), 422, "commands.unknown_unit"),
        (move("1", "b1", "丰和", "和平"), 409, "commands.not_before"),
        (move("1", "b1", "和平", "无"), 422, "commands.invalid"),
        (move("1", "b1", "和平", "丰和", kind="nix"), 422, "request.invalid"),
        (move("x" * 65, "b1", "和平", "丰和"), 422, "request.invalid"),
        (move("1", "b1", "和平", "丰和", changes={"units": [["b1", "和平"]]}), 422, "request.invalid"),
        (move("1", "b1", "和平", "丰和", changes={"colours": []}), 422, "request.invalid"),
    ])
    def test_what_does_not_fit_is_a_problem_in_both_languages(self, client, plan, command, status, code):
        answer = draw(client, plan, 0, command)
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
        assert answer.json()["code"] == code
        assert answer.json()["message_zh"]
        assert answer.json()["message_en"]

    def test_an_unknown_plan(self, client):
        answer = draw(client, {"id": "nix"}, 0, move("1", "b1", "和平", "丰和"))
        assert (answer.status_code, answer.json()["code"]) == (404, "plans.unknown")

    def test_a_line_that_does_not_cut_its_unit_is_refused(self, client, plan):
        split = {"line": [[0, 0], [1, 1]], "parts": ["b1/1", "b1/2"]}
        command = move("1", "b1", "和平", "丰和", kind="split", changes={"splits": [["b1", None, split]]})
        assert draw(client, plan, 0, command).status_code == 422
        assert client.get(at(plan)).json()["head"] == 0

    def test_names_are_data(self, client, plan):
        """Quotes, brackets and right-to-left marks come back as they were sent, and no page runs them."""
        name = "</script><script>alert(1)</script>‮\"'"
        before = plan["drawing"]["communities"]["和平"]
        command = move("1", "b1", None, None, kind="rename",
                       changes={"communities": [["和平", before, {**before, "name": name}]]})
        assert draw(client, plan, 0, command).status_code == 200
        assert client.get(at(plan, "drawing")).json()["drawing"]["communities"]["和平"]["name"] == name
        judged = client.get(at(plan, "judgement")).json()
        assert name in [community["name"] for community in judged["plan"]["communities"]]
        assert "<script>alert" not in client.get(at(plan, "map")).text


def test_pages_of_drawn_plans_are_the_editor(client, plan):
    page = client.get(f"/plans/{plan['id']}")
    assert page.headers["content-type"].startswith("text/html")
    assert "editor/editor.js" in page.text


def test_every_answer_is_described(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    stale = paths["/api/v1/plans/{plan_id}/commands"]["post"]["responses"]["409"]["content"][PROBLEM]["schema"]
    assert stale["$ref"].endswith("StaleProblem")
    for path, methods in paths.items():
        for name, method in methods.items():
            if path.startswith("/api/v1/plans/{plan_id}") and name in ("get", "post", "patch", "delete", "put"):
                assert {"404", "410"} <= method["responses"].keys(), (path, name)


def test_judgements_are_kept_with_the_plan(client, plan):
    first = client.get(at(plan, "judgement")).json()
    assert client.get(at(plan, "judgement")).json() == first
    assert json.dumps(first["plan"]["assignment"], sort_keys=True) == json.dumps(grid.PRESENT, sort_keys=True)


def test_a_plan_drawn_like_another_is_judged_all_the_same(client, dataset_id):
    """Equal drawings under one name share what is computed of them, and each is known to be judged."""
    for _ in range(2):
        made = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "同名"}).json()
        assert client.get(f"/api/v1/plans/{made['id']}/sheet").status_code == 200
    listed = client.get("/api/v1/plans").json()["items"]
    assert [plan["judged_version"] for plan in listed] == [0, 0]
