"""What ``/api/v1/cases`` and its kin answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.forms import Form

Verdict = Literal["agree", "remarks", "object"]


class Text(BaseModel):
    """A name in both languages."""

    zh: str
    en: str


class Organisation(BaseModel):
    """A body that takes part."""

    id: str
    name: str


class Party(Organisation):
    """An organisation that takes part in a case by name."""

    role: str


class Waiting(Text):
    """For whom a case waits: an organisation by its name where it is known, else a role by its own."""

    role: str


class Place(BaseModel):
    """Where something is meant."""

    model_config = ConfigDict(extra="forbid")

    lon: float = Field(description="Longitude, or metres where the plan has no place on Earth.")
    lat: float
    community_id: str | None = None


class Deadline(BaseModel):
    """A date by which something is due."""

    id: str
    case_id: str | None = Field(description="Null for what belongs to a district, such as a monthly report.")
    case_number: str | None
    case_title: str | None
    kind: str
    name: Text
    rule: str | None
    clause: str | None
    is_advisory: bool = Field(description="Planned, not from a text.")
    started_on: date
    due_on: date
    nominal_on: date | None = Field(description="Before a rest day shifted it.")
    is_approximate: bool = Field(description="Counted without the official calendar of the year.")
    done_on: date | None
    state: Literal["open", "near", "close", "overdue", "done"] = Field(description="near: 30 days, close: 7 days.")
    days_left: int | None


class SubmissionBrief(BaseModel):
    """The newest frozen version of a case."""

    number: int
    hash: str
    at: datetime


class CaseSummary(BaseModel):
    """One case of a list."""

    id: str
    number: str
    kind: str
    kind_name: Text
    title: str
    state: str
    state_name: Text
    state_code: str
    is_end: bool
    organisation: Organisation
    district: str | None
    subdistrict: str | None
    revision: int = Field(description="For If-Match.")
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    changed_at: datetime
    waits_for: list[Waiting]
    may_act: bool = Field(description="Whether the person could take an action, or owes an opinion.")
    next_deadline: Deadline | None
    open_points: int
    submission: SubmissionBrief | None


class Step(BaseModel):
    """One step of a case."""

    number: int
    action: str
    name: Text
    source: str
    target: str
    target_name: Text
    role: str
    role_name: Text
    by: str
    organisation: Organisation
    at: datetime
    reason: str | None
    details: dict[str, Any]
    submission_hash: str | None
    is_return: bool
    points: list[int]


class Hint(Text):
    """A condition that does not hold, and what to do."""

    id: str


class ActionOffer(BaseModel):
    """A step that somebody may take from here, and what it still lacks."""

    action: str
    name: Text
    target: str
    target_name: Text
    clause: str
    basis: Literal["T", "D"] = Field(description="T: written in the text; D: an addition.")
    asks_reason: bool
    is_return: bool
    is_mine: bool
    missing_papers: list[str]
    failed_guards: list[Hint]


class PathState(BaseModel):
    """One state on the way of a case."""

    state: str
    name: Text
    code: str
    entered_at: datetime | None
    is_current: bool


class Paper(BaseModel):
    """A paper in a slot."""

    id: str
    slot: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    number: str | None
    dated: date | None
    at: datetime
    by: str
    organisation: Organisation
    submission_hash: str | None = Field(description="The frozen version that it was made from.")
    replaced_at: datetime | None


class SlotState(BaseModel):
    """A slot for papers and what lies in it."""

    id: str
    name: Text
    kinds: list[str] = Field(description="Kinds of file it takes.")
    is_ours: bool = Field(description="Made from the frozen plan.")
    is_in_the_text: bool
    is_required: bool = Field(description="A step from the present state asks for it.")
    is_optional: bool = Field(description="No step ever asks for it.")
    is_mine: bool = Field(description="Whether the person may hand a paper in now.")
    papers: list[Paper] = Field(description="Newest first; the current one is not replaced.")


class Point(BaseModel):
    """One point with which a case was returned."""

    id: str
    step: int
    number: int
    text: str
    slot: str | None
    place: Place | None
    reply: str | None
    replied_at: datetime | None
    replied_by: str | None


class Opinion(BaseModel):
    """The opinion of one department in a joint round."""

    id: str
    round: int
    department: str
    organisation_id: str | None
    asked_at: datetime
    due_on: date | None
    verdict: Verdict | None
    text: str | None
    paper_id: str | None
    answered_at: datetime | None
    answered_by: str | None
    is_mine: bool


class Visit(BaseModel):
    """A visit to the place."""

    id: str
    stage: str
    visited_on: date
    persons: list[str]
    text: str
    photos: list[str] = Field(description="Identifiers of papers.")
    by: str
    at: datetime


class DatasetNamed(BaseModel):
    """The dataset of a frozen version, as it was named then."""

    id: str
    name: str
    issue: int
    hash: str


class ProfileNamed(BaseModel):
    """The rules of a frozen version."""

    id: str
    overlays: list[str]
    hash: str
    title: str


class Submission(BaseModel):
    """One frozen version of a plan."""

    number: int
    plan_id: str
    plan_name: str
    plan_version: int
    hash: str
    dataset: DatasetNamed
    profile: ProfileNamed
    at: datetime
    by: str
    note: str | None
    is_intact: bool = Field(description="Whether everything still has the hash that was frozen.")
    totals: dict[str, Any]
    hard_findings: int
    other_findings: int


class RecordForm(Form):
    """A record that may be entered in the present state, as a form."""

    is_mine: bool = Field(description="Whether the person may enter it.")


class CaseDetail(CaseSummary):
    """One case with all that belongs to it."""

    subject: dict[str, Any]
    records: dict[str, Any]
    parties: list[Party]
    steps: list[Step]
    actions: list[ActionOffer]
    may_freeze: bool = Field(description="Whether the person may freeze another version of the plan now.")
    may_reply: bool = Field(description="Whether points of a return are the person's to answer.")
    path: list[PathState]
    slots: list[SlotState]
    points: list[Point]
    opinions: list[Opinion]
    visits: list[Visit]
    deadlines: list[Deadline]
    submissions: list[Submission]
    forms: list[RecordForm]
    switches: dict[str, bool]


class CasePage(BaseModel):
    """One page of cases, the last changed first."""

    items: list[CaseSummary]
    next: str | None = Field(description="Cursor of the next page.")
    total: int


class Difference(Text):
    """One thing that changed between two frozen versions."""

    kind: str
    place: Place | None = None


class DifferenceReport(BaseModel):
    """What changed from one frozen version to the next."""

    number: int
    previous: int | None
    totals: dict[str, Any] = Field(description="Of the newer one, with `change` against the older one.")
    items: list[Difference]


class FrozenDocuments(BaseModel):
    """``plan.json`` and ``audit.json`` of a frozen version."""

    submission: Submission
    document: dict[str, Any]
    audit: dict[str, Any]
