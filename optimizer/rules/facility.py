"""Premises of a community: floor, activity share, plaza, look-back (rules.md 2.4, LH-7, LH-9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

HUNDRED = 100


def required_floor_m2(profile: Profile, households: int, *, is_new: bool) -> Decimal | None:
    """Floor area that a community needs, in m²; ``None`` where the profile asks for none.

    What its households need or, where it binds, the least floor, whichever is more (LH-7.1, LH-7.3).
    """
    base = proportional_floor_m2(profile, households)
    if base is None or not has_floor_minimum(profile, households, is_new=is_new):
        return base
    return max(floor_minimum_m2(profile), base)


def proportional_floor_m2(profile: Profile, households: int) -> Decimal | None:
    """Floor area that so many households need, in m², whoever they are (LH-7.1).

    0.30 H, or 30 ⌈H / 100⌉ in mode ``ceil`` (figures of ``lianhu-2024``).
    """
    per_hundred = profile.value("facility.area_per_100_households")
    if per_hundred is None:
        return None
    if profile.value("facility.area_mode") == "ceil":
        return Decimal(per_hundred) * -(-households // HUNDRED)
    return Decimal(per_hundred) * households / HUNDRED


def floor_minimum_m2(profile: Profile) -> Decimal:
    """Least floor of a small community, in m² (LH-7.3)."""
    return Decimal(profile.value("facility.floor_area", default=0))


def has_floor_minimum(profile: Profile, households: int, *, is_new: bool) -> bool:
    """Whether the least floor binds this community (LH-7.3: new ones of 2,000 households or fewer).

    A pack that names no limit of households means all.
    """
    if profile.value("facility.floor_area") is None:
        return False
    limit = profile.field("facility.floor_max_households")
    return (is_new or floor_applies_to_all(profile)) and (limit is None or limit.is_met_by(households))


def floor_applies_to_all(profile: Profile) -> bool:
    """Whether the least floor binds communities that continue a present one, too."""
    return bool(profile.value("facility.floor_applies_to") == "all")


def required_activity_m2(profile: Profile, floor_m2: Decimal) -> Decimal | None:
    """Activity area that a floor of this size needs, in m²: a share of the actual floor (LH-7.4)."""
    share = profile.value("facility.activity_share_min")
    return None if share is None else Decimal(share) * floor_m2


def required_plaza_m2(profile: Profile) -> Decimal | None:
    """Outdoor plaza that each community needs, in m² (LH-7.2, AMB-9)."""
    area = profile.value("facility.plaza_area_min")
    return None if area is None else Decimal(area)


@dataclass(frozen=True)
class LookBack:
    """Whether an estate is pursued for the facility that it never got (LH-9.1)."""

    is_due: bool
    is_boundary_month: bool


def look_back(profile: Profile, built_month: str, *, facility_provided: bool) -> LookBack:
    """Judge one estate; the named month itself counts (AMB-20).

    Parameters
    ----------
    built_month
        Year and month in which it was built, ``YYYY-MM``.
    """
    start: Field | None = profile.field("facility.lookback_from")
    if start is None or start.value is None or facility_provided:
        return LookBack(is_due=False, is_boundary_month=False)
    return LookBack(is_due=built_month >= start.value, is_boundary_month=built_month == start.value)
