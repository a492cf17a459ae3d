"""The work plan as a table that the district edits: ``work_plan.csv``, written, read back and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.language import say
from app.spreadsheet import as_csv
from app.stated_rows import StatedRow, read_rows
from geodata.domain import CommunityId
from optimizer.work_plan import Action, Condition, State, WorkPlanEntry

FILE, PREVIOUS = "work_plan.csv", "work_plan.previous.csv"

COLUMNS: Mapping[str, str] = {
    "community_id": "社区", "name": "社区名称", "subdistrict": "街道", "condition": "情形", "households": "户",
    "population": "人", "action": "办法", "parts": "拆成几个", "partners": "涉及社区", "target_year": "目标年度",
    "state": "进展", "reason": "暂缓原因", "workers_required": "应配社区工作者", "extra_workers": "拆分前增配",
}
"""Columns of the file: field, as English writes it, → Chinese header."""

NEEDED = ("community_id", "condition", "action")

CONDITIONS = {Condition.OVERSIZED: "超大", Condition.MICRO: "微小"}
ACTIONS = {Action.SPLIT: "拆分", Action.MERGE: "合并", Action.ADJUST: "调整", Action.LEAVE: "保留"}
STATES = {State.PLANNED: "计划", State.STARTED: "已启动", State.DONE: "已完成", State.DEFERRED: "暂缓"}
WORDS: Mapping[StrEnum, str] = {**CONDITIONS, **ACTIONS, **STATES}
"""Chinese words of the file; in English the member's own value stands there."""

YEARS = range(2000, 2101)
_SEPARATOR = re.compile(r"\s*[、;；]\s*")


def work_plan_rows(entries: Sequence[WorkPlanEntry] | None) -> list[dict[str, Any]] | None:
    """Return the entries as they stand in ``plan.json``; ``None`` where no present community is known."""
    if entries is None:
        return None
    return [
        {
            "community_id": entry.community_id, "name": entry.name, "subdistrict": entry.subdistrict,
            "condition": entry.condition.value, "households": entry.households, "population": entry.population,
            "action": entry.action.value, "parts": entry.parts, "partners": list(entry.partners),
            "target_year": entry.target_year, "state": entry.state.value, "reason_zh": entry.reason_zh,
            "reason_en": entry.reason_en, "workers_required": entry.workers_required,
            "extra_workers": entry.extra_workers,
        }
        for entry in entries
    ]


def write_work_plan(entries: Sequence[WorkPlanEntry], folder: Path) -> None:
    """Write ``work_plan.csv``; an edited one that stands there is kept as ``work_plan.previous.csv``."""
    path = folder / FILE
    content = as_csv(
        [say(zh, en) for en, zh in COLUMNS.items()], [[_cell(entry, column) for column in COLUMNS] for entry in entries]
    )
    if path.exists() and path.read_bytes() != content:
        path.replace(folder / PREVIOUS)
    if entries:
        path.write_bytes(content)


def read_work_plan(name: str, *, known: Collection[CommunityId] | None = None) -> tuple[WorkPlanEntry, ...]:
    """Read a work plan, CSV or Excel, with the headers and words of either language.

    Only what cannot be understood is refused: an entry without a year or a partner is for the audit to judge.

    Parameters
    ----------
    name
        The file; ``FILE#SHEET`` names a sheet.
    known
        Communities that entries may be about; any where left out.

    Raises
    ------
    GeodataError
        Where the file cannot be read, lacks a column, or holds a value that cannot be understood; row and column are
        named.
    """
    entries: dict[CommunityId, WorkPlanEntry] = {}
    for row in read_rows(name, COLUMNS, NEEDED, ("工作计划", "work plan")):
        entry = _entry(row)
        if entry.community_id in entries:
            raise row.bad("community_id", "这个社区列了两次，请只留一行", "is listed twice; keep one row")
        if known is not None and entry.community_id not in known:
            raise row.bad(
                "community_id", "数据里没有这个社区，请核对名称", "is no community of the data; check the name"
            )
        entries[entry.community_id] = entry
    return tuple(entries[community] for community in sorted(entries))


def _entry(row: StatedRow) -> WorkPlanEntry:
    """Read one row."""
    community = CommunityId(row.needed("community_id"))
    condition, action = _needed_word(row, "condition", CONDITIONS), _needed_word(row, "action", ACTIONS)
    parts, year, reason = row.whole("parts"), row.whole("target_year"), row.text("reason")
    if parts is not None and action is not Action.SPLIT:
        raise row.bad("parts", "只有“拆分”才填，请清空", "is for a split only; empty it")
    if parts is not None and parts < 2:
        raise row.bad("parts", "至少拆成 2 个", "is at least 2")
    if year is not None and year not in YEARS:
        raise row.bad("target_year", "应为四位年份，如 2027", "is a year of four digits, such as 2027")
    partners = tuple(CommunityId(part) for part in _SEPARATOR.split(row.text("partners") or "") if part)
    if community in partners:
        raise row.bad("partners", "不能写社区自己", "cannot be the community itself")
    state = row.word("state", STATES) or (State.DEFERRED if action is Action.LEAVE else State.PLANNED)
    return WorkPlanEntry(
        community_id=community, name=row.text("name") or community, subdistrict=row.text("subdistrict") or "",
        condition=condition, households=row.whole("households"), population=row.whole("population"), action=action,
        parts=parts, partners=partners, target_year=year, state=state, reason_zh=reason, reason_en=reason,
        workers_required=row.whole("workers_required"), extra_workers=row.whole("extra_workers"),
    )


def _needed_word[Word: StrEnum](row: StatedRow, field: str, words: Mapping[Word, str]) -> Word:
    row.needed(field)
    word = row.word(field, words)
    assert word is not None, "a cell that is not empty holds a word or is refused"
    return word


def _cell(entry: WorkPlanEntry, column: str) -> object:
    if column == "partners":
        return say("、", "; ").join(entry.partners)
    if column == "reason":
        return say(entry.reason_zh or "", entry.reason_en or "")
    value = getattr(entry, column)
    return say(WORDS[value], value.value) if isinstance(value, StrEnum) else value
