"""Money: work funds, the fee for retirees, who pays what in a transition (rules.md 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class WorkFunds:
    """Work funds a year, in yuan: from the city level or above, and from the district (LH-19.1)."""

    city_yuan: int
    district_yuan: int

    @property
    def total_yuan(self) -> int:
        """Both together."""
        return self.city_yuan + self.district_yuan


@dataclass(frozen=True)
class RunningCosts:
    """Who adds what to running costs that differ from the district's standard, in yuan (CQ-2.10)."""

    district_yuan: int
    enterprise_yuan: int


def work_funds(profile: Profile, communities: int) -> WorkFunds | None:
    """Work funds of a number of communities; ``None`` where the profile states none."""
    city = profile.value("budget.city_per_year")
    district = profile.value("budget.district_per_year")
    if city is None or district is None:
        return None
    return WorkFunds(city * communities, district * communities)


def retiree_fee_yuan(profile: Profile, persons: int, transferred: date) -> int | None:
    """Fee that the enterprise pays once; ``None`` where no standard is known for the date (RT-7)."""
    fee = profile.value("transfer.retiree_fee")
    until = profile.value("transfer.retiree_fee_until")
    if fee is None or (until is not None and transferred > until):
        return None
    return int(fee * persons)


def running_costs(standard_yuan: int, former_yuan: int) -> RunningCosts:
    """Share out running costs in the transition: the district tops up, the enterprise pays the excess (CQ-2.10)."""
    return RunningCosts(max(0, standard_yuan - former_yuan), max(0, former_yuan - standard_yuan))


def seconded_pay(standard_yuan: int, former_yuan: int) -> RunningCosts:
    """Share out the pay of one seconded person: the district pays its standard, the enterprise the rest (CQ-2.10)."""
    return RunningCosts(standard_yuan, max(0, former_yuan - standard_yuan))
