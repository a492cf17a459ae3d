"""Drawings and commands as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.plans.commands import KINDS, Command
from app.plans.drawing import Drawing, drawing_json, read_changes
from app.problems import Problem

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Coordinate = tuple[
    Annotated[float, Field(allow_inf_nan=False)], Annotated[float, Field(allow_inf_nan=False)]
]
MOST_COMMANDS = 500


class CommunityBody(BaseModel):
    """What a planner says of a community."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    subdistrict: Id
    locked: bool = False
    colour: Annotated[int, Field(ge=0, le=5)] = 0
    alone: bool = Field(False, description="Recorded as relatively independent (LQ-3.8).")


class SplitBody(BaseModel):
    """A unit cut by a drawn line."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[list[Coordinate], Field(min_length=2, max_length=2000)]
    parts: Annotated[list[Id], Field(min_length=2, max_length=100)]


class DrawingBody(BaseModel):
    """A plan as drawn."""

    units: dict[str, str | None] = Field(description="Unit → community, null where it is in none.")
    communities: dict[str, CommunityBody]
    splits: dict[str, SplitBody] = Field(default_factory=dict)

    @classmethod
    def of(cls, drawing: Drawing) -> Self:
        """Shape a drawing."""
        return cls.model_validate(drawing_json(drawing))


class DrawingOut(BaseModel):
    """The drawing of one version."""

    version: int
    drawing: DrawingBody


class ChangesBody(BaseModel):
    """What a command changes: each entry is what, its value before, its value after."""

    model_config = ConfigDict(extra="forbid")

    units: list[tuple[Id, Id | None, Id | None]] = Field(
        default_factory=list, description="Unit, its community before and after; null: in none."
    )
    communities: list[tuple[Id, CommunityBody | None, CommunityBody | None]] = Field(
        default_factory=list, description="Community, its record before (null: it begins) and after (null: it ends)."
    )
    splits: list[tuple[Id, SplitBody | None, SplitBody | None]] = Field(
        default_factory=list, description="Unit, how it was cut before (null: whole) and is after."
    )


class Label(BaseModel):
    """What the list of versions calls a command."""

    model_config = ConfigDict(extra="forbid")

    zh: Annotated[str, StringConstraints(max_length=500)]
    en: Annotated[str, StringConstraints(max_length=500)]


class CommandBody(BaseModel):
    """One gesture."""

    model_config = ConfigDict(extra="forbid")

    command_id: Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[\w-]+$")] = Field(
        description="Chosen by the client, a UUID: sending a command again changes nothing."
    )
    kind: Literal[KINDS]  # type: ignore[valid-type]  # the one list of kinds
    label: Label
    changes: ChangesBody

    def command(self) -> Command:
        """Return it as the log takes it."""
        return Command(
            self.command_id, self.kind, self.label.model_dump(), read_changes(self.changes.model_dump())
        )


class CommandsIn(BaseModel):
    """Commands to append, all or none."""

    model_config = ConfigDict(extra="forbid")

    commands: Annotated[list[CommandBody], Field(min_length=1, max_length=MOST_COMMANDS)]


class CommandsTaken(BaseModel):
    """The plan after some commands."""

    head: int = Field(description="Newest version.")
    numbers: dict[str, int] = Field(description="Number of each command that was sent.")


class CommandOut(BaseModel):
    """One command of the log."""

    number: int = Field(description="The version that it makes.")
    command_id: str
    kind: str
    label: dict[str, str]
    changes: dict[str, Any] = Field(description="As sent; empty lists are left out.")
    author: str
    at: datetime
    name: str | None = Field(None, description="What somebody called this version.")


class CommandList(BaseModel):
    """Commands after a version."""

    items: list[CommandOut]
    head: int


class StaleProblem(Problem):
    """Others drew on meanwhile, or a command expects what the drawing does not hold."""

    head: int | None = Field(None, description="Newest version.")
    commands: list[CommandOut] | None = Field(None, description="Those after the version of If-Match.")


class VersionName(BaseModel):
    """A name for a version; null takes it away."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None
