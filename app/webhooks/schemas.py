"""What ``/api/v1/webhooks`` asks and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.storage.cases import DeliveryRow, WebhookRow
from app.webhooks.addresses import LONGEST
from app.webhooks.deliveries import DeliveryState
from app.webhooks.outbox import EVENTS
from app.webhooks.sending import Failure

Event = Literal[*EVENTS]  # type: ignore[valid-type]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Events = Annotated[list[Event], Field(min_length=1, max_length=len(EVENTS))]


class NewWebhook(BaseModel):
    """A webhook to be added."""

    model_config = ConfigDict(extra="forbid")

    address: Address = Field(description="https or http; addresses inside the network are refused unless allowed.")
    events: Events = Field(description="What it is told of.")


class WebhookChange(BaseModel):
    """What of a webhook is to be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    address: Address | None = None
    events: Events | None = None
    is_enabled: bool | None = Field(None, description="While it is off nothing is written down for it.")


class Webhook(BaseModel):
    """An address of another system that hears of what happens."""

    id: str
    address: str
    events: list[str]
    is_enabled: bool
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, row: WebhookRow) -> Webhook:
        """Describe one."""
        return cls(
            id=row.id, address=row.address, events=row.events, is_enabled=row.disabled_at is None,
            created_at=row.created_at, created_by=row.created_by,
        )


class WebhookWithSecret(Webhook):
    """A webhook just added, with what its messages are signed with: told this once."""

    secret: str

    @classmethod
    def of(cls, row: WebhookRow) -> WebhookWithSecret:
        """Describe one just added."""
        return cls(**Webhook.of(row).model_dump(), secret=row.secret)


class WebhookPage(BaseModel):
    """All webhooks of an organisation."""

    items: list[Webhook]
    next: str | None = Field(None, description="Always null: there is one page.")
    total: int


class Attempt(BaseModel):
    """One attempt at a message, or the moment at which somebody had it sent again."""

    at: datetime
    status: int | None = Field(None, description="What was answered.")
    failure: Failure | None = None
    replayed_by: str | None = None


class Delivery(BaseModel):
    """One message to a webhook."""

    id: str = Field(description="Header `Sizhi-Delivery`: the same on every attempt.")
    event: str
    state: DeliveryState = Field(description="waiting → sending → delivered, or dead after the last attempt.")
    body: dict[str, Any]
    attempts: list[Attempt]
    created_at: datetime
    next_at: datetime | None = Field(description="When it is tried next.")
    delivered_at: datetime | None

    @classmethod
    def of(cls, row: DeliveryRow) -> Delivery:
        """Describe one."""
        return cls(
            id=row.id, event=row.event, state=DeliveryState(row.state), body=row.body, delivered_at=row.delivered_at,
            attempts=[Attempt.model_validate(attempt) for attempt in row.attempts], created_at=row.created_at,
            next_at=row.next_at if row.state == DeliveryState.WAITING else None,
        )


class DeliveryPage(BaseModel):
    """Some messages, the newest first."""

    items: list[Delivery]
    next: str | None = Field(description="Cursor of the next page.")
    total: int
