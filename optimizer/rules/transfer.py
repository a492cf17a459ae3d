"""Transfer of enterprise communities: who is counted, who pays, who is seconded (CQ-2.5 to 2.10, RT-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile


@dataclass(frozen=True)
class Persons:
    """Persons of a survey (rules.md 7.3).

    Attributes
    ----------
    total, socialised, enterprise
        All; those already under socialised management; those whom the enterprise still manages.
    """

    total: int
    socialised: int
    enterprise: int

    @property
    def transferred(self) -> int:
        """Persons who change hands: the socialised ones stay where they are and count once (CQ-2.5, PL-14)."""
        return self.total - self.socialised

    @property
    def difference(self) -> int:
        """What the survey does not account for: total less both parts; anything but 0 is worth a warning."""
        return self.total - self.socialised - self.enterprise


@dataclass(frozen=True)
class CostShares:
    """Who bears what, in yuan (CQ-2.10)."""

    district_yuan: int
    enterprise_yuan: int


def retiree_fee_yuan(profile: Profile, persons: int, transferred: date) -> int | None:
    """Fee that the enterprise pays once; ``None`` where no standard is known for the date (RT-7)."""
    fee = profile.value("transfer.retiree_fee")
    until = profile.value("transfer.retiree_fee_until")
    if fee is None or (until is not None and transferred > until):
        return None
    return int(fee * persons)


def running_costs(standard_yuan: int, former_yuan: int) -> CostShares:
    """Share out running costs in the transition: the district tops up, the enterprise pays the excess (CQ-2.10)."""
    return CostShares(max(0, standard_yuan - former_yuan), max(0, former_yuan - standard_yuan))


def seconded_pay(standard_yuan: int, former_yuan: int) -> CostShares:
    """Share out the pay of one seconded person: the district pays its standard, the enterprise the rest (CQ-2.10)."""
    return CostShares(standard_yuan, max(0, former_yuan - standard_yuan))


def seconded_breach(profile: Profile, seconded: int) -> Field | None:
    """Find the bound that the number of seconded staff breaks in a transition that was opened (CQ-2.6)."""
    fields = (profile.field("transfer.seconded_staff_min"), profile.field("transfer.seconded_staff_max"))
    broken = (field for field in fields if field is not None and not field.is_met_by(seconded))
    return next((field.once_entered() for field in broken), None)
