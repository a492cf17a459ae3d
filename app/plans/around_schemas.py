"""Splits, re-basing and comparison as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.plans.drawing import changes_json
from app.plans.drawing_schemas import CommandOut, Coordinate, Id
from app.plans.gains import Gain
from app.plans.rebase import ChangeKind, FoundBy
from app.plans.schemas import BandOut, Name
from app.plans.taking import Part

Line = Annotated[list[Coordinate], Field(min_length=2, max_length=2000)]


class SplitIn(BaseModel):
    """A unit, and the line that cuts it."""

    model_config = ConfigDict(extra="forbid")

    unit_id: Id
    line: Line = Field(description="Longitude and latitude, or metres; ends a little short of the outline are led on.")


class SplitPart(BaseModel):
    """What would become of one part."""

    unit_id: str
    households: int
    population: int | None
    area_m2: float
    geometry: dict[str, Any] = Field(description="GeoJSON polygon.")


class SplitPreview(BaseModel):
    """The parts from north to south, then west to east, and by what the people were shared out."""

    parts: list[SplitPart]
    message_zh: str
    message_en: str


class SplitTaken(BaseModel):
    """The plan after a split."""

    head: int
    command: CommandOut


class RebaseIn(BaseModel):
    """Where to carry a plan over to."""

    model_config = ConfigDict(extra="forbid")

    dataset_id: Id | None = Field(None, description="A ready issue of the same series; the newest where left out.")
    name: Name | None = None


class ChangedAreaOut(BaseModel):
    """An area that is not what it was."""

    kind: ChangeKind
    area_id: str
    name: str
    before: int | None = Field(description="Households; null where the area was not there.")
    after: int | None
    changed_m2: float | None = Field(description="Land gained and lost together.")
    communities: list[str] = Field(description="Where the plan puts it now; where it was, for what went.")
    found_by: FoundBy | None = Field(description="How that was found; null: in no community.")


class RebaseOut(BaseModel):
    """The new plan, and what changed under it."""

    plan: str = Field(description="Identifier of the new plan.")
    changed: list[ChangedAreaOut]
    lost_splits: list[str] = Field(description="Units whose split does not fit any more: they are whole again.")
    ended: list[str] = Field(description="Names of communities of which no land is left.")
    unassigned_units: list[str]


class SideOut(BaseModel):
    """One of the two plans."""

    plan_id: str
    name: str
    version: int
    head: int
    dataset_id: str
    dataset_name: str
    issue: int
    profile_id: str
    overlays: list[str]
    objective: str
    band: BandOut | None
    household_basis: str | None
    colours: dict[str, int] = Field(description="Community → fill; a community of both plans has one.")


class PrintFrame(BaseModel):
    """The part of the ground on the paper."""

    scale: int = Field(description="Denominator.")
    centre: tuple[float, float] = Field(description="Metres of the working system.")
    width_mm: float
    height_mm: float
    bar_m: int = Field(description="Length of the scale bar on the ground.")


class PrintOffice(BaseModel):
    """The sheet of one street office."""

    subdistrict: str
    frame: PrintFrame
    north_deg: float | None


class PrintOut(BaseModel):
    """What a printed sheet draws."""

    sheet: dict[str, Any] = Field(description="As of the plan's sheet, all coordinates in metres.")
    frame: PrintFrame
    offices: list[PrintOffice] = Field(description="How each street office fits a sheet of its own.")
    subdistrict: str | None
    crs: dict[str, Any] = Field(description="is_local, name, datum, projection, central_meridian.")
    north_deg: float | None = Field(description="From grid north to true north, clockwise.")
    household_basis: str | None
    profile: dict[str, str]
    dataset: dict[str, Any] = Field(description="name, issue.")
    version: int
    hash: str


class ReadingOut(BaseModel):
    """One measure of one plan; `of` where it counts some of several."""

    value: float | None
    of: int | None = None


class GainOut(BaseModel):
    """One row of gains and losses; there is no total score."""

    measure: str
    a: ReadingOut
    b: ReadingOut
    difference: float | None = Field(description="Second less first.")
    better: Literal["a", "b"] | None

    @classmethod
    def of_gain(cls, gain: Gain) -> Self:
        """Shape a row."""
        a, b = (ReadingOut(value=reading.value, of=reading.of) for reading in (gain.a, gain.b))
        return cls(measure=gain.measure, a=a, b=b, difference=gain.difference, better=gain.better)


class PairOut(BaseModel):
    """One community in both plans, or in one of them."""

    a: str | None
    b: str | None
    name: str
    subdistrict: str
    households_a: int | None
    households_b: int | None
    differs: bool


class DifferenceOut(BaseModel):
    """A unit that lies in different communities."""

    unit_id: str
    area_id: str | None
    name: str
    households: int
    a: str | None
    b: str | None


class TransferOut(BaseModel):
    """One line of the ledger from the first plan to the second."""

    area_id: str | None
    name: str
    subdistrict: str
    households: int
    source: str | None = Field(description="Community of the first plan.")
    target: str | None = Field(description="Community of the second plan.")


class PartOut(BaseModel):
    """Land that hangs together and can be taken from the second plan alone."""

    part: int
    changes: dict[str, Any] = Field(description="As of a command on the first plan.")
    households: int
    areas: int
    sources: list[str]
    targets: list[str]

    @classmethod
    def of_part(cls, part: Part) -> Self:
        """Shape a part."""
        return cls(
            part=part.number, changes=changes_json(part.changes), households=part.households, areas=part.areas,
            sources=list(part.sources), targets=list(part.targets),
        )


class DifferenceTotals(BaseModel):
    """How much differs."""

    communities: int
    areas: int
    households: int


class ComparisonOut(BaseModel):
    """Two plans side by side."""

    a: SideOut
    b: SideOut
    gains: list[GainOut]
    totals: DifferenceTotals
    communities: list[PairOut] = Field(description="All of either plan, those that differ most first.")
    units: list[DifferenceOut] = Field(description="Units that differ; of a unit that only one plan cuts its parts.")
    ledger: list[TransferOut]
    lines: dict[str, Any] = Field(description="a, b: GeoJSON of the boundaries that only this plan has.")
    parts: list[PartOut] = Field(description="What the first plan can take, place by place.")
    not_takeable: list[str] = Field(description="Units that both plans cut by different lines.")
    only_a: list[str] = Field(description="Units that only the first plan's issue of the data has.")
    only_b: list[str]
