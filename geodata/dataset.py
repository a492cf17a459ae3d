"""The ground, clean, frozen and hashed: what `prepare` makes and everything else reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.bridges import crossing_roads
from geodata.domain import AreaId, HouseholdBasis, HouseholdCounts, UndecidedArea, Walking
from geodata.errors import IdentifierClashError
from geodata.record import Finding, Record

if TYPE_CHECKING:
    from geodata.datum import WorkingCrs
    from geodata.fields import Tables
    from geodata.network import WalkingNetwork
    from geodata.shape import GeometryArray
    from geodata.sources import Source

_AREA_COLUMNS = (
    "name", "households", "population", "subdistrict", "community", "kind", "relatively_independent", "keep_whole",
)
_LOOK_BACK = ("built_month", "facility_provided")
_HASH_GRID_M = 0.001
_MAYBE_NONE = {"area_id", "name", "community", "subdistrict", "road_class", "unit_id", "built_month"}


@dataclass(frozen=True, eq=False)
class Dataset:
    """One clean coverage of one district, with the record of how it came about.

    All geometry is in ``crs``, a metric system. Frames are ordered by their index as text and are not to be changed.

    Attributes
    ----------
    crs
        Working system: an authority code (``EPSG:4509``) or ``local:SX,SY`` for coordinates with no place on Earth.
    source_crs
        System of the AREAS file; files go out in it.
    areas
        Index ``area_id``; columns ``name, households, population, subdistrict, community, kind,
        relatively_independent, keep_whole, built_month, facility_provided, geometry``. ``households`` is int64,
        ``population`` Int64 (NA unknown), ``subdistrict`` text, ``community`` text or None, ``built_month`` text
        (``YYYY-MM`` or ``YYYY``) or None, ``facility_provided`` boolean (NA unknown). Geometry is the area as drawn
        (polygon or point).
        Only placed areas; the others are in ``unplaced``.
    units
        Index ``unit_id``; columns ``area_id`` (None: land of no area), ``name, households, population, subdistrict,
        community, kind, relatively_independent, keep_whole, split`` (bool), ``geometry``: polygons that tile the
        territory of every street office that has an area.
    borders
        Columns ``a, b`` (unit identifiers, a < b as text), ``length_m, on_line_m, crossing, between, bridges,
        declared``: see :func:`geodata.adjacency.find_borders`. Only pairs inside one street office.
    subdistricts
        Index ``subdistrict``; column ``geometry``. Every office that was named, also those without an area.
    territory_known
        Whether ``subdistricts`` was given; otherwise its outlines are drawn around the areas, recorded as assumed.
    facilities
        Index ``facility_id``; columns ``name, kind, status, area_m2, activity_m2, plaza_m2`` (NaN unknown),
        ``unit_id`` (None outside every unit), ``geometry`` (point). ``None`` where no facility layer was given.
    lines
        Columns ``name`` (None: no name), ``kind`` (:class:`geodata.domain.LineKind`), ``road_class``, ``geometry``.
    gates
        Columns ``area_id`` and ``geometry`` (point): where the people of an area step onto the street. ``None`` where
        no gate was given.
    network
        The walking network, or ``None``: then walking is straight line × 1.3.
    unplaced
        Columns ``area_id, name, households, subdistrict, reason_zh, reason_en``: rows without a place, or outside
        every street office. In the totals, in no community.
    household_basis
        What ``households`` counts, or ``None`` where the files do not say.
    findings
        The record of everything found, repaired or assumed.
    inputs
        SHA-256 of each input file, by its file name.
    hash
        SHA-256 over the content of the frames above and of the roads: equal ground, equal hash, whatever the order
        of the rows in the files.
    has_households
        Whether the files count households at all; without them nothing can be planned.
    household_counts
        Sums of every way of counting households that the files give, and which of them decides.
    counts
        Index ``area_id``, every area of the file; columns :data:`geodata.households.COLUMNS`: these counts side by
        side, households to come among them, none of which is in ``households``.
    undecided
        Areas that nobody is decided to manage (PL-13), in order of identifier: in ``areas`` and ``units``, in the
        totals, in no community and not planned.
    sources
        What was read, file by file.
    buildings
        Columns ``households`` and ``geometry``: the buildings that people live in, to share out an area that is cut.
        ``None`` where none were given.
    crossing_roads
        Columns ``name, walk`` and ``geometry``: the roads on which there may be bridges, see
        :func:`geodata.bridges.crossing_roads`. ``None`` where no roads were given.
    """

    crs: str
    source_crs: str
    areas: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    borders: pd.DataFrame
    subdistricts: gpd.GeoDataFrame
    territory_known: bool
    facilities: gpd.GeoDataFrame | None
    lines: gpd.GeoDataFrame
    network: WalkingNetwork | None
    unplaced: pd.DataFrame
    household_basis: HouseholdBasis | None
    findings: tuple[Finding, ...]
    inputs: Mapping[str, str]
    hash: str
    has_households: bool = True
    household_counts: HouseholdCounts = field(default_factory=HouseholdCounts)
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    gates: gpd.GeoDataFrame | None = None
    undecided: tuple[UndecidedArea, ...] = ()
    sources: tuple[Source, ...] = ()
    buildings: gpd.GeoDataFrame | None = None
    crossing_roads: gpd.GeoDataFrame | None = None

    @property
    def rulings(self) -> dict[AreaId, str]:
        """How far the ruling on each undecided area is; empty text where nobody asked for one."""
        return {area.area_id: area.ruling.value for area in self.undecided}

    @property
    def walking(self) -> Walking:
        """How walking distances are measured on this ground."""
        return Walking.STRAIGHT_LINE if self.network is None else Walking.NETWORK

    @property
    def is_local(self) -> bool:
        """Whether the coordinates have no place on Earth."""
        return self.crs.startswith("local:")


def freeze(
    tables: Tables, *, crs: WorkingCrs, areas: gpd.GeoDataFrame, units: gpd.GeoDataFrame, borders: pd.DataFrame,
    subdistricts: gpd.GeoDataFrame, known: bool, facilities: gpd.GeoDataFrame | None, lines: gpd.GeoDataFrame,
    network: WalkingNetwork | None, unplaced: pd.DataFrame, record: Record, inputs: Mapping[str, str],
    gates: gpd.GeoDataFrame | None = None, undecided: tuple[UndecidedArea, ...] = (),
    sources: tuple[Source, ...] = (),
) -> Dataset:
    """Order all frames, hash them and make the dataset of them.

    Parameters
    ----------
    tables
        The inputs in metres; from them the household basis, the buildings and, for the hash, the roads.
    crs, areas, units, borders, subdistricts, known, facilities, lines, network, unplaced, record, inputs
        See :class:`Dataset`; likewise ``gates``, ``undecided`` and ``sources``.

    Raises
    ------
    IdentifierClashError
        Where a piece of an area or land of no area bears the identifier of an area in the files.
    """
    _refuse_clashes(units, {*areas.index, *unplaced["area_id"]})
    frames: dict[str, gpd.GeoDataFrame] = {
        "areas": _ordered(areas[[*_AREA_COLUMNS, *_LOOK_BACK, "geometry"]]),
        "units": _ordered(units[["area_id", *_AREA_COLUMNS, "split", "geometry"]]),
        "borders": borders.sort_values(["a", "b"], ignore_index=True),
        "subdistricts": _ordered(subdistricts[["geometry"]]),
        "facilities": None if facilities is None else _ordered(facilities),
        "lines": _in_order_of_content(lines),
        "gates": _in_order_of_content_or_none(gates),
        "unplaced": unplaced.sort_values("area_id", ignore_index=True),
        "counts": _ordered(tables.counts),
        "buildings": _lived_in(tables.buildings),
        "crossing_roads": _in_order_of_content_or_none(crossing_roads(tables.roads, lines)),
    }
    frames = {name: None if frame is None else _with_none(frame) for name, frame in frames.items()}
    facts = (crs.crs, crs.source_crs, known, tables.household_basis, tables.has_households)
    open_rulings = tuple((area.area_id, area.ruling.value) for area in undecided)
    return Dataset(
        crs=crs.crs, source_crs=crs.source_crs, territory_known=known, network=network,
        household_basis=tables.household_basis, has_households=tables.has_households,
        household_counts=tables.household_counts,
        findings=tuple(record), inputs=dict(inputs), undecided=undecided, sources=sources,
        hash=_hash((*facts, *open_rulings), {**frames, "roads": tables.roads}), **frames,
    )


def _refuse_clashes(units: gpd.GeoDataFrame, area_ids: set[str]) -> None:
    derived = units.index[units.index.to_series() != units["area_id"]]
    clashes = sorted({str(unit) for unit in derived if unit in area_ids} | set(units.index[units.index.duplicated()]))
    if clashes:
        listed_zh, listed_en = "、".join(clashes), ", ".join(clashes)
        raise IdentifierClashError(
            f"编号 {listed_zh}：小区文件中的编号与单元编号相同；请改用不含 # 和 ~ 的编号",
            f"{listed_en}: an identifier in the files is also that of a unit; use identifiers without # and ~",
            feature=clashes[0],
        )


def _ordered[Frame: pd.DataFrame](frame: Frame) -> Frame:
    """Order rows by their index as text, which becomes text."""
    name = frame.index.name
    labelled = frame.set_axis(frame.index.astype("str").rename(name), axis="index")
    return labelled.iloc[np.argsort(labelled.index.to_numpy(dtype=object).astype(str), kind="stable")]


def _in_order_of_content(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return lines.iloc[np.argsort(np.array(_rows(lines)), kind="stable")].reset_index(drop=True)


def _in_order_of_content_or_none(lines: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    return None if lines is None else _in_order_of_content(lines)


def _lived_in(buildings: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if buildings is None:
        return None
    return _in_order_of_content(buildings.loc[buildings["households"] > 0, ["households", "geometry"]])


def _with_none[Frame: pd.DataFrame](frame: Frame) -> Frame:
    """Let text that is not known be ``None``, never NaN."""
    texts = [name for name in frame.columns if name in _MAYBE_NONE]
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in texts})


def _hash(facts: tuple[object, ...], frames: Mapping[str, pd.DataFrame | None]) -> str:
    digest = hashlib.sha256(repr([str(fact) for fact in facts]).encode())
    for name, frame in frames.items():
        digest.update(f"\n{name}".encode())
        if frame is not None:
            digest.update(repr(list(frame.columns)).encode())
            digest.update("".join(sorted(_rows(frame))).encode())
    return digest.hexdigest()


def _rows(frame: pd.DataFrame) -> list[str]:
    """Digest each row, its label included where the rows have names; geometry to the millimetre, rings in one order."""
    columns = [_cells(frame[name]) for name in frame.columns]
    if not isinstance(frame.index, pd.RangeIndex):
        columns.insert(0, [str(label) for label in frame.index])
    return [hashlib.sha256("\x1f".join(cells).encode()).hexdigest() for cells in zip(*columns, strict=True)]


def _cells(column: pd.Series) -> list[str]:
    if isinstance(column, gpd.GeoSeries):
        geometries: GeometryArray = column.to_numpy()
        rounded = shapely.transform(geometries, lambda xy: np.round(xy / _HASH_GRID_M) * _HASH_GRID_M + 0.0)
        return [str(text) for text in shapely.to_wkt(shapely.normalize(rounded), rounding_precision=3)]
    if pd.api.types.is_float_dtype(column.dtype):
        return [f"{value:.3f}" for value in column]
    return ["" if value is None or value is pd.NA or value != value else str(value) for value in column]
