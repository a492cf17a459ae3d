"""The A3 sheets, opened again: size, fonts, metadata, words; and that 200 communities fit."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import typst

from app.papers import typesetting
from app.papers.community_tables import limits_table
from app.papers.errors import FontsMissingError
from app.papers.imprint import Imprint
from app.papers.making import make_papers
from app.papers.map_picture import map_after, map_before
from app.papers.material import Material, read_material
from app.papers.sheets import sheets_pdf
from app.papers.subjects import subjects
from tests.app.papers.many import write_many

A3_PT = (420 / 25.4 * 72, 297 / 25.4 * 72)


def pages_of(content: bytes) -> list[str]:
    """Words of every page, without the gaps between Chinese letters and figures."""
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
    return [re.sub(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])", "", text) for text in texts]


@pytest.fixture(scope="session")
def drawn(drawn_plan: Path) -> Material:
    return read_material(drawn_plan)


def test_there_is_a_sheet_before_and_one_after_each_a3_across(papers):
    document = pypdfium2.PdfDocument(papers["map"].content)
    assert [tuple(round(side) for side in page.get_size()) for page in document] == [
        tuple(round(side) for side in A3_PT)] * 2
    before, after = pages_of(papers["map"].content)
    assert "社区规模调整示意图（调整前）" in before
    assert "社区规模调整示意图（调整后）" in after
    assert "第2幅，共2幅" in after


def test_a_sheet_says_scale_system_basis_version_hash_and_day(papers):
    after = pages_of(papers["map"].content)[1]
    # 900 m with 6 % of room on 240 mm: 1:3,975, so the next round scale is 1:4,000.
    assert "1 : 4,000" in after
    for said in ("CGCS2000", "108°E", "审图号", "户数口径", "截至2026年9月30日", "第12版", "9f3c 71e0 b2d4",
                 "2026年10月15日", "示例区", "图例", "北"):
        assert said in after, said


def test_the_households_on_the_sheets_are_those_of_the_plan(papers, plan):
    before, after = pages_of(papers["map"].content)
    assert {"5,500", "4,375", "9,875"} <= set(re.findall(r"\d,\d{3}", before))
    counts = {f"{row['households']:,}" for row in plan["communities"]}
    assert counts | {"9,875"} <= set(re.findall(r"\d,\d{3}", after))


def test_fonts_are_embedded_and_metadata_tell_title_and_hash(papers):
    content = papers["map"].content
    fonts = re.findall(rb"/BaseFont/(\S+?)[/\s>]", content.replace(b"/BaseFont /", b"/BaseFont/"))
    assert fonts
    assert all(re.match(rb"[A-Z]{6}\+", font) for font in fonts)  # subset, so it is in the file
    assert content.count(b"/FontFile") >= len(set(fonts)) // 2
    told = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert told["Title"].endswith("社区调整前后示意图")
    assert told["Keywords"].startswith("9f3c71e0b2d4")
    assert told["CreationDate"].startswith("D:20261015")


def test_a_plan_without_present_communities_has_one_sheet(tmp_path):
    content = make_papers(write_many(tmp_path / "plan", 4))["map"].content
    (only,) = pages_of(content)
    assert "社区划分示意图" in only
    assert "调整前" not in only


def test_the_map_is_true_to_its_scale(drawn):
    (subject,) = subjects(drawn)
    assert subject.frame.scale == 4000
    west, _, east, _ = _box(map_after(drawn, subject, "x"), 'fill="#D1B587"')  # 丰和: three squares of 300 m
    assert (east - west) == pytest.approx(300_000 / 4000, abs=0.05)


def test_before_shows_the_present_communities_and_after_what_moves(drawn):
    (subject,) = subjects(drawn)
    before, after = map_before(drawn, subject, "x"), map_after(drawn, subject, "x")
    assert after.count('fill="url(#moved)"') == 4  # b1, c1, c2, c3
    assert "url(#moved)" not in before
    assert ">5,500 户<" in before
    assert ">5,700 户<" in after


def test_two_hundred_communities_are_all_in_the_tables_and_nothing_leaves_its_page(tmp_path):
    material = read_material(write_many(tmp_path / "plan", 200))
    content = sheets_pdf(material, "二百")
    pages = pages_of(content)
    assert "全部见附表" in pages[0]
    words = "\n".join(pages[1:])
    assert {f"第{number}号社区" for number in range(1, 201)} <= set(re.findall(r"第\d+号社区", words))
    assert all("阶段" in page for page in pages[1:])  # the head comes again
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        assert min(min(left, low) for left, low, _, _ in boxes) >= 0
        assert max(right for _, _, right, _ in boxes) <= A3_PT[0]
        assert max(high for _, _, _, high in boxes) <= A3_PT[1]


def test_no_chinese_font_is_an_error_that_says_what_to_install(drawn_plan, monkeypatch):
    monkeypatch.setattr(typesetting, "_fonts", lambda _: typst.Fonts(include_system_fonts=False))
    with pytest.raises(FontsMissingError) as caught:
        make_papers(drawn_plan, Imprint())
    assert "fonts-noto-cjk" in caught.value.message_zh
    assert typesetting.FONTS_SETTING in caught.value.message_en


def _box(picture: str, mark: str) -> tuple[float, float, float, float]:
    """West, north, east, south of all paths with a mark, millimetres."""
    places = [
        tuple(map(float, place))
        for path in re.findall(rf'<path d="([^"]*)"[^>]*{re.escape(mark)}', picture)
        for place in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)
    ]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)


def test_long_names_are_cut_beside_the_map_and_whole_in_the_tables(tmp_path):
    name = "一个名字特别特别长而且还没有改短的社区服务中心所在地联合"
    folder = write_many(tmp_path / "plan", 3)
    plan = (folder / "plan.json").read_text("utf-8").replace("第2号社区", name)
    (folder / "plan.json").write_text(plan, "utf-8")
    material = read_material(folder)
    sheet, table = pages_of(sheets_pdf(material, "长", [limits_table(material)]))
    assert "一个名字特别特别长…" in sheet
    assert name not in sheet
    assert name in re.sub(r"\s", "", table)
