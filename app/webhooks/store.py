"""Webhooks of an organisation: added, changed, switched off and on, removed; each leaves a line in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import DeliveryRow, WebhookRow
from app.storage.models import new_id, now
from app.trail.store import write
from app.users.errors import NotAllowedError
from app.webhooks.addresses import parse_address
from app.webhooks.errors import DisabledError, TooManyError, WebhookNotFoundError
from app.webhooks.outbox import PING, message
from app.webhooks.signing import new_secret
from app.workspace import Person

MOST = 20
"""An organisation has at most so many: whatever happens is written down for each of them."""


def check_manager(person: Person) -> None:
    """Refuse whoever may not manage webhooks: it takes an administrator, or a key (whose scopes were asked before).

    Raises
    ------
    NotAllowedError
        Where it is somebody else.
    """
    if not person.is_administrator and person.key_id is None:
        raise NotAllowedError("设置推送地址", "manage webhooks")


def list_webhooks(session: Session, person: Person) -> Sequence[WebhookRow]:
    """Return the webhooks of a person's organisation, the oldest first."""
    check_manager(person)
    query = select(WebhookRow).where(WebhookRow.organisation_id == person.organisation_id)
    return session.scalars(query.order_by(WebhookRow.created_at, WebhookRow.id)).all()


def webhook_row(session: Session, person: Person, webhook_id: str, *, for_update: bool = False) -> WebhookRow:
    """Find a webhook of a person's organisation.

    Raises
    ------
    WebhookNotFoundError
        Where there is none, or it belongs to others: the answer does not tell which.
    """
    check_manager(person)
    row = session.get(WebhookRow, webhook_id, with_for_update=True if for_update else None)
    if row is None or row.organisation_id != person.organisation_id:
        raise WebhookNotFoundError(webhook_id)
    return row


def add_webhook(session: Session, person: Person, address: str, events: Sequence[str], *, private: bool) -> WebhookRow:
    """Add a webhook with a secret of its own.

    Raises
    ------
    AddressError, RefusedAddressError
        Where nothing can, or may, be sent to the address.
    TooManyError
        Where the organisation has enough of them.
    """
    check_manager(person)
    parse_address(address, private=private)
    if len(list_webhooks(session, person)) >= MOST:
        raise TooManyError(MOST)
    row = WebhookRow(
        id=new_id(), organisation_id=person.organisation_id, address=address, secret=new_secret(),
        events=_ordered(events), created_at=now(), created_by=person.name,
    )
    session.add(row)
    _tell(session, person, "webhook.added", row, None)
    return row


def change_webhook(
    session: Session, person: Person, webhook_id: str, *, private: bool, address: str | None = None,
    events: Sequence[str] | None = None, is_enabled: bool | None = None,
) -> WebhookRow:
    """Change a webhook; what is left out stays. While it is off nothing is written down for it, and what waits, waits.

    Raises
    ------
    AddressError, RefusedAddressError
        Where nothing can, or may, be sent to the address.
    """
    row = webhook_row(session, person, webhook_id, for_update=True)
    before = _shown(row)
    if address is not None:
        parse_address(address, private=private)
        row.address = address
    if events is not None:
        row.events = _ordered(events)
    if is_enabled is not None:
        row.disabled_at = None if is_enabled else row.disabled_at or now()
    if _shown(row) != before:
        _tell(session, person, "webhook.changed", row, before)
    return row


def remove_webhook(session: Session, person: Person, webhook_id: str) -> None:
    """Remove a webhook with all its messages."""
    row = webhook_row(session, person, webhook_id, for_update=True)
    write(session, person, "webhook.removed", "webhook", row.id, before=_shown(row))
    session.delete(row)


def ping(session: Session, person: Person, webhook_id: str) -> DeliveryRow:
    """Send a message that tells nothing, to see whether it arrives.

    Raises
    ------
    DisabledError
        Where the webhook is switched off.
    """
    row = webhook_row(session, person, webhook_id)
    if row.disabled_at is not None:
        raise DisabledError
    sent = message(row, PING, {"webhook_id": row.id})
    session.add(sent)
    session.flush()
    return sent


def _ordered(events: Sequence[str]) -> list[str]:
    return sorted(set(events))


def _shown(row: WebhookRow) -> dict[str, object]:
    return {"address": row.address, "events": row.events, "is_enabled": row.disabled_at is None}


def _tell(session: Session, person: Person, action: str, row: WebhookRow, before: dict[str, object] | None) -> None:
    write(session, person, action, "webhook", row.id, before=before, after=_shown(row))
