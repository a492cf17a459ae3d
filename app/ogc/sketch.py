"""A small drawing of features, without scripts: shapes north up, in the fills of communities."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from markupsafe import Markup

from app.maps.palette import FILLS
from app.ogc.layer import Feature

WIDTH, HEIGHT, MARGIN, DOT = 640, 360, 8, 3
_POLYGON = 2
"""Dimension of what has an area."""


def sketch(features: Sequence[Feature]) -> Markup:
    """Return the drawing, blank where none has a shape; each shape leads by its tooltip to its identifier."""
    drawn = [feature for feature in features if feature.shape is not None and not shapely.is_empty(feature.shape)]
    if not drawn:
        return Markup("")
    shapes = [feature.shape for feature in drawn]
    west, south, east, north = shapely.total_bounds(shapes)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-6), (HEIGHT - 2 * MARGIN) / max(north - south, 1e-6)
    )
    middle = np.array([(west + east) / 2, (south + north) / 2])
    flat = shapely.transform(
        shapes, lambda at: (at - middle) * (narrow * scale, -scale) + (WIDTH / 2, HEIGHT / 2)
    )
    parts = Markup("").join(
        Markup('<path class="{}" d="{}"><title>{}</title></path>').format(_fill(feature), _path(shape), feature.id)
        for feature, shape in zip(drawn, shapely.simplify(flat, 0.4, preserve_topology=True), strict=True)
    )
    return Markup('<svg class="sketch" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, len(drawn), parts
    )


def _fill(feature: Feature) -> str:
    colour = feature.properties.get("colour")
    if colour is not None:
        return f"c{int(colour) % FILLS}"
    return "point" if shapely.get_dimensions(feature.shape) < _POLYGON else "area"


def _path(shape: shapely.Geometry) -> str:
    lines = []
    for part in shapely.get_parts([shape]):
        if part.geom_type == "Point":
            half = f"a{DOT},{DOT} 0 1 0"
            lines.append(f"M{part.x - DOT:.1f},{part.y:.1f}{half} {2 * DOT},0{half} {-2 * DOT},0")
            continue
        rings = [part] if part.geom_type == "LineString" else [part.exterior, *part.interiors]
        lines += ["M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords) for ring in rings]
    return "".join(lines)
