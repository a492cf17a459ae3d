"""The tables of people and machines: organisations, users, sign-ins, keys, and who tried to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.models import Base, new_id, now


class OrganisationRow(Base):
    """A body that takes part: a street office, a bureau, a government, an enterprise.

    Attributes
    ----------
    role
        Role that its people act in (rules.md 0.5): ``street_office``, ``district_civil_affairs``, …
    district
        The district that it works in; ``None`` for one of the whole city.
    subdistrict
        The territory of a street office, as the datasets name it: it sees and edits its own.
    """

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(32))
    district: Mapped[str | None]
    subdistrict: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class UserRow(Base):
    """A person with an account.

    Attributes
    ----------
    password_hash
        Argon2; ``None`` for somebody who signs in through the identity provider only.
    oidc_subject
        ``issuer subject`` of the identity provider.
    is_planner, is_administrator
        What the person may do beside the role of the organisation.
    """

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    password_hash: Mapped[str | None]
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    is_planner: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]

    organisation: Mapped[OrganisationRow] = relationship(lazy="joined")


class SignInRow(Base):
    """A signed-in browser (``cookie``) or program (``bearer``); only the hash of its secret is kept."""

    __tablename__ = "sign_in"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiKeyRow(Base):
    """A key with which a machine acts for an organisation, within its scopes."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    prefix: Mapped[str] = mapped_column(String(16))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    organisation: Mapped[OrganisationRow] = relationship(lazy="joined")


class SignInAttemptRow(Base):
    """One attempt to sign in, for the limit on how often one may try."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login", "login", "at"), Index("ix_sign_in_attempt_origin", "origin", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    login: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    succeeded: Mapped[bool]
