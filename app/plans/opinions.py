"""What the server says of versions: judged on demand, kept under the hash of all that decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.documents import audit_document, plan_document
from app.judged import JudgedPlan
from app.layers import plan_sheet
from app.maps.payload import plan_data
from app.plans.drawing import Drawing
from app.plans.ground import plan_dataset
from app.plans.judging import judge_drawing, judgement_hash, open_units
from app.plans.memory import Memory
from app.plans.proofs import proven_bounds
from app.plans.store import drawing_at, load_plan
from app.rulepacks.store import resolve_profile
from app.storage.models import JudgementRow, PlanRow
from app.waivers.holding import waivers_held
from app.workspace import Workspace
from geodata.dataset import Dataset
from optimizer.dossier import Waiver
from optimizer.rules.pack import Profile

_judged: Memory[str, JudgedPlan] = Memory(4)
_sheets: Memory[tuple[str, str], dict[str, Any]] = Memory(8)


@dataclass(frozen=True, eq=False)
class Version:
    """One version of a plan with the rules that it is judged by.

    Attributes
    ----------
    bounds
        Street office → lower bound that holds for this drawing, see :mod:`app.plans.proofs`.
    waivers
        Granted for what this drawing still draws as it was, see :mod:`app.waivers.holding`.
    """

    plan: PlanRow
    number: int
    drawing: Drawing
    profile: Profile
    bounds: dict[str, int]
    waivers: tuple[Waiver, ...] = ()

    @property
    def hash(self) -> str:
        """One hash over all that decides the judgement."""
        return judgement_hash(
            self.plan.dataset.hash or "", self.profile, self.drawing, self.plan.objective, self.bounds, self.waivers
        )


@dataclass(frozen=True)
class Opinion:
    """``plan.json`` and ``audit.json`` of a version."""

    version: int
    hash: str
    document: dict[str, Any]
    audit: dict[str, Any]


def open_version(workspace: Workspace, plan_id: str, number: int | None = None) -> Version:
    """Open a version of a plan, the newest where none is named.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where there is none.
    """
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id)
        wanted = plan.head if number is None else number
        drawing = drawing_at(session, plan, wanted)
        profile = resolve_profile(session, plan.profile)
        bounds = proven_bounds(session, plan, drawing, profile.hash)
        return Version(plan, wanted, drawing, profile, bounds, waivers_held(session, plan, drawing))


def judge_version(workspace: Workspace, version: Version) -> JudgedPlan:
    """Judge a version; not to be called inside a transaction. The last few are remembered."""
    def judge() -> JudgedPlan:
        dataset = plan_dataset(workspace, version.plan, version.drawing)
        return judge_drawing(
            dataset, version.profile, version.drawing, version.plan.objective, version.bounds, version.waivers
        )

    return _judged.get(version.hash, judge)


def opinion_of(workspace: Workspace, version: Version) -> Opinion:
    """Return what the server says of a version: as it is kept, or judged now and kept."""
    key = (version.plan.id, version.number, version.profile.hash)
    with workspace.database.session() as session:
        kept = session.get(JudgementRow, key)
        if kept is not None and kept.hash == version.hash:
            return Opinion(version.number, kept.hash, kept.document, kept.audit)
    judged = judge_version(workspace, version)
    opinion = Opinion(
        version.number, version.hash,
        plan_document(judged, beside=_unassigned(judged.dataset, version.drawing)), audit_document(judged),
    )
    try:
        with workspace.database.session() as session:
            session.merge(JudgementRow(
                plan_id=key[0], version=key[1], profile_hash=key[2], document=opinion.document, audit=opinion.audit,
                hash=opinion.hash,
            ))
    except IntegrityError:
        pass  # another request kept the same at this moment, or the plan was removed for good
    return opinion


def sheet_of(workspace: Workspace, version: Version) -> dict[str, Any]:
    """Return what the page of a version draws, see :func:`app.maps.payload.plan_data`."""
    opinion = opinion_of(workspace, version)  # kept of this plan, even where another one is drawn alike

    def draw() -> dict[str, Any]:
        judged = judge_version(workspace, version)
        return plan_data(plan_sheet(judged, opinion.document, opinion.audit, title=version.plan.name))

    return _sheets.get((version.hash, version.plan.name), draw)


def _unassigned(dataset: Dataset, drawing: Drawing) -> dict[str, Any]:
    waiting = open_units(dataset, drawing)
    households = int(dataset.units["households"].loc[waiting].sum())
    return {"unassigned_units": waiting, "unassigned_households": households}
