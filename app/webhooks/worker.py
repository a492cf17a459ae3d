"""The sender of a server: takes what is due from the outbox, a few messages at a time, and looks after deadlines.

What answers slowly holds one of a few threads for ten seconds, and no transaction.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.storage.cases import DeliveryRow, WebhookRow
from app.storage.database import Database
from app.storage.models import now
from app.webhooks import deliveries
from app.webhooks.addresses import parse_address
from app.webhooks.errors import AddressError, RefusedAddressError
from app.webhooks.reminders import remind
from app.webhooks.sending import Failure, Outcome, Sender
from app.webhooks.signing import as_sent, headers

LOOK_S = 1.0
"""The outbox is looked at this often."""
MOST_AT_ONCE = 4
REMIND_S = timedelta(hours=1).total_seconds()
"""Deadlines are looked at this often, so that a day that begins is noticed on any server that runs."""
STOP_S = 3.0
"""A server that ends waits so long for messages on their way; others send them again."""

_log = logging.getLogger(__name__)


class WebhookWorker:
    """Sends the messages of a database, beside other servers that do.

    Parameters
    ----------
    database
        With an up-to-date schema; left open.
    private
        Whether messages may go to the own network.
    sender
        How they are sent; the usual way where left out.
    """

    def __init__(self, database: Database, *, private: bool = False, sender: Sender | None = None) -> None:
        self._database, self._private = database, private
        self._sender = sender or Sender(private=private)
        self._sending: list[threading.Thread] = []
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._reminded_at = -REMIND_S

    def start(self) -> None:
        """Begin to send."""
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more messages, and wait a while for those on their way."""
        self._stopping.set()
        self._wake.set()
        end = time.monotonic() + STOP_S
        for thread in filter(None, [self._thread, *self._sending]):
            thread.join(max(0.0, end - time.monotonic()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            for work in (self._remind, self._send_due):
                self._try(work)
            self._wake.wait(LOOK_S)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except SQLAlchemyError:
            _log.exception("The outbox could not be read; trying again")

    def _remind(self) -> None:
        if time.monotonic() - self._reminded_at < REMIND_S:
            return
        with self._database.session() as session:
            remind(session, date.today())
            deliveries.forget_old(session, now())
        self._reminded_at = time.monotonic()

    def _send_due(self) -> None:
        self._sending = [thread for thread in self._sending if thread.is_alive()]
        while len(self._sending) < MOST_AT_ONCE and not self._stopping.is_set():
            taken = self._take()
            if taken is None:
                return
            thread = threading.Thread(target=self._deliver, args=taken, name=f"webhook-{taken[0].id}", daemon=True)
            self._sending.append(thread)
            thread.start()

    def _take(self) -> tuple[DeliveryRow, WebhookRow] | None:
        with self._database.reading() as session:  # no writer waits while there is nothing to send
            if not deliveries.is_due(session, now()):
                return None
        with self._database.session() as session:
            return deliveries.take_next(session, now())

    def _deliver(self, delivery: DeliveryRow, webhook: WebhookRow) -> None:
        try:
            outcome = self._send(delivery, webhook)
            with self._database.session() as session:
                deliveries.record(session, delivery.id, outcome, now())
        except Exception:
            # It is still marked as taken: some server sends it again when that ends.
            _log.exception("What came of the message %s could not be written down", delivery.id)
        finally:
            self._wake.set()

    def _send(self, delivery: DeliveryRow, webhook: WebhookRow) -> Outcome:
        try:
            target = parse_address(webhook.address, private=self._private)
        except (AddressError, RefusedAddressError):
            return Outcome(None, Failure.REFUSED)
        body = as_sent(delivery.body)
        told = headers(webhook.secret, int(time.time()), body, delivery.event, delivery.id)
        try:
            return self._sender.send(target, body, told)
        except Exception:  # counts as an attempt, or it would be tried for ever
            _log.exception("The message %s could not be sent", delivery.id)
            return Outcome(None, Failure.FAULT)
