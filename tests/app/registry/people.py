"""People of two districts and the city, as they ask."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from app.storage.people import OrganisationRow
from app.workspace import Person


def person(role: str, district: str | None = "甲区", subdistrict: str | None = None) -> Person:
    """Return somebody who acts in one role."""
    name = f"{district or '市'}{subdistrict or ''}{role}"
    return Person(
        name, organisation_id=organisation_id(name), organisation_name=name, roles=frozenset({role}),
        district=district, subdistrict=subdistrict, user_id=f"user-{organisation_id(name)}"[:32],
    )


def organisation_id(name: str) -> str:
    return hashlib.md5(name.encode()).hexdigest()


def called(asked: object) -> str | None:
    """Name a person in the identifier of a test."""
    return asked.name if isinstance(asked, Person) else None


def add_organisations(session: Session, *people: Person) -> None:
    """Enter the organisations of some people."""
    for each in people:
        session.add(OrganisationRow(
            id=each.organisation_id, name=each.organisation_name, role=next(iter(each.roles)),
            district=each.district, subdistrict=each.subdistrict,
        ))
    session.flush()


BUREAU = person("district_civil_affairs")
OTHER_BUREAU = person("district_civil_affairs", "乙区")
GOVERNMENT = person("district_gov")
CITY = person("city_civil_affairs", None)
STREET = person("street_office", "甲区", "新街街道")
OTHER_STREET = person("street_office", "甲区", "老街街道")
NAMESAKE_STREET = person("street_office", "乙区", "新街街道")
ENTERPRISE = person("enterprise", None)
EVERYBODY = (BUREAU, OTHER_BUREAU, GOVERNMENT, CITY, STREET, OTHER_STREET, NAMESAKE_STREET, ENTERPRISE)
