"""Rules on access: who reaches the community's anchor on foot (LH-4.1, rules.md 2.2 ``walk.*``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from geodata.domain import CommunityFacts, PlanFacts, Walking
from optimizer.finding import AuditFinding, Judge, Status, Subject
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity


@dataclass(frozen=True)
class Coverage:
    """Households of a community within the walking limit, all of them, and the longest walk in metres."""

    within: int
    households: int
    farthest_m: float

    @property
    def share(self) -> float:
        """Share within the limit."""
        return self.within / self.households


def walking_limit_m(profile: Profile) -> Decimal | None:
    """How far one may walk in metres: both the minutes at the pack's speed and the distance must hold."""
    minutes, speed = profile.value("walk.circle_minutes"), profile.value("walk.speed")
    limits = [Decimal(profile.value("walk.max_distance"))] if profile.value("walk.max_distance") is not None else []
    if minutes is not None and speed is not None:
        limits.append(Decimal(minutes) * 60 * Decimal(speed))
    return min(limits, default=None)


def walk_coverage(fact: CommunityFacts, profile: Profile) -> Coverage | None:
    """Count who reaches the anchor, or the unit that would need one; ``None`` where nobody walks or no limit holds."""
    limit = walking_limit_m(profile)
    households = sum(walk.households for walk in fact.walks)
    if limit is None or households == 0:
        return None
    within = sum(walk.households for walk in fact.walks if walk.distance_m <= limit)
    return Coverage(within, households, max(walk.distance_m for walk in fact.walks))


def check_walking(facts: PlanFacts, profile: Profile) -> Iterator[AuditFinding]:
    """LH-4.1: enough households within the walking circle; all of them where a pack makes the limit hard."""
    field = _limit_field(profile)
    if field is None:
        return
    needed = Decimal(1) if field.severity is Severity.HARD else profile.value("walk.coverage_min_share", default=1)
    for fact in facts.communities:
        yield _walking(Judge(field), fact, walk_coverage(fact, profile), Decimal(needed))


def _limit_field(profile: Profile) -> Field | None:
    fields = (profile.field("walk.circle_minutes"), profile.field("walk.max_distance"))
    return next((field for field in fields if field is not None and field.value is not None), None)


def _walking(judge: Judge, fact: CommunityFacts, coverage: Coverage | None, needed: Decimal) -> AuditFinding:
    subject = Subject.community(fact)
    if coverage is None:
        empty = fact.households == 0
        zh, en = ("无住户", "nobody lives there") if empty else ("步行距离未知", "walking unknown")
        return judge.finding(
            Status.NOT_APPLICABLE if empty else Status.UNKNOWN, subject, f"{fact.name}{zh}", f"{fact.name}: {en}",
            limit=needed, unit="ratio",
        )
    is_met = coverage.within >= needed * coverage.households
    beyond = coverage.households - coverage.within
    zh, en = _remarks(fact)
    return judge.finding(
        Status.PASS if is_met else Status.FAIL, subject,
        f"{fact.name}步行圈覆盖 {coverage.share:.0%}，圈外 {beyond:,} 户，最远 {coverage.farthest_m:,.0f} 米{zh}",
        f"{fact.name}: {coverage.share:.0%} within the walking circle, {beyond:,} households beyond, "
        f"farthest {coverage.farthest_m:,.0f} m{en}",
        measured=coverage.share, limit=needed, unit="ratio",
    )


def _remarks(fact: CommunityFacts) -> tuple[str, str]:
    zh, en = "", ""
    if fact.anchor is None:
        zh, en = "；无服务设施，以中心单元计", "; to the centre unit, as no facility stands there"
    if fact.walking is Walking.STRAIGHT_LINE:
        return f"{zh}；直线估算", f"{en}; approximate, from straight lines"
    return zh, en
