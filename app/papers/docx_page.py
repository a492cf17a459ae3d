"""Word documents laid out by GB/T 9704: page, type, page numbers; fonts by name, each with one to stand in for it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.papers.imprint import Imprint
from app.papers.sealing import sealed
from app.papers.words import clean

LINE_PT = 28.95
"""22 lines of 28 letters on a page (GB/T 9704-2012, 5.2.3)."""

BODY_PT, TITLE_PT, TABLE_PT, NUMBER_PT = 16.0, 22.0, 9.0, 14.0
"""Sizes 3, 2, small 5 and 4 of Chinese type."""

RED = RGBColor(0xE6, 0x00, 0x12)
_LATIN = "Times New Roman"


class Face(StrEnum):
    """Typefaces that the standard asks for."""

    TITLE = "方正小标宋简体"
    BODY = "仿宋_GB2312"
    HEADING = "黑体"
    SUBHEADING = "楷体_GB2312"
    PLAIN = "宋体"


STANDS_IN = {
    Face.TITLE: "宋体", Face.BODY: "仿宋", Face.HEADING: "Microsoft YaHei", Face.SUBHEADING: "楷体",
    Face.PLAIN: "SimSun",
}
"""What a machine without a typeface takes for it: written into the document's font table."""


@dataclass(frozen=True)
class Style:
    """How a paragraph looks.

    Attributes
    ----------
    indent
        Of the first line, in letters.
    left, right
        Of the whole paragraph, in letters.
    """

    face: Face = Face.BODY
    size_pt: float = BODY_PT
    indent: float = 2
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    left: float = 0
    right: float = 0
    is_bold: bool = False
    colour: RGBColor | None = None
    line_pt: float = LINE_PT
    keeps_with_next: bool = False


BODY = Style()
TITLE = Style(Face.TITLE, TITLE_PT, 0, WD_ALIGN_PARAGRAPH.CENTER, line_pt=34)
HEADING = Style(Face.HEADING, keeps_with_next=True)
SUBHEADING = Style(Face.SUBHEADING)
FLUSH = Style(indent=0, align=WD_ALIGN_PARAGRAPH.LEFT)
CENTRED = Style(indent=0, align=WD_ALIGN_PARAGRAPH.CENTER)
SMALL = Style(Face.PLAIN, 10.5, 0, line_pt=16)


def new_document(title: str) -> WordDocument:
    """Return an empty A4 document with the margins and page numbers of the standard."""
    document = Document()
    document.core_properties.title = clean(title)
    document.core_properties.author = "Sizhi 四至"
    document.core_properties.comments = ""
    document.core_properties.language = "zh-CN"
    document.settings.odd_and_even_pages_header_footer = True
    _name_fonts(document)
    _plain_style(document)
    section = document.sections[0]
    _lay_out(section)
    _number_pages(section)
    return document


def landscape(document: WordDocument) -> Section:
    """Begin a section on A4 across, for wide tables."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(26), Mm(22)
    section.left_margin, section.right_margin = Mm(20), Mm(20)
    return section


def write(document: WordDocument, text: str, style: Style = BODY) -> Paragraph:
    """Add a paragraph."""
    paragraph = document.add_paragraph()
    shape(paragraph, style)
    add_run(paragraph, text, style)
    return paragraph


def shape(paragraph: Paragraph, style: Style) -> None:
    """Give a paragraph its indents and its line."""
    form = paragraph.paragraph_format
    form.alignment = style.align
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.line_pt)
    form.first_line_indent = Pt(style.indent * style.size_pt)
    form.left_indent, form.right_indent = Pt(style.left * style.size_pt), Pt(style.right * style.size_pt)
    form.keep_with_next = style.keeps_with_next


def add_run(paragraph: Paragraph, text: str, style: Style) -> Run:
    """Add text in a typeface: Chinese letters in its own, Latin ones in Times."""
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(style.size_pt), style.is_bold
    if style.colour is not None:
        run.font.color.rgb = style.colour
    run.font.name = _LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), style.face)
    return run


def finished(document: WordDocument, imprint: Imprint) -> bytes:
    """Return the document; equal content gives equal bytes."""
    content = io.BytesIO()
    document.save(content)
    return sealed(content.getvalue(), imprint.dated)


def _lay_out(section: Section) -> None:
    """Set A4 with the margins of GB/T 9704-2012, 5.2: a field of 156 by 225 mm."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)


def _number_pages(section: Section) -> None:
    """Number the pages “— 1 —”: odd ones at the right, even ones at the left (7.5)."""
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT, 0.0, 1.0),
             (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, 1.0, 0.0))
    for footer, align, left, right in sides:
        footer.is_linked_to_previous = False
        style = Style(Face.PLAIN, NUMBER_PT, 0, align, left, right, line_pt=18)
        paragraph = footer.paragraphs[0]
        shape(paragraph, style)
        add_run(paragraph, "— ", style)
        _add_field(add_run(paragraph, "", style), "PAGE")
        add_run(paragraph, " —", style)


def _add_field(run: Run, instruction: str) -> None:
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)


def _plain_style(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), Face.BODY)


def _name_fonts(document: WordDocument) -> None:
    """Say in the font table what stands in for each typeface."""
    rows = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{STANDS_IN[face]}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>' for face in Face
    )
    table = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts '
        f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{rows}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = table.encode()
