"""The parts of a file that can be named as ``FILE#PART``: sheets, layers, members of an archive."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import pyogrio

from geodata import archive, reading, signatures
from geodata.errors import GeodataError, UnreadableFileError
from geodata.signatures import Kind

MOST_PARTS = 50
"""Nobody maps more parts of one file than this; the others can still be named."""


def list_parts(path: Path) -> tuple[str | None, ...]:
    """List what can be read of a file, each as the part to name; ``None`` stands for a file that is one whole.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    UnreadableFileError
        Where the file is not what its name says, or damaged.
    UnsafeArchiveError, EncryptedFileError
        Where an archive is refused; see :func:`geodata.archive.check`.
    """
    with path.open("rb") as file:
        start = file.read(signatures.HEAD_BYTES)
    match signatures.kind_of(path, start, file=path.name):
        case Kind.ARCHIVE if path.suffix.lower() != ".kmz":
            return tuple(_members(path)[:MOST_PARTS])
        case Kind.WORKBOOK:
            return _or_whole(reading.sheet_names(path))
        case Kind.VECTOR:
            return _or_whole(_layers(path))
        case _:
            return (None,)


def _or_whole(parts: list[str]) -> tuple[str | None, ...]:
    return (None,) if len(parts) < 2 else tuple(parts[:MOST_PARTS])


def _members(path: Path) -> list[str | None]:
    """List the readable members of an archive, those that have parts of their own as ``MEMBER#PART``."""
    members = archive.members(path, file=path.name)
    if len(members) < 2:
        members = [""]  # only one can be meant: it need not be named, its parts do
    found: list[str | None] = []
    for member in members[:MOST_PARTS]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                taken, _ = archive.extract(path, member or None, Path(folder), file=path.name)
                parts = list_parts(taken)
            except GeodataError:
                if not member:
                    raise
                parts = (None,)  # it is listed, and says what is wrong when it is read
        found += [member or None if part is None else f"{member}#{part}" for part in parts]
    return found


def _layers(path: Path) -> list[str]:
    if path.suffix.lower() in (".shp", ".dbf"):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [str(layer) for layer, _ in pyogrio.list_layers(path)]
    except pyogrio.errors.DataSourceError as error:
        raise UnreadableFileError(
            f"{path.name}：无法读取；请用 GIS 软件打开检查后重新导出",
            f"{path.name}: cannot be read; open it in a GIS and export it again",
            file=path.name,
        ) from error
