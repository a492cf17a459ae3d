"""What other systems are told: written down in the transaction of what it tells of, sent later.

A message says that something happened and to what: identifiers, names, states, and the hash of the frozen version.
Papers, reasons and persons are asked for through the API, by who may see them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.visibility import may_see_case
from app.storage.cases import CaseRow, DeliveryRow, WebhookRow
from app.storage.models import LOCAL_ORGANISATION, new_id, now
from app.storage.people import OrganisationRow
from app.users.kinds import roles_of
from app.workspace import LOCAL, Person

PING = "ping"
EVENTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "case.opened": ("立件", "a case was opened"),
    "case.moved": ("进入下一环节", "a case moved to another state"),
    "case.paper_added": ("收到材料", "a paper was added"),
    "case.opinion_asked": ("征求部门意见", "a department is asked for its opinion"),
    "case.opinion_given": ("收到会签意见", "a department gave its opinion"),
    "case.reply_awaited": ("待答复退回问题", "a case was returned with points to be answered"),
    "submission.frozen": ("方案定稿", "a plan was frozen"),
    "registry.entered": ("登入台账", "a community was entered in the registry"),
    "deadline.near": ("期限临近", "a deadline is near"),
    "deadline.overdue": ("逾期", "a deadline passed"),
    "report.sent": ("报告已报送", "a report was sent"),
})
"""What a webhook can ask for, in Chinese and English."""

Told = Mapping[str, str | int | bool | None]
"""Identifiers, names, states, figures: nothing that has parts."""


def announce(
    session: Session, event: str, case: CaseRow | None, data: Told, *, organisations: Collection[str] = ()
) -> None:
    """Tell whoever asked for an event, if they may see the case; goes out once the transaction is committed.

    Parameters
    ----------
    event
        A key of :data:`EVENTS`.
    case
        What it happened to; its present state is told.
    organisations
        Who may hear of what belongs to no case; all of this server's where there are no accounts.

    Raises
    ------
    KeyError
        Where there is no such event.
    """
    if event not in EVENTS:
        raise KeyError(event)
    for webhook, organisation in _listening(session, event):
        listener = _as_person(organisation, webhook)
        if listener.is_local or organisation.id in organisations or (
            case is not None and may_see_case(session, listener, case)
        ):
            session.add(message(webhook, event, data, case))
    session.flush()


def message(webhook: WebhookRow, event: str, data: Told, case: CaseRow | None = None) -> DeliveryRow:
    """Make one message to one webhook."""
    delivery_id, at = new_id(), now()
    body = {"id": delivery_id, "event": event, "at": at.isoformat(), "case": case and _told(case), "data": dict(data)}
    return DeliveryRow(id=delivery_id, webhook_id=webhook.id, event=event, body=body, attempts=[], next_at=at,
                       created_at=at)


def _listening(session: Session, event: str) -> Iterator[tuple[WebhookRow, OrganisationRow]]:
    rows = session.execute(
        select(WebhookRow, OrganisationRow).join(OrganisationRow, OrganisationRow.id == WebhookRow.organisation_id)
        .where(WebhookRow.disabled_at.is_(None)).order_by(WebhookRow.created_at, WebhookRow.id)
    )
    return ((webhook, organisation) for webhook, organisation in rows if event in webhook.events)


def _as_person(organisation: OrganisationRow, webhook: WebhookRow) -> Person:
    """Return the organisation as somebody who asks: it is told no more than it could read."""
    if organisation.id == LOCAL_ORGANISATION:
        return LOCAL
    return Person(
        organisation.name, organisation_id=organisation.id, organisation_name=organisation.name, key_id=webhook.id,
        roles=roles_of(organisation.role), district=organisation.district, subdistrict=organisation.subdistrict,
    )


def _told(case: CaseRow) -> dict[str, str | None]:
    return {
        "id": case.id, "number": case.number, "kind": case.kind, "title": case.title, "state": case.state,
        "organisation_id": case.organisation_id, "district": case.district, "subdistrict": case.subdistrict,
    }
