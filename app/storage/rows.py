"""What many tables ask of the database: a row by who may see it, one writer after another, the next number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.storage.models import Base


def seen_row[Row: Base](
    session: Session, table: type[Row], row_id: str, seen: ColumnElement[bool], *, for_update: bool = False
) -> Row | None:
    """Return a row that fulfils a condition, or ``None``: whoever asks does not learn whether there is another.

    Parameters
    ----------
    seen
        Under which condition it may be seen.
    for_update
        Hold it, as it is now, until the transaction ends, so that changes come one after another. (On SQLite every
        transaction that writes holds the whole database from its beginning.)
    """
    key: Any = table.id  # type: ignore[attr-defined]
    query = select(table).where(key == row_id, seen)
    if for_update:
        query = query.with_for_update(of=table).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def hold(session: Session, lock: int) -> None:
    """Let other transactions that hold a lock end first, and keep it until this one does.

    An advisory lock of PostgreSQL; on SQLite every writer is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def number_after(
    session: Session, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], start: str
) -> str:
    """Return the number that follows those of a column that begin alike: ``SZ-2026-0031``; called under a lock."""
    counter = func.substr(column, len(start) + 1)
    length = session.scalar(select(func.max(func.length(counter))).where(column.startswith(start))) or 0
    last = session.scalar(select(func.max(counter)).where(column.startswith(start), func.length(counter) == length))
    return f"{start}{int(last or 0) + 1:04d}"
