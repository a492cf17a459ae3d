"""One set of models, one history, on SQLite and on PostgreSQL with PostGIS."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import shapely
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from app.storage.database import MIGRATIONS, Database, DatabaseError
from app.storage.migrations.filters import is_ours
from app.storage.models import Base, CommandRow, DatasetRow, PackRow, PlanRow, UnitRow
from tests.postgres import fresh_database

SQUARE = shapely.box(108.9, 34.2, 108.91, 34.21)


def a_dataset(**changes) -> DatasetRow:
    values = {
        "id": "d", "series_id": "d", "name": "文景街道", "inputs": {"files": []}, "profile": {"id": "lianhu-2024"},
        "created_by": "本机",
    }
    return DatasetRow(**(values | changes))


def a_plan(**changes) -> PlanRow:
    values = {
        "id": "p", "dataset_id": "d", "name": "方案一", "profile": {"id": "lianhu-2024"},
        "origin": {"kind": "blank"}, "start": {"units": {}, "communities": {}, "splits": {}}, "created_by": "本机",
    }
    return PlanRow(**(values | changes))


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_history_makes_exactly_the_models(database: Database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, Base.metadata) == []
    assert database.is_current()


def test_the_history_can_be_walked_back_and_forth(database: Database):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert not database.is_current()
    assert not set(inspect(database.engine).get_table_names()) & set(Base.metadata.tables)
    database.upgrade()
    assert database.is_current()


def test_what_is_written_comes_back(database: Database):
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    with database.session() as session:
        session.add(a_dataset(created_at=moment, check=None))
        session.flush()
        session.add(UnitRow(
            dataset_id="d", unit_id="a#1", number=0, subdistrict="新街", kind="estate", households=7, shape=SQUARE,
            min_x=108.9, min_y=34.2, max_x=108.91, max_y=34.21,
        ))
    with database.session() as session:
        dataset, unit = session.get_one(DatasetRow, "d"), session.get_one(UnitRow, ("d", "a#1"))
        assert dataset.created_at == moment
        assert dataset.created_at.tzinfo is UTC
        assert dataset.check is None
        assert dataset.inputs == {"files": []}
        assert unit.shape.equals_exact(SQUARE)
        assert (unit.population, unit.name) == (None, None)


def test_a_moment_without_a_time_zone_is_refused(database: Database):
    with pytest.raises(StatementError, match="no time zone"), database.session() as session:
        session.add(a_dataset(created_at=datetime(2026, 1, 1)))


def test_a_failed_transaction_leaves_nothing(database: Database):
    def fail() -> None:
        with database.session() as session:
            session.add(a_dataset())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(DatasetRow)) == 0


def test_references_are_kept(database: Database):
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(a_plan(dataset_id="nowhere"))


def test_what_belongs_to_a_plan_goes_with_it(database: Database):
    with database.session() as session:
        session.add(a_dataset())
        session.flush()
        session.add(a_plan())
        session.flush()
        session.add(CommandRow(
            plan_id="p", number=1, command_id="c", kind="move", label={"zh": "", "en": ""}, changes={}, author="本机",
        ))
    with database.session() as session:
        session.delete(session.get_one(PlanRow, "p"))
    with database.session() as session:
        assert session.scalars(select(CommandRow)).all() == []


def test_two_writers_wait_for_each_other(database: Database):
    """Read, then write: neither update is lost, and nobody is told that the database is locked."""
    with database.session() as session:
        session.add(PackRow(hash="h", pack_id="p", version="0", text="", created_by="本机"))

    def count_up() -> None:
        for _ in range(20):
            with database.session() as session:
                row = session.scalars(select(PackRow).with_for_update()).one()
                row.version = str(int(row.version) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert session.get_one(PackRow, "h").version == "60"


def test_readers_do_not_wait_for_a_writer(database: Database):
    with database.session() as writing:
        writing.add(a_dataset())
        writing.flush()
        with database.reading() as reading:
            assert reading.scalars(select(DatasetRow)).all() == []


def test_a_reader_cannot_write(database: Database):
    def write() -> None:
        with database.reading() as reading:
            reading.add(a_dataset())
            reading.flush()

    with pytest.raises(DBAPIError):
        write()


def test_postgis_measures_what_we_wrote(postgres: str):
    with fresh_database(postgres, "measures") as address:
        database = Database(address)
        with database.session() as session:
            session.add(a_dataset())
            session.flush()
            session.add(UnitRow(
                dataset_id="d", unit_id="a", number=0, subdistrict="新街", kind="estate", shape=shapely.box(0, 0, 3, 2),
                min_x=0, min_y=0, max_x=3, max_y=2,
            ))
        with database.session() as session:
            assert session.scalar(text("select st_area(shape) from unit")) == 6
        database.close()


@pytest.mark.parametrize("address", ["nonsense", "postgresql://nobody@127.0.0.1:1/none"], ids=["words", "nobody-there"])
def test_a_database_that_does_not_answer_says_so(address: str):
    with pytest.raises(DatabaseError, match="cannot be opened") as refused:
        Database(address).upgrade()
    assert "数据库打不开" in refused.value.message_zh
    assert refused.value.code == "database.unavailable"


def test_sqlite_makes_its_folder_and_writes_ahead(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite'}")
    database.upgrade()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()
