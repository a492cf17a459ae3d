"""Entries in the database: who sees which, a page of them, the chain of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.approval.turns import CITY, DISTRICT
from app.approval.workflows.roles import STREET, Role
from app.registry.errors import EntryNotFoundError
from app.storage.cases import CaseRow, RegistryRow
from app.storage.rows import seen_row
from app.workspace import Person

BUREAU = Role.DISTRICT_CIVIL_AFFAIRS.value
DISTRICT_WIDE = frozenset(role.value for role in DISTRICT) | {Role.RELATED_DEPARTMENTS.value}
BATCH = 500


@dataclass(frozen=True)
class Filters:
    """Which entries are wanted.

    Attributes
    ----------
    on
        Those that held on this day; ``None``: that hold now.
    with_ended
        Those also that no longer hold.
    """

    subdistrict: str | None = None
    state: str | None = None
    words: str | None = None
    on: date | None = None
    with_ended: bool = False


def seen_entries(person: Person) -> ColumnElement[bool]:
    """Return the condition on entries that somebody sees: a street office its own, a district its own, the city all."""
    if person.is_local or person.roles & {role.value for role in CITY}:
        return true()
    if person.district is None:
        return false()
    near = RegistryRow.district == person.district
    if person.roles & DISTRICT_WIDE:
        return near
    if person.roles & {role.value for role in STREET} and person.subdistrict is not None:
        return and_(near, RegistryRow.subdistrict == person.subdistrict)
    return false()


def may_edit(person: Person, row: RegistryRow) -> bool:
    """Whether somebody enters columns of an entry: its street office, and the bureau of its district."""
    if person.is_local:
        return True
    near = person.district is not None and person.district == row.district
    own = bool(person.roles & {role.value for role in STREET}) and person.subdistrict == row.subdistrict
    return near and (own or BUREAU in person.roles)


def find_entry(session: Session, person: Person, entry_id: str, *, for_update: bool = False) -> RegistryRow:
    """Return an entry that somebody may see.

    Raises
    ------
    EntryNotFoundError
        Where there is none under this identifier, or none that this person may see.
    """
    row = seen_row(session, RegistryRow, entry_id, seen_entries(person), for_update=for_update)
    if row is None:
        raise EntryNotFoundError(entry_id)
    return row


def page_of_entries(
    session: Session, person: Person, filters: Filters, *, after: tuple[str, str, str] | None, limit: int
) -> tuple[Sequence[RegistryRow], int]:
    """Return one page of entries by street office and community, and how many there are on all pages.

    Parameters
    ----------
    after
        Street office, community and identifier of the last entry of the page before.
    """
    where = conditions(person, filters)
    total = session.scalar(select(func.count()).select_from(RegistryRow).where(*where)) or 0
    if after is not None:
        subdistrict, community, entry = after
        place, name = RegistryRow.subdistrict, RegistryRow.community_id
        where.append(or_(
            place > subdistrict, and_(place == subdistrict, name > community),
            and_(place == subdistrict, name == community, RegistryRow.id > entry),
        ))
    return session.scalars(_ordered().where(*where).limit(limit)).all(), total


def each_entry(session: Session, person: Person, filters: Filters) -> Iterator[RegistryRow]:
    """Return entries one after another, however many."""
    return iter(session.scalars(
        _ordered().where(*conditions(person, filters)).execution_options(yield_per=BATCH)
    ))


def conditions(person: Person, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on entries that are wanted and may be seen."""
    where = [seen_entries(person)]
    if filters.subdistrict is not None:
        where.append(RegistryRow.subdistrict == filters.subdistrict)
    if filters.state is not None:
        where.append(RegistryRow.state == filters.state)
    if filters.on is not None:
        where.append(or_(RegistryRow.valid_from.is_(None), RegistryRow.valid_from <= filters.on))
        where.append(or_(RegistryRow.valid_until.is_(None), RegistryRow.valid_until > filters.on))
    elif not filters.with_ended:
        where.append(RegistryRow.valid_until.is_(None))
    if filters.words:
        columns = (
            RegistryRow.name, RegistryRow.community_id, RegistryRow.number, RegistryRow.certificate_number,
            RegistryRow.columns["code"].as_string(),
        )
        where.append(or_(*(column.icontains(filters.words, autoescape=True) for column in columns)))
    return where


def successors(session: Session, row: RegistryRow) -> list[RegistryRow]:
    """Return the entries that took over from one: those of the case that ended it and that name it."""
    ended_by = row.columns.get("ended_by")
    if ended_by is None:
        return []
    begun = session.scalars(
        select(RegistryRow).join(CaseRow, CaseRow.id == RegistryRow.case_id).where(CaseRow.number == ended_by)
        .order_by(RegistryRow.community_id, RegistryRow.id)
    )
    return [each for each in begun if row.id in {old.get("entry_id") for old in each.predecessors}]


def _ordered() -> Select[RegistryRow]:
    return select(RegistryRow).order_by(RegistryRow.subdistrict, RegistryRow.community_id, RegistryRow.id)
