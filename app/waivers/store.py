"""Waivers in the database: found, held for a decision, and told to whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.plans.schemas import FindingOut
from app.plans.store import drawing_at
from app.storage.models import PlanRow
from app.storage.waivers import WaiverRow, WaiverState
from app.users.access import seen_waivers
from app.waivers.errors import WaiverNotFoundError, WaiverStaleError
from app.waivers.holding import still_drawn
from app.waivers.roles import deciding_role, is_own, needs_remedy
from app.waivers.schemas import WaiverOut
from app.workspace import Person
from optimizer.rules.pack import Severity

LIVING = (WaiverState.ASKED.value, WaiverState.GRANTED.value)
"""States in which a waiver waits or counts."""


def list_waivers(
    session: Session, person: Person, *where: ColumnElement[bool], state: str | None = None, offset: int = 0,
    limit: int = 50,
) -> tuple[list[WaiverOut], int]:
    """Return one page of the waivers that a person may see, the last asked for first, and how many there are."""
    query = select(WaiverRow).join(PlanRow, PlanRow.id == WaiverRow.plan_id).where(
        PlanRow.deleted_at.is_(None), seen_waivers(person), *where
    )
    if state is not None:
        query = query.where(WaiverRow.state == state)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(WaiverRow.id).subquery())) or 0
    rows = session.scalars(
        query.order_by(WaiverRow.asked_at.desc(), WaiverRow.id).offset(offset).limit(limit)
    ).unique().all()
    return tell(session, person, rows), total


def find_waiver(session: Session, person: Person, waiver_id: str) -> WaiverRow:
    """Return a waiver, or raise :class:`WaiverNotFoundError` where there is none that this person may see."""
    row = session.scalars(
        select(WaiverRow).join(PlanRow, PlanRow.id == WaiverRow.plan_id)
        .where(WaiverRow.id == waiver_id, seen_waivers(person))
    ).unique().one_or_none()
    if row is None:
        raise WaiverNotFoundError(waiver_id)
    return row


def hold_waiver(session: Session, person: Person, waiver_id: str, revision: int) -> WaiverRow:
    """Return a waiver that nobody else changes until the transaction ends.

    Raises
    ------
    WaiverNotFoundError, WaiverStaleError
    """
    find_waiver(session, person, waiver_id)
    row = session.scalars(
        select(WaiverRow).where(WaiverRow.id == waiver_id).with_for_update(of=WaiverRow)
        .execution_options(populate_existing=True)
    ).unique().one()
    if row.revision != revision:
        raise WaiverStaleError(row.revision)
    return row


def is_drawn_as_shown(session: Session, row: WaiverRow) -> bool:
    """Whether the newest version of the plan still draws the place as it was shown."""
    return bool(still_drawn(session, row.plan, drawing_at(session, row.plan), [row]))


def tell(session: Session, person: Person, rows: Sequence[WaiverRow], today: date | None = None) -> list[WaiverOut]:
    """Tell waivers as they stand for a person."""
    return [_tell(session, person, row, today or date.today()) for row in rows]


def _tell(session: Session, person: Person, row: WaiverRow, today: date) -> WaiverOut:
    is_living = row.state in LIVING
    is_drawn = not is_living or is_drawn_as_shown(session, row)
    has_ended = row.until is not None and row.until < today
    is_granted = row.state == WaiverState.GRANTED
    is_hard = row.severity == Severity.HARD.value
    decides = is_hard and deciding_role(person, row) is not None
    told: dict[str, Any] = {
        name: getattr(row, name) for name in WaiverOut.model_fields if name in WaiverRow.__table__.columns
    }
    return WaiverOut(**{
        **told, "finding": FindingOut(**row.finding), "plan": row.plan.name, "needs_remedy": needs_remedy(row.rule),
        "is_redrawn": not is_drawn, "has_ended": has_ended,
        "holds": is_granted and is_drawn and not has_ended and (row.granted_on or today) <= today,
        "may_decide": row.state == WaiverState.ASKED and decides and is_drawn,
        "may_withdraw": (is_granted and is_hard and decides) or (
            is_own(person, row) and (row.state == WaiverState.ASKED or (is_granted and not is_hard))
        ),
    })
