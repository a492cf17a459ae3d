"""Which scope a key needs for a request: pure, from method and address.

An address that is in none of the areas is opened by no key.
"""

from __future__ import annotations

import re

API = "/api/v1/"
AREAS: dict[str, str] = {
    "plans": "plans", "comparison": "plans", "datasets": "plans", "jobs": "plans", "profiles": "plans",
    "cases": "cases", "submissions": "cases", "rulings": "cases", "joint-reviews": "cases", "transfers": "cases",
    "waivers": "cases", "records": "cases", "deadlines": "cases", "calendar": "cases", "reports": "cases",
    "registry": "registry", "webhooks": "webhooks",
}
"""First part of an address under ``/api/v1`` → area."""
FREE = frozenset({"me", "openapi", "organisations"})
"""Any key may read these."""
OGC = "/ogc"
COLLECTION = f"{OGC}/collections/"
COLLECTIONS: dict[str, str] = {"submission": "cases", "registry": "registry"}
"""First word of a collection of the OGC API → area; the others are of plans and datasets."""
METRICS = "metrics:read"
SCOPES = frozenset({f"{area}:{what}" for area in AREAS.values() for what in ("read", "write")} | {METRICS})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def is_permitted(scopes: frozenset[str], method: str, path: str) -> bool:
    """Whether a key with these scopes may ask this."""
    needed = needed_scope(method, path)
    return needed in scopes or (needed is None and method in READING and (first_part(path) in FREE or is_ogc(path)))


def needed_scope(method: str, path: str) -> str | None:
    """Return the scope that a key needs; ``None`` where none would do."""
    if path == "/metrics":
        return METRICS
    area = _area(path)
    return None if area is None else f"{area}:{'read' if method in READING else 'write'}"


def is_ogc(path: str) -> bool:
    """Whether an address is of the OGC API, which is only ever read."""
    return path == OGC or path.startswith(f"{OGC}/")


def _area(path: str) -> str | None:
    """Return the area of an address; what the OGC API says of itself is in none."""
    if path.startswith(COLLECTION):
        return COLLECTIONS.get(re.split(r"[-/]", path.removeprefix(COLLECTION), maxsplit=1)[0], "plans")
    return AREAS.get(first_part(path) or "")


def first_part(path: str) -> str | None:
    """Return the first part of an address under ``/api/v1``, without the kind of a file; ``None`` for pages."""
    return re.split(r"[/.]", path.removeprefix(API), maxsplit=1)[0] if path.startswith(API) else None
