"""CSV text and Excel sheets, read into tables whose index is the row number in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from geodata import encoding
from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity
from geodata.tables import Row, to_table

if TYPE_CHECKING:
    from openpyxl import Workbook

_DELIMITERS = ",\t;|"
_DELIMITER_SAMPLE = 100_000

csv.field_size_limit(100_000_000)  # a boundary written into a cell is longer than the module's 131,072 characters


def read_csv(content: bytes, *, file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Read delimited text: with or without a byte order mark, UTF-8 or a national encoding, any usual delimiter.

    Parameters
    ----------
    content
        The file.
    file
        Its name as the user gave it.

    Returns
    -------
    tuple of DataFrame and list of Finding
        Text values, ``None`` where a cell is empty; index: row number in the file.

    Raises
    ------
    UnreadableFileError
        Where the file is empty, has no data row, or is no text.
    """
    if b"\x00" in content[:1000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(
            f"{file}：不是文本文件；请另存为 CSV（UTF-8）",
            f"{file}: not a text file; save it as CSV (UTF-8)",
            file=file,
        )
    text, findings = _decode(content, file)
    # newline="" leaves line ends inside quoted cells to the csv module; strict makes an open quote an error.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    begun = 1
    try:
        for cells in reader:
            rows.append((reader.line_num, list(cells)))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(
            f"{file} 第 {begun} 行：无法按 CSV 读取（{error}）；请检查引号和分隔符",
            f"{file} row {begun}: not readable as CSV ({error}); check quotes and delimiters",
            file=file, feature=str(begun),
        ) from error
    frame, more = to_table(rows, file=file, beside_allowed=False)
    return frame, findings + more


def read_workbook(book: Workbook, *, sheet: str | None, file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Read one sheet of an open workbook: the named one, else the first that holds anything.

    Parameters
    ----------
    book
        The workbook, opened for values.
    sheet
        Name of the sheet, or ``None``.
    file
        Its name as the user gave it.

    Returns
    -------
    tuple of DataFrame and list of Finding
        Values as stored, ``None`` where a cell is empty; index: row number in the sheet.

    Raises
    ------
    UnreadableFileError
        Where there is no such sheet, or it is empty.
    """
    names = [s.title for s in book.worksheets]
    if sheet is not None and sheet not in names:
        raise UnreadableFileError(
            f"{file}：没有工作表“{sheet}”；请从现有的中选择：{'、'.join(names)}",
            f"{file}: no sheet \"{sheet}\"; there are: {', '.join(names)}",
            file=file,
        )
    rows: list[Row] = []
    chosen = sheet
    for candidate in [sheet] if sheet is not None else names:
        rows, chosen = _sheet_rows(book[candidate]), candidate
        if rows:
            break
    frame, findings = to_table(rows, file=file, beside_allowed=True)
    if sheet is None and len(names) > 1:
        findings.append(
            Finding(
                "file.sheet_assumed", Severity.ASSUMED,
                f"{file}：未指明工作表，读取“{chosen}”；其他请写 文件#工作表",
                f"{file}: no sheet named, \"{chosen}\" is read; write FILE#SHEET for another",
                file=file, measured=chosen,
            )
        )
    return frame, findings


def _decode(content: bytes, file: str) -> tuple[str, list[Finding]]:
    name = encoding.of_text(content)
    text = content.decode(name, errors="replace").removeprefix("\ufeff")
    findings = [] if name.startswith("utf") else [encoding.assumed(name, file)]
    text = text.replace("\x00", "\ufffd")
    lost = text.count("\ufffd")
    if lost:
        findings.append(
            Finding(
                "file.characters_lost", Severity.WARNING,
                f"{file}：{lost} 个字符无法按 {name} 读取；请另存为 UTF-8",
                f"{file}: {lost} characters cannot be read as {name}; save the file as UTF-8",
                file=file, measured=str(lost),
            )
        )
    return text, findings


def _delimiter(text: str) -> str:
    """Choose the delimiter that the first line with any holds most often; a title above it has none."""
    lines = text[:_DELIMITER_SAMPLE].splitlines()
    first = next((line for line in lines if any(delimiter in line for delimiter in _DELIMITERS)), "")
    return max(_DELIMITERS, key=first.count)


def holds_anything(sheet: object) -> bool:
    """Whether any cell of a sheet is filled."""
    return next(_filled_rows(sheet), None) is not None


def _sheet_rows(sheet: object) -> list[Row]:
    return list(_filled_rows(sheet))


def _filled_rows(sheet: object) -> Iterator[Row]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # a stored extent may be wrong
    values: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    for number, cells in enumerate(values, start=1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, list(cells)
