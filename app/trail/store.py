"""The trail in the database: a line is written in the transaction of what it tells of, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import TrailRow
from app.storage.models import now
from app.storage.rows import hold
from app.trail.chain import BEGINNING, Break, Kept, Line, breaks
from app.workspace import Person

FIELDS = tuple(Line.__dataclass_fields__)
LOCK = 7_201_426_012
"""Advisory lock under which lines are written one after another on PostgreSQL."""
BATCH = 1000


def write(
    session: Session, person: Person, action: str, object_kind: str, object_id: str, *,
    before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None, reason: str | None = None,
    role: str | None = None, version_hash: str | None = None, request_id: str | None = None,
) -> TrailRow:
    """Append one line in the session's transaction.

    Whoever writes holds a lock until the transaction ends: two lines never take the same number.

    Parameters
    ----------
    role
        In which the person acted; where it is not told and the person has but one, that.
    """
    if role is None and len(person.roles) == 1:
        (role,) = person.roles
    hold(session, LOCK)
    last = last_line(session)
    previous = BEGINNING if last is None else last.hash
    line = Line(
        number=1 if last is None else last.number + 1, at=now(), actor=person.name, role=role, key_id=person.key_id,
        object_kind=object_kind, object_id=object_id, action=action, before=before, after=after, reason=reason,
        version_hash=version_hash, request_id=request_id,
    )
    row = TrailRow(
        **{name: getattr(line, name) for name in FIELDS}, previous_hash=previous, hash=line.hash_after(previous)
    )
    session.add(row)
    session.flush()
    return row


def last_line(session: Session) -> TrailRow | None:
    """Return the newest line."""
    return session.scalars(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).one_or_none()


def lines(session: Session) -> Iterator[Kept]:
    """Read the whole trail in order, a batch at a time."""
    rows = session.scalars(select(TrailRow).order_by(TrailRow.number).execution_options(yield_per=BATCH))
    for row in rows:
        yield Kept(Line(**{name: getattr(row, name) for name in FIELDS}), row.previous_hash, row.hash)


def verify(session: Session, *, last: tuple[int, str] | None = None) -> list[Break]:
    """Check the whole chain; see :func:`app.trail.chain.breaks`."""
    return list(breaks(lines(session), last=last))
