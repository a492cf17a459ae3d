"""One finding of the audit: a rule, a place, what was measured and what the rule asks (design.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from geodata.domain import AreaId, CommunityId, Place
from geodata.domain_facts import CommunityFacts, PlanFacts
from optimizer.awaited import Awaited
from optimizer.dossier import Dossier, Waiver
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity

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
    subdistricts
        Street offices that it is about; none where it is about the whole plan.
    missing
        What an unknown finding waits for: input and column, one of :class:`Awaited`.
    is_finished
        False where drawing on may still mend it: unassigned homes, and what borders them. Shown amber, never red.
    waiver
        The waiver, or the written reason, under which a breach is accepted.
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
    subdistricts: tuple[str, ...] = ()
    missing: Awaited | None = None
    is_finished: bool = True
    waiver: Waiver | None = None

    @property
    def is_hard_failure(self) -> bool:
        """Whether it makes the verdict a failure."""
        return self.status is Status.FAIL and self.severity is Severity.HARD


@dataclass(frozen=True)
class Subject:
    """What a finding is about; the street offices of a community or an area are told by the audit."""

    community_id: CommunityId | None = None
    area_id: AreaId | None = None
    place: Place | None = None
    subdistricts: tuple[str, ...] = ()

    @classmethod
    def community(cls, fact: CommunityFacts, place: Place | None = None) -> Subject:
        """Speak of a community, at a place in it."""
        return cls(fact.community_id, None, place or fact.place)


PLAN = Subject()


@dataclass(frozen=True)
class Case:
    """All that an audit reads: the plan on the ground, the rules, and what is stated beside it."""

    facts: PlanFacts
    profile: Profile
    dossier: Dossier


@dataclass(frozen=True)
class Judge:
    """One rule, ready to be held against measured numbers.

    Attributes
    ----------
    rule
        Identifier of rules.md, or the dotted name of the pack's field.
    clause
        Where the source says so; ``None`` for a number of ours.
    step
        Step of the approval that a hard failure stops.
    """

    rule: str
    clause: str | None
    severity: Severity
    step: str | None = DISCUSSION

    @classmethod
    def of(
        cls, field: Field, rule: str | None = None, *, step: str | None = DISCUSSION, severity: Severity | None = None
    ) -> Judge:
        """Judge as a field of the pack states it; identifier and severity are the field's own where left out."""
        return cls(rule or field.rule, field.clause, severity or field.severity or Severity.ADVISORY, step)

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
        missing: Awaited | None = None,
        is_finished: bool = True,
    ) -> AuditFinding:
        """Make one finding under this rule."""
        blocks = self.step if status is Status.FAIL and self.severity is Severity.HARD else None
        return AuditFinding(
            rule=self.rule, clause=self.clause, severity=self.severity, status=status, blocks=blocks,
            community_id=subject.community_id, area_id=subject.area_id, measured=_plain(measured), limit=_plain(limit),
            unit=unit, message_zh=message_zh, message_en=message_en, place=subject.place,
            subdistricts=subject.subdistricts, missing=missing, is_finished=is_finished,
        )

    def unknown(
        self,
        subject: Subject,
        message_zh: str,
        message_en: str,
        missing: Awaited,
        *,
        measured: float | Decimal | None = None,
        limit: float | Decimal | None = None,
        unit: str | None = None,
    ) -> AuditFinding:
        """Make a finding that waits for data, and say what to bring."""
        zh, en = missing.words
        return self.finding(
            Status.UNKNOWN, subject, f"{message_zh}；请补{zh}", f"{message_en}; bring {en}", measured=measured,
            limit=limit, unit=unit, missing=missing,
        )


def _plain(number: float | Decimal | None) -> float | None:
    return float(number) if isinstance(number, Decimal) else number
