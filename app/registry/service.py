"""The registry as people see it: pages, one entry, its chain, columns entered by hand."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.schemas import Text
from app.paging import cursor_after, read_cursor
from app.registry.columns import ENDED, STATES, Columns
from app.registry.entering import stored
from app.registry.errors import EntryEndedError, EntryRoleError, EntryStaleError, NumberTakenError
from app.registry.schemas import Entry, EntryChange, EntryPage, History, HistoryStep, Predecessor
from app.registry.store import Filters, find_entry, may_edit, page_of_entries, seen_entries, successors
from app.storage.cases import RegistryRow
from app.storage.rows import seen_row
from app.trail.store import write
from app.workspace import Person

CERTIFICATE = "certificate_number"
CERTIFIED = "certified"
MOST_GENERATIONS = 20


def list_entries(
    session: Session, person: Person, filters: Filters, *, cursor: str | None = None, limit: int = 50
) -> EntryPage:
    """List entries that somebody may see.

    Raises
    ------
    CursorError
        Where the cursor is none of ours.
    """
    after = None
    if cursor is not None:
        subdistrict, community, entry = map(str, read_cursor(cursor, str, str, str))
        after = subdistrict, community, entry
    rows, total = page_of_entries(session, person, filters, after=after, limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return EntryPage(
        items=[entry_out(row, person) for row in rows[:limit]], total=total,
        next=None if last is None else cursor_after(last.subdistrict, last.community_id, last.id),
    )


def change_entry(
    session: Session, person: Person, entry_id: str, revision: int, asked: EntryChange
) -> Entry:
    """Change columns that are entered by hand.

    Raises
    ------
    EntryNotFoundError, EntryRoleError, EntryStaleError, EntryEndedError, NumberTakenError
        Each changes nothing.
    """
    row = find_entry(session, person, entry_id, for_update=True)
    if not may_edit(person, row):
        raise EntryRoleError(
            f"{row.name} 由{row.subdistrict}和区民政局填报",
            f"{row.name} is kept by {row.subdistrict} and the district civil affairs bureau",
        )
    if row.revision != revision:
        raise EntryStaleError(row.name, row.revision)
    if row.valid_until is not None:
        raise EntryEndedError(
            f"{row.name} 的这一条已于 {row.valid_until} 终止，不能再改",
            f"This entry of {row.name} ended on {row.valid_until} and stays as it was",
        )
    told = asked.model_dump(mode="json", exclude_unset=True)
    before = {name: row.certificate_number if name == CERTIFICATE else row.columns.get(name) for name in told}
    changed = {name: value for name, value in told.items() if before[name] != value}
    if not changed:
        return entry_out(row, person)
    if CERTIFICATE in changed:
        _certify(session, row, changed[CERTIFICATE])
    columns = {**row.columns, **{name: value for name, value in changed.items() if name != CERTIFICATE}}
    row.columns = stored(Columns.model_validate(columns))
    row.revision += 1
    session.flush()
    write(
        session, person, "registry.change", "registry", row.id, before={name: before[name] for name in changed},
        after=changed,
    )
    return entry_out(row, person)


def history_of(session: Session, person: Person, entry_id: str) -> History:
    """Tell where a community comes from and what became of it; entries that may not be seen are named only."""
    row = find_entry(session, person, entry_id)
    back = _walk(session, person, row, 1, {row.id})
    return History(items=[*reversed(back), _step(row, "self", 0, None), *_onward(session, person, row, 1, {row.id})])


def entry_out(row: RegistryRow, person: Person) -> Entry:
    """Describe an entry."""
    return Entry(
        id=row.id, number=row.number or row.columns.get("former_number"), community_id=row.community_id,
        plan_community_id=row.plan_community_id, name=row.name, district=row.district,
        subdistrict=row.subdistrict, state=row.state, state_name=_state_name(row),
        certificate_number=row.certificate_number or row.columns.get("former_certificate"),
        valid_from=row.valid_from, valid_until=row.valid_until, case_id=row.case_id,
        predecessors=[Predecessor(**each) for each in row.predecessors],
        columns=Columns.model_validate(row.columns), revision=row.revision,
        may_edit=row.state not in ENDED and may_edit(person, row),
    )


def _certify(session: Session, row: RegistryRow, number: str | None) -> None:
    if row.state != CERTIFIED:
        raise EntryRoleError(
            f"{row.name} 尚未核发证书：证书号在核发后填写",
            f"{row.name} has no certificate yet: its number is entered once it is issued",
        )
    other = session.scalar(
        select(RegistryRow.name).where(RegistryRow.certificate_number == number, RegistryRow.id != row.id)
    ) if number is not None else None
    if other is not None:
        raise NumberTakenError(f"证书号 {number} 已用于 {other}。请核对", f"{other} has certificate {number}. Check it")
    row.certificate_number = number


def _walk(session: Session, person: Person, row: RegistryRow, depth: int, seen: set[str]) -> list[HistoryStep]:
    """Go back along predecessors, the nearest first."""
    found: list[HistoryStep] = []
    if depth > MOST_GENERATIONS:
        return found
    for each in row.predecessors:
        entry = _visible(session, person, each.get("entry_id"))
        if entry is None:
            found.append(HistoryStep(
                relation="predecessor", depth=depth, community_id=each["community_id"], name=each["name"],
                households=each.get("households"), entry_id=None,
            ))
        elif entry.id not in seen:
            seen.add(entry.id)
            found.append(_step(entry, "predecessor", depth, each.get("households")))
            found += _walk(session, person, entry, depth + 1, seen)
    return found


def _onward(session: Session, person: Person, row: RegistryRow, depth: int, seen: set[str]) -> list[HistoryStep]:
    found: list[HistoryStep] = []
    if depth > MOST_GENERATIONS:
        return found
    for each in successors(session, row):
        if each.id in seen or _visible(session, person, each.id) is None:
            continue
        seen.add(each.id)
        came = next((old.get("households") for old in each.predecessors if old.get("entry_id") == row.id), None)
        found.append(_step(each, "successor", depth, came))
        found += _onward(session, person, each, depth + 1, seen)
    return found


def _visible(session: Session, person: Person, entry_id: str | None) -> RegistryRow | None:
    if entry_id is None:
        return None
    return seen_row(session, RegistryRow, entry_id, seen_entries(person))


def _step(row: RegistryRow, relation: str, depth: int, households: int | None) -> HistoryStep:
    return HistoryStep.model_validate({
        "relation": relation, "depth": depth, "community_id": row.community_id, "name": row.name,
        "households": households, "entry_id": row.id, "number": row.number or row.columns.get("former_number"),
        "state_name": _state_name(row), "valid_from": row.valid_from, "valid_until": row.valid_until,
        "case_id": row.case_id,
    })


def _state_name(row: RegistryRow) -> Text:
    zh, en = STATES[row.state]
    return Text(zh=zh, en=en)
