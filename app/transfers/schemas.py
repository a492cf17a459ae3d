"""What ``/api/v1/transfers`` asks and answers beside the case itself."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.approval.requests import Asked, Identifier
from app.approval.schemas import Text
from app.transfers.records import PlanTable
from app.transfers.subject import QuarterAsked, Rules
from app.transfers.words import Line


class NewTransfer(Asked):
    """An entry of the plan table (CQ-1.1), with whom it concerns."""

    title: Line
    enterprise: Line
    enterprise_organisation_id: Identifier | None = Field(None, description="Where the enterprise has an account.")
    parent_group: Line | None = None
    parent_group_organisation_id: Identifier | None = None
    quarter: QuarterAsked
    subdistrict: Line = Field(description="Of the receiving street office.")
    receiving_organisation_id: Identifier | None = Field(
        None, description="The receiving street office; the one of the subdistrict where left out."
    )
    plan_table: PlanTable
    is_retroactive: bool = Field(
        False, description="Transferred earlier without an agreement: enters at T5, without the clock (CQ-3.7)."
    )
    profile: Annotated[Rules, Field(default_factory=lambda: Rules(overlays=[]))]


class Remark(Text):
    """What a record says against a rule."""

    record: str
    rule: str
    severity: str


class FormDecision(BaseModel):
    """What the decision tree leads to (rules.md 5.2)."""

    form: str
    name: Text
    clauses: list[str]
    notes: list[Text]
    needs_reason: bool
    needs_choice: bool = Field(description="The street office decides: a community of its own, or part of another.")
    households: int
    stand_alone_from: int = Field(description="Households from which a quarter may form its own community (LQ-3.7).")
    households_max: int | None = Field(description="Null: elided in the text, to be filled in by the district (AMB-3).")
    remarks: list[Remark] = Field(description="What the decision that was entered says against it.")


class Shares(BaseModel):
    """Who bears what (CQ-2.10)."""

    district_yuan: int
    enterprise_yuan: int


class RetireesFee(BaseModel):
    """What the enterprise pays once for its retirees (RT-7)."""

    persons: int
    fee_yuan: int | None = Field(description="Null: no standard is known for the day.")
    note: Text | None


class ReasonCode(Text):
    """A reason that a step may be held up with."""

    code: str
    is_allowed: bool


class TransferOutlook(BaseModel):
    """How a transfer stands against the rules."""

    case_id: str
    case_number: str
    revision: int
    form: FormDecision
    remarks: list[Remark]
    persons: dict[str, int] | None = Field(description="Total, socialised, managed, transferred, unaccounted for.")
    retirees: RetireesFee | None
    running_costs: Shares | None
    seconded_pay: Shares | None
    answers_complaints: Text = Field(description="Who has the lead for petitions (CQ-4.2).")
    month: dict[str, Any] = Field(description="Its row of this month's report.")
    reasons: list[ReasonCode]
