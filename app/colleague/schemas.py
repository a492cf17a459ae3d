"""What the colleague is asked for: the body of ``POST /api/v1/plans/{id}/jobs``, and what its tasks are given."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Objective = Literal["balanced", "least-change", "walking", "least-floor-area"]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Subdistricts = Annotated[list[str], Field(min_length=1, max_length=1000)]

LONGEST_S = 600.0


class Relaxation(BaseModel):
    """A way out that an explanation offered, sent back as it is."""

    model_config = ConfigDict(extra="ignore")

    action: Literal["unlock", "stand_alone", "raise_max", "lower_min", "adjacent", "open_crossing"]
    target: str = Field(description="A unit of the place.")
    value: int | None = Field(None, ge=0, description="Households that the bound then allows.")
    units: list[str] = Field(default_factory=list, description="All units of the place; the target alone where empty.")


class _Request(BaseModel):
    version: int = Field(ge=0, description="The version of the drawing to start from.")
    objective: Objective | None = Field(None, description="The plan's own where left out.")


class CompleteRequest(_Request):
    """Solve the rest: locked communities stay as they are, all other units may move, none stays unassigned."""

    kind: Literal["complete"]
    subdistricts: Subdistricts | None = Field(
        None, description="All street offices where left out; for a street office its own territory.",
    )
    time_limit_s: Seconds = LONGEST_S
    gap: float = Field(1e-4, ge=0, le=1, description="Proven gap at which it may stop.")
    relaxations: list[Relaxation] = Field(default_factory=list, max_length=100)


class RepairRequest(_Request):
    """Repair here: divide the communities around some units anew, all others held."""

    kind: Literal["repair"]
    units: list[str] = Field(min_length=1, max_length=1000)
    time_limit_s: Seconds = 60.0


class ImproveRequest(_Request):
    """Improve while I look: go on until it is proven best or somebody stops it."""

    kind: Literal["improve"]
    subdistricts: Subdistricts | None = None
    time_limit_s: Seconds = 1800.0


class AlternativesRequest(_Request):
    """Several plans that truly differ, the best first."""

    kind: Literal["alternatives"]
    subdistricts: Subdistricts | None = None
    count: int = Field(3, ge=2, le=6)
    time_limit_s: Seconds = LONGEST_S


AnyRequest = CompleteRequest | RepairRequest | ImproveRequest | AlternativesRequest
ColleagueRequest = Annotated[AnyRequest, Field(discriminator="kind")]
