"""What ``/api/v1/plans`` answers; the documents themselves are those of the plan folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Document(BaseModel):
    """A document of a plan folder: later versions may say more."""

    model_config = ConfigDict(extra="allow")


class ProfileOut(Document):
    """The rule pack that a plan was made under."""

    id: str
    version: str | None = None
    hash: str | None = Field(None, description="SHA-256 over the layers.")
    overlays: list[str] = Field(default_factory=list, description="Packs laid over it, in order.")


class BandOut(BaseModel):
    """Households that a community may have; null where the pack leaves it open."""

    min: int | None
    target: int | None
    max: int | None


class OfficeOut(Document):
    """What was proved for one street office."""

    subdistrict: str
    status: str
    objective: float | None = Field(None, description="Household-minutes.")
    bound: float | None = Field(None, description="Proven lower bound of the objective.")
    gap: float | None = None
    breach: float | None = None
    method: str | None = None
    stopped_by: str | None = None
    runtime_s: float | None = None


class CommunityOut(Document):
    """One community of a plan."""

    community_id: str
    name: str
    subdistrict: str
    households: int | None = None
    population: int | None = None
    units: list[str] = Field(default_factory=list)
    continues: str | None = Field(None, description="The present community whose identifier it keeps.")
    walk_coverage: float | None = Field(None, description="Share of households within 15 minutes of the anchor.")
    colour: int = Field(ge=0, le=5, description="Index of the fill in the palette.")


class PlanDocument(Document):
    """``plan.json``."""

    status: str
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    breach: float | None = None
    stopped_by: str | None = None
    runtime_s: float | None = None
    seed: int | None = None
    profile: ProfileOut
    crs: str | None = None
    inputs: dict[str, str] = Field(default_factory=dict, description="SHA-256 of each input file.")
    offices: list[OfficeOut] = Field(default_factory=list)
    totals: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Before and after.")
    communities: list[CommunityOut] = Field(default_factory=list)
    assignment: dict[str, str] = Field(default_factory=dict, description="Unit to community.")


class FindingOut(Document):
    """How one community, one area or the whole plan stands to one rule."""

    rule: str
    clause: str | None = None
    severity: str
    status: str
    blocks: str | None = None
    community_id: str | None = None
    area_id: str | None = None
    message_zh: str
    message_en: str


class AuditDocument(Document):
    """``audit.json``."""

    verdict: str = Field(description="pass, findings or fail.")
    findings: list[FindingOut] = Field(default_factory=list)


class FindingCounts(BaseModel):
    """Failed findings by how grave they are."""

    hard: int = 0
    soft: int = 0
    note: int = 0


class PlanSummary(BaseModel):
    """One plan of the list.

    A folder that cannot be read is listed too, with ``message_zh`` and ``message_en`` saying why.
    """

    id: str
    title: str
    saved: datetime | None = Field(None, description="When plan.json was written.")
    profile: str | None = None
    overlays: list[str] = Field(default_factory=list)
    status: str | None = None
    gap: float | None = None
    verdict: str | None = None
    findings: FindingCounts = Field(default_factory=FindingCounts)
    communities: int | None = None
    households: int | None = None
    households_changed: int | None = None
    band: BandOut | None = None
    households_by_community: list[int] = Field(default_factory=list, description="In ascending order.")
    message_zh: str | None = None
    message_en: str | None = None


class PlanPage(BaseModel):
    """One page of the list."""

    items: list[PlanSummary]
    total: int
    offset: int
    limit: int


class PlanDetail(BaseModel):
    """A plan with its audit."""

    id: str
    title: str
    plan: PlanDocument
    audit: AuditDocument
