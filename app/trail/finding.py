"""Lines of the trail, looked for: by what was acted on, by whom, on which days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.storage.cases import TrailRow
from app.trail.store import BATCH


@dataclass(frozen=True)
class Wanted:
    """Which lines; whatever is left out does not matter.

    Attributes
    ----------
    first_day, last_day
        Days on the clock of the server, both of them included.
    """

    object_kind: str | None = None
    object_id: str | None = None
    actor: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a row has to fulfil."""
        found: list[ColumnElement[bool]] = []
        for name in ("object_kind", "object_id", "actor"):
            if (value := getattr(self, name)) is not None:
                found.append(getattr(TrailRow, name) == value)
        if self.first_day is not None:
            found.append(TrailRow.at >= _midnight(self.first_day))
        if self.last_day is not None:
            found.append(TrailRow.at < _midnight(self.last_day + timedelta(days=1)))
        return found


def find_lines(
    session: Session, wanted: Wanted, *, before: int | None = None, limit: int
) -> tuple[Sequence[TrailRow], int]:
    """Return some lines, the newest first, and how many there are.

    Parameters
    ----------
    before
        Number of the last line that was seen.
    """
    where = wanted.conditions()
    total = session.scalar(select(func.count()).select_from(TrailRow).where(*where)) or 0
    if before is not None:
        where.append(TrailRow.number < before)
    query = select(TrailRow).where(*where).order_by(TrailRow.number.desc()).limit(limit)
    return session.scalars(query).all(), total


def each_line(session: Session, wanted: Wanted) -> Iterator[TrailRow]:
    """Read lines in their order, a batch at a time."""
    query = select(TrailRow).where(*wanted.conditions()).order_by(TrailRow.number)
    return iter(session.scalars(query.execution_options(yield_per=BATCH)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
