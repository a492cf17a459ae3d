"""``sizhi check``: what input files hold, what was repaired and assumed."""

from __future__ import annotations

import typer

from app.checks import checking, printing
from app.commands.exits import DONE, FINDINGS
from app.commands.options import (
    Adjacency,
    Areas,
    Barriers,
    Basis,
    Buildings,
    Columns,
    Crs,
    DatumOption,
    Facilities,
    Json,
    Out,
    Roads,
    Subdistricts,
)
from app.commands.results import try_folder
from app.documents import as_json
from app.inputs import input_files
from app.progress import reporting


def check(
    areas: Areas, roads: Roads = None, barriers: Barriers = None, facilities: Facilities = None,
    subdistricts: Subdistricts = None, buildings: Buildings = None, adjacency: Adjacency = None,
    columns: Columns = None, crs: Crs = None,
    datum: DatumOption = None, basis: Basis = None, out: Out = None, json: Json = False,
) -> None:
    """Check input files; exit 1 where one holds an error."""
    files = input_files(
        areas, roads=roads or (), barriers=barriers, facilities=facilities, subdistricts=subdistricts,
        buildings=buildings, adjacency=adjacency, columns=columns or (), crs=crs, datum=datum,
        household_basis=basis,
    )
    try_folder(out)
    with reporting() as report:
        checked = checking.check(files, report=report)
        if out is not None:
            checking.write(checked, out)
    print(as_json(checked.document) if json else printing.printed(checked.report, out))
    raise typer.Exit(FINDINGS if checked.report.has_errors else DONE)
