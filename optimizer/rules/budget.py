"""Money of communities: work funds, and who bears the pay (LH-19, rules.md 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
class PayShares:
    """Who bears the pay of the workers, in yuan (LH-19.2)."""

    city_yuan: Decimal
    district_yuan: Decimal


def work_funds(profile: Profile, communities: int) -> WorkFunds | None:
    """Work funds of a number of communities; ``None`` where the profile states none."""
    city = profile.value("budget.city_per_year")
    district = profile.value("budget.district_per_year")
    if city is None or district is None:
        return None
    return WorkFunds(city * communities, district * communities)


def pay_shares(profile: Profile, pay_yuan: Decimal) -> PayShares | None:
    """Share out workers' pay between city and district; ``None`` where the profile states no split.

    The amount per worker is in no text and has to be entered.
    """
    split = profile.value("budget.salary_split")
    if split is None:
        return None
    city, district = map(int, split.split(":"))
    of_city = pay_yuan * city / (city + district)
    return PayShares(of_city, pay_yuan - of_city)
