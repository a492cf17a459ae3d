"""Documents in words: the four limits, the check report, the request."""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from app.language import say
from app.papers import docx_page as page
from app.papers.audit_tables import findings_table, matrix_table, rules_table, waivers_table
from app.papers.community_tables import basis_line
from app.papers.docx_page import BODY, CENTRED, FLUSH, HEADING, SUBHEADING, TITLE, Face, Style, write
from app.papers.docx_table import add_table
from app.papers.fate import fate, fate_word
from app.papers.imprint import short_hash
from app.papers.material import Material
from app.papers.request_text import Part, attachments, office_of, opening, paragraphs, request_title
from app.papers.words import FILL_IN, chinese_number, four_limits, listed, long_date
from app.summary import VERDICT

_MASTHEAD = Style(Face.TITLE, 42, 0, WD_ALIGN_PARAGRAPH.CENTER, colour=page.RED, line_pt=64)
_FIELD_PT = 156 / 25.4 * 72
"""Width of the field of type (GB/T 9704-2012, 5.2.1)."""

_OPEN = ("fail", "unknown", "waived")


def four_limits_letter(material: Material) -> bytes:
    """Return the four limits in words: one paragraph a community."""
    title = say("社区四至说明", "The limits of the communities")
    document = page.new_document(title)
    write(document, title, TITLE)
    write(document, "", BODY)
    for number, office in enumerate(material.subdistricts, start=1):
        if len(material.subdistricts) > 1:
            write(document, f"{chinese_number(number)}、{office}", HEADING)
        for row in material.communities:
            if row["subdistrict"] == office:
                write(document, limits_sentence(material, row), BODY)
    write_origin(document, material)
    return page.finished(document, material.imprint)


def limits_sentence(material: Material, row: dict[str, object]) -> str:
    """Say where one community ends, and what it holds."""
    areas = [material.area_name(area) for area in material.areas_of(str(row["community_id"]))]
    bounds = row["four_bounds"]
    limits = four_limits(bounds if isinstance(bounds, dict) else None)
    told = fate_word(fate(material, row))
    kind = say(f"（{told}）", f" ({told})") if told else ""
    holds = say(f"。辖{listed(areas)}", f". It holds {listed(areas)}") if areas else ""
    return say(f"{row['name']}{kind}：{limits}{holds}。", f"{row['name']}{kind}: {limits}{holds}.")


def check_report(material: Material) -> bytes:
    """Return the report of the audit: verdict, every rule, what is not met, and what was measured in each community."""
    title = say("社区规模调整规则核查报告", "Check report")
    document = page.new_document(title)
    write(document, title, TITLE)
    write(document, "", BODY)
    for sentence in verdict_sentences(material):
        write(document, sentence, BODY)
    write_origin(document, material)
    page.landscape(document)
    add_table(document, rules_table(material))
    for table in (waivers_table(material), findings_table(material, states=_OPEN), matrix_table(material)):
        add_table(document, table)
    return page.finished(document, material.imprint)


def verdict_sentences(material: Material) -> list[str]:
    """Say how the plan stands to its rules."""
    findings = material.findings
    failed = [row for row in findings if row["status"] == "fail"]
    hard, soft = (sum(row["severity"] == one for row in failed) for one in ("hard", "soft"))
    unknown = sum(row["status"] == "unknown" for row in findings)
    waived = sum(row["status"] == "waived" for row in findings)
    verdict = say(*VERDICT["fail" if hard else "findings" if failed or unknown else "pass"])
    steps = sorted({row["blocks"] for row in failed if row["blocks"]})
    lines = [
        say(f"方案：{material.sheet.title}。规则：{material.rules}。", f"Plan: {material.sheet.title}. Rules: "
            f"{material.rules}."),
        say(f"结论：{verdict}。共核查 {len(findings)} 项，不符合 {len(failed)} 项（强制 {hard}、提示 {soft}、告知 "
            f"{len(failed) - hard - soft}），豁免 {waived} 项，待定 {unknown} 项。",
            f"Verdict: {verdict}. {len(findings)} checks, {len(failed)} not met (must {hard}, note {soft}, info "
            f"{len(failed) - hard - soft}), {waived} waived, {unknown} open."),
    ]
    if steps:
        lines.append(say(f"未解决前不能进入的步骤：{listed(steps)}。", f"Steps that wait for this: {listed(steps)}."))
    return [*lines, basis_line(material)]


def request(material: Material) -> bytes:
    """Return the draft of the request, in the layout of GB/T 9704 for what goes up; blanks are left to fill in."""
    title = request_title(material)
    office = office_of(material)
    document = page.new_document(title)
    masthead = f"{office}文件"
    write(document, masthead, replace(_MASTHEAD, size_pt=min(_MASTHEAD.size_pt, _FIELD_PT / len(masthead))))
    write(document, "", BODY)
    _number_line(document)
    write(document, "", BODY)
    write(document, title, TITLE)
    write(document, "", BODY)
    write(document, f"{material.imprint.district or FILL_IN}人民政府：", FLUSH)
    write(document, opening(material), BODY)
    for kind, words in paragraphs(material):
        _write_part(document, kind, words)
    write(document, "妥否，请批示。", BODY)
    write(document, "", BODY)
    papers = attachments(material)
    for number, name in enumerate(papers, start=1):
        write(document, f"{'附件：' if number == 1 else '　　　'}{number}．{name}",
              Style(indent=2, align=WD_ALIGN_PARAGRAPH.LEFT))
    write(document, "", BODY)
    write(document, office, Style(indent=0, align=WD_ALIGN_PARAGRAPH.RIGHT, right=2))
    write(document, long_date(material.imprint.dated), Style(indent=0, align=WD_ALIGN_PARAGRAPH.RIGHT, right=4))
    write(document, f"（联系人：{FILL_IN}，电话：{FILL_IN}）", BODY)
    return page.finished(document, material.imprint)


def _write_part(document: WordDocument, kind: Part, words: str) -> None:
    """Write a paragraph of a request; of an item the first sentence stands in the face of second headings."""
    if kind is not Part.ITEM:
        write(document, words, HEADING if kind is Part.HEADING else BODY)
        return
    lead, rest = words.split("。", 1)
    page.add_run(write(document, f"{lead}。", SUBHEADING), rest, BODY)


def _number_line(document: WordDocument) -> None:
    """Write number and signer over a red line (GB/T 9704-2012, 7.2.5 to 7.2.7)."""
    paragraph = write(document, f"{FILL_IN}〔{'＿' * 4}〕{'＿' * 2}号\t签发人：{FILL_IN}",
                      Style(indent=0, left=1, right=1, align=WD_ALIGN_PARAGRAPH.LEFT))
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(_FIELD_PT - page.BODY_PT), WD_TAB_ALIGNMENT.RIGHT)
    line = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="6" w:color="E60012"/></w:pBdr>'
    # Word refuses a document whose properties stand out of order: borders come before all that is there.
    paragraph._element.get_or_add_pPr().insert_element_before(parse_xml(line), "w:tabs", "w:spacing", "w:ind", "w:jc")


def write_origin(document: WordDocument, material: Material) -> None:
    """Say at the end which plan a paper was made from."""
    imprint = material.imprint
    version = say(f"第 {imprint.version} 版，", f"version {imprint.version}, ") if imprint.version is not None else ""
    code = short_hash(imprint.hash or "")
    write(document, "", BODY)
    write(document, say(f"本件由方案“{material.sheet.title}”{version}生成，校验 {code}，图与文书出自同一方案。",
                        f"Made from the plan “{material.sheet.title}”, {version}hash {code}: map and papers are one."),
          page.SMALL)
    write(document, long_date(imprint.dated), Style(Face.PLAIN, 10.5, 0, CENTRED.align, line_pt=16))
