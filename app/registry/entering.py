"""Entering a case in the registry: new communities, new versions of changed ones, the end of others.

An entry is one community under one set of limits, from a day on and until another: a change of limits ends the entry
and begins the next, which takes over number, certificate and what was entered by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.approval.store import newest_submission
from app.registry.changes import Change, Kind, changes
from app.registry.columns import ENDING, FOLLOWING, Columns
from app.storage.cases import CaseRow, RegistryRow, SubmissionRow
from app.trail.store import write
from app.workspace import Person

PREFIX = "TJ"
LOCK = 7_201_426_014
"""Advisory lock under which entries are numbered one after another on PostgreSQL."""


def enter_communities(session: Session, case: CaseRow, person: Person) -> list[RegistryRow]:
    """Enter what the frozen plan of an approved case changes; once for each case.

    Returns
    -------
    list[RegistryRow]
        The entries that began with this case.
    """
    submission = newest_submission(session, case.id)
    if submission is None:
        return []
    found = [
        each for each in changes(submission.document, submission.audit)
        if case.subdistrict is None or each.subdistrict == case.subdistrict  # a plan may draw other offices beside
    ]
    concerned = {each.community_id for each in found} | {
        each["community_id"] for change in found for each in change.predecessors
    }
    before = {name: open_entry(session, case, name) for name in sorted(concerned)}
    begun = []
    for change in found:
        if change.kind in (Kind.MERGED, Kind.ABOLISHED):
            _end(session, case, person, change, before[change.community_id])
        else:
            former = before[change.community_id]
            if change.kind is Kind.NEW and not _is_of_plan(session, former, submission.plan_id):
                former = None
            begun.append(_begin(session, case, person, submission, change, before, former))
    session.flush()
    return begun


def open_entry(session: Session, case: CaseRow, community_id: str) -> RegistryRow | None:
    """Return the entry of a community that holds today, in the district of a case."""
    near = RegistryRow.district.is_(None) if case.district is None else RegistryRow.district == case.district
    return session.scalars(
        select(RegistryRow).where(RegistryRow.community_id == community_id, RegistryRow.valid_until.is_(None), near)
        .order_by(RegistryRow.valid_from.desc(), RegistryRow.id).limit(1)
    ).one_or_none()


def revoke_entries(session: Session, case: CaseRow, person: Person, day: date) -> None:
    """Take back what a case entered, where its approval is revoked: what it ended holds again.

    A community that another case has changed since stays as that case left it.
    """
    for row in session.scalars(select(RegistryRow).where(RegistryRow.case_id == case.id)).all():
        if row.valid_until is None:
            row.state, row.valid_until = "revoked", day
            row.number = row.certificate_number = None
            _note(session, person, "registry.revoke", row, case)
    session.flush()
    for row in session.scalars(
        select(RegistryRow).where(RegistryRow.columns["ended_by"].as_string() == case.number)
    ).all():
        if open_entry(session, case, row.community_id) is not None:
            continue
        columns = Columns.model_validate(row.columns)
        row.state, row.valid_until = columns.former_state or "in_force", None
        row.number, row.certificate_number = columns.former_number, columns.former_certificate
        row.columns = {name: value for name, value in row.columns.items() if name not in ENDING}
        row.revision += 1
        _note(session, person, "registry.reopen", row, case)
    session.flush()


def next_number(session: Session, year: int) -> str:
    """Return the next number of the registry in a year: ``TJ-2026-0031``."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    start = f"{PREFIX}-{year}-"
    counter = func.substr(RegistryRow.number, len(start) + 1)
    length = session.scalar(select(func.max(func.length(counter))).where(RegistryRow.number.startswith(start))) or 0
    last = session.scalar(
        select(func.max(counter)).where(RegistryRow.number.startswith(start), func.length(counter) == length)
    )
    return f"{start}{int(last or 0) + 1:04d}"


def approval_day(case: CaseRow) -> date:
    """Return the day of the approval document, today where none is recorded."""
    dated = (case.records.get("approval") or {}).get("dated")
    return date.fromisoformat(dated) if dated else date.today()


def _begin(
    session: Session, case: CaseRow, person: Person, submission: SubmissionRow, change: Change,
    before: Mapping[str, RegistryRow | None], former: RegistryRow | None,
) -> RegistryRow:
    day, kept = approval_day(case), {}
    state, number, certificate = _first_state(case, change), None, None
    if former is not None:
        kept = {name: value for name, value in former.columns.items() if name not in ENDING}
        state, number, certificate = former.state, former.number, former.certificate_number
        _close(former, "superseded", day, case, ())
        session.flush()  # numbers are unique: given back before they are given on
    planned = {name: value for name, value in change.columns.items() if value is not None}
    if "population" in planned:  # counted anew: what was entered of the former count says nothing of it
        kept = {name: value for name, value in kept.items() if name not in ("population_basis", "counted_on")}
    first = {
        "is_new": case.kind == "setting_up", "established_on": day, "established_by": case.number,
    } if change.kind is Kind.NEW and former is None else {}
    columns = Columns.model_validate({
        **kept, **planned, **first,
        "approval_number": (case.records.get("approval") or {}).get("number"), "approved_on": day,
        "submission_hash": submission.hash,
    })
    row = RegistryRow(
        case_id=case.id, number=number, community_id=change.community_id, name=change.name, district=case.district,
        subdistrict=change.subdistrict, state=state, columns=stored(columns),
        predecessors=_predecessors(change, before), certificate_number=certificate, valid_from=day,
        valid_until=None,
    )
    session.add(row)
    session.flush()
    _note(session, person, "registry.enter", row, case, submission.hash)
    return row


def _is_of_plan(session: Session, former: RegistryRow | None, plan_id: str) -> bool:
    """Whether an entry came from this very plan: then what is new in the plan is already there.

    Identifiers of new communities are counted anew in each plan, so one from another plan may be another community.
    """
    return former is not None and former.case_id is not None and plan_id in session.scalars(
        select(SubmissionRow.plan_id).where(SubmissionRow.case_id == former.case_id)
    ).all()


def _end(session: Session, case: CaseRow, person: Person, change: Change, before: RegistryRow | None) -> None:
    day = approval_day(case)
    row = before or RegistryRow(
        case_id=case.id, community_id=change.community_id, name=change.name, district=case.district,
        subdistrict=change.subdistrict, state="in_force", columns=stored(Columns.model_validate(change.columns)),
        predecessors=[], valid_from=None,
    )
    _close(row, change.kind.value, day, case, change.heirs)
    session.add(row)
    session.flush()
    _note(session, person, "registry.end", row, case)


def _close(row: RegistryRow, state: str, day: date, case: CaseRow, heirs: Sequence[str]) -> None:
    columns = Columns.model_validate(row.columns).model_copy(update={
        "former_state": row.state, "former_number": row.number, "former_certificate": row.certificate_number,
        "ended_by": case.number, "heirs": list(heirs) or None,
    })
    row.columns, row.state, row.valid_until = stored(columns), state, day
    if state == "superseded":
        row.number = row.certificate_number = None
    row.revision = (row.revision or 0) + 1


def _first_state(case: CaseRow, change: Change) -> str:
    return FOLLOWING[0] if case.kind == "setting_up" and change.kind is Kind.NEW else "in_force"


def _predecessors(change: Change, before: Mapping[str, RegistryRow | None]) -> list[dict[str, object]]:
    """Name the predecessors, with the entries that held for them before this case."""
    entries = [(each, before[each["community_id"]]) for each in change.predecessors]
    return [{**each, "entry_id": None if entry is None else entry.id} for each, entry in entries]


def stored(columns: Columns) -> dict[str, object]:
    """Return columns as they are stored: what is not known is left out."""
    return columns.model_dump(mode="json", exclude_none=True)


def _note(
    session: Session, person: Person, action: str, row: RegistryRow, case: CaseRow, version_hash: str | None = None
) -> None:
    write(
        session, person, action, "registry", row.id,
        after={
            "community_id": row.community_id, "name": row.name, "state": row.state, "case": case.number,
            "valid_from": row.valid_from and row.valid_from.isoformat(),
            "valid_until": row.valid_until and row.valid_until.isoformat(),
        },
        version_hash=version_hash,
    )
