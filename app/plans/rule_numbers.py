"""The numbers of a rule pack with which the editor judges what is under the pointer, before the server does.

The page mirrors this arithmetic (``app/assets/editor/core``); what the server finds decides.

For a community S with H households, P persons (known only where every inhabited unit has them) and floor F m²:

band
    Bounds of one side: that of households and, unless its ``combine_…`` is ``households_only`` or P is unknown, that
    of persons; null bounds are left out. ``any``: the side is broken where all of them are; else where one is.
    ``under`` does not count for a community recorded as ``alone`` where ``exempts_alone``, nor for one of
    family-committee quarters alone where ``exempts_family_committee``. Where every inhabited unit is of a kind in
    ``selected.kinds``, the numbers of ``selected.size`` hold instead.
floor needed (LH-7.1, LH-7.3)
    ``floor_m2_per_100`` × H / 100, or × ⌈H / 100⌉ in ``floor_mode`` ``ceil``; at least ``floor_min_m2`` where S is
    new (it continues no present community) or ``floor_min_for_all``, and H ≤ ``floor_min_households_max``.
floor there
    Sum of ``area_m2`` of the anchors inside that are existing or planned.
activity, plaza (LH-7.4, LH-7.2)
    ``activity_share`` × F, and ``plaza_m2`` each.
seats (LH-10.4)
    Those of the first entry of ``seats`` whose households H does not exceed; null: no limit.
workers (LH-11.4)
    ⌈``workers_per_10000`` × P / 10,000⌉.
walking (LH-4.1)
    S walks to the existing or planned anchor inside with the least Σ households × minutes; without one to the unit
    with the least. The share is that of households at most ``walk_minutes`` away.
continues
    The present community e of which S holds most households, if that is more than half of all households of e
    (``today``). Households changed: those with a present community that is not the one that S continues.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from optimizer.checks.access import walking_limit_m
from optimizer.rules.facility import floor_applies_to_all
from optimizer.rules.pack import Profile, Severity
from optimizer.rules.size import SizeRule, size_rule
from optimizer.rules.staff import seats


def band(profile: Profile) -> dict[str, int | None] | None:
    """Return what a gauge shows; ``None`` where the pack has no band."""
    found = {name: profile.value(f"size.households_{name}") for name in ("min", "target", "max")}
    return found if any(found.values()) else None


def rule_numbers(profile: Profile) -> dict[str, Any]:
    """Return the numbers with which a page can judge a community, see above."""
    kinds = sorted({kind for overlay in profile.overlays for kind in overlay.selector})
    return {
        **_size(size_rule(profile)),
        "hard": {name: _is_hard(profile, f"size.{name}") for name in ("households_min", "households_max")},
        "target": profile.value("size.households_target"),
        "selected": {"kinds": kinds, "size": _size(size_rule(profile, selected=True))} if kinds else None,
        "micro_households": profile.value("size.micro_households_lt"),
        "oversized_households": profile.value("size.oversized_households_gt"),
        "contiguity_min_border_m": float(profile.value("shape.contiguity_min_border_m", default=1)),
        **_floor(profile),
        "walk_minutes": walk_minutes(profile),
        "walk_share_min": _number(profile.value("walk.coverage_min_share")),
        "seats": seat_classes(profile),
        "leaders_max": profile.value("leaders.persons_max"),
        "workers_per_10000": _number(profile.value("staff.workers_per_10000")),
        "profile": {
            "id": profile.id, "version": profile.version, "hash": profile.hash,
            "title_zh": profile.base.title_zh, "title_en": profile.base.title_en,
            "overlays": [pack.id for pack in profile.overlays],
        },
    }


def walk_minutes(profile: Profile) -> float | None:
    """Return how long one may walk: the circle's minutes, or those of its metres where that is less."""
    limit, speed = walking_limit_m(profile), profile.value("walk.speed")
    return None if limit is None or speed is None else float(limit / Decimal(speed) / 60)


def seat_classes(profile: Profile) -> list[list[int | None]]:
    """Return ``[most households, recommended seats]`` in ascending order, the last without a limit.

    Told by the rule itself (:func:`optimizer.rules.staff.seats`) at each bound that a class names.
    """
    classes = profile.value("committee.seat_classes") or ()
    if not classes:
        return []
    bounds = {int(entry[name]) for entry in classes for name in ("households_min", "households_max") if name in entry}
    told: list[list[int | None]] = []
    for most in sorted({limit for bound in bounds for limit in (bound - 1, bound)}):
        found = seats(profile, most)
        if found is not None:
            told.append([most, found.recommended])
    last = seats(profile, max(bounds) + 1)
    if last is not None:
        told.append([None, last.recommended])
    return [entry for k, entry in enumerate(told) if k + 1 == len(told) or entry[1] != told[k + 1][1]]


def _size(rule: SizeRule) -> dict[str, Any]:
    def value(name: str) -> Any:
        field = getattr(rule, name)
        return None if field is None else field.value

    return {
        **{name: value(name) for name in ("households_min", "households_max", "population_min", "population_max")},
        "combine_lower": rule.combine_lower, "combine_upper": rule.combine_upper,
        "exempts_alone": rule.exempts_independent, "exempts_family_committee": rule.exempts_family_committee,
    }


def _is_hard(profile: Profile, path: str) -> bool:
    field = profile.field(path)
    return field is not None and field.value is not None and field.severity is Severity.HARD


def _floor(profile: Profile) -> dict[str, Any]:
    return {
        "floor_m2_per_100": _number(profile.value("facility.area_per_100_households")),
        "floor_mode": str(profile.value("facility.area_mode", default="linear")),
        "floor_min_m2": _number(profile.value("facility.floor_area")),
        "floor_min_households_max": profile.value("facility.floor_max_households"),
        "floor_min_for_all": floor_applies_to_all(profile),
        "activity_share": _number(profile.value("facility.activity_share_min")),
        "plaza_m2": _number(profile.value("facility.plaza_area_min")),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
