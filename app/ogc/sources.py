"""Where the collections of plans come from: drawn plans at a version, plan folders, frozen plan folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyproj import Transformer
from sqlalchemy.orm import Session

from app.approval.frozen_folder import unpacked
from app.layers import plan_layers
from app.maps.sheet import sheet_from_folder
from app.ogc import fields
from app.ogc.areas import bounds_of
from app.ogc.frames import FrameLayer
from app.ogc.layer import Field
from app.ogc.systems import CRS84, Box, uri_of
from app.plans.exports import unit_frame
from app.plans.ground import plan_dataset
from app.plans.memory import Memory
from app.plans.opinions import judge_version, open_version
from app.storage.blobs import BlobMissingError
from app.storage.models import DatasetRow
from app.workspace import Workspace
from geodata.crs import WGS84
from geodata.errors import UnreadableFileError
from geodata.keeping import recall_systems

UNITS, COMMUNITIES, FACILITIES = "units", "communities", "facilities"
FIELDS: Mapping[str, tuple[Field, ...]] = {
    UNITS: fields.UNITS, COMMUNITIES: fields.COMMUNITIES, FACILITIES: fields.FACILITIES,
}
"""Layer of a plan → its properties, the identifier first."""

_layers: Memory[tuple[str, str], FrameLayer] = Memory(9)
"""By what decides the content, and layer: three plans may be paged through at once."""
_grounds: Memory[str, Ground | None] = Memory(2_000)


@dataclass(frozen=True)
class Ground:
    """Where something lies.

    Attributes
    ----------
    systems
        URIs of the systems in which it is given out: CRS84, and last that of the files.
    box
        Bounds in CRS84.
    """

    systems: tuple[str, ...]
    box: Box | None


def ground_of(workspace: Workspace, session: Session, row: DatasetRow) -> Ground | None:
    """Return where a frozen dataset lies; ``None`` where it has no place on Earth, or cannot be read."""
    def read() -> Ground | None:
        assert row.kept is not None, "a frozen dataset is kept"
        try:
            working, source = recall_systems(workspace.blobs.path(row.kept))
        except (BlobMissingError, UnreadableFileError):
            return None  # whoever opens it is told; one that is lost must not hide the others
        return None if working.startswith("local:") else Ground(_systems(source), bounds_of(session, row.id))

    return _grounds.get(row.id, read)


def ground_of_folder(folder: Path) -> Ground | None:
    """Return where a plan folder lies; ``None`` where it has no place on Earth, or no layers that can be read."""
    path = folder / "plan.gpkg"
    return _ground_of_file(path, path.stat().st_mtime_ns) if path.is_file() else None


def drawn_layer(workspace: Workspace, plan_id: str, version: int | None, layer: str) -> FrameLayer:
    """Return a layer of a version of a plan, the newest where none is named; not to be called inside a transaction.

    Raises
    ------
    VersionNotFoundError
        Where the plan has no such version.
    """
    opened = open_version(workspace, plan_id, version)

    def draw() -> FrameLayer:
        if layer == UNITS:
            dataset = plan_dataset(workspace, opened.plan, opened.drawing)
            frame = unit_frame(dataset, opened.drawing)
        else:
            frame = plan_layers(judge_version(workspace, opened)).get(layer)
        return FrameLayer(frame, FIELDS[layer])

    return _layers.get((opened.hash, layer), draw)


def folder_layer(folder: Path, layer: str) -> FrameLayer:
    """Return a layer of a plan folder, read anew when a file of it has changed.

    Raises
    ------
    PlanUnreadableError
        Where a file is missing or cannot be read.
    """
    changed = [path.stat().st_mtime_ns for path in sorted(folder.glob("plan.*"))]
    return _layers.get((f"{folder} {changed}", layer), lambda: _read(folder, layer))


def frozen_layer(workspace: Workspace, frozen: str, layer: str) -> FrameLayer:
    """Return a layer of a frozen plan folder."""
    def read() -> FrameLayer:
        with unpacked(workspace.blobs.get(frozen)) as folder:
            return _read(folder, layer)

    return _layers.get((frozen, layer), read)


def _read(folder: Path, layer: str) -> FrameLayer:
    sheet = sheet_from_folder(folder)
    frames: Mapping[str, gpd.GeoDataFrame | None] = {
        UNITS: sheet.units, COMMUNITIES: sheet.communities, FACILITIES: sheet.facilities,
    }
    return FrameLayer(frames[layer], FIELDS[layer])


def _systems(source: str | None) -> tuple[str, ...]:
    uri = uri_of(source)
    return (CRS84,) if uri is None else (CRS84, uri)


@lru_cache(maxsize=500)
def _ground_of_file(path: Path, _changed: int) -> Ground | None:
    try:
        told = pyogrio.read_info(path, layer=UNITS, force_total_bounds=True)
    except pyogrio.errors.DataSourceError:
        return None
    system = told["crs"]
    if system is None or "undefined" in system.lower():
        return None
    way = Transformer.from_crs(system, WGS84, always_xy=True)
    west, south, east, north = way.transform_bounds(*told["total_bounds"])
    return Ground(_systems(system), (west, south, east, north))
