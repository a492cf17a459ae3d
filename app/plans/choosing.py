"""Which two plans the page of comparisons opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models import PlanRow
from app.users.access import seen_plans
from app.workspace import Person


def drawn_plans(session: Session, who: Person) -> list[dict[str, Any]]:
    """List plans that a person sees, the last changed first: ``id``, ``name``, ``version`` (newest), ``series``."""
    rows = session.scalars(
        select(PlanRow).where(PlanRow.deleted_at.is_(None), seen_plans(who))
        .order_by(PlanRow.updated_at.desc(), PlanRow.id)
    ).unique()
    return [
        {"id": row.id, "name": row.name, "version": row.head, "series": row.dataset.series_id,
         "issue": row.dataset.issue}
        for row in rows
    ]


def choose_pair(
    plans: Sequence[Mapping[str, Any]], a: str | None, b: str | None
) -> tuple[str | None, str | None]:
    """Fill in what was not named: the newest plan, another one of its series, or else how it began.

    Parameters
    ----------
    plans
        As :func:`drawn_plans` lists them.
    a, b
        ``ID`` or ``ID@VERSION``.
    """
    if a is None and b is not None:
        second, first = choose_pair(plans, b, None)
        return first, second
    if a is None:
        a = plans[0]["id"] if plans else None
    if a is None or b is not None:
        return a, b
    plan = a.partition("@")[0]
    series = next((row["series"] for row in plans if row["id"] == plan), None)
    other = next((row["id"] for row in plans if row["series"] == series and row["id"] != plan), None)
    return (a, other) if other is not None else (f"{plan}@0", a if a != f"{plan}@0" else plan)
