"""Raw layers to tables of our fields: columns found, counts read, identifiers made unique."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import headers, layers, roads, values
from geodata.columns import Fields, check_mapping
from geodata.domain import AreaKind, HouseholdBasis, LineKind
from geodata.errors import MissingColumnError
from geodata.reading import RawInputs, RawLayer
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray


@dataclass(frozen=True, eq=False)
class Tables:
    """All inputs in our fields; before the datum step in the files' own systems, after it in metres.

    Text columns are of type object: text, or ``None`` where nothing is known.

    Attributes
    ----------
    areas
        ``area_id, name, households`` (int64; 0 where unreadable), ``population`` (Int64, NA unknown), ``subdistrict,
        community`` (None unknown), ``kind`` (:class:`AreaKind`), ``relatively_independent, keep_whole`` (bool),
        ``geometry`` (None: the row has no place). One identifier stands twice only with one geometry: a repeat.
    roads
        Lines: ``name, road_class, walk`` (bool), ``length_m`` (NaN: measure it), ``from_node, to_node`` (None: join
        by position). ``None`` where not given; likewise below.
    barriers
        Lines: ``name, kind`` (river, rail, wall, arterial).
    facilities
        Points or None: ``facility_id, name, kind`` (``service`` is the one that counts as floor and anchor),
        ``area_m2, activity_m2, plaza_m2`` (NaN unknown), ``status``.
    subdistricts
        Polygons: ``subdistrict``, one row a row of the file.
    buildings
        Points or polygons: ``households``.
    household_basis
        What a household count counts, or ``None`` where the file does not say or says several things.
    has_households
        Whether the file has household counts at all; without them nothing can be planned.
    datum_hint
        A coordinate column of AREAS whose header names GCJ-02 or BD-09, or ``None``.
    files
        Option name → the name of the file.
    """

    areas: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    facilities: gpd.GeoDataFrame | None
    subdistricts: gpd.GeoDataFrame | None
    buildings: gpd.GeoDataFrame | None
    household_basis: HouseholdBasis | None
    has_households: bool
    datum_hint: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def present(self) -> list[str]:
        """Inputs that were given, by option name."""
        roles = ("areas", "roads", "barriers", "facilities", "subdistricts", "buildings")
        return [role for role in roles if getattr(self, role) is not None]

    def file(self, role: str) -> str:
        """Name the file of an input for messages."""
        return self.files.get(role, role)

    def report(
        self, record: Record, severity: Severity, code: str, role: str, message_zh: str, message_en: str,
        *, feature: str | None = None, measured: str | None = None, repaired: str | None = None,
    ) -> None:
        """Record a finding about the file of an input; its name comes before the two messages."""
        record.add(
            severity, code, f"{self.file(role)}：{message_zh}", f"{self.file(role)}: {message_en}",
            file=self.files.get(role), feature=feature, measured=measured, repaired=repaired,
        )

    @property
    def lines(self) -> gpd.GeoDataFrame:
        """What a boundary may follow: streets (not footways and the like) and barriers.

        Columns ``name, kind`` (:class:`LineKind`), ``road_class, geometry``.
        """
        parts = [_street_lines(self.roads), _barrier_lines(self.barriers)]
        present = [part for part in parts if part is not None and len(part)]
        if not present:
            return gpd.GeoDataFrame(
                {name: pd.Series([], dtype=object) for name in ("name", "kind", "road_class")},
                geometry=[], crs=self.areas.crs,
            )
        return gpd.GeoDataFrame(pd.concat(present, ignore_index=True), geometry="geometry", crs=present[0].crs)


def understand(raw: RawInputs, columns: Mapping[str, Mapping[str, str]], record: Record) -> Tables:
    """Read every layer by our fields.

    Parameters
    ----------
    raw
        The layers as the files hold them.
    columns
        Role → our field → the file's column, as told by the user; an empty column switches a field off.
    record
        Receives what was found, chosen, repaired and assumed.

    Raises
    ------
    MissingColumnError
        Where a needed column is missing, one that was told does not exist, or two fit equally well.
    BadValueError
        Where a mapping names an input or field that does not exist, or a layer holds nothing of its kind.
    """
    check_mapping(columns)
    record.findings.extend(raw.findings)
    given = {role: _fields(role, raw.layers.get(role, ()), columns.get(role, {}), record) for role in headers.ALIASES}
    for role, mapping in columns.items():
        if mapping and not given[role]:
            record.add(
                Severity.WARNING, "fields.map_unused",
                f"--map {role}：没有给出这个输入，映射未用",
                f"--map {role}: no such input was given, the mapping is not used",
                feature=role,
            )
    areas = given["areas"][0]
    frame = _read_areas(areas)
    return Tables(
        areas=frame,
        roads=roads.read_roads(given["roads"]) if given["roads"] else None,
        barriers=layers.read_barriers(given["barriers"][0]) if given["barriers"] else None,
        facilities=layers.read_facilities(given["facilities"][0]) if given["facilities"] else None,
        subdistricts=layers.read_subdistricts(given["subdistricts"][0]) if given["subdistricts"] else None,
        buildings=layers.read_buildings(given["buildings"][0]) if given["buildings"] else None,
        household_basis=_household_basis(areas),
        has_households=areas.column("households") is not None,
        datum_hint=_datum_hint(areas),
        files={role: " + ".join(dict.fromkeys(f.layer.file for f in found)) for role, found in given.items() if found},
    )


def _fields(
    role: str, given: tuple[RawLayer, ...], mapping: Mapping[str, str], record: Record
) -> list[Fields]:
    """Pair layers with the mapping; of two road tables each takes what it has of it."""
    if len(given) < 2:
        return [Fields(layer, role, mapping, record) for layer in given]
    for name, column in mapping.items():
        if column and not any(column in layer.frame.columns for layer in given):
            names = " + ".join(dict.fromkeys(layer.file for layer in given))
            present = list(dict.fromkeys(str(c) for layer in given for c in layer.frame.columns))
            raise MissingColumnError(
                f"{names}：没有字段“{column}”（--map {role}.{name}），现有字段：{'、'.join(present)}",
                f"{names}: no column \"{column}\" (--map {role}.{name}), the columns are: {', '.join(present)}",
                file=given[0].file, feature=name,
            )
    return [
        Fields(layer, role, {f: c for f, c in mapping.items() if not c or c in layer.frame.columns}, record)
        for layer in given
    ]


def _read_areas(fields: Fields) -> gpd.GeoDataFrame:
    geometries = fields.geometry()
    ids = layers.identifiers(fields, "area_id", geometries)
    kinds = _area_kinds(fields)
    vacant = np.array([kind is AreaKind.VACANT for kind in kinds], dtype=np.bool_)
    if fields.column("households") is None:
        fields.report(
            Severity.WARNING, "areas.no_households",
            f"{fields.layer.file}：没有户数字段，只能检查，不能划分；请写 --map households=字段名",
            f"{fields.layer.file}: no households, so it can be checked, not planned; write --map households=COLUMN",
        )
        households = np.zeros(len(ids), dtype=np.int64)
    else:
        households, _ = layers.counts(fields, "households", may_be_empty=vacant)
    population, known = layers.counts(fields, "population", may_be_empty=np.ones(len(ids), dtype=np.bool_))
    names = [name or area_id for name, area_id in zip(fields.texts("name"), ids, strict=True)]
    return gpd.GeoDataFrame(
        {
            "area_id": pd.Series(ids, dtype=object),
            "name": pd.Series(names, dtype=object),
            "households": households,
            "population": pd.array(population, dtype="Int64"),
            "subdistrict": pd.Series(fields.texts("subdistrict"), dtype=object),
            "community": pd.Series(fields.texts("community"), dtype=object),
            "kind": pd.Series(kinds, dtype=object),
            "relatively_independent": _flags(fields, "relatively_independent"),
            "keep_whole": _flags(fields, "keep_whole"),
        },
        geometry=list(geometries), crs=fields.layer.crs,
    ).assign(population=lambda frame: frame["population"].where(known))


def _area_kinds(fields: Fields) -> list[AreaKind]:
    return layers.read_words(
        fields, "kind", values.AREA_KINDS, AreaKind.ESTATE,
        "的 kind 无法识别，按普通小区（estate）计", "have a kind that is not known and count as estates",
    )


def _flags(fields: Fields, name: str) -> BoolArray:
    words = fields.texts(name)
    read = [values.truth(word) for word in words]
    unclear = np.array([f is None and w is not None for f, w in zip(read, words, strict=True)], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, f"areas.{name}_unclear", unclear,
        f"的 {name} 既非是也非否，按否计", f"have a {name} that is neither yes nor no and count as no",
    )
    return np.array([flag is True for flag in read], dtype=np.bool_)


def _household_basis(fields: Fields) -> HouseholdBasis | None:
    words = [word for word in fields.texts("household_basis") if word is not None]
    found = {values.HOUSEHOLD_BASES.get(values.simplified(word)) for word in words}
    if len(found) == 1 and None not in found:
        return found.pop()
    if words:
        listed = ", ".join(sorted(set(words)))
        fields.report(
            Severity.WARNING, "areas.household_basis_unclear",
            f"{fields.layer.file}：户数口径不一或无法识别（{listed}），按未知计",
            f"{fields.layer.file}: the basis of households is mixed or not known ({listed}) and counts as unknown",
            measured=listed,
        )
    return None


def _datum_hint(fields: Fields) -> str | None:
    if fields.layer.has_geometry:
        return None
    chosen = (fields.column("x"), fields.column("y"))
    return next((column for column in chosen if column and headers.speaks_of_shifted_datum(column)), None)


def _street_lines(road_table: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if road_table is None:
        return None
    streets = road_table[[roads.is_street(road_class) for road_class in road_table["road_class"]]]
    kinds = [LineKind.ARTERIAL if roads.is_arterial(c) else LineKind.ROAD for c in streets["road_class"]]
    return streets[["name", "road_class", "geometry"]].assign(kind=pd.Series(kinds, index=streets.index, dtype=object))[
        ["name", "kind", "road_class", "geometry"]
    ]


def _barrier_lines(barriers: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if barriers is None:
        return None
    no_class = pd.Series([None] * len(barriers), index=barriers.index, dtype=object)
    return barriers.assign(road_class=no_class)[["name", "kind", "road_class", "geometry"]]
