"""What a solve returns: communities, what they cost, and how good that provably is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.domain import CommunityId, UnitId

if TYPE_CHECKING:
    from geodata.domain import IntArray


class SolveStatus(StrEnum):
    """What is known of a plan (optimisation-model.md section 3, "Words"); later members are worse."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NO_PLAN = "no_plan"
    INFEASIBLE = "infeasible"


class StoppedBy(StrEnum):
    """Why a solve ended."""

    PROOF = "proof"
    GAP = "gap"
    EFFORT = "effort"
    TIME = "time"
    USER = "user"


@dataclass(frozen=True)
class CommunityResult:
    """One community of a plan.

    Attributes
    ----------
    units
        Its units, ordered by identifier.
    anchor
        Index of its anchor in ``OfficeGround.anchors``.
    continues
        The present community that it continues, ``None`` for a new one.
    cost
        c(S) in thousandths of a household-minute.
    breach
        E(S): 0 where it keeps every hard rule.
    """

    units: tuple[UnitId, ...]
    anchor: int
    continues: CommunityId | None
    cost: int
    breach: int


RELAXATIONS = ("raise_max", "lower_min", "stand_alone", "unlock", "adjacent", "open_crossing")
"""What an explanation may offer to relax."""


@dataclass(frozen=True)
class Relaxation:
    """One way out of a clash, verified by solving the changed problem again.

    Attributes
    ----------
    action
        What is relaxed, one of `RELAXATIONS`.
    target
        Name of the unit concerned, or of both units of a pair.
    value
        The households that the relaxed rule would allow, where it is a bound; metres on foot of a new crossing.
    breach, objective
        E and C (household-minutes) of the changed problem's plan.
    units
        The units of the way, see `optimizer.relaxing.Way`.
    """

    action: str
    target: str
    value: int | None
    breach: int
    objective: float
    units: tuple[UnitId, ...] = ()


@dataclass(frozen=True)
class Clash:
    """Hard rules that cannot hold together, and where."""

    rules: tuple[str, ...]
    units: tuple[UnitId, ...]
    households: int
    message_zh: str
    message_en: str
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True)
class OfficeResult:
    """The best plan found for one street office, and the proof that goes with it.

    Attributes
    ----------
    objective
        C in thousandths of a household-minute (cost of the communities and the office's constant).
    bound
        Proven lower bound of C over all plans of least breach, or ``None``.
    breach
        E of the plan shown: 0 for a legal plan.
    method
        What proved the bound: ``enumeration``, ``pricing``, ``assignment`` or ``none``.
    """

    subdistrict: str
    status: SolveStatus
    communities: tuple[CommunityResult, ...]
    objective: int
    bound: int | None
    breach: int
    method: str
    stopped_by: StoppedBy
    runtime_s: float
    clashes: tuple[Clash, ...] = ()

    @property
    def gap(self) -> float | None:
        """(C − bound) / C; 0 when C is 0, ``None`` without a bound."""
        if self.bound is None:
            return None
        return 0.0 if self.objective == 0 else (self.objective - self.bound) / self.objective


@dataclass(frozen=True)
class Progress:
    """How far the solve of one connected piece of a street office has come (thousandths of a household-minute).

    Attributes
    ----------
    component
        Which piece: its place in what `optimizer.problem.build_problems` returns.
    community
        (n,) The best plan so far: number of the community of each of the piece's units.
    """

    subdistrict: str
    stage: str
    objective: int | None
    bound: int | None
    breach: int | None
    elapsed_s: float
    component: int = 0
    community: IntArray | None = field(default=None, repr=False, compare=False)
