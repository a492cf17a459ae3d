"""What a household is: the way of counting of the files against that of the pack (rules.md 0.4, AMB-1)."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.domain import HouseholdBasis
from optimizer.finding import PLAN, AuditFinding, Case, Judge, Status

PATH = "size.household_basis"

WORDS = {
    HouseholdBasis.RESIDENT: ("常住户", "resident households"),
    HouseholdBasis.REGISTERED: ("户籍户", "registered households"),
    HouseholdBasis.DWELLINGS: ("住宅套数", "dwelling units"),
    HouseholdBasis.OCCUPIED: ("入住户", "occupied dwellings"),
}


def check_basis(case: Case) -> Iterator[AuditFinding]:
    """Tell where the numbers of the pack count something else than the files; what the files leave open is theirs."""
    field, counted = case.profile.field(PATH), case.facts.household_basis
    if field is None or field.value is None or counted is None or counted is HouseholdBasis(field.value):
        return
    (ours_zh, ours_en), (asked_zh, asked_en) = WORDS[counted], WORDS[HouseholdBasis(field.value)]
    yield Judge.of(field, step=None).finding(
        Status.FAIL, PLAN, f"户数口径不同：数据为{ours_zh}，规则按{asked_zh}；规模结论供参考，宜换用{asked_zh}",
        f"Households are counted otherwise: the data have {ours_en}, the rules {asked_en}; "
        f"read verdicts on size with care, or bring {asked_en}",
    )
