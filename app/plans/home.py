"""What the home page says: plans, the ground that they stand on, and what happened lately."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approval.opening import submits
from app.plans.folders import PlanLibrary
from app.plans.recent import recent_events
from app.plans.summaries import list_plans
from app.rulepacks.store import resolve_profile
from app.storage.models import DatasetRow, DatasetState, PlanRow
from app.users.access import may_write, seen_datasets, seen_plans
from app.web import MOST_PER_PAGE
from app.workspace import Person
from optimizer.rules.conflicts import conflicts

MOST_DATASETS = 20
MENDED = ("error", "warning", "repaired", "assumed")
"""Severities of a check that changed or doubted something; the others are for information."""


def home_data(session: Session, library: PlanLibrary, who: Person) -> dict[str, Any]:
    """Return everything on the home page but the map, which the page asks for by itself."""
    return {
        "plans": list_plans(session, library, who, limit=MOST_PER_PAGE).model_dump(mode="json"),
        "archived": _count(session, seen_plans(who), PlanRow.deleted_at.is_(None), PlanRow.archived_at.is_not(None)),
        "deleted": _count(session, seen_plans(who), PlanRow.deleted_at.is_not(None)),
        "datasets": _datasets(session, who), "may_write": may_write(who), "submits": submits(who),
        "recent": [{**asdict(event), "at": event.at.isoformat()} for event in recent_events(session, who)],
    }


def _count(session: Session, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(PlanRow).where(*where)) or 0


def _datasets(session: Session, who: Person) -> list[dict[str, Any]]:
    """List datasets, those in use first and the newest first among them."""
    rows = session.scalars(
        select(DatasetRow).where(DatasetRow.deleted_at.is_(None), seen_datasets(who))
        .order_by((DatasetRow.state != DatasetState.READY.value), DatasetRow.created_at.desc()).limit(MOST_DATASETS)
    ).all()
    return [_dataset(session, row) for row in rows]


def _dataset(session: Session, row: DatasetRow) -> dict[str, Any]:
    check = row.check or {}
    severities = Counter(group["severity"] for group in check.get("groups", ()))
    profile = resolve_profile(session, row.profile)
    return {
        "id": row.id, "name": row.name, "issue": row.issue, "state": row.state,
        "areas": check.get("areas"), "households": check.get("households"),
        "basis": (check.get("household_counts") or {}).get("basis"),
        "is_checked": row.check is not None,
        "mended": sum(severities[severity] for severity in MENDED), "noted": severities["note"],
        "rules": [{"message_zh": pack.title_zh, "message_en": pack.title_en}
                  for pack in (profile.base, *profile.overlays)],
        "conflicts": [{"message_zh": one.message_zh, "message_en": one.message_en} for one in conflicts(profile)],
    }
