"""What a plan does to a community: sets it up, changes, keeps or abolishes it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.language import say
from app.papers.material import Material


class Fate(StrEnum):
    """What happens to a community."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    ABOLISHED = "abolished"


CHINESE: Mapping[Fate, str] = {Fate.NEW: "新设", Fate.CHANGED: "调整", Fate.KEPT: "保留", Fate.ABOLISHED: "撤销"}


def fate(material: Material, community: Mapping[str, Any]) -> Fate | None:
    """Say what the plan does to a community of it; ``None`` where no present one is known."""
    if not material.has_today:
        return None
    if community["continues"] is None:
        return Fate.NEW
    return _kept(material, community["community_id"])


def fate_today(material: Material, community_id: str) -> Fate:
    """Say what the plan does to a present community."""
    is_continued = any(row["continues"] == community_id for row in material.plan["communities"])
    return _kept(material, community_id) if is_continued else Fate.ABOLISHED


def fate_word(what: Fate | None) -> str:
    """Say it in the language that is asked for; blank where it is not known."""
    return "" if what is None else say(CHINESE[what], what.value)


def _kept(material: Material, community_id: str) -> Fate:
    moved = {side for move in material.ledger for side in (move["from"], move["to"])}
    return Fate.CHANGED if community_id in moved else Fate.KEPT
