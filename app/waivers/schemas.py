"""What ``/api/v1/waivers`` asks and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.plans.schemas import FindingOut
from app.storage.waivers import WaiverState
from optimizer.dossier import Remedy, Role

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class WaiverIn(BaseModel):
    """A breach to be accepted: the rule and the place of one failed finding, and why."""

    model_config = ConfigDict(extra="forbid")

    rule: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    community_id: Identifier | None = None
    area_id: Identifier | None = None
    reason: Words
    remedy: Remedy | None = Field(None, description="How a shortfall of premises will be closed (LH-9.2).")
    version: Annotated[int, Field(ge=0, lt=2**31)] | None = Field(None, description="What is shown; else the newest.")

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.community_id is None and self.area_id is None:
            raise ValueError("community_id, area_id: one of them at least")
        return self


class GrantIn(BaseModel):
    """On what terms a waiver is granted."""

    model_config = ConfigDict(extra="forbid")

    reason: Words
    document_number: Number = Field(description="文号 of the document that grants it.")
    granted_on: date = Field(description="Day of the document: from then on it counts.")
    until: date = Field(description="Last day on which it counts (rules.md 0.2: a waiver has an end).")
    remedy: Remedy | None = Field(None, description="Where the request names none.")


class ReasonIn(BaseModel):
    """Why something is refused or withdrawn."""

    model_config = ConfigDict(extra="forbid")

    reason: Words


class WaiverOut(BaseModel):
    """A waiver as it stands for whoever asks."""

    id: str
    plan_id: str
    plan: str = Field(description="Name of the plan.")
    version: int = Field(description="The version that was shown.")
    rule: str
    severity: str
    community_id: str | None
    area_id: str | None
    finding: FindingOut = Field(description="The finding as it was shown.")
    request: str = Field(description="Why it was asked for.")
    remedy: Remedy | None
    needs_remedy: bool
    district: str | None
    state: WaiverState
    holds: bool = Field(description="Granted, in its time, and the place is drawn as it was shown.")
    is_redrawn: bool = Field(description="The place is not drawn any more as it was shown: it has to be asked anew.")
    has_ended: bool
    asked_by: str
    asked_at: datetime
    role: Role | None = Field(description="In which role it was decided.")
    organisation: str | None = Field(description="The body that decided.")
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="Why it was granted or refused.")
    document_number: str | None
    granted_on: date | None
    until: date | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    revision: int = Field(description="For If-Match.")
    may_decide: bool = Field(description="Whether whoever asks may grant or refuse it now.")
    may_withdraw: bool = Field(description="Whether whoever asks may take it back now.")


class WaiverPage(BaseModel):
    """One page of waivers, the last asked for first."""

    items: list[WaiverOut]
    total: int
    offset: int
    limit: int


class WaivableOut(BaseModel):
    """A hard rule that admits a waiver."""

    rule: str
    granted_by: list[Role]
    needs_remedy: bool


class PlanWaivers(WaiverPage):
    """The waivers of a plan, and which hard rules admit one; a soft one needs only a written reason."""

    waivable: list[WaivableOut]
