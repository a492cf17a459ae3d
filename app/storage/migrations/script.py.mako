"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.types import Geometry, Json, Moment

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take the schema one revision back."""
    ${downgrades if downgrades else "pass"}
