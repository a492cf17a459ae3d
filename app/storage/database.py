"""Opening the database: SQLite beside the data, or PostgreSQL with PostGIS for an office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.errors import AppError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 15_000
READING = "sizhi_reading"


class DatabaseError(AppError):
    """A database that cannot be opened."""

    code = "database.unavailable"


class Database:
    """One database: sessions for it, and its schema brought up to date.

    Parameters
    ----------
    url
        SQLAlchemy's address of the database: ``sqlite:///…`` or ``postgresql+psycopg://…``.

    Raises
    ------
    DatabaseError
        Where the address cannot be understood.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise _unavailable(str(error)) from error
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(parsed, pool_pre_ping=True)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _tune_sqlite)
            event.listen(self.engine, "begin", _begin_immediately)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(
            self.engine.execution_options(**_reading_only(parsed.get_backend_name())), expire_on_commit=False
        )

    def upgrade(self) -> None:
        """Bring the schema up to date.

        Raises
        ------
        DatabaseError
            Where the database does not answer.
        """
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        except OperationalError as error:
            raise _unavailable(str(error.orig)) from error

    def is_current(self) -> bool:
        """Whether the database answers and has the schema of this version."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        wanted = ScriptDirectory.from_config(config).get_current_head()
        try:
            with self.engine.connect() as connection:
                return MigrationContext.configure(connection).get_current_revision() == wanted
        except OperationalError:
            return False

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction: committed at the end, rolled back on any error."""
        with self._sessions() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads: it waits for no writer, and sees nothing half-written."""
        with self._readers() as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _tune_sqlite(connection: Any, _: Any) -> None:
    # Python's own transactions begin too late for WAL: we begin them ourselves.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Any) -> None:
    # A reader that becomes a writer half-way would fail at once when another writes: take the lock first.
    is_reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if is_reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _reading_only(backend: str) -> dict[str, Any]:
    if backend == "postgresql":
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {READING: True}


def _unavailable(why: str) -> DatabaseError:
    return DatabaseError(
        f"数据库打不开：{why.strip()}。检查 SIZHI_DATABASE_URL 与数据库服务",
        f"The database cannot be opened: {why.strip()}. Check SIZHI_DATABASE_URL and the database server",
    )
