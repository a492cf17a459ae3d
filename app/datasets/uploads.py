"""Uploads: streamed into blobs under a limit, names made harmless, the files of a shapefile gathered into one input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from app.datasets.errors import UploadTooLargeError
from app.datasets.inputs import InputFile, Piece
from app.storage.models import new_id

SHAPES = ".shp"
COMPANIONS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"})
"""Suffixes of what belongs to a ``.shp`` of the same name."""

LONGEST_NAME_BYTES, LONGEST_SUFFIX = 200, 12
UNNAMED = "unnamed"
CHUNK_BYTES = 1 << 20
MB = 1_000_000
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def safe_name(name: str) -> str:
    """Return the last part of an uploaded name as it can stand in a folder: no separator, no control character.

    Quotes, angle brackets and marks of writing direction stay: they are text, and shown as text.
    """
    last = _UNUSABLE.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rstrip("/").rpartition("/")[2]
    path = PurePosixPath(last.strip() or UNNAMED)
    if not path.stem.strip("."):
        return UNNAMED
    suffix = path.suffix[:LONGEST_SUFFIX]
    stem = path.stem.encode()[: LONGEST_NAME_BYTES - len(suffix.encode())].decode(errors="ignore")
    return stem + suffix


async def limited(stream: AsyncIterator[bytes], limit_mb: int) -> AsyncGenerator[bytes]:
    """Pass on the body of a request until it is larger than allowed.

    Raises
    ------
    UploadTooLargeError
        As soon as it is: whatever it said of its own length.
    """
    left = limit_mb * MB
    async for chunk in stream:
        left -= len(chunk)
        if left < 0:
            raise UploadTooLargeError(limit_mb)
        yield chunk


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Read a file piece by piece."""
    file.seek(0)
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def gather(files: Iterable[InputFile], pieces: Iterable[Piece]) -> tuple[InputFile, ...]:
    """Add uploaded files to those that are there: each an input, what belongs to a shapefile beside its ``.shp``.

    A companion uploaded before its ``.shp`` waits as an input of its own. A companion uploaded twice replaces the
    first.

    Parameters
    ----------
    files
        Inputs of the dataset so far; their identifiers stay.
    pieces
        What was uploaded.
    """
    everything = [*files, *(InputFile(new_id(), piece.name, piece.size, piece.blob) for piece in pieces)]
    shapes = {_stem(file.name): file for file in everything if _suffix(file.name) == SHAPES}
    beside: dict[str, dict[str, Piece]] = {
        stem: {_suffix(piece.name): piece for piece in file.beside} for stem, file in shapes.items()
    }
    kept = []
    for file in everything:
        stem = _stem(file.name)
        if _suffix(file.name) in COMPANIONS and stem in shapes:
            suffix = _suffix(file.name)
            name = PurePosixPath(shapes[stem].name).stem + suffix
            beside[stem][suffix] = Piece(name, file.size, file.blob)
        else:
            kept.append(file)
    return tuple(
        InputFile(file.file_id, file.name, file.size, file.blob, tuple(beside[_stem(file.name)].values()))
        if shapes.get(_stem(file.name)) is file else file
        for file in kept
    )


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.casefold()


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
