"""Addresses at which a plan may be read by whoever has them: told once, kept as a hash, ended by date or by hand."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import PlanNotFoundError
from app.plans.errors import PlanDeletedError, ShareEndError, ShareNotFoundError, VersionNotFoundError
from app.plans.store import load_plan
from app.storage.models import ShareRow, now

SECRET_BYTES = 24
"""192 bits: nobody finds an address by trying."""


def add_share(
    session: Session, plan_id: str, *, version: int | None, expires_at: datetime | None, who: str
) -> tuple[ShareRow, str]:
    """Share a plan, and return the row with the secret, which is kept nowhere.

    Parameters
    ----------
    version
        Always this one; the newest at the time of reading where left out.

    Raises
    ------
    VersionNotFoundError
        Where the plan has no such version.
    ShareEndError
        Where `expires_at` is over.
    """
    plan = load_plan(session, plan_id)
    if version is not None and version > plan.head:
        raise VersionNotFoundError(
            f"方案“{plan.name}”没有第 {version} 版，最新为第 {plan.head} 版",
            f"The plan “{plan.name}” has no version {version}; the newest is {plan.head}",
        )
    if expires_at is not None and expires_at <= now():
        raise ShareEndError("到期时间已过，请另选", "The share would be over already; choose a later moment")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = ShareRow(
        plan_id=plan_id, version=version, secret_hash=_hash(secret), expires_at=expires_at, created_by=who
    )
    session.add(row)
    session.flush()
    return row, secret


def list_shares(session: Session, plan_id: str, *, offset: int, limit: int) -> tuple[Sequence[ShareRow], int]:
    """Return one page of the shares of a plan, the newest first, those that have ended too; and how many there are."""
    load_plan(session, plan_id)
    query = select(ShareRow).where(ShareRow.plan_id == plan_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(ShareRow.created_at.desc(), ShareRow.id).offset(offset).limit(limit)
    return session.scalars(ordered).all(), total


def revoke_share(session: Session, plan_id: str, share_id: str) -> None:
    """End a share; one that has ended stays as it is.

    Raises
    ------
    ShareNotFoundError
        Where the plan has no such share.
    """
    load_plan(session, plan_id)
    row = session.get(ShareRow, share_id)
    if row is None or row.plan_id != plan_id:
        raise _unknown()
    row.revoked_at = row.revoked_at or now()


def find_share(session: Session, secret: str) -> ShareRow:
    """Find what a secret opens.

    Raises
    ------
    ShareNotFoundError
        Where it opens nothing, or nothing any more.
    """
    row = session.scalar(select(ShareRow).where(ShareRow.secret_hash == _hash(secret)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now()):
        raise _unknown()
    try:
        load_plan(session, row.plan_id)
    except (PlanNotFoundError, PlanDeletedError) as error:
        raise _unknown() from error
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _unknown() -> ShareNotFoundError:
    return ShareNotFoundError(
        "链接无效、已到期或已撤回。请向分享的人要新的链接",
        "This address is not valid, or not any more. Ask whoever shared it for a new one",
    )
