"""The work plan: what is done, and when, about every oversized and micro community of today (LH-6.3 to 6.6, PL-10).

Records only, so that the audit can read a work plan of anybody's; :mod:`optimizer.work_plan_draft` draws one up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.domain import CommunityId


class Condition(StrEnum):
    """Why a community is in the work plan (AMB-5)."""

    OVERSIZED = "oversized"
    MICRO = "micro"


class Action(StrEnum):
    """What is done about it."""

    SPLIT = "split"
    MERGE = "merge"
    ADJUST = "adjust"
    LEAVE = "leave"


class State(StrEnum):
    """How far it has come: ``started`` once a case is open, ``deferred`` where nothing is done for now (PL-10)."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    DEFERRED = "deferred"


@dataclass(frozen=True)
class WorkPlanEntry:
    """One community of the work plan.

    Attributes
    ----------
    community_id
        A present community.
    households, population
        Of today; ``None`` where not known.
    action
        ``split`` into `parts`; ``merge`` with `partners`; ``adjust``: limits move between it and `partners`, it
        stays; ``leave``: nothing changes, for a reason.
    parts
        Number of communities among which it is divided, for a split.
    partners
        Communities with which it merges, or which give to it or take from it.
    target_year
        ``None`` until somebody decides.
    reason_zh, reason_en
        Why it is left, or why it takes longer; a reason that somebody wrote stands in both.
    workers_required
        Community workers by its present residents (rules.md 2.7).
    extra_workers
        Workers above that number until an oversized community is split (LH-6.6).
    """

    community_id: CommunityId
    name: str
    subdistrict: str
    condition: Condition
    households: int | None
    population: int | None
    action: Action
    parts: int | None = None
    partners: tuple[CommunityId, ...] = ()
    target_year: int | None = None
    state: State = State.PLANNED
    reason_zh: str | None = None
    reason_en: str | None = None
    workers_required: int | None = None
    extra_workers: int | None = None
