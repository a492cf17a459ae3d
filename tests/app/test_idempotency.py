"""A request with a key is done once, whoever asks again and however fast; on SQLite and PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.idempotency import KEPT, Answer, KeyReusedError, forget_old, known_answer, once
from app.storage.cases import IdempotencyRow, TrailRow
from app.storage.database import Database
from app.storage.models import now
from app.trail.store import write
from app.workspace import Person

ZHAO = Person("赵宁", user_id="u1")
KEY = "7f6f-1"
REQUEST = {"to": "POST /cases/c1/actions", "revision": 3, "body": {"action": "submit", "on": date(2026, 11, 23)}}


def acting(session: Session) -> Callable[[], Answer]:
    """Return something to be done that leaves a line behind each time, and tells its number."""
    return lambda: (201, {"number": write(session, ZHAO, "submit", "case", "c1").number})


def ask(database: Database, key: str | None = KEY, request: dict = REQUEST, person: Person = ZHAO) -> Answer:
    with database.session() as session:
        return once(session, person, key, request, acting(session))


def lines(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(TrailRow))


def test_the_same_request_again_is_answered_as_before_and_does_nothing(database: Database):
    assert ask(database) == (201, {"number": 1})
    assert ask(database) == (201, {"number": 1})
    assert lines(database) == 1


def test_without_a_key_it_is_done_each_time(database: Database):
    assert [ask(database, None)[1]["number"] for _ in range(2)] == [1, 2]


def test_the_same_key_with_another_request_is_refused_and_does_nothing(database: Database):
    ask(database)
    with pytest.raises(KeyReusedError) as refused:
        ask(database, request={**REQUEST, "revision": 4})
    assert refused.value.code == "request.key_reused"
    assert lines(database) == 1


def test_two_people_of_one_name_and_a_machine_do_not_share_keys(database: Database):
    others = [Person("赵宁", user_id="u2"), Person("赵宁", key_id="k1"), Person("赵宁")]
    assert [ask(database, person=person)[1]["number"] for person in [ZHAO, *others]] == [1, 2, 3, 4]


def test_whether_it_was_answered_can_be_asked_before(database: Database):
    def known(key: str | None, request: dict = REQUEST) -> Answer | None:
        with database.reading() as session:
            return known_answer(session, ZHAO, key, request)

    assert known(KEY) is None
    ask(database)
    assert known(KEY) == (201, {"number": 1})
    assert known(None) is None
    with pytest.raises(KeyReusedError):
        known(KEY, {**REQUEST, "revision": 4})


def test_what_failed_leaves_no_key_behind(database: Database):
    def fail() -> Answer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.session() as session:
        once(session, ZHAO, KEY, REQUEST, fail)
    assert ask(database) == (201, {"number": 1})


def test_a_key_may_be_as_long_as_a_header_allows(database: Database):
    assert ask(database, "键" * 200) == ask(database, "键" * 200)
    assert lines(database) == 1


def test_two_requests_that_race_are_done_once_and_answered_alike(database: Database):
    """The first is held inside its work until the second waits for the key, or has begun to wait for the database."""
    answers, is_inside, second_started = [], threading.Event(), threading.Event()

    def first() -> None:
        with database.session() as session:
            def slowly() -> Answer:
                is_inside.set()
                second_started.wait(5)
                threading.Event().wait(0.3)
                return acting(session)()

            answers.append(once(session, ZHAO, KEY, REQUEST, slowly))

    def second() -> None:
        is_inside.wait(5)
        second_started.set()
        answers.append(ask(database))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [(201, {"number": 1})] * 2
    assert lines(database) == 1


def test_many_that_race_are_done_once(database: Database):
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(database))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [(201, {"number": 1})] * 6
    assert lines(database) == 1


def test_answers_are_forgotten_after_a_month_and_not_before(database: Database):
    ask(database, "old"), ask(database, "young")
    with database.session() as session:
        old, young = session.scalars(select(IdempotencyRow).order_by(IdempotencyRow.at))
        old.at, young.at = now() - KEPT - timedelta(minutes=1), now() - KEPT + timedelta(minutes=1)
    with database.session() as session:
        forget_old(session)
    assert ask(database, "young")[1] == {"number": 2}
    assert ask(database, "old")[1] == {"number": 3}
