"""Pages of the registry: who sees which entries, filters, and 5,000 of them without loading all."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.paging import CursorError, cursor_after
from app.registry.errors import EntryNotFoundError
from app.registry.schemas import EntryChange
from app.registry.service import change_entry, history_of, list_entries
from app.registry.store import Filters, find_entry, may_edit
from app.storage.cases import RegistryRow
from app.workspace import LOCAL, Workspace
from tests.app.registry import people

STREETS = tuple(f"{number:02d}街道" for number in range(20))


def add(session: Session, name: str, *, district: str = "甲区", subdistrict: str = "新街街道", **told) -> RegistryRow:
    row = RegistryRow(
        community_id=name, name=f"{name}社区", district=district, subdistrict=subdistrict,
        **{"state": "certified", "columns": {}, "predecessors": [], **told},
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def three(any_workspace: Workspace) -> Workspace:
    with any_workspace.database.session() as session:
        add(session, "和平", columns={"code": "610104001012"}, certificate_number="54610104MJX000000A")
        add(session, "永宁", subdistrict="老街街道", state="building_up")
        add(session, "安康", district="乙区")
        add(
            session, "长乐", state="merged", valid_from=date(2020, 1, 1), valid_until=date(2026, 3, 15),
            columns={"heirs": ["和平"]},
        )
    return any_workspace


def names(session: Session, who, **told) -> set[str]:
    return {entry.community_id for entry in list_entries(session, who, Filters(**told)).items}


SEEN = (
    (LOCAL, {"和平", "永宁", "安康"}), (people.CITY, {"和平", "永宁", "安康"}), (people.BUREAU, {"和平", "永宁"}),
    (people.GOVERNMENT, {"和平", "永宁"}), (people.STREET, {"和平"}), (people.OTHER_STREET, {"永宁"}),
    (people.NAMESAKE_STREET, {"安康"}), (people.OTHER_BUREAU, {"安康"}), (people.ENTERPRISE, set()),
)


def test_who_sees_which(three: Workspace):
    with three.database.reading() as session:
        rows = session.scalars(select(RegistryRow).where(RegistryRow.valid_until.is_(None))).all()
        for who, seen in SEEN:
            assert names(session, who) == seen, who.name
            for row in rows:
                if row.community_id in seen:
                    assert find_entry(session, who, row.id) is row
                else:
                    with pytest.raises(EntryNotFoundError):
                        history_of(session, who, row.id)


ALL = {"和平", "永宁", "安康"}
FILTERS: tuple[tuple[dict, set[str]], ...] = (
    ({"state": "building_up"}, {"永宁"}), ({"subdistrict": "老街街道"}, {"永宁"}), ({"words": "平社"}, {"和平"}),
    ({"words": "0400101"}, {"和平"}), ({"words": "mjx000000a"}, {"和平"}), ({"words": "%"}, set()),
    ({"with_ended": True}, {*ALL, "长乐"}), ({"on": date(2026, 3, 14)}, {*ALL, "长乐"}),
    ({"on": date(2026, 3, 15)}, ALL), ({"on": date(2019, 12, 31)}, ALL),
)


def test_filters(three: Workspace):
    with three.database.reading() as session:
        for filters, found in FILTERS:
            assert names(session, LOCAL, **filters) == found, filters


@pytest.mark.parametrize(("who", "may"), [
    (people.STREET, True), (people.BUREAU, True), (LOCAL, True), (people.OTHER_STREET, False),
    (people.NAMESAKE_STREET, False), (people.OTHER_BUREAU, False), (people.GOVERNMENT, False), (people.CITY, False),
    (people.ENTERPRISE, False),
], ids=people.called)
def test_who_enters_columns(who, may: bool):
    row = RegistryRow(community_id="和平", district="甲区", subdistrict="新街街道")
    assert may_edit(who, row) is may


def test_columns_that_are_left_out_stay_and_null_empties(three: Workspace):
    with three.database.session() as session:
        row = session.scalars(select(RegistryRow).where(RegistryRow.community_id == "和平")).one()
        changed = change_entry(session, people.STREET, row.id, 1, EntryChange(secretary="王某", workers=12))
        assert (changed.columns.secretary, changed.columns.code, changed.revision) == ("王某", "610104001012", 2)
        emptied = change_entry(session, people.BUREAU, row.id, 2, EntryChange(secretary=None))
        assert (emptied.columns.secretary, emptied.columns.workers) == (None, 12)
        again = change_entry(session, people.BUREAU, row.id, 3, EntryChange(workers=12))
        assert again.revision == 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    from app.storage.blobs import BlobStore
    from app.storage.database import Database

    folder = tmp_path_factory.mktemp("registry")
    database = Database(f"sqlite:///{folder / 'sizhi.sqlite'}")
    database.upgrade()
    with database.session() as session:
        session.add_all(
            RegistryRow(
                community_id=f"{number:04d}", name=f"第{number}社区", district="甲区", subdistrict=STREETS[number % 20],
                state="certified", columns={"households": number}, predecessors=[],
            )
            for number in range(5000)
        )
    return Workspace(database, BlobStore(folder / "blobs"))


def test_a_page_of_5000_loads_only_its_own_rows(many: Workspace):
    loaded = []

    def note(_: Session, instance: object) -> None:
        loaded.append(instance)

    with many.database.reading() as session:
        event.listen(session, "loaded_as_persistent", note)
        page = list_entries(session, LOCAL, Filters(), limit=50)
        assert (len(page.items), page.total) == (50, 5000)
        assert len(loaded) == 51  # one more than shown tells whether there is a next page
        later = list_entries(session, LOCAL, Filters(), cursor=page.next, limit=50)
        assert len(loaded) == 51 + 50  # the first of the next page was known
        assert not {each.id for each in page.items} & {each.id for each in later.items}


def test_pages_hold_every_entry_once_and_in_order(many: Workspace):
    with many.database.reading() as session:
        seen, cursor = [], None
        while True:
            page = list_entries(session, LOCAL, Filters(subdistrict="07街道"), cursor=cursor, limit=100)
            seen += [entry.community_id for entry in page.items]
            if (cursor := page.next) is None:
                break
        assert seen == sorted(seen)
        assert len(seen) == 250 == session.scalar(
            select(func.count()).select_from(RegistryRow).where(RegistryRow.subdistrict == "07街道")
        )


@pytest.mark.parametrize("cursor", ["x", cursor_after("甲"), cursor_after(1, 2, 3), "%%%"])
def test_a_cursor_of_no_page_is_refused(many: Workspace, cursor: str):
    with many.database.reading() as session, pytest.raises(CursorError):
        list_entries(session, LOCAL, Filters(), cursor=cursor)
