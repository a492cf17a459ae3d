"""Premises of a community: floor, activity share, plaza, look-back (rules.md 2.4, LH-7, LH-9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

HUNDRED = 100


def required_floor_m2(profile: Profile, households: int, *, is_new: bool) -> Decimal | None:
    """Floor area that a community needs, in m²; ``None`` where the profile asks for none.

    base(H) = 0.30 H, or 30 ⌈H / 100⌉ in mode ``ceil``; new communities of at most 2,000 households need at least
    600 m² (LH-7.1, LH-7.3; figures of ``lianhu-2024``).
    """
    per_hundred = profile.value("facility.area_per_100_households")
    if per_hundred is None:
        return None
    if profile.value("facility.area_mode") == "ceil":
        base = Decimal(per_hundred) * -(-households // HUNDRED)
    else:
        base = Decimal(per_hundred) * households / HUNDRED
    return max(floor_minimum_m2(profile), base) if has_floor_minimum(profile, households, is_new=is_new) else base


def floor_minimum_m2(profile: Profile) -> Decimal:
    """Least floor of a small community, in m² (LH-7.3)."""
    return Decimal(profile.value("facility.floor_area", default=0))


def has_floor_minimum(profile: Profile, households: int, *, is_new: bool) -> bool:
    """Whether the least floor of small communities binds this one (LH-7.3: new ones of 2,000 households or fewer)."""
    limit = profile.field("facility.floor_max_households")
    if limit is None or limit.value is None or profile.value("facility.floor_area") is None:
        return False
    concerns = is_new or profile.value("facility.floor_applies_to") == "all"
    return concerns and limit.is_met_by(households)


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
