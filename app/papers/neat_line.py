"""The ruled line around a map, with the ticks and figures of the kilometre grid."""

from __future__ import annotations

from app.maps.palette import LIGHT
from app.papers.frame import Frame, ticks
from app.papers.svg import joined, shape, tag, text

FIGURE_MM, TICK_MM = 2.7, 1.8
_INK, _INK2 = LIGHT["ink1"], LIGHT["ink2"]


def neat_line(frame: Frame, family: str) -> str:
    """Draw the line, its ticks outside, and kilometres beside them."""
    grid, width, height = ticks(frame), frame.width_mm, frame.height_mm
    digits = 0 if grid.step_m % 1000 == 0 else 1 if grid.step_m % 100 == 0 else 2
    parts = [tag("rect", width=width, height=height, stroke=_INK, stroke_width=0.35, fill="none")]

    def figure(metres: int, x: float, y: float, angle: float | None = None) -> str:
        return text(f"{metres / 1000:.{digits}f}", x, y, FIGURE_MM, family=family, colour=_INK2, edge_mm=0,
                    anchor="start", angle=angle)

    for x, metres in grid.east:
        parts.append(shape(f"M{x:.2f} 0v{-TICK_MM}M{x:.2f} {height}v{TICK_MM}", stroke=_INK, stroke_width=0.25))
        if x < width - 10:
            parts.append(figure(metres, x + 0.8, -1.2))
    for y, metres in grid.north:
        parts.append(shape(f"M0 {y:.2f}h{-TICK_MM}M{width} {y:.2f}h{TICK_MM}", stroke=_INK, stroke_width=0.25))
        if y > 12:
            parts.append(figure(metres, -1.2, y - 0.8, -90))
    return joined(parts)
