"""Open hard findings of a frozen audit, by the step that they stop (rules.md 0.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.approval.records import Check, Election
from optimizer.finding import DISCUSSION, EXECUTIVE_MEETING, FINAL_INSPECTION
from optimizer.rules.facility import required_activity_m2
from optimizer.rules.field import Severity
from optimizer.rules.pack import Profile

PLAZA, ACTIVITY = "LH-7.2", "LH-7.4"
STEPS = {
    "no_blocking_finding": DISCUSSION, "no_open_area": EXECUTIVE_MEETING, "premises_and_people": FINAL_INSPECTION,
}
"""Guard → the step that the findings concerned name in ``blocks``."""
TOLD = ("rule", "clause", "community_id", "area_id", "place", "message_zh", "message_en", "measured", "limit", "unit")


def open_hard(audit: Mapping[str, Any], step: str, *, today: date | None = None) -> list[dict[str, Any]]:
    """List the findings that stop a step; those under a waiver that has not ended pass."""
    return [
        {name: finding.get(name) for name in TOLD} for finding in audit.get("findings", ())
        if _stops(finding, step) or _has_lapsed(finding, today or date.today(), step)
    ]


def of_office(audit: Mapping[str, Any], document: Mapping[str, Any], subdistrict: str | None) -> dict[str, Any]:
    """Leave out of a frozen audit what is about another street office than the one that hands the plan in.

    A finding that names no street office is about the whole plan, and stays.
    """
    if subdistrict is None:
        return dict(audit)
    home = {each["community_id"]: each["subdistrict"] for each in document.get("communities") or ()}
    of_area = document.get("assignment") or {}

    def is_concerned(finding: Mapping[str, Any]) -> bool:
        if "subdistricts" in finding:
            return not finding["subdistricts"] or subdistrict in finding["subdistricts"]
        community = finding.get("community_id") or of_area.get(finding.get("area_id"))
        return home.get(community, subdistrict) == subdistrict  # frozen by a release whose audit did not tell

    return {**audit, "findings": [each for each in audit.get("findings", ()) if is_concerned(each)]}


def open_at_inspection(
    audit: Mapping[str, Any], check: Check | None, election: Election | None, profile: Profile | None
) -> list[dict[str, Any]]:
    """List what misses a hard line of LH-7 or LH-10 at the inspections.

    What was measured at the place and who was elected count, the frozen audit where neither is told.
    """
    found = [each for each in open_hard(audit, FINAL_INSPECTION) if not _is_mended(each, check, election, profile)]
    return found if election is None or profile is None else [*found, *_of_election(election, profile)]


def _stops(finding: Mapping[str, Any], step: str) -> bool:
    return finding.get("status") == "fail" and finding.get("severity") == "hard" and finding.get("blocks") == step


def _has_lapsed(finding: Mapping[str, Any], today: date, step: str) -> bool:
    """Whether a waiver has ended since the audit was frozen; without a step of its own it stops the discussion."""
    until = (finding.get("waiver") or {}).get("until")
    is_hard = finding.get("status") == "waived" and finding.get("severity") == "hard"
    return is_hard and until is not None and date.fromisoformat(until) < today and step == _step_of(finding)


def _step_of(finding: Mapping[str, Any]) -> str:
    rule = str(finding.get("rule"))
    if rule.startswith(("LH-7.", "LH-10.")):
        return FINAL_INSPECTION
    return EXECUTIVE_MEETING if rule == "PL-13" else DISCUSSION


def _is_mended(
    finding: Mapping[str, Any], check: Check | None, election: Election | None, profile: Profile | None
) -> bool:
    """Whether the measurement at the place, or the election, answers a finding of the frozen audit."""
    rule, limit = str(finding["rule"]), finding["limit"]
    if rule.startswith("LH-10."):
        return election is not None
    at_place = next(
        (each for each in (check.measured if check else ()) if each.community_id == finding["community_id"]), None
    )
    if at_place is None or limit is None:
        return False
    if rule == PLAZA:
        return at_place.plaza_area_m2 is not None and at_place.plaza_area_m2 >= limit
    floor, activity = at_place.floor_area_m2, at_place.activity_area_m2
    if rule == ACTIVITY:
        if floor is None or activity is None or profile is None:
            return False
        needed = required_activity_m2(profile, Decimal(str(floor)))
        return needed is None or Decimal(str(activity)) >= needed
    return floor is not None and floor >= limit


def _of_election(election: Election, profile: Profile) -> list[dict[str, Any]]:
    """Hold the elected against the hard lines of the pack (LH-10.1, 10.3, 10.5 to 10.7; AMB-8)."""
    committee, party, both = election.committee_members, election.party_team_members, election.cross_appointed
    persons = None if both is None else committee + party - both
    told: tuple[tuple[str, int | None, int | None, str, str], ...] = (
        ("committee.seats_min", committee, 1, "居委会人数", "members of the committee"),
        ("committee.seats_max", committee, 1, "居委会人数", "members of the committee"),
        ("party.team_min", party, 1, "党组织班子人数", "members of the party team"),
        ("party.team_max", party, 1, "党组织班子人数", "members of the party team"),
        ("leaders.persons_max", persons, 1, "“两委”总人数", "members of both committees together"),
        ("leaders.cross_share_min", both, party, "交叉任职占党组织班子", "share of the party team in both"),
        ("leaders.fulltime_share_min", election.full_time, persons, "专职占“两委”成员", "share of full-time members"),
    )
    broken = []
    for path, part, whole, zh, en in told:
        field = profile.field(path)
        if field is None or field.value is None or field.severity is not Severity.HARD or part is None or not whole:
            continue
        number, limit = Decimal(part) / whole, field.value
        if not field.is_met_by(number):
            shown = f"{number:.0%}" if limit < 1 else f"{number}"
            line = f"{limit:.0%}" if limit < 1 else f"{limit}"
            broken.append({
                **dict.fromkeys(TOLD), "rule": field.rule, "clause": field.clause, "measured": float(number),
                "limit": float(limit), "message_zh": f"{zh} {shown}，限值 {line}",
                "message_en": f"{en}: {shown}, limit {line}",
            })
    return broken
