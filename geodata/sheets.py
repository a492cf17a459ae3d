"""CSV text and Excel sheets, read into tables whose index is the row number in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from geodata import encoding
from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity

if TYPE_CHECKING:
    from openpyxl import Workbook

type Row = tuple[int, list[object]]
"""Row number in the file, counted from 1, and the values of its cells."""

_DELIMITERS = ",\t;|"


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
    # newline="" leaves line ends inside quoted cells to the csv module.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, list(cells)))
    except csv.Error as error:
        raise UnreadableFileError(
            f"{file} 第 {reader.line_num} 行：无法按 CSV 读取（{error}）；请检查引号和分隔符",
            f"{file} row {reader.line_num}: not readable as CSV ({error}); check quotes and delimiters",
            file=file,
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
            f"{file}：没有工作表“{sheet}”；现有：{'、'.join(names)}",
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


def to_table(rows: list[Row], *, file: str, beside_allowed: bool) -> tuple[pd.DataFrame, list[Finding]]:
    """Turn numbered rows into a table.

    The header is the first row with two filled cells or more (a title above it is passed over and recorded), or the
    first filled row of a table of one column. In split text, cells beyond the header make the whole row uncertain:
    it stays, its cells count as empty, and it is an error. In a sheet they are a note beside the table.

    Parameters
    ----------
    rows
        Numbered rows, the header among them.
    file
        Name for messages.
    beside_allowed
        Whether cells may stand beside the table without shifting it.

    Raises
    ------
    UnreadableFileError
        Where there is no header or no row below it.
    """
    filled = [(number, [_clean(cell) for cell in cells]) for number, cells in rows]
    filled = [(number, cells) for number, cells in filled if any(cell is not None for cell in cells)]
    if not filled:
        raise UnreadableFileError(f"{file}：文件是空的", f"{file}: the file is empty", file=file)
    start = next((i for i, (_, cells) in enumerate(filled) if sum(c is not None for c in cells) > 1), 0)
    header, body = filled[start], filled[start + 1 :]
    if not body:
        raise UnreadableFileError(
            f"{file}：只有表头，没有数据行", f"{file}: a header and no row below it", file=file
        )
    findings = [_title_passed(number, cells, file) for number, cells in filled[:start]]
    names = _column_names(header[1], width=max(_width(cells) for _, cells in body) if beside_allowed else 0)
    data: list[list[object]] = []
    for number, cells in body:
        if _width(cells) > len(names):
            findings.append(_too_wide(number, _width(cells), len(names), file))
            cells = []
        data.append((cells + [None] * len(names))[: len(names)])
    index = pd.Index([number for number, _ in body], dtype="int64")
    columns = zip(names, zip(*data, strict=True), strict=True)
    return pd.DataFrame({n: pd.Series(v, index=index, dtype=object) for n, v in columns}, index=index), findings


def _decode(content: bytes, file: str) -> tuple[str, list[Finding]]:
    name = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding.guess(content)
    text = content.decode(name, errors="replace").removeprefix("\ufeff")
    findings = [] if name.startswith("utf") else [encoding.assumed(name, file)]
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
    """Choose the delimiter that the first line holds most often."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _sheet_rows(sheet: object) -> list[Row]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # a stored extent may be wrong
    values: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    rows = [(number, list(cells)) for number, cells in enumerate(values, start=1)]
    return [(number, cells) for number, cells in rows if any(_clean(cell) is not None for cell in cells)]


def _clean(cell: object) -> object:
    if isinstance(cell, str):
        return cell.strip() or None
    return cell


def _width(cells: list[object]) -> int:
    return max((i + 1 for i, cell in enumerate(cells) if cell is not None), default=0)


def _column_names(cells: list[object], *, width: int) -> list[str]:
    """Name the columns; one without a header is ``column_5``, a second of one name ``name_2``."""
    names: list[str] = []
    for i in range(max(_width(cells), width)):
        cell = cells[i] if i < len(cells) else None
        base = f"column_{i + 1}" if cell is None else " ".join(str(cell).split())
        name, n = base, 1
        while name in names:
            n += 1
            name = f"{base}_{n}"
        names.append(name)
    return names


def _title_passed(number: int, cells: list[object], file: str) -> Finding:
    title = next(str(cell) for cell in cells if cell is not None)
    return Finding(
        "file.title_row", Severity.NOTE,
        f"{file} 第 {number} 行：“{title}”在表头之上，作为标题略过",
        f"{file} row {number}: \"{title}\" stands above the header and is taken for a title",
        file=file, feature=str(number),
    )


def _too_wide(number: int, found: int, expected: int, file: str) -> Finding:
    return Finding(
        "file.row_too_wide", Severity.ERROR,
        f"{file} 第 {number} 行：有 {found} 个字段，表头只有 {expected} 个，各值归属不明，按空行计；请检查多余的分隔符",
        f"{file} row {number}: {found} fields under a header of {expected}, so no value is sure and all count as "
        "empty; look for a stray delimiter",
        file=file, feature=str(number), measured=str(found),
    )
