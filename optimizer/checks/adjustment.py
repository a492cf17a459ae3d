"""Rules on adjustment: the work plan (PL-10), workers until a split (PL-11), what joins what (PL-12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geodata.domain import AreaId, AreaKind, CommunityId
from geodata.domain_facts import AreaPart, CommunityFacts, MergeCandidate, MergeFact
from optimizer.checks.common import switched_on
from optimizer.checks.quarters import is_quarter
from optimizer.checks.size import Sized, size_of
from optimizer.finding import AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.pack import Profile, Severity
from optimizer.rules.size import Form, size_rule, verdict
from optimizer.rules.staff import oversized_extra
from optimizer.work_plan import Action, State, WorkPlanEntry


def check_work_plan(case: Case) -> Iterator[AuditFinding]:
    """PL-10 and PL-11, where a work plan is given: every oversized and micro community, of today and of the plan."""
    plan = case.dossier.work_plan
    if plan is None or switched_on(case.profile, "size.oversized_households_gt") is None:
        return
    entries = {entry.community_id: entry for entry in plan}
    listing = Judge("PL-10", case.profile.clause("LH-6.5", "LH-6.4"), Severity.SOFT, None)
    for name, sized in _to_be_listed(case).items():
        yield _listed(listing, sized, entries.get(name))
        entry = entries.get(name)
        if entry is not None and sized.verdict.oversized and entry.state is not State.DONE:
            yield _extra_workers(case.profile, sized, entry)


def _to_be_listed(case: Case) -> dict[CommunityId, Sized]:
    """Return communities out of size: the present ones, then those of the plan that continue none of these."""
    found: dict[CommunityId, Sized] = {}
    for facts in (case.dossier.today, case.facts):
        for fact in () if facts is None else facts.communities:
            sized = size_of(fact, case.profile)
            if sized is not None and (sized.verdict.oversized or sized.verdict.micro):
                found.setdefault(_name(fact, facts is case.facts), sized)
    return found


def _name(fact: CommunityFacts, is_planned: bool) -> CommunityId:
    return fact.continues if is_planned and fact.continues is not None else fact.community_id


def _listed(judge: Judge, sized: Sized, entry: WorkPlanEntry | None) -> AuditFinding:
    fact = sized.fact
    zh, en = ("超大型", "oversized") if sized.verdict.oversized else ("微小型", "micro")
    if entry is None:
        return judge.finding(
            Status.FAIL, Subject.community(fact), f"{fact.name}属{zh}社区，工作计划未列入",
            f"{fact.name} is {en} and not in the work plan", measured=sized.households, unit="household",
        )
    gaps = list(_gaps(entry))
    if gaps:
        return judge.finding(
            Status.FAIL, Subject.community(fact), f"{fact.name}的工作计划缺{'、'.join(zh for zh, _ in gaps)}",
            f"{fact.name}: its entry in the work plan lacks {', '.join(en for _, en in gaps)}",
            measured=sized.households, unit="household",
        )
    return judge.finding(
        Status.PASS, Subject.community(fact), f"{fact.name}属{zh}社区，已列入工作计划",
        f"{fact.name} is {en} and in the work plan", measured=sized.households, unit="household",
    )


def _gaps(entry: WorkPlanEntry) -> Iterator[tuple[str, str]]:
    """Name what an entry leaves open."""
    is_left = entry.action is Action.LEAVE or entry.state is State.DEFERRED
    if is_left and not entry.reason_zh:
        yield "暂缓理由", "a reason for delay"
    if not is_left and entry.state is not State.DONE and entry.target_year is None:
        yield "目标年份", "a target year"
    if entry.action is Action.SPLIT and (entry.parts or 0) < 2:
        yield "拆分个数", "the number of parts"
    if entry.action is Action.MERGE and not entry.partners:
        yield "合并对象", "a partner"


def _extra_workers(profile: Profile, sized: Sized, entry: WorkPlanEntry) -> AuditFinding:
    """PL-11: at least one worker more, or a reason; fewer than suggested is only told."""
    fact, extra = sized.fact, entry.extra_workers or 0
    suggested = max(1, oversized_extra(profile, sized.households) or 0)
    has_reason = bool(entry.reason_zh)
    is_enough = extra >= suggested or (extra == 0 and has_reason)
    severity = Severity.ADVISORY if 0 < extra < suggested else Severity.SOFT
    judge = Judge("PL-11", profile.clause("LH-6.6", "LH-6.4"), severity, None)
    return judge.finding(
        Status.PASS if is_enough else Status.FAIL, Subject.community(fact),
        f"{fact.name}暂未拆分，增配社区工作者 {extra} 人，建议 {suggested} 人",
        f"{fact.name} is not yet split: {extra} extra workers, {suggested} suggested",
        measured=extra, limit=suggested if severity is Severity.ADVISORY else 1, unit="person",
    )


def check_mergers(case: Case) -> Iterator[AuditFinding]:
    """PL-12: what joins, joins an adjacent community of its street office, and none that becomes too large by it."""
    field = case.profile.field("size.merge_target") or case.profile.field("size.merge_target", selected=True)
    if field is None or field.value is None:
        return
    parts = {part.area_id: part for fact in case.facts.communities for part in fact.areas}
    for merger in case.facts.mergers:
        if merger.area_id is None or _must_join(case.profile, parts, merger.area_id):
            yield _merger(Judge.of(field, "PL-12", severity=Severity.SOFT), case, merger)


def _must_join(profile: Profile, parts: dict[AreaId, AreaPart], area: AreaId) -> bool:
    """Whether an area is a living quarter too small to stand alone (LQ-3.6)."""
    part = parts.get(area)
    if part is None or not is_quarter(profile, part.kind):
        return False
    judged = verdict(
        size_rule(profile, selected=True), part.area_households, None,
        relatively_independent=part.relatively_independent,
        family_committee=part.kind is AreaKind.FAMILY_COMMITTEE,
    )
    return judged.form is Form.JOIN_WHOLE


def _merger(judge: Judge, case: Case, merger: MergeFact) -> AuditFinding:
    profile = case.profile
    least_m = profile.value("shape.contiguity_min_border_m", default=0)
    chosen = next((entry for entry in merger.candidates if entry.community_id == merger.into), None)
    adjacent = [
        entry for entry in merger.candidates if entry.is_declared or (entry.border_m > 0 and entry.border_m >= least_m)
    ]
    names = {fact.community_id: fact.name for fact in case.facts.communities}
    subject = Subject(merger.into, merger.area_id, merger.place)
    fault = _fault(profile, merger, chosen, adjacent)
    start_zh = f"{merger.name} {merger.households:,} 户并入{names.get(merger.into, merger.into)}"
    start_en = f"{merger.name}, {merger.households:,} households, joins {names.get(merger.into, merger.into)}"
    distance_m = None if chosen is None else chosen.distance_m
    if fault is None:
        return judge.finding(
            Status.PASS, subject, f"{start_zh}，就近合并", f"{start_en}, which is near",
            measured=distance_m, unit="m",
        )
    zh, en, better, severity = fault
    if better is not None:
        name = names.get(better.community_id, better.community_id)
        zh = f"{zh}；可并入{name}，步行 {better.distance_m:,.0f} 米"
        en = f"{en}; {name} is {better.distance_m:,.0f} m away"
    return Judge(judge.rule, judge.clause, severity, judge.step).finding(
        Status.FAIL, subject, f"{start_zh}，{zh}", f"{start_en}: {en}", measured=distance_m,
        limit=None if better is None else better.distance_m, unit="m",
    )


Fault = tuple[str, str, MergeCandidate | None, Severity]


def _fault(
    profile: Profile, merger: MergeFact, chosen: MergeCandidate | None, adjacent: Sequence[MergeCandidate]
) -> Fault | None:
    """Say what is wrong with a choice, and what would have been better; candidates come nearest first."""
    better = [entry for entry in adjacent if entry is not chosen]
    if chosen is None:
        return "不在同一街道", "in another street office", next(iter(better), None), Severity.SOFT
    if chosen not in adjacent:
        if adjacent:
            return "两者不相邻", "the two are not adjacent", adjacent[0], Severity.SOFT
        nearest = merger.candidates[0]
        return None if nearest is chosen else ("不是最近的", "not the nearest", nearest, Severity.SOFT)
    excess = {entry.community_id: _excess(profile, merger, entry) for entry in adjacent}
    fewer = [entry for entry in adjacent if excess[entry.community_id] < excess[chosen.community_id]]
    if fewer:
        best = min(fewer, key=lambda entry: (excess[entry.community_id], entry.distance_m))
        return "合并后超上限", "too large after it", best, Severity.SOFT
    equal = [entry for entry in adjacent if excess[entry.community_id] == excess[chosen.community_id]]
    if equal[0].distance_m < chosen.distance_m:
        return "不是最近的", "not the nearest", equal[0], Severity.ADVISORY
    return None


def _excess(profile: Profile, merger: MergeFact, entry: MergeCandidate) -> int:
    """Households, or persons where only these are too many, by which a community would be too large."""
    rule = size_rule(profile)
    households = merger.households + entry.households
    known = merger.population is not None and entry.population is not None
    persons = (merger.population or 0) + (entry.population or 0) if known else None
    broken = [field for field in verdict(rule, households, persons).broken if field.compare == "<="]
    return max(((persons or 0) - field.value if field.unit == "person" else households - field.value
                for field in broken), default=0)
