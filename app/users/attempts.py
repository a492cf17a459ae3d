"""How often one may try to sign in: five times wrong for one name, twenty for one address, within 15 minutes.

An attempt counts as wrong from its beginning, so that many at once are not each the first.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.storage.models import now
from app.storage.people import SignInAttemptRow
from app.storage.rows import hold
from app.users.errors import TooManyAttemptsError

WINDOW = timedelta(minutes=15)
MOST_PER_LOGIN = 5
MOST_PER_ORIGIN = 20
"""An office has one address for all its people."""


def begin_attempt(session: Session, login: str, origin: str) -> SignInAttemptRow:
    """Note an attempt before the password is looked at.

    Raises
    ------
    TooManyAttemptsError
        Where name or address was wrong too often; then nothing is noted.
    """
    hold(session, int.from_bytes(hashlib.sha256(origin.encode()).digest()[:7]))
    at = now()
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.at < at - WINDOW))
    wait = max(
        _wait(session, at, SignInAttemptRow.login == login, MOST_PER_LOGIN),
        _wait(session, at, SignInAttemptRow.origin == origin, MOST_PER_ORIGIN),
    )
    if wait > timedelta(0):
        raise TooManyAttemptsError(int(wait.total_seconds()) + 1)
    row = SignInAttemptRow(login=login, origin=origin, at=at, succeeded=False)
    session.add(row)
    session.flush()
    return row


def succeed(session: Session, login: str) -> None:
    """Forget the attempts of somebody who is in."""
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.login == login))


def _wait(session: Session, at: datetime, whose: ColumnElement[bool], most: int) -> timedelta:
    """Return how long it takes until fewer than `most` wrong attempts lie within the window."""
    wrong = session.scalars(
        select(SignInAttemptRow.at).where(whose, SignInAttemptRow.succeeded.is_(False))
        .order_by(SignInAttemptRow.at.desc()).limit(most)
    ).all()
    return timedelta(0) if len(wrong) < most else wrong[-1] + WINDOW - at
