"""The plan folder of a frozen version: opened from its archive, exactly as it was exported."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd

from app.approval.errors import PartNotFoundError
from app.maps.payload import plan_data
from app.maps.sheet import as_shown, sheet_from_folder
from app.plans.memory import Memory
from app.storage.cases import CaseRow, SubmissionRow
from app.workspace import Workspace

_sheets: Memory[str, dict[str, Any]] = Memory(8)
_units: Memory[str, gpd.GeoDataFrame] = Memory(8)


def version_of(case: CaseRow, rows: list[SubmissionRow], number: int) -> SubmissionRow:
    """Return a frozen version of a case.

    Raises
    ------
    PartNotFoundError
        Where there is none of this number.
    """
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise PartNotFoundError(
            f"{case.number} 没有第 {number} 次提交", f"{case.number} has no submission {number}"
        )
    return row


@contextmanager
def unpacked(content: bytes) -> Iterator[Path]:
    """Unpack an archive of ours into a folder that goes away again."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "plan"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)
        yield folder


def frozen_sheet(workspace: Workspace, row: SubmissionRow) -> Mapping[str, Any]:
    """Return what the sheet of a frozen version draws, see :func:`app.maps.payload.plan_data`."""
    def read() -> dict[str, Any]:
        with unpacked(workspace.blobs.get(row.frozen)) as folder:
            return dict(plan_data(sheet_from_folder(folder)))

    return _sheets.get(row.frozen, read)


def frozen_units(workspace: Workspace, row: SubmissionRow) -> gpd.GeoDataFrame:
    """Return the units of a frozen version as they are shown: index ``unit_id``; columns as in the sheet."""
    def read() -> gpd.GeoDataFrame:
        with unpacked(workspace.blobs.get(row.frozen)) as folder:
            shown = as_shown(sheet_from_folder(folder).units)
        assert shown is not None
        return shown.set_index("unit_id")

    return _units.get(row.frozen, read)
