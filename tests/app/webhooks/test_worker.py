"""The sender of a server at work: real messages to real servers; on SQLite and PostgreSQL."""

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.storage.cases import DeliveryRow
from app.storage.database import Database
from app.storage.models import now
from app.webhooks import worker as module
from app.webhooks.deliveries import take_next
from app.webhooks.outbox import announce
from app.webhooks.sending import Sender
from app.webhooks.worker import WebhookWorker
from tests.app.webhooks import receivers
from tests.app.webhooks.receivers import Receiver, misbehaving, receiving
from tests.app.webhooks.rows import SECRET, case, webhook


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", 0.05)
    monkeypatch.setattr(module, "STOP_S", 0.5)


@contextmanager
def working(database: Database, count: int = 1, *, timeout_s: float = 10.0, private: bool = True) -> Iterator[None]:
    """Run some senders, as many servers would."""
    sender = Sender(private=private, timeout_s=timeout_s)
    workers = [WebhookWorker(database, private=private, sender=sender) for _ in range(count)]
    for each in workers:
        each.start()
    try:
        yield
    finally:
        for each in workers:
            each.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def announced(database: Database, *addresses: str, times: int = 1) -> None:
    """Have so many messages written for each address."""
    with database.session() as session:
        for address in addresses:
            webhook(session, address=address, events=("case.moved",))
        matter = case(session)
        for _ in range(times):
            announce(session, "case.moved", matter, {"action": "submit"})


def rows(database: Database) -> list[DeliveryRow]:
    with database.reading() as session:
        return list(session.scalars(select(DeliveryRow).order_by(DeliveryRow.created_at)))


def until(what: Callable[[], bool]) -> None:
    """Wait for something; whoever calls asserts it."""
    end = time.monotonic() + 20
    while not what() and time.monotonic() < end:
        time.sleep(0.02)


def states(database: Database) -> set[str]:
    return {row.state for row in rows(database)}


def test_a_message_arrives_signed(database: Database, receiver: Receiver):
    announced(database, receiver.address)
    with working(database):
        [(path, headers, body)] = receiver.wait_for(1)
        until(lambda: states(database) == {"delivered"})
    [row] = rows(database)
    assert (path, headers["Sizhi-Event"], headers["Sizhi-Delivery"]) == ("/hook", "case.moved", row.id)
    assert row.state == "delivered"
    moment, signature = (part.partition("=")[2] for part in headers["Sizhi-Signature"].split(","))
    assert signature == hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert abs(int(moment) - time.time()) < 60


def test_one_that_failed_is_sent_again_when_it_is_due(database: Database, receiver: Receiver):
    receiver.answers = [503]
    announced(database, receiver.address)
    with working(database):
        until(lambda: states(database) == {"waiting"} and rows(database)[0].attempts != [])
        with database.session() as session:
            row = session.scalars(select(DeliveryRow)).one()
            assert row.next_at > now() + timedelta(seconds=30)
            row.next_at = now()
        first, second = receiver.wait_for(2)
        until(lambda: states(database) == {"delivered"})
    assert first[1]["Sizhi-Delivery"] == second[1]["Sizhi-Delivery"]
    assert first[2] == second[2]
    assert [attempt["status"] for attempt in rows(database)[0].attempts] == [503, 200]


def test_who_never_answers_keeps_nobody_waiting(database: Database, receiver: Receiver):
    """Ten messages wait for somebody who takes them and is silent; those for others arrive meanwhile."""
    with misbehaving(receivers.be_silent) as port:
        announced(database, f"http://127.0.0.1:{port}/", receiver.address, times=10)
        with working(database, timeout_s=60):
            receiver.wait_for(10)
            until(lambda: [row.state for row in rows(database)].count("delivered") == 10)
            assert sorted(row.state for row in rows(database)) == (
                ["delivered"] * 10 + ["sending"] + ["waiting"] * 9
            )


def test_several_servers_send_each_message_once(database: Database, receiver: Receiver):
    announced(database, *([receiver.address] * 5), times=4)
    with working(database, count=3):
        receiver.wait_for(20)
        until(lambda: states(database) == {"delivered"})
    assert len({headers["Sizhi-Delivery"] for _, headers, _ in receiver.received}) == 20
    assert len(receiver.received) == 20
    assert [len(row.attempts) for row in rows(database)] == [1] * 20


def test_what_a_server_had_taken_that_is_gone_arrives(database: Database, receiver: Receiver):
    announced(database, receiver.address)
    with database.session() as session:
        assert take_next(session, now() - timedelta(hours=1)) is None
        session.scalars(select(DeliveryRow)).one().next_at = now() - timedelta(hours=1)
    with database.session() as session:
        assert take_next(session, now() - timedelta(minutes=30)) is not None
    with working(database):
        receiver.wait_for(1)


def test_nothing_is_sent_inside_the_network_unless_allowed(database: Database, receiver: Receiver):
    announced(database, receiver.address, f"http://localhost:{receiver.port}/")
    with working(database, private=False):
        until(lambda: all(row.attempts for row in rows(database)))
    assert [row.attempts[0]["failure"] for row in rows(database)] == ["refused"] * 2
    assert receiver.received == []


def test_a_fault_of_ours_counts_as_an_attempt(database: Database, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    announced(database, "https://hooks.example/")
    monkeypatch.setattr(Sender, "send", fail)
    with working(database):
        until(lambda: rows(database)[0].attempts != [])
    [row] = rows(database)
    assert (row.state, [attempt["failure"] for attempt in row.attempts]) == ("waiting", ["fault"])
    assert row.next_at > now() + timedelta(seconds=30)


def test_a_server_that_stops_waits_for_nobody(database: Database):
    with misbehaving(receivers.be_silent) as port:
        announced(database, f"http://127.0.0.1:{port}/")
        with working(database, timeout_s=600):
            until(lambda: states(database) == {"sending"})
    assert states(database) == {"sending"}


def test_a_database_that_fails_for_a_while_stops_nothing(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    failed = threading.Event()

    def fail(*_: object) -> bool:
        failed.set()
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    announced(database, receiver.address)
    with monkeypatch.context() as broken:
        broken.setattr(module.deliveries, "is_due", fail)
        with working(database):
            assert failed.wait(10)
            broken.undo()
            monkeypatch.setattr(module, "LOOK_S", 0.05)
            receiver.wait_for(1)
