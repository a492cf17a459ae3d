"""People of a community: seats of the committee, community workers (rules.md 2.5, 2.7, 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from optimizer.rules.pack import Profile

PER_WORKERS = 10_000


@dataclass(frozen=True)
class Seats:
    """Seats of the residents' committee: the recommended number, and those accepted without a finding."""

    recommended: int
    accepted: tuple[int, ...]


def seats(profile: Profile, households: int) -> Seats | None:
    """Seats for a community of this size; ``None`` where the profile states none.

    2,000 and 4,000 households lie in two classes: both are accepted, the lower is recommended (AMB-7).
    """
    classes = profile.value("committee.seat_classes")
    if classes is None:
        return None
    fitting = tuple(sorted({int(entry["seats"]) for entry in classes if _holds(entry, households)}))
    if not fitting:
        return None
    mode = profile.value("committee.tie_mode", default="either")
    recommended = fitting[-1] if mode == "upper" else fitting[0]
    return Seats(recommended, fitting if mode == "either" else (recommended,))


def _holds(entry: Mapping[str, Any], households: int) -> bool:
    above = households >= entry.get("households_min", 0)
    return above and ("households_max" not in entry or households <= entry["households_max"])


def workers_required(profile: Profile, persons: int) -> int | None:
    """Community workers for this many residents: ⌈18 P / 10,000⌉ under ``lianhu-2024`` (LH-11.4)."""
    rate = profile.value("staff.workers_per_10000")
    return None if rate is None else _ceil(Decimal(rate) * persons / PER_WORKERS)


@dataclass(frozen=True)
class WorkerRange:
    """Workers for a number of households: at least, and up to (``beijing-2020``: one per 150 to 110, never below 9)."""

    least: int
    most: int


def workers_by_households(profile: Profile, households: int) -> WorkerRange | None:
    """Workers where the pack counts by household, not by resident; ``None`` where it does not."""
    fewest = profile.value("staff.households_per_worker_min")
    most = profile.value("staff.households_per_worker_max")
    floor = profile.value("staff.workers_min", default=0)
    if fewest is None or most is None:
        return None
    return WorkerRange(max(floor, -(-households // most)), max(floor, -(-households // fewest)))


def oversized_extra(profile: Profile, households: int) -> int | None:
    """Suggested extra workers while an oversized community is not split (LH-6.6; the number is ours)."""
    extra = profile.value("staff.oversized_extra")
    most = profile.value("size.households_max")
    if extra is None or most is None:
        return None
    started = -(-max(0, households - int(most)) // int(extra["households"]))
    return int(extra["workers"]) * started


def estimated_persons(profile: Profile, households: int) -> int | None:
    """Residents by the census average, where they are not counted; always to be marked as estimate (rules.md 0.4)."""
    average = profile.value("size.persons_per_household")
    return None if average is None else round(Decimal(average) * households)


def _ceil(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))
