"""Contradictions inside one pack: bounds that cross, targets outside the band, seat classes with a hole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from optimizer.rules.field import Pack

_ORDERED = (
    ("size.households_min", "size.households_target", "size.households_max"),
    ("size.population_min", "size.population_target", "size.population_max"),
    ("size.micro_households_lt", "size.households_target", "size.oversized_households_gt"),
    ("size.micro_population_lt", "size.population_target", "size.oversized_population_gt"),
    ("committee.seats_min", "committee.seats_max"),
    ("party.team_min", "party.team_max"),
    ("transfer.seconded_staff_min", "transfer.seconded_staff_max"),
    ("staff.households_per_worker_min", "staff.households_per_worker_max"),
)
"""Fields whose values must not fall from left to right."""

_SEATS = "committee.seat_classes"
_ENDLESS = 10**9


def contradictions(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield the name at fault and what to mend, in Chinese and English."""
    if pack.valid_from is not None and pack.valid_to is not None and pack.valid_to < pack.valid_from:
        yield "valid_to", f"早于 valid_from {pack.valid_from}", f"before valid_from, {pack.valid_from}"
    for row in _ORDERED:
        stated = [path for path in row if path in pack.fields and pack.fields[path].value is not None]
        for lower, upper in pairwise(stated):
            low, high = pack.fields[lower].value, pack.fields[upper].value
            if low > high:
                yield upper, f"{high} 小于 {lower} {low}，请改正其一", f"{high} is less than {lower}, {low}: mend one"
    classes = pack.fields.get(_SEATS)
    if classes is not None and classes.value is not None:
        yield from _holes(classes.value)


def _holes(classes: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, str, str]]:
    """Yield numbers of households for which no class states the seats."""
    reached = 0
    for entry in sorted(classes, key=lambda entry: entry.get("households_min", 0)):
        start = entry.get("households_min", 0)
        if start > reached + 1:
            first, last = reached + 1, start - 1
            yield _SEATS, f"{first} 至 {last} 户没有席位", f"no seats for {first} to {last} households"
        reached = max(reached, entry.get("households_max", _ENDLESS))
    if reached < _ENDLESS:
        yield _SEATS, f"{reached} 户以上没有席位", f"no seats above {reached} households"
