"""People as the API tells of them."""

from __future__ import annotations

from app.storage.models import LOCAL_ORGANISATION
from app.storage.people import ApiKeyRow, OrganisationRow, UserRow
from app.users.kinds import kind_name
from app.users.schemas import KeyOut, Me, OrganisationOut, UserOut
from app.workspace import Person


def organisation_out(row: OrganisationRow) -> OrganisationOut:
    """Shape an organisation."""
    zh, en = kind_name(row.role)
    return OrganisationOut(
        id=row.id, name=row.name, role=row.role, role_name_zh=zh, role_name_en=en, district=row.district,
        subdistrict=row.subdistrict,
    )


def user_out(row: UserRow) -> UserOut:
    """Shape an account."""
    return UserOut(
        id=row.id, login=row.login, name=row.name, organisation=organisation_out(row.organisation),
        is_planner=row.is_planner, is_administrator=row.is_administrator, has_password=row.password_hash is not None,
        created_at=row.created_at, disabled_at=row.disabled_at,
    )


def key_out(row: ApiKeyRow) -> KeyOut:
    """Shape a key."""
    return KeyOut(
        id=row.id, name=row.name, organisation=organisation_out(row.organisation), prefix=row.prefix,
        scopes=list(row.scopes), created_at=row.created_at, created_by=row.created_by, expires_at=row.expires_at,
        used_at=row.used_at, revoked_at=row.revoked_at,
    )


def me_out(person: Person, organisation: OrganisationRow | None, csrf: str | None) -> Me:
    """Shape whoever is asking."""
    local = OrganisationRow(id=LOCAL_ORGANISATION, name=person.organisation_name, role=LOCAL_ORGANISATION)
    return Me(
        id=person.user_id or person.key_id, name=person.name, organisation=organisation_out(organisation or local),
        roles=sorted(person.roles), is_planner=person.is_planner,
        is_administrator=person.is_administrator, accounts=not person.is_local,
        scopes=None if person.scopes is None else sorted(person.scopes), csrf=csrf,
    )
