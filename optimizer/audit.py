"""Facts and rule pack to findings: a pure function that trusts no solver (design.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from geodata.domain import CommunityId
from geodata.domain_facts import PlanFacts
from optimizer.checks import access, adjustment, basis, history, land, look_back, people, premises, quarters, size
from optimizer.dossier import Dossier
from optimizer.finding import AuditFinding, Case, Status
from optimizer.rules.pack import Profile
from optimizer.waivers import apply_waivers

__all__ = ["Audit", "AuditFinding", "Dossier", "Status", "Verdict", "audit"]

CHECKS = (
    land.check_coverage,
    land.check_overlaps,
    land.check_offices,
    land.check_contiguity,
    land.check_whole_areas,
    land.check_undecided,
    land.check_four_limits,
    quarters.check_transfers,
    basis.check_basis,
    size.check_size,
    quarters.check_family_committees,
    adjustment.check_mergers,
    adjustment.check_work_plan,
    premises.check_premises,
    look_back.check_look_back,
    people.check_people,
    people.check_workers,
    people.check_work_funds,
    people.check_elections,
    land.check_lines,
    history.check_priority,
    history.check_history,
    quarters.check_indicators,
    access.check_walking,
)
"""In the order of rules.md section 3: hard rules on land, size, premises, people, the rest."""

MENDABLE = frozenset({"PL-3", "PL-4", "LQ-3.6", "LQ-3.7", "LH-4.3", "PL-17", "LAW-3"})
"""Rules that more land may mend: pieces may meet, and what is too small may grow."""


class Verdict(StrEnum):
    """What the audit says of the whole plan."""

    PASS = "pass"
    FINDINGS = "findings"
    FAIL = "fail"


@dataclass(frozen=True)
class Audit:
    """All findings on a plan, one for each rule and community, passed ones included.

    Attributes
    ----------
    verdict
        ``fail`` with a hard failure, ``findings`` with any other failure or anything unknown, else ``pass``.
    """

    verdict: Verdict
    findings: tuple[AuditFinding, ...]


def audit(facts: PlanFacts, profile: Profile, dossier: Dossier | None = None) -> Audit:
    """Judge a plan, ours or not, rule by rule.

    Parameters
    ----------
    facts
        What the plan is on the ground, see :func:`geodata.facts.measure`.
    profile
        Rule pack with overlays.
    dossier
        What is stated beside the plan: people, money, work plan, transfers, waivers, the communities of today.
    """
    case = Case(facts, profile, dossier or Dossier())
    found = _with_unfinished(facts, (finding for check in CHECKS for finding in check(case)))
    findings = apply_waivers(_with_offices(case, found), case.dossier.waivers, case.dossier.as_of)
    return Audit(_verdict(findings), findings)


def _with_offices(case: Case, findings: Iterable[AuditFinding]) -> Iterable[AuditFinding]:
    """Tell of each finding which street offices it is about, by its community or its area."""
    facts, today, areas = case.facts, case.dossier.today, dict(case.facts.area_offices)
    told = (*(today.communities if today else ()), *facts.communities)
    homes = {fact.community_id: fact.subdistrict for fact in told}
    for finding in findings:
        offices = finding.subdistricts
        if not offices and finding.community_id in homes:
            offices = (homes[finding.community_id],)
        elif not offices and finding.area_id is not None:
            offices = areas.get(finding.area_id, ())
        yield replace(finding, subdistricts=offices)


def _with_unfinished(facts: PlanFacts, findings: Iterable[AuditFinding]) -> Iterable[AuditFinding]:
    """Mark failures of communities that still border unassigned homes, where drawing on may mend them."""
    growing: set[CommunityId] = {name for gap in facts.gaps if gap.areas for name in gap.communities}
    if facts.uncovered:
        # Nobody knows which community they will join.
        growing = {fact.community_id for fact in facts.communities}
    for finding in findings:
        is_mendable = finding.rule in MENDABLE and not _is_over(finding)
        is_open = finding.status is Status.FAIL and finding.community_id in growing and is_mendable
        yield replace(finding, is_finished=False) if is_open else finding


def _is_over(finding: AuditFinding) -> bool:
    """Whether a finding on size is about too much, which no more land can mend."""
    if finding.unit not in ("household", "person") or finding.measured is None or finding.limit is None:
        return False
    return finding.measured > finding.limit


def _verdict(findings: tuple[AuditFinding, ...]) -> Verdict:
    if any(finding.is_hard_failure for finding in findings):
        return Verdict.FAIL
    open_ones = (Status.FAIL, Status.UNKNOWN)
    return Verdict.FINDINGS if any(finding.status in open_ones for finding in findings) else Verdict.PASS
