"""``/api/v1/webhooks``: who hears of what, and what became of every message."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from app.paging import Cursor, Limit, cursor_after, read_moment
from app.problems import documented
from app.web import Answers
from app.webhooks import deliveries, store
from app.webhooks.deliveries import DeliveryState
from app.webhooks.schemas import (
    Delivery,
    DeliveryPage,
    NewWebhook,
    Webhook,
    WebhookChange,
    WebhookPage,
    WebhookWithSecret,
)
from app.workspace import CurrentReading, CurrentSession, Who

MANAGED: Answers = {403: documented("Neither an administrator nor a key with `webhooks:write`.")}
KNOWN: Answers = {**MANAGED, 404: documented("No such webhook of this organisation, or no such message of it.")}
SENT: Answers = {**KNOWN, 409: documented("The webhook is switched off, or the message is still on its way.")}

api = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

Id = Annotated[str, Path(max_length=64)]


def _private(request: Request) -> bool:
    return bool(request.app.state.settings.webhook_private)


Private = Annotated[bool, Depends(_private)]


@api.get("", summary="List webhooks", responses=MANAGED)
def list_webhooks(session: CurrentReading, who: Who) -> WebhookPage:
    """List the webhooks of one's organisation."""
    items = [Webhook.of(row) for row in store.list_webhooks(session, who)]
    return WebhookPage(items=items, total=len(items))


@api.post("", summary="Add a webhook", status_code=201, responses=MANAGED)
def add_webhook(asked: NewWebhook, session: CurrentSession, who: Who, private: Private) -> WebhookWithSecret:
    """Add a webhook; its secret is in this answer and in no other."""
    row = store.add_webhook(session, who, asked.address, asked.events, private=private)
    return WebhookWithSecret.of(row)


@api.get("/{webhook_id}", summary="Describe a webhook", responses=KNOWN)
def get_webhook(webhook_id: Id, session: CurrentReading, who: Who) -> Webhook:
    """Describe a webhook, without its secret."""
    return Webhook.of(store.webhook_row(session, who, webhook_id))


@api.patch("/{webhook_id}", summary="Change a webhook", responses=KNOWN)
def change_webhook(
    webhook_id: Id, asked: WebhookChange, session: CurrentSession, who: Who, private: Private
) -> Webhook:
    """Give a webhook another address or other events, switch it off or on."""
    return Webhook.of(store.change_webhook(session, who, webhook_id, private=private, **asked.model_dump()))


@api.delete("/{webhook_id}", summary="Remove a webhook", status_code=204, responses=KNOWN)
def remove_webhook(webhook_id: Id, session: CurrentSession, who: Who) -> Response:
    """Remove a webhook with all its messages."""
    store.remove_webhook(session, who, webhook_id)
    return Response(status_code=204)


@api.post("/{webhook_id}/test", summary="Send a ping", status_code=202, responses=SENT)
def send_ping(webhook_id: Id, session: CurrentSession, who: Who) -> Delivery:
    """Send a message of event ``ping``, once; what came of it is among the deliveries."""
    return Delivery.of(store.ping(session, who, webhook_id))


@api.get("/{webhook_id}/deliveries", summary="List messages", responses=KNOWN)
def list_deliveries(
    webhook_id: Id, session: CurrentReading, who: Who, state: DeliveryState | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> DeliveryPage:
    """List the messages of a webhook, the newest first; ``state=dead`` are those that were given up."""
    webhook = store.webhook_row(session, who, webhook_id)
    after = None if cursor is None else read_moment(cursor)
    rows, total = deliveries.list_deliveries(session, webhook, state=state, after=after, limit=limit + 1)
    more = cursor_after(rows[limit - 1].created_at.isoformat(), rows[limit - 1].id) if len(rows) > limit else None
    return DeliveryPage(items=[Delivery.of(row) for row in rows[:limit]], next=more, total=total)


@api.post("/{webhook_id}/deliveries/{delivery_id}/replay", summary="Send a message again", status_code=202,
          responses=SENT)
def replay_delivery(webhook_id: Id, delivery_id: Id, session: CurrentSession, who: Who) -> Delivery:
    """Send a message again that arrived or was given up, under its identifier."""
    return Delivery.of(deliveries.replay(session, store.webhook_row(session, who, webhook_id), delivery_id, who))
