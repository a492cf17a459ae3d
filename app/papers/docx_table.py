"""Tables in Word documents: heads that repeat on every page, rows that are not torn apart."""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Pt

from app.papers.docx_page import SMALL, TABLE_PT, Face, Style, write
from app.papers.table import Cell, Column, Table, written

_TWIPS = 635
"""EMU in a twentieth of a point."""

_SHADE = "DCE2E0"
CAPTION = Style(Face.HEADING, 12, 0, line_pt=24, keeps_with_next=True)


def add_table(document: WordDocument, table: Table, *, starts_page: bool = False) -> None:
    """Add a table over the full width of the page, its notes under it; the notes alone where it has no row."""
    caption = write(document, table.title, CAPTION)
    caption.paragraph_format.page_break_before = starts_page
    caption.paragraph_format.space_before = Pt(0 if starts_page else CAPTION.size_pt)
    if table.rows:
        body = document.element.body
        body.insert(len(body) - 1, _table(table, _room(document.sections[-1])))
    for note in table.notes or ("",):
        write(document, note, SMALL)


def _room(section: Section) -> int:
    """Return the width between the margins, twentieths of a point."""
    width, left, right = section.page_width, section.left_margin, section.right_margin
    assert width is not None
    assert left is not None
    assert right is not None
    return (width - left - right) // _TWIPS


def _table(table: Table, room: int) -> object:
    # Written as XML: the library's way, cell by cell, takes a minute for a thousand rows.
    total = sum(column.width for column in table.columns)
    widths = [int(room * column.width / total) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="869292"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    head = _row([_cell(column.head, width, is_head=True) for column, width in zip(table.columns, widths, strict=True)],
                is_head=True)
    rows = "".join(
        _row([
            _data(cell, column, width, is_sum=number in table.sums)
            for cell, column, width in zip(row, table.columns, widths, strict=True)
        ])
        for number, row in enumerate(table.rows)
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: list[str], *, is_head: bool = False) -> str:
    header = "<w:tblHeader/>" if is_head else ""
    return f'<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{"".join(cells)}</w:tr>'


def _data(cell: Cell, column: Column, width: int, *, is_sum: bool) -> str:
    return _cell(written(cell, column.kind), width, is_number=column.kind.is_number, is_bold=is_sum)


def _cell(text: str, width: int, *, is_head: bool = False, is_number: bool = False, is_bold: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if is_head else ""
    align = "center" if is_head else "right" if is_number else "left"
    bold = "<w:b/>" if is_head or is_bold else ""
    size = round(TABLE_PT * 2)
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{Face.PLAIN}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/><w:rPr><w:sz w:val="{size}"/></w:rPr></w:pPr>'
        f'<w:r><w:rPr>{fonts}{bold}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
