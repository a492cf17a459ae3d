"""Plans in the database: found, and drawn at any version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import PlanNotFoundError
from app.plans.drawing import Drawing, read_changes, read_drawing
from app.plans.errors import PlanDeletedError, VersionNotFoundError
from app.plans.memory import Memory
from app.plans.pen import apply
from app.storage.models import CommandRow, PlanRow, UnitRow
from geodata.domain import UnitId

SNAPSHOT_EVERY = 250
"""Folding a long log leaves a drawing behind at every so many commands."""
_WRITTEN = "plans written"


@dataclass(frozen=True)
class _Units:
    """Street office and households of every unit of a frozen dataset."""

    offices: Mapping[UnitId, str]
    households: Mapping[UnitId, int | None]


_snapshots: Memory[tuple[str, int], Drawing] = Memory(96)
"""Drawings of committed versions, by plan and version."""
_units: Memory[str, _Units] = Memory(8)


def load_plan(session: Session, plan_id: str, *, for_update: bool = False, deleted: bool = False) -> PlanRow:
    """Return a plan of the database.

    Parameters
    ----------
    for_update
        Hold the plan until the transaction ends, so that commands come one after another. (On SQLite every
        transaction holds the whole database from its beginning.)
    deleted
        Also where it was deleted.

    Raises
    ------
    PlanNotFoundError
        Where no plan has this identifier.
    PlanDeletedError
        Where it was deleted.
    """
    query = select(PlanRow).where(PlanRow.id == plan_id)
    if for_update:
        query = query.with_for_update(of=PlanRow).execution_options(populate_existing=True)
    plan = session.scalars(query).unique().one_or_none()
    if plan is None:
        raise PlanNotFoundError(plan_id)
    if plan.deleted_at is not None and not deleted:
        raise PlanDeletedError(
            f"方案“{plan.name}”已删除，30 天内可在首页恢复",
            f"The plan “{plan.name}” was deleted; within 30 days the home page can restore it",
        )
    return plan


def drawing_at(session: Session, plan: PlanRow, version: int | None = None) -> Drawing:
    """Return the drawing of a version, the newest where none is named.

    Raises
    ------
    VersionNotFoundError
        Where the plan has no such version.
    """
    wanted = plan.head if version is None else version
    if not 0 <= wanted <= plan.head:
        raise VersionNotFoundError(
            f"方案“{plan.name}”没有第 {wanted} 版，最新为第 {plan.head} 版",
            f"The plan “{plan.name}” has no version {wanted}; the newest is {plan.head}",
        )
    is_committed = plan.id not in session.info.get(_WRITTEN, ())
    kept = _snapshots.newest(lambda key: key[0] == plan.id and key[1] <= wanted, lambda key: key[1])
    at, drawing = (0, read_drawing(plan.start)) if kept is None else (kept[0][1], kept[1])
    if at == wanted:
        return drawing
    offices = office_of_units(session, plan.dataset_id)
    log = session.scalars(
        select(CommandRow.changes).where(
            CommandRow.plan_id == plan.id, CommandRow.number > at, CommandRow.number <= wanted
        ).order_by(CommandRow.number)
    ).all()
    while at < wanted:
        step = min(SNAPSHOT_EVERY - at % SNAPSHOT_EVERY, wanted - at)
        drawing = apply(drawing, map(read_changes, log[:step]), offices)
        log, at = log[step:], at + step
        if is_committed:
            _snapshots.put((plan.id, at), drawing)
    return drawing


def mark_written(session: Session, plan_id: str) -> None:
    """Remember that this transaction writes commands of a plan: its drawings are not kept before they are committed."""
    session.info.setdefault(_WRITTEN, set()).add(plan_id)


def office_of_units(session: Session, dataset_id: str) -> Mapping[UnitId, str]:
    """Return unit → street office of a frozen dataset, before any split."""
    return _units_of(session, dataset_id).offices


def households_of_units(session: Session, dataset_id: str) -> Mapping[UnitId, int | None]:
    """Return unit → households of a frozen dataset, before any split; ``None`` where they are not counted."""
    return _units_of(session, dataset_id).households


def _units_of(session: Session, dataset_id: str) -> _Units:
    def read() -> _Units:
        rows = session.execute(
            select(UnitRow.unit_id, UnitRow.subdistrict, UnitRow.households).where(UnitRow.dataset_id == dataset_id)
        ).all()
        return _Units({UnitId(unit): office for unit, office, _ in rows}, {UnitId(unit): n for unit, _, n in rows})

    return _units.get(dataset_id, read)
