"""The papers of an approval that the plan itself decides, made from its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.language import in_chinese
from app.papers.change_tables import balance_table, ledger_table, work_plan_table
from app.papers.community_tables import facility_table, households_table, premises_table
from app.papers.errors import PaperNotMadeError
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
        Where it belongs: a key of :data:`app.approval.workflows.papers.SLOTS`, or ``ledger``, ``work_plan``, which are
        beside them. ``request`` is a draft in a slot of its own: people fill in its blanks and sign what they hand in.
    """

    slot: str
    file_name: str
    media_type: str
    content: bytes


def make_papers(folder: Path, imprint: Imprint = NO_IMPRINT) -> dict[str, Paper]:
    """Make every paper of a plan folder; the same folder and imprint give the same bytes. Always in Chinese.

    Returns
    -------
    dict
        By slot: ``map``, ``four_bounds_text``, ``households_table``, ``facility_inventory``, ``check_report``; where
        present communities are known ``ledger`` and ``work_plan`` too; and ``request``, a draft.

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
        return {slot: make(material) for slot, make in MAKERS.items() if _has(material, slot)}


def make_paper(material: Material, slot: str) -> Paper:
    """Make one paper, in Chinese.

    Raises
    ------
    PaperNotMadeError
        Where there is no such paper, or the plan knows no present communities, or has no work plan, to make it of.
    FontsMissingError
        Where this machine has no font with Chinese letters.
    """
    able = [each for each in MAKERS if _has(material, each)]
    if slot not in able:
        raise PaperNotMadeError(
            f"这个方案编不出材料 {slot}。可选：{'、'.join(able)}",
            f"No paper {slot} can be made of this plan. There are: {', '.join(able)}",
        )
    with in_chinese():
        return MAKERS[slot](material)


def _has(material: Material, slot: str) -> bool:
    return {"ledger": material.has_today, "work_plan": bool(material.work_plan)}.get(slot, True)


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
    return Paper("request", "请示（初稿）.docx", DOCX, request(material))


MAKERS: Mapping[str, Callable[[Material], Paper]] = {
    "map": _map, "four_bounds_text": _four_limits, "households_table": _households, "facility_inventory": _premises,
    "ledger": _ledger, "check_report": _check, "request": _request, "work_plan": _work_plan,
}
"""Every paper by its slot, in their order."""
