"""One rule field and one rule pack, frozen (rules.md 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from geodata.domain import AreaKind


class Severity(StrEnum):
    """What breaking a rule means (rules.md 0.2)."""

    HARD = "hard"
    SOFT = "soft"
    ADVISORY = "advisory"
    PROCESS = "process"
    RECORD = "record"


@dataclass(frozen=True)
class Field:
    """What one pack says under one name.

    Attributes
    ----------
    path
        Dotted name, such as ``size.households_min``; :data:`optimizer.rules.schema.FIELDS` lists all.
    value
        Whole numbers are ``int``, others ``Decimal``, never binary floats; ``None`` switches the check off.
    unit, compare, inclusive
        What the value measures, how a measured number is held against it, and whether the bound itself is met.
    severity, severity_existing, severity_district
        For a community (a new one, where existing ones are treated differently), for an existing one, and for the
        sum over a district; ``None`` in the last two: the same.
    rules
        Identifiers of rules.md, the deciding one first.
    clause, quotation
        Where the source says so, and its words.
    design_default
        The value is ours: it has no source and never carries a citation.
    pack
        Identifier of the layer that decided the value.
    severity_pack
        Identifier of the layer that changed the severity, ``None`` where the pack of the value did.
    """

    path: str
    value: Any
    unit: str | None
    compare: str | None
    inclusive: bool
    severity: Severity | None
    severity_existing: Severity | None
    rules: tuple[str, ...]
    clause: str | None
    quotation: str | None
    design_default: bool
    pack: str
    severity_district: Severity | None = None
    severity_pack: str | None = None

    @property
    def rule(self) -> str:
        """Identifier under which findings are reported: the rule's, else the dotted name (design.md 4.6)."""
        return self.rules[0] if self.rules else self.path

    @property
    def is_elided(self) -> bool:
        """Whether the source has a number that our copy does not show, so that the user must fill it (AMB-3)."""
        return self.value is None and bool(self.rules)

    def severity_for(self, *, is_new: bool) -> Severity | None:
        """Severity for a new or an existing community (AMB-16)."""
        return self.severity if is_new else self.severity_existing or self.severity

    def is_met_by(self, measured: int | Decimal | float) -> bool:
        """Hold a measured number against the bound; a null bound is always met (rules.md 0.3).

        A binary float is compared by its exact value, never rounded.
        """
        if self.value is None:
            return True
        if self.inclusive and measured == self.value:
            return True
        return bool(measured > self.value if self.compare in (">=", ">") else measured < self.value)


@dataclass(frozen=True)
class Source:
    """A document that a pack cites."""

    code: str
    title: str
    issued: date | None = None


@dataclass(frozen=True)
class Pack:
    """A dated, versioned set of rule fields.

    Attributes
    ----------
    selector
        Kinds of area that it concerns when laid over another; empty: everything.
    fields
        Fields by dotted name.
    severities
        Severities that it states for fields whose value it leaves to the pack beneath.
    weights
        Objective → weight → number (optimisation-model.md section 2).
    crossing
        Weight of one crossing of an arterial, wall, river or railway.
    hash
        SHA-256 over the content; comments and layout do not count.
    """

    id: str
    version: str
    title_zh: str
    title_en: str
    jurisdiction: str
    valid_from: date | None
    valid_to: date | None
    sources: tuple[Source, ...]
    selector: tuple[AreaKind, ...]
    fields: Mapping[str, Field]
    severities: Mapping[str, Severity]
    weights: Mapping[str, Mapping[str, float]]
    crossing: Mapping[str, float]
    hash: str
