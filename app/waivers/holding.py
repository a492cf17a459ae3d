"""Which waivers hold for a drawing: those that were granted, as long as their place is drawn as it was shown.

A waiver is of a breach that somebody looked at. Whoever draws its place anew has to ask anew; whoever takes that back
has it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.plans.drawing import Drawing, Split
from app.plans.store import drawing_at
from app.storage.models import PlanRow, UnitRow
from app.storage.waivers import WaiverRow, WaiverState
from geodata.domain import AreaId, CommunityId, UnitId
from optimizer.dossier import Remedy, Role, Waiver

AsDrawn = tuple[frozenset[frozenset[UnitId]], frozenset[tuple[UnitId, Split]]]
"""Of a place: the units that belong together there, and how they are cut."""


def waivers_held(session: Session, plan: PlanRow, drawing: Drawing) -> tuple[Waiver, ...]:
    """Return the granted waivers of a plan that are of a drawing of it, begun or ended, in order of decision."""
    rows = session.scalars(
        select(WaiverRow).where(WaiverRow.plan_id == plan.id, WaiverRow.state == WaiverState.GRANTED.value)
        .order_by(WaiverRow.decided_at, WaiverRow.id)
    ).unique().all()
    return tuple(_waiver(row) for row in still_drawn(session, plan, drawing, rows))


def still_drawn(session: Session, plan: PlanRow, drawing: Drawing, rows: Iterable[WaiverRow]) -> list[WaiverRow]:
    """Leave out waivers whose place is not drawn any more as it was in the version that was shown."""
    return [
        row for row in rows
        if as_drawn(session, plan, drawing, row) == as_drawn(session, plan, drawing_at(session, plan, row.version), row)
    ]


def as_drawn(session: Session, plan: PlanRow, drawing: Drawing, row: WaiverRow) -> AsDrawn:
    """Tell how the place of a waiver is drawn: the units of its community, or how its area is shared out."""
    held = {unit for unit, name in drawing.units.items() if name == row.community_id}
    if row.community_id is None:
        whole = set(session.scalars(
            select(UnitRow.unit_id).where(UnitRow.dataset_id == plan.dataset_id, UnitRow.area_id == row.area_id)
        ))
        held = _with_parts({UnitId(unit) for unit in whole}, drawing) & drawing.units.keys()
    groups: dict[CommunityId | None, set[UnitId]] = {}
    for unit in held:
        groups.setdefault(drawing.units[unit], set()).add(unit)
    cut = frozenset((unit, split) for unit, split in drawing.splits.items() if held & _with_parts({unit}, drawing))
    return frozenset(map(frozenset, groups.values())), cut


def _with_parts(units: set[UnitId], drawing: Drawing) -> set[UnitId]:
    """Add the parts into which units are cut, and the parts of those."""
    found, waiting = set(units), list(units)
    while waiting:
        split = drawing.splits.get(waiting.pop())
        if split is not None:
            found.update(split.parts)
            waiting.extend(split.parts)
    return found


def _waiver(row: WaiverRow) -> Waiver:
    role, reason, granted_on = row.role, row.reason, row.granted_on
    assert role, "it was granted"
    assert reason
    assert granted_on
    return Waiver(
        rule=row.rule, community_id=None if row.community_id is None else CommunityId(row.community_id),
        area_id=None if row.area_id is None else AreaId(row.area_id), reason=reason, granted_by=Role(role),
        granted_on=granted_on, until=row.until, remedy=None if row.remedy is None else Remedy(row.remedy),
        organisation=row.organisation, document_number=row.document_number,
    )
