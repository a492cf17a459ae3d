"""One finding of the audit: a rule, a place, what was measured and what the rule asks (design.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from geodata.domain import AreaId, CommunityFacts, CommunityId, Place
from optimizer.rules.field import Field
from optimizer.rules.pack import Severity

DISCUSSION = "S0→S1"
"""The step that hard findings on land and size stop (rules.md 0.2)."""

EXECUTIVE_MEETING = "S8→S9"
FINAL_INSPECTION = "S11→S12"


class Status(StrEnum):
    """How a plan stands to a rule."""

    PASS = "pass"
    FAIL = "fail"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AuditFinding:
    """How one community, one area or the whole plan stands to one rule.

    Attributes
    ----------
    rule
        Identifier of rules.md, or the dotted name of the pack's field.
    clause
        Where the source says so; ``None`` for a number of ours.
    blocks
        The step of the approval that a hard failure stops.
    measured, limit, unit
        What was measured, what the rule asks, in which unit.
    place
        Where it is, in the working coordinate system.
    """

    rule: str
    clause: str | None
    severity: Severity
    status: Status
    blocks: str | None
    community_id: CommunityId | None
    area_id: AreaId | None
    measured: float | None
    limit: float | None
    unit: str | None
    message_zh: str
    message_en: str
    place: Place | None

    @property
    def is_hard_failure(self) -> bool:
        """Whether it makes the verdict a failure."""
        return self.status is Status.FAIL and self.severity is Severity.HARD


@dataclass(frozen=True)
class Subject:
    """What a finding is about."""

    community_id: CommunityId | None = None
    area_id: AreaId | None = None
    place: Place | None = None

    @classmethod
    def community(cls, fact: CommunityFacts, place: Place | None = None) -> Subject:
        """Speak of a community, at a place in it."""
        return cls(fact.community_id, None, place or fact.place)


PLAN = Subject()


@dataclass(frozen=True)
class Judge:
    """One rule, as the pack states it, ready to be held against measured numbers.

    Attributes
    ----------
    field
        The deciding field: clause and severity come from it.
    rule
        Identifier; the field's own where it is left out.
    step
        Step of the approval that a hard failure stops.
    severity
        Severity; the field's own where it is left out.
    """

    field: Field
    rule: str | None = None
    step: str | None = DISCUSSION
    severity: Severity | None = None

    def finding(
        self,
        status: Status,
        subject: Subject,
        message_zh: str,
        message_en: str,
        *,
        measured: float | Decimal | None = None,
        limit: float | Decimal | None = None,
        unit: str | None = None,
    ) -> AuditFinding:
        """Make one finding under this rule."""
        severity = self.severity or self.field.severity or Severity.ADVISORY
        blocks = self.step if status is Status.FAIL and severity is Severity.HARD else None
        return AuditFinding(
            rule=self.rule or self.field.rule, clause=self.field.clause, severity=severity, status=status,
            blocks=blocks,
            community_id=subject.community_id, area_id=subject.area_id, measured=_plain(measured), limit=_plain(limit),
            unit=unit, message_zh=message_zh, message_en=message_en, place=subject.place,
        )


def _plain(number: float | Decimal | None) -> float | None:
    return float(number) if isinstance(number, Decimal) else number
