"""Remarks and shares as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.plans.drawing_schemas import Id

Finite = Annotated[float, Field(allow_inf_nan=False)]


class CommentIn(BaseModel):
    """A remark on a place."""

    model_config = ConfigDict(extra="forbid")

    x: Finite = Field(description="Longitude, or metres without a place on Earth.")
    y: Finite = Field(description="Latitude, or metres.")
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)] = Field(
        description="Text, shown as text."
    )
    unit_id: Id | None = Field(None, description="The unit that it is about.")
    version: Annotated[int, Field(ge=0)] | None = Field(None, description="What was looked at; else the newest.")


class CommentOut(BaseModel):
    """A remark."""

    id: str
    number: int
    version: int
    x: float
    y: float
    unit_id: str | None
    text: str
    author: str
    at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


class CommentPage(BaseModel):
    """One page of remarks, in order of number."""

    items: list[CommentOut]
    total: int
    offset: int
    limit: int


class CommentChange(BaseModel):
    """Settle a remark, or open it again."""

    model_config = ConfigDict(extra="forbid")

    resolved: bool


class ShareIn(BaseModel):
    """What to share, and for how long."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Always this version; else the newest at the time of reading."
    )
    expires_at: AwareDatetime | None = Field(None, description="When it ends by itself; else when it is revoked.")


class ShareOut(BaseModel):
    """A share; its secret is told once, when it is made."""

    id: str
    version: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None


class NewShare(ShareOut):
    """A share that was made now."""

    secret: str
    url: str = Field(description="Address of the page, from the root of this server.")


class SharePage(BaseModel):
    """One page of shares, the newest first."""

    items: list[ShareOut]
    total: int
    offset: int
    limit: int
