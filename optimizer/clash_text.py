"""What clashes, in words: place first, figure second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.cost import evaluate, groups_breach, scratch_for, sized
from optimizer.plan import Clash, Relaxation
from optimizer.problem import Problem
from optimizer.tables import Band, Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray


def broken_by_walking(t: Tables, members: IntArray) -> bool:
    """Whether some of a community's people live beyond a hard walking limit, whatever it walks to."""
    work = scratch_for(t)
    return int(evaluate(t, members, work)[0]) > int(sized(t, members)[5]) + int(groups_breach(t, members, work))


def holds_part_of_a_group(t: Tables, members: IntArray) -> bool:
    """Whether a community holds a part only of what stays whole."""
    held = t.group[members]
    return any(int((held == group).sum()) < int(t.group_size[group]) for group in set(held[held >= 0].tolist()))


def band_of(t: Tables, members: IntArray) -> Band:
    """Size rule that judges a community."""
    settled = members[t.inhabited[members]]
    return t.overlay if len(settled) and t.selected[settled].all() else t.base


def clash_of(problem: Problem, members: IntArray, ways: tuple[Relaxation, ...]) -> Clash:
    """Put the clash of one community into words.

    Parameters
    ----------
    members
        Unit indices of a community that breaks a hard rule.
    ways
        Verified ways out, the best first.
    """
    t = problem.tables
    households = int(t.households[members].sum())
    units = tuple(problem.unit_ids[i] for i in members)
    place = "、".join(units[:3]) + (f" 等 {len(units)} 个单元" if len(units) > 3 else "")
    place_en = ", ".join(units[:3]) + (f" and {len(units) - 3} more units" if len(units) > 3 else "")
    rule, zh, en = _reason(problem, members)
    return Clash(
        (rule,), units, households, f"{problem.subdistrict} {place}{zh}", f"{problem.subdistrict}: {place_en}{en}", ways
    )


def _reason(problem: Problem, members: IntArray) -> tuple[str, str, str]:
    """Name the rule and say what is wrong, after the place."""
    t = problem.tables
    households, persons = int(t.households[members].sum()), int(t.persons[members].sum())
    band = band_of(t, members)
    if (t.lock[members] >= 0).any():
        return "locks", "：锁定与其他强制规则冲突", ": the locks clash with other hard rules"
    if households > band.households_max:
        over = households - band.households_max
        return (
            "LH-4.3", f" 合计 {households:,} 户，超上限 {over:,} 户，无法再分",
            f" hold {households:,} households, {over:,} over the limit, and cannot be divided",
        )
    if band.persons_upper and persons > band.population_max:
        over = persons - band.population_max
        return (
            "LH-4.3", f" 合计 {persons:,} 人，超上限 {over:,} 人，无法再分",
            f" hold {persons:,} persons, {over:,} over the limit, and cannot be divided",
        )
    if holds_part_of_a_group(t, members):
        return "LQ-3.6", "：须整体保留，但不能连成一片", " have to stay whole, but cannot be joined into one piece"
    if broken_by_walking(t, members):
        return (
            "LH-4.1", f" 合计 {households:,} 户，没有全体居民都走得到的地点",
            f" hold {households:,} households, and no place is within everybody's walking limit",
        )
    short = band.households_min - households
    rule = "LQ-3.6" if max(t.stand_alone_base, t.stand_alone_selected) > households else "LH-4.3"
    isolated = len(members) == problem.n_units
    why = "四周没有相邻单元可并" if isolated else "与相邻单元合并即超上限"
    why_en = "no unit beside them to join" if isolated else "any merger exceeds the limit"
    return (
        rule, f" 合计 {households:,} 户，低于下限 {short:,} 户，{why}",
        f" hold {households:,} households, {short:,} under the band; {why_en}",
    )
