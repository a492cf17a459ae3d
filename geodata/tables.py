"""Rows of cells turned into a table: where the header stands, what its columns are called, which rows do not fit."""

from __future__ import annotations

import re
from statistics import median

import pandas as pd

from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity

type Cells = list[object]
type Row = tuple[int, Cells]
"""Row number in the file, counted from 1, and the values of its cells."""

LEVELS = "/"
"""Stands between a heading that spans several columns and the heading of one of them."""

_NUMBER_LIKE = re.compile(r"[+\-−~≈约]?\s*[\d０-９.．]")
_TITLE_ROWS = 8
_SURE = 0.9
_LISTED = 5


def to_table(rows: list[Row], *, file: str, beside_allowed: bool) -> tuple[pd.DataFrame, list[Finding]]:
    """Turn numbered rows into a table.

    The header is the first row with two filled cells or more (titles above it are passed over and recorded), or the
    first filled row of a table of one column; a second row of headings under merged cells joins it. In split text,
    a row with cells beyond the header is set right where a run of empty cells tells what is too much, else no value
    of it is sure: it stays, its cells count as empty, and it is an error. In a sheet such cells are a note beside
    the table.

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
    filled = [(number, cells) for number, cells in filled if _filled(cells)]
    if not filled:
        raise UnreadableFileError(
            f"{file}：文件是空的；请检查导出", f"{file}: the file is empty; check the export", file=file
        )
    start = _header_at([cells for _, cells in filled])
    findings = [_title_passed(number, cells, file) for number, cells in filled[:start]]
    header, body = filled[start][1], filled[start + 1 :]
    if body and _is_second_heading(header, [cells for _, cells in body]):
        header, body = _joined(header, body[0][1]), body[1:]
    if not body:
        raise UnreadableFileError(
            f"{file}：只有表头，没有数据行；请检查导出",
            f"{file}: a header and no row below it; check the export",
            file=file,
        )
    again = [number for number, cells in body if cells[: len(header)] == header]
    if again:
        findings.append(_header_again(again, file))
        body = [(number, cells) for number, cells in body if number not in again] or body
    names = _column_names(header, width=max(_width(cells) for _, cells in body) if beside_allowed else 0)
    findings += _repeated_headings(header, names, file)
    findings += _beside(body, _width(header), file) if beside_allowed else []
    data, more = _fitted(body, len(names), beside_allowed, file)
    index = pd.Index([number for number, _ in body], dtype="int64")
    columns = zip(names, zip(*data, strict=True), strict=True)
    frame = pd.DataFrame({n: pd.Series(v, index=index, dtype=object) for n, v in columns}, index=index)
    return frame, findings + more


def _header_at(rows: list[Cells]) -> int:
    """Find the header: the first row of several cells, unless a later row of headings fits the table much better."""
    first = next((i for i, cells in enumerate(rows) if _filled(cells) > 1), 0)
    usual = median(_filled(cells) for cells in rows[first:])
    if _filled(rows[first]) * 2 >= usual:
        return first
    later = range(first + 1, min(first + _TITLE_ROWS, len(rows)))
    return next((i for i in later if _filled(rows[i]) * 2 >= usual and _is_headings(rows[i])), first)


def _is_headings(cells: Cells) -> bool:
    return all(isinstance(cell, str) and not _is_number_like(cell) for cell in cells if cell is not None)


def _is_second_heading(header: Cells, body: list[Cells]) -> bool:
    """Whether the first row of the body names columns that a merged cell above it left blank.

    The proof is a column without heading above whose cells below are numbers.
    """
    second, below = body[0], body[1:]
    if not below or not _is_headings(second):
        return False
    for i, cell in enumerate(second):
        if cell is not None and _cell(header, i) is None:
            found = [row[i] for row in below if _cell(row, i) is not None]
            if found and sum(map(_is_number_like, found)) * 2 >= len(found):
                return True
    return False


def _joined(header: Cells, second: Cells) -> Cells:
    """Put a spanning heading before each heading below it."""
    joined: Cells = []
    spanning: object = None
    for i in range(max(len(header), len(second))):
        above, below = _cell(header, i), _cell(second, i)
        if above is not None:
            spanning = above if below is not None else None
        both = above if below is None else below if spanning is None else f"{spanning}{LEVELS}{below}"
        joined.append(both)
    return joined


def _fitted(
    body: list[Row], width: int, beside_allowed: bool, file: str
) -> tuple[list[Cells], list[Finding]]:
    """Make every row as wide as the header."""
    findings: list[Finding] = []
    numeric = [] if beside_allowed else _numeric_columns([cells for _, cells in body], width)
    short = [number for number, cells in body if len(cells) < width]
    data: list[Cells] = []
    for number, cells in body:
        if (found := _width(cells)) > width:
            aligned = _realigned(cells, numeric)
            findings.append((_too_wide if aligned is None else _realigned_row)(number, found, width, file))
            cells = aligned or []
        data.append((cells + [None] * width)[:width])
    if short and not beside_allowed:
        listed = ", ".join(map(str, short[:_LISTED])) + (" …" if len(short) > _LISTED else "")
        findings.append(
            Finding(
                "file.row_short", Severity.WARNING,
                f"{file}：{len(short)} 行（{listed}）字段少于表头，缺的按空白计；请检查是否被截断",
                f"{file}: {len(short)} rows ({listed}) have fewer fields than the header; those missing count as "
                "empty; see whether the file was cut",
                file=file, feature=listed, measured=str(len(short)), count=len(short),
            )
        )
    return data, findings


def _numeric_columns(rows: list[Cells], width: int) -> list[bool | None]:
    """Tell of each column whether it holds numbers, or text, or (``None``) neither for sure."""
    told: list[bool | None] = []
    for i in range(width):
        cells = [row[i] for row in rows if _width(row) <= width and _cell(row, i) is not None]
        share = sum(map(_is_number_like, cells)) / len(cells) if cells else 0.5
        told.append(True if share >= _SURE else False if share <= 1 - _SURE else None)
    return told


def _realigned(cells: Cells, numeric: list[bool | None]) -> Cells | None:
    """Take the surplus out of the one run of empty cells that is long enough, if every value then fits its column."""
    surplus = _width(cells) - len(numeric)
    cells = cells[: _width(cells)]
    runs = [run for run in _empty_runs(cells) if len(run) >= surplus]
    if len(runs) != 1:
        return None
    aligned = cells[: runs[0].start] + cells[runs[0].start + surplus :]
    fits = [
        cell is None or told is None or _is_number_like(cell) is told
        for cell, told in zip(aligned, numeric, strict=True)
    ]
    moved = range(runs[0].stop - surplus, len(aligned))
    return aligned if all(fits) and any(numeric[i] and aligned[i] is not None for i in moved) else None


def _empty_runs(cells: Cells) -> list[range]:
    runs: list[range] = []
    start = None
    for i, cell in enumerate([*cells, ""]):
        if cell is None and start is None:
            start = i
        elif cell is not None and start is not None:
            runs.append(range(start, i))
            start = None
    return runs


def _column_names(cells: Cells, *, width: int) -> list[str]:
    """Name the columns; one without a header is ``column_5``, a second of one name ``name_2``."""
    names: dict[str, None] = {}
    for i in range(max(_width(cells), width)):
        cell = _cell(cells, i)
        base = f"column_{i + 1}" if cell is None else _heading(cell)
        name, n = base, 1
        while name in names:
            n += 1
            name = f"{base}_{n}"
        names[name] = None
    return list(names)


def _heading(cell: object) -> str:
    return " ".join(str(cell).split())


def _repeated_headings(header: Cells, names: list[str], file: str) -> list[Finding]:
    """Report headings that stand twice, with the names that tell them apart."""
    given = [None if _cell(header, i) is None else _heading(_cell(header, i)) for i in range(len(names))]
    findings = []
    for heading in dict.fromkeys(g for g in given if g is not None and given.count(g) > 1):
        called = [name for name, g in zip(names, given, strict=True) if g == heading]
        findings.append(
            Finding(
                "file.heading_repeated", Severity.WARNING,
                f"{file}：表头“{heading}”出现 {len(called)} 次，依次称为 {'、'.join(called)}；请核实用的是哪一列",
                f"{file}: the heading \"{heading}\" stands {len(called)} times, called {', '.join(called)}; see that "
                "the right one is used",
                file=file, feature=heading, measured=str(len(called)),
            )
        )
    return findings


def _beside(body: list[Row], width: int, file: str) -> list[Finding]:
    """Quote remarks that stand beside a table, where no column has a heading: they may say how to read it."""
    columns = {i for _, cells in body for i in range(width, len(cells)) if cells[i] is not None}
    found = []
    for i in sorted(columns):
        cells = [(number, row[i]) for number, row in body if i < len(row) and row[i] is not None]
        number, text = cells[0]
        found.append(
            Finding(
                "file.remark_beside", Severity.NOTE,
                f"{file} 第 {number} 行：表格右侧没有表头的一列有 {len(cells)} 格，如“{text}”，不作数据；"
                "请看是否影响读法",
                f"{file} row {number}: beside the table, under no heading, {len(cells)} cells such as \"{text}\" are "
                "no data; see whether they tell how to read it",
                file=file, feature=str(number), count=len(cells),
            )
        )
    return found


def _title_passed(number: int, cells: Cells, file: str) -> Finding:
    title = next(str(cell) for cell in cells if cell is not None)
    return Finding(
        "file.title_row", Severity.NOTE,
        f"{file} 第 {number} 行：“{title}”在表头之上，作为标题略过",
        f"{file} row {number}: \"{title}\" stands above the header and is taken for a title",
        file=file, feature=str(number),
    )


def _header_again(rows: list[int], file: str) -> Finding:
    listed = ", ".join(map(str, rows[:_LISTED])) + (" …" if len(rows) > _LISTED else "")
    return Finding(
        "file.header_again", Severity.REPAIRED,
        f"{file}：第 {listed} 行重复了表头，已略过；似由多张表拼接而成",
        f"{file}: rows {listed} repeat the header and are passed over; the file seems to be joined from several",
        file=file, feature=listed, measured=str(len(rows)), count=len(rows),
    )


def _too_wide(number: int, found: int, expected: int, file: str) -> Finding:
    return Finding(
        "file.row_too_wide", Severity.ERROR,
        f"{file} 第 {number} 行：有 {found} 个字段，表头只有 {expected} 个，各值归属不明，按空行计；请检查多余的分隔符",
        f"{file} row {number}: {found} fields under a header of {expected}, so no value is sure and all count as "
        "empty; look for a stray delimiter",
        file=file, feature=str(number), measured=str(found),
    )


def _realigned_row(number: int, found: int, expected: int, file: str) -> Finding:
    return Finding(
        "file.row_realigned", Severity.REPAIRED,
        f"{file} 第 {number} 行：有 {found} 个字段，表头只有 {expected} 个，"
        f"去掉连续空白中多余的 {found - expected} 个；请核实",
        f"{file} row {number}: {found} fields under a header of {expected}; {found - expected} of the empty ones are "
        "taken out, so that every value fits its column; check it",
        file=file, feature=str(number), measured=str(found), repaired=str(expected),
    )


def _clean(cell: object) -> object:
    return cell.strip() or None if isinstance(cell, str) else cell


def _cell(cells: Cells, i: int) -> object:
    return cells[i] if i < len(cells) else None


def _filled(cells: Cells) -> int:
    return sum(cell is not None for cell in cells)


def _width(cells: Cells) -> int:
    return max((i + 1 for i, cell in enumerate(cells) if cell is not None), default=0)


def _is_number_like(cell: object) -> bool:
    """Whether a cell is a number or begins as one."""
    return _NUMBER_LIKE.match(cell) is not None if isinstance(cell, str) else isinstance(cell, int | float)
