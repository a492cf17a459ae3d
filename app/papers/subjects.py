"""What goes on one sheet: a street office or the whole plan, as it is after or was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape

from app.language import say
from app.maps.payload import plain
from app.papers.frame import Frame, fit
from app.papers.material import Material
from app.papers.words import shortened, word

_SUFFIX = "社区"
_ROOM = 10.0
"""Letters that there is room for beside a map; the tables after the sheets have the whole name."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What a sheet shows.

    Attributes
    ----------
    office
        The street office; ``None`` for the whole plan.
    after, before
        Communities as :func:`app.maps.payload.plan_data` draws them, in the order of their numbers on the sheet.
    """

    office: str | None
    frame: Frame
    after: Sequence[Mapping[str, Any]]
    before: Sequence[Mapping[str, Any]]

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a unit or a street office lies in it."""
        return self.office is None or row["subdistrict"] == self.office


def subjects(material: Material) -> list[Subject]:
    """Return the sheets of a plan: the whole where it has several street offices, then each of them."""
    offices = material.subdistricts
    wanted: list[str | None] = [*([None] if len(offices) > 1 else []), *offices]
    return [_subject(material, office) for office in wanted]


def short_name(row: Mapping[str, Any]) -> str:
    """Return what a community is called where room is short, as the page does; a long name is cut."""
    name, office = str(row.get("name") or row["community_id"]), row.get("subdistrict")
    if office and name.startswith(f"{office}+"):
        return word("community.new", n=name[len(office) + 1:])
    return shortened(name.removesuffix(_SUFFIX) if len(name) > len(_SUFFIX) + 1 else name, _ROOM)


def heading(*, is_after: bool, has_today: bool) -> str:
    """Return the title of a sheet."""
    if not has_today:
        return say("社区划分示意图", "Communities")
    return say("社区规模调整示意图（调整后）", "Communities after the change") if is_after else say(
        "社区规模调整示意图（调整前）", "Communities before the change")


def _subject(material: Material, office: str | None) -> Subject:
    drawn = material.drawn
    shown = set(material.subdistricts) if office is None else {office}
    after = [row for row in drawn["communities"] if row["subdistrict"] in shown]
    home = _homes(material)
    before = [{**row, "subdistrict": home.get(row["community_id"])} for row in drawn["today"]]
    before = [row for row in before if row["subdistrict"] in shown]
    order = {name: at for at, name in enumerate([row["community_id"] for row in material.communities])}
    after.sort(key=lambda row: order.get(row["community_id"], len(order)))
    before.sort(key=lambda row: (str(row["subdistrict"]), row["community_id"]))
    bounds = shapely.total_bounds([shape(row["geometry"]) for row in (*after, *before)])
    return Subject(office, fit(bounds.tolist()), after, before)


def _homes(material: Material) -> dict[str, str]:
    """Return the street office in which most homes of each present community lie."""
    told = {row["community_id"]: row["subdistrict"] for row in material.plan.get("today") or ()}
    units = material.sheet.units
    if "present" not in units.columns:
        return told
    counts: dict[str, Counter[str]] = {}
    for community, office, households in zip(
        units["present"], units["subdistrict"], units["households"], strict=True
    ):
        if plain(community) is not None:
            counts.setdefault(str(community), Counter())[str(office)] += 1 + (plain(households) or 0)
    return {name: offices.most_common(1)[0][0] for name, offices in counts.items()} | told
