"""What the records of a transfer call their choices, and the types that they share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.approval.workflows.transfer_form import Form

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Period = Annotated[str, StringConstraints(pattern=r"^(19|20)\d{2}-(0[1-9]|1[0-2])$")]
"""A month: ``2026-03``."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Area = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Yuan = Annotated[int, Field(ge=0, le=10**13)]

FormName = Literal["convert", "may_be_independent", "join_whole", "divide"]
ChoiceName = Literal["independent", "join"]
FacilityKind = Literal["work_room", "activity_room", "outdoor_ground", "other"]

FORMS: dict[str, tuple[str, str]] = {
    Form.CONVERT: ("家委会改制为社区居委会", "family committee becomes a residents' committee"),
    Form.MAY_BE_INDEPENDENT: ("可单独设立社区，由街道决定", "may be a community of its own: the street office decides"),
    Form.JOIN_WHOLE: ("成立居民小组，整体划入就近社区", "a residents' group that joins the nearest community whole"),
    Form.DIVIDE: ("按街巷划分", "divided along streets"),
}
CHOICES: dict[str, tuple[str, str]] = {
    "independent": ("单独设立社区", "a community of its own"), "join": ("划入现有社区", "joins a community"),
}
FACILITY_KINDS: dict[str, tuple[str, str]] = {
    "work_room": ("社区工作用房", "community work room"), "activity_room": ("居民活动用房", "residents' activity room"),
    "outdoor_ground": ("室外活动场地", "outdoor activity ground"),
    "other": ("其他设施、设备", "other facility, equipment"),
}


class Record(BaseModel):
    """One record: what it does not know it refuses; what is not entered yet is ``None``."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def in_order[R: Record](record: R, first: date | None, last: date | None, zh: str, en: str) -> R:
    """Return a record whose days follow one another.

    Raises
    ------
    ValueError
        Where the last day is before the first.
    """
    if first is not None and last is not None and last < first:
        raise ValueError(f"{zh} / {en}: {first} – {last}")
    return record
