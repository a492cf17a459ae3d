"""What uploaded files hold, part by part: rows, shapes, columns; read by the same reader as a check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from app.datasets.inputs import InputFile, on_disk
from app.storage.blobs import BlobStore
from geodata.errors import GeodataError
from geodata.parts import list_parts
from geodata.raw import RawLayer
from geodata.reading import read_file
from geodata.values import text

SAMPLE_ROWS = 5_000
"""So many rows of each layer are looked at to tell its columns; a check reads all of them."""

FILES_KEPT = 32


@dataclass(frozen=True)
class Column:
    """One column of a part.

    Attributes
    ----------
    sample
        The first value that is not empty, as text.
    filled
        Cells that are not empty, among the rows looked at.
    """

    name: str
    sample: str | None
    filled: int


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a file.

    Attributes
    ----------
    part
        What to write after ``#``; ``None`` where the file is one whole.
    rows
        Rows or features, over all layers.
    shapes
        Kind of geometry and how many, the most frequent first; empty for a table.
    layers
        The first rows: one layer, of a GraphML file nodes and links.
    problem
        Chinese and English: why it cannot be read.
    """

    part: str | None
    rows: int = 0
    shapes: tuple[tuple[str, int], ...] = ()
    encoding: str | None = None
    crs: str | None = None
    layers: tuple[RawLayer, ...] = ()
    problem: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all layers, in the order of the file."""
        return tuple(column for layer in self.layers for column in _columns(layer))


def survey(file: InputFile, blobs: BlobStore) -> tuple[Part, ...]:
    """Read a file and say what it holds; a file that cannot be read is one part with a problem."""
    pieces = tuple((piece.name, piece.size, piece.blob) for piece in file.pieces)
    return _survey(pieces, file, _Folder(blobs))


class _Folder:
    """A store of blobs as part of a key that is always the same: blobs are known by their content."""

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Folder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=FILES_KEPT)
def _survey(_pieces: tuple[tuple[str, int, str], ...], file: InputFile, at: _Folder) -> tuple[Part, ...]:
    with on_disk((file,), at.blobs) as paths:
        path = paths[file.file_id]
        try:
            parts = list_parts(path)
        except GeodataError as error:
            return (Part(None, problem=(error.message_zh, error.message_en)),)
        return tuple(_read(path, part) for part in parts)


def _read(path: Path, part: str | None) -> Part:
    try:
        layers, _ = read_file(str(path) if part is None else f"{path}#{part}")
    except GeodataError as error:
        return Part(part, problem=(error.message_zh, error.message_en))
    shapes = Counter(
        str(kind) for layer in layers if isinstance(layer.frame, gpd.GeoDataFrame)
        for kind in layer.frame.geometry.geom_type.dropna()
    )
    return Part(
        part, rows=sum(len(layer.frame) for layer in layers), shapes=tuple(shapes.most_common()),
        encoding=layers[0].encoding, crs=layers[0].crs,
        layers=tuple(replace(layer, frame=layer.frame.head(SAMPLE_ROWS)) for layer in layers),
    )


def _columns(layer: RawLayer) -> list[Column]:
    frame = layer.frame
    hidden = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    found = []
    for name in map(str, frame.columns):
        if name == hidden:
            continue
        cells = frame[name]
        filled = cells.notna()
        first = cells[filled].iloc[0] if filled.any() else None
        found.append(Column(name, text(first), int(filled.sum())))
    return found
