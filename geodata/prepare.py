"""From files to a Dataset: the table of contents of this package.

Each step takes values and returns new ones; `record` collects what the step found, repaired or assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata import adjacency, cells, coverage, datum, fields, reading, splitting, territory, walking
from geodata.dataset import Dataset, freeze
from geodata.datum import Datum
from geodata.record import Record


@dataclass(frozen=True)
class InputFiles:
    """What a user hands in.

    Attributes
    ----------
    areas, barriers, facilities, subdistricts, buildings
        A path, with ``#PART`` for a sheet, layer or archive member.
    roads
        One file of lines or GraphML, or a node table and a link table.
    columns
        Role (option name: ``areas``, ``roads``, …) → our field → the file's column.
    crs
        ``EPSG:n``, ``local`` or ``local:SX,SY``; overrides what the files say.
    datum
        Overrides the datum of the AREAS file.
    """

    areas: str
    roads: tuple[str, ...] = ()
    barriers: str | None = None
    facilities: str | None = None
    subdistricts: str | None = None
    buildings: str | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    crs: str | None = None
    datum: Datum | None = None


def prepare(files: InputFiles, *, split_above: int | None = None) -> Dataset:
    """Read, check, repair, tile and connect one district.

    Parameters
    ----------
    files
        The input files.
    split_above
        Areas with more households than this are split into several units; ``None`` splits nothing.

    Raises
    ------
    GeodataError
        Where a file cannot be used; see :mod:`geodata.errors`.
    """
    record = Record()
    raw = reading.read_inputs(files)
    tables = fields.understand(raw, files.columns, record)
    tables, crs = datum.to_working(tables, crs=files.crs, told=files.datum, record=record)
    areas = coverage.repair_areas(tables.areas, record)
    areas, subdistricts, unplaced, known = territory.place(areas, tables.subdistricts, record)
    lines = tables.lines
    units = cells.tile(areas, subdistricts, lines, record)
    units = splitting.split_oversized(units, areas, tables.buildings, lines, above=split_above, record=record)
    borders = adjacency.find_borders(units, lines, areas)
    network = walking.build_network(tables.roads, units, record)
    facilities = territory.locate_facilities(tables.facilities, units, record)
    return freeze(
        tables, crs=crs, areas=areas, units=units, borders=borders, subdistricts=subdistricts, known=known,
        facilities=facilities, lines=lines, network=network, unplaced=unplaced, record=record, inputs=raw.hashes,
    )
