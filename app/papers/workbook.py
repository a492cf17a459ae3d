"""Tables as an Excel book: one sheet a table, ready to print, no cell that is run as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.papers.imprint import Imprint
from app.papers.sealing import sealed
from app.papers.table import Cell, Kind, Table
from app.papers.words import UNKNOWN, clean, letters
from app.spreadsheet import looks_like_formula

_FORMATS = {Kind.TEXT: "@", Kind.COUNT: "#,##0", Kind.AREA: "#,##0.0", Kind.KM2: "0.000", Kind.SHARE: "0.0%",
            Kind.FIGURE: "#,##0.##"}
_THIN = Side(style="thin", color="869292")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DCE2E0")
_FONT = "宋体"
_LETTER_WIDTH = 2.2
"""Excel counts columns in digits; a Chinese letter takes about two."""
_LONGEST_SHEET_NAME = 31
_LINE_PT, _ROOM_PT = 13.5, 3.0


def workbook(title: str, tables: Sequence[Table], imprint: Imprint, foot: str) -> bytes:
    """Return a book; equal tables give equal bytes.

    Parameters
    ----------
    title
        For the metadata.
    foot
        Printed at the bottom of every page.
    """
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _write(book.create_sheet(table.name[:_LONGEST_SHEET_NAME]), table, foot)
    book.properties.title = clean(title)
    book.properties.creator = "Sizhi 四至"
    content = io.BytesIO()
    book.save(content)
    return sealed(content.getvalue(), imprint.dated)


def _write(sheet: Worksheet, table: Table, foot: str) -> None:
    width = len(table.columns)
    _heading(sheet, table.title, width)
    for at, column in enumerate(table.columns, start=1):
        cell = sheet.cell(2, at, column.head)
        cell.font, cell.fill, cell.border = Font(_FONT, 10, bold=True), _HEAD, _GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = column.width * _LETTER_WIDTH
    widths = [column.width for column in table.columns]
    sheet.row_dimensions[2].height = _height([column.head for column in table.columns], widths)
    for number, row in enumerate(table.rows):
        sheet.row_dimensions[number + 3].height = _height(row, widths)
        for at, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            _fill(sheet.cell(number + 3, at), value, column.kind, is_sum=number in table.sums)
    for number, note in enumerate(table.notes, start=len(table.rows) + 3):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
        sheet.row_dimensions[number].height = _height([note], [sum(widths)])
        _text(sheet.cell(number, 1), note)
        sheet.cell(number, 1).font = Font(_FONT, 10)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    _for_print(sheet, foot)


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return how high a row is whose longest text wraps, points: not every program works that out by itself."""
    lines = [
        -(-letters(cell) // max(1.0, width - 0.5)) for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
    ]
    return _LINE_PT * max([1.0, *lines]) + _ROOM_PT


def _heading(sheet: Worksheet, title: str, width: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    _text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(_FONT, 16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 32


def _fill(cell: SheetCell, value: Cell, kind: Kind, *, is_sum: bool) -> None:
    if value is None:
        value = UNKNOWN
    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value
        cell.number_format = _FORMATS[kind]
    cell.font, cell.border = Font(_FONT, 10, bold=is_sum), _GRID
    cell.alignment = Alignment(
        horizontal="right" if kind.is_number else "left", vertical="center", wrap_text=not kind.is_number
    )


def _text(cell: SheetCell, value: str) -> None:
    """Put text into a cell as text, whatever it begins with."""
    cell.value = clean(value)
    cell.data_type = "s"
    if looks_like_formula(value):
        cell.quotePrefix = True


def _for_print(sheet: Worksheet, foot: str) -> None:
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = clean(foot).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
