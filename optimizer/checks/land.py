"""Rules on the land: coverage, overlap, street office, contiguity, whole areas, limits (rules.md section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from geodata.domain import AreaId
from geodata.domain_facts import OUTSIDE, AreaPart, Bound, CommunityFacts, LandDefect, PlanFacts
from optimizer.awaited import Awaited
from optimizer.checks.common import M2, listed, switched_on
from optimizer.finding import EXECUTIVE_MEETING, PLAN, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile, Severity

LINE_KINDS = ("road", "river", "rail", "wall", "office")
SIDES = (("east", "东"), ("south", "南"), ("west", "西"), ("north", "北"))


def check_coverage(case: Case) -> Iterator[AuditFinding]:
    """PL-1: the communities cover each street office; slivers within the tolerance are left aside."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.full_coverage")
    if field is None:
        return
    judge = Judge.of(field, "PL-1")
    offices = {fact.subdistrict for fact in facts.communities} | {gap.subdistrict for gap in facts.gaps}
    for office in sorted(offices):
        gaps = [gap for gap in facts.gaps if gap.subdistrict == office]
        yield from _office_coverage(judge, facts, profile, office, gaps)
    for area, households, place in facts.uncovered:
        yield judge.finding(
            Status.FAIL, Subject(None, area, place), f"小区 {area} {households:,} 户，不在任何社区内",
            f"Area {area}, {households:,} households, lies in no community", measured=households, limit=0,
            unit="household", is_finished=False,
        )
    yield from _unplaced(field, facts)


def _office_coverage(
    judge: Judge, facts: PlanFacts, profile: Profile, office: str, gaps: Sequence[LandDefect]
) -> Iterator[AuditFinding]:
    sliver = profile.value("shape.sliver_max_m2", default=0)
    allowed = profile.value("shape.slivers_total_max_m2", default=0)
    large = [gap for gap in gaps if gap.land_m2 > sliver]
    small = [gap for gap in gaps if gap.land_m2 <= sliver]
    total = sum(gap.land_m2 for gap in small)
    for gap in large:
        zh, en = _inside_gap(gap)
        yield judge.finding(
            Status.FAIL, Subject(place=gap.place, subdistricts=(office,)),
            f"{office}空白 {gap.land_m2:,.1f} 平方米{zh}",
            f"{office}: gap of {gap.land_m2:,.1f} m²{en}", measured=gap.land_m2, limit=sliver, unit=M2,
            is_finished=not gap.areas,
        )
    if total > allowed:
        yield judge.finding(
            Status.FAIL, Subject(place=max(small, key=lambda gap: gap.land_m2).place, subdistricts=(office,)),
            f"{office}细缝 {len(small)} 处，共 {total:,.1f} 平方米",
            f"{office}: {len(small)} slivers, {total:,.1f} m² in all",
            measured=total, limit=allowed, unit=M2,
        )
    if large or total > allowed:
        return
    whole = Subject(subdistricts=(office,))
    if facts.territory_known:
        yield judge.finding(
            Status.PASS, whole, f"{office}全覆盖", f"{office}: covered", measured=total, limit=allowed, unit=M2
        )
    else:
        yield judge.unknown(
            whole, f"{office}内部无空白，边缘无法核查", f"{office}: no gap inside, but its rim cannot be checked",
            Awaited.SUBDISTRICTS, measured=total, limit=allowed, unit=M2,
        )


def _inside_gap(gap: LandDefect) -> tuple[str, str]:
    if not gap.areas:
        return "，不属任何社区", ", in no community"
    return f"，含小区 {listed(gap.areas, '、')}", f", with area {listed(gap.areas, ', ')}"


def _unplaced(field: Field, facts: PlanFacts) -> Iterator[AuditFinding]:
    """Rows without a place: whether they are covered cannot be known."""
    if not facts.unplaced:
        return
    households = sum(count for _, count, _ in facts.unplaced)
    areas = [area for area, _, _ in facts.unplaced]
    yield Judge.of(field, "PL-1", severity=Severity.SOFT).unknown(
        PLAN, f"{len(areas)} 行无位置，共 {households:,} 户，未划入社区：{listed(areas, '、')}",
        f"{len(areas)} rows without a place, {households:,} households, in no community: {listed(areas, ', ')}",
        Awaited.COORDINATES, measured=households, limit=0, unit="household",
    )


def check_overlaps(case: Case) -> Iterator[AuditFinding]:
    """PL-2: no land in two communities."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.no_overlap")
    if field is None:
        return
    judge, sliver = Judge.of(field, "PL-2"), profile.value("shape.sliver_max_m2", default=0)
    names = {fact.community_id: fact.name for fact in facts.communities}
    homes = {fact.community_id: fact.subdistrict for fact in facts.communities}
    overlaps = [overlap for overlap in facts.overlaps if overlap.land_m2 > sliver]
    for overlap in overlaps:
        first, second = (names.get(community, community) for community in overlap.communities)
        yield judge.finding(
            Status.FAIL, Subject(
                overlap.communities[0], None, overlap.place,
                tuple(sorted({homes[community] for community in overlap.communities if community in homes})),
            ),
            f"{first}与{second}重叠 {overlap.land_m2:,.1f} 平方米",
            f"{first} and {second} overlap by {overlap.land_m2:,.1f} m²",
            measured=overlap.land_m2, limit=sliver, unit=M2,
        )
    if not overlaps:
        yield judge.finding(Status.PASS, PLAN, "社区互不重叠", "No overlap", measured=0, limit=sliver, unit=M2)


def check_offices(case: Case) -> Iterator[AuditFinding]:
    """PL-5: each community lies inside one street office; without outlines its areas decide."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.single_street")
    if field is None:
        return
    judge = Judge.of(field, "PL-5")
    for fact in facts.communities:
        held = _offices_by_land(fact) if facts.territory_known else _offices_by_areas(fact)
        if len(held) <= 1 and OUTSIDE not in held:
            yield judge.finding(
                Status.PASS, Subject.community(fact), f"{fact.name}在{fact.subdistrict}内",
                f"{fact.name}: inside {fact.subdistrict}", measured=len(held), limit=1, unit="street office",
            )
            continue
        zh = "、".join(name or "各街道之外" for name in held)
        en = ", ".join(name or "land outside every street office" for name in held)
        yield judge.finding(
            Status.FAIL, Subject.community(fact, fact.stray), f"{fact.name}跨{zh}", f"{fact.name} lies in {en}",
            measured=len(held), limit=1, unit="street office",
        )


def _offices_by_land(fact: CommunityFacts) -> list[str]:
    return [name for name, _ in fact.office_shares]


def _offices_by_areas(fact: CommunityFacts) -> list[str]:
    return sorted({part.subdistrict for part in fact.areas})


def check_contiguity(case: Case) -> Iterator[AuditFinding]:
    """PL-4: each community is one piece; touching in a point does not count."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.contiguous")
    if field is None:
        return
    judge = Judge.of(field, "PL-4")
    for fact in facts.communities:
        if fact.pieces <= 1:
            zh, en, status, place = f"{fact.name}连成一片", f"{fact.name}: one piece", Status.PASS, None
        else:
            zh, en = f"{fact.name}分成 {fact.pieces} 块，不相连", f"{fact.name}: {fact.pieces} pieces that do not meet"
            status, place = Status.FAIL, fact.detached[0] if fact.detached else None
        yield judge.finding(
            status, Subject.community(fact, place), zh, en, measured=fact.pieces, limit=1, unit="piece"
        )


def check_whole_areas(case: Case) -> Iterator[AuditFinding]:
    """PL-9: an area is in one community; hard for small quarters and where the user asks for it, else soft."""
    facts, profile = case.facts, case.profile
    holders: dict[AreaId, list[tuple[CommunityFacts, AreaPart]]] = {}
    for fact in facts.communities:
        for part in fact.areas:
            holders.setdefault(part.area_id, []).append((fact, part))
    cut = {area: held for area, held in holders.items() if len(held) > 1 and held[0][1].area_households > 0}
    for area in sorted(cut):
        yield from _cut_area(profile, cut[area])
    field = profile.field("unit.keep_whole")
    if field is None:
        return
    touched = {fact.community_id for held in cut.values() for fact, _ in held}
    for fact in facts.communities:
        if fact.community_id not in touched:
            yield Judge.of(field, "PL-9", severity=Severity.SOFT).finding(
                Status.PASS, Subject.community(fact), f"{fact.name}未切分小区", f"{fact.name}: no area is cut",
                measured=0, limit=0, unit="area",
            )


def _cut_area(profile: Profile, held: Sequence[tuple[CommunityFacts, AreaPart]]) -> Iterator[AuditFinding]:
    part = min((part for _, part in held), key=lambda part: part.land_share)
    selected = profile.selects(part.kind)
    field = profile.field("unit.keep_whole", selected=selected)
    if field is None:
        return
    is_hard = part.keep_whole or _is_small_quarter(profile, part, selected)
    names = [fact.name for fact, _ in held]
    yield Judge.of(field, "PL-9", severity=Severity.HARD if is_hard else Severity.SOFT).finding(
        Status.FAIL, Subject(None, part.area_id, part.place),
        f"{part.name} {part.area_households:,} 户，被切分到 {listed(names, '、')}",
        f"{part.name}, {part.area_households:,} households, is cut between {listed(names, ', ')}",
        measured=len(held), limit=1, unit="community",
    )


def _is_small_quarter(profile: Profile, part: AreaPart, selected: bool) -> bool:
    """Whether it is a living quarter of at most the minimum, which joins as a whole (LQ-3.6)."""
    if not selected and part.kind not in profile.base.selector:
        return False
    least = profile.value("size.households_min", selected=selected)
    keeps = profile.value("unit.keep_whole", selected=selected, default=False)
    return bool(keeps) and least is not None and part.area_households <= least


def check_undecided(case: Case) -> Iterator[AuditFinding]:
    """PL-13: an undecided area may be cut out of an approved plan only with its ruling listed."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.undecided_listed")
    if field is None:
        return
    judge = Judge.of(field, "PL-13", step=EXECUTIVE_MEETING)
    holders = dict(facts.annexed)
    for area, households, ruling in facts.undecided:
        status = Status.PASS if ruling and area not in holders else Status.FAIL
        zh, en = (f"裁定：{ruling}", f"ruling: {ruling}") if ruling else ("未报裁定", "no ruling asked for")
        if area in holders:
            zh, en = f"{zh}，却划入 {holders[area]}", f"{en}, yet held by {holders[area]}"
        yield judge.finding(
            status, Subject(area_id=area), f"待定区域 {area} {households:,} 户，{zh}",
            f"Undecided area {area}, {households:,} households, {en}", measured=households, unit="household",
        )
    if not facts.undecided:
        yield judge.finding(Status.PASS, PLAN, "无待定区域", "No undecided area", measured=0, limit=0, unit="area")


def check_four_limits(case: Case) -> Iterator[AuditFinding]:
    """PL-3: the four limits are described (hard), each by a named line (soft)."""
    facts, profile = case.facts, case.profile
    field = switched_on(profile, "shape.four_limits_described")
    if field is None:
        return
    for fact in facts.communities:
        subject = Subject.community(fact)
        if fact.four_bounds is None:
            yield Judge.of(field, "PL-3").finding(
                Status.FAIL, subject, f"{fact.name}没有四至", f"{fact.name}: its four limits are not described",
                measured=0, limit=4, unit="side",
            )
            continue
        bare = [(en, zh) for en, zh in SIDES if not _is_named_line(getattr(fact.four_bounds, en))]
        soft = Judge.of(field, "PL-3", severity=Severity.SOFT)
        if not bare:
            yield soft.finding(
                Status.PASS, subject, f"{fact.name}四至清晰", f"{fact.name}: four limits on named lines",
                measured=4, limit=4, unit="side",
            )
            continue
        zh = f"{fact.name}四至未落在有名的线上：{'、'.join(zh for _, zh in bare)}"
        en = f"{fact.name}: no named line on the {', '.join(en for en, _ in bare)}"
        if facts.has_line_names:
            yield soft.finding(Status.FAIL, subject, zh, en, measured=4 - len(bare), limit=4, unit="side")
        else:
            wanted = Awaited.LINE_NAMES if facts.has_lines else Awaited.LINES
            yield soft.unknown(subject, zh, en, wanted, measured=4 - len(bare), limit=4, unit="side")


def _is_named_line(bound: Bound) -> bool:
    return bound.name is not None and bound.kind in LINE_KINDS


def check_lines(case: Case) -> Iterator[AuditFinding]:
    """PL-6: boundaries run along streets, rivers, railways and walls."""
    facts, profile = case.facts, case.profile
    field = profile.field("shape.boundary_on_lines_min_share")
    if field is None or field.value is None:
        return
    judge = Judge.of(field, "PL-6")
    for fact in facts.communities:
        subject = Subject.community(fact)
        if fact.inner_outline_m <= 0:
            yield judge.finding(
                Status.NOT_APPLICABLE, subject, f"{fact.name}无内部界线",
                f"{fact.name}: no limit inside its street office",
            )
            continue
        if not facts.has_lines:
            yield judge.unknown(
                subject, f"{fact.name}界线是否沿街未知", f"{fact.name}: whether its limit follows streets is unknown",
                Awaited.LINES, limit=field.value, unit="ratio",
            )
            continue
        share = fact.inner_on_line_m / fact.inner_outline_m
        is_met = Decimal(fact.inner_on_line_m) >= field.value * Decimal(fact.inner_outline_m)
        yield judge.finding(
            Status.PASS if is_met else Status.FAIL, subject,
            f"{fact.name}界线 {share:.0%} 沿街沿河，参照 {float(field.value):.0%}",
            f"{fact.name}: {share:.0%} of its limit along streets and rivers, aim {float(field.value):.0%}",
            measured=share, limit=field.value, unit="ratio",
        )

