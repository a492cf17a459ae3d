"""Datasets, packs, plans, commands, judgements, comments, shares, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.types import Geometry, Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "dataset",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("series_id", sa.String(length=32), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("inputs", Json, nullable=False),
        sa.Column("profile", Json, nullable=False),
        sa.Column("check", Json, nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("kept", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset"))
    )
    with op.batch_alter_table("dataset") as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_series_id"), ["series_id"], unique=False)

    op.create_table(
        "pack",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("pack_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pack"))
    )
    with op.batch_alter_table("pack") as batch_op:
        batch_op.create_index(batch_op.f("ix_pack_pack_id"), ["pack_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("dataset_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("profile", Json, nullable=False),
        sa.Column("objective", sa.String(length=32), nullable=False),
        sa.Column("origin", Json, nullable=False),
        sa.Column("start", Json, nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name=op.f("fk_plan_dataset_id_dataset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan"))
    )
    with op.batch_alter_table("plan") as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_dataset_id"), ["dataset_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("dataset_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("subdistrict", sa.String(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("present", sa.String(), nullable=True),
        sa.Column("shape", Geometry(), nullable=False),
        sa.Column("min_x", sa.Double(), nullable=False),
        sa.Column("min_y", sa.Double(), nullable=False),
        sa.Column("max_x", sa.Double(), nullable=False),
        sa.Column("max_y", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"],
            name=op.f("fk_unit_dataset_id_dataset"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dataset_id", "unit_id", name=op.f("pk_unit"))
    )
    with op.batch_alter_table("unit") as batch_op:
        batch_op.create_index("ix_unit_box", ["dataset_id", "min_x", "max_x", "min_y", "max_y"], unique=False)

    op.create_table(
        "command",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", Json, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_command_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_command")),
        sa.UniqueConstraint("plan_id", "command_id", name="uq_command_id")
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_comment_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment"))
    )
    with op.batch_alter_table("comment") as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=True),
        sa.Column("dataset_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("request", Json, nullable=False),
        sa.Column("progress", Json, nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.Column("error", Json, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("cancel_asked_at", Moment(), nullable=True),
        sa.Column("runner", sa.String(), nullable=True),
        sa.Column("beat_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"],
            name=op.f("fk_job_dataset_id_dataset"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_job_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job"))
    )
    with op.batch_alter_table("job") as batch_op:
        batch_op.create_index(batch_op.f("ix_job_dataset_id"), ["dataset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_job_state", ["state", "created_at"], unique=False)

    op.create_table(
        "judgement",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("profile_hash", sa.String(length=64), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("audit", Json, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_judgement_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "version", "profile_hash", name=op.f("pk_judgement"))
    )
    op.create_table(
        "share",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_share_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_share_secret_hash"))
    )
    with op.batch_alter_table("share") as batch_op:
        batch_op.create_index(batch_op.f("ix_share_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "job_event",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_event_job_id_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_event"))
    )


def downgrade() -> None:
    """Take the schema one revision back."""
    op.drop_table("job_event")
    with op.batch_alter_table("share") as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_plan_id"))

    op.drop_table("share")
    op.drop_table("judgement")
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_index("ix_job_state")
        batch_op.drop_index(batch_op.f("ix_job_plan_id"))
        batch_op.drop_index(batch_op.f("ix_job_dataset_id"))

    op.drop_table("job")
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_plan_id"))

    op.drop_table("comment")
    op.drop_table("command")
    with op.batch_alter_table("unit") as batch_op:
        batch_op.drop_index("ix_unit_box")

    op.drop_table("unit")
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_dataset_id"))

    op.drop_table("plan")
    with op.batch_alter_table("pack") as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_pack_id"))

    op.drop_table("pack")
    with op.batch_alter_table("dataset") as batch_op:
        batch_op.drop_index(batch_op.f("ix_dataset_series_id"))

    op.drop_table("dataset")
