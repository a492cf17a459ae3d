"""The record of what was found, repaired and assumed: nothing is dropped or guessed in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from geodata.domain import Place


class Severity(StrEnum):
    """How much a finding of the ground matters."""

    ERROR = "error"
    REPAIRED = "repaired"
    ASSUMED = "assumed"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing that was found in the files.

    Attributes
    ----------
    code
        Stable code, ``noun.what`` (``areas.households_unreadable``).
    file
        Name of the input file, without its folder, or ``None``.
    feature
        Identifier or row of the feature concerned, or ``None`` where it concerns the whole file.
    measured, repaired
        What was measured, and what it was turned into, as text with its unit.
    place
        Where it is, in the working coordinate system.
    count
        How many features, rows or places this finding speaks of.
    """

    code: str
    severity: Severity
    message_zh: str
    message_en: str
    file: str | None = None
    feature: str | None = None
    measured: str | None = None
    repaired: str | None = None
    place: Place | None = None
    count: int = 1


@dataclass
class Record:
    """Findings in the order in which the steps made them."""

    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        severity: Severity,
        code: str,
        message_zh: str,
        message_en: str,
        *,
        file: str | None = None,
        feature: str | None = None,
        measured: str | None = None,
        repaired: str | None = None,
        place: Place | None = None,
        count: int = 1,
    ) -> None:
        """Append one finding; see :class:`Finding` for the arguments."""
        self.findings.append(
            Finding(code, severity, message_zh, message_en, file, feature, measured, repaired, place, count)
        )

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)
