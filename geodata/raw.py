"""What a file holds before its meaning is understood: layers and tables as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.record import Finding

type Read = tuple[list[RawLayer], list[Finding]]
"""Layers of one file, and what was found while reading it."""


@dataclass(frozen=True, eq=False)
class RawLayer:
    """One layer or table as the file holds it.

    Attributes
    ----------
    file
        Its file name, part included: never the folder, which is of no concern to those who read the results.
    frame
        All rows and columns; a ``GeoDataFrame`` where the layer has geometry. Index: number of the row in the file
        (text and sheets: the line, so that the first row below a header is 2) or of the feature, from 1.
    crs
        Coordinate system that the file states, as text that pyproj reads, or ``None``.
    dbase
        Encoding of a dBase table, whose headers are cut after ten bytes; ``None`` for any other kind of file.
    encoding
        Encoding that its text was read in; ``None`` where the format leaves no choice.
    """

    file: str
    frame: pd.DataFrame
    crs: str | None = None
    dbase: str | None = None
    encoding: str | None = None

    @property
    def has_geometry(self) -> bool:
        """Whether the layer has geometry of its own, rather than coordinates in columns."""
        return isinstance(self.frame, gpd.GeoDataFrame)

    def row(self, number: int) -> tuple[str, str]:
        """Name a row of the file for messages, in Chinese and English."""
        if self.has_geometry:
            return f"{self.file} 第 {number} 个要素", f"{self.file} feature {number}"
        return f"{self.file} 第 {number} 行", f"{self.file} row {number}"


@dataclass(frozen=True, eq=False)
class RawInputs:
    """Everything a user handed in, unread in meaning.

    Attributes
    ----------
    layers
        Role (option name) → its layers: one, but for roads (a node and a link table) and roles not given (none).
    hashes
        SHA-256 of each file, by its file name, without the part; of two that share a name the second is called
        ``NAME (2)``. A shapefile's is over all its files.
    findings
        What was found or assumed while reading.
    """

    layers: Mapping[str, tuple[RawLayer, ...]]
    hashes: Mapping[str, str]
    findings: tuple[Finding, ...]
