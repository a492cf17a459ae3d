"""One rule field and one rule pack, frozen (rules.md 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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


class Layer(StrEnum):
    """Where a pack stands: the law on top, then province, city and district; an overlay lies on any of them."""

    LAW = "law"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    OVERLAY = "overlay"


@dataclass(frozen=True)
class Source:
    """A document that a pack cites."""

    code: str
    title: str
    issued: date | None = None


@dataclass(frozen=True)
class Citation:
    """Where a number comes from: document, date, clause, and its words where we have them."""

    title: str
    issued: date | None
    clause: str
    quotation: str | None


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
    severity, severity_existing, severity_district, severity_entered
        For a community (a new one, where existing ones are treated differently), for an existing one, for the sum
        over a district, and once a number is entered of one's own accord (a budget, a transition period); ``None``
        in the last three: the same.
    rules
        Identifiers of rules.md, the deciding one first.
    citation
        Where it comes from; ``None`` for a number of ours, and for what is switched off.
    design_default
        The value is ours: it has no source and never carries a citation.
    pack
        Identifier of the layer that decided the value.
    base_only
        Counts only where the pack is the base, never where it is laid over another (AMB-22).
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
    severity_district: Severity | None
    severity_entered: Severity | None
    rules: tuple[str, ...]
    citation: Citation | None
    design_default: bool
    pack: str
    base_only: bool = False
    severity_pack: str | None = None

    @property
    def rule(self) -> str:
        """Identifier under which findings are reported: the rule's, else the dotted name (design.md 4.6)."""
        return self.rules[0] if self.rules else self.path

    @property
    def clause(self) -> str | None:
        """Where the document says so."""
        return None if self.citation is None else self.citation.clause

    @property
    def quotation(self) -> str | None:
        """Words of the document, where we have them."""
        return None if self.citation is None else self.citation.quotation

    @property
    def is_elided(self) -> bool:
        """Whether the source has a number that our copy does not show, so that the user must fill it (AMB-3)."""
        return self.value is None and bool(self.rules)

    def severity_for(self, *, is_new: bool) -> Severity | None:
        """Severity for a new or an existing community (AMB-16)."""
        return self.severity if is_new else self.severity_existing or self.severity

    def once_entered(self) -> Field:
        """Take the severity that holds once the number is entered: a budget (LH-19.1), a transition (CQ-2.6)."""
        return replace(self, severity=self.severity_entered or self.severity)

    def is_met_by(self, measured: int | Decimal | float) -> bool:
        """Hold a measured number against the bound; a null bound is always met (rules.md 0.3).

        A binary float is compared by its exact value, never rounded.
        """
        if self.value is None:
            return True
        if self.compare in (">=", ">"):
            return bool(measured > self.value) or (self.inclusive and measured == self.value)
        if self.compare in ("<=", "<"):
            return bool(measured < self.value) or (self.inclusive and measured == self.value)
        return bool(measured == self.value)


@dataclass(frozen=True)
class Pack:
    """A dated, versioned set of rule fields.

    Attributes
    ----------
    layer
        Where it stands among law, province, city, district.
    under
        Identifiers of packs of a higher layer that hold beside it; where they say less than it allows, that is shown.
    selector
        Kinds of area that it concerns when laid over another; empty: everything.
    citations
        What the pack cites, by identifier of rules.md; also of rules that no field stands for.
    fields
        Fields by dotted name.
    severities
        Severities that it states for fields whose value it leaves to the pack beneath.
    notes
        What the source also says and no check can judge, Chinese and English.
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
    layer: Layer
    under: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    sources: tuple[Source, ...]
    selector: tuple[AreaKind, ...]
    citations: Mapping[str, Citation]
    fields: Mapping[str, Field]
    severities: Mapping[str, Severity]
    notes: tuple[tuple[str, str], ...]
    weights: Mapping[str, Mapping[str, float]]
    crossing: Mapping[str, float]
    hash: str

    def is_valid_on(self, day: date) -> bool:
        """Whether the pack is in force on a day; an open end is always in force."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
