"""Organisations, accounts and keys in the database; every change is a line of the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approval.workflows.roles import STREET
from app.storage.models import LOCAL_ORGANISATION, now
from app.storage.people import ApiKeyRow, OrganisationRow, UserRow
from app.trail.store import write
from app.users.errors import LastAdministratorError, NobodyError, TakenError, UnfitError, Wrongs
from app.users.kinds import KINDS, WITHIN_DISTRICT, kind_name
from app.users.scopes import SCOPES
from app.users.secrets import fingerprint, hash_password, new_secret
from app.users.sessions import canonical, end_all
from app.workspace import Person

SHOWN_OF_SECRET = 12
"""Characters by which a key is known again."""
MOST_NAMED = 20
"""Organisations that an error lists."""


def find_organisation(session: Session, organisation: str) -> OrganisationRow:
    """Find an organisation by identifier or name.

    Raises
    ------
    NobodyError
        Where there is none.
    """
    row = session.get(OrganisationRow, organisation) or session.scalars(
        select(OrganisationRow).where(OrganisationRow.name == organisation)
    ).one_or_none()
    if row is None:
        raise _no_organisation(session, organisation)
    return row


def _no_organisation(session: Session, organisation: str) -> NobodyError:
    """Name those that there are, as far as they fit into a line."""
    names = session.scalars(select(OrganisationRow.name).order_by(OrganisationRow.name).limit(MOST_NAMED + 1)).all()
    listed, more = names[:MOST_NAMED], len(names) > MOST_NAMED
    return NobodyError(
        f"没有单位 {organisation}。可选：{'、'.join(listed)}{'……' if more else ''}",
        f"There is no organisation {organisation}. Known: {', '.join(listed)}{', …' if more else ''}",
    )


def add_organisation(
    session: Session, who: Person, *, name: str, role: str, district: str | None, subdistrict: str | None
) -> OrganisationRow:
    """Enter an organisation.

    Raises
    ------
    UnfitError
        Where the kind is unknown, or it does not say where it works.
    TakenError
        Where another has the name; its message tells what else is wrong.
    """
    name, wrong = name.strip(), Wrongs()
    row = OrganisationRow(name=name, role=role, district=district or None, subdistrict=subdistrict or None)
    with wrong.noted():
        if session.scalar(select(OrganisationRow.id).where(OrganisationRow.name == name)) is not None:
            raise TakenError(f"已有单位 {name}", f"There is an organisation {name} already")
    with wrong.noted():
        _require_kind(role)
        _require_place(row)
    wrong.stop()
    session.add(row)
    session.flush()
    write(session, who, "organisation.added", "organisation", row.id, after=told_organisation(row))
    return row


def change_organisation(
    session: Session, who: Person, organisation_id: str, changes: dict[str, Any]
) -> OrganisationRow:
    """Change name or place of an organisation; what it is stays, for its people have acted as that.

    Raises
    ------
    NobodyError, UnfitError, TakenError
        See :func:`add_organisation`.
    """
    row = find_organisation(session, organisation_id)
    before = told_organisation(row)
    if "name" in changes and changes["name"] != row.name and session.scalar(
        select(OrganisationRow.id).where(OrganisationRow.name == changes["name"])
    ):
        raise TakenError(f"已有单位 {changes['name']}", f"There is an organisation {changes['name']} already")
    for field, value in changes.items():
        setattr(row, field, value or None)
    _require_place(row)
    session.flush()
    write(
        session, who, "organisation.changed", "organisation", row.id, before=before, after=told_organisation(row)
    )
    return row


def add_user(
    session: Session, who: Person, *, login: str, name: str, organisation: str, password: str | None,
    is_planner: bool = False, is_administrator: bool = False,
) -> UserRow:
    """Enter an account.

    Parameters
    ----------
    password
        ``None`` for somebody who signs in through the identity provider only.

    Raises
    ------
    TakenError, NobodyError, UnfitError
        Where another has the login, there is no such organisation, or the password is too short or too long: the
        first of these, with the messages of all.
    """
    login, wrong = canonical(login), Wrongs()
    hashed: str | None = None
    with wrong.noted():
        if session.scalar(select(UserRow.id).where(UserRow.login == login)) is not None:
            raise TakenError(f"用户名 {login} 已被使用", f"The login {login} is taken")
    with wrong.noted():
        body = find_organisation(session, organisation)
    with wrong.noted():
        hashed = None if password is None else hash_password(password)
    wrong.stop()
    row = UserRow(
        login=login, name=name.strip(), organisation=body, password_hash=hashed, is_planner=is_planner,
        is_administrator=is_administrator,
    )
    session.add(row)
    session.flush()
    write(session, who, "user.added", "user", row.id, after=told_user(row))
    return row


def find_user(session: Session, user: str) -> UserRow:
    """Find an account by identifier or login.

    Raises
    ------
    NobodyError
        Where there is none.
    """
    row = session.get(UserRow, user) or session.scalars(
        select(UserRow).where(UserRow.login == canonical(user))
    ).unique().one_or_none()
    if row is None:
        raise NobodyError(f"没有账号 {user}", f"There is no account {user}")
    return row


def change_user(session: Session, who: Person, user: str, changes: dict[str, Any]) -> UserRow:
    """Change an account: name, organisation, rights, password, whether it is closed.

    Whatever narrows it ends its sign-ins, so that it holds at once.

    Parameters
    ----------
    changes
        Of ``name``, ``organisation_id``, ``is_planner``, ``is_administrator``, ``is_disabled``, ``password``.

    Raises
    ------
    LastAdministratorError
        Where nobody would be left to manage people.
    NobodyError, UnfitError
        See :func:`add_user`.
    """
    row, changes = find_user(session, user), dict(changes)
    before = told_user(row)
    organisation, password = changes.pop("organisation_id", None), changes.pop("password", None)
    is_disabled = changes.pop("is_disabled", None)
    if organisation is not None:
        row.organisation = find_organisation(session, organisation)
    if password is not None:
        row.password_hash = hash_password(password)
    if is_disabled is not None:
        row.disabled_at = (row.disabled_at or now()) if is_disabled else None
    for field, value in changes.items():
        setattr(row, field, value)
    session.flush()
    if before["is_administrator"] and not before["is_disabled"] and not _administrators(session):
        raise LastAdministratorError(row.name)
    if password is not None or is_disabled:
        end_all(session, row.id)
    after = told_user(row) | ({"password": "changed"} if password is not None else {})
    write(session, who, "user.changed", "user", row.id, before=before, after=after)
    return row


def add_key(
    session: Session, who: Person, *, name: str, organisation_id: str, scopes: Sequence[str],
    expires_at: datetime | None,
) -> tuple[ApiKeyRow, str]:
    """Enter a key, and return it with its secret, which is told this once.

    Raises
    ------
    UnfitError
        Where a scope is unknown, or it would be over already.
    NobodyError
        Where there is no such organisation.
    """
    unknown = sorted(set(scopes) - SCOPES)
    if unknown or not scopes:
        known = ", ".join(sorted(SCOPES))
        raise UnfitError(
            f"没有权限 {'、'.join(unknown) or '（空）'}。可用：{known}",
            f"There is no scope {', '.join(unknown) or '(none)'}. Known: {known}",
        )
    if expires_at is not None and expires_at <= now():
        raise UnfitError("有效期已过", "It would be over already")
    secret = f"sizhi_{new_secret()}"
    row = ApiKeyRow(
        name=name.strip(), organisation=find_organisation(session, organisation_id), prefix=secret[:SHOWN_OF_SECRET],
        secret_hash=fingerprint(secret), scopes=sorted(set(scopes)), created_by=who.name, expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    write(session, who, "key.added", "key", row.id, after={
        "name": row.name, "organisation": row.organisation.name, "scopes": row.scopes,
        "expires_at": None if expires_at is None else expires_at.isoformat(),
    })
    return row, secret


def revoke_key(session: Session, who: Person, key_id: str) -> None:
    """End a key; one that has ended stays so.

    Raises
    ------
    NobodyError
        Where there is none.
    """
    row = session.get(ApiKeyRow, key_id)
    if row is None:
        raise NobodyError(f"没有密钥 {key_id}", f"There is no key {key_id}")
    if row.revoked_at is None:
        row.revoked_at = now()
        write(session, who, "key.revoked", "key", row.id, before={"name": row.name})


def told_organisation(row: OrganisationRow) -> dict[str, Any]:
    """Say what the trail says of an organisation."""
    return {"name": row.name, "role": row.role, "district": row.district, "subdistrict": row.subdistrict}


def told_user(row: UserRow) -> dict[str, Any]:
    """Say what the trail says of an account; never anything of a password."""
    return {
        "login": row.login, "name": row.name, "organisation": row.organisation.name, "is_planner": row.is_planner,
        "is_administrator": row.is_administrator, "is_disabled": row.disabled_at is not None,
    }


def _administrators(session: Session) -> int:
    there = select(func.count()).select_from(UserRow).where(UserRow.is_administrator, UserRow.disabled_at.is_(None))
    return session.scalar(there) or 0


def _require_kind(role: str) -> None:
    if role not in KINDS:
        raise UnfitError(
            f"没有这种单位：{role}。可选：{'、'.join(f'{kind}（{zh}）' for kind, (zh, _) in KINDS.items())}",
            f"There is no such kind of organisation: {role}. Known: "
            f"{', '.join(f'{kind} ({en})' for kind, (_, en) in KINDS.items())}",
        )


def _require_place(row: OrganisationRow) -> None:
    zh, en = kind_name(row.role)
    if row.role in WITHIN_DISTRICT and row.district is None:
        raise UnfitError(f"{zh}应写明所在区", f"A {en} has to say its district")
    if row.role in STREET and row.subdistrict is None:
        raise UnfitError(f"{zh}应写明街道（与数据中的名称一致）", f"A {en} has to say its subdistrict, as data name it")
    if row.role == LOCAL_ORGANISATION and (row.district or row.subdistrict):
        raise UnfitError("本机单位没有辖区", "The organisation of this machine has no territory")
