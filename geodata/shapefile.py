"""What GDAL leaves to the reader of a shapefile: the files beside it, and the encoding of its table."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata import encoding
from geodata.errors import UnreadableFileError
from geodata.record import Finding, Severity

SUFFIXES = (".shp", ".dbf")
BYTE_FOR_BYTE = "ISO-8859-1"
"""Encoding to read the table in, so that :func:`decoded` finds its bytes again."""

_HEAD_BYTES = 64


def check_siblings(path: Path, *, file: str) -> list[Finding]:
    """Look for the files that a shapefile cannot do without.

    Raises
    ------
    UnreadableFileError
        Where the ``.shx`` file is missing.
    """
    if path.suffix.lower() != ".shp":
        return []
    if sibling(path, ".shx") is None:
        raise UnreadableFileError(
            f"{file}：缺少同名的 .shx 文件；请把 .shp .shx .dbf .prj 一并提供",
            f"{file}: its .shx file is missing; hand in .shp, .shx, .dbf and .prj together",
            file=file,
        )
    if sibling(path, ".dbf") is None:
        return [
            Finding(
                "file.no_table", Severity.ERROR,
                f"{file}：缺少同名的 .dbf 文件，要素没有任何属性；请一并提供",
                f"{file}: its .dbf file is missing, so no feature has an attribute; hand it in too",
                file=file,
            )
        ]
    return []


def decoded(frame: pd.DataFrame, path: Path, *, file: str) -> tuple[pd.DataFrame, str, list[Finding]]:
    """Decode names and values that were read byte for byte.

    Returns
    -------
    frame, charset, findings
        The table, its encoding, and the assumption where the files do not state it.
    """
    texts = [i for i, dtype in enumerate(frame.dtypes) if pd.api.types.is_string_dtype(dtype)]
    values = [value for i in texts for value in frame.iloc[:, i] if isinstance(value, str)]
    label, table = (head(path, suffix) for suffix in (".cpg", ".dbf"))
    charset, stated = encoding.of_shapefile(
        [*map(str, frame.columns), *values],
        label=None if label is None else label.decode("latin-1"), table_head=table or b"",
    )
    names = _distinct([encoding.decode(str(column), charset) for column in frame.columns])
    columns = {
        name: _decoded_column(frame.iloc[:, i], charset) if i in texts else frame.iloc[:, i]
        for i, name in enumerate(names)
    }
    result = pd.DataFrame(columns, index=frame.index)
    if isinstance(frame, gpd.GeoDataFrame):
        result = gpd.GeoDataFrame(result, geometry=names[frame.columns.get_loc(frame.geometry.name)], crs=frame.crs)
    return result, charset, [] if stated else [encoding.assumed(charset, file)]


def sibling(path: Path, suffix: str) -> Path | None:
    """Find the file of the same name with another suffix, in lower or upper case."""
    candidates = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def head(path: Path, suffix: str) -> bytes | None:
    """Give the first bytes of a file beside it, or ``None``."""
    found = sibling(path, suffix)
    if found is None:
        return None
    with found.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _decoded_column(column: pd.Series, charset: str) -> pd.Series:
    cells = [encoding.decode(cell, charset) if isinstance(cell, str) else None for cell in column]
    return pd.Series(cells, index=column.index, dtype=object)


def _distinct(names: list[str]) -> list[str]:
    """Number names that became equal once cut and decoded."""
    result: list[str] = []
    for name in names:
        candidate, n = name, 1
        while candidate in result:
            n += 1
            candidate = f"{name}_{n}"
        result.append(candidate)
    return result
