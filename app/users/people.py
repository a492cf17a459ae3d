"""From rows to whoever is asking."""

from __future__ import annotations

from dataclasses import dataclass

from app.storage.people import ApiKeyRow, OrganisationRow, UserRow
from app.users.kinds import PLANNER, roles_of
from app.workspace import Person


@dataclass(frozen=True)
class Admitted:
    """Who is asking, and with which page.

    Attributes
    ----------
    page_token
        What the pages of a signed-in browser carry; ``None`` for machines, and on a server without accounts.
    """

    person: Person
    page_token: str | None = None


def person_of_user(user: UserRow) -> Person:
    """Return the person with this account."""
    return Person(
        user.name, is_planner=user.is_planner or user.organisation.role == PLANNER,
        is_administrator=user.is_administrator, user_id=user.id, **_place(user.organisation),
    )


def person_of_key(key: ApiKeyRow) -> Person:
    """Return whoever asks with this key: its organisation, as far as its scopes go; never an administrator."""
    return Person(
        key.name, is_planner=key.organisation.role == PLANNER, key_id=key.id, scopes=frozenset(key.scopes),
        **_place(key.organisation),
    )


def person_of_organisation(organisation: OrganisationRow) -> Person:
    """Return anybody of an organisation: what such a person sees, all of them see."""
    return Person(organisation.name, user_id=organisation.id, **_place(organisation))


def _place(organisation: OrganisationRow) -> dict[str, object]:
    return {
        "organisation_id": organisation.id, "organisation_name": organisation.name,
        "roles": roles_of(organisation.role), "district": organisation.district,
        "subdistrict": organisation.subdistrict,
    }
