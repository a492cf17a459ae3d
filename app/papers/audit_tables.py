"""Tables of the audit: one row a rule, one row a finding, the waivers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.language import say
from app.papers.material import Material
from app.papers.table import Column, Kind, Table
from app.papers.words import UNKNOWN, decimal, listed, measured, percent, severity, status, unit_name
from optimizer.dossier import ROLES, Role

_WORST = ("fail", "unknown", "waived", "pass", "not_applicable")
_MARKS = {"pass": ("✓", "✓"), "fail": ("✗", "✗"), "waived": ("△", "△"), "unknown": ("？", "?")}
_WEIGHT = ("hard", "soft", "advisory")


def rules_table(material: Material) -> Table:
    """Return one row a rule: what it asks, what was measured, how many meet it, and the verdict."""
    columns = (
        Column("rule", say("条款号", "rule"), width=6), Column("clause", say("依据", "clause"), width=12),
        Column("severity", say("级别", "weight"), width=4), Column("limit", say("要求", "asked"), width=9),
        Column("measured", say("实测", "measured"), width=11),
        Column("checked", say("检查", "checked"), Kind.COUNT, 4), Column("pass", say("符合", "meets"), Kind.COUNT, 4),
        Column("fail", say("不符合", "breaks"), Kind.COUNT, 4),
        Column("waived", say("豁免", "waived"), Kind.COUNT, 4), Column("unknown", say("待定", "open"), Kind.COUNT, 4),
        Column("verdict", say("结论", "verdict"), width=5),
    )
    rows = []
    for rule, findings in grouped(material.findings).items():
        states = [finding["status"] for finding in findings]
        rows.append((
            rule, clauses(findings), _severities(findings), _range(findings, "limit"), _range(findings, "measured"),
            len(findings), *(states.count(one) for one in ("pass", "fail", "waived", "unknown")),
            status(next(one for one in _WORST if one in states)),
        ))
    return Table(say("按条款", "by rule"), say("按条款核查", "The audit by rule"), columns, tuple(rows))


def findings_table(material: Material, *, states: Sequence[str] = _WORST) -> Table:
    """Return one row a finding, the gravest first.

    Parameters
    ----------
    states
        Only findings that stand like this to their rule.
    """
    columns = (
        Column("rule", say("条款号", "rule"), width=6), Column("clause", say("依据", "clause"), width=10),
        Column("severity", say("级别", "weight"), width=4), Column("place", say("社区／小区", "place"), width=9),
        Column("limit", say("要求", "asked"), width=7), Column("measured", say("实测", "measured"), width=7),
        Column("verdict", say("结论", "verdict"), width=5), Column("message", say("说明", "in words"), width=22),
        Column("blocks", say("影响步骤", "blocks"), width=6),
    )
    shown = [finding for finding in material.findings if finding["status"] in states]
    rows = tuple(
        (row["rule"], row["clause"] or "", severity(row["severity"]), place(material, row),
         measured(row["limit"], row["unit"]), measured(row["measured"], row["unit"]), status(row["status"]),
         material.named(say(row["message_zh"], row["message_en"])), row["blocks"] or "")
        for row in sorted(shown, key=_gravity)
    )
    return Table(say("逐条", "findings"), say("逐项核查结果", "The findings one by one"), columns, rows)


def matrix_table(material: Material) -> Table:
    """Return one row a community, one column a rule: what was measured, with a mark for how it stands."""
    rules = [
        rule for rule, findings in grouped(material.findings).items()
        if any(finding["community_id"] is not None for finding in findings)
    ]
    columns = (
        Column("name", say("社区", "community"), width=9), *(Column(rule, rule, width=4.5) for rule in rules),
    )
    cells: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for finding in material.findings:
        if finding["community_id"] is not None:
            cell = _WORST.index(finding["status"]), _marked(finding)
            known = cells[finding["community_id"]].get(finding["rule"], cell)
            cells[finding["community_id"]][finding["rule"]] = min(known, cell)
    rows = tuple(
        (row["name"], *(cells[row["community_id"]].get(rule, (0, ""))[1] for rule in rules))
        for row in material.communities
    )
    units = {finding["rule"]: finding["unit"] for finding in material.findings if finding["unit"]}
    told = listed([f"{rule} {unit_name(units[rule])}" for rule in rules if units.get(rule) not in (None, "ratio")])
    marks = say("✓ 符合，✗ 不符合，△ 已豁免，？ 待定，空白不适用。",
                "✓ meets, ✗ breaks, △ waived, ? open, blank: not applicable.")
    return Table(say("社区与条款", "by community"), say("各社区逐条实测", "What was measured, community by community"),
                 columns, rows, notes=(f"{marks}{say('单位：', ' Units: ')}{told}{say('。', '.')}",))


def _marked(finding: Mapping[str, Any]) -> str:
    if finding["status"] == "not_applicable":
        return ""
    value = finding["measured"]
    figure = "" if value is None else percent(value) if finding["unit"] == "ratio" else decimal(value)
    return f"{say(*_MARKS[finding['status']])} {figure}".strip()


def waivers_table(material: Material) -> Table:
    """Return one row a waiver: rule, place, reason, who granted it under which document, until when."""
    columns = (
        Column("rule", say("条款号", "rule"), width=6), Column("place", say("社区／小区", "place"), width=10),
        Column("reason", say("理由", "reason"), width=20), Column("by", say("批准单位", "granted by"), width=9),
        Column("document", say("文号", "document"), width=9), Column("on", say("批准日期", "granted on"), width=7),
        Column("until", say("截止日期", "until"), width=7),
    )
    rows = tuple(
        (row["rule"], place(material, row), waiver["reason"], _granter(waiver), waiver.get("document_number") or "",
         waiver["granted_on"], waiver["until"] or "")
        for row in material.findings if (waiver := row.get("waiver"))
    )
    none = say("没有豁免或书面说明。", "No waiver and no written reason.")
    return Table(say("豁免", "waivers"), say("豁免与书面说明", "Waivers and written reasons"), columns, rows,
                 notes=() if rows else (none,))


def grouped(findings: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return findings by rule, rules in the order of the audit."""
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for finding in findings:
        groups[finding["rule"]].append(finding)
    return groups


def place(material: Material, finding: Mapping[str, Any]) -> str:
    """Say what a finding is about."""
    if finding["community_id"] is not None:
        return material.names.get(finding["community_id"], finding["community_id"])
    if finding["area_id"] is not None:
        return material.area_name(finding["area_id"])
    return say("全方案", "the whole plan")


def clauses(findings: Sequence[Mapping[str, Any]]) -> str:
    """Name the clauses that findings of a rule cite."""
    return say("；", "; ").join(dict.fromkeys(str(finding["clause"]) for finding in findings if finding["clause"]))


def _severities(findings: Sequence[Mapping[str, Any]]) -> str:
    there = {finding["severity"] for finding in findings}
    return "／".join(severity(one) for one in _WEIGHT if one in there)


def _range(findings: Sequence[Mapping[str, Any]], key: str) -> str:
    """Write the least and the largest of what is known."""
    known = [finding for finding in findings if finding[key] is not None]
    if not known:
        return UNKNOWN
    unit = known[0]["unit"]
    low, high = (pick(finding[key] for finding in known) for pick in (min, max))
    return measured(low, unit) if low == high else f"{measured(low, None)}～{measured(high, unit)}" \
        if unit != "ratio" else f"{measured(low, unit)}～{measured(high, unit)}"


def _gravity(finding: Mapping[str, Any]) -> tuple[int, int]:
    return _WORST.index(finding["status"]), _WEIGHT.index(finding["severity"])


def _granter(waiver: Mapping[str, Any]) -> str:
    """Name the body that granted it, or what it is."""
    return str(waiver.get("organisation") or say(*ROLES[Role(waiver["granted_by"])]))
