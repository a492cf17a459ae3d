"""The whole report as a Word document: how the plan stands, its maps, its tables."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm

from app.language import say
from app.papers import docx_page as page
from app.papers.community_tables import totals_lines
from app.papers.docx_page import BODY, HEADING, TITLE, write
from app.papers.docx_table import add_table
from app.papers.letters import verdict_sentences, write_origin
from app.papers.material import Material
from app.papers.sheets import sheet_pictures
from app.papers.table import Table
from app.papers.words import count, decimal, percent
from app.summary import STATUS
from optimizer.plan import SolveStatus

_PICTURE_MM = 222.0
"""An A3 sheet across, as wide as it stands on A4 across with a line over it."""


def report_document(material: Material, title: str, tables: Sequence[Table]) -> bytes:
    """Return the report; equal plans give equal bytes.

    Raises
    ------
    FontsMissingError
        Where this machine has no font with Chinese letters, for the maps.
    """
    document = page.new_document(title)
    write(document, title, TITLE)
    write(document, "", BODY)
    write(document, say("一、方案概况", "1. The plan"), HEADING)
    for sentence in (*totals_lines(material), *figures(material), *proof(material)):
        write(document, sentence, BODY)
    write(document, say("二、核查结论", "2. The audit"), HEADING)
    for sentence in verdict_sentences(material):
        write(document, sentence, BODY)
    write_origin(document, material)
    page.landscape(document)
    for number, picture in enumerate(sheet_pictures(material)):
        paragraph = write(document, "", page.CENTRED)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.page_break_before = number > 0
        paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(_PICTURE_MM))
    for number, table in enumerate(tables):
        add_table(document, table, starts_page=number == 0)
    return page.finished(document, material.imprint)


def proof(material: Material) -> list[str]:
    """Say how far the plan is from the best one, and, where none is legal, what clashes and what would help."""
    if material.plan.get("status") is None:
        return []
    gap = material.plan.get("gap")
    state = say(*STATUS[SolveStatus(material.plan["status"])])
    near = "" if gap is None else say(f"，与理论下界的差距 {gap:.2%}", f", {gap:.2%} from the bound")
    lines = [say(f"推演结果：{state}{near}。", f"Optimiser: {state}{near}.")]
    for clash in material.plan.get("explanation") or ():
        lines.append(material.named(say(clash["message_zh"], clash["message_en"])))
    return lines


def figures(material: Material) -> list[str]:
    """Say what the plan changes and what it needs; figures that are not known are left out."""
    if material.imprint.subdistrict is not None:
        return []
    after = material.plan["totals"]["after"]
    moved = sum(row["households"] for row in material.ledger)
    lines = []
    if material.has_today:
        lines.append(say(
            f"划转小区 {len(material.ledger)} 处、{count(moved)} 户；{count(after['households_changed'])} 户改变社区。",
            f"{len(material.ledger)} areas with {count(moved)} households move; "
            f"{count(after['households_changed'])} households change community.",
        ))
    said = [
        (after["in_band"], say("规模在区间内 {} 个", "{} in band"), count),
        (after["walk_coverage"], say("步行圈覆盖 {}", "{} within the walking circle"), percent),
        (after["facility_required_m2"], say("服务用房应有 {} m²", "floor needed {} m²"), decimal),
        (after["facility_missing_m2"], say("缺 {} m²", "missing {} m²"), decimal),
        (after["plaza_missing_m2"], say("广场缺 {} m²", "plaza missing {} m²"), decimal),
        (after["committee_seats"], say("居委会 {} 席", "{} committee seats"), count),
        (after["workers_required"], say("社区工作者应配 {} 人", "{} community workers"), count),
        (after["work_funds_yuan"], say("工作经费每年 {} 元", "work funds {} yuan a year"), count),
    ]
    known = [words.format(write_figure(value)) for value, words, write_figure in said if value is not None]
    return [*lines, say("，", ", ").join(known) + say("。", ".")] if known else lines
