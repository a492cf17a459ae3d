"""SVG in millimetres: paths from coordinates, words with a white edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from app.papers.frame import Frame
from app.papers.streets import Path
from app.papers.words import clean

_DIGITS = 2
"""A hundredth of a millimetre: 15 cm on the ground at 1:15,000."""


def rings(geometry: Mapping[str, Any] | None) -> Iterator[list[list[float]]]:
    """Return the lines of a GeoJSON geometry: its rings, or its ways."""
    if geometry is None:
        return
    kind, at = geometry["type"], geometry.get("coordinates")
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings(part)
    elif kind == "LineString":
        yield at
    elif kind in ("Polygon", "MultiLineString"):
        yield from at
    elif kind == "MultiPolygon":
        for polygon in at:
            yield from polygon


def on_paper(geometry: Mapping[str, Any] | None, frame: Frame) -> list[Path]:
    """Return the lines of a geometry in millimetres; what lies wholly off the paper is left out."""
    found = []
    for ring in rings(geometry):
        places = np.asarray(ring, dtype=float)[:, :2]
        moved = np.column_stack([frame.x(places[:, 0]), frame.y(places[:, 1])])
        low, high = moved.min(axis=0), moved.max(axis=0)
        if high[0] >= 0 and high[1] >= 0 and low[0] <= frame.width_mm and low[1] <= frame.height_mm:
            found.append(moved)
    return found


def path_of(geometry: Mapping[str, Any] | None, frame: Frame) -> str:
    """Return the path of a geometry; blank where none of it is on the paper."""
    is_area = geometry is not None and geometry["type"].endswith("Polygon")
    return "".join(way(places, is_closed=is_area) for places in on_paper(geometry, frame))


def way(places: Path, *, is_closed: bool = False) -> str:
    """Return the path along some places on paper."""
    points = "L".join(f"{x:.{_DIGITS}f} {y:.{_DIGITS}f}" for x, y in places.tolist())
    return f"M{points}{'Z' if is_closed else ''}"


def tag(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; ``_`` in the name of an attribute is written as ``-``, ``None`` leaves it out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}" for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def shape(d: str, **attributes: object) -> str:
    """Return a path; nothing where it is blank."""
    return tag("path", d=d, **attributes) if d else ""


def text(
    content: str, x: float, y: float, size: float, *, family: str, colour: str, is_bold: bool = False,
    edge_mm: float = 0.8, anchor: str = "middle", angle: float | None = None,
) -> str:
    """Return words with a white edge, so that they can be read over lines."""
    edge = {"stroke": "#FFFFFF", "stroke_width": edge_mm, "stroke_linejoin": "round", "paint_order": "stroke"}
    return tag(
        "text", escape(clean(content)), x=f"{x:.2f}", y=f"{y:.2f}", font_size=size, font_family=family,
        font_weight=700 if is_bold else 400, fill=colour, text_anchor=anchor, **(edge if edge_mm else {}),
        transform=None if angle is None else f"rotate({angle:.2f} {x:.2f} {y:.2f})",
    )


def joined(parts: Iterable[str]) -> str:
    """Put elements one after the other."""
    return "".join(parts)
