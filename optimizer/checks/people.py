"""Rules on people and money: party team, residents' committee, workers, work funds (LH-10, 11, 17, 19)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from geodata.domain_facts import CommunityFacts
from optimizer.awaited import Awaited
from optimizer.checks.size import known_population
from optimizer.finding import FINAL_INSPECTION, PLAN, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.deadlines import election_deadline
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile
from optimizer.rules.staff import estimated_persons, seats, workers_required

FORMS = {
    "branch": ("党支部", "party branch"),
    "general_branch": ("党总支", "general party branch"),
    "committee": ("党委", "party committee"),
}

WITHOUT_TABLE = (
    ("party.team_min", Awaited.PARTY_TEAM, "党组织班子", "party teams"),
    ("party.team_by_form", Awaited.PARTY_TEAM, "党组织班子与组织形式", "party teams by form"),
    ("committee.seats_min", Awaited.COMMITTEE, "居委会人数", "residents' committees"),
    ("committee.seat_classes", Awaited.COMMITTEE, "居委会职数", "seats of residents' committees"),
    ("leaders.cross_share_min", Awaited.CROSS_APPOINTED, "交叉任职", "cross-appointment"),
    ("leaders.fulltime_share_min", Awaited.FULL_TIME, "“两委”专职比例", "full-time members"),
    ("leaders.persons_max", Awaited.COMMITTEE, "“两委”总人数", "both committees together"),
    ("social_orgs_min", Awaited.SOCIAL_ORGANISATIONS, "社区社会组织", "community social organisations"),
)
"""Field, what it waits for, and what to call it where no table of communities was handed in."""


def check_people(case: Case) -> Iterator[AuditFinding]:
    """LH-10.1 to LH-10.7 and LH-17.1; without a table of communities one unknown finding for each rule."""
    if case.dossier.statements is None:
        for path, missing, zh, en in WITHOUT_TABLE:
            field = _stated(case.profile, path)
            if field is not None:
                yield _judge(field).unknown(PLAN, f"各社区{zh}未知", f"{en} of all communities unknown", missing)
        return
    for fact in case.facts.communities:
        yield from _party(case, fact)
        yield from _committee(case, fact)
        yield from _leaders(case, fact)
        yield from _social_organisations(case, fact)


def _stated(profile: Profile, path: str) -> Field | None:
    field = profile.field(path)
    return None if field is None or field.value is None else field


def _judge(field: Field) -> Judge:
    """Judge at the final inspection, where LH-10 blocks; other rules on people are only reported (rules.md 0.2)."""
    return Judge.of(field, step=FINAL_INSPECTION if field.rule.startswith("LH-10.") else None)


def _unknown(field: Field, fact: CommunityFacts, zh: str, en: str, missing: Awaited) -> AuditFinding:
    return _judge(field).unknown(Subject.community(fact), f"{fact.name}{zh}未知", f"{fact.name}: {en} unknown", missing)


def _range(
    case: Case, fact: CommunityFacts, paths: tuple[str, str], number: int | None, missing: Awaited, zh: str, en: str
) -> Iterator[AuditFinding]:
    """Hold a number of persons against a least and a greatest."""
    low, high = (_stated(case.profile, path) for path in paths)
    if low is None or high is None:
        return
    if number is None:
        yield _unknown(low, fact, zh, en, missing)
        return
    broken = next((field for field in (low, high) if not field.is_met_by(number)), None)
    yield _judge(broken or low).finding(
        Status.FAIL if broken else Status.PASS, Subject.community(fact),
        f"{fact.name}{zh} {number} 人，应为 {low.value} 至 {high.value} 人",
        f"{fact.name}: {en} {number}, must be {low.value} to {high.value}",
        measured=number, limit=(broken or low).value, unit="person",
    )


def _party(case: Case, fact: CommunityFacts) -> Iterator[AuditFinding]:
    """LH-10.1 and, inside that range, LH-10.2: the size that belongs to the form."""
    stated = case.dossier.of(fact.community_id)
    team = tuple(_range(
        case, fact, ("party.team_min", "party.team_max"), stated.party_team, Awaited.PARTY_TEAM,
        "党组织班子", "party team",
    ))
    yield from team
    field = _stated(case.profile, "party.team_by_form")
    if field is None or any(finding.status is not Status.PASS for finding in team):
        return
    if stated.party_team is None:
        yield _unknown(field, fact, "党组织班子", "party team", Awaited.PARTY_TEAM)
        return
    zh, en = FORMS.get(stated.party_form or "", ("党组织", "party organisation"))
    sizes = [field.value[stated.party_form]] if stated.party_form in field.value else sorted(set(field.value.values()))
    yield _judge(field).finding(
        Status.PASS if stated.party_team in sizes else Status.FAIL, Subject.community(fact),
        f"{fact.name}{zh}班子 {stated.party_team} 人，一般设 {' 或 '.join(map(str, sizes))} 人",
        f"{fact.name}: {en} with a team of {stated.party_team}, generally {' or '.join(map(str, sizes))}",
        measured=stated.party_team, limit=min(sizes, key=lambda size: (abs(size - stated.party_team), size)),
        unit="person",
    )


def _committee(case: Case, fact: CommunityFacts) -> Iterator[AuditFinding]:
    """LH-10.3 and, inside that range, LH-10.4: the seats that belong to the number of households."""
    number = case.dossier.of(fact.community_id).committee
    ranged = tuple(_range(
        case, fact, ("committee.seats_min", "committee.seats_max"), number, Awaited.COMMITTEE,
        "居委会", "residents' committee",
    ))
    yield from ranged
    field = _stated(case.profile, "committee.seat_classes")
    if field is None or any(finding.status is not Status.PASS for finding in ranged):
        return
    fitting = None if fact.households is None else seats(case.profile, fact.households)
    if number is None or fitting is None:
        missing = Awaited.COMMITTEE if number is None else Awaited.HOUSEHOLDS
        yield _unknown(field, fact, "居委会职数", "seats of the committee", missing)
        return
    accepted = "或".join(map(str, fitting.accepted))
    yield _judge(field).finding(
        Status.PASS if number in fitting.accepted else Status.FAIL, Subject.community(fact),
        f"{fact.name} {fact.households:,} 户，居委会 {number} 人，一般设 {accepted} 人",
        f"{fact.name}: {fact.households:,} households, committee of {number}, generally "
        f"{' or '.join(map(str, fitting.accepted))}",
        measured=number, limit=fitting.recommended, unit="seat",
    )


def _leaders(case: Case, fact: CommunityFacts) -> Iterator[AuditFinding]:
    """LH-10.5 to LH-10.7: who sits in both, who is full-time, how many there are (AMB-8)."""
    stated, profile = case.dossier.of(fact.community_id), case.profile
    yield from _share(
        fact, _stated(profile, "leaders.cross_share_min"), stated.cross_appointed, stated.party_team,
        (Awaited.CROSS_APPOINTED, Awaited.PARTY_TEAM), "交叉任职占党组织班子",
        "cross-appointed of the party team",
    )
    missing = Awaited.PARTY_TEAM if stated.party_team is None else Awaited.COMMITTEE
    if stated.cross_appointed is None and stated.committee is not None and stated.party_team is not None:
        missing = Awaited.CROSS_APPOINTED
    yield from _share(
        fact, _stated(profile, "leaders.fulltime_share_min"), stated.full_time, stated.persons,
        (Awaited.FULL_TIME, missing), "专职占“两委”成员", "full-time of the two committees",
    )
    field = _stated(profile, "leaders.persons_max")
    if field is None:
        return
    if stated.persons is None:
        yield _unknown(field, fact, "“两委”总人数", "the two committees together", missing)
        return
    yield _judge(field).finding(
        Status.PASS if field.is_met_by(stated.persons) else Status.FAIL, Subject.community(fact),
        f"{fact.name}“两委”共 {stated.persons} 人，最多 {field.value} 人",
        f"{fact.name}: {stated.persons} persons in the two committees, at most {field.value}",
        measured=stated.persons, limit=field.value, unit="person",
    )


def _share(
    fact: CommunityFacts, field: Field | None, part: int | None, whole: int | None, missing: tuple[Awaited, Awaited],
    zh: str, en: str,
) -> Iterator[AuditFinding]:
    """Hold a share against its minimum as part ≥ share × whole, so that nothing is rounded."""
    if field is None:
        return
    if part is None or not whole:
        yield _unknown(field, fact, zh, en, missing[0] if part is None else missing[1])
        return
    share = Decimal(part) / Decimal(whole)
    yield _judge(field).finding(
        Status.PASS if part >= field.value * whole else Status.FAIL, Subject.community(fact),
        f"{fact.name}{zh} {part}/{whole}，即 {share:.1%}，应不低于 {field.value:.0%}",
        f"{fact.name}: {en} {part}/{whole}, {share:.1%}, at least {field.value:.0%}",
        measured=share, limit=field.value, unit="ratio",
    )


def _social_organisations(case: Case, fact: CommunityFacts) -> Iterator[AuditFinding]:
    field, number = _stated(case.profile, "social_orgs_min"), case.dossier.of(fact.community_id).social_organisations
    if field is None:
        return
    if number is None:
        yield _unknown(field, fact, "社会组织数", "social organisations", Awaited.SOCIAL_ORGANISATIONS)
        return
    yield _judge(field).finding(
        Status.PASS if field.is_met_by(number) else Status.FAIL, Subject.community(fact),
        f"{fact.name}社会组织 {number} 个，目标 {field.value} 个",
        f"{fact.name}: {number} social organisations, target {field.value}",
        measured=number, limit=field.value, unit="organisation",
    )


def check_workers(case: Case) -> Iterator[AuditFinding]:
    """LH-11.4: soft for each community, hard for all together, computed once on the total (AMB-10)."""
    field = _stated(case.profile, "staff.workers_per_10000")
    if field is None:
        return
    for fact in case.facts.communities:
        yield _workers(case, field, fact)
    yield _all_workers(case, field)


def _workers(case: Case, field: Field, fact: CommunityFacts) -> AuditFinding:
    judge, subject, persons = _judge(field), Subject.community(fact), known_population(fact)
    if persons is None:
        zh, en = _estimate(fact, case.profile)
        return judge.unknown(subject, f"{fact.name}{zh}", f"{fact.name}: {en}", Awaited.PERSONS, unit="person")
    needed, workers = workers_required(case.profile, persons), case.dossier.of(fact.community_id).workers
    assert needed is not None
    if workers is None:
        return judge.unknown(
            subject, f"{fact.name}需社区工作者 {needed} 人，现有人数未知",
            f"{fact.name}: needs {needed} community workers, has an unknown number", Awaited.WORKERS,
            limit=needed, unit="person",
        )
    return judge.finding(
        Status.PASS if workers >= needed else Status.FAIL, subject,
        f"{fact.name}社区工作者 {workers} 人，需 {needed} 人",
        f"{fact.name}: {workers} community workers, needs {needed}",
        measured=workers, limit=needed, unit="person",
    )


def _estimate(fact: CommunityFacts, profile: Profile) -> tuple[str, str]:
    estimate = None if fact.households is None else estimated_persons(profile, fact.households)
    guess = None if estimate is None else workers_required(profile, estimate)
    if guess is None:
        return "人口未知", "persons unknown"
    return (
        f"人口未知；按户均估计 {estimate:,} 人，约需社区工作者 {guess} 人",
        f"persons unknown; an estimated {estimate:,} would need about {guess} community workers",
    )


def _all_workers(case: Case, field: Field) -> AuditFinding:
    judge = Judge.of(field, step=None, severity=field.severity_district)
    persons = [known_population(fact) for fact in case.facts.communities]
    workers = [case.dossier.of(fact.community_id).workers for fact in case.facts.communities]
    known = [count for count in persons if count is not None]
    if len(known) < len(persons):
        return judge.unknown(
            PLAN, "部分社区人口未知，所需社区工作者总数未知",
            "Persons of some communities unknown, so are the workers that all need",
            Awaited.PERSONS, unit="person",
        )
    needed, total = workers_required(case.profile, sum(known)), sum(count or 0 for count in workers)
    assert needed is not None
    if total < needed and None in workers:
        return judge.unknown(
            PLAN, f"全部社区共需社区工作者 {needed:,} 人，现有总数未知",
            f"All communities need {needed:,} community workers, their number is unknown", Awaited.WORKERS,
            limit=needed, unit="person",
        )
    return judge.finding(
        Status.PASS if total >= needed else Status.FAIL, PLAN,
        f"全部社区共有社区工作者 {total:,} 人，需 {needed:,} 人",
        f"All communities have {total:,} community workers, they need {needed:,}",
        measured=total, limit=needed, unit="person",
    )


def check_work_funds(case: Case) -> Iterator[AuditFinding]:
    """LH-19.1: once a budget is entered, both parts are paid in full."""
    city, district = (_stated(case.profile, f"budget.{level}_per_year") for level in ("city", "district"))
    if city is None or district is None:
        return
    judge = Judge.of(city.once_entered(), step=None)
    entered = 0
    for fact in case.facts.communities:
        stated, subject = case.dossier.of(fact.community_id), Subject.community(fact)
        paid = (stated.city_funds_yuan, stated.district_funds_yuan)
        if paid == (None, None):
            continue
        entered += 1
        if paid[0] is None or paid[1] is None:
            yield judge.unknown(
                subject, f"{fact.name}只填了一级经费", f"{fact.name}: only one of the two funds is entered",
                Awaited.WORK_FUNDS, unit="yuan",
            )
            continue
        is_met = city.is_met_by(paid[0]) and district.is_met_by(paid[1])
        yield judge.finding(
            Status.PASS if is_met else Status.FAIL, subject,
            f"{fact.name}经费市级以上 {paid[0]:,} 元、区级 {paid[1]:,} 元，应为 {city.value:,}、{district.value:,} 元",
            f"{fact.name}: work funds {paid[0]:,} yuan from the city, {paid[1]:,} from the district; "
            f"{city.value:,} and {district.value:,} are due",
            measured=paid[0] + paid[1], limit=city.value + district.value, unit="yuan",
        )
    if not entered:
        yield judge.finding(
            Status.NOT_APPLICABLE, PLAN, "未填社区经费预算", "No budget of work funds is entered", unit="yuan"
        )


def check_elections(case: Case) -> Iterator[AuditFinding]:
    """LH-11.2: both committees are elected within three months of the approval document; it stops no step."""
    field = _stated(case.profile, "deadline.election")
    if field is None:
        return
    judge, approved = Judge.of(field, step=None), 0
    for fact in case.facts.communities:
        stated = case.dossier.of(fact.community_id)
        due = None if stated.approved_on is None else election_deadline(case.profile, stated.approved_on)
        if due is None:
            continue
        approved += 1
        held = stated.elected_on
        zh, en = (f"{held} 完成", f"held on {held}") if held else ("尚未完成", "not yet held")
        yield judge.finding(
            Status.PASS if (held or case.dossier.as_of) <= due.due else Status.FAIL, Subject.community(fact),
            f"{fact.name}“两委”选举{zh}，期限 {due.due}{'（工作日历不全，仅供参考）' if due.is_approximate else ''}",
            f"{fact.name}: election {en}, due {due.due}{' (approximate)' if due.is_approximate else ''}",
        )
    if not approved:
        yield judge.finding(Status.NOT_APPLICABLE, PLAN, "无已批复的新设社区", "No community has been approved yet")
