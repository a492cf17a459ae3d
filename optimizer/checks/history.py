"""Rules against today: streets before counts where a pack says so (PL-7), and what is kept of the past (PL-8)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from geodata.domain_facts import CommunityFacts, PlanFacts
from optimizer.awaited import Awaited
from optimizer.checks.common import switched_on
from optimizer.checks.size import size_of
from optimizer.finding import PLAN, AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.pack import Profile, Severity

GEOGRAPHY_FIRST = "geography_first"
BAND = Fraction(5, 100)
"""Plans whose boundaries follow lines within the same 5 percentage points count as equal (PL-7, design default)."""


def preference(facts: PlanFacts, profile: Profile) -> tuple[int, int]:
    """Order plans where streets go before counts: the larger is the better plan (LQ-3.4, PL-7).

    Returns
    -------
    tuple of int
        First the share of the inner limits along lines, in whole bands of 5 percentage points; then the households
        by which communities miss the preferred size or, without one, the band, as a negative number.
    """
    inner = sum((Fraction(fact.inner_outline_m) for fact in facts.communities), Fraction(0))
    along = sum((Fraction(fact.inner_on_line_m) for fact in facts.communities), Fraction(0))
    return int(along / inner / BAND) if inner else 0, -sum(_off(fact, profile) for fact in facts.communities)


def _off(fact: CommunityFacts, profile: Profile) -> int:
    sized = size_of(fact, profile)
    if sized is None:
        return 0
    if sized.rule.households_target is not None:
        return abs(sized.households - sized.rule.households_target)
    bounds = [field for field in sized.verdict.broken if field.unit == "household"]
    return max((abs(sized.households - field.value) for field in bounds), default=0)


def check_priority(case: Case) -> Iterator[AuditFinding]:
    """PL-7: where streets go before counts, a plan may not follow them less than today's communities do."""
    field, today = case.profile.field("shape.boundary_priority"), case.dossier.today
    if field is None or field.value != GEOGRAPHY_FIRST:
        return
    judge = Judge.of(field, "PL-7")
    if not case.facts.has_lines:
        yield judge.unknown(PLAN, "界线是否沿街未知", "Whether limits follow streets is unknown", Awaited.LINES)
        return
    if today is None:
        yield judge.unknown(
            PLAN, "没有现状社区可比", "There are no present communities to compare with", Awaited.PRESENT
        )
        return
    now, before = preference(case.facts, case.profile)[0], preference(today, case.profile)[0]
    zh, en = f"{now * 5}% 至 {now * 5 + 5}%", f"{now * 5} to {now * 5 + 5} %"
    was_zh, was_en = f"{before * 5}% 至 {before * 5 + 5}%", f"{before * 5} to {before * 5 + 5} %"
    yield judge.finding(
        Status.FAIL if now < before else Status.PASS, PLAN, f"界线沿街沿河 {zh}，现状 {was_zh}；户数服从地缘",
        f"{en} of the limits along streets and rivers, {was_en} today; streets go before counts",
        measured=now * float(BAND), limit=before * float(BAND), unit="ratio",
    )


def check_history(case: Case) -> Iterator[AuditFinding]:
    """PL-8: overlap of each community with its main predecessor, names, and how many households change."""
    if switched_on(case.profile, "shape.keep_history_weight") is None:
        return
    judge = Judge("PL-8", case.profile.clause("LH-4.1", "LQ-3.2"), Severity.ADVISORY)
    communities = [fact for fact in case.facts.communities if any(count for _, count in fact.predecessors)]
    if not communities:
        yield judge.unknown(PLAN, "现状社区未知", "Present communities unknown", Awaited.PRESENT)
        return
    settled = sum(count for fact in communities for _, count in fact.predecessors)
    changed = sum(count for fact in communities for name, count in fact.predecessors if name != fact.continues)
    yield judge.finding(
        Status.PASS, PLAN, f"改变社区 {changed:,} 户，占 {changed / settled:.1%}",
        f"{changed:,} households change their community, {changed / settled:.1%}",
        measured=changed / settled, unit="ratio",
    )
    for fact in communities:
        yield _kept(judge, fact)


def _kept(judge: Judge, fact: CommunityFacts) -> AuditFinding:
    origin, count = fact.predecessors[0]
    share = count / sum(households for _, households in fact.predecessors)
    land = fact.origin_land_share
    zh = f"{fact.name}有 {share:.0%} 的住户" + ("" if land is None else f"、{land:.0%} 的土地") + f"来自{origin}"
    en = f"{fact.name}: {share:.0%} of its households" + ("" if land is None else f", {land:.0%} of its land")
    en = f"{en} come from {origin}"
    renamed = fact.continues is not None and fact.continues not in (fact.community_id, fact.name)
    if renamed:
        zh, en = f"{zh}，延续{fact.continues}却改名", f"{en}; it continues {fact.continues} under another name"
    elif fact.continues is None:
        zh, en = f"{zh}，为新设", f"{en}; it is new"
    return judge.finding(
        Status.FAIL if renamed else Status.PASS, Subject.community(fact), zh, en, measured=share, unit="ratio"
    )
