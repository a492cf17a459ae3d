"""Rules on premises: floor, activity share, plaza (rules.md 2.4, LH-7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from geodata.domain import SERVICE
from geodata.domain_facts import CommunityFacts
from optimizer.awaited import Awaited
from optimizer.checks.common import M2
from optimizer.finding import FINAL_INSPECTION, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.facility import (
    floor_minimum_m2,
    has_floor_minimum,
    proportional_floor_m2,
    required_activity_m2,
    required_plaza_m2,
)
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class Amount:
    """A sum of areas in m², and whether every part of it is known."""

    m2: Decimal
    is_complete: bool

    def against(self, needed: Decimal) -> Status:
        """Hold it against a minimum; what is known may suffice."""
        if self.m2 >= needed:
            return Status.PASS
        return Status.FAIL if self.is_complete else Status.UNKNOWN


@dataclass(frozen=True)
class Premises:
    """What stands in a community: floor and activity area of its service facilities, plaza of all."""

    floor: Amount
    activity: Amount
    plaza: Amount


def premises_of(fact: CommunityFacts) -> Premises | None:
    """Add up what stands in a community; ``None`` without a facility layer."""
    if not fact.facilities_known:
        return None
    service = [facility for facility in fact.facilities if facility.kind == SERVICE]
    plaza = _amount(facility.plaza_m2 for facility in fact.facilities)
    return Premises(
        floor=_amount(facility.area_m2 for facility in service),
        activity=_amount(facility.activity_m2 for facility in service),
        plaza=Amount(plaza.m2, plaza.is_complete and fact.plazas_known),
    )


def _amount(parts: Iterable[float | None]) -> Amount:
    """Add up exactly what the files say: 0.1 is a tenth."""
    listed = list(parts)
    known = [Decimal(str(part)) for part in listed if part is not None]
    return Amount(sum(known, Decimal(0)), len(known) == len(listed))


def check_premises(case: Case) -> Iterator[AuditFinding]:
    """LH-7.1 to LH-7.4 for every community, harder for new ones."""
    facts, profile = case.facts, case.profile
    for fact in facts.communities:
        premises = premises_of(fact)
        yield from _floor(fact, profile, premises)
        yield from _plaza(fact, profile, premises)
        yield from _activity(fact, profile, premises)


def _judge(field: Field, fact: CommunityFacts) -> Judge:
    return Judge.of(field, step=FINAL_INSPECTION, severity=field.severity_for(is_new=fact.is_new))


def _floor(fact: CommunityFacts, profile: Profile, premises: Premises | None) -> Iterator[AuditFinding]:
    """Judge the floor by households, and by the least floor where that binds; a small floor breaks both."""
    per_hundred, least = profile.field("facility.area_per_100_households"), profile.field("facility.floor_area")
    if per_hundred is None or per_hundred.value is None:
        return
    households, floor = fact.households, premises.floor if premises else None
    if households is None:
        yield _judge(per_hundred, fact).unknown(
            Subject.community(fact), f"{fact.name}户数未知，用房需求未知",
            f"{fact.name}: households unknown, so is the floor it needs", Awaited.HOUSEHOLDS, unit=M2,
        )
        return
    asked: list[tuple[Field, Decimal | None]] = [(per_hundred, proportional_floor_m2(profile, households))]
    if least is not None and has_floor_minimum(profile, households, is_new=fact.is_new):
        asked.append((least, floor_minimum_m2(profile)))
    for field, needed in asked:
        yield _measured(
            _judge(field, fact), fact, floor, needed, "综合服务设施", "service floor", Awaited.FLOOR
        )
    if least is not None and least.value is not None and len(asked) == 1:
        yield _judge(least, fact).finding(
            Status.NOT_APPLICABLE, Subject.community(fact), f"{fact.name}不受用房下限约束",
            f"{fact.name}: the least floor does not bind it", unit=M2,
        )


def _plaza(fact: CommunityFacts, profile: Profile, premises: Premises | None) -> Iterator[AuditFinding]:
    field, needed = profile.field("facility.plaza_area_min"), required_plaza_m2(profile)
    if field is not None and needed is not None:
        yield _measured(
            _judge(field, fact), fact, premises.plaza if premises else None, needed, "室外活动广场", "outdoor plaza",
            Awaited.PLAZA,
        )


def _activity(fact: CommunityFacts, profile: Profile, premises: Premises | None) -> Iterator[AuditFinding]:
    """Judge the share of the actual floor; without any floor there is nothing to share."""
    field = profile.field("facility.activity_share_min")
    if field is None or field.value is None:
        return
    judge = _judge(field, fact)
    if premises is not None and premises.floor.is_complete and premises.floor.m2 == 0:
        yield judge.finding(
            Status.NOT_APPLICABLE, Subject.community(fact), f"{fact.name}无用房", f"{fact.name}: no floor to share",
            unit=M2,
        )
        return
    known = premises is not None and premises.floor.is_complete
    needed = required_activity_m2(profile, premises.floor.m2) if premises is not None and known else None
    yield _measured(
        judge, fact, premises.activity if premises else None, needed, "居民活动用房", "activity area",
        Awaited.ACTIVITY if known else Awaited.FLOOR,
    )


def _measured(
    judge: Judge, fact: CommunityFacts, amount: Amount | None, needed: Decimal | None, what_zh: str, what_en: str,
    missing: Awaited,
) -> AuditFinding:
    subject = Subject.community(fact)
    if amount is None or needed is None:
        return judge.unknown(
            subject, f"{fact.name}{what_zh}未知", f"{fact.name}: {what_en} unknown",
            Awaited.FACILITIES if amount is None else missing, limit=needed, unit=M2,
        )
    zh = f"{fact.name}{what_zh} {amount.m2:,.1f} 平方米，需 {needed:,.1f}"
    en = f"{fact.name}: {what_en} {amount.m2:,.1f} m², needs {needed:,.1f}"
    status, short = amount.against(needed), needed - amount.m2
    if status is Status.UNKNOWN:
        return judge.unknown(
            subject, f"{zh}，部分面积未知", f"{en}, part of it unknown", missing, measured=amount.m2, limit=needed,
            unit=M2,
        )
    if status is Status.FAIL:
        zh, en = f"{zh}，缺 {short:,.1f} 平方米", f"{en}, {short:,.1f} m² missing"
    return judge.finding(status, subject, zh, en, measured=amount.m2, limit=needed, unit=M2)
