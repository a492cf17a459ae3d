"""The list of plans: each as one strip of ticks on the band, with what the server last said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.plans.folders import PlanLibrary, finding_counts
from app.plans.memory import Memory
from app.plans.rule_numbers import band
from app.plans.schemas import BandOut, DatasetBrief, FindingCounts, PlanPage, PlanSummary
from app.plans.service import newer_issue
from app.plans.store import drawing_at, households_of_units
from app.rulepacks.store import resolve_profile
from app.storage.models import JudgementRow, PlanRow
from app.users.access import seen_plans
from app.workspace import Person


@dataclass(frozen=True)
class _Figures:
    """What a strip shows of one judgement."""

    document: dict[str, Any]
    findings: FindingCounts


_figures: Memory[tuple[str, int, str], _Figures] = Memory(500)
"""By plan, version and hash of the judgement."""
_SHOWN = ("status", "gap")
_TOTALS = ("communities", "households", "households_changed")


def list_plans(
    session: Session, library: PlanLibrary, who: Person, *, offset: int = 0, limit: int = 50, archived: bool = False,
    deleted: bool = False,
) -> PlanPage:
    """List drawn plans that a person sees, the last changed first, and after them the plan folders.

    Parameters
    ----------
    archived, deleted
        Those instead that are archived, or that can be restored; no folder is either.
    """
    where = [*_state(archived=archived, deleted=deleted), seen_plans(who)]
    drawn = session.scalar(select(func.count()).select_from(PlanRow).where(*where)) or 0
    query = select(PlanRow).where(*where).order_by(PlanRow.updated_at.desc(), PlanRow.id)
    rows = session.scalars(query.offset(offset).limit(limit)).unique().all()
    items = [summarise(session, row) for row in rows]
    folders = 0
    if not archived and not deleted:
        found = library.folders()
        folders, before = len(found), max(offset - drawn, 0)
        items += library.summaries(before, before + limit - len(items))
    return PlanPage(items=items, total=drawn + folders, offset=offset, limit=limit)


def summarise(session: Session, plan: PlanRow) -> PlanSummary:
    """Say of a plan what its newest judgement says; before the first, what its drawing tells."""
    profile = resolve_profile(session, plan.profile)
    judged = session.execute(
        select(JudgementRow.version, JudgementRow.profile_hash, JudgementRow.hash)
        .where(JudgementRow.plan_id == plan.id).order_by(JudgementRow.version.desc(), JudgementRow.at.desc()).limit(1)
    ).one_or_none()
    told = _unjudged(session, plan) if judged is None else _judged(session, plan, *judged)
    stale = judged is not None and (judged.version < plan.head or judged.profile_hash != profile.hash)
    limits = band(profile)
    return PlanSummary(
        id=plan.id, kind="drawn", title=plan.name, saved=plan.updated_at, author=plan.created_by,
        handed_from=plan.handed_over[-1]["from"] if plan.handed_over else None,
        dataset=dataset_brief(session, plan), version=plan.head,
        judged_version=None if judged is None else judged.version, stale=stale,
        archived=plan.archived_at is not None, deleted_at=plan.deleted_at, revision=plan.revision,
        profile=plan.profile["id"], overlays=list(plan.profile.get("overlays") or ()), objective=plan.objective,
        band=None if limits is None else BandOut(**limits), **told,
    )


def dataset_brief(session: Session, plan: PlanRow) -> DatasetBrief:
    """Name the ground of a plan, and its newer issue where there is one."""
    dataset = plan.dataset
    return DatasetBrief(
        id=dataset.id, name=dataset.name, issue=dataset.issue, hash=dataset.hash,
        newer=newer_issue(session, dataset),
    )


def _state(*, archived: bool, deleted: bool) -> list[ColumnElement[bool]]:
    if deleted:
        return [PlanRow.deleted_at.is_not(None)]
    is_archived = PlanRow.archived_at.is_not(None) if archived else PlanRow.archived_at.is_(None)
    return [PlanRow.deleted_at.is_(None), is_archived]


def _judged(session: Session, plan: PlanRow, version: int, profile_hash: str, digest: str) -> dict[str, Any]:
    def read() -> _Figures:
        row = session.get_one(JudgementRow, (plan.id, version, profile_hash))
        after = (row.document.get("totals") or {}).get("after") or {}
        counts = [c["households"] for c in row.document["communities"] if c["households"] is not None]
        return _Figures(
            {
                **{name: row.document.get(name) for name in _SHOWN}, **{name: after.get(name) for name in _TOTALS},
                "verdict": row.audit["verdict"], "households_by_community": sorted(counts),
                "unassigned_households": row.document.get("unassigned_households"),
            },
            finding_counts(row.audit),
        )

    found = _figures.get((plan.id, version, digest), read)
    return {**found.document, "findings": found.findings}


def _unjudged(session: Session, plan: PlanRow) -> dict[str, Any]:
    """Count households by the drawing alone; the parts of a split unit are counted only when it is judged."""
    drawing = drawing_at(session, plan)
    if drawing.splits:
        return {"communities": len(drawing.communities)}
    households = households_of_units(session, plan.dataset_id)
    sums: Counter[str | None] = Counter()
    for unit, community in drawing.units.items():
        count = households.get(unit)
        if count is None:
            return {"communities": len(drawing.communities)}
        sums[community] += count
    return {
        "communities": len(drawing.communities), "households": sum(sums.values()) - sums[None],
        "unassigned_households": sums[None],
        "households_by_community": sorted(count for name, count in sums.items() if name is not None),
    }
