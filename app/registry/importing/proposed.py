"""What an import is made of: rows that may become entries, and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Trouble:
    """Something for which nothing is entered.

    Attributes
    ----------
    row
        In the table; ``None`` for a community that only the dataset knows, or the table as a whole.
    column
        As the table calls it.
    message_zh, message_en
        What is wrong and what to do about it.
    """

    row: int | None
    name: str | None
    column: str | None
    message_zh: str
    message_en: str


@dataclass(frozen=True)
class Proposed:
    """One community as it is to be entered.

    Attributes
    ----------
    row
        In the table; ``None`` where only the dataset knows the community.
    own
        What the table of entries has columns of its own for: ``community_id``, ``name``, ``subdistrict`` …
    columns
        All else: fields of :class:`app.registry.columns.Columns`.
    """

    row: int | None
    own: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """Name of the community."""
        name: str | None = self.own.get("name")
        return name

    @property
    def identifier(self) -> str | None:
        """What the registry is to call it: as told, else its name."""
        identifier: str | None = self.own.get("community_id") or self.name
        return identifier

    @property
    def place(self) -> str | None:
        """Its street office."""
        place: str | None = self.own.get("subdistrict")
        return place

    @property
    def state(self) -> str:
        """How it stands, by what the table tells of it."""
        usual = "certified" if self.own.get("certificate_number") else "registered" if self.own.get("number") else None
        return str(self.own.get("state") or usual or "in_force")

    def trouble(self, column: str | None, zh: str, en: str) -> Trouble:
        """Say what is wrong with it."""
        return Trouble(self.row, self.name, column, zh, en)

    def over(self, other: Proposed) -> Proposed:
        """Return it with what it leaves open taken from another."""
        return replace(self, own={**other.own, **self.own}, columns={**other.columns, **self.columns})
