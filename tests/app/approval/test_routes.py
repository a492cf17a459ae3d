"""Every other route from beginning to end over HTTP, with its returns (5.3, 5.4, 5.5, lq_short); and switches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.trail.store import verify
from tests.app.approval.desk import API, Desk, submit
from tests.app.plans.conftest import enter_grid

TODAY = date.today().isoformat()
AREA = {"name": "铁路新村", "subdistrict": "新街", "description": "两街道之间，无人管理"}


def begun(client: TestClient, path: str, **asked: Any) -> Desk:
    answer = client.post(f"{API}/{path}", json=asked)
    assert answer.status_code == 201, answer.text
    return Desk(client, answer.json())


def on(desk: Desk, *actions: str) -> None:
    """Take steps, each with the papers that it asks for."""
    for action in actions:
        desk.bring_all(action)
        desk.act(action)


def discussed(desk: Desk) -> None:
    on(desk, "issue_opinion")
    desk.record("residents", held_on="2026-02-10", attended=50, agreed=45)
    on(desk, "apply")


@pytest.fixture(scope="module")
def with_pack(client: TestClient, plan: dict[str, Any]) -> Callable[..., str]:
    """Make a plan under a pack of the district's own, told by what differs from the bundled one."""
    text = (resources.files("optimizer.rules") / "packs" / "lianhu-2024.toml").read_text(encoding="utf-8")

    def made(name: str, *changes: tuple[str, str]) -> str:
        own = text.replace('id = "lianhu-2024"', f'id = "{name}"', 1)
        for old, new in changes:
            assert own.count(old) == 1
            own = own.replace(old, new)
        posted = client.post(f"{API}/profiles", json={"name": f"{name}.toml", "text": own})
        assert posted.status_code == 201, posted.text
        asked = {"dataset_id": plan["dataset"]["id"], "profile": {"id": name, "overlays": []}}
        return client.post(f"{API}/plans", json=asked).json()["id"]

    return made


class TestAdjustment:
    def test_to_its_end(self, client, plan):
        desk = submit(client, plan["id"], "adjustment", title="合并和平、丰和")
        assert desk.case["number"].startswith("TZ-")
        discussed(desk)
        desk.visit("王一")
        desk.ask("区财政局")
        desk.opine("区财政局", "remarks", "注意用房")
        on(desk, "agree", "approve")
        assert desk.state == "filed_with_city"
        filing = next(each for each in desk.case["deadlines"] if each["kind"] == "filing")
        assert (filing["is_advisory"], filing["state"]) == (True, "near")
        on(desk, "file")
        assert (desk.state, desk.case["is_end"]) == ("in_force", True)
        assert desk.case["deadlines"][0]["done_on"] == TODAY

    def test_residents_disagree(self, client, plan):
        desk = submit(client, plan["id"], "adjustment")
        on(desk, "issue_opinion")
        desk.act("disagree", "多数居民不同意")
        assert (desk.state, desk.case["submission"]["number"]) == ("draft", 1)
        assert desk.freeze().json()["submission"]["number"] == 2


class TestRuling:
    def test_inside_the_district(self, client):
        desk = begun(client, "rulings", title="铁路新村归属", area=AREA)
        assert (desk.case["number"][:3], desk.state) == ("CD-", "reported")
        on(desk, "report")
        desk.act("return_papers", "缺现状照片")
        on(desk, "report")
        desk.record("ruling", managing_subdistrict="新街", managing_community="和平", dated=TODAY, number="1号")
        on(desk, "rule")
        assert [each["state"] for each in desk.case["path"]] == ["reported", "district_ruling", "ruled"]
        assert desk.case["records"]["ruling"]["managing_community"] == "和平"

    def test_against_another_district(self, client):
        desk = begun(client, "rulings", title="铁路新村归属", area={**AREA, "other_district": "雁塔区"})
        on(desk, "apply", "report_to_city", "accept")
        desk.bring_all("rule")
        assert desk.tried("rule").json()["guards"] == ["ruled"]  # its result is a record (rules.md 5.3)
        desk.record("ruling", managing_subdistrict="新街", dated=TODAY)
        desk.act("rule")
        assert desk.state == "ruled"

    def test_withdrawn(self, client):
        desk = begun(client, "rulings", title="铁路新村归属", area=AREA)
        desk.act("withdraw", "两街道已商定")
        assert desk.state == "withdrawn"


def test_joint_review(client: TestClient) -> None:
    facility = {"name": "新街社区用房", "floor_area_m2": 620}
    desk = begun(client, "joint-reviews", title="新街社区用房", facility=facility, subdistrict="新街")
    on(desk, "build")
    desk.act("fail", "层高不足")
    assert desk.state == "planned"
    on(desk, "build", "accept", "hand_over", "take_over")
    assert desk.state == "managed_by_street"


def test_a_living_quarter(client: TestClient, plan: dict[str, Any]) -> None:
    desk = submit(client, plan["id"], "lq_short", title="家属区划分")
    on(desk, "hand_in")
    desk.act("return_papers", "缺沟通记录")
    assert [point["text"] for point in desk.case["points"]] == []  # it comes back to who hands it in again anyway
    on(desk, "hand_in", "agree")
    desk.bring("approval_document", number="莲政函〔2026〕9号", dated="2026-05-06")
    on(desk, "approve")
    assert (desk.state, desk.case["records"]["approval"]["dated"]) == ("in_force", "2026-05-06")


def test_on_each_database(database_address: str, tmp_path: Path) -> None:
    """Papers, points, a visit, opinions, records and steps of a case that is sent back, on SQLite and PostgreSQL."""
    app = create_app(Settings(data=tmp_path / "files", database_url=database_address))
    client = TestClient(app, raise_server_exceptions=False)
    asked = {"dataset_id": enter_grid(app.state.workspace), "name": "方案甲"}
    desk = submit(client, client.post(f"{API}/plans", json=asked).json()["id"])
    discussed(desk)
    desk.act("receive")
    desk.visit("王一")
    desk.ask("区财政局")
    desk.opine("区财政局", "object", "用房未落实")
    desk.act("return_papers", "补正", points=[{"text": "位置", "place": {"lon": 108.9, "lat": 34.3}}])
    assert desk.case["points"][0]["place"] == {"lon": 108.9, "lat": 34.3, "community_id": None}
    desk.case = desk.good(desk.freeze())
    desk.reply("已改")
    desk.act("resubmit")
    desk.act("receive")
    on(desk, "agree")
    assert desk.state == "district_gov_consent"
    assert [each["is_intact"] for each in desk.case["submissions"]] == [True, True]
    with app.state.workspace.database.reading() as session:
        assert verify(session) == []
    app.state.workspace.database.close()


class TestSwitches:
    """What a profile says of the route (AMB-11, AMB-15, AMB-22)."""

    def test_as_lianhu_has_it(self, client, plan):
        assert submit(client, plan["id"]).case["switches"] == {"consent_gate": True, "city_consultation": True}

    def test_without_consent_and_city(self, client, with_pack):
        plan_id = with_pack(
            "plain-2026", ("consent_gate = { value = true", "consent_gate = { value = false"),
            ('route = { value = "eight_steps"', 'route = { value = "street_district"'),
        )
        desk = submit(client, plan_id)
        assert desk.case["switches"] == {"consent_gate": False, "city_consultation": False}
        passed = [each["state"] for each in desk.case["path"]]
        assert not {"district_gov_consent", "city_consultation", "city_gov_review"} & set(passed)
        discussed(desk)
        on(desk, "receive")
        desk.visit("王一")
        desk.ask("区财政局")
        desk.opine("区财政局", "agree")
        on(desk, "agree")
        assert desk.state == "district_executive_meeting"

    def test_every_change_by_the_long_route(self, client, with_pack):
        full = '[fields.approval]\nadjustment_route = { value = "full", design_default = true }\n'
        plan_id = with_pack("full-2026", ("[fields.approval]\n", full))
        desk = submit(client, plan_id, "adjustment")
        assert (desk.case["kind"], desk.case["subject"]["matter"]) == ("setting_up", "adjustment")
