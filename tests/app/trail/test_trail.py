"""The trail shows any line that was changed, removed or put in, on SQLite and PostgreSQL."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.storage.cases import TrailRow
from app.storage.database import Database
from app.trail.chain import BEGINNING, Kept, Line, breaks
from app.trail.store import verify, write
from app.workspace import Person

ZHAO = Person("赵颖")


@pytest.fixture
def written(database: Database) -> Database:
    """Five lines, as five transactions wrote them."""
    for number in range(5):
        with database.session() as session:
            write(
                session, ZHAO, "return_papers", "case", f"c{number}", role="district_civil_affairs",
                before={"state": "district_review", "意见": None}, after={"state": "draft", "n": number},
                reason="四至不清", version_hash="9f" * 32,
            )
    return database


def found(database: Database, **options) -> list[int]:
    with database.reading() as session:
        return [each.number for each in verify(session, **options)]


def test_an_untouched_trail_holds(written: Database):
    assert found(written) == []


@pytest.mark.parametrize(
    "column", ["actor", "role", "object_id", "action", "reason", "version_hash", "at", "before", "after"]
)
def test_a_changed_line_is_found(written: Database, column: str):
    value = {"at": datetime(2026, 1, 1, tzinfo=UTC), "before": {"state": "draft"}, "after": None}.get(column, "别人")
    with written.session() as session:
        setattr(session.get_one(TrailRow, 3), column, value)
    assert found(written) == [3]


def test_a_changed_line_with_a_new_hash_of_its_own_is_found_at_the_next(written: Database):
    with written.session() as session:
        row = session.get_one(TrailRow, 3)
        row.reason = "换了理由"
        line = Line(**{name: getattr(row, name) for name in Line.__dataclass_fields__})
        row.hash = line.hash_after(row.previous_hash)
    assert found(written) == [4]


def test_a_removed_line_is_found(written: Database):
    with written.session() as session:
        session.execute(text("DELETE FROM trail WHERE number = 2"))
    assert found(written) == [2, 3]


def test_a_line_put_in_is_found(written: Database):
    with written.session() as session:
        session.execute(text("DELETE FROM trail WHERE number = 2"))
        row = session.get_one(TrailRow, 1)
        line = replace(
            Line(**{name: getattr(row, name) for name in Line.__dataclass_fields__}), number=2, reason="没有的事"
        )
        session.add(TrailRow(
            **{name: getattr(line, name) for name in Line.__dataclass_fields__}, previous_hash=row.hash,
            hash=line.hash_after(row.hash),
        ))
    assert found(written) == [3]


def test_a_trail_cut_off_at_its_end_is_found_with_what_was_noted(written: Database):
    with written.session() as session:
        last = session.get_one(TrailRow, 5)
        noted = (last.number, last.hash)
        session.delete(last)
    assert found(written) == []
    assert found(written, last=noted) == [5]


def test_a_failed_transaction_leaves_no_line(written: Database):
    def fail() -> None:
        with written.session() as session:
            write(session, ZHAO, "approve", "case", "c9")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with written.reading() as session:
        assert len(session.scalars(select(TrailRow)).all()) == 5
    assert found(written) == []


def test_many_writers_make_one_chain(database: Database):
    def work(name: str) -> None:
        for number in range(10):
            with database.session() as session:
                write(session, Person(name), "visit", "case", str(number))

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalars(select(TrailRow.number).order_by(TrailRow.number)).all() == list(range(1, 31))
    assert found(database) == []


def chain_of(reasons: list[str]) -> list[Kept]:
    """A chain in memory."""
    kept, previous = [], BEGINNING
    for number, reason in enumerate(reasons, start=1):
        line = Line(number, datetime(2026, 11, 22, tzinfo=UTC), "李敏", None, None, "plan", "p", "save", None, None,
                    reason, None, None)
        kept.append(Kept(line, previous, line.hash_after(previous)))
        previous = kept[-1].hash
    return kept


@given(reasons=st.lists(st.text(max_size=5), min_size=2, max_size=8), data=st.data())
def test_no_single_change_of_order_goes_unseen(reasons: list[str], data: st.DataObject):
    kept = chain_of(reasons)
    assert list(breaks(kept)) == []
    one, other = data.draw(st.permutations(range(len(kept))))[:2]
    swapped = list(kept)
    swapped[one], swapped[other] = kept[other], kept[one]
    assert list(breaks(swapped)) != []


@pytest.mark.parametrize(("roles", "told", "kept"), [
    (("district_civil_affairs",), None, "district_civil_affairs"),
    (("district_civil_affairs",), "city_gov", "city_gov"),
    (("street_office", "district_gov"), None, None),
    ((), None, None),
])
def test_who_has_but_one_role_acts_in_it(database: Database, roles, told, kept):
    with database.session() as session:
        row = write(session, Person("赵颖", roles=frozenset(roles)), "point.reply", "case", "c", role=told)
        assert row.role == kept
    assert found(database) == []
