"""Rules on premises and people: floor, activity share, plaza, workers (rules.md 2.4 and 2.7; LH-7, LH-11.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from geodata.domain import SERVICE, CommunityFacts, PlanFacts
from optimizer.checks.size import known_population
from optimizer.finding import FINAL_INSPECTION, AuditFinding, Judge, Status, Subject
from optimizer.rules.facility import has_floor_minimum, required_activity_m2, required_floor_m2, required_plaza_m2
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile
from optimizer.rules.staff import estimated_persons, workers_required

M2 = "m2"


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


def check_premises(facts: PlanFacts, profile: Profile) -> Iterator[AuditFinding]:
    """LH-7.1 to LH-7.4 for every community, harder for new ones."""
    for fact in facts.communities:
        premises = premises_of(fact)
        yield from _floor(fact, profile, premises)
        yield from _plaza(fact, profile, premises)
        yield from _activity(fact, profile, premises)


def _judge(field: Field, fact: CommunityFacts) -> Judge:
    return Judge(field, step=FINAL_INSPECTION, severity=field.severity_for(is_new=fact.is_new))


def _floor(fact: CommunityFacts, profile: Profile, premises: Premises | None) -> Iterator[AuditFinding]:
    """Judge the floor: under the least floor of small new communities where it binds, else per household."""
    per_hundred, least = profile.field("facility.area_per_100_households"), profile.field("facility.floor_area")
    if per_hundred is None or per_hundred.value is None:
        return
    households = fact.households
    if households is None:
        yield _judge(per_hundred, fact).finding(
            Status.UNKNOWN, Subject.community(fact), f"{fact.name}户数未知，用房需求未知",
            f"{fact.name}: households unknown, so is the floor it needs", unit=M2,
        )
        return
    needed = required_floor_m2(profile, households, is_new=fact.is_new)
    assert needed is not None
    binds = least is not None and has_floor_minimum(profile, households, is_new=fact.is_new)
    deciding, other = (least, per_hundred) if binds and least is not None else (per_hundred, least)
    yield _measured(
        _judge(deciding, fact), fact, premises.floor if premises else None, needed, "综合服务设施", "service floor"
    )
    if other is not None and other.value is not None:
        yield _judge(other, fact).finding(
            Status.NOT_APPLICABLE, Subject.community(fact), f"{fact.name}按 {deciding.rule} 判定",
            f"{fact.name}: judged under {deciding.rule}", unit=M2,
        )


def _plaza(fact: CommunityFacts, profile: Profile, premises: Premises | None) -> Iterator[AuditFinding]:
    field, needed = profile.field("facility.plaza_area_min"), required_plaza_m2(profile)
    if field is not None and needed is not None:
        yield _measured(
            _judge(field, fact), fact, premises.plaza if premises else None, needed, "室外活动广场", "outdoor plaza"
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
    yield _measured(judge, fact, premises.activity if premises else None, needed, "居民活动用房", "activity area")


def _measured(
    judge: Judge, fact: CommunityFacts, amount: Amount | None, needed: Decimal | None, what_zh: str, what_en: str
) -> AuditFinding:
    subject = Subject.community(fact)
    if amount is None or needed is None:
        return judge.finding(
            Status.UNKNOWN, subject, f"{fact.name}{what_zh}未知", f"{fact.name}: {what_en} unknown", limit=needed,
            unit=M2,
        )
    status = amount.against(needed)
    short = needed - amount.m2
    zh, en = {
        Status.FAIL: (f"，缺 {short:,.1f} 平方米", f", {short:,.1f} m² missing"),
        Status.UNKNOWN: ("，部分面积未知", ", part of it unknown"),
    }.get(status, ("", ""))
    return judge.finding(
        status, subject, f"{fact.name}{what_zh} {amount.m2:,.1f} 平方米，需 {needed:,.1f}{zh}",
        f"{fact.name}: {what_en} {amount.m2:,.1f} m², needs {needed:,.1f}{en}",
        measured=amount.m2, limit=needed, unit=M2,
    )


def check_workers(facts: PlanFacts, profile: Profile) -> Iterator[AuditFinding]:
    """LH-11.4: how many workers each community needs; how many it has is not in the data."""
    field = profile.field("staff.workers_per_10000")
    if field is None or field.value is None:
        return
    judge = Judge(field, step=FINAL_INSPECTION)
    for fact in facts.communities:
        persons = known_population(fact)
        needed = None if persons is None else workers_required(profile, persons)
        zh, en = _workers_text(fact, profile, needed)
        yield judge.finding(
            Status.UNKNOWN, Subject.community(fact), f"{fact.name}{zh}", f"{fact.name}: {en}", limit=needed,
            unit="person",
        )


def _workers_text(fact: CommunityFacts, profile: Profile, needed: int | None) -> tuple[str, str]:
    if needed is not None:
        return f"需社区工作者 {needed} 人，现有人数未知", f"needs {needed} community workers, has an unknown number"
    estimate = None if fact.households is None else estimated_persons(profile, fact.households)
    guess = None if estimate is None else workers_required(profile, estimate)
    if guess is None:
        return "人口未知", "persons unknown"
    return (
        f"人口未知；按户均估计 {estimate:,} 人，约需社区工作者 {guess} 人",
        f"persons unknown; an estimated {estimate:,} would need about {guess} community workers",
    )
