"""What changed from one frozen version to the next. Pure.

Communities that came, went or were renamed; units that moved, with their households; limits in words; findings; the
data and rules beneath; and papers that came in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd

from app.approval.schemas import Difference, DifferenceReport, Place
from app.approval.workflows.papers import SLOTS
from app.storage.cases import PaperRow, SubmissionRow

DIGITS = 6
SIDES = {"east": ("东", "east"), "south": ("南", "south"), "west": ("西", "west"), "north": ("北", "north")}
LIMITS = {
    "road": ("无名道路", "a road without a name"), "river": ("河流", "a river"), "rail": ("铁路", "a railway"),
    "wall": ("围墙", "a wall"), "office": ("街道界", "limit of the street office"),
    "community": ("相邻社区", "the next community"), "land": ("空地", "open land"),
}
UNKNOWN = ("—", "—")
NOWHERE = ("未划入社区", "no community")


def difference(
    older: SubmissionRow | None, newer: SubmissionRow, units: gpd.GeoDataFrame, papers: Sequence[PaperRow]
) -> DifferenceReport:
    """Compare two frozen versions.

    Parameters
    ----------
    older
        ``None`` for the first one: everything is new then, and nothing is listed but its figures.
    units
        Of the newer one, as shown: index ``unit_id``, columns ``households`` and ``geometry``.
    papers
        All papers of the case.
    """
    after = (newer.document.get("totals") or {}).get("after") or {}
    if older is None:
        return DifferenceReport(number=newer.number, previous=None, totals=dict(after), items=[])
    before = (older.document.get("totals") or {}).get("after") or {}
    change = {
        name: round(after[name] - before[name], DIGITS) for name in after
        if isinstance(after[name], int | float) and isinstance(before.get(name), int | float)
    }
    items = [
        *_ground(older, newer), *_communities(older, newer, units), *_moves(older, newer, units),
        *_bounds(older, newer, units), *_findings(older, newer), *_papers(older, newer, papers),
    ]
    return DifferenceReport(
        number=newer.number, previous=older.number, totals={**after, "change": change}, items=items
    )


def _ground(older: SubmissionRow, newer: SubmissionRow) -> Iterator[Difference]:
    if older.dataset_hash != newer.dataset_hash:
        told = [f"{row.header['dataset']['name']} 第 {row.header['dataset']['issue']} 期" for row in (older, newer)]
        shown = [f"{row.header['dataset']['name']}, issue {row.header['dataset']['issue']}" for row in (older, newer)]
        yield Difference(kind="dataset", zh=f"数据：{told[0]} → {told[1]}", en=f"data: {shown[0]} → {shown[1]}")
    if older.profile_hash != newer.profile_hash:
        names = [" + ".join((row.header["profile"]["id"], *row.header["profile"]["overlays"]))
                 for row in (older, newer)]
        yield Difference(kind="profile", zh=f"规则：{names[0]} → {names[1]}", en=f"rules: {names[0]} → {names[1]}")


def _communities(older: SubmissionRow, newer: SubmissionRow, units: gpd.GeoDataFrame) -> Iterator[Difference]:
    before, after = _by_id(older), _by_id(newer)
    for name in sorted(after.keys() - before.keys()):
        told = after[name]
        yield Difference(
            kind="community_added", zh=f"新增{told['name']}，{_households(told, '户')}",
            en=f"{told['name']} added, {_households(told, 'households')}", place=_of_community(newer, units, name),
        )
    for name in sorted(before.keys() - after.keys()):
        told = before[name]
        yield Difference(
            kind="community_removed", zh=f"取消{told['name']}，原 {_households(told, '户')}",
            en=f"{told['name']} removed, {_households(told, 'households')} before",
        )
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        if old["name"] != new["name"]:
            yield Difference(
                kind="community_renamed", zh=f"{old['name']}更名为{new['name']}", en=f"{old['name']} → {new['name']}",
                place=_of_community(newer, units, name),
            )
        if old.get("households") != new.get("households"):
            yield Difference(
                kind="community_changed",
                zh=f"{new['name']}：{_households(old, '户')} → {_households(new, '户')}",
                en=f"{new['name']}: {_households(old, 'households')} → {_households(new, 'households')}",
                place=_of_community(newer, units, name),
            )


def _moves(older: SubmissionRow, newer: SubmissionRow, units: gpd.GeoDataFrame) -> Iterator[Difference]:
    before, after = older.document["assignment"], newer.document["assignment"]
    names = {**{k: v["name"] for k, v in _by_id(older).items()}, **{k: v["name"] for k, v in _by_id(newer).items()}}
    moved: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for unit in sorted(before.keys() | after.keys()):
        if before.get(unit) != after.get(unit):
            moved[before.get(unit), after.get(unit)].append(unit)
    for (source, target), members in sorted(moved.items(), key=lambda each: str(each[0])):
        there = units.loc[units.index.intersection(members)]
        households = int(there["households"].fillna(0).sum())
        from_zh, from_en = NOWHERE if source is None else (names.get(source, source),) * 2
        to_zh, to_en = NOWHERE if target is None else (names.get(target, target),) * 2
        yield Difference(
            kind="moved", zh=f"{from_zh} → {to_zh}：{len(members)} 个单元，{households:,} 户",
            en=f"{from_en} → {to_en}: {len(members)} units, {households:,} households",
            place=_place(there, target),
        )


def _bounds(older: SubmissionRow, newer: SubmissionRow, units: gpd.GeoDataFrame) -> Iterator[Difference]:
    before, after = _by_id(older), _by_id(newer)
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name].get("four_bounds") or {}, after[name].get("four_bounds") or {}
        for side, (zh, en) in SIDES.items():
            was, now = _bound(old.get(side)), _bound(new.get(side))
            if was != now:
                yield Difference(
                    kind="four_bounds", zh=f"{after[name]['name']}{zh}至：{was[0]} → {now[0]}",
                    en=f"{after[name]['name']}, limit in the {en}: {was[1]} → {now[1]}",
                    place=_of_community(newer, units, name),
                )


def _findings(older: SubmissionRow, newer: SubmissionRow) -> Iterator[Difference]:
    before, after = _failed(older), _failed(newer)
    for key in sorted(after.keys() - before.keys(), key=str):
        yield Difference(
            kind="finding_new", zh=f"新增：{after[key]['message_zh']}", en=f"new: {after[key]['message_en']}",
            place=_at(after[key]),
        )
    for key in sorted(before.keys() - after.keys(), key=str):
        yield Difference(
            kind="finding_cleared", zh=f"消除：{before[key]['message_zh']}", en=f"cleared: {before[key]['message_en']}",
            place=_at(before[key]),
        )


def _papers(older: SubmissionRow, newer: SubmissionRow, papers: Sequence[PaperRow]) -> Iterator[Difference]:
    for row in papers:
        if older.at < row.at <= newer.at and row.submission_hash is None:
            slot = SLOTS.get(row.slot)
            zh, en = (slot.zh, slot.en) if slot else (row.slot, row.slot)
            yield Difference(kind="paper", zh=f"{zh}：{row.file_name}", en=f"{en}: {row.file_name}")


def _by_id(row: SubmissionRow) -> dict[str, Mapping[str, Any]]:
    return {each["community_id"]: each for each in row.document["communities"]}


def _failed(row: SubmissionRow) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    return {
        (each["rule"], each.get("community_id"), each.get("area_id")): each for each in row.audit["findings"]
        if each["status"] == "fail" and each["severity"] in ("hard", "soft")
    }


def _households(community: Mapping[str, Any], unit: str) -> str:
    number = community.get("households")
    return f"— {unit}" if number is None else f"{number:,} {unit}"


def _bound(told: Mapping[str, Any] | None) -> tuple[str, str]:
    """Name the limit on one side, by its kind where it has no name."""
    if told is None:
        return UNKNOWN
    return (told["name"],) * 2 if told.get("name") else LIMITS.get(str(told.get("kind")), UNKNOWN)


def _of_community(row: SubmissionRow, units: gpd.GeoDataFrame, community: str) -> Place | None:
    assignment = row.document["assignment"]
    return _place(units[[assignment.get(unit) == community for unit in units.index]], community)


def _place(units: gpd.GeoDataFrame, community: str | None) -> Place | None:
    if units.empty:
        return None
    box = units.total_bounds
    return Place(lon=float(box[0] + box[2]) / 2, lat=float(box[1] + box[3]) / 2, community_id=community)


def _at(finding: Mapping[str, Any]) -> Place | None:
    place = finding.get("place")
    return None if not place else Place(lon=place[0], lat=place[1], community_id=finding.get("community_id"))
