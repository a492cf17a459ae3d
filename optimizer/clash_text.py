"""What clashes, in words: place first, figure second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import UnitId
from optimizer.cost import evaluate, groups_breach, scratch_for, sized
from optimizer.graph import parts
from optimizer.locks import Locks
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


def clash_of(problem: Problem, members: IntArray, locks: Locks, ways: tuple[Relaxation, ...]) -> Clash:
    """Put the clash of one community into words.

    Parameters
    ----------
    members
        Unit indices of a community that breaks a hard rule.
    locks
        What the planner holds fast, over the whole street office.
    ways
        Verified ways out, the best first.
    """
    t = problem.tables
    households = int(t.households[members].sum())
    units = tuple(problem.unit_ids[i] for i in members)
    place, place_en = _listed(units)
    if any(unit in locks.label for unit in units):
        rules, zh, en = _of_locks(problem, units, locks)
    else:
        rule, zh, en = _reason(problem, members)
        rules = (rule,)
    return Clash(
        rules, units, households, f"{problem.subdistrict} {place}{zh}", f"{problem.subdistrict}: {place_en}{en}", ways
    )


def _listed(units: Sequence[UnitId]) -> tuple[str, str]:
    more = len(units) - 3
    return (
        "、".join(units[:3]) + (f" 等 {len(units)} 个单元" if more > 0 else ""),
        ", ".join(units[:3]) + (f" and {more} more units" if more > 0 else ""),
    )


def _of_locks(problem: Problem, units: Sequence[UnitId], locks: Locks) -> tuple[tuple[str, ...], str, str]:
    """Name the rules that clash with the locks of a community, and say what is wrong, after the place."""
    labels = {locks.label[unit] for unit in units if unit in locks.label}
    if len(labels) > 1:
        return ("locks",), "：锁给不同社区的单元分不开", ": units locked to different communities cannot be kept apart"
    (label,) = labels
    together = [unit for unit, other in locks.label.items() if other == label]
    away, away_en = _listed([unit for unit in together if unit not in problem.unit_ids])
    if away:
        return (
            ("locks", "PL-4"), f"：与 {away} 锁在一起，但中间没有相邻的单元相连",
            f": locked together with {away_en}, and no units beside each other join them",
        )
    held = np.array([problem.unit_ids.index(unit) for unit in together], dtype=np.int64)
    band, households = band_of(problem.tables, held), int(problem.tables.households[held].sum())
    if households > band.households_max:
        over = households - band.households_max
        return (
            ("locks", "LH-4.3"), f"：锁在一起的 {len(held)} 个单元合计 {households:,} 户，超上限 {over:,} 户",
            f": {len(held)} units locked together hold {households:,} households, {over:,} over the limit",
        )
    if label in locks.frozen and households < band.households_min:
        short = band.households_min - households
        return (
            ("locks", "LH-4.3"), f"：锁定后不再并入，合计 {households:,} 户，低于下限 {short:,} 户",
            f": locked against others, {households:,} households, {short:,} under the band",
        )
    if label in locks.frozen and len(parts(problem.tables, held)) > 1:
        return (
            ("locks", "PL-4"), "：锁定的单元不相连，又不许并入其他单元",
            ": the locked units do not hang together, and nothing may join them",
        )
    return ("locks",), "：锁定与其他强制规则冲突", ": the locks clash with other hard rules"


def _reason(problem: Problem, members: IntArray) -> tuple[str, str, str]:
    """Name the rule and say what is wrong, after the place."""
    t = problem.tables
    households, persons = int(t.households[members].sum()), int(t.persons[members].sum())
    band = band_of(t, members)
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
