"""Waivers held against findings: a breach that is accepted, by whom, why, and until when (rules.md 0.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from optimizer.dossier import Role, Waiver
from optimizer.finding import AuditFinding, Status
from optimizer.rules.pack import Severity


@dataclass(frozen=True)
class Terms:
    """On what terms a hard breach may be waived: who grants it, and whether it needs a remedy by a day."""

    granted_by: tuple[Role, ...] = (Role.DISTRICT_CIVIL_AFFAIRS,)
    needs_remedy: bool = False


TERMS: Mapping[str, Terms] = {
    # Trusteeship (托管) and exclaves (飞地).
    "PL-4": Terms(),
    # A ruling inside the district (LH-3.3) or against another one (LH-3.4).
    "PL-5": Terms((Role.DISTRICT_CIVIL_AFFAIRS, Role.CITY_CIVIL_AFFAIRS)),
    # Premises that cannot be enlarged now, with one of the ways of LH-9.2 (AMB-19).
    "LH-7.1": Terms(needs_remedy=True),
    "LH-7.2": Terms(needs_remedy=True),
    "LH-7.3": Terms(needs_remedy=True),
}
"""Hard rules that admit a waiver; a soft one needs only a written reason (LH-6.1)."""


def apply_waivers(
    findings: Iterable[AuditFinding], waivers: Iterable[Waiver], as_of: date
) -> tuple[AuditFinding, ...]:
    """Turn failures that are waived into waived ones; a waiver that does not count says why.

    Parameters
    ----------
    as_of
        Day of the audit; a waiver counts from the day it was granted to its last day, both included.
    """
    left = list(waivers)
    judged = []
    for finding in findings:
        mine = [waiver for waiver in left if _concerns(waiver, finding)]
        if finding.status is not Status.FAIL or not mine:
            judged.append(finding)
            continue
        left = [waiver for waiver in left if waiver not in mine]
        counting = next((waiver for waiver in mine if _refusal(waiver, finding, as_of) is None), None)
        judged.append(_refused(finding, mine[0], as_of) if counting is None else _waived(finding, counting))
    return (*judged, *(_unused(waiver) for waiver in left))


def _concerns(waiver: Waiver, finding: AuditFinding) -> bool:
    """Whether a waiver names this rule and this place; of an area's finding it may name area or community."""
    if waiver.rule != finding.rule:
        return False
    if waiver.area_id is not None:
        return waiver.area_id == finding.area_id and waiver.community_id in (None, finding.community_id)
    return waiver.community_id == finding.community_id


def _refusal(waiver: Waiver, finding: AuditFinding, as_of: date) -> tuple[str, str] | None:
    """Say why a waiver does not count, ``None`` where it does."""
    if as_of < waiver.granted_on:
        return f"豁免自 {waiver.granted_on} 起才有效", f"its waiver counts from {waiver.granted_on} only"
    if waiver.until is not None and waiver.until < as_of:
        return f"豁免已于 {waiver.until} 到期", f"its waiver expired on {waiver.until}"
    if finding.severity is not Severity.HARD:
        return None
    terms = TERMS.get(finding.rule)
    if terms is None:
        return "本条不可豁免", "this rule cannot be waived"
    if waiver.granted_by not in terms.granted_by:
        by = terms.granted_by
        return (f"豁免应由{'或'.join(role.chinese for role in by)}批准",
                f"a waiver is granted by the {' or '.join(role.english for role in by)}")
    if waiver.until is None:
        return "豁免未写截止日期", "its waiver has no end"
    if terms.needs_remedy and waiver.remedy is None:
        return "豁免未写补齐办法", "its waiver names no remedy"
    return None


def _waived(finding: AuditFinding, waiver: Waiver) -> AuditFinding:
    until_zh = "" if waiver.until is None else f"，至 {waiver.until}"
    until_en = "" if waiver.until is None else f", until {waiver.until}"
    done_zh, done_en = ("豁免", "waived") if finding.severity is Severity.HARD else ("说明", "justified")
    zh, en = waiver.granter
    return replace(
        finding, status=Status.WAIVED, blocks=None, waiver=waiver,
        message_zh=f"{finding.message_zh}；{zh}{done_zh}：{waiver.reason}{until_zh}",
        message_en=f"{finding.message_en}; {done_en} by {en}: {waiver.reason}{until_en}",
    )


def _refused(finding: AuditFinding, waiver: Waiver, as_of: date) -> AuditFinding:
    refusal = _refusal(waiver, finding, as_of)
    assert refusal is not None
    zh, en = refusal
    return replace(
        finding, message_zh=f"{finding.message_zh}；{zh}", message_en=f"{finding.message_en}; {en}", waiver=None
    )


def _unused(waiver: Waiver) -> AuditFinding:
    """Tell of a waiver that meets no breach."""
    where = waiver.area_id or waiver.community_id
    zh, en = where or "方案", where or "The plan"
    return AuditFinding(
        rule=waiver.rule, clause=None, severity=Severity.RECORD, status=Status.NOT_APPLICABLE, blocks=None,
        community_id=waiver.community_id, area_id=waiver.area_id, measured=None, limit=None, unit=None,
        message_zh=f"{zh}未违反 {waiver.rule}，豁免未用到：{waiver.reason}",
        message_en=f"{en}: {waiver.rule} is not broken, its waiver is not needed: {waiver.reason}",
        place=None, waiver=waiver,
    )
