"""Messages in the database: taken by one sender, told what came of it, given up, sent again by hand.

Several servers may share one database. A message that is being sent is its taker's for a while, without a transaction
that stays open; where the taker is gone by then, any of them takes it again. So one may arrive twice, under the same
identifier, and none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.storage.cases import DeliveryRow, WebhookRow
from app.storage.models import now
from app.webhooks.errors import DeliveryNotFoundError, DisabledError, NotOverError
from app.webhooks.outbox import PING
from app.webhooks.schedule import next_wait
from app.webhooks.sending import Outcome
from app.workspace import Person


class DeliveryState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; only a replay by hand sends it again."""


OPEN = (DeliveryState.WAITING.value, DeliveryState.SENDING.value)
LEASE = timedelta(minutes=2)
"""Whoever takes a message has so long to say what came of it: looking a name up may take longer than all else."""
KEPT = timedelta(days=90)
"""A message that is over is kept so long, to be looked at and sent again."""


def is_due(session: Session, at: datetime) -> bool:
    """Whether any message could be taken; see `take_next`."""
    return session.scalar(select(select(DeliveryRow.id).where(*_takeable(at)).exists())) is True


def take_next(session: Session, at: datetime) -> tuple[DeliveryRow, WebhookRow] | None:
    """Take the message that has waited longest, or ``None``; two senders never take the same.

    A webhook gets one message at a time, so that one that does not answer holds one sender at most.
    """
    row = session.scalar(
        select(DeliveryRow).where(*_takeable(at)).order_by(DeliveryRow.next_at, DeliveryRow.created_at).limit(1)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )
    if row is None:
        return None
    row.state, row.next_at = DeliveryState.SENDING.value, at + LEASE
    return row, session.get_one(WebhookRow, row.webhook_id)


def _takeable(at: datetime) -> tuple[ColumnElement[bool], ...]:
    other = aliased(DeliveryRow)
    in_flight = exists().where(
        other.webhook_id == DeliveryRow.webhook_id, other.state == DeliveryState.SENDING.value, other.next_at > at
    )
    enabled = exists().where(WebhookRow.id == DeliveryRow.webhook_id, WebhookRow.disabled_at.is_(None))
    return DeliveryRow.state.in_(OPEN), DeliveryRow.next_at <= at, enabled, ~in_flight


def record(session: Session, delivery_id: str, outcome: Outcome, at: datetime) -> DeliveryRow | None:
    """Write down what came of an attempt, and when the next one is due; a ping is tried once.

    Returns ``None`` where the webhook was deleted meanwhile.
    """
    row = session.get(DeliveryRow, delivery_id, with_for_update=True)
    if row is None or row.state not in OPEN:
        return row
    row.attempts = [*row.attempts, {
        "at": at.isoformat(), "status": outcome.status, "failure": outcome.failure and outcome.failure.value,
    }]
    if outcome.failure is None:
        row.state, row.delivered_at = DeliveryState.DELIVERED.value, at
        return row
    wait = None if row.event == PING else next_wait(_tries(row))
    if wait is None:
        row.state = DeliveryState.DEAD.value
    else:
        row.state, row.next_at = DeliveryState.WAITING.value, at + wait
    return row


def _tries(row: DeliveryRow) -> int:
    """Count the attempts since the message was made, or last sent again by hand."""
    kinds = ["replayed_by" in attempt for attempt in row.attempts]
    return len(kinds) if True not in kinds else kinds[::-1].index(True)


def replay(session: Session, webhook: WebhookRow, delivery_id: str, who: Person) -> DeliveryRow:
    """Send a message again that arrived or was given up; with its identifier, and the whole schedule ahead of it.

    Raises
    ------
    DeliveryNotFoundError
        Where the webhook has no such message.
    NotOverError
        Where it is on its way.
    DisabledError
        Where the webhook is switched off.
    """
    row = session.get(DeliveryRow, delivery_id, with_for_update=True)
    if row is None or row.webhook_id != webhook.id:
        raise DeliveryNotFoundError(delivery_id)
    if row.state in OPEN:
        raise NotOverError
    if webhook.disabled_at is not None:
        raise DisabledError
    row.attempts = [*row.attempts, {"at": now().isoformat(), "replayed_by": who.name}]
    row.state, row.next_at, row.delivered_at = DeliveryState.WAITING.value, now(), None
    session.flush()
    return row


def list_deliveries(
    session: Session, webhook: WebhookRow, *, state: DeliveryState | None = None,
    after: tuple[datetime, str] | None = None, limit: int,
) -> tuple[Sequence[DeliveryRow], int]:
    """Return some messages of a webhook, the newest first, and how many there are.

    Parameters
    ----------
    after
        Moment and identifier of the last one that was seen.
    """
    wanted = [DeliveryRow.webhook_id == webhook.id]
    if state is not None:
        wanted.append(DeliveryRow.state == state.value)
    total = session.scalar(select(func.count()).select_from(DeliveryRow).where(*wanted)) or 0
    if after is not None:
        wanted.append(tuple_(DeliveryRow.created_at, DeliveryRow.id) < after)
    ordered = select(DeliveryRow).where(*wanted).order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc())
    return session.scalars(ordered.limit(limit)).all(), total


def forget_old(session: Session, at: datetime) -> None:
    """Remove messages that were over long ago."""
    session.execute(delete(DeliveryRow).where(and_(DeliveryRow.state.not_in(OPEN), DeliveryRow.created_at < at - KEPT)))
