"""Who decides on a waiver (rules.md 0.2, 0.5): never who draws, but the bureau of the district, or of the city."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.approval.workflows.roles import Role as CaseRole
from app.storage.models import PlanRow
from app.storage.people import OrganisationRow
from app.storage.waivers import WaiverRow
from app.workspace import Person
from optimizer.dossier import Role
from optimizer.waivers import TERMS

SPEAKERS: Mapping[CaseRole, Role] = {
    CaseRole.STREET_OFFICE: Role.STREET_OFFICE, CaseRole.TOWNSHIP: Role.STREET_OFFICE,
    CaseRole.DISTRICT_CIVIL_AFFAIRS: Role.DISTRICT_CIVIL_AFFAIRS,
}
"""Who gives the written reason for a soft breach of its own plan (LH-6.1)."""


def deciding_role(person: Person, row: WaiverRow) -> Role | None:
    """Return the role in which somebody decides on a waiver; ``None`` where it is not theirs to decide."""
    terms = TERMS.get(row.rule)
    for role in terms.granted_by if terms else ():
        is_near = role is Role.CITY_CIVIL_AFFAIRS or person.is_local or (
            person.district is not None and person.district == row.district
        )
        if role.value in person.roles and is_near:
            return role
    return None


def speaking_role(person: Person) -> Role | None:
    """Return the role in which somebody gives a reason for a soft breach; ``None`` for who gives none."""
    return next((mine for theirs, mine in SPEAKERS.items() if theirs.value in person.roles), None)


def is_own(person: Person, row: WaiverRow) -> bool:
    """Whether the plan of a waiver is of somebody's organisation."""
    return person.is_local or row.plan.organisation_id == person.organisation_id


def needs_remedy(rule: str) -> bool:
    """Whether a waiver of a rule has to say how the shortfall will be closed."""
    return rule in TERMS and TERMS[rule].needs_remedy


def district_of(session: Session, plan: PlanRow) -> str | None:
    """Return the district of a plan: that of its organisation, else of the one that its data is of."""
    owners = (session.get(OrganisationRow, each) for each in (plan.organisation_id, plan.dataset.organisation_id))
    return next((owner.district for owner in owners if owner is not None and owner.district is not None), None)
