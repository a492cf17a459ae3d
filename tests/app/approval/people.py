"""People of several organisations, and their organisations in a database."""

from __future__ import annotations

from app.approval.workflows.roles import Role
from app.storage.people import OrganisationRow
from app.workspace import Person, Workspace

DISTRICT = "莲湖区"


def person(name: str, role: Role, *, district: str | None = DISTRICT, subdistrict: str | None = None) -> Person:
    """Somebody of an organisation of their own."""
    return Person(
        name, organisation_id=f"org-{name}", organisation_name=f"{name}单位", roles=frozenset({role.value}),
        district=district, subdistrict=subdistrict, user_id=f"user-{name}",
    )


STREET = person("街办", Role.STREET_OFFICE, subdistrict="新街")
OTHER_STREET = person("邻街办", Role.STREET_OFFICE, subdistrict="旧街")
BUREAU = person("区民政", Role.DISTRICT_CIVIL_AFFAIRS)
OTHER_BUREAU = person("邻区民政", Role.DISTRICT_CIVIL_AFFAIRS, district="雁塔区")
GOVERNMENT = person("区政府", Role.DISTRICT_GOV)
CITY_BUREAU = person("市民政", Role.CITY_CIVIL_AFFAIRS, district=None)
CITY = person("市政府", Role.CITY_GOV, district=None)
HOUSING = person("区住建", Role.HOUSING_BUREAU)
DEPARTMENT = person("区发改", Role.RELATED_DEPARTMENTS)
DEVELOPER = person("开发商", Role.DEVELOPER)
EVERYBODY = (
    STREET, OTHER_STREET, BUREAU, OTHER_BUREAU, GOVERNMENT, CITY_BUREAU, CITY, HOUSING, DEPARTMENT, DEVELOPER,
)


def enter_organisations(workspace: Workspace) -> None:
    """Enter the organisation of each."""
    with workspace.database.session() as session:
        for each in EVERYBODY:
            session.add(OrganisationRow(
                id=each.organisation_id, name=each.organisation_name, role=next(iter(each.roles)),
                district=each.district, subdistrict=each.subdistrict,
            ))
