"""A real plan of the synthetic district from draft to certificate: two returns, a joint opinion with one dissent; and
one case withdrawn, one refused.

A street office divides its oversized community (云墨社区, 7,652 households); figures are sums over the file of areas.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from app.datasets.store import register_dataset
from app.trail.store import verify
from app.workspace import LOCAL
from geodata.samples import sample_folder, sample_inputs
from tests.app.approval.desk import API, Desk, submit

OFFICE, OLD, NEW = "合成兰畦街道", "云墨社区", "锦湾社区"
SOUTH = ("A0610", "A0611", "A0612", "A0614", "A0615", "A0616")
SOUTH_HOUSEHOLDS = 567 + 852 + 612 + 321 + 806 + 473
QINGPING, QINGPING_HOUSEHOLDS = "A0606", 728
TODAY = date.today()


@pytest.fixture(scope="module")
def dataset_id(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The areas of one street office, with the roads, barriers and facilities of the district."""
    areas = json.loads((sample_folder("lianhu-like") / "areas.geojson").read_text(encoding="utf-8"))
    areas["features"] = [each for each in areas["features"] if each["properties"]["subdistrict"] == OFFICE]
    path = tmp_path_factory.mktemp("areas") / "areas.geojson"
    path.write_text(json.dumps(areas, ensure_ascii=False), encoding="utf-8")
    workspace = client.app.state.workspace
    with workspace.database.session() as session:
        row = register_dataset(
            session, workspace.blobs, replace(sample_inputs("lianhu-like"), areas=str(path)), "兰畦 2026 年 1 月",
            {"id": "lianhu-2024", "overlays": []}, LOCAL,
        )
        return row.id


@pytest.fixture
def plan_id(client: TestClient, dataset_id: str) -> str:
    """The oversized community divided: its south is a community of its own."""
    plan = client.post(f"{API}/plans", json={"dataset_id": dataset_id, "name": "云墨拆分"}).json()
    record = {"name": NEW, "subdistrict": OFFICE, "colour": 3}
    draw(client, plan["id"], "split-off", [[unit, OLD, NEW] for unit in SOUTH], [[NEW, None, record]])
    return plan["id"]


def draw(client: TestClient, plan_id: str, name: str, units: list[list], communities: list[list] | None = None) -> None:
    head = client.get(f"{API}/plans/{plan_id}").json()["head"]
    command = {
        "command_id": f"gesture-{name}", "kind": "new" if communities else "move", "label": {"zh": name, "en": name},
        "changes": {"units": units, "communities": communities or []},
    }
    answer = client.post(
        f"{API}/plans/{plan_id}/commands", json={"commands": [command]}, headers={"If-Match": f'"{head}"'}
    )
    assert answer.status_code == 200, answer.text


def to_the_residents(desk: Desk) -> None:
    desk.bring_all("issue_opinion")
    desk.act("issue_opinion")
    assert desk.state == "residents_discussion"


def agreed(desk: Desk, held_on: str) -> None:
    desk.bring_all("apply")
    desk.record("residents", held_on=held_on, communities=[OLD], invited=60, attended=52, agreed=45, against=5,
                abstained=2)


def test_from_draft_to_certificate(client: TestClient, plan_id: str) -> None:
    desk = submit(client, plan_id, title=f"设立{NEW}")
    first = desk.case["submission"]
    assert (desk.state, desk.case["subdistrict"], first["number"]) == ("draft", OFFICE, 1)
    ours = {slot["id"] for slot in desk.case["slots"] if slot["is_ours"] and slot["papers"]}
    assert ours == {"map", "four_bounds_text", "households_table", "facility_inventory", "check_report", "request"}

    to_the_residents(desk)
    agreed(desk, "2026-02-10")
    desk.act("apply")
    desk.act("receive")

    return_for_papers(desk)
    second_thoughts_about_limits(desk, client, plan_id)
    review(desk)
    at_the_city(desk)
    approve(desk)
    inspect_and_certify(desk, client)
    in_the_registry(desk, client)

    assert [step["is_return"] for step in desk.case["steps"]].count(True) == 2
    with client.app.state.workspace.database.reading() as session:
        assert verify(session) == []


def return_for_papers(desk: Desk) -> None:
    """S3 → S2: two points, answered one by one; limits stay, so it goes forward again without new talks.

    Answering hands nothing over: the street office puts its papers right and says when it applies again.
    """
    place = {"lon": 105.0317, "lat": 38.4803, "community_id": OLD}
    desk.act("return_papers", "材料不全", points=[
        {"text": "人员配备方案缺社区工作者人数", "slot": "staff_plan"},
        {"text": "说明印染厂家属院归属", "place": place},
    ])
    assert (desk.state, desk.case["open_points"]) == ("returned_for_papers", 2)
    assert [each["zh"] for each in desk.case["waits_for"]] == [OFFICE]
    assert desk.tried("resubmit").json()["guards"] == ["points_answered"]
    desk.reply("已补 9 人", "家属院仍归云墨社区")
    assert (desk.state, desk.case["open_points"]) == ("returned_for_papers", 0)
    assert [each["zh"] for each in desk.case["waits_for"]] == [OFFICE]
    assert desk.tried("receive").json()["code"] == "approval.illegal"
    desk.bring("staff_plan")
    desk.act("resubmit")
    assert [each["role"] for each in desk.case["waits_for"]] == ["district_civil_affairs"]
    assert desk.brought("staff_plan").json()["code"] == "approval.illegal"  # it is judged again
    desk.act("receive")
    staff = next(slot for slot in desk.case["slots"] if slot["id"] == "staff_plan")
    assert [paper["replaced_at"] is None for paper in staff["papers"]] == [True, False]


def second_thoughts_about_limits(desk: Desk, client: TestClient, plan_id: str) -> None:
    """S3 → S0: the micro community joins what is left of the old one, so the residents talk again (rules.md 5.1)."""
    desk.ask("区发改委", "区财政局")
    desk.opine("区发改委", "agree")
    first = desk.case["submission"]
    desk.act("return_limits", "清平社区仅 728 户，应就近合并", points=[{"text": "清平社区并入云墨社区"}])
    assert desk.state == "draft"
    assert desk.case["steps"][-1]["details"]["records"]["residents"]["agreed"] == 45
    assert "residents" not in desk.case["records"]
    ended = client.get(f"{API}/plans/{plan_id}").json()["drawing"]["communities"]["清平社区"]
    draw(client, plan_id, "take-in", [[QINGPING, "清平社区", OLD]], [["清平社区", ended, None]])
    assert desk.read()["submission"] == first  # drawing on changes nothing that is frozen
    desk.case = desk.good(desk.freeze(note="并入清平社区"))
    assert desk.case["submission"]["number"] == 2
    assert desk.case["submission"]["hash"] != first["hash"]
    differs = client.get(f"{desk.path}/submissions/2/difference").json()
    moved = next(each for each in differs["items"] if each["kind"] == "moved")
    assert moved["zh"] == f"清平社区 → {OLD}：1 个单元，{QINGPING_HOUSEHOLDS} 户"
    assert differs["totals"]["change"]["communities"] == -1
    desk.reply("已并入")
    to_the_residents(desk)
    assert desk.offer("apply")["missing_papers"] == ["residents_minutes", "residents_attendance"]
    agreed(desk, "2026-03-20")
    desk.act("apply")
    desk.act("receive")


def review(desk: Desk) -> None:
    """Departments are asked beside one another; one objects, and the bureau decides."""
    desk.bring_all("agree")
    assert {each["id"] for each in desk.offer("agree")["failed_guards"]} == {"site_visited", "opinions_in"}
    desk.visit("王一", "李二")
    desk.ask("区发改委", "区财政局", "区住建局", "资源规划莲湖分局", due_on=(TODAY + timedelta(days=10)).isoformat())
    for department in ("区发改委", "区财政局", "资源规划莲湖分局"):
        desk.opine(department, "agree")
    assert [each["id"] for each in desk.read() and desk.offer("agree")["failed_guards"]] == ["opinions_in"]
    desk.opine("区住建局", "object", "社区用房尚未交付")
    assert [each["verdict"] for each in desk.case["opinions"]].count("object") == 1
    desk.act("agree")
    desk.bring_all("consent")
    desk.act("consent")


def at_the_city(desk: Desk) -> None:
    assert desk.state == "city_consultation"
    desk.bring_all("submit_opinion")
    assert desk.tried("submit_opinion").json()["guards"] == ["site_visited"]  # the district's visit is not the city's
    desk.visit("赵三")
    for action in ("submit_opinion", "review", "report"):
        desk.bring_all(action)
        desk.act(action)


def approve(desk: Desk) -> None:
    dated = TODAY - timedelta(days=20)
    desk.bring("meeting_minutes")
    desk.bring("approval_document", number="莲政函〔2026〕31号", dated=dated.isoformat())
    desk.act("approve")
    assert desk.state == "building_up"  # S10 opens at once (同步)
    assert [step["action"] for step in desk.case["steps"][-2:]] == ["approve", "begin"]
    assert desk.case["records"]["approval"] == {"number": "莲政函〔2026〕31号", "dated": dated.isoformat()}
    election = next(each for each in desk.case["deadlines"] if each["kind"] == "election")
    assert (election["started_on"], election["rule"], election["is_advisory"]) == (dated.isoformat(), "LH-11.2", False)


def inspect_and_certify(desk: Desk, client: TestClient) -> None:
    desk.bring_all("report_ready")
    assert set(desk.tried("report_ready").json()["guards"]) == {"filed_with_city", "elected"}
    desk.record("filing", filed_on=TODAY.isoformat(), number="莲民备〔2026〕7号")
    desk.record("election", held_on=TODAY.isoformat(), committee_members=9, party_team_members=5, cross_appointed=3,
                full_time=5)
    assert {each["kind"]: each["done_on"] for each in desk.case["deadlines"]}["election"] == TODAY.isoformat()
    desk.act("report_ready")
    pass_first(desk)
    desk.bring_all("pass_final")
    desk.act("pass_final")
    assert desk.state == "registered"
    desk.bring_all("certify")
    assert desk.tried("certify").json()["guards"] == ["special_report"]
    desk.record("certificate", number="54610104MJX000001A", issued_on=TODAY.isoformat())
    desk.act("certify", "年底前专题报告一并报送")  # AMB-13: with a reason
    assert (desk.state, desk.case["is_end"], desk.case["closed_at"] is not None) == ("certified", True, True)
    assert all(each["state"] == "done" for each in desk.case["deadlines"])


def pass_first(desk: Desk) -> None:
    """A new community with too little floor does not pass (LH-7.1), until more is measured at the place."""
    desk.bring_all("pass_first")
    refused = desk.tried("pass_first").json()
    assert refused["guards"] == ["premises_and_people"]
    lacking = {each["community_id"] for each in refused["findings"]}
    assert lacking == {NEW}
    told = {"checked_on": TODAY.isoformat(), "premises": "已交付", "election": "程序合规", "services": "已开展",
            "result": "pass"}
    floor = 0.30 * SOUTH_HOUSEHOLDS
    short = {"community_id": NEW, "floor_area_m2": floor - 1, "activity_area_m2": floor, "plaza_area_m2": 1000}
    desk.record("first_check", **told, measured=[short])
    assert {each["rule"] for each in desk.tried("pass_first").json()["findings"]} == {"LH-7.1"}
    desk.record("first_check", **told, measured=[{**short, "floor_area_m2": floor}])
    desk.act("pass_first")


def in_the_registry(desk: Desk, client: TestClient) -> None:
    """The new community with number and certificate, the old one in its new limits, the micro one merged into it."""
    query = {"subdistrict": OFFICE, "ended": True, "limit": 200}
    page = client.get(f"{API}/registry", params=query).json()
    found = {each["plan_community_id"]: each for each in page["items"]}
    assert set(found) == {NEW, OLD, "清平社区"}
    new, old, ended = found[NEW], found[OLD], found["清平社区"]
    assert (new["state"], new["certificate_number"]) == ("certified", "54610104MJX000001A")
    assert new["case_id"] == desk.case["id"]
    assert new["number"] == f"TJ-{TODAY.year}-0001"
    columns = new["columns"]
    assert (columns["households"], columns["household_basis"]) == (SOUTH_HOUSEHOLDS, "resident")
    assert (columns["approval_number"], columns["elected_on"]) == ("莲政函〔2026〕31号", TODAY.isoformat())
    assert (columns["committee_members"], columns["party_team"]) == (9, 5)
    assert columns["facility_area_m2"] == 0.30 * SOUTH_HOUSEHOLDS
    assert columns["land_m2"] > 0
    assert columns["four_bounds"].startswith("东至")
    assert {(each["community_id"], each["households"]) for each in new["predecessors"]} == {(OLD, SOUTH_HOUSEHOLDS)}
    assert (old["state"], old["number"], old["valid_from"]) == ("in_force", None, new["valid_from"])
    assert {each["community_id"] for each in old["predecessors"]} == {OLD, "清平社区"}
    assert (ended["state"], ended["valid_until"], ended["columns"]["heirs"]) == ("merged", new["valid_from"], [OLD])


def test_what_is_frozen_can_be_read_as_it_was(client: TestClient, plan_id: str) -> None:
    desk = submit(client, plan_id)
    frozen = client.get(f"{desk.path}/submissions/1").json()
    assert frozen["submission"]["is_intact"]
    community = next(each for each in frozen["document"]["communities"] if each["name"] == NEW)
    assert (community["households"], tuple(community["units"])) == (SOUTH_HOUSEHOLDS, SOUTH)
    folder = client.get(f"{desk.path}/submissions/1/folder.zip")
    assert "attachment" in folder.headers["content-disposition"]
    with ZipFile(BytesIO(folder.content)) as archive:
        assert json.loads(archive.read("plan.json")) == frozen["document"]
        assert json.loads(archive.read("audit.json")) == frozen["audit"]
        assert {"plan.gpkg", "map.html", "ledger.csv"} <= set(archive.namelist())
    sheet = client.get(f"{desk.path}/submissions/1/sheet").json()
    live = client.get(f"{API}/plans/{plan_id}/sheet").json()
    assert sheet.keys() == live.keys()
    draw(client, plan_id, "later", [["A0612", NEW, OLD]])
    assert client.get(f"{desk.path}/submissions/1").json() == frozen


def test_a_plan_with_a_gap_is_not_submitted(client: TestClient, plan_id: str) -> None:
    draw(client, plan_id, "leave-out", [["A0612", NEW, None]])
    before = client.get(f"{API}/cases").json()["total"]
    answer = client.post(f"{API}/submissions", json={"kind": "setting_up", "title": "有缺口", "plan_id": plan_id})
    assert (answer.status_code, answer.json()["code"]) == (422, "approval.blocked")
    assert {each["rule"] for each in answer.json()["findings"]} == {"PL-1"}
    assert client.get(f"{API}/cases").json()["total"] == before


def test_withdrawn_by_the_street_office(client: TestClient, plan_id: str) -> None:
    desk = submit(client, plan_id, title="撤回的一件")
    to_the_residents(desk)
    desk.act("withdraw", "居民意见分歧大，另行研究")
    assert (desk.state, desk.case["is_end"]) == ("withdrawn", True)
    assert desk.case["actions"] == desk.case["waits_for"] == []
    assert [each["state"] for each in desk.case["path"]] == ["draft", "residents_discussion", "withdrawn"]
    assert desk.tried("issue_opinion").json()["code"] == "approval.illegal"


def test_refused_by_the_bureau(client: TestClient, plan_id: str) -> None:
    desk = submit(client, plan_id, "adjustment", title="不予同意的一件")
    to_the_residents(desk)
    agreed(desk, "2026-02-10")
    desk.act("apply")
    assert desk.tried("refuse").json()["code"] == "approval.reason_missing"
    desk.act("refuse", "与控规边界冲突")
    assert (desk.state, desk.case["steps"][-1]["reason"]) == ("closed", "与控规边界冲突")
