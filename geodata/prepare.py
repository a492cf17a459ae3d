"""From files to a Dataset: the table of contents of this package.

Each step takes values and returns new ones; `record` collects what the step found, repaired or assumed.
"""

from __future__ import annotations

from geodata import (
    adjacency,
    border_report,
    cells,
    coverage,
    datum,
    declared,
    fields,
    gates,
    network,
    network_report,
    reading,
    sources,
    splitting,
    stacks,
    territory,
    undecided,
)
from geodata.dataset import Dataset, freeze
from geodata.input_files import InputFiles
from geodata.record import Record


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
    tables = fields.understand(raw, files.columns, record, basis=files.household_basis)
    tables, crs = datum.to_working(tables, crs=files.crs, told=files.datum, record=record)
    areas = coverage.repair_areas(tables.areas, record)
    lines = tables.lines
    areas, subdistricts, unplaced, known = territory.place(areas, tables.subdistricts, lines, record)
    units = cells.tile(areas, subdistricts, lines, record)
    units = splitting.split_oversized(units, areas, tables.buildings, lines, above=split_above, record=record)
    open_areas = undecided.list_undecided(areas, units, record)
    told = declared.read_declared(raw.layers, files.columns, record)
    borders = adjacency.find_borders(units, lines, areas, roads=tables.roads, declared=told)
    border_report.report_borders(units, borders, roads_known=tables.roads is not None, record=record)
    services, doors = gates.take_gates(tables.facilities, areas, record)
    stacks.report_facilities(services, record)
    facilities = territory.locate_facilities(services, units, record)
    ways = network.make_network(tables.roads)
    network_report.report_network(ways, tables.roads, record)
    network_report.report_joining(ways, units, gates.unit_places(units, areas, doors), record)
    return freeze(
        tables, crs=crs, areas=areas, units=units, borders=borders, subdistricts=subdistricts, known=known,
        facilities=facilities, lines=lines, network=ways, unplaced=unplaced, record=record, inputs=raw.hashes,
        gates=doors, undecided=open_areas, sources=sources.list_sources(raw, crs.datums),
    )
