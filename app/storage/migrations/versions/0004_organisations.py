"""Who owns what: organisations of datasets, plans and jobs; places, parties and records of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.models import LOCAL_ORGANISATION, now
from app.storage.types import Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LONG_AGO = "1970-01-01 00:00:00"
OWNED = ("dataset", "plan", "job")


def upgrade() -> None:
    """Bring the schema one revision forward."""
    op.add_column("organisation", sa.Column("district", sa.String(), nullable=True))
    organisation = sa.table(
        "organisation", sa.column("id"), sa.column("name"), sa.column("role"), sa.column("created_at", Moment())
    )
    op.bulk_insert(organisation, [
        {"id": LOCAL_ORGANISATION, "name": "本机", "role": LOCAL_ORGANISATION, "created_at": now()}
    ])
    for table in OWNED:
        op.add_column(table, sa.Column(
            "organisation_id", sa.String(length=32), server_default=LOCAL_ORGANISATION, nullable=False
        ))
        op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"])
    op.add_column("approval_case", sa.Column("district", sa.String(), nullable=True))
    op.add_column("approval_case", sa.Column("subdistrict", sa.String(), nullable=True))
    op.add_column("approval_case", sa.Column("records", Json, server_default="{}", nullable=False))
    op.add_column("approval_case", sa.Column("changed_at", Moment(), server_default=LONG_AGO, nullable=False))
    op.create_index("ix_approval_case_changed", "approval_case", ["changed_at", "id"])
    op.create_index("ix_registry_entry_place", "registry_entry", ["subdistrict", "community_id", "id"])
    op.add_column("submission", sa.Column("header", Json, server_default="{}", nullable=False))
    op.create_table(
        "case_party",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["approval_case.id"], name=op.f("fk_case_party_case_id_approval_case")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_case_party_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("case_id", "organisation_id", name=op.f("pk_case_party")),
    )
    op.add_column("paper", sa.Column("submission_hash", sa.String(length=64), nullable=True))
    op.add_column("opinion", sa.Column("organisation_id", sa.String(length=32), nullable=True))
    op.create_index("ix_opinion_organisation_id", "opinion", ["organisation_id"])
    op.add_column("deadline", sa.Column("nominal_on", sa.Date(), nullable=True))
    op.add_column("deadline", sa.Column("is_approximate", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("deadline", sa.Column("announced", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Take the schema one revision back."""
    op.drop_column("deadline", "announced")
    op.drop_column("deadline", "is_approximate")
    op.drop_column("deadline", "nominal_on")
    op.drop_index("ix_opinion_organisation_id", "opinion")
    op.drop_column("opinion", "organisation_id")
    op.drop_column("paper", "submission_hash")
    op.drop_table("case_party")
    op.drop_column("submission", "header")
    op.drop_index("ix_registry_entry_place", "registry_entry")
    op.drop_index("ix_approval_case_changed", "approval_case")
    for column in ("changed_at", "records", "subdistrict", "district"):
        op.drop_column("approval_case", column)
    for table in OWNED:
        op.drop_index(f"ix_{table}_organisation_id", table)
        op.drop_column(table, "organisation_id")
    op.execute(sa.text("DELETE FROM organisation WHERE id = :id").bindparams(id=LOCAL_ORGANISATION))
    op.drop_column("organisation", "district")
