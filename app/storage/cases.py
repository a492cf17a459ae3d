"""The tables of approval: cases with all that belongs to them, the registry, reports, webhooks and the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.models import Base, new_id, now

LONG_AGO = "1970-01-01 00:00:00"


class CaseRow(Base):
    """One matter on its way: a community to be set up, a ruling, a transfer.

    Attributes
    ----------
    number
        What people call it: ``SZ-2026-0031``.
    kind
        Which workflow it follows: a key of :data:`app.approval.workflows.WORKFLOWS`.
    state
        A state of that workflow.
    organisation_id
        Who brought it: it sees the case whatever its state.
    district, subdistrict
        Where it is; who works there may see it once it is their turn.
    subject
        What it is about: communities, area, enterprise, quarter …, and switches of the profile that it runs under.
    records
        What was entered on the way, under its name: the residents' discussion, the day of an election, an inventory …
    revision
        Counts steps and papers, for ``If-Match``.
    changed_at
        Last change of any kind: the order of the lists.
    """

    __tablename__ = "approval_case"
    __table_args__ = (
        Index("ix_approval_case_kind_state", "kind", "state"), Index("ix_approval_case_changed", "changed_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("approval_case.id"))
    district: Mapped[str | None]
    subdistrict: Mapped[str | None]
    subject: Mapped[dict[str, Any]]
    records: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now, server_default=LONG_AGO)
    closed_at: Mapped[datetime | None]


class CasePartyRow(Base):
    """An organisation that takes part in a case by name, such as the enterprise of a transfer: it sees the case."""

    __tablename__ = "case_party"

    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class SubmissionRow(Base):
    """What was handed in, frozen under one hash: dataset, rules, plan and audit as they were judged.

    Attributes
    ----------
    header
        ``{"plan", "dataset": {"id", "name", "issue"}, "profile": {"id", "overlays", "title"}, "drawing", "limits"}``:
        names as they were, the drawing itself, and one hash over the units and outlines of its communities.
    hash
        SHA-256 over dataset, rules, header, ``plan.json``, ``audit.json`` and the plan folder.
    document, audit
        ``plan.json`` and ``audit.json`` as judged.
    frozen
        Blob with the whole plan folder.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_submission_number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    number: Mapped[int]
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"))
    plan_version: Mapped[int]
    dataset_hash: Mapped[str] = mapped_column(String(64))
    profile_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    header: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    document: Mapped[dict[str, Any]]
    audit: Mapped[dict[str, Any]]
    frozen: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]


class StepRow(Base):
    """One step of a case, never changed: who, in which role, from where to where, why, on which frozen version."""

    __tablename__ = "case_step"

    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(32))
    by: Mapped[str]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    submission_hash: Mapped[str | None] = mapped_column(String(64))


class PaperRow(Base):
    """A paper in a slot of a case, stored under its hash; a newer one in the same slot replaces it, none is lost.

    Attributes
    ----------
    submission_hash
        The frozen version that the system made it from; ``None`` for a paper that somebody brought.
    """

    __tablename__ = "paper"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    slot: Mapped[str] = mapped_column(String(48))
    file_name: Mapped[str]
    media_type: Mapped[str]
    blob: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    number: Mapped[str | None]
    dated: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    submission_hash: Mapped[str | None] = mapped_column(String(64))
    replaced_at: Mapped[datetime | None]


class PointRow(Base):
    """One point with which a case was returned, and what was replied to it."""

    __tablename__ = "point"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    step: Mapped[int]
    number: Mapped[int]
    text: Mapped[str]
    slot: Mapped[str | None]
    place: Mapped[list[Any] | None]
    reply: Mapped[str | None]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str | None]


class OpinionRow(Base):
    """The opinion of one department in a joint round (会签); rounds run beside each other's answers.

    Attributes
    ----------
    organisation_id
        The department where it has an account; another's opinion comes on paper and is entered by who asked.
    """

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("case_id", "round", "department", name="uq_opinion_department"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    round: Mapped[int]
    department: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date | None]
    verdict: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str | None]
    paper_id: Mapped[str | None] = mapped_column(ForeignKey("paper.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]


class VisitRow(Base):
    """A visit to the place, with date, persons and photographs."""

    __tablename__ = "site_visit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    stage: Mapped[str] = mapped_column(String(32))
    visited_on: Mapped[date]
    persons: Mapped[list[Any]]
    text: Mapped[str]
    photos: Mapped[list[Any]]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]


class DeadlineRow(Base):
    """A date by which something is due, of the text (with its clause) or planned (advisory).

    Attributes
    ----------
    nominal_on
        Where the period ends before a rest day shifts it.
    is_approximate
        Whether working days were counted without the official calendar of the year.
    announced
        The last warning that went out to other systems: ``near``, ``close`` or ``overdue``.
    """

    __tablename__ = "deadline"
    __table_args__ = (Index("ix_deadline_due", "due_on"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(48))
    rule: Mapped[str | None] = mapped_column(String(16))
    clause: Mapped[str | None]
    is_advisory: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date]
    due_on: Mapped[date]
    nominal_on: Mapped[date | None]
    is_approximate: Mapped[bool] = mapped_column(default=False, server_default=false())
    done_on: Mapped[date | None]
    announced: Mapped[str | None] = mapped_column(String(8))


class ReportWarningRow(Base):
    """The last warning that went out of a monthly report and one transfer that it has to tell of."""

    __tablename__ = "report_warning"

    case_id: Mapped[str] = mapped_column(ForeignKey("approval_case.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    announced: Mapped[str] = mapped_column(String(8))


class RegistryRow(Base):
    """One approved community in the registry (台账), with all columns of rules.md 5.1.

    Attributes
    ----------
    community_id
        What the registry calls the community through all its entries: of one that a case has set up the number of that
        case and a count, of one that was there before what the files call it.
    plan_community_id
        What the frozen plan of the entry's case calls it: there new communities are counted anew in each plan.
    """

    __tablename__ = "registry_entry"
    __table_args__ = (Index("ix_registry_entry_place", "subdistrict", "community_id", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("approval_case.id"), index=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    community_id: Mapped[str] = mapped_column(index=True)
    plan_community_id: Mapped[str | None]
    name: Mapped[str]
    district: Mapped[str | None]
    subdistrict: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(32))
    columns: Mapped[dict[str, Any]]
    predecessors: Mapped[list[Any]]
    certificate_number: Mapped[str | None] = mapped_column(unique=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)


class ReportRow(Base):
    """A report as it was sent: a year's special report, a month's progress of the transfers."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("kind", "period", "organisation_id", name="uq_report_period"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(24))
    period: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    document: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))
    due_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by: Mapped[str]


class WebhookRow(Base):
    """An address of another system that wants to hear of what happens."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    address: Mapped[str]
    secret: Mapped[str]
    events: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    disabled_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """One message to one webhook, with every attempt at it; written in the transaction of what it tells of."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_due", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(48))
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[list[Any]]
    next_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    delivered_at: Mapped[datetime | None]


class TrailRow(Base):
    """One line of the trail: append-only, each chained to the one before by its hash.

    Attributes
    ----------
    number
        1, 2, 3 … without a gap.
    previous_hash, hash
        SHA-256 over everything in the line and ``previous_hash``.
    """

    __tablename__ = "trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str | None]
    key_id: Mapped[str | None]
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str]
    action: Mapped[str] = mapped_column(String(48))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    version_hash: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class IdempotencyRow(Base):
    """What a request with an ``Idempotency-Key`` was answered, so that sending it again changes nothing."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)
