"""Raw layers to tables of our fields: columns found, counts read, identifiers made unique."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import headers, layers, roads, values
from geodata.columns import Fields, check_mapping
from geodata.datum_evidence import StatedDatum, stated_datum
from geodata.domain import AreaKind, HouseholdBasis, HouseholdCounts, LineKind, Ruling
from geodata.duplicates import further_parts
from geodata.errors import MissingColumnError
from geodata.households import Households, read_households
from geodata.raw import RawInputs, RawLayer
from geodata.record import Record, Severity
from geodata.totals import without_totals

if TYPE_CHECKING:
    from geodata.domain import BoolArray

_COUNTED = ("areas", "buildings")
"""Inputs whose rows hold counts, so that some of them may be sums."""


@dataclass(frozen=True, eq=False)
class Tables:
    """All inputs in our fields; before the datum step in the files' own systems, after it in metres.

    Text columns are of type object: text, or ``None`` where nothing is known.

    Attributes
    ----------
    areas
        ``area_id, name, households`` (int64; 0 where unreadable), ``population`` (Int64, NA unknown), ``subdistrict,
        community`` (None unknown), ``kind`` (:class:`AreaKind`), ``relatively_independent, keep_whole`` (bool),
        ``built_month`` (``YYYY-MM`` or ``YYYY``, None unknown), ``facility_provided`` (boolean, NA unknown),
        ``ruling`` (:class:`geodata.domain.Ruling`, None: decided), ``geometry`` (None: the row has no place). One
        identifier stands twice only for a repeat, with one geometry, or for a further part, with no household.
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
    stated_datums
        Option name → datum of the input as its file itself lets know, where it does.
    files
        Option name → the name of the file.
    household_counts
        Sums of every way of counting households that the file gives, and which of them decides.
    counts
        Index ``area_id``; columns :data:`geodata.households.COLUMNS`: these counts area by area.
    """

    areas: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    facilities: gpd.GeoDataFrame | None
    subdistricts: gpd.GeoDataFrame | None
    buildings: gpd.GeoDataFrame | None
    household_basis: HouseholdBasis | None
    has_households: bool
    stated_datums: Mapping[str, StatedDatum] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    household_counts: HouseholdCounts = field(default_factory=HouseholdCounts)
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)

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


def understand(
    raw: RawInputs, columns: Mapping[str, Mapping[str, str]], record: Record, *, basis: HouseholdBasis | None = None
) -> Tables:
    """Read every layer by our fields.

    Parameters
    ----------
    raw
        The layers as the files hold them.
    columns
        Role → our field → the file's column, as told by the user; an empty column switches a field off.
    record
        Receives what was found, chosen, repaired and assumed.
    basis
        What the household counts of AREAS count, as told by the user.

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
    frame, households = _read_areas(areas, basis)
    return Tables(
        areas=frame,
        roads=roads.read_roads(given["roads"]) if given["roads"] else None,
        barriers=layers.read_barriers(given["barriers"][0]) if given["barriers"] else None,
        facilities=layers.read_facilities(given["facilities"][0]) if given["facilities"] else None,
        subdistricts=layers.read_subdistricts(given["subdistricts"][0]) if given["subdistricts"] else None,
        buildings=layers.read_buildings(given["buildings"][0]) if given["buildings"] else None,
        household_basis=households.counts.basis,
        has_households=households.known,
        household_counts=households.counts,
        counts=households.table,
        stated_datums=_stated_datums(given),
        files={role: " + ".join(dict.fromkeys(f.layer.file for f in found)) for role, found in given.items() if found},
    )


def _fields(
    role: str, given: tuple[RawLayer, ...], mapping: Mapping[str, str], record: Record
) -> list[Fields]:
    """Pair layers with the mapping; of two road tables each takes what it has of it."""
    if role in _COUNTED:
        given = tuple(without_totals(layer, role, mapping, record) for layer in given)
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


def _read_areas(fields: Fields, basis: HouseholdBasis | None) -> tuple[gpd.GeoDataFrame, Households]:
    geometries = fields.geometry()
    ids = layers.identifiers(fields, "area_id", geometries, further_parts(fields))
    kinds = _area_kinds(fields)
    vacant = np.array([kind is AreaKind.VACANT for kind in kinds], dtype=np.bool_)
    repeated = pd.Series(ids).duplicated().to_numpy()
    counted = read_households(fields, vacant=vacant, repeated=repeated, told=basis)
    population, known = layers.counts(fields, "population", may_be_empty=np.ones(len(ids), dtype=np.bool_))
    names = [name or area_id for name, area_id in zip(fields.texts("name"), ids, strict=True)]
    frame = gpd.GeoDataFrame(
        {
            "area_id": pd.Series(ids, dtype=object),
            "name": pd.Series(names, dtype=object),
            "households": counted.deciding,
            "population": pd.array(population, dtype="Int64"),
            "subdistrict": pd.Series(fields.texts("subdistrict"), dtype=object),
            "community": pd.Series(fields.texts("community"), dtype=object),
            "kind": pd.Series(kinds, dtype=object),
            "relatively_independent": _flags(fields, "relatively_independent"),
            "keep_whole": _flags(fields, "keep_whole"),
            "built_month": pd.Series(_built(fields), dtype=object),
            "facility_provided": pd.array(_truths(fields, "facility_provided", "按未知计", "are unknown"), "boolean"),
            "ruling": pd.Series(_rulings(fields), dtype=object),
        },
        geometry=list(geometries), crs=fields.crs,
    )
    frame["population"] = frame["population"].where(known)
    table = counted.table[~repeated].set_index(pd.Index(np.array(ids, dtype=object)[~repeated], name="area_id"))
    return frame, replace(counted, table=table)


def _area_kinds(fields: Fields) -> list[AreaKind]:
    return layers.read_words(
        fields, "kind", values.AREA_KINDS, AreaKind.ESTATE,
        "的 kind 无法识别，按普通小区（estate）计", "have a kind that is not known and count as estates",
    )


def _rulings(fields: Fields) -> list[Ruling | None]:
    """Read how far the ruling on each area is; ``None``: it is decided who manages it."""
    given = fields.texts("ruling")
    words = [values.simplified(word or "") for word in given]
    unknown = np.array(
        [cell is not None and word not in values.RULINGS for cell, word in zip(given, words, strict=True)],
        dtype=np.bool_,
    )
    fields.report_rows(
        Severity.WARNING, "areas.ruling_unknown", unknown,
        "的 ruling 无法识别，按待定而未报裁定计", "have a ruling that is not known and count as undecided with none",
    )
    return [
        None if cell is None else values.RULINGS.get(word, Ruling.NOT_ASKED)
        for cell, word in zip(given, words, strict=True)
    ]


def _built(fields: Fields) -> list[str | None]:
    """Read when each area was built: the month, or the year alone (LH-9.1)."""
    words = fields.texts("built_month")
    read = [None if word is None else values.month(word) for word in words]
    unclear = np.array([m is None and w is not None for m, w in zip(read, words, strict=True)], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, "areas.built_month_unclear", unclear,
        "的 built_month 不是年月，按未知计；请写成 2011-02", "have a built_month that is no month and are unknown; "
        "write 2011-02",
    )
    return read


def _truths(fields: Fields, name: str, else_zh: str, else_en: str) -> list[bool | None]:
    """Read yes and no, ``None`` where neither is said; what cannot be read is reported."""
    words = fields.texts(name)
    read = [values.truth(word) for word in words]
    unclear = np.array([f is None and w is not None for f, w in zip(read, words, strict=True)], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, f"areas.{name}_unclear", unclear,
        f"的 {name} 既非是也非否，{else_zh}", f"have a {name} that is neither yes nor no and {else_en}",
    )
    return read


def _flags(fields: Fields, name: str) -> BoolArray:
    read = _truths(fields, name, "按否计", "count as no")
    return np.array([flag is True for flag in read], dtype=np.bool_)


def _stated_datums(given: Mapping[str, list[Fields]]) -> dict[str, StatedDatum]:
    stated = {role: stated_datum(found[0]) for role, found in given.items() if len(found) == 1}
    return {role: datum for role, datum in stated.items() if datum is not None}


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
