"""What a drawing leaves to the optimiser: one street office with what is locked, what is drawn, what may move."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.errors import AppError
from app.plans.drawing import Drawing
from app.plans.judging import with_alone
from app.users.errors import OutsideSubdistrictError
from geodata.dataset import Dataset
from geodata.domain import CommunityId, OfficeGround, UnitId
from geodata.offices import office_ground, offices
from optimizer.anneal import Annealed
from optimizer.locks import Locks
from optimizer.problem import Problem, build_problems
from optimizer.recost import costed, start_from
from optimizer.relaxing import Way, joined, opened, relaxed
from optimizer.rules.pack import Profile


class OfficeUnknownError(AppError):
    """A street office that this ground has not, or that has nothing to divide."""

    code = "colleague.office_unknown"


@dataclass(frozen=True, eq=False)
class Situation:
    """One street office as it is drawn.

    Attributes
    ----------
    drawn
        Unit → community, for the units that are in one.
    locks
        Communities that the planner locked, or that are of another street office where the planner is bound to a
        territory: they lose no unit and take none.
    ways
        Rules that the planner gives up.
    """

    ground: OfficeGround
    profile: Profile
    objective: str
    drawn: Mapping[UnitId, CommunityId]
    locks: Locks
    ways: tuple[Way, ...] = ()

    @property
    def subdistrict(self) -> str:
        """Name of the street office."""
        return self.ground.subdistrict

    @property
    def opened(self) -> frozenset[str]:
        """Locked communities that a way opens."""
        return self.locks.frozen - opened(self.locks, self.ways).frozen

    @property
    def held(self) -> int:
        """Units that may not move."""
        return len(opened(self.locks, self.ways).label)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return the components as the optimiser sees them, in its order."""
        return tuple(
            relaxed(problem, self.ways) for problem in build_problems(
                self.ground, self.profile, objective=self.objective, locks=opened(self.locks, self.ways)
            )
        )

    @cached_property
    def start(self) -> tuple[Annealed, ...]:
        """Cost what is drawn, component by component; units in no community, and loose pieces, stand alone."""
        return tuple(costed(problem, start_from(problem, self.drawn)) for problem in self.problems)


def situations(
    dataset: Dataset, profile: Profile, drawing: Drawing, *, objective: str,
    subdistricts: Sequence[str] | None = None, territory: Collection[str] | None = None, ways: Sequence[Way] = (),
) -> tuple[Situation, ...]:
    """Lay out some street offices, or all, as they are drawn.

    Parameters
    ----------
    dataset
        The ground with the splits of the drawing.
    territory
        The street offices of which alone anything may move; ``None`` for whoever is bound to none.

    Raises
    ------
    OfficeUnknownError
        Where there is no such street office.
    OutsideSubdistrictError
        Where one is asked for that is not of the territory, or the territory is empty.
    """
    known = offices(dataset)
    default = known if territory is None else territory
    wanted = tuple(dict.fromkeys(default if subdistricts is None else subdistricts))
    _refuse_others(wanted or known, territory)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        listed, listed_en = "、".join(unknown[:5]), ", ".join(unknown[:5])
        raise OfficeUnknownError(
            f"没有街道 {listed}，或其中没有可划分的单元", f"There is no {listed_en}, or it has nothing to divide"
        )
    ground = with_alone(dataset, drawing)
    foreign = frozenset() if territory is None else frozenset(
        name for name, told in drawing.communities.items() if told.subdistrict not in territory
    )
    return tuple(
        _situation(office_ground(ground, name), profile, drawing, objective, tuple(ways), foreign) for name in wanted
    )


def _refuse_others(wanted: Sequence[str], territory: Collection[str] | None) -> None:
    others = set() if territory is None else set(wanted) - set(territory)
    if others:
        raise OutsideSubdistrictError(next(iter(territory or ()), None), others)


def _situation(
    ground: OfficeGround, profile: Profile, drawing: Drawing, objective: str, ways: tuple[Way, ...],
    foreign: frozenset[CommunityId],
) -> Situation:
    drawn = {}
    for unit in ground.unit_ids:
        community = drawing.units.get(unit)
        if community is not None:
            drawn[unit] = community
    label: dict[UnitId, str] = {
        unit: community for unit, community in drawn.items()
        if drawing.communities[community].locked or community in foreign
    }
    here = frozenset(ground.unit_ids)
    held = {unit for unit, community in drawn.items() if community in foreign}
    mine = tuple(way for way in ways if way.units & here and not (way.action == "unlock" and way.units & held))
    locks = Locks(label, frozenset(label.values()))
    return Situation(joined(ground, mine), profile, objective, drawn, locks, mine)
