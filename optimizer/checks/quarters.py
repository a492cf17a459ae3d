"""Rules on living quarters and transfers: own community for a family committee, nobody counted twice, indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from geodata.domain import AreaKind
from geodata.domain_facts import AreaPart, CommunityFacts
from optimizer.awaited import Awaited
from optimizer.checks.access import walk_coverage
from optimizer.checks.premises import premises_of
from optimizer.checks.size import inhabited, known_population
from optimizer.dossier import Transfer
from optimizer.finding import PLAN, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.pack import Profile, Severity


def is_quarter(profile: Profile, kind: AreaKind) -> bool:
    """Whether the rules on living quarters speak of areas of this kind."""
    return profile.selects(kind) or kind in profile.base.selector


def check_family_committees(case: Case) -> Iterator[AuditFinding]:
    """CQ-2.2, LQ-3.1: a quarter with a family committee in principle becomes a community of its own."""
    judge = _judge(case.profile, "CQ-2.2", "CQ-2.2", Severity.SOFT)
    if judge is None:
        return
    for fact, part in _quarters(case):
        if part.kind is not AreaKind.FAMILY_COMMITTEE:
            continue
        own = all(other.kind is AreaKind.FAMILY_COMMITTEE for other in inhabited(fact))
        zh, en = ("单独设立社区", "is a community of its own") if own else (
            f"有家委会，原则上直接设立社区，现并入{fact.name}",
            f"has a family committee and in principle becomes a community; it is part of {fact.name}",
        )
        yield judge.finding(
            Status.PASS if own else Status.FAIL, Subject(fact.community_id, part.area_id, part.place),
            f"{part.name} {part.households:,} 户，{zh}", f"{part.name}, {part.households:,} households, {en}",
            measured=part.households, unit="household",
        )


def check_transfers(case: Case) -> Iterator[AuditFinding]:
    """PL-14: persons already socialised keep their community and are not counted as transferred (CQ-2.5)."""
    judge = _judge(case.profile, "PL-14", "CQ-2.5", Severity.HARD)
    if judge is None:
        return
    quarters = {part.area_id: part for _, part in _quarters(case)}
    if not quarters:
        yield judge.finding(Status.NOT_APPLICABLE, PLAN, "无职工生活区", "No living quarters", measured=0, unit="area")
        return
    stated = {} if case.dossier.transfers is None else {entry.area_id: entry for entry in case.dossier.transfers}
    for area, part in sorted(quarters.items()):
        yield _transfer(judge, part, stated.get(area))


def _transfer(judge: Judge, part: AreaPart, entry: Transfer | None) -> AuditFinding:
    subject = Subject(None, part.area_id, part.place)
    if entry is None:
        return judge.unknown(
            subject, f"{part.name}移交人数未知", f"{part.name}: persons transferred unknown", Awaited.TRANSFERS,
            unit="person",
        )
    due = entry.persons - entry.already_socialised
    return judge.finding(
        Status.PASS if entry.transferred == due else Status.FAIL, subject,
        f"{part.name}移交 {entry.transferred:,} 人，应为 {due:,} 人（共 {entry.persons:,} 人，"
        f"已社会化 {entry.already_socialised:,} 人，继续由原社区服务）",
        f"{part.name}: {entry.transferred:,} persons transferred, {due:,} are due ({entry.persons:,} in all, of whom "
        f"{entry.already_socialised:,} are served by a community already and keep it)",
        measured=entry.transferred, limit=due, unit="person",
    )


def check_indicators(case: Case) -> Iterator[AuditFinding]:
    """PL-15, RT-6: service radius, service population and resource capacity of each inhabited community."""
    judge = _judge(case.profile, "PL-15", "RT-6", Severity.SOFT)
    if judge is None:
        return
    for fact in case.facts.communities:
        if fact.households != 0:
            yield _indicators(judge, fact, case)


def _indicators(judge: Judge, fact: CommunityFacts, case: Case) -> AuditFinding:
    subject, persons, premises = Subject.community(fact), known_population(fact), premises_of(fact)
    circle, workers = walk_coverage(fact, case.profile), case.dossier.of(fact.community_id).workers
    zh, en = f"{fact.name}三项指标不全", f"{fact.name}: its three indicators are not complete"
    if circle is None or not fact.households:
        return judge.unknown(subject, zh, en, Awaited.HOUSEHOLDS)
    if not persons:
        return judge.unknown(subject, zh, en, Awaited.PERSONS)
    if premises is None or not premises.floor.is_complete:
        return judge.unknown(subject, zh, en, Awaited.FACILITIES if premises is None else Awaited.FLOOR)
    if workers is None:
        return judge.unknown(subject, zh, en, Awaited.WORKERS)
    floor, rate = premises.floor.m2 * 100 / fact.households, workers * 10_000 / persons
    return judge.finding(
        Status.PASS, subject,
        f"{fact.name}服务半径 {circle.farthest_m:,.0f} 米，服务人口 {persons:,} 人，"
        f"每百户用房 {floor:,.1f} 平方米、每万人社区工作者 {rate:.1f} 人",
        f"{fact.name}: service radius {circle.farthest_m:,.0f} m, service population {persons:,}, "
        f"{floor:,.1f} m² of floor per 100 households, {rate:.1f} workers per 10,000 persons",
    )


def _judge(profile: Profile, rule: str, cited: str, severity: Severity) -> Judge | None:
    """Judge by a document that a pack of the profile cites; ``None`` where it binds nobody here."""
    clause = profile.clause(cited)
    return None if clause is None else Judge(rule, clause, severity)


def _quarters(case: Case) -> Iterator[tuple[CommunityFacts, AreaPart]]:
    """List inhabited living quarters with the community that holds each; those that are cut are PL-9's affair."""
    found = [
        (fact, part) for fact in case.facts.communities for part in inhabited(fact)
        if is_quarter(case.profile, part.kind)
    ]
    times = Counter(part.area_id for _, part in found)
    yield from (pair for pair in found if times[pair[1].area_id] == 1)
