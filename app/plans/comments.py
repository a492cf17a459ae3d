"""Remarks on places of a plan: numbered, settled and opened again; never changed, never removed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.plans.errors import CommentNotFoundError, VersionNotFoundError
from app.plans.store import load_plan
from app.storage.models import CommentRow, new_id, now


def list_comments(
    session: Session, plan_id: str, *, resolved: bool | None = None, offset: int = 0, limit: int = 50
) -> tuple[Sequence[CommentRow], int]:
    """Return one page of the remarks of a plan in order of number, and how many there are.

    Parameters
    ----------
    resolved
        Only those that are settled, or only those that are not.
    """
    load_plan(session, plan_id)
    query = select(CommentRow).where(CommentRow.plan_id == plan_id)
    if resolved is not None:
        settled = CommentRow.resolved_at.is_not(None)
        query = query.where(settled if resolved else ~settled)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return session.scalars(query.order_by(CommentRow.number).offset(offset).limit(limit)).all(), total


def add_comment(
    session: Session, plan_id: str, text: str, *, place: tuple[float, float], version: int | None,
    unit_id: str | None, who: str, key: str | None = None,
) -> CommentRow:
    """Remark on a place; numbers count up within the plan.

    Parameters
    ----------
    place
        Longitude and latitude, or metres without a place on Earth.
    version
        What was looked at; the newest where left out.
    key
        ``Idempotency-Key``: the same key again returns the remark that it made.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where there is none.
    """
    plan = load_plan(session, plan_id, for_update=True)
    if version is not None and version > plan.head:
        raise VersionNotFoundError(
            f"方案“{plan.name}”没有第 {version} 版，最新为第 {plan.head} 版",
            f"The plan “{plan.name}” has no version {version}; the newest is {plan.head}",
        )
    comment_id = new_id() if key is None else hashlib.sha256(f"{plan_id}\x1f{who}\x1f{key}".encode()).hexdigest()[:32]
    known = session.get(CommentRow, comment_id)
    if known is not None:
        return known
    last = session.scalar(select(func.max(CommentRow.number)).where(CommentRow.plan_id == plan_id)) or 0
    row = CommentRow(
        id=comment_id, plan_id=plan_id, number=last + 1, version=plan.head if version is None else version,
        x=place[0], y=place[1], unit_id=unit_id, text=text, author=who,
    )
    session.add(row)
    session.flush()
    return row


def settle_comment(session: Session, plan_id: str, comment_id: str, *, resolved: bool, who: str) -> CommentRow:
    """Settle a remark, or open it again; who settled it first stays.

    Raises
    ------
    CommentNotFoundError
        Where the plan has no such remark.
    """
    load_plan(session, plan_id)
    row = session.get(CommentRow, comment_id)
    if row is None or row.plan_id != plan_id:
        raise CommentNotFoundError("没有这条批注", "There is no such comment")
    if not resolved:
        row.resolved_at = row.resolved_by = None
    elif row.resolved_at is None:
        row.resolved_at, row.resolved_by = now(), who
    return row
