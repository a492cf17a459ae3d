"""An import done or only tried: all rows are entered, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.approval.turns import CITY
from app.approval.workflows.roles import STREET
from app.registry.columns import Columns
from app.registry.entering import stored
from app.registry.errors import EntryRoleError, ImportRefusedError
from app.registry.importing.checking import Known, held_already, merged, troubles
from app.registry.importing.proposed import Proposed, Trouble
from app.registry.store import BUREAU, DISTRICT_WIDE
from app.storage.cases import RegistryRow
from app.storage.people import OrganisationRow
from app.trail.store import write
from app.webhooks.outbox import announce
from app.workspace import Person


@dataclass(frozen=True)
class Source:
    """What an import was made from, for the trail: the table's name and hash, the dataset's identifier and hash."""

    file: str | None = None
    sha256: str | None = None
    dataset_id: str | None = None
    dataset_hash: str | None = None


@dataclass(frozen=True)
class Intake:
    """What an import comes to.

    Attributes
    ----------
    rows
        Communities to be entered.
    passed_over
        Those of the dataset that the registry has already.
    troubles
        What has to be mended first; with any of it nothing is entered.
    """

    rows: tuple[Proposed, ...]
    passed_over: tuple[Proposed, ...]
    troubles: tuple[Trouble, ...]


def may_import(person: Person) -> bool:
    """Whether somebody enters communities that no case brought: the bureau of a district does."""
    return person.is_local or BUREAU in person.roles


def require_importer(person: Person) -> None:
    """Raise :class:`EntryRoleError` where somebody enters no communities."""
    if not may_import(person):
        raise EntryRoleError(
            "原有社区由区民政局录入台账", "Present communities are entered by the district civil affairs bureau"
        )


def look_through(
    session: Session, person: Person, table: Sequence[Proposed], present: Sequence[Proposed],
    found: Sequence[Trouble] = (),
) -> Intake:
    """Hold an import against the registry, and enter nothing.

    Parameters
    ----------
    table, present
        Rows of a table, and the present communities of a dataset; where both have a community the table counts.
    found
        What reading the table has found.
    """
    require_importer(person)
    known = _known(session, person)
    rows = merged(table, present)
    passed = [row for row in rows if row.row is None and held_already(row, known.held) is not None]
    left = [row for row in rows if row not in passed]
    return Intake(tuple(left), tuple(passed), (*found, *troubles(left, known)))


def enter(session: Session, person: Person, intake: Intake, source: Source) -> list[RegistryRow]:
    """Enter all communities of an import, each with a line in the trail.

    Raises
    ------
    ImportRefusedError
        Where anything has to be mended first; carries ``problems``.
    """
    if intake.troubles:
        raise ImportRefusedError([vars(each) for each in intake.troubles])
    before = session.scalars(select(RegistryRow).where(RegistryRow.district == person.district)).all()
    entered = [_entry(row, person.district, before) for row in intake.rows]
    session.add_all(entered)
    session.flush()
    told = {name: value for name, value in vars(source).items() if value is not None}
    for row in entered:
        write(
            session, person, "registry.import", "registry", row.id, role=BUREAU,
            after={
                "community_id": row.community_id, "name": row.name, "state": row.state, "number": row.number,
                "certificate_number": row.certificate_number,
                "valid_from": row.valid_from and row.valid_from.isoformat(), **told,
            },
        )
        announce(session, "registry.entered", None, {
            "entry_id": row.id, "number": row.number, "community_id": row.community_id, "plan_community_id": None,
            "name": row.name, "state": row.state,
        }, organisations=_listeners(session, row))
    return entered


def _known(session: Session, person: Person) -> Known:
    streets = select(OrganisationRow.subdistrict).where(
        OrganisationRow.district == person.district, OrganisationRow.role.in_([role.value for role in STREET]),
        OrganisationRow.subdistrict.is_not(None),
    )
    return Known(
        district=person.district,
        subdistricts=frozenset(filter(None, session.scalars(streets))) if person.district is not None else frozenset(),
        held=session.scalars(select(RegistryRow).where(
            RegistryRow.district == person.district, RegistryRow.valid_until.is_(None)
        )).all(),
        numbered=session.scalars(select(RegistryRow).where(
            or_(RegistryRow.number.is_not(None), RegistryRow.certificate_number.is_not(None))
        )).all(),
    )


def _entry(row: Proposed, district: str | None, before: Sequence[RegistryRow]) -> RegistryRow:
    own = row.own
    day: date | None = own.get("valid_from") or row.columns.get("approved_on") or row.columns.get("established_on")
    return RegistryRow(
        case_id=None, number=own.get("number"), community_id=row.identifier, plan_community_id=None, name=row.name,
        district=district, subdistrict=row.place, state=row.state,
        columns=stored(Columns.model_validate(row.columns)),
        predecessors=[_predecessor(name, row.place, before) for name in own.get("predecessors") or ()],
        certificate_number=own.get("certificate_number"), valid_from=day, valid_until=None,
    )


def _predecessor(name: str, place: str | None, before: Sequence[RegistryRow]) -> dict[str, object]:
    """Name a predecessor, with its entry where the registry has one of that name in the street office."""
    found = [each for each in before if each.subdistrict == place and name in (each.name, each.community_id)]
    entry = found[0] if len(found) == 1 else None
    return {
        "community_id": name if entry is None else entry.community_id, "name": name, "households": None,
        "entry_id": entry and entry.id,
    }


def _listeners(session: Session, row: RegistryRow) -> Sequence[str]:
    """Return the organisations that see an entry."""
    organisation = OrganisationRow
    return session.scalars(select(organisation.id).where(or_(
        organisation.role.in_([role.value for role in CITY]),
        and_(organisation.district == row.district, organisation.role.in_(sorted(DISTRICT_WIDE))),
        and_(
            organisation.district == row.district, organisation.subdistrict == row.subdistrict,
            organisation.role.in_([role.value for role in STREET]),
        ),
    ))).all()
