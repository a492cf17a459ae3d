"""Papers opened again: what stands in them is what stands in plan.json and audit.json."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook

from app.errors import PlanUnreadableError
from app.papers.errors import NotInThePlanError
from app.papers.imprint import Imprint
from app.papers.making import make_papers
from tests.app import drawn_grid as grid
from tests.app.papers.conftest import IMPRINT


def test_every_paper_that_the_plan_decides_is_made(papers):
    assert list(papers) == [
        "map", "four_bounds_text", "households_table", "facility_inventory", "ledger", "check_report", "request",
        "work_plan",
    ]
    starts = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}
    for paper in papers.values():
        assert paper.content.startswith(starts[paper.file_name.rsplit(".", 1)[1]])


def test_the_same_plan_gives_the_same_bytes(planned, papers, tmp_path):
    copied = shutil.copytree(planned, tmp_path / planned.name)
    again = make_papers(copied, IMPRINT)
    assert {slot: paper.content == again[slot].content for slot, paper in papers.items()} == dict.fromkeys(papers, True)


def test_times_in_the_files_are_the_day_of_the_paper(papers):
    for slot in ("check_report", "households_table"):
        with zipfile.ZipFile(io.BytesIO(papers[slot].content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert core.count("2026-10-15T00:00:00Z") == 2


def test_households_before_and_after_are_those_of_the_plan(papers, plan, rows_of):
    head, *rows = rows_of(papers["households_table"], "户数人口")
    assert head[:6] == ("阶段", "街道", "社区", "情况", "户数", "人口")
    before = {row[2]: row[4] for row in rows if row[0] == "调整前"}
    assert before == {"和平": 5500, "丰和": 4375, "合计 2 个": 9875}  # worked by hand in drawn_grid.py
    after = {row[2]: row[4] for row in rows if row[0] == "调整后"}
    told = {row["name"]: row["households"] for row in plan["communities"]}
    assert {name: homes for name, homes in after.items() if name in told} == {
        name: homes for name, homes in told.items() if name in after
    }
    assert after[f"合计 {len(told)} 个"] == plan["totals"]["after"]["households"] == 9875


def test_the_basis_the_day_and_the_number_of_communities_stand_under_the_table(papers, plan, rows_of):
    notes = [row[0] for row in rows_of(papers["households_table"], "户数人口") if row[0] and row[2] is None]
    assert notes[0] == "户数口径：＿＿＿＿；数据截至 2026年9月30日。"  # the files do not say what they count
    office = plan["communities"][0]["subdistrict"]
    assert notes[1] == f"调整前，{office}共有社区 2 个；调整后，{office}共有社区 {len(plan['communities'])} 个。"


def test_every_area_stands_in_one_community(papers, rows_of):
    _, *rows = rows_of(papers["households_table"], "户数人口")
    for stage in ("调整前", "调整后"):
        listed = [area for row in rows if row[0] == stage and row[8] for area in row[8].split("、")]
        assert sorted(listed) == sorted(grid.HOUSEHOLDS)


def test_the_ledger_has_the_moves_and_every_account_balances(papers, plan, rows_of):
    _, *rows = rows_of(papers["ledger"], "划入划出")
    moves = [(row[0], row[3]) for row in rows[:-1]]
    assert moves == [(move["area_id"], move["households"]) for move in plan["ledger"]]
    assert rows[-1][3] == sum(move["households"] for move in plan["ledger"])
    _, *accounts = rows_of(papers["ledger"], "社区账")
    assert len(accounts) == len(plan["balances"])
    for _, before, into, out, after, *_ in accounts:
        assert before + into - out == after


def test_premises_are_those_of_the_plan_and_what_is_unknown_is_a_dash(papers, plan, rows_of):
    _, *rows = rows_of(papers["facility_inventory"], "用房与广场")
    *rows, total, note = rows
    needed = {row["households"]: row["facility_required_m2"] for row in plan["communities"]}
    assert {row[2]: row[3] for row in rows} == needed
    assert {row[4] for row in (*rows, total)} == {"—"}  # no table of facilities was given
    assert total[3] == pytest.approx(9875 * 0.3)  # 30 m² for 100 households (LH-7.1)
    assert note[0].endswith("“—”为资料不足，不能计算。")


def test_facilities_stand_one_by_one(drawn_papers, rows_of):
    _, *rows = rows_of(drawn_papers["facility_inventory"], "设施逐项")
    assert [row[:5] for row in rows] == [
        ("f1", "和平站", "服务用房", "现有", 1200), ("f2", "丰和站", "服务用房", "现有", 900),
        ("f3", "新街站", "服务用房", "备选", 600),
    ]


def test_one_paragraph_a_community_says_its_four_limits(drawn_papers, texts_of):
    texts = texts_of(drawn_papers["four_bounds_text"])
    assert texts[0] == "社区四至说明"
    assert texts[1:4] == [
        "丰和：东至建设街，南至清河，西至朝阳路，北至街道界。辖b1小区、b2小区、b3小区。",
        "和平：东至朝阳路，南至清河，西至街道界，北至街道界。辖a1小区、a2小区、a3小区。",
        "新街新设1号社区：东至街道界，南至清河，西至建设街，北至街道界。辖c1小区、c2小区、c3小区。",
    ]


def test_the_check_report_has_every_rule_and_what_is_not_met(papers, audit, texts_of):
    findings = audit["findings"]
    failed = [row for row in findings if row["status"] == "fail"]
    assert any(f"共核查 {len(findings)} 项，不符合 {len(failed)} 项" in text
               for text in texts_of(papers["check_report"]))
    document = Document(io.BytesIO(papers["check_report"].content))
    rules = next(table for table in document.tables if table.cell(0, 4).text == "实测")
    assert [row.cells[0].text for row in rules.rows[1:]] == list(dict.fromkeys(row["rule"] for row in findings))
    listed = next(table for table in document.tables if table.cell(0, 7).text == "说明")
    wanted = [row["rule"] for row in findings if row["status"] in ("fail", "unknown", "waived")]
    assert sorted(row.cells[0].text for row in listed.rows[1:]) == sorted(wanted)
    matrix = next(table for table in document.tables if table.cell(0, 1).text.startswith("PL-"))
    band = [cell.text for cell in matrix.rows[0].cells].index("LH-4.3")
    measured = {row["measured"] for row in findings if row["rule"] == "LH-4.3"}
    assert {float(row.cells[band].text.split()[1].replace(",", "")) for row in matrix.rows[1:]} == measured


def test_waivers_are_told_with_reason_and_granter(drawn_plan, tmp_path, texts_of):
    folder = shutil.copytree(drawn_plan, tmp_path / "九宫格")
    audit = json.loads((folder / "audit.json").read_text("utf-8"))
    audit["findings"][1] |= {"status": "waived", "waiver": {
        "reason": "两侧为铁路", "granted_by": "district_gov", "granted_on": "2026-05-01", "until": None, "remedy": None,
    }}
    audit["findings"][2] |= {"status": "waived", "waiver": {
        "reason": "由和平社区托管", "granted_by": "district_civil_affairs", "granted_on": "2026-05-02",
        "until": "2027-12-31", "remedy": None, "organisation": "莲湖区民政局", "document_number": "莲民〔2026〕7号",
    }}
    (folder / "audit.json").write_text(json.dumps(audit, ensure_ascii=False), "utf-8")
    document = Document(io.BytesIO(make_papers(folder)["check_report"].content))
    table = next(table for table in document.tables if table.cell(0, 2).text == "理由")
    assert [cell.text for cell in table.rows[1].cells] == [
        "LH-4.3", "丰和", "两侧为铁路", "区政府", "", "2026-05-01", "",
    ]
    assert [cell.text for cell in table.rows[2].cells][2:] == [
        "由和平社区托管", "莲湖区民政局", "莲民〔2026〕7号", "2026-05-02", "2027-12-31",
    ]


def test_what_looks_like_a_formula_is_text(drawn_plan, tmp_path):
    folder = shutil.copytree(drawn_plan, tmp_path / "九宫格")
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    plan["communities"][0]["name"] = "=HYPERLINK(\"http://x\",\"和平\")\x07"
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    book = load_workbook(io.BytesIO(make_papers(folder)["households_table"].content))
    cells = [cell for row in book["户数人口"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [(cell.data_type, cell.quotePrefix, cell.value[-1]) for cell in cells] == [("s", True, "\ufffd")]


def test_papers_of_a_street_office_that_the_plan_lacks_are_refused(drawn_plan):
    with pytest.raises(NotInThePlanError, match="东街"):
        make_papers(drawn_plan, Imprint(subdistrict="东街"))


@pytest.mark.parametrize("name", ["plan.json", "audit.json", "plan.gpkg"])
def test_a_folder_that_lacks_a_file_is_refused_by_name(drawn_plan, tmp_path, name):
    folder = shutil.copytree(drawn_plan, tmp_path / "九宫格")
    (folder / name).unlink()
    with pytest.raises(PlanUnreadableError, match=name):
        make_papers(folder)
