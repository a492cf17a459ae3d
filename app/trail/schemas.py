"""What ``/api/v1/trail`` answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.storage.cases import TrailRow


class TrailLine(BaseModel):
    """One line of the trail: who did what to what, when and why, on which frozen version."""

    number: int
    at: datetime
    actor: str = Field(description="Name of the person, or of the key.")
    role: str | None = Field(description="Role in which they acted (rules.md 0.5).")
    key_id: str | None
    object_kind: str
    object_id: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    version_hash: str | None = Field(description="The frozen version that was judged.")
    request_id: str | None
    previous_hash: str
    hash: str = Field(description="SHA-256 over all of the line and `previous_hash`.")

    @classmethod
    def of(cls, row: TrailRow) -> TrailLine:
        """Describe one."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class TrailPage(BaseModel):
    """Some lines, the newest first."""

    items: list[TrailLine]
    next: str | None = Field(description="Cursor of the next page.")
    total: int
