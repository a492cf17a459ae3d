"""What a frozen plan changes in the registry: communities that are new, changed, ended. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from geodata.domain_facts import Bound, FourBounds
from geodata.four_bounds import SIDES
from geodata.four_bounds_text import text_zh

PLANNED = (
    "land_m2", "units", "households", "population", "facility_area_m2", "activity_area_m2", "plaza_area_m2",
    "facility_required_m2", "plaza_required_m2", "committee_seats", "workers_required", "walk_coverage",
)
"""Columns that a community of ``plan.json`` fills under the same name."""


class Kind(StrEnum):
    """What happens to a community."""

    NEW = "new"
    CHANGED = "changed"
    MERGED = "merged"
    ABOLISHED = "abolished"


@dataclass(frozen=True)
class Change:
    """What happens to one community.

    Attributes
    ----------
    columns
        What the frozen plan says of it.
    predecessors
        ``{"community_id", "name", "households"}`` of today's communities whose households it takes.
    heirs
        Communities that take over the households of one that ends.
    """

    kind: Kind
    community_id: str
    name: str
    subdistrict: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    predecessors: tuple[Mapping[str, Any], ...] = ()
    heirs: tuple[str, ...] = ()


def changes(document: Mapping[str, Any], audit: Mapping[str, Any]) -> list[Change]:
    """List what a plan changes; a community that keeps its name and its land is not among them.

    Parameters
    ----------
    document, audit
        ``plan.json`` and ``audit.json`` as frozen.
    """
    today = {each["community_id"]: each for each in document.get("today") or ()}
    moved = {name for row in document.get("ledger") or () for name in (row["from"], row["to"]) if name is not None}
    found = [
        _entry(community, today, document, audit) for community in document["communities"]
        if _is_changed(community, today, moved)
    ]
    kept = {community["continues"] for community in document["communities"]}
    found += [_end(each) for name, each in today.items() if name not in kept]
    return found


def _is_changed(community: Mapping[str, Any], today: Mapping[str, Any], moved: set[str]) -> bool:
    before = community.get("continues")
    if before is None:
        return True
    was = today.get(before)
    return community["community_id"] in moved or before in moved or was is None or was["name"] != community["name"]


def _entry(
    community: Mapping[str, Any], today: Mapping[str, Any], document: Mapping[str, Any], audit: Mapping[str, Any]
) -> Change:
    taken = {origin["source"]: origin["households"] for origin in community.get("origins") or ()}
    return Change(
        Kind.NEW if community.get("continues") is None else Kind.CHANGED,
        community["community_id"], community["name"], community["subdistrict"],
        {
            **{name: community.get(name) for name in PLANNED},
            "four_bounds": four_bounds_text(community.get("four_bounds")),
            "household_basis": document.get("household_basis"), **_findings(audit, community["community_id"]),
        },
        tuple(
            {
                "community_id": name, "name": today[name]["name"] if name in today else name,
                "households": taken.get(name),
            }
            for name in community.get("predecessors") or ()
        ),
    )


def _end(ended: Mapping[str, Any]) -> Change:
    """Describe a community that no other continues: merged where one takes all of it, else abolished."""
    heirs = tuple(ended.get("heirs") or ())
    kind = Kind.MERGED if len(heirs) == 1 else Kind.ABOLISHED
    told = {name: ended.get(name) for name in ("households", "population")}
    return Change(kind, ended["community_id"], ended["name"], ended["subdistrict"], told, heirs=heirs)


def four_bounds_text(bounds: Mapping[str, Any] | None) -> str | None:
    """Say the four limits of ``plan.json`` in Chinese."""
    return None if bounds is None else text_zh(FourBounds(**{side: Bound(**bounds[side]) for side in SIDES}))


def _findings(audit: Mapping[str, Any], community_id: str) -> dict[str, int]:
    failed = [
        each["severity"] for each in audit.get("findings") or ()
        if each.get("community_id") == community_id and each["status"] == "fail"
    ]
    hard = failed.count("hard")
    return {"hard_findings": hard, "other_findings": len(failed) - hard}
