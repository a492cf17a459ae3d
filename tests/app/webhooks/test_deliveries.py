"""Messages are taken once, tried again, given up, and sent again by hand; on SQLite and PostgreSQL."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import DeliveryRow, WebhookRow
from app.storage.database import Database
from app.storage.models import now
from app.webhooks import deliveries
from app.webhooks.deliveries import KEPT, LEASE, is_due, list_deliveries, record, replay, take_next
from app.webhooks.errors import DeliveryNotFoundError, DisabledError, NotOverError
from app.webhooks.outbox import message
from app.webhooks.sending import Failure, Outcome
from app.workspace import LOCAL
from tests.app.webhooks.rows import webhook
from tests.postgres import fresh_database

WELL, BADLY = Outcome(200, None), Outcome(500, Failure.STATUS)


def waiting(session: Session, hook: WebhookRow, event: str = "case.moved", *, since: timedelta = timedelta()) -> str:
    row = message(hook, event, {})
    row.created_at = row.next_at = now() - since
    session.add(row)
    session.flush()
    return row.id


def taken(database: Database, at: datetime | None = None) -> str | None:
    with database.session() as session:
        found = take_next(session, at or now())
        assert (found is not None) == (found is not None and found[0].state == "sending")
        return None if found is None else found[0].id


def row_of(database: Database, delivery_id: str) -> DeliveryRow:
    with database.reading() as session:
        return session.get_one(DeliveryRow, delivery_id)


def told(database: Database, delivery_id: str, outcome: Outcome, at: datetime | None = None) -> DeliveryRow:
    with database.session() as session:
        record(session, delivery_id, outcome, at or now())
    return row_of(database, delivery_id)


@pytest.fixture
def two_hooks(database: Database) -> list[WebhookRow]:
    with database.session() as session:
        return [webhook(session), webhook(session)]


def test_the_one_that_waited_longest_is_taken_and_one_of_a_webhook_at_a_time(database: Database, two_hooks):
    one, other = two_hooks
    with database.session() as session:
        second = waiting(session, one, since=timedelta(minutes=2))
        first = waiting(session, one, since=timedelta(minutes=3))
        third = waiting(session, other, since=timedelta(minutes=1))
    assert [taken(database) for _ in range(3)] == [first, third, None]
    assert told(database, first, WELL).state == "delivered"
    assert taken(database) == second


def test_what_is_not_due_or_off_or_over_is_not_taken(database: Database, two_hooks):
    one, other = two_hooks
    with database.session() as session:
        early = waiting(session, one, since=timedelta(minutes=-1))
        waiting(session, other)
        session.get_one(WebhookRow, other.id).disabled_at = now()
        assert not is_due(session, now())
    assert taken(database) is None
    assert taken(database, now() + timedelta(minutes=2)) == early
    told(database, early, WELL)
    assert taken(database, now() + timedelta(days=9)) is None


def test_what_a_server_that_is_gone_has_taken_is_taken_again(database: Database, two_hooks):
    with database.session() as session:
        lost = waiting(session, two_hooks[0])
    assert taken(database) == lost
    assert taken(database) is None
    assert taken(database, now() + LEASE + timedelta(seconds=1)) == lost


def test_many_senders_never_take_the_same(database: Database):
    with database.session() as session:
        wanted = {waiting(session, webhook(session)) for _ in range(12)}
    found: list[str] = []

    def work() -> None:
        while (each := taken(database)) is not None:
            found.append(each)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == sorted(wanted)


def test_on_postgresql_senders_do_not_wait_for_each_other(postgres: str):
    """While one has taken a message and not ended its transaction, another takes the next at once."""
    with fresh_database(postgres, "test_side_by_side") as address:
        database = Database(address)
        with database.session() as session:
            first, second = (waiting(session, webhook(session), since=timedelta(minutes=m)) for m in (2, 1))
        with database.session() as one, database.session() as other:
            assert take_next(one, now())[0].id == first
            assert take_next(other, now())[0].id == second
        database.close()


def test_a_message_is_tried_six_times_over_a_day_and_given_up(database: Database, two_hooks):
    with database.session() as session:
        delivery_id = waiting(session, two_hooks[0])
    at, waits = now(), []
    for _ in range(6):
        assert taken(database, at) == delivery_id
        row = told(database, delivery_id, BADLY, at)
        waits.append(row.next_at - at)
        at = row.next_at
    assert row.state == "dead"
    assert timedelta(hours=19) < sum(waits[:5], timedelta()) < timedelta(hours=30)
    assert [attempt["status"] for attempt in row.attempts] == [500] * 6
    assert [attempt["failure"] for attempt in row.attempts] == ["status"] * 6
    assert taken(database, at + timedelta(days=9)) is None


def test_one_that_arrives_late_is_delivered(database: Database, two_hooks):
    with database.session() as session:
        delivery_id = waiting(session, two_hooks[0])
    at = told(database, delivery_id, Outcome(None, Failure.TIMEOUT)).next_at
    row = told(database, delivery_id, WELL, at)
    assert (row.state, row.delivered_at) == ("delivered", at)
    assert [attempt["failure"] for attempt in row.attempts] == ["timeout", None]


def test_a_ping_is_tried_once(database: Database, two_hooks):
    with database.session() as session:
        delivery_id = waiting(session, two_hooks[0], "ping")
    assert told(database, delivery_id, BADLY).state == "dead"


def test_a_dead_message_is_sent_again_by_hand_with_the_whole_schedule_ahead(database: Database, two_hooks):
    with database.session() as session:
        delivery_id = waiting(session, two_hooks[0])
    for _ in range(6):
        body = told(database, delivery_id, BADLY).body
    with database.session() as session:
        replay(session, session.get_one(WebhookRow, two_hooks[0].id), delivery_id, LOCAL)
    assert taken(database) == delivery_id
    for state in ["waiting"] * 5 + ["dead"]:
        row = told(database, delivery_id, BADLY)
        assert row.state == state
    assert row.body == body
    assert [attempt.get("replayed_by") for attempt in row.attempts] == [None] * 6 + ["本机"] + [None] * 6


def test_what_cannot_be_sent_again_is_refused(database: Database, two_hooks):
    one, other = two_hooks
    with database.session() as session:
        open_one, over = waiting(session, one), waiting(session, one)
    told(database, over, WELL)

    def again(hook: WebhookRow, delivery_id: str) -> None:
        with database.session() as session:
            replay(session, session.get_one(WebhookRow, hook.id), delivery_id, LOCAL)

    with pytest.raises(NotOverError):
        again(one, open_one)
    with pytest.raises(DeliveryNotFoundError):
        again(other, over)
    with pytest.raises(DeliveryNotFoundError):
        again(one, "0" * 32)
    with database.session() as session:
        session.get_one(WebhookRow, one.id).disabled_at = now()
    with pytest.raises(DisabledError):
        again(one, over)


def test_what_came_of_it_is_written_once_and_not_at_all_for_a_webhook_that_is_gone(database: Database, two_hooks):
    with database.session() as session:
        delivery_id = waiting(session, two_hooks[0])
    told(database, delivery_id, WELL)
    assert len(told(database, delivery_id, BADLY).attempts) == 1
    with database.session() as session:
        session.delete(session.get_one(WebhookRow, two_hooks[0].id))
    with database.session() as session:
        assert session.scalars(select(DeliveryRow)).all() == []
        assert record(session, delivery_id, WELL, now()) is None


def test_messages_are_listed_newest_first_page_by_page(database: Database, two_hooks):
    one, other = two_hooks
    with database.session() as session:
        ids = [waiting(session, one, since=timedelta(minutes=minutes)) for minutes in range(5)]
        waiting(session, other)
    told(database, ids[3], WELL)
    with database.reading() as session:
        first, total = list_deliveries(session, one, limit=3)
        rest, _ = list_deliveries(session, one, after=(first[-1].created_at, first[-1].id), limit=3)
        arrived, count = list_deliveries(session, one, state=deliveries.DeliveryState.DELIVERED, limit=3)
    assert ([row.id for row in first], [row.id for row in rest], total) == (ids[:3], ids[3:], 5)
    assert ([row.id for row in arrived], count) == ([ids[3]], 1)


def test_messages_are_forgotten_three_months_after_they_are_over(database: Database, two_hooks):
    with database.session() as session:
        old_open, old_over, young = (
            waiting(session, two_hooks[0], since=since)
            for since in (KEPT * 2, KEPT + timedelta(hours=1), KEPT - timedelta(hours=1))
        )
    for each in (old_over, young):
        told(database, each, WELL)
    with database.session() as session:
        deliveries.forget_old(session, now())
        assert set(session.scalars(select(DeliveryRow.id))) == {old_open, young}
