"""The papers of an approval that the plan itself decides, made from its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.language import in_chinese
from app.papers.change_tables import balance_table, ledger_table, work_plan_table
from app.papers.community_tables import facility_table, households_table, premises_table
from app.papers.imprint import NO_IMPRINT, Imprint
from app.papers.letters import check_report, four_limits_letter, request
from app.papers.material import Material, read_material
from app.papers.sheets import sheets_pdf
from app.papers.table import Table
from app.papers.workbook import workbook

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """One paper.

    Attributes
    ----------
    slot
        Where it belongs: a key of :data:`app.approval.workflows.papers.SLOTS`, or ``ledger``, ``request``,
        ``work_plan``, which are beside them.
    is_draft
        Whether people have to fill something in and sign: it never fills a slot by itself.
    """

    slot: str
    file_name: str
    media_type: str
    content: bytes
    is_draft: bool = False


def make_papers(folder: Path, imprint: Imprint = NO_IMPRINT) -> dict[str, Paper]:
    """Make every paper of a plan folder; the same folder and imprint give the same bytes. Always in Chinese.

    Returns
    -------
    dict
        By slot: ``map``, ``four_bounds_text``, ``households_table``, ``facility_inventory``, ``check_report``; where
        present communities are known ``ledger`` and ``work_plan`` too; and the drafts: ``request``.

    Raises
    ------
    PlanUnreadableError
        Where the folder lacks ``plan.json``, ``audit.json`` or ``plan.gpkg``, or one cannot be read.
    NotInThePlanError
        Where the imprint names a street office that the plan does not have.
    FontsMissingError
        Where this machine has no font with Chinese letters.
    """
    with in_chinese():
        material = read_material(folder, imprint)
        made = [make(material) for make in _MAKERS if make is not _ledger or material.has_today]
        if material.work_plan:
            made.append(_work_plan(material))
        return {paper.slot: paper for paper in made}


def _book(material: Material, title: str, tables: Sequence[Table]) -> bytes:
    return workbook(title, tables, material.imprint, material.origin)


def _map(material: Material) -> Paper:
    name = "社区调整前后示意图" if material.has_today else "社区划分示意图"
    return Paper("map", f"{name}.pdf", PDF, sheets_pdf(material, f"{material.sheet.title} {name}"))


def _four_limits(material: Material) -> Paper:
    return Paper("four_bounds_text", "社区四至说明.docx", DOCX, four_limits_letter(material))


def _households(material: Material) -> Paper:
    tables = [households_table(material), balance_table(material)]
    return Paper("households_table", "社区户数人口表.xlsx", XLSX, _book(material, "社区户数人口表", tables))


def _premises(material: Material) -> Paper:
    tables = [premises_table(material), facility_table(material)]
    return Paper("facility_inventory", "社区用房与广场清单.xlsx", XLSX, _book(material, "社区用房与广场清单", tables))


def _ledger(material: Material) -> Paper:
    tables = [ledger_table(material), balance_table(material)]
    return Paper("ledger", "划转小区台账.xlsx", XLSX, _book(material, "划转小区台账", tables))


def _work_plan(material: Material) -> Paper:
    return Paper("work_plan", "社区规模调整工作计划.xlsx", XLSX,
                 _book(material, "社区规模调整工作计划", [work_plan_table(material)]))


def _check(material: Material) -> Paper:
    return Paper("check_report", "规则核查报告.docx", DOCX, check_report(material))


def _request(material: Material) -> Paper:
    return Paper("request", "请示（草稿）.docx", DOCX, request(material), is_draft=True)


_MAKERS: Sequence[Callable[[Material], Paper]] = (
    _map, _four_limits, _households, _premises, _ledger, _check, _request,
)
