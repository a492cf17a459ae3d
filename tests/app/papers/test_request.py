"""The draft of a request: GB/T 9704-2012 for a document that goes up, with the numbers of the plan."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.papers.docx_page import Face


@pytest.fixture
def request_paper(papers):
    return Document(io.BytesIO(papers["request"].content))


def test_the_page_is_that_of_the_standard(request_paper):
    section = request_paper.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]  # 5.2: a field of 156 × 225 mm
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = next(one for one in request_paper.paragraphs if one.text.startswith("为优化"))
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)  # 22 lines on a page
    assert body.runs[0].font.size.pt == 16  # 3号
    assert body.paragraph_format.first_line_indent.pt == 32  # two letters


def test_typefaces_are_named_and_each_has_one_to_stand_in(request_paper, papers):
    faces = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for one in request_paper.paragraphs for run in one.runs}
    assert faces == {Face.TITLE, Face.BODY, Face.HEADING, Face.SUBHEADING}
    with zipfile.ZipFile(io.BytesIO(papers["request"].content)) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert all(f'w:name="{face}"><w:altName' in fonts for face in Face)


def test_the_parts_stand_in_their_order(papers, texts_of):
    texts = texts_of(papers["request"])
    wanted = [
        "新街街道办事处文件", "签发人", "关于设立＿＿＿＿社区的请示", "示例区人民政府：", "为优化社区规模",
        "一、调整方案", "二、规模与四至", "三、服务用房与人员", "四、居民意见与核查情况", "妥否，请批示。",
        "附件：1．社区调整前、后示意图", "新街街道办事处", "2026年10月15日", "（联系人：",
    ]
    found = []
    for part in wanted:
        found.append(next(at for at, text in enumerate(texts) if at > (found[-1] if found else -1) and part in text))
    assert found == sorted(found)


def test_the_numbers_are_those_of_the_plan(papers, plan, texts_of):
    text = "\n".join(texts_of(papers["request"]))
    assert "现有社区2个，9875户" in text
    assert f"共有社区{len(plan['communities'])}个" in text
    moved = sum(move["households"] for move in plan["ledger"])
    assert f"划转小区{len(plan['ledger'])}处、{moved}户。" in text
    seats = plan["totals"]["after"]["committee_seats"]
    assert "设立＿＿＿＿社区（示意图上新设1）" in text
    assert f"居委会职数{seats}席" in text
    assert "同意＿＿＿＿人" in text  # what only the meeting knows is left to fill in


def test_a_request_is_chinese_on_an_english_machine(planned, papers, monkeypatch):
    from app.papers.making import make_papers
    from tests.app.papers.conftest import IMPRINT

    monkeypatch.setenv("SIZHI_LANG", "en")
    assert make_papers(planned, IMPRINT)["request"].content == papers["request"].content


def test_the_red_line_stands_where_word_reads_it(request_paper):
    line = next(one for one in request_paper.paragraphs if "签发人" in one.text)
    kinds = [child.tag.rpartition("}")[2] for child in line._element.pPr]
    # CT_PPr of ECMA-376 is a sequence: borders, tabs, spacing, indents, alignment.
    assert [kind for kind in kinds if kind in ("pBdr", "tabs", "spacing", "ind", "jc")] == [
        "pBdr", "tabs", "spacing", "ind", "jc"]


def test_pages_are_numbered_outside(request_paper):
    section = request_paper.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)  # right, left
    assert "PAGE" in odd._element.xml
    assert request_paper.settings.odd_and_even_pages_header_footer
