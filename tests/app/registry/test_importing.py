"""Communities approved before this software: from a table, from a dataset, from both; all of them or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.main import create_app
from app.profiles import open_profile
from app.registry.errors import EntryRoleError, ImportRefusedError
from app.registry.following import registry_follows
from app.registry.importing.checking import Known, troubles
from app.registry.importing.present import present_communities
from app.registry.importing.proposed import Proposed, Trouble
from app.registry.importing.service import Source, enter, look_through
from app.registry.importing.table import read_table
from app.settings import Settings
from app.storage.cases import DeliveryRow, RegistryRow, TrailRow
from app.workspace import LOCAL, Workspace
from tests.app.plans.conftest import enter_grid, ground
from tests.app.registry import people
from tests.app.registry.drawn_plan import add_case
from tests.app.webhooks.rows import webhook

ROUTE = "/api/v1/registry/import"
CERTIFICATE = "54610104MJX000000A"
HEPING = {
    "社区编号": "和平", "社区名称": "和平社区", "街道": "新街街道", "社区代码（12 位）": "610104001001",
    "统一社会信用代码": CERTIFICATE, "批复文号": "莲政函〔2019〕3号", "批复日期": "2019年3月15日", "户数": "5,500",
    "四至": "东至石榴街", "管辖面积（平方米）": "360000", "人口": "14300", "人口口径": "户籍", "党组织形式": "党总支",
    "选举日期": "2019/5/20", "初检结果": "合格", "原社区": "老和平社区、东院社区", "阵地建设到位": "是",
}
ANKANG = {"社区名称": "安康社区", "街道": "新街街道", "台账号": "莲台2018-7"}


def written(*rows: dict[str, str]) -> bytes:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    text = io.StringIO()
    table = csv.DictWriter(text, heads)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def troubles_of(folder: Path, *rows: dict[str, str]) -> list[Trouble]:
    """Return what stands in the way of a table that an empty registry is to take."""
    path = folder / "原有社区.csv"
    path.write_bytes(written(*rows))
    read, found = read_table(path)
    return [*found, *troubles(read, Known(district=None, subdistricts=(), held=(), numbered=()))]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    app = create_app(Settings(data=tmp_path / "data", job_standby=False, job_processes=1))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def send(client: TestClient) -> Callable[..., Any]:
    def sent(*rows: dict[str, str], name: str = "原有社区.csv", content: bytes | None = None, dry: bool = False,
             key: str | None = None, **fields: str) -> Any:
        content = written(*rows) if rows else content
        parts: dict[str, Any] = {field: (None, value) for field, value in fields.items()}
        if content is not None:
            parts["file"] = (name, content)
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(ROUTE, params={"dry_run": dry}, files=parts, headers=headers)

    return sent


def held(client: TestClient) -> list[dict[str, Any]]:
    return client.get("/api/v1/registry", params={"limit": 200}).json()["items"]


class TestTable:
    def test_every_column_of_the_rules_arrives(self, client, send):
        answer = send(HEPING, ANKANG)
        assert answer.status_code == 201, answer.text
        assert answer.json()["total"] == 2
        heping, ankang = held(client)
        assert (heping["community_id"], heping["certificate_number"]) == ("和平", CERTIFICATE)
        assert (heping["state"], heping["valid_from"], heping["case_id"]) == ("certified", "2019-03-15", None)
        assert [each["name"] for each in heping["predecessors"]] == ["老和平社区", "东院社区"]
        told = heping["columns"]
        assert (told["households"], told["land_m2"], told["population"]) == (5500, 360000.0, 14300)
        assert (told["party_form"], told["elected_on"]) == ("general_branch", "2019-05-20")
        assert (told["first_result"], told["premises_ready"]) == ("pass", True)
        assert (told["code"], told["approval_number"]) == ("610104001001", "莲政函〔2019〕3号")
        assert (ankang["community_id"], ankang["state"], ankang["number"]) == ("安康社区", "registered", "莲台2018-7")
        assert (ankang["valid_from"], ankang["predecessors"]) == (None, [])

    def test_tried_first_nothing_is_entered(self, client, send):
        answer = send(HEPING, dry=True)
        assert (answer.status_code, answer.json()["is_dry_run"], answer.json()["problems"]) == (200, True, [])
        assert [(each["name"], each["entry_id"]) for each in answer.json()["items"]] == [("和平社区", None)]
        assert held(client) == []

    def test_one_bad_cell_keeps_all_rows_out_and_is_named(self, client, send):
        bad = {**ANKANG, "户数": "四百"}
        tried, answer = send(HEPING, bad, dry=True), send(HEPING, bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "registry.import")
        assert answer.json()["problems"] == tried.json()["problems"]
        (problem,) = answer.json()["problems"]
        assert (problem["row"], problem["name"], problem["column"]) == (3, "安康社区", "户数")
        assert "应为不带单位的整数" in problem["message_zh"]
        assert "whole number" in problem["message_en"]
        assert held(client) == []

    @pytest.mark.parametrize(("change", "column", "words"), [
        ({"社区代码（12 位）": "6101"}, "社区代码（12 位）", "12 位数字"),
        ({"统一社会信用代码": "123"}, "统一社会信用代码", "18 位"),
        ({"批复日期": "2019-13-01"}, "批复日期", "日期"),
        ({"党组织形式": "行会"}, "党组织形式", "党支部、党总支、党委"),
        ({"人口": "-3"}, "人口", "0–10000000"), ({"阵地建设到位": "也许"}, "阵地建设到位", "是或否"),
        ({"状态": "已合并"}, "状态", "现行、已列入台账、已核发证书"), ({"街道": ""}, "街道", "请填写"),
        ({"状态": "现行"}, "状态", "已核发证书"), ({"台账号": "TJ-甲"}, "台账号", "TJ-2024-0012"),
        ({"区": "别的区"}, "区", "清空"), ({"邮编": "1"}, "邮编", "不认识"),
        ({"方案校验值": "f"}, "方案校验值", "由报审件填写"),
        ({"社区名称": "长" * 101}, "社区名称", "100 字"),
    ])
    def test_what_cannot_be_taken_is_said(self, tmp_path, change, column, words):
        found = troubles_of(tmp_path, {**HEPING, **change})
        assert [(each.column, words in each.message_zh) for each in found] == [(column, True)]
        assert all(each.message_en for each in found)

    def test_two_rows_cannot_be_one_community(self, tmp_path):
        namesake, neighbour = ({**ANKANG, "社区名称": name} for name in ("和平社区", "长乐社区"))
        found = troubles_of(tmp_path, HEPING, namesake, ANKANG, neighbour)
        assert [(each.row, each.column) for each in found] == [(3, "社区名称"), (4, "台账号"), (5, "台账号")]

    def test_a_community_that_is_there_is_not_entered_twice(self, client, send):
        assert send(HEPING).status_code == 201
        again = send({"社区名称": "和平社区", "街道": "新街街道"}).json()["problems"]
        assert ["台账已有和平社区" in each["message_zh"] for each in again] == [True]
        other = {"社区名称": "东风社区", "街道": "新街街道", "统一社会信用代码": CERTIFICATE}
        (taken,) = send(other).json()["problems"]
        assert "已用于和平社区" in taken["message_zh"]
        assert len(held(client)) == 1

    def test_the_registry_as_saved_comes_in_again(self, client, send, tmp_path):
        assert send(HEPING, ANKANG).status_code == 201
        saved = {kind: client.get(f"/api/v1/registry.{kind}").content for kind in ("csv", "xlsx")}
        for kind, content in saved.items():
            path = tmp_path / f"台账.{kind}"
            path.write_bytes(content)
            rows, found = read_table(path)
            assert found == []
            assert [row.identifier for row in rows] == ["和平", "安康社区"]
            assert rows[0].columns["party_form"] == "general_branch"
            assert rows[0].own["certificate_number"] == CERTIFICATE
            assert rows[0].columns["approved_on"] == date(2019, 3, 15)

    def test_the_template_has_every_heading_and_no_more(self, client, tmp_path):
        path = tmp_path / "模板.csv"
        heads = next(csv.reader(io.StringIO(client.get("/api/v1/registry/template.csv").content.decode("utf-8-sig"))))
        path.write_bytes(written({**dict.fromkeys(heads, ""), "社区名称": "甲", "街道": "新街街道"}))
        rows, found = read_table(path)
        assert (len(rows), found) == (1, [])
        assert {"方案校验值", "终止日期", "方案内编号"}.isdisjoint(heads)

    def test_no_table_is_told_from_a_bad_one(self, send):
        for answer in (send(), send(name="台账.pdf", content=b"%PDF-"), send(name="台账.xlsx", content=b"no book")):
            assert answer.status_code == 422
            assert answer.json()["message_zh"]

    def test_the_same_key_enters_once(self, client, send):
        first, second = send(HEPING, key="k1"), send(HEPING, key="k1")
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert len(held(client)) == 1


class TestDataset:
    """和平 has a1, a2, a3, b1 today (5,500 households), 丰和 the other five squares of 300 m."""

    def test_present_communities_with_limits_and_figures(self):
        fenghe, heping = present_communities(ground(), open_profile("lianhu-2024"))
        assert (fenghe.identifier, heping.identifier, heping.place) == ("丰和", "和平", "新街")
        assert (heping.columns["households"], fenghe.columns["households"]) == (5500, 4375)
        assert heping.columns["land_m2"] == pytest.approx(4 * 300**2, rel=1e-3)
        assert len(fenghe.columns["units"]) == 5
        assert all(side in heping.columns["four_bounds"] for side in ("东至", "南至", "西至", "北至"))

    def test_a_table_adds_what_offices_know(self, client, send):
        dataset_id = enter_grid(client.app.state.workspace)
        told = {"社区名称": "和平", "街道": "新街", "统一社会信用代码": CERTIFICATE, "户数": "5512"}
        answer = send(told, {**told, "社区名称": "安康", "统一社会信用代码": ""}, dataset_id=dataset_id)
        assert answer.status_code == 201, answer.text
        found = {each["name"]: each for each in held(client)}
        assert set(found) == {"和平", "丰和", "安康"}
        assert found["和平"]["columns"]["households"] == 5512
        assert found["和平"]["columns"]["land_m2"] == pytest.approx(4 * 300**2, rel=1e-3)
        assert (found["丰和"]["columns"]["households"], found["安康"]["columns"]["land_m2"]) == (4375, None)

    def test_what_is_there_already_is_passed_over_and_said(self, client, send):
        dataset_id = enter_grid(client.app.state.workspace)
        assert send({"社区名称": "和平", "街道": "新街"}).status_code == 201
        answer = send(dataset_id=dataset_id).json()
        assert ([each["name"] for each in answer["items"]], answer["passed_over"]) == (["丰和"], ["和平"])
        assert len(held(client)) == 2

    def test_an_unknown_dataset(self, send):
        assert (answer := send(dataset_id="nothing")).status_code == 404, answer.text


@pytest.fixture
def district(any_workspace: Workspace) -> Workspace:
    with any_workspace.database.session() as session:
        people.add_organisations(session, *people.EVERYBODY)
    return any_workspace


ROW = Proposed(2, {
    "community_id": "和平", "name": "和平社区", "subdistrict": "新街街道", "certificate_number": CERTIFICATE,
})


class TestOffices:
    def test_only_the_bureau_enters_and_in_its_own_district(self, district: Workspace):
        with district.database.session() as session:
            for who in (people.STREET, people.CITY, people.GOVERNMENT, people.ENTERPRISE):
                with pytest.raises(EntryRoleError):
                    look_through(session, who, [ROW], [])
            (row,) = enter(session, people.BUREAU, look_through(session, people.BUREAU, [ROW], []), Source())
            assert (row.district, row.subdistrict) == ("甲区", "新街街道")
            assert look_through(session, people.OTHER_BUREAU, [ROW], []).troubles[0].column == "统一社会信用代码"

    def test_a_street_office_that_the_district_does_not_have(self, district: Workspace):
        with district.database.session() as session:
            elsewhere = Proposed(2, {"name": "某社区", "subdistrict": "新接街道"})
            (trouble,) = look_through(session, people.BUREAU, [elsewhere], []).troubles
            assert (trouble.row, trouble.column) == (2, "街道")
            assert trouble.message_zh == "本区没有新接街道。应为：新街街道、老街街道"

    def test_trail_and_messages_go_with_each_entry(self, district: Workspace):
        with district.database.session() as session:
            hooks = {who.name: webhook(session, who.organisation_id).id for who in people.EVERYBODY}
            source = Source("原有社区.csv", "a" * 64)
            (row,) = enter(session, people.BUREAU, look_through(session, people.BUREAU, [ROW], []), source)
            line = session.scalars(select(TrailRow).where(TrailRow.object_id == row.id)).one()
            assert (line.action, line.role) == ("registry.import", "district_civil_affairs")
            assert line.actor == people.BUREAU.name
            assert (line.after["file"], line.after["sha256"], line.after["certificate_number"]) \
                == ("原有社区.csv", "a" * 64, CERTIFICATE)
            told = set(session.scalars(select(DeliveryRow.webhook_id).where(DeliveryRow.event == "registry.entered")))
            seeing = (people.BUREAU, people.GOVERNMENT, people.CITY, people.STREET)
            assert told == {hooks[who.name] for who in seeing}

    def test_nothing_of_a_refused_import_stays(self, district: Workspace):
        with district.database.session() as session:
            intake = look_through(session, people.BUREAU, [ROW, ROW], [])
            with pytest.raises(ImportRefusedError):
                enter(session, people.BUREAU, intake, Source())
            assert session.scalars(select(RegistryRow)).all() == []

    def test_a_later_case_goes_on_from_what_was_imported(self, district: Workspace):
        """The plan splits 和平; its entry keeps certificate and predecessors, and 新街+1 has it as predecessor."""
        with district.database.session() as session:
            before = Proposed(2, {**ROW.own, "predecessors": ["老和平社区"]})
            (old,) = enter(session, people.BUREAU, look_through(session, people.BUREAU, [before], []), Source())
            registry_follows(session, add_case(session, district="甲区"), LOCAL)
            rows = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_(None))).all()
            found = {row.plan_community_id: row for row in rows}
            assert (old.state, old.certificate_number) == ("superseded", None)
            assert (found["和平"].certificate_number, found["和平"].community_id) == (CERTIFICATE, "和平")
            origins = {each["community_id"]: each["entry_id"] for each in found["新街+1"].predecessors}
            assert origins["和平"] == old.id

    def test_a_case_finds_a_community_by_its_name_too(self, district: Workspace):
        with district.database.session() as session:
            by_name = Proposed(2, {"community_id": "XJ-03", "name": "和平", "subdistrict": "新街街道"})
            (old,) = enter(session, people.BUREAU, look_through(session, people.BUREAU, [by_name], []), Source())
            registry_follows(session, add_case(session, district="甲区"), LOCAL)
            held = session.scalars(select(RegistryRow).where(RegistryRow.community_id == "XJ-03")).all()
            assert {row.state for row in held} == {"superseded", "certified" if old.certificate_number else "in_force"}
