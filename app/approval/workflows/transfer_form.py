"""In which form a living quarter is received: the decision tree for T2 (rules.md 5.2; LQ-3, CQ-2 joined)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a quarter is received."""

    CONVERT = "convert"
    """Its family committee becomes a community's residents' committee."""
    MAY_BE_INDEPENDENT = "may_be_independent"
    """The street office decides: a community of its own, or part of a neighbour."""
    JOIN_WHOLE = "join_whole"
    """A residents' group of one adjacent, nearest community."""
    DIVIDE = "divide"
    """Divided along streets, by a plan of the street office."""


@dataclass(frozen=True)
class Quarter:
    """What the tree asks about a quarter.

    Attributes
    ----------
    family_committee
        Whether it has a family committee organised as a whole, or a committee of the factory's own.
    """

    households: int
    family_committee: bool
    relatively_independent: bool = False


@dataclass(frozen=True)
class Decision:
    """The form, the clauses that lead to it, and notes: (Chinese, English)."""

    form: Form
    clauses: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()
    needs_reason: bool = False


AT_THE_LINE = ("正好 500 户，两档均可，从宽", "exactly 500 households: both classes hold, the permission wins")
SMALL_CONVERSION = (
    "有家委会但不足 500 户，按改制办理，规模仅作提示（AMB-14）",
    "a family committee below 500 households: convert, the size is noted only (AMB-14)",
)


def decide_form(quarter: Quarter, *, households_max: int | None, stand_alone_from: int = 500) -> Decision:
    """Walk the decision tree.

    Parameters
    ----------
    households_max
        Most households that the overlay allows (LQ-3.10); ``None`` where the district has not filled it in.
    stand_alone_from
        Households from which a quarter may form its own community (LQ-3.7).
    """
    decision = _form(quarter, stand_alone_from)
    own = decision.form in (Form.CONVERT, Form.MAY_BE_INDEPENDENT)
    if own and households_max is not None and quarter.households > households_max:
        return Decision(Form.DIVIDE, ("LQ-3.2", "LQ-3.5", "LQ-3.10"), decision.notes)
    return decision


def _form(quarter: Quarter, line: int) -> Decision:
    if quarter.family_committee:
        notes = (SMALL_CONVERSION,) if quarter.households < line else ()
        return Decision(Form.CONVERT, ("LQ-3.1", "CQ-2.2"), notes)
    if quarter.households >= line:
        notes = (AT_THE_LINE,) if quarter.households == line else ()
        return Decision(Form.MAY_BE_INDEPENDENT, ("LQ-3.7", "CQ-2.3"), notes)
    if quarter.relatively_independent:
        return Decision(Form.MAY_BE_INDEPENDENT, ("LQ-3.8",), needs_reason=True)
    return Decision(Form.JOIN_WHOLE, ("LQ-3.6", "CQ-2.4"))
