"""A table of the registry's columns (rules.md 5.1), row by row: as the registry is saved, or with English headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.forms import Choice, FormField, form
from app.registry.columns import ENDING, STATES, Columns
from app.registry.importing.cells import CellError, read_cell
from app.registry.importing.proposed import Proposed, Trouble
from app.registry.tables import OWN, WORDS, head_of
from app.spreadsheet import unquoted
from geodata import headers, reading
from geodata.record import Finding, Severity
from geodata.values import text

HOLDING = ("in_force", "registered", "certified")
"""States that an imported community may have: those of one that holds and that no case is setting up."""
OF_CASES = frozenset({"established_by", "submission_hash", "hard_findings", "other_findings", *ENDING})
OF_ENTRIES = ("plan_community_id", "valid_until")
"""Columns that only cases fill."""
NEEDED = ("name", "subdistrict")
NOTHING = frozenset({"—", "–", "-", "/"})
"""What stands in a table where there is nothing to say."""
MOST_ROWS = 5_000
MENDED = (Severity.ERROR, Severity.REPAIRED, Severity.WARNING)
"""What a reader says that would make a row doubtful: here nothing is entered that had to be mended."""


def read_table(path: Path) -> tuple[list[Proposed], list[Trouble]]:
    """Read a CSV file or a workbook.

    Returns
    -------
    tuple of list
        The rows, with what could be read of each; and every cell, row and column that cannot be taken.

    Raises
    ------
    UnreadableFileError
        Where the file is empty, or not what its name says.
    """
    (layer, *_), findings = reading.read_file(str(path))
    fields, troubles = _fields([str(column) for column in layer.frame.columns])
    troubles += [_of_file(finding) for finding in findings if finding.severity in MENDED]
    if len(layer.frame) > MOST_ROWS:
        troubles.append(Trouble(
            None, None, None, f"共 {len(layer.frame)} 行，一次最多 {MOST_ROWS} 行。请分几次导入",
            f"{len(layer.frame)} rows; {MOST_ROWS} at most at a time. Import them in parts",
        ))
        return [], troubles
    rows = []
    for number, cells in zip(layer.frame.index, layer.frame.to_dict("records"), strict=True):
        row, wrong = _row(int(number), {str(column): cell for column, cell in cells.items()}, fields)
        if row.own or row.columns or wrong:
            rows.append(row)
            troubles += wrong
    if not rows and not troubles:
        troubles.append(Trouble(
            None, None, None, "表里没有社区。每个社区写一行", "The table has no community. Write one a row"
        ))
    return rows, troubles


def taken_heads() -> list[str]:
    """Return the headings that an import takes, in the order of the registry."""
    return [head for name, head in all_heads().items() if name in known_fields()]


@cache
def all_heads() -> Mapping[str, str]:
    """Return what the saved registry calls each column."""
    return {**dict(OWN), **{name: head_of(name) for name in Columns.model_fields}}


@cache
def known_fields() -> Mapping[str, FormField]:
    """Return what each column holds that an import takes."""
    told = {each.name: each for each in form("columns", ("台账", "registry"), Columns).fields}
    for name, words in WORDS.items():
        if not told[name].choices:
            told[name].choices = [Choice(value=value, zh=zh, en=en or value) for value, (zh, en) in words.items()]
    own = {
        "number": "text", "community_id": "text", "name": "text", "district": "text", "subdistrict": "text",
        "state": "choice", "certificate_number": "text", "valid_from": "date", "predecessors": "texts",
    }
    fields = {name: FormField(name=name, zh=head, en=name, kind=own[name]) for name, head in OWN if name in own}
    fields["state"].choices = [
        Choice(value=state, zh=STATES[state][0], en=STATES[state][1]) for state in HOLDING
    ]
    return {**fields, **{name: each for name, each in told.items() if name not in OF_CASES}}


@cache
def _headings() -> Mapping[str, str]:
    """Return the column that each heading means, reduced as :func:`geodata.headers.key` does."""
    found: dict[str, str] = {}
    for name, head in all_heads().items():
        said = known_fields().get(name)
        for heading in (name, head, *(() if said is None else (said.zh, said.en))):
            found.setdefault(headers.key(heading), name)
    return found


def _fields(columns: list[str]) -> tuple[dict[str, str], list[Trouble]]:
    """Say what each column of a table means, and which cannot be taken."""
    meant: dict[str, str] = {}
    troubles = []
    for column in columns:
        name = _headings().get(headers.key(column))
        if name is None:
            troubles.append(Trouble(
                None, None, column, f"不认识“{column}”列。删去该列，或改成模板里的列名",
                f"The column \"{column}\" is not known. Take it out, or call it as the template does",
            ))
        elif name in meant.values():
            troubles.append(Trouble(
                None, None, column, f"“{column}”列与另一列重复。留下一列",
                f"The column \"{column}\" is there twice. Keep one",
            ))
        else:
            meant[column] = name
    for name in NEEDED:
        if name not in meant.values():
            head = all_heads()[name]
            troubles.append(Trouble(
                None, None, head, f"缺“{head}”列。请补上", f"The column {head} ({name}) is missing. Add it"
            ))
    return meant, troubles


def _row(number: int, cells: Mapping[str, object], fields: Mapping[str, str]) -> tuple[Proposed, list[Trouble]]:
    own: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    for column, name, cell in _filled(cells, fields):
        field = known_fields().get(name)
        if field is None:
            wrong.append((
                column, f"“{column}”由报审件填写，不能导入。清空该列",
                f"\"{column}\" is filled by cases and cannot be imported. Empty the column",
            ))
            continue
        try:
            value = read_cell(field, cell)
        except CellError as error:
            wrong.append((column, error.message_zh, error.message_en))
            continue
        (columns if name in Columns.model_fields else own)[name] = value
    row = Proposed(number, own, columns)
    if own or columns or wrong:
        present = {fields[column] for column, _, _ in wrong}
        wrong += [
            (head, f"缺{head}。请填写", f"{head} ({name}) is missing. Fill it in")
            for name, head in ((each, all_heads()[each]) for each in NEEDED)
            if name in fields.values() and name not in own and name not in present
        ]
    return row, [row.trouble(*each) for each in wrong]


def _filled(cells: Mapping[str, object], fields: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    for column, cell in cells.items():
        name = fields.get(column)
        bare = unquoted(cell) if isinstance(cell, str) else cell
        said = text(bare)
        if name is not None and said is not None and said not in NOTHING:
            yield column, name, bare


def _of_file(finding: Finding) -> Trouble:
    return Trouble(
        None, None, None, f"{finding.message_zh}。改好文件后再导入", f"{finding.message_en}. Mend the file first"
    )
