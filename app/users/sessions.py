"""Signing in and out: browsers with a cookie, programs with a token for a quarter of an hour, machines with a key."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.storage.database import Database
from app.storage.models import now
from app.storage.people import ApiKeyRow, SignInRow, UserRow
from app.users.attempts import begin_attempt, succeed
from app.users.errors import SignInFailedError, SignInNeededError
from app.users.people import Admitted, person_of_key, person_of_user
from app.users.secrets import fingerprint, is_password, new_secret, page_token

COOKIE, BEARER = "cookie", "bearer"
LONGEST = timedelta(hours=12)
"""A browser is signed in so long at most: a day's work."""
IDLE = timedelta(hours=2)
"""And so long when nothing is asked."""
TOKEN_LASTS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=2)
"""The last use is written down no more often than this."""


def sign_in(database: Database, login: str, password: str, origin: str, kind: str) -> str:
    """Check name and password and return the secret of a new sign-in.

    Parameters
    ----------
    origin
        Address from which it is tried.
    kind
        ``cookie`` or ``bearer``.

    Raises
    ------
    SignInFailedError
        Where they do not fit.
    TooManyAttemptsError
        Where they did not fit too often.
    """
    login = canonical(login)
    with database.session() as session:
        begin_attempt(session, login, origin)
    with database.reading() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == login)).one_or_none()
    fits = is_password(password, None if user is None else user.password_hash)
    if user is None or not fits or user.disabled_at is not None:
        raise SignInFailedError
    with database.session() as session:
        succeed(session, login)
        return begin(session, user.id, kind)


def canonical(login: str) -> str:
    """Return a login as it is kept: without regard to capitals and spaces around."""
    return login.strip().casefold()


def begin(session: Session, user_id: str, kind: str) -> str:
    """Enter a sign-in and return its secret; those that are long over are removed."""
    at, secret = now(), new_secret()
    session.execute(delete(SignInRow).where(SignInRow.expires_at < at - LONGEST))
    lasts = IDLE if kind == COOKIE else TOKEN_LASTS
    session.add(SignInRow(
        secret_hash=fingerprint(secret), user_id=user_id, kind=kind, created_at=at, seen_at=at, expires_at=at + lasts,
    ))
    session.flush()
    return secret


def end(session: Session, secret: str) -> None:
    """End a sign-in."""
    session.execute(
        update(SignInRow).where(SignInRow.secret_hash == fingerprint(secret), SignInRow.ended_at.is_(None))
        .values(ended_at=now())
    )


def end_all(session: Session, user_id: str) -> None:
    """End all sign-ins of an account."""
    session.execute(
        update(SignInRow).where(SignInRow.user_id == user_id, SignInRow.ended_at.is_(None)).values(ended_at=now())
    )


def admit(database: Database, secret: str, kind: str) -> Admitted:
    """Find who signed in with this secret.

    Raises
    ------
    SignInNeededError
        Where nobody did, or it is over.
    """
    at = now()
    with database.reading() as session:
        found = session.execute(
            select(SignInRow, UserRow).join(UserRow, UserRow.id == SignInRow.user_id)
            .where(SignInRow.secret_hash == fingerprint(secret), SignInRow.kind == kind)
        ).unique().one_or_none()
        if found is None:
            raise SignInNeededError
        row, user = found
        if row.ended_at is not None or row.expires_at <= at or user.disabled_at is not None:
            raise SignInNeededError
        person = person_of_user(user)
    if at - row.seen_at > SEEN_EVERY:
        _seen(database, row, at)
    return Admitted(person, page_token(secret) if kind == COOKIE else None)


def admit_key(database: Database, secret: str) -> Admitted:
    """Find whose key this is.

    Raises
    ------
    SignInNeededError
        Where it is nobody's, revoked, or over.
    """
    at = now()
    with database.reading() as session:
        row = session.scalars(
            select(ApiKeyRow).where(
                ApiKeyRow.secret_hash == fingerprint(secret), ApiKeyRow.revoked_at.is_(None),
                or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > at),
            )
        ).one_or_none()
        if row is None:
            raise SignInNeededError
        person = person_of_key(row)
    if row.used_at is None or at - row.used_at > SEEN_EVERY:
        with database.session() as session:
            session.execute(update(ApiKeyRow).where(ApiKeyRow.id == row.id).values(used_at=at))
    return Admitted(person)


def _seen(database: Database, row: SignInRow, at: datetime) -> None:
    """Write down the last use; a browser that is used stays signed in, up to the end of its day."""
    expires = min(row.created_at + LONGEST, at + IDLE) if row.kind == COOKIE else row.expires_at
    with database.session() as session:
        session.execute(
            update(SignInRow).where(SignInRow.secret_hash == row.secret_hash, SignInRow.ended_at.is_(None))
            .values(seen_at=at, expires_at=expires)
        )
