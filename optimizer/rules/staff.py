"""People of a community: seats, party team, cross-appointment, workers (rules.md 2.5 to 2.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from optimizer.rules.field import Field
from optimizer.rules.pack import Profile

PER_WORKERS = 10_000


@dataclass(frozen=True)
class Seats:
    """Seats of the residents' committee: the recommended number, and those accepted without a finding."""

    recommended: int
    accepted: tuple[int, ...]


@dataclass(frozen=True)
class Team:
    """The two committees of one community.

    Attributes
    ----------
    form
        Form of the party organisation: ``branch``, ``general_branch`` or ``committee``; ``None`` where not stated.
    party, committee, both
        Members of the party team, of the residents' committee, and of both.
    full_time
        Full-time community workers among the distinct members.
    """

    party: int
    committee: int
    both: int
    full_time: int | None = None
    form: str | None = None

    @property
    def persons(self) -> int:
        """Distinct members n = p + c − x."""
        return self.party + self.committee - self.both


@dataclass(frozen=True)
class StaffBreach:
    """A staff rule that a team breaks."""

    field: Field
    measured: Decimal
    limit: Decimal


def seats(profile: Profile, households: int) -> Seats | None:
    """Seats for a community of this size; ``None`` where the profile states none.

    2,000 and 4,000 households lie in two classes: both are accepted, the lower is recommended (AMB-7).
    """
    classes = profile.value("committee.seat_classes")
    if classes is None:
        return None
    fitting = tuple(sorted({int(entry["seats"]) for entry in classes if _holds(entry, households)}))
    if not fitting:
        return None
    mode = profile.value("committee.tie_mode", default="either")
    recommended = fitting[-1] if mode == "upper" else fitting[0]
    return Seats(recommended, fitting if mode == "either" else (recommended,))


def _holds(entry: Mapping[str, Any], households: int) -> bool:
    above = households >= entry.get("households_min", 0)
    return above and ("households_max" not in entry or households <= entry["households_max"])


def workers_required(profile: Profile, persons: int) -> int | None:
    """Community workers for this many residents: ⌈18 P / 10,000⌉ under ``lianhu-2024`` (LH-11.4)."""
    rate = profile.value("staff.workers_per_10000")
    return None if rate is None else _ceil(Decimal(rate) * persons / PER_WORKERS)


def oversized_extra(profile: Profile, households: int) -> int | None:
    """Suggested extra workers while an oversized community is not split (LH-6.6; the number is ours)."""
    extra = profile.value("staff.oversized_extra")
    most = profile.value("size.households_max")
    if extra is None or most is None:
        return None
    started = -(-max(0, households - int(most)) // int(extra["households"]))
    return int(extra["workers"]) * started


def estimated_persons(profile: Profile, households: int) -> int | None:
    """Residents by the census average, where they are not counted; always to be marked as estimate (rules.md 0.4)."""
    average = profile.value("size.persons_per_household")
    return None if average is None else round(Decimal(average) * households)


def team_breaches(profile: Profile, team: Team) -> tuple[StaffBreach, ...]:
    """List the rules that the two committees break (LH-10.1 to 10.7, rules.md 2.6).

    The 60 % are of the party team, the 40 % of the distinct members (AMB-8).
    """
    return tuple(_team_breaches(profile, team))


def seat_breaches(profile: Profile, team: Team, households: int) -> tuple[StaffBreach, ...]:
    """List breaches of the seat class: another number inside the range is soft, the range itself hard (LH-10.4)."""
    fitting = seats(profile, households)
    field = profile.field("committee.seat_classes")
    outside = {breach.field.path for breach in team_breaches(profile, team)} & {
        "committee.seats_min", "committee.seats_max",
    }
    if fitting is None or field is None or team.committee in fitting.accepted or outside:
        return ()
    return (StaffBreach(field, Decimal(team.committee), Decimal(fitting.recommended)),)


def _team_breaches(profile: Profile, team: Team) -> Iterator[StaffBreach]:
    measured: list[tuple[str, int]] = [
        ("party.team_min", team.party),
        ("party.team_max", team.party),
        ("committee.seats_min", team.committee),
        ("committee.seats_max", team.committee),
        ("leaders.persons_max", team.persons),
    ]
    for path, number in measured:
        field = profile.field(path)
        if field is not None and not field.is_met_by(number):
            yield StaffBreach(field, Decimal(number), Decimal(field.value))
    yield from _form_breach(profile, team)
    yield from _share_breach(profile.field("leaders.cross_share_min"), team.both, team.party)
    if team.full_time is not None:
        yield from _share_breach(profile.field("leaders.fulltime_share_min"), team.full_time, team.persons)


def _form_breach(profile: Profile, team: Team) -> Iterator[StaffBreach]:
    """Yield a team that no form allows, or not the one stated."""
    field = profile.field("party.team_by_form")
    if field is None or field.value is None:
        return
    fitting = sorted(set(field.value.values())) if team.form is None else [field.value[team.form]]
    if team.party not in fitting:
        yield StaffBreach(field, Decimal(team.party), Decimal(fitting[-1]))


def _share_breach(field: Field | None, part: int, whole: int) -> Iterator[StaffBreach]:
    """Yield a share below its minimum; compared as part ≥ share × whole, so that nothing is rounded."""
    if field is not None and field.value is not None and part < field.value * whole:
        yield StaffBreach(field, Decimal(part) / Decimal(whole), Decimal(field.value))


def _ceil(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))
