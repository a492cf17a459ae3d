"""People over HTTP: organisations, accounts, keys. The guard lets administrators through alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.problems import documented
from app.storage.people import ApiKeyRow, OrganisationRow, UserRow
from app.users import store
from app.users.schemas import (
    KeyIn,
    KeyPage,
    NewKey,
    OrganisationChange,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    UserChange,
    UserIn,
    UserOut,
    UserPage,
)
from app.users.shaping import key_out, organisation_out, user_out
from app.web import MOST_PER_PAGE, Answers, Offset
from app.workspace import CurrentReading, CurrentSession, Who

Limit = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
UNKNOWN: Answers = {404: documented("No such organisation, account or key.")}
TAKEN: Answers = {**UNKNOWN, 409: documented("The name is taken, or nobody would be left to manage people.")}

api = APIRouter(prefix="/api/v1", tags=["people"])


def _page(
    session: Session, query: Select[tuple[Any]], offset: int, limit: int
) -> tuple[list[Any], dict[str, int]]:
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.scalars(query.offset(offset).limit(limit)).unique().all()
    return list(rows), {"total": total, "offset": offset, "limit": limit}


@api.get("/organisations", summary="List organisations")
def get_organisations(session: CurrentReading, offset: Offset = 0, limit: Limit = MOST_PER_PAGE) -> OrganisationPage:
    """Return organisations by name; everybody may know who takes part."""
    query = select(OrganisationRow).order_by(OrganisationRow.name)
    rows, counts = _page(session, query, offset, limit)
    return OrganisationPage(items=[organisation_out(row) for row in rows], **counts)


@api.post("/organisations", status_code=201, summary="Enter an organisation", responses=TAKEN)
def post_organisation(asked: OrganisationIn, session: CurrentSession, who: Who) -> OrganisationOut:
    """Enter an organisation: what it is, and where it works."""
    return organisation_out(store.add_organisation(session, who, **asked.model_dump()))


@api.get("/organisations/{organisation_id}", summary="Describe an organisation", responses=UNKNOWN)
def get_organisation(organisation_id: str, session: CurrentReading) -> OrganisationOut:
    """Return an organisation."""
    return organisation_out(store.find_organisation(session, organisation_id))


@api.patch("/organisations/{organisation_id}", summary="Change an organisation", responses=TAKEN)
def patch_organisation(
    organisation_id: str, asked: OrganisationChange, session: CurrentSession, who: Who
) -> OrganisationOut:
    """Change what an organisation is called or where it works."""
    return organisation_out(store.change_organisation(session, who, organisation_id, asked.told()))


@api.get("/users", summary="List accounts")
def get_users(session: CurrentReading, offset: Offset = 0, limit: Limit = MOST_PER_PAGE) -> UserPage:
    """Return accounts by login."""
    rows, counts = _page(session, select(UserRow).order_by(UserRow.login), offset, limit)
    return UserPage(items=[user_out(row) for row in rows], **counts)


@api.post("/users", status_code=201, summary="Enter an account", responses=TAKEN)
def post_user(asked: UserIn, session: CurrentSession, who: Who) -> UserOut:
    """Enter an account of an organisation."""
    told = asked.model_dump()
    return user_out(store.add_user(session, who, organisation=told.pop("organisation_id"), **told))


@api.get("/users/{user_id}", summary="Describe an account", responses=UNKNOWN)
def get_user(user_id: str, session: CurrentReading) -> UserOut:
    """Return an account."""
    return user_out(store.find_user(session, user_id))


@api.patch("/users/{user_id}", summary="Change or close an account", responses=TAKEN)
def patch_user(user_id: str, asked: UserChange, session: CurrentSession, who: Who) -> UserOut:
    """Change an account; closing it, or a new password, ends its sign-ins."""
    return user_out(store.change_user(session, who, user_id, asked.model_dump(exclude_none=True)))


@api.get("/api-keys", summary="List keys")
def get_keys(session: CurrentReading, offset: Offset = 0, limit: Limit = MOST_PER_PAGE) -> KeyPage:
    """Return keys with their last use, the newest first; never a secret."""
    query = select(ApiKeyRow).order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id)
    rows, counts = _page(session, query, offset, limit)
    return KeyPage(items=[key_out(row) for row in rows], **counts)


@api.post("/api-keys", status_code=201, summary="Make a key", responses=UNKNOWN)
def post_key(asked: KeyIn, session: CurrentSession, who: Who) -> NewKey:
    """Make a key for a machine of an organisation; its secret is told this once."""
    row, secret = store.add_key(session, who, **asked.model_dump())
    return NewKey(**key_out(row).model_dump(), secret=secret)


@api.delete("/api-keys/{key_id}", status_code=204, summary="Revoke a key", responses=UNKNOWN)
def delete_key(key_id: str, session: CurrentSession, who: Who) -> None:
    """End a key at once."""
    store.revoke_key(session, who, key_id)


