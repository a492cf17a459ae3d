"""The fields that a rule pack may state: unit, comparison and kind of value of each (rules.md 2.2).

What a field means is the same in every pack, so it stands here once; packs carry values, severities and citations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class FieldSpec:
    """What one field measures.

    Attributes
    ----------
    kind
        ``count``, ``number``, ``ratio``, ``flag``, ``choice``, ``month``, ``date``, ``split``, ``classes`` or ``map``.
    unit
        Unit of the value, ``None`` for switches and choices.
    compare
        How a measured number is held against the value; ``None`` where nothing is compared.
    choices
        What a ``choice`` may be.
    """

    kind: str
    unit: str | None = None
    compare: str | None = None
    choices: tuple[str, ...] = ()

    def accepts(self, value: Any) -> bool:
        """Whether a TOML value is of this field's kind."""
        return _CHECKS[self.kind](self, value)

    @property
    def wants(self) -> tuple[str, str]:
        """What a value must look like, in Chinese and English."""
        if self.kind == "choice":
            listed = "、".join(self.choices)
            return f"应为 {listed} 之一", f"one of {', '.join(self.choices)}"
        return _WANTS[self.kind]


def is_number(value: Any) -> bool:
    """Whether a TOML value is a finite number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite() and value >= 0


def is_day(value: Any) -> bool:
    """Whether a TOML value is a date without a time of day."""
    return isinstance(value, date) and not isinstance(value, datetime)


_CHECKS: Mapping[str, Callable[[FieldSpec, Any], bool]] = {
    "count": lambda spec, value: is_number(value) and isinstance(value, int),
    "number": lambda spec, value: is_number(value),
    "ratio": lambda spec, value: is_number(value) and value <= 1,
    "flag": lambda spec, value: isinstance(value, bool),
    "choice": lambda spec, value: value in spec.choices,
    "month": lambda spec, value: isinstance(value, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value) is not None,
    "date": lambda spec, value: is_day(value),
    "split": lambda spec, value: isinstance(value, str) and re.fullmatch(r"[1-9]\d*:[1-9]\d*", value) is not None,
    "classes": lambda spec, value: isinstance(value, list) and all(map(_is_seat_class, value)) and bool(value),
    "map": lambda spec, value: isinstance(value, dict) and all(map(is_number, value.values())),
}

_WANTS = {
    "count": ("应为非负整数", "a whole number, 0 or more"),
    "number": ("应为非负数", "a number, 0 or more"),
    "ratio": ("应为 0 到 1 之间的数", "a number from 0 to 1"),
    "flag": ("应为 true 或 false", "true or false"),
    "month": ("应为年月，如 2011-02", "a month such as 2011-02"),
    "date": ("应为日期，如 2020-12-31", "a date such as 2020-12-31"),
    "split": ("应为比例，如 1:1", "a split such as 1:1"),
    "classes": (
        "应为 { households_min, households_max, seats } 的列表",
        "a list of { households_min, households_max, seats }",
    ),
    "map": ("应为 名称 = 数 的表", "a table of name = number"),
}


def _is_seat_class(value: Any) -> bool:
    if not isinstance(value, dict) or "seats" not in value:
        return False
    return set(value) <= {"households_min", "households_max", "seats"} and all(map(is_number, value.values()))


_COMBINE = FieldSpec("choice", choices=("any", "all", "households_only"))
_FLAG = FieldSpec("flag")


def _count(unit: str, compare: str | None = None) -> FieldSpec:
    return FieldSpec("count", unit, compare)


def _number(unit: str, compare: str | None = None) -> FieldSpec:
    return FieldSpec("number", unit, compare)


def _choice(*choices: str) -> FieldSpec:
    return FieldSpec("choice", choices=choices)


FIELDS: Mapping[str, FieldSpec] = MappingProxyType({
    "size.household_basis": _choice("resident", "registered", "dwellings", "occupied"),
    "size.households_min": _count("household", ">="),
    "size.households_max": _count("household", "<="),
    "size.population_min": _count("person", ">="),
    "size.population_max": _count("person", "<="),
    "size.combine_lower": _COMBINE,
    "size.combine_upper": _COMBINE,
    "size.households_target": _count("household", "near"),
    "size.population_target": _count("person", "near"),
    "size.target_combine": _COMBINE,
    "size.usual_households_max": _count("household", "<="),
    "size.persons_per_household": _number("person per household"),
    "size.small_exception": _choice("none", "relatively_independent", "actual_need"),
    "size.small_action": _choice("none", "merge_near_workplan", "join_nearest_whole_as_group"),
    "size.family_committee_exempt": _FLAG,
    "size.merge_target": _choice("nearest", "adjacent", "adjacent_then_nearest"),
    "size.oversized_households_gt": _count("household", ">"),
    "size.oversized_population_gt": _count("person", ">"),
    "size.micro_households_lt": _count("household", "<"),
    "size.micro_population_lt": _count("person", "<"),
    "unit.keep_whole": _FLAG,
    "shape.single_street": _FLAG,
    "shape.full_coverage": _FLAG,
    "shape.no_overlap": _FLAG,
    "shape.contiguous": _FLAG,
    "shape.four_limits_described": _FLAG,
    "shape.undecided_listed": _FLAG,
    "shape.sliver_max_m2": _number("m2", "<="),
    "shape.slivers_total_max_m2": _number("m2", "<="),
    "shape.contiguity_min_border_m": _number("m", ">="),
    "shape.boundary_priority": _choice("balanced", "geography_first"),
    "shape.boundary_on_lines_min_share": FieldSpec("ratio", "ratio", ">="),
    "shape.keep_history_weight": FieldSpec("ratio", "ratio"),
    "facility.area_per_100_households": _number("m2", ">="),
    "facility.area_mode": _choice("linear", "ceil"),
    "facility.floor_area": _number("m2", ">="),
    "facility.floor_max_households": _count("household", "<="),
    "facility.floor_applies_to": _choice("new", "all"),
    "facility.activity_share_min": FieldSpec("ratio", "ratio", ">="),
    "facility.plaza_area_min": _number("m2", ">="),
    "facility.lookback_from": FieldSpec("month", "month", ">="),
    "facility.class_table": FieldSpec("map"),
    "committee.seats_min": _count("seat", ">="),
    "committee.seats_max": _count("seat", "<="),
    "committee.seat_classes": FieldSpec("classes", "seat"),
    "committee.tie_mode": _choice("lower", "upper", "either"),
    "party.team_min": _count("person", ">="),
    "party.team_max": _count("person", "<="),
    "party.team_by_form": FieldSpec("map", "person", "="),
    "leaders.cross_share_min": FieldSpec("ratio", "ratio", ">="),
    "leaders.fulltime_share_min": FieldSpec("ratio", "ratio", ">="),
    "leaders.persons_max": _count("person", "<="),
    "staff.workers_per_10000": _number("person per 10000 persons", ">="),
    "staff.workers_min": _count("person", ">="),
    "staff.households_per_worker_min": _count("household per worker", ">="),
    "staff.households_per_worker_max": _count("household per worker", "<="),
    "staff.rounding": _choice("ceil"),
    "staff.oversized_extra": FieldSpec("map", "person", ">="),
    "budget.city_per_year": _count("yuan", ">="),
    "budget.district_per_year": _count("yuan", ">="),
    "budget.salary_split": FieldSpec("split", "city:district", "="),
    "social_orgs_min": _count("organisation", ">="),
    "training.per_year": FieldSpec("map", "per year", ">="),
    "deadline.election": _count("month", "<="),
    "walk.circle_minutes": _number("min", "<="),
    "walk.speed": _number("m/s"),
    "walk.speed_elderly": _number("m/s"),
    "walk.max_distance": _number("m", "<="),
    "walk.coverage_min_share": FieldSpec("ratio", "ratio", ">="),
    "consent.body": _choice("residents", "enterprise_and_street_talks"),
    "consent.body_village": _choice("villagers_meeting"),
    "consent.threshold": FieldSpec("ratio", "ratio", ">="),
    "approval.route": _choice("eight_steps", "lq_short", "street_district"),
    "approval.consent_gate": _FLAG,
    "approval.adjustment_route": _choice("short", "full"),
    "transfer.agreement_working_days": _count("working day", "<="),
    "transfer.monthly_report_day": _count("day of month", "="),
    "transfer.transition_years": _count("year", "<="),
    "transfer.seconded_staff_min": _count("person", ">="),
    "transfer.seconded_staff_max": _count("person", "<="),
    "transfer.retiree_fee": _count("yuan", "="),
    "transfer.retiree_fee_until": FieldSpec("date", "day", "<="),
})

WEIGHTS = (
    "walk", "far", "cross", "near", "change", "target", "band_fixed", "band", "floor", "site", "new_site", "line",
    "piece", "own",
)
"""Weights of the objective (optimisation-model.md section 2)."""

CROSSINGS = ("arterial", "wall", "river", "rail")
"""What may have to be crossed between two units, each with a weight."""
