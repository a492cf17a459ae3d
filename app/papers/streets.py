"""Streets on paper: how wide they are drawn, and where their names can stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.papers.frame import Frame
from app.papers.placing import Box, Places
from app.papers.words import letters

type Path = npt.NDArray[np.float64]
"""Places on paper, millimetres, shape (n, 2)."""

PIXEL_MM = 25.4 / 96
CLASS_WIDTHS: Mapping[str, tuple[float, float]] = {
    "快速路": (40, 2.5), "主干路": (32, 2.5), "次干路": (24, 2), "支路": (14, 1), "内部道路": (6, 0),
    "motorway": (34, 2.5), "trunk": (34, 2.5), "primary": (32, 2.5), "arterial": (32, 2.5), "secondary": (24, 2),
    "tertiary": (16, 1.5), "residential": (10, 1), "unclassified": (10, 1), "living_street": (8, 1), "service": (6, 0),
    "footway": (3, 0), "path": (3, 0),
}
"""Class of road → width on the ground in metres, least width in pixels: as app/assets/sheet/ground.js has them."""

KIND_WIDTHS: Mapping[str, tuple[float, float]] = {
    "road": (12, 1), "arterial": (32, 2.5), "river": (36, 2.5), "rail": (0, 1.2), "wall": (0, 1.2),
}

NAME_MM = 2.5
_LETTER_MM = 3.0
_STRAIGHT = 0.985
_STEP_MM = 4.0
_MOST_NAMES = 60
_MOST_TRIES = 200
_NARROWEST_MM = 0.26


@dataclass(frozen=True)
class Name:
    """A name along a street: its middle in millimetres, its angle in degrees, clockwise."""

    text: str
    x: float
    y: float
    angle: float


def width_mm(line: Mapping[str, Any], frame: Frame) -> float:
    """Return how wide a street, river or railway is on paper."""
    metres, least = CLASS_WIDTHS.get(line.get("road_class") or "") or KIND_WIDTHS.get(line["kind"], KIND_WIDTHS["road"])
    return max(least * PIXEL_MM, metres / frame.per_mm)


def find_names(
    lines: Iterable[tuple[Mapping[str, Any], Sequence[Path]]], frame: Frame, places: Places
) -> list[Name]:
    """Find where names stand: once each, the widest streets first, where a stretch is straight and free.

    Parameters
    ----------
    lines
        Each line with its paths on paper.
    places
        What is taken; the names found are added.
    """
    by_name: dict[str, tuple[float, list[Path]]] = {}
    for line, paths in lines:
        if line.get("name") and line["kind"] != "wall":
            width, known = by_name.get(line["name"], (0.0, []))
            by_name[line["name"]] = (max(width, width_mm(line, frame)), [*known, *paths])
    found: list[Name] = []
    for text, (width, paths) in sorted(by_name.items(), key=lambda item: (-item[1][0], item[0])):
        if len(found) >= _MOST_NAMES or width < _NARROWEST_MM:
            break
        name = _best(text, paths, frame, places)
        if name is not None:
            found.append(name)
    return found


def text_width(text: str, letter_mm: float) -> float:
    """Return about how wide a text is on paper."""
    return letters(text) * letter_mm


def _best(text: str, paths: Sequence[Path], frame: Frame, places: Places) -> Name | None:
    need = text_width(text, _LETTER_MM) + 3
    spots = [spot for path in paths for spot in _stretches(path, need)]
    middle = frame.width_mm / 2, frame.height_mm / 2
    spots.sort(key=lambda spot: math.hypot(spot[0] - middle[0], spot[1] - middle[1]))
    for x, y, angle in spots:
        turned = abs(math.cos(angle)), abs(math.sin(angle))
        box = Box.around(x, y, turned[0] * need + 3, turned[1] * need + 3)
        if box.is_within(2, 5, frame.width_mm - 2, frame.height_mm - 5) and places.take(box):
            return Name(text, x, y, math.degrees(angle))
    return None


def _stretches(path: Path, need: float) -> list[tuple[float, float, float]]:
    """Return middles and angles of stretches whose chord is nearly as long as the way."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    starts = np.arange(0, along[-1] - need, _STEP_MM)[:_MOST_TRIES]
    if not len(starts):
        return []
    ends = [np.column_stack([np.interp(starts + off, along, path[:, axis]) for axis in (0, 1)]) for off in (0, need)]
    chords = ends[1] - ends[0]
    straight = np.hypot(*chords.T) >= need * _STRAIGHT
    middles = (ends[0] + ends[1]) / 2
    angles = np.arctan2(chords[:, 1], chords[:, 0])
    turned = np.where(angles > math.pi / 2, angles - math.pi, angles)
    upright = np.where(turned <= -math.pi / 2, turned + math.pi, turned)
    return [
        (float(x), float(y), float(angle))
        for (x, y), angle in zip(middles[straight], upright[straight], strict=True)
    ]
