"""Features as GeoJSON text, without a detour over objects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from app.ogc.layer import Feature, Page
from app.ogc.schemas import Link
from app.ogc.systems import converted


def collection_json(page: Page, links: Sequence[Link], system: str) -> bytes:
    """Return a page of features as a GeoJSON feature collection in a system."""
    told = {
        "links": [link.model_dump(exclude_none=True) for link in links], "numberMatched": page.matched,
        "numberReturned": len(page.features),
    }
    features = ",".join(_features(page.features, system))
    return f'{{"type":"FeatureCollection",{_text(told)[1:-1]},"features":[{features}]}}'.encode()


def feature_json(feature: Feature, links: Sequence[Link], system: str) -> bytes:
    """Return one feature as GeoJSON in a system."""
    told = _text({"links": [link.model_dump(exclude_none=True) for link in links]})
    (alone,) = _features([feature], system)
    return f"{alone[:-1]},{told[1:]}".encode()


def _features(features: Sequence[Feature], system: str) -> list[str]:
    shapes = np.empty(len(features), dtype=object)
    shapes[:] = [feature.shape for feature in features]
    geometries = shapely.to_geojson(converted(shapes, system)) if len(shapes) else ()
    return [
        f'{{"type":"Feature","id":{_text(feature.id)},"properties":{_text(dict(feature.properties))},'
        f'"geometry":{geometry or "null"}}}'
        for feature, geometry in zip(features, geometries, strict=True)
    ]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
