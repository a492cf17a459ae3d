"""The year-end special report on communities set up in a year: one row each (LHA-8, rules.md 5.1). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.registry.columns import STATES, Columns
from optimizer.rules.deadlines import year_end

REVOKED = "revoked"


@dataclass(frozen=True)
class Established:
    """One community that a case has set up."""

    entry_id: str
    number: str | None
    certificate_number: str | None
    community_id: str
    name: str
    subdistrict: str
    state: str
    columns: Columns


def special_report(entries: Iterable[Established], year: int, *, district: str | None, today: date) -> dict[str, Any]:
    """Make the report of one year: communities approved in it, and those that entered the registry in it."""
    told = [each for each in entries if each.state != REVOKED and year in _years(each.columns)]
    rows = [community_row(each, today) for each in sorted(told, key=lambda each: (each.subdistrict, each.name))]
    return {
        "kind": "special", "period": str(year), "district": district, "due_on": year_end(year).due.isoformat(),
        "rows": rows,
        "totals": {
            "communities": len(rows), "certified": sum(row["state"]["id"] == "certified" for row in rows),
            "election_late": sum(row["election"]["status"] in ("missed", "overdue") for row in rows),
            "households": sum(row["households"] or 0 for row in rows),
            "hard_findings": sum(row["hard_findings"] or 0 for row in rows),
        },
    }


def community_row(entry: Established, today: date) -> dict[str, Any]:
    """Tell of one community: its state, whether its deadline was kept, what is still open."""
    columns = entry.columns
    zh, en = STATES[entry.state]
    status = deadline_status(columns.election_due_on, columns.elected_on, today)
    kept = columns.model_dump(mode="json", include={
        "code", "approval_number", "approved_on", "registered_on", "certified_on", "households", "population",
        "facility_area_m2", "facility_required_m2", "hard_findings", "other_findings",
    })
    return {
        "entry_id": entry.entry_id, "case_number": columns.established_by, "number": entry.number,
        "certificate_number": entry.certificate_number, "community_id": entry.community_id, "name": entry.name,
        "subdistrict": entry.subdistrict, "state": {"id": entry.state, "zh": zh, "en": en}, **kept,
        "election": {
            "due_on": _day(columns.election_due_on), "held_on": _day(columns.elected_on), "status": status,
        },
        "first_check": {"on": _day(columns.first_checked_on), "result": columns.first_result},
        "final_check": {"on": _day(columns.final_checked_on), "result": columns.final_result},
        "open": [{"zh": zh, "en": en} for zh, en in _open(columns, status)],
    }


def deadline_status(due: date | None, done: date | None, today: date) -> str | None:
    """Say how a deadline was kept: ``met``, ``missed``, ``overdue``, ``open``; ``None`` where there is none."""
    if due is None:
        return None
    if done is not None:
        return "met" if done <= due else "missed"
    return "overdue" if today > due else "open"


def _open(columns: Columns, election: str | None) -> list[tuple[str, str]]:
    found = []
    if election == "overdue":
        found.append(("两委选举逾期（LH-11.2）", "the election is overdue (LH-11.2)"))
    if election == "missed":
        found.append(("两委选举超过三个月（LH-11.2）", "the election came after three months (LH-11.2)"))
    there, needed = columns.facility_area_m2, columns.facility_required_m2
    if there is not None and needed is not None and there < needed:
        found.append((
            f"用房 {there:g} 平方米，应有 {needed:g} 平方米（LH-7）", f"premises {there:g} m² of {needed:g} m² (LH-7)"
        ))
    for result, zh, en in ((columns.first_result, "初检", "first"), (columns.final_result, "终检", "final")):
        if result == "fail":
            found.append((f"{zh}不合格", f"the {en} inspection failed"))
    if columns.hard_findings:
        found.append((f"强制不符项 {columns.hard_findings} 项", f"{columns.hard_findings} hard findings"))
    return found


def _years(columns: Columns) -> set[int]:
    return {day.year for day in (columns.established_on, columns.registered_on) if day is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
