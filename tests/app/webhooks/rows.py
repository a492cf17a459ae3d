"""Organisations, webhooks and cases written."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.storage.cases import CaseRow, WebhookRow
from app.storage.people import OrganisationRow
from app.webhooks.outbox import EVENTS

SECRET = "whsec_0123456789"


def organisation(session: Session, name: str, role: str = "street_office", **place: str) -> str:
    """Add an organisation; return its identifier."""
    row = OrganisationRow(name=name, role=role, **{"district": "莲湖区", **place})
    session.add(row)
    session.flush()
    return row.id


def webhook(session: Session, organisation_id: str = "local", address: str = "http://127.0.0.1:9/hook",
            events: tuple[str, ...] = tuple(EVENTS)) -> WebhookRow:
    """Add a webhook."""
    row = WebhookRow(
        organisation_id=organisation_id, address=address, secret=SECRET, events=list(events), created_by="赵宁"
    )
    session.add(row)
    session.flush()
    return row


def case(session: Session, organisation_id: str = "local", *, kind: str = "setting_up", state: str = "draft",
         number: str = "SZ-2026-0001") -> CaseRow:
    """Add a case."""
    row = CaseRow(
        number=number, kind=kind, title="设立青年路社区", state=state, organisation_id=organisation_id,
        district="莲湖区", subdistrict="青年路街道", subject={}, opened_by="赵宁",
    )
    session.add(row)
    session.flush()
    return row
