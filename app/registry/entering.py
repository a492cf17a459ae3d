"""Entering a case in the registry: new communities, new versions of changed ones, the end of others.

An entry is one community under one set of limits, from a day on and until another: a change of limits ends the entry
and begins the next, which takes over number, certificate and what was entered by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.store import newest_submission
from app.registry.changes import Change, Kind, changes
from app.registry.columns import ENDING, FOLLOWING, Columns
from app.storage.cases import CaseRow, RegistryRow, SubmissionRow
from app.storage.rows import hold, number_after
from app.trail.store import write
from app.workspace import Person

PREFIX = "TJ"
LOCK = 7_201_426_014
"""Under which communities are numbered and imported one after another."""


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
    entries = _Entries(session, case, submission, found)
    begun = []
    for change in found:
        if change.kind in (Kind.MERGED, Kind.ABOLISHED):
            _end(session, case, person, change, entries)
        else:
            begun.append(_begin(session, case, person, submission, change, entries))
    session.flush()
    return begun


class _Entries:
    """What the registry holds of the communities that a plan names, before its case: found once, under plan's names."""

    def __init__(
        self, session: Session, case: CaseRow, submission: SubmissionRow, found: Sequence[Change]
    ) -> None:
        new = [each for each in found if each.kind is Kind.NEW]
        told = {each["community_id"]: change for change in found for each in change.predecessors}
        self._held: dict[str, RegistryRow | None] = {
            name: open_entry(session, case, change.subdistrict, name) for name, change in sorted(told.items())
        }
        for change in found:
            self._held[change.community_id] = (
                entry_of_plan(session, submission.plan_id, change.community_id) if change.kind is Kind.NEW
                else open_entry(session, case, change.subdistrict, change.community_id)
            )
        self._new = {each.community_id: f"{case.number}-{number}" for number, each in enumerate(new, start=1)}

    def held(self, name: str) -> RegistryRow | None:
        """Return the entry that held before the case; of a new community that of an earlier case on the same plan."""
        return self._held[name]

    def identifier(self, name: str) -> str:
        """Return what the registry calls a community of the plan, those that begin with this case among them."""
        held = self._held.get(name)
        return self._new.get(name, name) if held is None else held.community_id


def open_entry(session: Session, case: CaseRow, subdistrict: str | None, name: str) -> RegistryRow | None:
    """Return the entry of a present community that holds today, in the district of a case and one of its streets.

    Files may call a community as the registry does, by its name, by its code, or as the plan did that set it up; where
    one of the latter three fits several, none of those is taken for it.
    """
    there = [] if subdistrict is None else [RegistryRow.subdistrict == subdistrict]
    near = RegistryRow.district == case.district
    here = select(RegistryRow).where(near, *there, RegistryRow.valid_until.is_(None)).order_by(
        RegistryRow.valid_from.desc(), RegistryRow.id
    )
    own = session.scalars(here.where(RegistryRow.community_id == name).limit(1)).first()
    if own is not None:
        return own
    for called in (RegistryRow.name, RegistryRow.columns["code"].as_string(), RegistryRow.plan_community_id):
        found = session.scalars(here.where(called == name).limit(2)).all()
        if len(found) == 1:
            return found[0]
    return None


def entry_of_plan(session: Session, plan_id: str, name: str) -> RegistryRow | None:
    """Return the entry that holds today of a community that an earlier case on the same plan has begun."""
    return session.scalars(
        select(RegistryRow).join(SubmissionRow, SubmissionRow.case_id == RegistryRow.case_id).where(
            SubmissionRow.plan_id == plan_id, RegistryRow.plan_community_id == name, RegistryRow.valid_until.is_(None)
        ).order_by(RegistryRow.valid_from.desc(), RegistryRow.id).limit(1)
    ).first()


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
        if _is_held(session, row):
            continue
        columns = Columns.model_validate(row.columns)
        row.state, row.valid_until = columns.former_state or "in_force", None
        row.number, row.certificate_number = columns.former_number, columns.former_certificate
        row.columns = {name: value for name, value in row.columns.items() if name not in ENDING}
        row.revision += 1
        _note(session, person, "registry.reopen", row, case)
    session.flush()


def _is_held(session: Session, row: RegistryRow) -> bool:
    """Whether another entry of the same community holds today."""
    return session.scalar(select(RegistryRow.id).where(
        RegistryRow.district == row.district, RegistryRow.subdistrict == row.subdistrict,
        RegistryRow.community_id == row.community_id, RegistryRow.valid_until.is_(None),
    ).limit(1)) is not None


def next_number(session: Session, year: int) -> str:
    """Return the next number of the registry in a year: ``TJ-2026-0031``."""
    hold(session, LOCK)
    return number_after(session, RegistryRow.number, f"{PREFIX}-{year}-")


def approval_day(case: CaseRow) -> date:
    """Return the day of the approval document, today where none is recorded."""
    dated = (case.records.get("approval") or {}).get("dated")
    return date.fromisoformat(dated) if dated else date.today()


def _begin(
    session: Session, case: CaseRow, person: Person, submission: SubmissionRow, change: Change, entries: _Entries
) -> RegistryRow:
    day, kept = approval_day(case), {}
    former = entries.held(change.community_id)
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
        case_id=case.id, number=number, community_id=entries.identifier(change.community_id),
        plan_community_id=change.community_id, name=change.name, district=case.district,
        subdistrict=change.subdistrict, state=state, columns=stored(columns),
        predecessors=_predecessors(change, entries), certificate_number=certificate, valid_from=day, valid_until=None,
    )
    session.add(row)
    session.flush()
    _note(session, person, "registry.enter", row, case, submission.hash)
    return row


def _end(session: Session, case: CaseRow, person: Person, change: Change, entries: _Entries) -> None:
    day = approval_day(case)
    row = entries.held(change.community_id) or RegistryRow(
        case_id=case.id, community_id=change.community_id, plan_community_id=change.community_id, name=change.name,
        district=case.district,
        subdistrict=change.subdistrict, state="in_force", columns=stored(Columns.model_validate(change.columns)),
        predecessors=[], valid_from=None,
    )
    _close(row, change.kind.value, day, case, [entries.identifier(name) for name in change.heirs])
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


def _predecessors(change: Change, entries: _Entries) -> list[dict[str, object]]:
    """Name the predecessors, with the entries that held for them before this case."""
    held = [(each, entries.held(each["community_id"])) for each in change.predecessors]
    return [
        {**each, "community_id": entries.identifier(each["community_id"]), "entry_id": entry and entry.id}
        for each, entry in held
    ]


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
