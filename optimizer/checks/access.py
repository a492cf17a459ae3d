"""Rules on access: who reaches the community's anchor on foot (LH-4.1, rules.md 2.2 ``walk.*`` and 4.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from geodata.domain import AreaId, Walking
from geodata.domain_facts import CommunityFacts, WalkFact
from optimizer.awaited import Awaited
from optimizer.checks.common import listed
from optimizer.finding import AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity

NAMED_MOST = 3
"""Areas beyond the circle that a message names."""


class View(StrEnum):
    """How the circle is drawn: at the pack's speed, at that of the elderly, or as the crow flies beside it."""

    GENERAL = "general"
    ELDERLY = "elderly"
    STRAIGHT = "straight"


@dataclass(frozen=True)
class WalkingCircle:
    """Who of a community lives within the walking circle around its anchor.

    Attributes
    ----------
    limit_m
        How far one may walk.
    within, households
        Households within the limit, and all of them.
    farthest_m
        The longest walk.
    beyond
        Areas, or parts of them, beyond the limit, the farthest first.
    """

    limit_m: Decimal
    within: int
    households: int
    farthest_m: float
    beyond: tuple[WalkFact, ...]

    @property
    def share(self) -> float:
        """Share within the limit."""
        return self.within / self.households


def walking_limit_m(profile: Profile, view: View = View.GENERAL) -> Decimal | None:
    """How far one may walk in metres: both the minutes at the view's speed and the distance must hold."""
    minutes, speed = profile.value("walk.circle_minutes"), profile.value("walk.speed")
    if view is View.ELDERLY:
        speed = profile.value("walk.speed_elderly")
        if minutes is None or speed is None:
            return None
    limits = [Decimal(profile.value("walk.max_distance"))] if profile.value("walk.max_distance") is not None else []
    if minutes is not None and speed is not None:
        limits.append(Decimal(minutes) * 60 * Decimal(speed))
    return min(limits, default=None)


def walking_circle(fact: CommunityFacts, profile: Profile, view: View = View.GENERAL) -> WalkingCircle | None:
    """Count who reaches the anchor, or the unit that would need one.

    Returns
    -------
    WalkingCircle | None
        ``None`` where nobody walks, no limit holds, or the straight line was not measured.
    """
    limit = walking_limit_m(profile, view)
    walks = [(walk, walk.straight_m if view is View.STRAIGHT else walk.distance_m) for walk in fact.walks]
    measured = [(walk, metres) for walk, metres in walks if metres is not None]
    households = sum(walk.households for walk in fact.walks)
    if limit is None or households == 0 or len(measured) < len(walks):
        return None
    beyond = sorted(
        ((walk, metres) for walk, metres in measured if metres > limit), key=lambda pair: (-pair[1], pair[0].area_id)
    )
    return WalkingCircle(
        limit, households - sum(walk.households for walk, _ in beyond), households,
        max(metres for _, metres in measured), tuple(walk for walk, _ in beyond),
    )


def walk_coverage(fact: CommunityFacts, profile: Profile) -> WalkingCircle | None:
    """Return the walking circle at the pack's own speed."""
    return walking_circle(fact, profile)


def check_walking(case: Case) -> Iterator[AuditFinding]:
    """LH-4.1: enough households within the walking circle; all of them where a pack makes the limit hard."""
    profile = case.profile
    field = _limit_field(profile)
    if field is None:
        return
    needed = Decimal(1) if field.severity is Severity.HARD else profile.value("walk.coverage_min_share", default=1)
    for fact in case.facts.communities:
        yield _walking(Judge.of(field), fact, profile, Decimal(needed))


def _limit_field(profile: Profile) -> Field | None:
    fields = (profile.field("walk.circle_minutes"), profile.field("walk.max_distance"))
    return next((field for field in fields if field is not None and field.value is not None), None)


def _walking(judge: Judge, fact: CommunityFacts, profile: Profile, needed: Decimal) -> AuditFinding:
    subject, circle = Subject.community(fact), walking_circle(fact, profile)
    if circle is None and fact.households == 0:
        return judge.finding(
            Status.NOT_APPLICABLE, subject, f"{fact.name}无住户", f"{fact.name}: nobody lives there",
            limit=needed, unit="ratio",
        )
    if circle is None:
        return judge.unknown(
            subject, f"{fact.name}步行距离未知", f"{fact.name}: walking unknown", Awaited.HOUSEHOLDS, limit=needed,
            unit="ratio",
        )
    is_met = circle.within >= needed * circle.households
    (views_zh, views_en), (zh, en) = _views(fact, profile), _remarks(fact)
    (beyond_zh, beyond_en) = _beyond(fact, circle)
    return judge.finding(
        Status.PASS if is_met else Status.FAIL, subject,
        f"{fact.name}步行圈覆盖 {circle.share:.0%}{views_zh}，{beyond_zh}最远 {circle.farthest_m:,.0f} 米{zh}",
        f"{fact.name}: {circle.share:.0%} within the walking circle{views_en}, {beyond_en}"
        f"farthest {circle.farthest_m:,.0f} m{en}",
        measured=circle.share, limit=needed, unit="ratio",
    )


def _views(fact: CommunityFacts, profile: Profile) -> tuple[str, str]:
    """Say beside it what the elderly reach, and what a circle on the map would show."""
    elderly = walking_circle(fact, profile, View.ELDERLY)
    straight = walking_circle(fact, profile, View.STRAIGHT)
    shown = [(circle, zh, en) for circle, zh, en in (
        (elderly, "老年人", "elderly"), (straight, "直线", "straight line")) if circle is not None]
    if not shown:
        return "", ""
    zh = "、".join(f"{word} {circle.share:.0%}" for circle, word, _ in shown)
    en = ", ".join(f"{word} {circle.share:.0%}" for circle, _, word in shown)
    return f"（{zh}）", f" ({en})"


def _beyond(fact: CommunityFacts, circle: WalkingCircle) -> tuple[str, str]:
    """Name those who live too far away; an area in several parts once, with all its households there."""
    if not circle.beyond:
        return "", ""
    households: dict[AreaId, int] = {}
    for walk in circle.beyond:
        households[walk.area_id] = households.get(walk.area_id, 0) + walk.households
    names = {part.area_id: part.name for part in fact.areas}
    zh = listed([f"{names.get(a, a)} {h:,} 户" for a, h in households.items()], "、", NAMED_MOST)
    en = listed([f"{names.get(a, a)} {h:,}" for a, h in households.items()], ", ", NAMED_MOST)
    count = circle.households - circle.within
    return f"圈外 {count:,} 户（{zh}），", f"{count:,} households beyond ({en}), "


def _remarks(fact: CommunityFacts) -> tuple[str, str]:
    zh, en = "", ""
    if fact.anchor is None:
        zh, en = "；无服务设施，以中心单元计", "; to the centre unit, as no facility stands there"
    if fact.walking is Walking.STRAIGHT_LINE:
        return f"{zh}；无路网，按直线的 1.3 倍估算", f"{en}; approximate, 1.3 times the straight line"
    return zh, en
