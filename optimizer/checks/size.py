"""Rules on size: the band, small quarters that must join, the usual range of the law (rules.md 2.1 to 2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.domain import AreaKind, AreaPart, CommunityFacts, PlanFacts
from optimizer.finding import PLAN, AuditFinding, Judge, Status, Subject
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity
from optimizer.rules.size import SizeNote, SizeRule, SizeVerdict, size_rule, verdict

NOTES = {
    SizeNote.PERSONS_BELOW: ("人口低于下限", "persons below the band"),
    SizeNote.HOUSEHOLDS_BELOW: ("户数低于下限", "households below the band"),
    SizeNote.PERSONS_ABOVE: ("人口超上限", "persons above the band"),
    SizeNote.HOUSEHOLDS_ABOVE: ("户数超上限", "households above the band"),
    SizeNote.PERSONS_UNKNOWN: ("人口未知", "persons unknown"),
    SizeNote.BOUNDARY_VALUE: ("边界值，两条规定都适用", "boundary value, both rules apply"),
    SizeNote.EXEMPT: ("可单独设立", "may stand alone"),
}


@dataclass(frozen=True)
class Sized:
    """A community with the size rule that holds for it, and the verdict."""

    fact: CommunityFacts
    households: int
    rule: SizeRule
    verdict: SizeVerdict


def inhabited(fact: CommunityFacts) -> tuple[AreaPart, ...]:
    """List the parts of areas in which somebody lives."""
    return tuple(part for part in fact.areas if part.households > 0)


def known_population(fact: CommunityFacts) -> int | None:
    """Residents, where they are known of every inhabited area."""
    return fact.population if fact.population_known else None


def size_of(fact: CommunityFacts, profile: Profile) -> Sized | None:
    """Judge the size of a community; ``None`` where its households are unknown or nobody lives there (PL-17).

    An overlay for quarters decides only where every inhabited area is one (AMB-21).
    """
    parts = inhabited(fact)
    if not fact.households:
        return None
    rule = size_rule(profile, selected=bool(parts) and all(profile.selects(part.kind) for part in parts))
    judged = verdict(
        rule, fact.households, known_population(fact),
        relatively_independent=bool(parts) and all(part.relatively_independent for part in parts),
        family_committee=bool(parts) and all(part.kind is AreaKind.FAMILY_COMMITTEE for part in parts),
    )
    return Sized(fact, fact.households, rule, judged)


def check_size(facts: PlanFacts, profile: Profile) -> Iterator[AuditFinding]:
    """Judge every community: LH-4.3 or the bounds of the pack, LQ-3.6, LAW-3; LQ-3.10 where its number is missing."""
    yield from _incomplete(profile)
    for fact in facts.communities:
        sized = size_of(fact, profile)
        if sized is None:
            yield from _without_size(fact, profile)
        else:
            yield from _band(sized)
            yield from _stand_alone(sized)
            yield from _usual_range(sized, profile)


def _incomplete(profile: Profile) -> Iterator[AuditFinding]:
    field = profile.field("size.households_max")
    if field is not None and field.is_elided:
        yield Judge(field).finding(
            Status.UNKNOWN, PLAN, f"规则包 {field.pack} 不完整：户数上限未填，可参照 3000 户",
            f"Rule pack {field.pack} is incomplete: fill in the maximum of households; 3,000 may serve as a guide",
            unit="household",
        )


def _without_size(fact: CommunityFacts, profile: Profile) -> Iterator[AuditFinding]:
    field = profile.field("size.households_min")
    if field is None:
        return
    if fact.households is None:
        status, zh, en = Status.UNKNOWN, f"{fact.name}户数未知", f"{fact.name}: households unknown"
    else:
        status, zh, en = Status.NOT_APPLICABLE, f"{fact.name}无住户", f"{fact.name}: nobody lives there"
    yield Judge(field).finding(status, Subject.community(fact), zh, en, measured=fact.households, unit="household")


def _band(sized: Sized) -> Iterator[AuditFinding]:
    """One finding for each broken side, and one for each rule that holds."""
    low = next((field for field in sized.verdict.broken if field.compare == ">="), None)
    high = next((field for field in sized.verdict.broken if field.compare == "<="), None)
    told: set[str] = set()
    if low is not None and sized.rule.joins_when_small:
        # LQ-3.6 says the same and more: one breach is one finding.
        told.add(low.rule)
        low = None
    for field in (low, high):
        if field is not None:
            told.add(field.rule)
            yield _outside(sized, field)
    base = sized.rule.base_households_min
    if SizeNote.BELOW_BASE_BAND in sized.verdict.notes and base is not None and base.rule not in told:
        told.add(base.rule)
        yield _below_base(sized, base)
    for field in (sized.rule.households_min, sized.rule.households_max):
        if field is not None and field.value is not None and field.rule not in told:
            told.add(field.rule)
            yield _inside(sized, field)


def _outside(sized: Sized, field: Field) -> AuditFinding:
    fact = sized.fact
    is_persons = field.unit == "person"
    measured = (fact.population or 0) if is_persons else sized.households
    off = abs(measured - field.value)
    zh_unit, en_unit = ("人", "persons") if is_persons else ("户", "households")
    zh_side, en_side = ("超上限", "over the limit") if field.compare == "<=" else ("低于下限", "under the band")
    zh_class, en_class = _class(sized.verdict)
    return Judge(field).finding(
        Status.FAIL, Subject.community(fact),
        f"{fact.name} {measured:,} {zh_unit}，{zh_side} {off:,} {zh_unit}{zh_class}",
        f"{fact.name}: {measured:,} {en_unit}, {off:,} {en_side}{en_class}", measured=measured, limit=field.value,
        unit=field.unit,
    )


def _class(size: SizeVerdict) -> tuple[str, str]:
    if size.oversized:
        return "，属超大型社区", "; oversized"
    return ("，属微小型社区", "; micro") if size.micro else ("", "")


def _below_base(sized: Sized, base: Field) -> AuditFinding:
    return Judge(base, severity=Severity.ADVISORY).finding(
        Status.FAIL, Subject.community(sized.fact),
        f"{sized.fact.name} {sized.households:,} 户，生活区可单独设立；一般幅度自 {base.value:,} 户起",
        f"{sized.fact.name}: {sized.households:,} households, allowed for a quarter; "
        f"the base band starts at {base.value:,}",
        measured=sized.households, limit=base.value, unit="household",
    )


def _inside(sized: Sized, field: Field) -> AuditFinding:
    notes = [NOTES[note] for note in sized.verdict.notes if note in NOTES]
    zh, en = "".join(f"，{note}" for note, _ in notes), "".join(f"; {note}" for _, note in notes)
    return Judge(field).finding(
        Status.PASS, Subject.community(sized.fact), f"{sized.fact.name} {sized.households:,} 户{zh}",
        f"{sized.fact.name}: {sized.households:,} households{en}", measured=sized.households,
        limit=_nearer_bound(sized), unit="household",
    )


def _nearer_bound(sized: Sized) -> int | None:
    fields = (sized.rule.households_min, sized.rule.households_max)
    bounds = [int(field.value) for field in fields if field is not None and field.value is not None]
    return min(bounds, key=lambda bound: abs(bound - sized.households), default=None)


def _stand_alone(sized: Sized) -> Iterator[AuditFinding]:
    """LQ-3.6: below the minimum a quarter joins the nearest community as a whole."""
    field, least = sized.rule.small_action, sized.rule.households_min
    if field is None or least is None or not sized.rule.joins_when_small:
        return
    fact, alone = sized.fact, sized.verdict.lower_ok
    zh, en = "应整体划入就近社区", "must join the nearest community as a whole"
    if alone:
        zh, en = "可单独设立", "may stand alone"
    yield Judge(field).finding(
        Status.PASS if alone else Status.FAIL, Subject.community(fact), f"{fact.name} {sized.households:,} 户，{zh}",
        f"{fact.name}: {sized.households:,} households, {en}", measured=sized.households, limit=least.value,
        unit="household",
    )


def _usual_range(sized: Sized, profile: Profile) -> Iterator[AuditFinding]:
    """LAW-3: within the band, yet above the usual range of the law in force."""
    field = profile.field("size.usual_households_max")
    if field is None or field.value is None:
        return
    fact, subject = sized.fact, Subject.community(sized.fact)
    if not sized.verdict.upper_ok:
        yield Judge(field).finding(
            Status.NOT_APPLICABLE, subject, f"{fact.name}已超上限", f"{fact.name}: already over the limit",
            measured=sized.households, limit=field.value, unit="household",
        )
        return
    usual = field.is_met_by(sized.households)
    zh, en = ("在常规幅度内", "within the usual range") if usual else (
        f"超过法律一般幅度 {field.value:,} 户", f"above the usual range of the law, {field.value:,}"
    )
    yield Judge(field).finding(
        Status.PASS if usual else Status.FAIL, subject, f"{fact.name} {sized.households:,} 户，{zh}",
        f"{fact.name}: {sized.households:,} households, {en}", measured=sized.households, limit=field.value,
        unit="household",
    )
