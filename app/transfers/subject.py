"""What a transfer is about: the enterprise, its quarter, and the rules that it runs under."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.approval.workflows.transfer_form import Quarter
from app.transfers.words import Count, Line

RULES = "soe-living-quarter"
"""The pack that has the numbers of a transfer (rules.md 2.2)."""


class QuarterAsked(BaseModel):
    """The living quarter of an enterprise."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    unit_ids: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    households: Count
    family_committee: bool = Field(False, description="Organised as a whole, or a committee of the factory's own.")
    relatively_independent: bool = Field(False, description="Needs a reason (LQ-3.8, AMB-4).")


class Rules(BaseModel):
    """The rule packs of a transfer."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[Line, Field(description="A base pack with the numbers of a transfer.")] = RULES
    overlays: Annotated[list[Line], Field(default_factory=list, max_length=10)]


class Subject(BaseModel):
    """What lies in ``subject`` of a case of kind ``transfer``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    enterprise: Line
    parent_group: Line | None = None
    quarter: QuarterAsked
    profile: Rules = Field(default_factory=lambda: Rules(overlays=[]))
    is_retroactive: bool = Field(False, description="Done earlier without an agreement: enters at T5 (CQ-3.7).")

    @property
    def asked(self) -> Quarter:
        """What the decision tree asks about the quarter."""
        quarter = self.quarter
        return Quarter(quarter.households, quarter.family_committee, quarter.relatively_independent)
