"""The tables: datasets, rule packs, plans with their commands and versions, comments, shares, jobs.

A *plan* is where its drawing began (``start``) and an append-only log of *commands*; its *version* n is the drawing
after command n, so that every gesture is a version and any version can be opened again. What the server computed of a
version is a *judgement*. Nothing derived is stored twice: totals, maps and ledgers come from these.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import shapely
from sqlalchemy import ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from app.storage.types import Geometry, Json, Moment

NAMES = {
    "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
}


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(tz=UTC)


def new_id() -> str:
    """Return an identifier that nobody can guess and no other machine makes: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own attribute)
        datetime: Moment, dict[str, Any]: Json, list[Any]: Json, shapely.Geometry: Geometry,
    }


LOCAL_ORGANISATION = "local"
"""The organisation of whoever sits at a server without accounts, and of all that was made there."""


def _organisation() -> Mapped[str]:
    return mapped_column(String(32), default=LOCAL_ORGANISATION, server_default=LOCAL_ORGANISATION, index=True)


class DatasetState(StrEnum):
    """How far a dataset is."""

    DRAFT = "draft"
    """Files are being gathered and columns mapped."""
    CHECKED = "checked"
    """Read and repaired; its report waits to be looked at."""
    READY = "ready"
    """Frozen: plans may be drawn on it."""


class DatasetRow(Base):
    """One issue of the ground: uploaded files, how they are to be read, and what came of it.

    Attributes
    ----------
    series_id
        The first dataset of the chain of issues; ``issue`` counts along the chain (第 n 期).
    inputs
        ``{"files": [{"file_id", "name", "size", "blob"}], "roles": {"areas": "FILE_ID[#PART]", "roads": [...], ...},
        "columns": {role: {field: column}}, "crs", "datum", "household_basis"}``.
    profile
        ``{"id", "overlays": [...]}``: rules that plans on it start with; their band decides what is split.
    check
        ``check.json`` of the last check.
    hash, kept
        Hash of the frozen dataset, and the blob that holds it (:mod:`geodata.keeping`).
    revision
        Counts changes of ``inputs`` and ``profile``, for ``If-Match``.
    """

    __tablename__ = "dataset"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    series_id: Mapped[str] = mapped_column(String(32), index=True)
    issue: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), default=DatasetState.DRAFT.value)
    inputs: Mapped[dict[str, Any]]
    profile: Mapped[dict[str, Any]]
    check: Mapped[dict[str, Any] | None]
    hash: Mapped[str | None] = mapped_column(String(64))
    kept: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    organisation_id: Mapped[str] = _organisation()
    deleted_at: Mapped[datetime | None]


class UnitRow(Base):
    """One unit of a frozen dataset with its shape: longitude and latitude, or metres without a place on Earth.

    For GIS clients and searches by place; plans are computed on the kept dataset.
    """

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_box", "dataset_id", "min_x", "max_x", "min_y", "max_y"),)

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    area_id: Mapped[str | None]
    name: Mapped[str | None]
    subdistrict: Mapped[str]
    households: Mapped[int | None]
    population: Mapped[int | None]
    kind: Mapped[str]
    present: Mapped[str | None]
    shape: Mapped[shapely.Geometry]
    # xmin and xmax are system columns of PostgreSQL.
    min_x: Mapped[float]
    min_y: Mapped[float]
    max_x: Mapped[float]
    max_y: Mapped[float]


class PackRow(Base):
    """A rule pack of the users' own, as its text; the bundled ones are in the package."""

    __tablename__ = "pack"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    pack_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class PlanRow(Base):
    """A plan: where its drawing began, and how many commands followed.

    Attributes
    ----------
    start
        The drawing of version 0: ``{"units": {unit: community or null}, "communities": {community: record},
        "splits": {unit: split}}``; see :mod:`app.plans.drawing`.
    head
        Number of the last command, 0 where there is none; the ``ETag`` of the plan.
    origin
        ``{"kind": "today" | "blank" | "import" | "solve" | "copy" | "rebase", …}``: what ``start`` was made of.
    revision
        Counts changes of name, rules, objective and owner, for ``If-Match``.
    handed_over
        ``{"at", "by", "from", "to", "version"}`` of each time that it went to another organisation, oldest first.
    """

    __tablename__ = "plan"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id"), index=True)
    name: Mapped[str]
    profile: Mapped[dict[str, Any]]
    objective: Mapped[str] = mapped_column(String(32), default="balanced")
    origin: Mapped[dict[str, Any]]
    start: Mapped[dict[str, Any]]
    head: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    organisation_id: Mapped[str] = _organisation()
    handed_over: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    updated_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    dataset: Mapped[DatasetRow] = relationship(lazy="joined")


class CommandRow(Base):
    """One gesture of a planner, never changed and never removed; undoing is a command too.

    Attributes
    ----------
    number
        1 for the first of the plan: the version that it makes.
    command_id
        Chosen by the client: sending a command again changes nothing.
    kind
        What the gesture was: ``move``, ``new``, ``merge``, ``lock``, ``split``, ``accept``, ``undo``, …
    label
        ``{"zh", "en"}``: what the list of versions calls it.
    changes
        ``{"units": [[unit, before, after], …], "communities": [[community, before, after], …],
        "splits": [[unit, before, after], …]}``; see :mod:`app.plans.drawing`.
    name
        A version that somebody named; the only field that changes.
    """

    __tablename__ = "command"
    __table_args__ = (UniqueConstraint("plan_id", "command_id", name="uq_command_id"),)

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    command_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any]]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str | None]


class JudgementRow(Base):
    """What the server computed of one version: ``plan.json`` and ``audit.json`` under one hash."""

    __tablename__ = "judgement"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    profile_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]]
    audit: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)


class CommentRow(Base):
    """A remark on a place of a plan."""

    __tablename__ = "comment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    version: Mapped[int]
    x: Mapped[float]
    y: Mapped[float]
    unit_id: Mapped[str | None]
    text: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]


class ShareRow(Base):
    """An address at which a plan may be read by whoever has it; only the hash of its secret is kept."""

    __tablename__ = "share"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    version: Mapped[int | None]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobRow(Base):
    """Something that takes a while, done in a process of its own.

    Attributes
    ----------
    kind
        A key of :data:`app.jobs.tasks.TASKS`.
    request
        What the task is given: JSON, enough to run it again.
    progress
        The last thing that the task told.
    result
        What came of it: JSON; ``blob`` and ``file_name`` where it made a file.
    error
        ``{"code", "message_zh", "message_en"}``.
    attempt
        Counts starts: a job that a restart interrupted is started once more, then it fails with that reason.
    runner, beat_at
        The server process that runs it (:mod:`app.jobs.owners`), and when that was last heard of.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    dataset_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16), default=JobState.QUEUED.value)
    request: Mapped[dict[str, Any]]
    progress: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    attempt: Mapped[int] = mapped_column(default=0)
    cancel_asked_at: Mapped[datetime | None]
    runner: Mapped[str | None]
    beat_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    organisation_id: Mapped[str] = _organisation()
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class JobEventRow(Base):
    """One message of a running job, kept so that a page that comes late or back hears all of them."""

    __tablename__ = "job_event"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]
