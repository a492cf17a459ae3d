"""Which letters a font file can print: its character map, read without a font library.

Typst draws a box for a letter that no font has; this finds such letters before anything is set.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_EAST_ASIAN = 0x2E80
"""Below this every machine's fonts have what our papers use."""

_COLLECTION = b"ttcf"
_UNICODE = {(3, 10), (0, 4), (0, 6), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0)}

type Ranges = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""First and last code point of every range, in order."""


def missing_letters(text: Iterable[str], fonts: Iterable[tuple[Path, int]]) -> set[str]:
    """Return the Chinese letters of a text that none of some fonts has.

    Parameters
    ----------
    fonts
        File and number of the font in it; one that cannot be read has none.
    """
    left = {
        letter for letter in set(text) if ord(letter) >= _EAST_ASIAN and unicodedata.category(letter) in ("Lo", "Co")
    }
    for path, index in fonts:
        if not left:
            break
        ranges = _ranges(path, index)
        if ranges is None:
            continue
        codes = np.array([ord(letter) for letter in left])
        at = np.searchsorted(ranges[0], codes, side="right") - 1
        is_there = (at >= 0) & (codes <= ranges[1][at])
        left -= {chr(code) for code in codes[is_there].tolist()}
    return left


@cache
def _ranges(path: Path, index: int) -> Ranges | None:
    """Read the character map of a font; ``None`` where it is of a kind that is not known here."""
    try:
        return _read(path.read_bytes(), index)
    except (OSError, struct.error, ValueError):
        return None


def _read(data: bytes, index: int) -> Ranges | None:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == _COLLECTION else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    tables = (struct.unpack_from(">4sIII", data, start + 12 + 16 * k) for k in range(count))
    table = next((offset for tag, _, offset, _ in tables if tag == b"cmap"), None)
    if table is None:
        return None
    maps = [struct.unpack_from(">HHI", data, table + 4 + 8 * k)
            for k in range(struct.unpack_from(">H", data, table + 2)[0])]
    found = [_subtable(data, table + offset) for platform, kind, offset in maps if (platform, kind) in _UNICODE]
    known = [ranges for ranges in found if ranges is not None]
    return max(known, key=lambda ranges: int((ranges[1] - ranges[0] + 1).sum()), default=None)


def _subtable(data: bytes, at: int) -> Ranges | None:
    """Read a subtable of format 12 (all planes) or 4 (the first)."""
    form = struct.unpack_from(">H", data, at)[0]
    if form == 12:
        groups = np.frombuffer(data, ">u4", 3 * struct.unpack_from(">I", data, at + 12)[0], at + 16).reshape(-1, 3)
        return groups[:, 0].astype(np.int64), groups[:, 1].astype(np.int64)
    if form == 4:
        segments = struct.unpack_from(">H", data, at + 6)[0] // 2
        ends = np.frombuffer(data, ">u2", segments, at + 14).astype(np.int64)
        starts = np.frombuffer(data, ">u2", segments, at + 16 + 2 * segments).astype(np.int64)
        return starts, ends
    return None
