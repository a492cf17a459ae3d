"""What happened lately: commands, remarks and new plans, as one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models import CommandRow, CommentRow, PlanRow
from app.users.access import seen_plans
from app.workspace import Person

MOST = 8
LOOKED_AT = 200
"""Commands read to find `MOST` runs: a long hand at one plan is one event."""


@dataclass(frozen=True)
class Event:
    """One thing that somebody did.

    Attributes
    ----------
    kind
        ``drawn``, ``remark`` or ``begun``.
    label_zh, label_en
        What the last command of a run is called; text of a remark; empty for a plan that was begun.
    count
        Commands in the run, 1 for everything else.
    number
        Version that the run led to, or number of the remark.
    """

    at: datetime
    kind: str
    author: str
    plan_id: str
    plan: str
    label_zh: str = ""
    label_en: str = ""
    count: int = 1
    number: int | None = None


def recent_events(session: Session, who: Person, most: int = MOST) -> list[Event]:
    """List what was done lately on plans that a person sees, the newest first; one person's run of commands is one."""
    found = [*islice(_runs(_commands(session, who)), most), *_remarks(session, who, most), *_begun(session, who, most)]
    return sorted(found, key=lambda event: event.at, reverse=True)[:most]


def _commands(session: Session, who: Person) -> Iterable[Event]:
    rows = session.execute(
        select(CommandRow.at, CommandRow.author, CommandRow.label, CommandRow.number, PlanRow.id, PlanRow.name)
        .join(PlanRow, PlanRow.id == CommandRow.plan_id).where(PlanRow.deleted_at.is_(None), seen_plans(who))
        .order_by(CommandRow.at.desc(), CommandRow.number.desc()).limit(LOOKED_AT)
    )
    for at, author, label, number, plan_id, name in rows:
        yield Event(at, "drawn", author, plan_id, name, label.get("zh", ""), label.get("en", ""), number=number)


def _runs(events: Iterable[Event]) -> Iterable[Event]:
    """Join what one person did on one plan without anything between."""
    run: Event | None = None
    for event in events:
        if run is not None and (run.plan_id, run.author) == (event.plan_id, event.author):
            run = replace(run, count=run.count + 1)
            continue
        if run is not None:
            yield run
        run = event
    if run is not None:
        yield run


def _remarks(session: Session, who: Person, most: int) -> Iterable[Event]:
    rows = session.execute(
        select(CommentRow.at, CommentRow.author, CommentRow.text, CommentRow.number, PlanRow.id, PlanRow.name)
        .join(PlanRow, PlanRow.id == CommentRow.plan_id).where(PlanRow.deleted_at.is_(None), seen_plans(who))
        .order_by(CommentRow.at.desc()).limit(most)
    )
    for at, author, text, number, plan_id, name in rows:
        yield Event(at, "remark", author, plan_id, name, text, text, number=number)


def _begun(session: Session, who: Person, most: int) -> Iterable[Event]:
    rows = session.execute(
        select(PlanRow.created_at, PlanRow.created_by, PlanRow.id, PlanRow.name)
        .where(PlanRow.deleted_at.is_(None), seen_plans(who)).order_by(PlanRow.created_at.desc()).limit(most)
    )
    for at, author, plan_id, name in rows:
        yield Event(at, "begun", author, plan_id, name)
