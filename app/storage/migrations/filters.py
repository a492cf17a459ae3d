"""What of a database is ours."""

from __future__ import annotations

from typing import Any

from app.storage import cases, people  # noqa: F401 (their tables belong to the models)
from app.storage.models import Base

TABLES = frozenset(Base.metadata.tables)


def is_ours(name: str | None, kind: str, _: Any) -> bool:
    """Leave alone what others keep in the same database, such as PostGIS's own tables."""
    return kind != "table" or name in TABLES
