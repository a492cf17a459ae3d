"""``sizhi report``: one file a call, exit codes, and messages that name file and remedy."""

from __future__ import annotations

import io
import json
import shutil

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from tests.app.papers.many import write_many


def test_a_book_holds_every_table(run, planned, tmp_path, plan, audit):
    out = tmp_path / "new" / "report.xlsx"
    code, said, _ = run("report", planned, "--out", out)
    assert code == 0
    assert "社区 3 个" in said
    book = load_workbook(out)
    assert book.sheetnames == [
        "汇总", "户数人口", "四至", "用房与广场", "设施逐项", "划入划出", "社区账", "工作计划", "按条款", "逐条",
        "社区与条款", "豁免",
    ]
    totals = {row[0]: row[1:] for row in book["汇总"].iter_rows(min_row=3, values_only=True)}
    assert totals["户数"] == (9875, 9875)
    assert totals["超大（个）"] == (1, 0)
    assert totals["居委会职数（席）"][1] == plan["totals"]["after"]["committee_seats"]
    assert book["逐条"].max_row == 2 + len(audit["findings"])


def test_a_document_holds_summary_maps_and_tables(run, planned, tmp_path, plan):
    out = tmp_path / "report.docx"
    assert run("report", planned, "--out", out, "--date", "2026-10-15")[0] == 0
    document = Document(io.BytesIO(out.read_bytes()))
    assert len(document.inline_shapes) == 2  # before and after
    texts = [one.text for one in document.paragraphs if one.text]
    changed = plan["totals"]["after"]["households_changed"]
    assert any(f"{changed:,} 户改变社区" in text for text in texts)
    assert "2026年10月15日" in texts
    assert any(text.startswith("推演结果：已证明最优") for text in texts)
    titles = ["需要与代价", "调整前后社区基本情况表", "社区四至", "划转小区台账", "按条款核查", "豁免与书面说明"]
    assert [text for text in texts if text in titles] == titles
    assert document.core_properties.created.isoformat().startswith("2026-10-15")


def test_a_plan_that_cannot_be_legal_says_what_clashes(run, planned, tmp_path):
    folder = shutil.copytree(planned, tmp_path / "plan")
    told = json.loads((folder / "plan.json").read_text("utf-8"))
    told |= {"status": "infeasible", "gap": None, "explanation": [
        {"rules": ["LH-4.3"], "places": ["c1"], "message_zh": "新街+1 只有 575 户", "message_en": "x",
         "relaxations": []},
    ]}
    (folder / "plan.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    run("report", folder, "--out", tmp_path / "r.docx")
    texts = [one.text for one in Document(io.BytesIO((tmp_path / "r.docx").read_bytes())).paragraphs]
    assert "推演结果：已证明没有合规方案；所列方案违反最少。" in texts
    assert "新街新设1号社区 只有 575 户" in texts


def test_sheets_come_with_their_tables(run, planned, tmp_path):
    out = tmp_path / "report.pdf"
    assert run("report", planned, "--out", out)[0] == 0
    document = pypdfium2.PdfDocument(out)
    assert len(document) >= 3
    assert "需要与代价" in document[2].get_textpage().get_text_bounded()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_same_plan_gives_the_same_report(run, planned, tmp_path, kind):
    told = [
        json.loads(run("report", planned, "--out", tmp_path / f"{name}.{kind}", "--json")[1]) for name in ("a", "b")
    ]
    assert told[0]["sha256"] == told[1]["sha256"]
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_a_hard_finding_is_told_by_the_exit_code(run, drawn_plan, tmp_path):
    assert run("report", drawn_plan, "--out", tmp_path / "r.xlsx")[0] == 1  # LQ-3.6 is hard and fails


def test_a_plan_without_present_communities_says_so_in_place_of_a_ledger(run, tmp_path):
    out = tmp_path / "r.xlsx"
    assert run("report", write_many(tmp_path / "plan", 3), "--out", out)[0] == 0
    book = load_workbook(out)
    for sheet in ("划入划出", "社区账", "工作计划"):
        assert book[sheet].cell(3, 1).value == "数据里没有现状社区，无从编制此表。"
    assert [cell.value for cell in book["汇总"][2]] == ["指标", "调整后"]


def test_headings_are_english_where_that_is_asked_for(run, planned, tmp_path, monkeypatch):
    monkeypatch.setenv("SIZHI_LANG", "en")
    code, said, _ = run("report", planned, "--out", tmp_path / "r.xlsx")
    assert code == 0
    assert "3 communities" in said
    book = load_workbook(tmp_path / "r.xlsx")
    assert "ledger" in book.sheetnames
    assert book["households"].cell(2, 5).value == "households"


@pytest.mark.parametrize(("name", "code"), [("r.odt", "papers.kind_unknown"), ("r", "papers.kind_unknown")])
def test_another_ending_is_refused(run, planned, tmp_path, name, code):
    left, _, told = run("report", planned, "--out", tmp_path / name)
    assert left == 2
    assert code in told
    assert ".docx、.xlsx 或 .pdf" in told


def test_a_folder_that_is_not_there_and_one_that_is_no_plan_are_refused(run, tmp_path):
    for folder in (tmp_path / "none", tmp_path):
        left, _, told = run("report", folder, "--out", tmp_path / "r.pdf")
        assert (left, "plans.unreadable" in told) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(run, planned, tmp_path):
    (tmp_path / "file").write_text("")
    left, _, told = run("report", planned, "--out", tmp_path / "file" / "r.xlsx")
    assert left == 2
    assert "papers.not_written" in told
    assert str(tmp_path / "file" / "r.xlsx") in told


def test_a_street_office_that_the_plan_lacks_is_refused(run, planned, tmp_path):
    left, _, told = run("report", planned, "--out", tmp_path / "r.pdf", "--subdistrict", "东街")
    assert left == 2
    assert "papers.no_subdistrict" in told




def test_one_paper_of_the_approval_alone(run, planned, tmp_path, papers):
    out = tmp_path / "请示.docx"
    assert run("report", planned, "--out", out, "--paper", "request", "--district", "示例区")[0] == 0
    texts = [one.text for one in Document(out).paragraphs if one.text]
    assert texts[0] == "新街街道办事处文件"
    assert "示例区人民政府：" in texts
    assert "妥否，请批示。" in texts


@pytest.mark.parametrize(("paper", "name", "remedy"), [
    ("request", "请示.pdf", ".docx"), ("letter", "信.docx", "request"),
])
def test_a_paper_that_cannot_be_made_so_is_told(run, planned, tmp_path, paper, name, remedy):
    code, _, said = run("report", planned, "--out", tmp_path / name, "--paper", paper)
    assert code == 2
    assert remedy in said
    assert not (tmp_path / name).exists()
