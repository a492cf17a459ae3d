"""What papers are made from: a plan folder, read once, everything drawn in metres of the working system."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import CRS

from app.language import say
from app.maps.payload import plain, plan_data
from app.maps.sheet import LAYERS, PlanSheet, metric_crs, sheet_from_folder
from app.papers.errors import NotInThePlanError
from app.papers.imprint import NO_IMPRINT, Imprint, short_hash

FACILITY = ("facility_id", "name", "kind", "status", "area_m2", "activity_m2", "plaza_m2", "community_id")


@dataclass(frozen=True, eq=False)
class Material:
    """A plan as papers need it.

    Attributes
    ----------
    sheet
        Frames in metres without a system, ``plan.json`` and ``audit.json``.
    crs
        The working system; ``None`` for a place that is not on Earth.
    """

    sheet: PlanSheet
    crs: CRS | None
    imprint: Imprint

    @property
    def plan(self) -> Mapping[str, Any]:
        """``plan.json``."""
        return self.sheet.plan

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """What the map shows, see :func:`app.maps.payload.plan_data`; coordinates are metres."""
        return plan_data(self.sheet)

    @cached_property
    def subdistricts(self) -> list[str]:
        """Street offices that the papers speak of."""
        names = sorted({row["subdistrict"] for row in self.plan["communities"]})
        return [name for name in names if self.imprint.subdistrict in (None, name)]

    @cached_property
    def communities(self) -> list[dict[str, Any]]:
        """Communities of the plan by street office and identifier.

        Beside what ``plan.json`` says: ``area_km2``, measured on the drawing, and ``number``, that of a community
        without a name, by which ``name`` then calls it.
        """
        land = _land_km2(self.sheet.communities)
        rows = (
            {**row, "name": _name(row), "number": number_of_unnamed(row), "area_km2": land.get(row["community_id"])}
            for row in self.plan["communities"]
        )
        return sorted((row for row in rows if row["subdistrict"] in self.subdistricts), key=_place)

    @cached_property
    def today(self) -> list[dict[str, Any]]:
        """Present communities by street office and name; none where no file says."""
        land = _land_km2(self.sheet.today)
        rows = ({**row, "area_km2": land.get(row["community_id"])} for row in self.plan.get("today") or ())
        return sorted((row for row in rows if row["subdistrict"] in self.subdistricts), key=_place)

    @cached_property
    def has_today(self) -> bool:
        """Whether present communities are known at all."""
        return bool(self.plan.get("today"))

    @cached_property
    def areas(self) -> dict[str, dict[str, Any]]:
        """Area → its name and street office."""
        units = self.sheet.units
        if "area_id" not in units.columns:
            return {}
        known = units[units["area_id"].notna()]
        columns = zip(known["area_id"], known["name"], known["subdistrict"], strict=True)
        return {str(area): {"name": plain(name), "subdistrict": plain(office)} for area, name, office in columns}

    @cached_property
    def _areas_of(self) -> dict[str, list[str]]:
        units = self.sheet.units
        held: dict[str, dict[str, None]] = defaultdict(dict)
        if "area_id" in units.columns:
            for area, community in zip(units["area_id"], units["community_id"], strict=True):
                if plain(area) is not None and plain(community) is not None:
                    held[str(community)][str(area)] = None
        return {community: sorted(areas) for community, areas in held.items()}

    def areas_of(self, community_id: str) -> list[str]:
        """Return identifiers of the areas of which a community holds land."""
        return self._areas_of.get(community_id, [])

    def area_name(self, area_id: str) -> str:
        """Return the name of an area, or its identifier."""
        return str(self.areas.get(area_id, {}).get("name") or area_id)

    @cached_property
    def names(self) -> dict[str, str]:
        """Community, present or planned → its name."""
        today = {row["community_id"]: row.get("name") or row["community_id"] for row in self.plan.get("today") or ()}
        return today | {row["community_id"]: _name(row) for row in self.plan["communities"]}

    def named(self, message: str) -> str:
        """Put the names of communities that have none yet into a message of the audit."""
        return self._unnamed.sub(lambda found: self.names[found[0]], message) if self._unnamed.pattern else message

    @cached_property
    def _unnamed(self) -> re.Pattern[str]:
        ids = [row["community_id"] for row in self.plan["communities"] if number_of_unnamed(row) is not None]
        return re.compile("|".join(f"{re.escape(one)}(?!\\d)" for one in sorted(ids, key=len, reverse=True)))

    @cached_property
    def balances(self) -> dict[str, dict[str, Any]]:
        """Community → its account of before, into, out and after."""
        return {row["community_id"]: row for row in self.plan.get("balances") or ()}

    @cached_property
    def ledger(self) -> list[dict[str, Any]]:
        """Areas that change community, in order of identifier."""
        shown = set(self.subdistricts)
        rows = ({**row, "subdistrict": self.areas.get(row["area_id"], {}).get("subdistrict")}
                for row in self.plan["ledger"])
        return [row for row in rows if row["subdistrict"] in shown or self.imprint.subdistrict is None]

    @cached_property
    def work_plan(self) -> list[dict[str, Any]]:
        """What is planned for today's oversized and micro communities."""
        return [row for row in self.plan.get("work_plan") or () if row["subdistrict"] in self.subdistricts]

    @cached_property
    def facilities(self) -> list[dict[str, Any]]:
        """Facilities that stand in the communities spoken of; none where no file was given."""
        frame = self.sheet.facilities
        if frame is None:
            return []
        ours = {row["community_id"] for row in self.communities}
        columns = [name for name in FACILITY if name in frame.columns]
        rows = [
            {name: plain(value) for name, value in zip(columns, cells, strict=True)}
            for cells in frame[columns].itertuples(index=False)
        ]
        return [row for row in rows if row.get("community_id") in ours or self.imprint.subdistrict is None]

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """Findings of the audit on what the papers speak of, those on the whole plan among them."""
        if self.imprint.subdistrict is None:
            return list(self.sheet.audit["findings"])
        ours = {row["community_id"] for row in (*self.communities, *self.today)}
        return [row for row in self.sheet.audit["findings"] if self._is_ours(row, ours)]

    def _is_ours(self, finding: Mapping[str, Any], communities: set[str]) -> bool:
        told = finding.get("subdistricts")
        if told is not None:
            return not told or self.imprint.subdistrict in told
        # An audit of an earlier release does not tell the street offices.
        if finding["community_id"] is not None:
            return finding["community_id"] in communities
        if finding["area_id"] is not None:
            return self.areas.get(finding["area_id"], {}).get("subdistrict") in (None, *self.subdistricts)
        return True

    @property
    def origin(self) -> str:
        """Plan, version and hash in one line: the foot of a table."""
        version = "" if self.imprint.version is None else f" v{self.imprint.version}"
        return f"{self.sheet.title}{version}  {short_hash(self.imprint.hash or '')}"

    @property
    def rules(self) -> str:
        """The rules that it was judged by: title, identifier and version."""
        profile = self.plan["profile"]
        names = " + ".join([f"{profile['id']} {profile.get('version') or ''}".strip(), *profile.get("overlays", ())])
        title = profile.get("title_zh")
        return f"{title}（{names}）" if title else names


def read_material(folder: Path, imprint: Imprint = NO_IMPRINT) -> Material:
    """Read a plan folder.

    Raises
    ------
    PlanUnreadableError
        Where ``plan.json``, ``audit.json`` or ``plan.gpkg`` is missing or cannot be read.
    NotInThePlanError
        Where the imprint names a street office that the plan does not have.
    """
    sheet = sheet_from_folder(folder)
    crs = metric_crs(sheet.plan.get("crs"), sheet.communities)
    if imprint.hash is None:
        imprint = replace(imprint, hash=folder_hash(folder))
    material = Material(_in_metres(sheet, crs), crs, imprint)
    if imprint.subdistrict is not None and not material.subdistricts:
        raise NotInThePlanError(
            f"方案“{sheet.title}”里没有街道 {imprint.subdistrict}",
            f"The plan “{sheet.title}” has no street office {imprint.subdistrict}",
        )
    return material


def folder_hash(folder: Path) -> str:
    """Return SHA-256 over ``plan.json`` and ``audit.json``, in hex."""
    digest = hashlib.sha256()
    for name in ("plan.json", "audit.json"):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def _in_metres(sheet: PlanSheet, crs: CRS | None) -> PlanSheet:
    frames: dict[str, Any] = {}
    for name in LAYERS:
        frame: gpd.GeoDataFrame | None = getattr(sheet, name)
        moved = frame if frame is None or crs is None or frame.crs is None else frame.to_crs(crs)
        frames[name] = None if moved is None else moved.set_crs(None, allow_override=True)
    return replace(sheet, **frames)


def _land_km2(frame: gpd.GeoDataFrame | None) -> dict[str, float]:
    if frame is None:
        return {}
    return dict(zip(frame["community_id"], (frame.geometry.area / 1e6).tolist(), strict=True))


def number_of_unnamed(row: Mapping[str, Any]) -> str | None:
    """Return the number of a community of the plan that has no name yet, ``None`` for one that has."""
    identifier, start = row["community_id"], f"{row['subdistrict']}+"
    has_name = row.get("name") not in (None, "", identifier)
    return None if has_name or not identifier.startswith(start) else identifier[len(start):]


def _name(row: Mapping[str, Any]) -> str:
    """Return the name of a community of the plan; one that has none yet is called by its number."""
    number, office = number_of_unnamed(row), row["subdistrict"]
    if number is None:
        return str(row.get("name") or row["community_id"])
    return say(f"{office}新设{number}号社区", f"{office} new {number}")


def _place(row: Mapping[str, Any]) -> tuple[str, list[str | int]]:
    return row["subdistrict"], counted_up(row["community_id"])


def counted_up(identifier: str) -> list[str | int]:
    """Order identifiers as people count: 2 before 10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", identifier)]
