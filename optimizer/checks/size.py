"""Rules on size: the band, small quarters that must join, the usual range of the layer above (rules.md 2.1 to 2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.domain import AreaKind
from geodata.domain_facts import AreaPart, CommunityFacts
from optimizer.awaited import Awaited
from optimizer.finding import PLAN, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity, law_in_force
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
    """A community with the size rule that holds for it, and the verdict.

    Attributes
    ----------
    is_selected, is_independent
        Whether every inhabited area is of a kind that an overlay selects, or relatively independent.
    """

    fact: CommunityFacts
    households: int
    rule: SizeRule
    verdict: SizeVerdict
    is_selected: bool
    is_independent: bool


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
    is_selected = bool(parts) and all(profile.selects(part.kind) for part in parts)
    is_independent = bool(parts) and all(part.relatively_independent for part in parts)
    rule = size_rule(profile, selected=is_selected)
    judged = verdict(
        rule, fact.households, known_population(fact), relatively_independent=is_independent,
        family_committee=bool(parts) and all(part.kind is AreaKind.FAMILY_COMMITTEE for part in parts),
    )
    return Sized(fact, fact.households, rule, judged, is_selected, is_independent)


def check_size(case: Case) -> Iterator[AuditFinding]:
    """Judge every community: its band, preferred size, quarters that must join, usual range, empty land."""
    facts, profile = case.facts, case.profile
    yield from _incomplete(case)
    for fact in facts.communities:
        sized = size_of(fact, profile)
        if sized is None:
            yield from _without_size(fact, profile)
        else:
            yield from _band(sized)
            yield from _target(sized, profile)
            yield from _stand_alone(sized, profile)
            yield from _usual_range(sized, profile)


def _incomplete(case: Case) -> Iterator[AuditFinding]:
    """LQ-3.10: the maximum is for the user to fill in; what the law says is a guide (AMB-3)."""
    field = case.profile.field("size.households_max")
    if field is None or not field.is_elided:
        return
    law = law_in_force(case.dossier.as_of)
    guide = None if law is None else law.fields.get("size.households_max")
    zh = en = ""
    if law is not None and guide is not None and guide.value is not None:
        zh = f"，可参照{law.title_zh}的 {guide.value:,} 户"
        en = f", the {guide.value:,} of {law.title_en} may serve as a guide"
    yield Judge.of(field).unknown(
        PLAN, f"规则包 {field.pack} 不完整：户数上限未填{zh}",
        f"Rule pack {field.pack} is incomplete: its maximum is not filled in{en}", Awaited.PROFILE, unit="household",
    )


def _without_size(fact: CommunityFacts, profile: Profile) -> Iterator[AuditFinding]:
    """Say why the size is not judged: the counts are missing, or nobody lives there (PL-17)."""
    field, subject = profile.field("size.households_min"), Subject.community(fact)
    if fact.households is None:
        if field is not None:
            yield Judge.of(field).unknown(
                subject, f"{fact.name}户数未知", f"{fact.name}: households unknown", Awaited.HOUSEHOLDS,
                unit="household",
            )
        return
    if field is not None:
        yield Judge.of(field).finding(
            Status.NOT_APPLICABLE, subject, f"{fact.name}无住户，不评规模",
            f"{fact.name}: nobody lives there, its size is not judged", measured=0, unit="household",
        )
    yield Judge("PL-17", None, Severity.ADVISORY).finding(
        Status.FAIL, subject, f"{fact.name}无住户，宜作为相邻社区的一部分",
        f"{fact.name}: nobody lives there; better part of a neighbouring community",
        measured=0, unit="household",
    )


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
    return Judge.of(field).finding(
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
    return Judge.of(base, severity=Severity.ADVISORY).finding(
        Status.FAIL, Subject.community(sized.fact),
        f"{sized.fact.name} {sized.households:,} 户，生活区可单独设立；一般幅度自 {base.value:,} 户起",
        f"{sized.fact.name}: {sized.households:,} households, allowed for a quarter; "
        f"the base band starts at {base.value:,}",
        measured=sized.households, limit=base.value, unit="household",
    )


def _inside(sized: Sized, field: Field) -> AuditFinding:
    notes = [NOTES[note] for note in sized.verdict.notes if note in NOTES]
    zh, en = "".join(f"，{note}" for note, _ in notes), "".join(f"; {note}" for _, note in notes)
    return Judge.of(field).finding(
        Status.PASS, Subject.community(sized.fact), f"{sized.fact.name} {sized.households:,} 户{zh}",
        f"{sized.fact.name}: {sized.households:,} households{en}", measured=sized.households,
        limit=_nearer_bound(sized), unit="household",
    )


def _nearer_bound(sized: Sized) -> int | None:
    fields = (sized.rule.households_min, sized.rule.households_max)
    bounds = [int(field.value) for field in fields if field is not None and field.value is not None]
    return min(bounds, key=lambda bound: abs(bound - sized.households), default=None)


def _target(sized: Sized, profile: Profile) -> Iterator[AuditFinding]:
    """LH-4.4, LQ-3.9: how far it is from the preferred size, the closer measure counting; nothing can break it."""
    field = profile.field("size.households_target", selected=sized.is_selected)
    if field is None or field.value is None:
        return
    fact, persons = sized.fact, known_population(sized.fact)
    zh, en = f"{abs(sized.households - field.value):,} 户", f"{abs(sized.households - field.value):,} households"
    if sized.rule.population_target is not None and persons is not None:
        off = abs(persons - sized.rule.population_target)
        zh, en = f"{zh}、{off:,} 人", f"{en}, {off:,} persons"
    yield Judge.of(field).finding(
        Status.PASS, Subject.community(fact), f"{fact.name}距宜设规模 {zh}，供参考",
        f"{fact.name}: {en} from the preferred size, for information", measured=sized.households, limit=field.value,
        unit="household",
    )


def _stand_alone(sized: Sized, profile: Profile) -> Iterator[AuditFinding]:
    """LQ-3.6: below the minimum a quarter joins the nearest community as a whole; LQ-3.8: the exception it may use."""
    field, least = sized.rule.small_action, sized.rule.households_min
    if field is None or least is None or not sized.rule.joins_when_small:
        return
    fact, alone = sized.fact, sized.verdict.lower_ok
    zh, en = "应整体划入就近社区", "must join the nearest community as a whole"
    if alone:
        zh, en = "可单独设立", "may stand alone"
    yield Judge.of(field).finding(
        Status.PASS if alone else Status.FAIL, Subject.community(fact), f"{fact.name} {sized.households:,} 户，{zh}",
        f"{fact.name}: {sized.households:,} households, {en}", measured=sized.households, limit=least.value,
        unit="household",
    )
    exception = profile.field("size.small_exception", selected=sized.is_selected)
    if exception is not None and SizeNote.EXEMPT in sized.verdict.notes and sized.is_independent:
        yield Judge.of(exception).finding(
            Status.PASS, Subject.community(fact), f"{fact.name}按相对独立单独设立，须附理由",
            f"{fact.name}: stands alone as relatively independent, which needs a reason", measured=sized.households,
            limit=least.value, unit="household",
        )


def _usual_range(sized: Sized, profile: Profile) -> Iterator[AuditFinding]:
    """LAW-3: within the band, yet above the usual range that the pack or a layer above it states."""
    field = profile.field("size.usual_households_max")
    if field is None or field.value is None:
        return
    fact, subject = sized.fact, Subject.community(sized.fact)
    if not sized.verdict.upper_ok:
        yield Judge.of(field).finding(
            Status.NOT_APPLICABLE, subject, f"{fact.name}已超上限", f"{fact.name}: already over the limit",
            measured=sized.households, limit=field.value, unit="household",
        )
        return
    usual = field.is_met_by(sized.households)
    stating = profile.pack_of(field)
    of_zh, of_en = (field.pack, field.pack) if stating is None else (stating.title_zh, stating.title_en)
    zh, en = ("在常规幅度内", "within the usual range") if usual else (
        f"超过一般幅度 {field.value:,} 户（{of_zh}）", f"above the usual range of {field.value:,} ({of_en})"
    )
    yield Judge.of(field).finding(
        Status.PASS if usual else Status.FAIL, subject, f"{fact.name} {sized.households:,} 户，{zh}",
        f"{fact.name}: {sized.households:,} households, {en}", measured=sized.households, limit=field.value,
        unit="household",
    )
