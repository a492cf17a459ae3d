"""The registry and the reports as tables for Excel; headings are Chinese, as the papers are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, get_args

from app.forms import UNITS, Said
from app.papers.imprint import Imprint
from app.papers.table import Cell, Column, Kind, Table
from app.papers.workbook import workbook
from app.registry.columns import FORMS, REMEDIES, STATES, Columns
from app.spreadsheet import as_csv, csv_chunks
from app.storage.cases import RegistryRow

OWN = (
    ("number", "台账号"), ("community_id", "社区编号"), ("plan_community_id", "方案内编号"), ("name", "社区名称"),
    ("district", "区"), ("subdistrict", "街道"),
    ("state", "状态"), ("certificate_number", "统一社会信用代码"), ("valid_from", "生效日期"),
    ("valid_until", "终止日期"),
    ("predecessors", "原社区"),
)
WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "party_form": FORMS, "remedy": REMEDIES, "former_state": STATES,
    "first_result": {"pass": ("合格", "passed"), "fail": ("不合格", "failed")},
    "final_result": {"pass": ("合格", "passed"), "fail": ("不合格", "failed")},
    "household_basis": {
        "resident": ("常住户", ""), "registered": ("户籍户", ""), "dwellings": ("住宅套数", ""),
        "occupied": ("入住户", ""),
    },
}
ELECTION = {"met": "按期", "missed": "逾期完成", "overdue": "逾期未完成", "open": "期限内"}
MONTH = (
    Column("enterprise", "企业", width=10), Column("quarter", "家属区", width=10),
    Column("subdistrict", "接收街道", width=8),
    Column("case_number", "编号", width=8), Column("state", "进展", width=6),
    Column("households", "户数", Kind.COUNT),
    Column("persons_total", "总人数", Kind.COUNT), Column("persons_socialised", "已社会化（人）", Kind.COUNT),
    Column("persons_transferred", "移交（人）", Kind.COUNT), Column("facilities_m2", "设施（平方米）", Kind.AREA),
    Column("handed_over_m2", "已移交（平方米）", Kind.AREA), Column("plan_done", "方案", width=4),
    Column("signed_on", "协议签订日期", width=7), Column("funds", "资金", width=10),
    Column("problems", "存在问题", width=14),
    Column("next_step", "下步工作", width=12),
)
YEAR = (
    Column("number", "台账号", width=8), Column("name", "社区", width=8), Column("subdistrict", "街道", width=8),
    Column("code", "社区代码", width=8), Column("state", "状态", width=6),
    Column("approval_number", "批复文号", width=10),
    Column("approved_on", "批复日期", width=6), Column("households", "户数", Kind.COUNT),
    Column("population", "人口", Kind.COUNT), Column("election_due", "选举期限", width=6),
    Column("election_held", "选举日期", width=6), Column("election_status", "选举期限执行", width=6),
    Column("first_check", "初检", width=6), Column("final_check", "终检", width=6),
    Column("certificate_number", "统一社会信用代码", width=10), Column("open", "未了结事项", width=18),
)


def registry_heads() -> list[str]:
    """Return the headings of the registry, with units."""
    return [head for _, head in OWN] + [head_of(name) for name in Columns.model_fields]


def registry_csv(rows: Iterable[RegistryRow]) -> Iterator[bytes]:
    """Return entries as CSV, piece by piece, however many."""
    return csv_chunks(registry_heads(), (registry_cells(row) for row in rows))


def registry_cells(row: RegistryRow) -> list[Cell]:
    """Return the cells of one entry."""
    told = {
        "number": row.number or row.columns.get("former_number"), "state": STATES[row.state][0],
        "certificate_number": row.certificate_number or row.columns.get("former_certificate"),
        "predecessors": "、".join(each["name"] for each in row.predecessors) or None,
    }
    own = [told[name] if name in told else _plain(getattr(row, name)) for name, _ in OWN]
    return own + [_cell(name, row.columns.get(name)) for name in Columns.model_fields]


def registry_book(rows: Iterable[RegistryRow], imprint: Imprint) -> bytes:
    """Return entries as an Excel book."""
    columns = [Column(name, head, width=8) for name, head in OWN]
    columns += [Column(name, head_of(name), _kind(name), 8) for name in Columns.model_fields]
    table = Table("台账", "社区台账", tuple(columns), tuple(tuple(registry_cells(row)) for row in rows))
    return workbook("社区台账", [table], imprint, "社区台账")


def report_table(document: Mapping[str, Any]) -> Table:
    """Return a report as a table."""
    if document["kind"] == "monthly":
        return _month_table(document)
    notes = (f"设立社区 {document['totals']['communities']} 个，已核发证书 {document['totals']['certified']} 个",)
    title = f"{document['district'] or ''}{document['period']} 年新设立社区专题报告"
    return Table("专题报告", title, YEAR, tuple(_year_cells(row) for row in document["rows"]), notes=notes)


def report_csv(document: Mapping[str, Any]) -> bytes:
    """Return a report as CSV."""
    table = report_table(document)
    return as_csv([column.head for column in table.columns], table.rows)


def report_book(document: Mapping[str, Any], imprint: Imprint) -> bytes:
    """Return a report as an Excel book."""
    table = report_table(document)
    return workbook(table.title, [table], imprint, table.title)


def _month_table(document: Mapping[str, Any]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    sums: set[int] = set()
    for enterprise in document["rows"]:
        rows += [_month_cells(quarter) for quarter in enterprise["quarters"]]
        if len(enterprise["quarters"]) > 1:
            sums.add(len(rows))
            rows.append(_month_cells({**enterprise, "quarter": "小计"}))
    sums.add(len(rows))
    rows.append(_month_cells({**document["totals"], "enterprise": "合计"}))
    title = f"{document['district'] or ''}企业社区管理职能移交工作进度表（{document['period']}）"
    notes = ("已社会化管理人员继续由原社区服务，不计入移交人数（CQ-2.5）。",)
    return Table("进度表", title, MONTH, tuple(rows), frozenset(sums), notes)


def _month_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    told = {**row, "state": row["state"]["zh"] if "state" in row else None}
    if "plan_done" in row:
        told["plan_done"] = "完成" if row["plan_done"] else "未完成"
    if isinstance(row.get("next_step"), dict):
        told["next_step"] = row["next_step"]["zh"]
    findings = [each["zh"] for each in row.get("findings", ())]
    told["problems"] = "；".join(each for each in (row.get("problems"), *findings) if each) or None
    return tuple(told.get(column.key) for column in MONTH)


def _year_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    election = row["election"]
    told = {
        **row, "state": row["state"]["zh"], "election_due": election["due_on"], "election_held": election["held_on"],
        "election_status": ELECTION.get(election["status"] or ""), "first_check": _check(row["first_check"]),
        "final_check": _check(row["final_check"]), "open": "；".join(each["zh"] for each in row["open"]) or None,
    }
    return tuple(told.get(column.key) for column in YEAR)


def _check(check: Mapping[str, Any]) -> str | None:
    if check["on"] is None:
        return None
    return f"{check['on']} {WORDS['first_result'].get(check['result'] or '', ('', ''))[0]}".strip()


def _said(name: str) -> Said:
    return next(each for each in Columns.model_fields[name].metadata if isinstance(each, Said))


def head_of(name: str) -> str:
    """Return the heading of a column, with its unit."""
    said = _said(name)
    unit = UNITS.get(said.unit or "", ("", ""))[0]
    return f"{said.zh}（{unit}）" if unit else said.zh


def _kind(name: str) -> Kind:
    if name == "walk_coverage":
        return Kind.SHARE
    inner = get_args(Columns.model_fields[name].annotation)
    numbers = {int: Kind.COUNT, float: Kind.AREA}
    return next((kind for number, kind in numbers.items() if number in map(_bare, inner)), Kind.TEXT)


def _bare(annotation: Any) -> Any:
    """Return a type without its bounds."""
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, str) and name in WORDS:
        return WORDS[name].get(value, (value, value))[0]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return _plain(value)


def _plain(value: date | Cell) -> Cell:
    return value.isoformat() if isinstance(value, date) else value
