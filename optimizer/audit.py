"""Facts and rule pack to findings: a pure function that trusts no solver (design.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.domain import PlanFacts
from optimizer.checks import access, land, premises, size
from optimizer.finding import AuditFinding, Status
from optimizer.rules.pack import Profile

__all__ = ["Audit", "AuditFinding", "Status", "Verdict", "audit"]

CHECKS = (
    land.check_coverage,
    land.check_overlaps,
    land.check_offices,
    land.check_contiguity,
    land.check_whole_areas,
    land.check_undecided,
    land.check_four_limits,
    size.check_size,
    premises.check_premises,
    premises.check_workers,
    land.check_lines,
    access.check_walking,
)
"""In the order of rules.md section 3: hard rules on land, size, premises, people, the rest."""


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


def audit(facts: PlanFacts, profile: Profile) -> Audit:
    """Judge a plan, ours or not, rule by rule.

    Parameters
    ----------
    facts
        What the plan is on the ground, see :func:`geodata.facts.measure`.
    profile
        Rule pack with overlays.
    """
    findings = tuple(finding for check in CHECKS for finding in check(facts, profile))
    return Audit(_verdict(findings), findings)


def _verdict(findings: tuple[AuditFinding, ...]) -> Verdict:
    if any(finding.is_hard_failure for finding in findings):
        return Verdict.FAIL
    open_ones = (Status.FAIL, Status.UNKNOWN)
    return Verdict.FINDINGS if any(finding.status in open_ones for finding in findings) else Verdict.PASS
