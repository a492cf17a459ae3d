"""What was read: every file that was handed in, as it was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.headers import coordinate_columns
from geodata.raw import RawInputs, RawLayer

if TYPE_CHECKING:
    from geodata.domain import Datum


@dataclass(frozen=True)
class Source:
    """One layer or table as it was read.

    Attributes
    ----------
    role
        The option that it was given under.
    file
        Its file name, part included.
    rows
        Rows or features below the header.
    shapes
        How many rows hold which kind of geometry (``Polygon``, ``Point`` …); empty for a table.
    encoding
        Encoding of its text; ``None`` where the format leaves no choice.
    crs
        System that the file states, ``None`` where it states none.
    datum
        Datum that it was taken for; ``None`` for a table without places, or on no place on Earth.
    """

    role: str
    file: str
    rows: int
    shapes: tuple[tuple[str, int], ...]
    encoding: str | None
    crs: str | None
    datum: Datum | None


def list_sources(raw: RawInputs, datums: Mapping[str, Datum]) -> tuple[Source, ...]:
    """List what was read, in the order of the options.

    Parameters
    ----------
    datums
        Option name → datum that the layer was taken for.
    """
    return tuple(
        Source(
            role, layer.file, len(layer.frame), _shapes(layer), layer.encoding, layer.crs,
            datums.get(role) if _has_places(layer) else None,
        )
        for role, layers in raw.layers.items() for layer in layers
    )


def _has_places(layer: RawLayer) -> bool:
    columns = layer.frame.columns
    return layer.has_geometry or all(coordinate_columns(columns, side) for side in ("x", "y"))


def _shapes(layer: RawLayer) -> tuple[tuple[str, int], ...]:
    if not layer.has_geometry:
        return ()
    return tuple(Counter(str(kind) for kind in layer.frame.geometry.geom_type.dropna()).most_common())
