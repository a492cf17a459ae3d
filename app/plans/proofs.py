"""Lower bounds that hold for a drawing: those that the optimiser proved for this plan under the same conditions.

A job proves that no legal plan of a street office that keeps what was locked costs less than its bound. That holds for
another drawing of the same plan where the ground, the rules and the weights are the same, and whatever was locked
then is locked as it was: with more locked there are only fewer plans to choose from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents import MILLI
from app.plans.drawing import Drawing
from app.plans.store import drawing_at, office_of_units
from app.storage.models import JobRow, JobState, PlanRow
from geodata.domain import CommunityId, UnitId

PROVING = ("complete", "improve")
"""Kinds of jobs that prove bounds."""
NO_BOUND = -1


def proven_bounds(session: Session, plan: PlanRow, drawing: Drawing, profile_hash: str) -> dict[str, int]:
    """Return street office → the best lower bound that holds for a drawing, thousandths of a household-minute."""
    told = {name: JobRow.result[name] for name in ("version", "rules", "offices")}
    rows = session.execute(
        select(JobRow.request, *told.values()).where(
            JobRow.plan_id == plan.id, JobRow.kind.in_(PROVING), JobRow.result.is_not(None),
            JobRow.state.in_((JobState.DONE.value, JobState.CANCELLED.value)),
        )
    ).all()
    wanted = {"profile_hash": profile_hash, "objective": plan.objective}
    best: dict[str, int] = {}
    for request, version, rules, offices in rows:
        if rules != wanted or version is None or version > plan.head or request.get("relaxations"):
            continue
        before = drawing_at(session, plan, version)
        if before.splits != drawing.splits:
            continue
        for office in offices:
            name, bound = office["subdistrict"], _bound(office)
            if bound > best.get(name, NO_BOUND) and _holds(before, drawing, office):
                best[name] = bound
    known = set(office_of_units(session, plan.dataset_id).values())
    return {name: bound for name, bound in sorted(best.items()) if name in known}


def _bound(office: Mapping[str, Any]) -> int:
    """Read the bound of an office that has a legal plan."""
    known = office["bound"] is not None and office["breach"] == 0
    return round(office["bound"] * MILLI) if known else NO_BOUND


def _holds(before: Drawing, after: Drawing, office: Mapping[str, Any]) -> bool:
    """Whether what a job held fast in an office is locked as it was, and the same units are recorded as independent.

    For a street office a job holds fast, beside what is locked, what communities of others have of its land.
    """
    subdistrict, locked = office["subdistrict"], {n for n, told in after.communities.items() if told.locked}
    then, now = _units_of(before, office["locked"]), _units_of(after, locked)
    return then <= now and _alone(before, subdistrict) == _alone(after, subdistrict)


def _units_of(drawing: Drawing, names: Collection[str]) -> set[frozenset[UnitId]]:
    return {frozenset(units) for name, units in drawing.members().items() if name in names}


def _alone(drawing: Drawing, subdistrict: str) -> set[UnitId]:
    names: set[CommunityId] = {
        n for n, told in drawing.communities.items() if told.alone and told.subdistrict == subdistrict
    }
    return {unit for unit, name in drawing.units.items() if name in names}
