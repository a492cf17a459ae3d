"""P4b: offices under ``band-hard`` with a planted cause each: is it found impossible, is the cause named, how fast.

The generator builds every district around a plan within the band, so an office as drawn is never impossible; each is
solved beside its planted twin, and ``infeasible`` there would be false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geodata.domain import CommunityId, OfficeGround, UnitId
from optimizer.locks import NO_LOCKS, Locks
from optimizer.plan import OfficeResult, SolveStatus
from optimizer.rules.pack import Profile, load_profile
from optimizer.solve import SolveParams, solve_office
from tests.benchmarks.instances import draw
from tests.benchmarks.timing import Stopwatch

GIANT, HEDGE, DWARF, BUNDLE = 5_600, 4_800, 300, 6_000
"""Households of an area above the band, of neighbours that leave no room, of the area between them, of a lock."""
PERSONS_PER_HOUSEHOLD = 2.8
LIMIT_S = 60.0

HEADER = (
    "| office | areas | planted | status | causes named | clashes elsewhere | ways out | wall s | CPU s |\n"
    + "|---" * 9 + "|"
)


@dataclass(frozen=True, eq=False)
class Planted:
    """An office with a cause: the units that are the cause, and the rule that a clash there must name."""

    cause: str
    ground: OfficeGround
    units: frozenset[UnitId] = frozenset()
    rule: str = ""
    locks: Locks = NO_LOCKS

    def is_named(self, result: OfficeResult) -> bool:
        """Whether a clash names the rule and at least one of the units."""
        return any(self.rule in clash.rules and self.units & set(clash.units) for clash in result.clashes)


def neighbours(ground: OfficeGround) -> list[set[int]]:
    """List who borders on whom."""
    beside: list[set[int]] = [set() for _ in ground.unit_ids]
    for a, b in ground.borders.tolist():
        beside[a].add(b)
        beside[b].add(a)
    return beside


def resettle(ground: OfficeGround, settled: dict[int, int]) -> OfficeGround:
    """Give units other numbers of households, their persons and present communities with them."""
    households, persons = ground.households.copy(), ground.persons.copy()
    present: dict[CommunityId, int] = dict(ground.present_households)
    for unit, count in settled.items():
        name = ground.present[unit]
        if name is not None:
            present[name] += count - int(households[unit])
        households[unit] = count
        if persons[unit] >= 0:
            persons[unit] = round(count * PERSONS_PER_HOUSEHOLD)
    return replace(ground, households=households, persons=persons, present_households=present)


def giant(ground: OfficeGround) -> Planted:
    """One area above the upper bound, never divided."""
    unit = int(np.argmax(ground.households))
    return Planted("area above the band", resettle(ground, {unit: GIANT}), frozenset({ground.unit_ids[unit]}), "LH-4.3")


def hemmed_in(ground: OfficeGround) -> Planted:
    """One area below the lower bound whose neighbours have no room for it."""
    beside = neighbours(ground)
    inhabited = [i for i in range(len(beside)) if ground.households[i] > 0 and beside[i]]
    unit = min(inhabited, key=lambda i: (len(beside[i]), i))
    settled = {unit: DWARF} | dict.fromkeys(beside[unit], HEDGE)
    return Planted(
        "area that fits nowhere", resettle(ground, settled), frozenset({ground.unit_ids[unit]}), "LH-4.3"
    )


def bundled(ground: OfficeGround) -> Planted:
    """Areas locked together that are more than one community may hold."""
    beside, held = neighbours(ground), [int(np.argmax(ground.households))]
    while int(ground.households[held].sum()) < BUNDLE:
        rim = {v for u in held for v in beside[u]} - set(held)
        held.append(max(rim, key=lambda v: (int(ground.households[v]), -v)))
    units = frozenset(ground.unit_ids[i] for i in held)
    return Planted("locks above the band", ground, units, "locks", Locks(dict.fromkeys(units, "locked")))


CAUSES: tuple[Callable[[OfficeGround], Planted], ...] = (giant, hemmed_in, bundled)


def line(planted: Planted, profile: Profile) -> tuple[str, OfficeResult]:
    """Solve one office; return its line of the table."""
    watch = Stopwatch()
    result = solve_office(planted.ground, profile, SolveParams(time_limit_s=LIMIT_S), locks=planted.locks)
    wall_s, spent_s = watch.wall_s, watch.cpu_s
    named = "—" if not planted.units else "yes" if planted.is_named(result) else "no"
    elsewhere = sum(not planted.units & set(clash.units) for clash in result.clashes)
    ways = sum(len(clash.relaxations) for clash in result.clashes)
    text = (
        f"| {planted.ground.subdistrict} | {len(planted.ground.unit_ids)} | {planted.cause} | {result.status.value} | "
        f"{named} | {elsewhere} | {ways} | {wall_s:.1f} | {spent_s:.1f} |"
    )
    return text, result


def print_planted(areas: int, offices: int) -> None:
    """Print the table, and how many causes were named and how many statuses were false."""
    profile = load_profile("lianhu-2024", ("band-hard",))
    print(f"\n## P4b: planted causes, lianhu-2024+band-hard\n\n{HEADER}")
    named = total = false = 0
    for ground in draw(areas, 600, offices).grounds:
        for planted in (Planted("none", ground), *(cause(ground) for cause in CAUSES)):
            text, result = line(planted, profile)
            print(text, flush=True)
            false += not planted.units and result.status is SolveStatus.INFEASIBLE
            false += bool(planted.units) and result.breach == 0
            total += bool(planted.units)
            named += planted.is_named(result)
    print(f"\ncauses named {named}/{total}, false statuses {false}")
