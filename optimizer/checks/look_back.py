"""The look-back on estates that never got the premises that were due (LH-9.1)."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.domain_facts import AreaPart, CommunityFacts
from optimizer.awaited import Awaited
from optimizer.checks.size import inhabited
from optimizer.finding import AuditFinding, Case, Judge, Status, Subject
from optimizer.rules.facility import LookBack, look_back
from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

PATH = "facility.lookback_from"


def check_look_back(case: Case) -> Iterator[AuditFinding]:
    """LH-9.1 for every inhabited area of which the files say when it was built or whether premises were provided."""
    field = case.profile.field(PATH)
    if field is None or field.value is None:
        return
    for fact, part in _largest_parts(case.facts.communities):
        if part.built_month is not None or part.facility_provided is not None:
            yield _judged(field, case.profile, fact, part)


def _largest_parts(communities: tuple[CommunityFacts, ...]) -> Iterator[tuple[CommunityFacts, AreaPart]]:
    """List each inhabited area once, with the community that holds most of it."""
    largest: dict[str, tuple[CommunityFacts, AreaPart]] = {}
    for fact in communities:
        for part in inhabited(fact):
            held = largest.get(part.area_id)
            if held is None or part.land_share > held[1].land_share:
                largest[part.area_id] = fact, part
    yield from largest.values()


def _judged(field: Field, profile: Profile, fact: CommunityFacts, part: AreaPart) -> AuditFinding:
    judge = Judge.of(field, step=None)
    subject = Subject(fact.community_id, part.area_id, part.place)
    if part.facility_provided:
        return judge.finding(
            Status.PASS, subject, f"{part.name}已配建社区用房", f"{part.name}: premises were provided"
        )
    if part.built_month is None:
        return judge.unknown(
            subject, f"{part.name}未配建社区用房，建成年月未知",
            f"{part.name}: no premises provided, month of completion unknown", Awaited.BUILT_MONTH,
        )
    earliest, latest = _looked_back(profile, part.built_month)
    start = field.value
    if not latest.is_due:
        return judge.finding(
            Status.NOT_APPLICABLE, subject, f"{part.name} {part.built_month} 建成，早于追索起点 {start}",
            f"{part.name}: built {part.built_month}, before the look-back from {start}",
        )
    if not earliest.is_due:
        return judge.unknown(
            subject, f"{part.name} {part.built_month} 年建成，是否在追索起点 {start} 以后未知",
            f"{part.name}: built in {part.built_month}, unknown whether from {start} on", Awaited.BUILT_MONTH,
        )
    if part.facility_provided is None:
        return judge.unknown(
            subject, f"{part.name} {part.built_month} 建成，是否配建社区用房未知",
            f"{part.name}: built {part.built_month}, unknown whether premises were provided",
            Awaited.FACILITY_PROVIDED,
        )
    zh, en = ("（边界月份，计入）", " (the very month, which counts)") if latest.is_boundary_month else ("", "")
    return judge.finding(
        Status.FAIL, subject, f"{part.name} {part.built_month} 建成，未配建社区用房，应列入追索{zh}",
        f"{part.name}: built {part.built_month} without premises, to be pursued{en}",
    )


def _looked_back(profile: Profile, built: str) -> tuple[LookBack, LookBack]:
    """Judge the earliest and the latest month that the files leave open: one month, or those of a year."""
    months = (built, built) if "-" in built else (f"{built}-01", f"{built}-12")
    earliest, latest = (look_back(profile, month, facility_provided=False) for month in months)
    return earliest, latest
