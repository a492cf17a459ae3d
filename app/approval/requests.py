"""What ``/api/v1/cases`` and its kin are asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.approval.schemas import Place, Verdict

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PlanVersion = Annotated[int, Field(ge=0, le=2**31 - 1)]
PlanKind = Literal["setting_up", "adjustment", "lq_short"]
Detail = Annotated[str, StringConstraints(max_length=1_000)] | int | bool | None
"""What may be noted with a step: nothing that has parts."""


class Asked(BaseModel):
    """A request: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class NewSubmission(Asked):
    """A plan to be submitted."""

    kind: PlanKind
    title: Line
    plan_id: Identifier
    version: PlanVersion | None = Field(None, description="The newest where left out.")
    subdistrict: Line | None = Field(None, description="Where the plan has more than one.")
    parent_id: Identifier | None = Field(None, description="The case that this one belongs to.")
    again: bool = Field(False, description="Begin a case though an open one of the street office holds the plan.")


class FreezeRequest(Asked):
    """A plan to be frozen again; what is left out stays as in the newest submission."""

    plan_id: Identifier | None = None
    version: PlanVersion | None = Field(None, description="The newest where left out.")
    note: Prose | None = None


class Area(Asked):
    """An area of which it is not decided who manages it."""

    unit_id: Line | None = None
    name: Line
    subdistrict: Line
    other_subdistrict: Line | None = None
    other_district: Line | None = Field(None, description="Against another district: the city rules (LH-3.4).")
    description: Prose


class NewRuling(Asked):
    """An undecided area, reported."""

    title: Line
    area: Area
    parent_id: Identifier | None = None


class FacilityAsked(Asked):
    """A facility under joint review."""

    name: Line
    kind: Line = "service_facility"
    address: Line | None = None
    floor_area_m2: Annotated[float, Field(gt=0, le=1e7)] | None = None
    community_id: Line | None = None
    developer: Line | None = None


class NewJointReview(Asked):
    """A facility whose joint review begins."""

    title: Line
    facility: FacilityAsked
    subdistrict: Line
    developer_organisation_id: Identifier | None = None
    parent_id: Identifier | None = None


class PointAsked(Asked):
    """One point of a return."""

    text: Prose
    slot: Identifier | None = None
    place: Place | None = None


class ActionRequest(Asked):
    """A step to take."""

    action: Identifier
    reason: Prose | None = None
    points: Annotated[list[PointAsked], Field(max_length=100)] = Field(default_factory=list)
    details: Annotated[dict[Line, Detail], Field(max_length=50)] = Field(default_factory=dict)
    submission_hash: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="The frozen version that was looked at; refused where another one is the newest."
    )


class Reply(Asked):
    """The reply to one point."""

    reply: Prose


class Department(Asked):
    """A department to be asked: by its organisation, or by name where it has no account."""

    organisation_id: Identifier | None = None
    name: Line | None = None


class OpinionRound(Asked):
    """A round of opinions to be asked."""

    departments: Annotated[list[Department], Field(min_length=1, max_length=50)]
    due_on: date | None = None


class OpinionGiven(Asked):
    """The opinion of a department."""

    verdict: Verdict
    text: Prose
    paper_id: Identifier | None = None


class NewVisit(Asked):
    """A visit to the place."""

    visited_on: date
    persons: Annotated[list[Line], Field(min_length=1, max_length=50)]
    text: Prose
    photos: Annotated[list[Identifier], Field(min_length=1, max_length=50)]
