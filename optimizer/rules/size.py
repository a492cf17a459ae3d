"""Size of a community: inside the band, too small, too large, on target (rules.md 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

JOIN_WHOLE_AS_GROUP = "join_nearest_whole_as_group"
HOUSEHOLDS_ONLY = "households_only"


class SizeNote(StrEnum):
    """What a report says beside the verdict."""

    PERSONS_BELOW = "persons_below"
    HOUSEHOLDS_BELOW = "households_below"
    PERSONS_ABOVE = "persons_above"
    HOUSEHOLDS_ABOVE = "households_above"
    PERSONS_UNKNOWN = "persons_unknown"
    BOUNDARY_VALUE = "boundary_value"
    BELOW_BASE_BAND = "below_base_band"
    EXEMPT = "exempt"
    PROFILE_INCOMPLETE = "profile_incomplete"


class Form(StrEnum):
    """What becomes of a living quarter (rules.md 5.2, decision tree)."""

    CONVERT = "convert"
    MAY_BE_INDEPENDENT = "may_be_independent"
    JOIN_WHOLE = "join_whole"
    DIVIDE = "divide"


@dataclass(frozen=True)
class SizeRule:
    """The size fields of one profile, for communities that an overlay selects or for all others.

    Attributes
    ----------
    households_min, households_max, population_min, population_max
        Bounds with their severity and citation; ``None``, or a field without a value, is always met.
    combine_lower, combine_upper
        Whether one measure suffices (``any``), both must hold (``all``), or only households count (AMB-2).
    oversized, micro
        Thresholds in households and persons (AMB-5).
    small_action
        What happens below the minimum (LH-6.4, LQ-3.6).
    exempts_independent, exempts_family_committee
        Whether relatively independent areas (LQ-3.8) and family-committee quarters (AMB-14) may be smaller.
    base_households_min
        Minimum of the base where an overlay has lowered it.
    """

    households_min: Field | None
    households_max: Field | None
    population_min: Field | None
    population_max: Field | None
    combine_lower: str
    combine_upper: str
    households_target: int | None
    population_target: int | None
    target_combine: str
    oversized: tuple[Field | None, Field | None]
    micro: tuple[Field | None, Field | None]
    small_action: Field | None
    exempts_independent: bool
    exempts_family_committee: bool
    base_households_min: Field | None

    @property
    def joins_when_small(self) -> bool:
        """Whether a community below the minimum must join another as a whole (LQ-3.6)."""
        return self.small_action is not None and self.small_action.value == JOIN_WHOLE_AS_GROUP


@dataclass(frozen=True)
class SizeVerdict:
    """How a community stands to its band.

    Attributes
    ----------
    lower_ok, upper_ok, in_band
        Whether it keeps the lower bounds, the upper bounds, both.
    micro, oversized
        Whether it is one that a work plan must list (LH-6.3 to 6.5).
    at_target
        Whether it meets the preferred size exactly (LH-4.4, LQ-3.9).
    broken
        The bounds that are broken: households first.
    form
        For packs with a rule for small quarters: what becomes of it.
    """

    lower_ok: bool
    upper_ok: bool
    in_band: bool
    micro: bool
    oversized: bool
    at_target: bool
    broken: tuple[Field, ...]
    notes: tuple[SizeNote, ...]
    form: Form | None


def size_rule(profile: Profile, *, selected: bool = False) -> SizeRule:
    """Collect the size fields of a profile.

    Parameters
    ----------
    profile
        Rule pack with overlays.
    selected
        Whether every inhabited area of the community is of a kind that an overlay selects (AMB-21).
    """

    def field(name: str) -> Field | None:
        return profile.field(f"size.{name}", selected=selected)

    def value(name: str, default: str = HOUSEHOLDS_ONLY) -> str:
        return str(profile.value(f"size.{name}", selected=selected, default=default))

    base = profile.field("size.households_min")
    lowest = field("households_min")
    is_lowered = _is_set(base) and _is_set(lowest) and lowest != base
    return SizeRule(
        households_min=lowest,
        households_max=field("households_max"),
        population_min=field("population_min"),
        population_max=field("population_max"),
        combine_lower=value("combine_lower"),
        combine_upper=value("combine_upper"),
        households_target=profile.value("size.households_target", selected=selected),
        population_target=profile.value("size.population_target", selected=selected),
        target_combine=value("target_combine"),
        oversized=(field("oversized_households_gt"), field("oversized_population_gt")),
        micro=(field("micro_households_lt"), field("micro_population_lt")),
        small_action=field("small_action"),
        exempts_independent=value("small_exception") == "relatively_independent",
        exempts_family_committee=bool(profile.value("size.family_committee_exempt", selected=selected)),
        base_households_min=base if is_lowered else None,
    )


def verdict(
    rule: SizeRule, households: int, population: int | None, *, relatively_independent: bool = False,
    family_committee: bool = False,
) -> SizeVerdict:
    """Judge the size of one community.

    Parameters
    ----------
    rule
        Size fields of the profile.
    households, population
        Counts; the population is ``None`` where it is not known of every inhabited area.
    relatively_independent, family_committee
        Whether every inhabited area is relatively independent (LQ-3.8), or a quarter with a family committee.
    """
    exempt = (relatively_independent and rule.exempts_independent) or (
        family_committee and rule.exempts_family_committee
    )
    low = _broken(rule.households_min, rule.population_min, rule.combine_lower, households, population)
    high = _broken(rule.households_max, rule.population_max, rule.combine_upper, households, population)
    used_exemption = exempt and bool(low)
    low = () if exempt else low
    in_band = not low and not high
    return SizeVerdict(
        lower_ok=not low,
        upper_ok=not high,
        in_band=in_band,
        micro=not exempt and _is_micro(rule, households, population),
        oversized=_is_oversized(rule, households, population),
        at_target=_is_at_target(rule, households, population),
        broken=(*low, *high),
        notes=_notes(rule, households, population, lower_ok=not low, in_band=in_band, exempt=used_exemption),
        form=_form(rule, households, relatively_independent, family_committee),
    )


def _is_set(field: Field | None) -> bool:
    return field is not None and field.value is not None


def _broken(
    households_bound: Field | None,
    population_bound: Field | None,
    combine: str,
    households: int,
    population: int | None,
) -> tuple[Field, ...]:
    """Bounds of one side that are broken; empty where the side holds.

    ``any``: one measure that is known and met suffices. ``all``: no known measure may break its bound.
    """
    measured = [(households_bound, households)]
    if combine != HOUSEHOLDS_ONLY and population is not None:
        measured.append((population_bound, population))
    bounds = [(field, amount) for field, amount in measured if field is not None and field.value is not None]
    broken = tuple(field for field, amount in bounds if not field.is_met_by(amount))
    if combine == "any" and len(broken) < len(bounds):
        return ()
    return broken


def _is_micro(rule: SizeRule, households: int, population: int | None) -> bool:
    """Below the thresholds in households and, where known, in persons."""
    by_households, by_persons = rule.micro
    if by_households is None or by_households.value is None or not by_households.is_met_by(households):
        return False
    return population is None or by_persons is None or by_persons.is_met_by(population)


def _is_oversized(rule: SizeRule, households: int, population: int | None) -> bool:
    """Above the threshold in households, or in persons; a threshold left open is the maximum."""
    by_households, by_persons = rule.oversized
    if by_households is None or by_households.value is None:
        over = rule.households_max is not None and not rule.households_max.is_met_by(households)
    else:
        over = by_households.is_met_by(households)
    if population is None or by_persons is None or by_persons.value is None:
        return over
    return over or by_persons.is_met_by(population)


def _is_at_target(rule: SizeRule, households: int, population: int | None) -> bool:
    by_persons = rule.target_combine != HOUSEHOLDS_ONLY and rule.population_target is not None
    return households == rule.households_target or (by_persons and population == rule.population_target)


def _notes(
    rule: SizeRule, households: int, population: int | None, *, lower_ok: bool, in_band: bool, exempt: bool
) -> tuple[SizeNote, ...]:
    notes = []
    if exempt:
        notes.append(SizeNote.EXEMPT)
    elif in_band:
        notes += _disagreement(rule, households, population)
    if rule.joins_when_small and rule.households_min is not None and households == rule.households_min.value:
        notes.append(SizeNote.BOUNDARY_VALUE)
    base = rule.base_households_min
    if lower_ok and base is not None and not base.is_met_by(households):
        notes.append(SizeNote.BELOW_BASE_BAND)
    if rule.households_max is not None and rule.households_max.is_elided:
        notes.append(SizeNote.PROFILE_INCOMPLETE)
    return tuple(notes)


def _disagreement(rule: SizeRule, households: int, population: int | None) -> list[SizeNote]:
    """Note where a community is in the band by one measure and outside by the other, or persons are unknown."""
    if not _is_set(rule.population_min) and not _is_set(rule.population_max):
        return []
    if population is None:
        return [SizeNote.PERSONS_UNKNOWN]
    sides = (
        (rule.households_min, households, SizeNote.HOUSEHOLDS_BELOW),
        (rule.population_min, population, SizeNote.PERSONS_BELOW),
        (rule.households_max, households, SizeNote.HOUSEHOLDS_ABOVE),
        (rule.population_max, population, SizeNote.PERSONS_ABOVE),
    )
    return [note for field, amount, note in sides if field is not None and not field.is_met_by(amount)]


def _form(rule: SizeRule, households: int, relatively_independent: bool, family_committee: bool) -> Form | None:
    """Decision tree of rules.md 5.2; exactly the minimum may stand alone (AMB-7)."""
    if not rule.joins_when_small or rule.households_min is None:
        return None
    if family_committee and rule.exempts_family_committee:
        form = Form.CONVERT
    elif rule.households_min.is_met_by(households) or (relatively_independent and rule.exempts_independent):
        form = Form.MAY_BE_INDEPENDENT
    else:
        return Form.JOIN_WHOLE
    if rule.households_max is not None and not rule.households_max.is_met_by(households):
        return Form.DIVIDE
    return form
