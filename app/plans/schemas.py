"""What ``/api/v1/plans`` asks and answers; the documents themselves are those of the plan folder."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.datasets.schemas import ProfileChoice
from app.plans.drawing_schemas import DrawingBody

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Objective = Annotated[str, StringConstraints(min_length=1, max_length=32)]


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
    status: str | None = Field(None, description="Null where nothing was solved: drawn by hand, not finished.")
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

    status: str | None = Field(None, description="Null where nothing was solved: drawn by hand, not finished.")
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
    """Failed findings by how grave they are, a hard one that drawing on may still mend as soft; and unknown ones."""

    hard: int = 0
    soft: int = 0
    note: int = 0
    unknown: int = 0


class DatasetBrief(BaseModel):
    """The ground that a plan is drawn on."""

    id: str
    name: str
    issue: int = Field(description="第 n 期 of its chain.")
    hash: str | None = None
    newer: str | None = Field(None, description="A later issue that is ready, to re-base the plan on.")


class PlanSummary(BaseModel):
    """One plan of the list.

    A folder that cannot be read is listed too, with ``message_zh`` and ``message_en`` saying why.
    """

    id: str
    kind: Literal["drawn", "folder"] = "folder"
    title: str
    saved: datetime | None = Field(None, description="Last change of a drawn plan; when plan.json was written.")
    author: str | None = None
    handed_from: str | None = Field(None, description="The organisation that handed it over last.")
    dataset: DatasetBrief | None = None
    version: int | None = Field(None, description="Newest version of a drawn plan: its number of commands.")
    judged_version: int | None = Field(None, description="The version that the figures are of, null before any.")
    stale: bool = Field(False, description="Whether the figures are of an older version, or of other rules.")
    unassigned_households: int | None = None
    archived: bool = False
    deleted_at: datetime | None = None
    revision: int | None = Field(None, description="For If-Match when the plan is renamed, archived or deleted.")
    profile: str | None = None
    overlays: list[str] = Field(default_factory=list)
    objective: str | None = Field(None, description="Preset of the weights.")
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


class FolderPlan(BaseModel):
    """A plan folder: a plan with its audit."""

    kind: Literal["folder"] = "folder"
    id: str
    title: str
    plan: PlanDocument
    audit: AuditDocument


class Origin(Document):
    """What a drawing began with."""

    kind: str = Field(description="today, blank, import, solve, copy or rebase.")


class DrawnPlan(BaseModel):
    """A plan of the database, with its newest drawing."""

    kind: Literal["drawn"] = "drawn"
    id: str
    name: str
    dataset: DatasetBrief
    profile: ProfileChoice
    objective: str
    origin: Origin
    head: int = Field(description="Newest version: If-Match of commands.")
    revision: int = Field(description="Of name, rules and objective: If-Match of PATCH and DELETE.")
    archived: bool
    is_local: bool = Field(description="Whether coordinates are metres without a place on Earth.")
    created_at: datetime
    created_by: str
    updated_at: datetime
    handed_over: list[Handing] = Field(description="Through whose hands it went, the first first.")
    drawing: DrawingBody


PlanDetail = Annotated[DrawnPlan | FolderPlan, Field(discriminator="kind")]


class NewPlan(BaseModel):
    """A plan to begin."""

    model_config = ConfigDict(extra="forbid")

    dataset_id: str
    name: Name | None = Field(None, description="方案 n where left out.")
    profile: ProfileChoice | None = Field(None, description="That of the dataset where left out.")
    objective: Objective = "balanced"
    start: Literal["today", "blank"] = Field(
        "today", description="today: the present communities; land of no area follows its longest border."
    )


class PlanChange(BaseModel):
    """What changes of a plan beside its drawing; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    objective: Objective | None = None
    profile: ProfileChoice | None = None
    archived: bool | None = None


class CopyRequest(BaseModel):
    """A copy of a plan: another plan that begins with a version of this one."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0)] | None = Field(None, description="The newest where left out.")
    name: Name | None = None


class HandOver(BaseModel):
    """To whom a plan is given."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None


class HandedOver(BaseModel):
    """Who has a plan now; whoever gave it away sees it no longer."""

    plan_id: str
    organisation_id: str
    organisation: str


class Handing(Document):
    """One time that a plan went from one organisation to another."""

    model_config = ConfigDict(extra="allow", validate_by_name=True)

    at: datetime
    by: str
    giver: str = Field(alias="from")
    to: str
    version: int


class Judgement(BaseModel):
    """What the server computed of one version; equal hash, equal content."""

    version: int
    hash: str
    plan: PlanDocument
    audit: AuditDocument
    unassigned_units: list[str] = Field(description="Still to be drawn; undecided areas (PL-13) are not among them.")
    unassigned_households: int
