"""The report of a plan in one file: a document, a book of tables, or A3 sheets with tables after them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.language import say
from app.papers.audit_tables import findings_table, matrix_table, rules_table, waivers_table
from app.papers.change_tables import balance_table, ledger_table, totals_table, work_plan_table
from app.papers.community_tables import facility_table, households_table, limits_table, premises_table
from app.papers.errors import ReportKindError
from app.papers.material import Material
from app.papers.report_document import report_document
from app.papers.sheets import sheets_pdf
from app.papers.table import Table
from app.papers.workbook import workbook

_NOT_MET = ("fail", "unknown", "waived")
_LISTS = {"areas"}
"""Columns too long for paper: the book of tables has them."""


def make_report(material: Material, kind: str) -> bytes:
    """Return a report.

    Parameters
    ----------
    kind
        Ending of its file: ``docx``, ``xlsx`` or ``pdf``.

    Raises
    ------
    ReportKindError
        For any other ending.
    FontsMissingError
        Where sheets are to be drawn and this machine has no font with Chinese letters.
    """
    return _WRITERS[kind](material)


def report_kind(out: Path) -> str:
    """Return what kind of report a file is to be.

    Raises
    ------
    ReportKindError
        Where its ending is none of ours.
    """
    kind = out.suffix.lower().removeprefix(".")
    if kind not in _WRITERS:
        raise ReportKindError(
            f"{out}：报告只能是 .docx、.xlsx 或 .pdf，请改文件名的后缀",
            f"{out}: a report is .docx, .xlsx or .pdf; change the ending of the file name",
        )
    return kind


def report_tables(material: Material) -> list[Table]:
    """Return every table of a plan, for a book that computes on."""
    return [
        totals_table(material), households_table(material), limits_table(material), premises_table(material),
        facility_table(material), ledger_table(material), balance_table(material), work_plan_table(material),
        rules_table(material), findings_table(material), matrix_table(material), waivers_table(material),
    ]


def printed_tables(material: Material) -> list[Table]:
    """Return the tables that are read on paper: without long lists, and of the findings those that are not met."""
    return [
        totals_table(material), households_table(material).without(_LISTS), limits_table(material),
        premises_table(material), ledger_table(material), work_plan_table(material), rules_table(material),
        findings_table(material, states=_NOT_MET), matrix_table(material), waivers_table(material),
    ]


def _book(material: Material) -> bytes:
    return workbook(_title(material), report_tables(material), material.imprint, material.origin)


def _document(material: Material) -> bytes:
    return report_document(material, _title(material), printed_tables(material))


def _sheets(material: Material) -> bytes:
    return sheets_pdf(material, _title(material), printed_tables(material))


def _title(material: Material) -> str:
    return f"{material.sheet.title} {say('社区规模调整方案报告', 'report of the plan')}"


_WRITERS: Mapping[str, Callable[[Material], bytes]] = {"docx": _document, "xlsx": _book, "pdf": _sheets}
