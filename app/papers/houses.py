"""The house of a facility: full = stands and is large enough, hollow with a bar = too small, half = planned."""

from __future__ import annotations

from app.maps.palette import LIGHT
from app.papers.svg import tag

HOUSE_MM = 3.4
_VIEW = 14
_INK = LIGHT["boundary"]
_WALL = "M7 1.2 13 6V13H1V6Z"


def house(x: float, y: float, status: str | None, *, is_short: bool) -> str:
    """Draw a house around a place on paper; one that is only a candidate is dashed."""
    scale = HOUSE_MM / _VIEW
    return tag("g", house_paths(status, is_short=is_short),
               transform=f"translate({x - HOUSE_MM / 2:.2f} {y - HOUSE_MM / 2:.2f}) scale({scale:.4f})")


def house_paths(status: str | None, *, is_short: bool) -> str:
    """Draw a house in a square of 14."""
    is_hollow = is_short or status in ("planned", "candidate")
    if not is_hollow:
        return tag("path", d=_WALL, fill=_INK, stroke="#FFFFFF", stroke_width=1.6, stroke_linejoin="round",
                   paint_order="stroke")
    wall = tag("path", d=_WALL, fill="#FFFFFF", stroke=_INK, stroke_width=1.4, stroke_linejoin="round",
               stroke_dasharray="2 1.6" if status == "candidate" else None)
    if status == "planned":
        return wall + tag("path", d="M1 9.5H13V13H1Z", fill=_INK)
    return wall + (tag("path", d="M4 9.4H10", stroke=_INK, stroke_width=1.6) if is_short else "")
