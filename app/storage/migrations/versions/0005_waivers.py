"""Waivers; through whose hands a plan went; registry identifiers beside those of plans; warnings of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.types import Json, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision forward."""
    op.add_column("plan", sa.Column("handed_over", Json, server_default="[]", nullable=False))
    op.create_table(
        "waiver",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(), nullable=True),
        sa.Column("area_id", sa.String(), nullable=True),
        sa.Column("finding", Json, nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(length=32), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_waiver_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index("ix_waiver_district", "waiver", ["district", "state"])
    op.create_index("ix_waiver_plan_id", "waiver", ["plan_id"])
    op.add_column("registry_entry", sa.Column("plan_community_id", sa.String(), nullable=True))
    op.execute("UPDATE registry_entry SET plan_community_id = community_id WHERE case_id IS NOT NULL")
    op.create_table(
        "report_warning",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("announced", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["approval_case.id"], name=op.f("fk_report_warning_case_id_approval_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "period", name=op.f("pk_report_warning")),
    )


def downgrade() -> None:
    """Take the schema one revision back."""
    op.drop_table("report_warning")
    op.drop_column("registry_entry", "plan_community_id")
    op.drop_table("waiver")
    op.drop_column("plan", "handed_over")
