"""How Alembic runs: on the connection that :class:`app.storage.database.Database` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

from app.storage.migrations.filters import is_ours
from app.storage.models import Base
from app.storage.types import Geometry, Json, Moment


def _name_ours(kind: str, item: Any, _: Any) -> str | bool:
    """Write our own column types by their names."""
    if kind == "type" and isinstance(item, Moment | Geometry):
        return f"{type(item).__name__}()"
    return "Json" if item is Json else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, include_name=is_ours, render_as_batch=True,
    render_item=_name_ours,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
