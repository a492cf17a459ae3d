"""Cases in the database: found, numbered, begun, and read with all that belongs to them, one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from app.approval.errors import CaseNotFoundError, StaleCaseError
from app.approval.visibility import visible
from app.storage.cases import (
    CasePartyRow,
    CaseRow,
    DeadlineRow,
    OpinionRow,
    PaperRow,
    PointRow,
    StepRow,
    SubmissionRow,
    VisitRow,
)
from app.storage.models import now
from app.storage.people import OrganisationRow
from app.storage.rows import hold, number_after, seen_row
from app.workspace import Person

PREFIXES = {
    "setting_up": "SZ", "adjustment": "TZ", "lq_short": "SQ", "ruling": "CD", "joint_review": "LS", "transfer": "YJ",
}
"""What numbers of each kind begin with."""
LOCK = 7_201_426_013
"""Advisory lock under which cases are numbered one after another on PostgreSQL."""


@dataclass(frozen=True)
class Parts:
    """What belongs to some cases, by case; newest last."""

    steps: Mapping[str, Sequence[StepRow]] = field(default_factory=dict)
    papers: Mapping[str, Sequence[PaperRow]] = field(default_factory=dict)
    points: Mapping[str, Sequence[PointRow]] = field(default_factory=dict)
    opinions: Mapping[str, Sequence[OpinionRow]] = field(default_factory=dict)
    visits: Mapping[str, Sequence[VisitRow]] = field(default_factory=dict)
    deadlines: Mapping[str, Sequence[DeadlineRow]] = field(default_factory=dict)
    submissions: Mapping[str, Sequence[SubmissionRow]] = field(default_factory=dict)
    parties: Mapping[str, Sequence[CasePartyRow]] = field(default_factory=dict)
    organisations: Mapping[str, OrganisationRow] = field(default_factory=dict)


def find_case(session: Session, person: Person, case_id: str, *, for_update: bool = False) -> CaseRow:
    """Return a case that somebody may see.

    Parameters
    ----------
    for_update
        Hold the case until the transaction ends, so that steps come one after another.

    Raises
    ------
    CaseNotFoundError
        Where there is none under this identifier, or none that this person may see.
    """
    case = seen_row(session, CaseRow, case_id, visible(person), for_update=for_update)
    if case is None:
        raise CaseNotFoundError(case_id)
    return case


def hold_case(session: Session, person: Person, case_id: str, revision: int | None) -> CaseRow:
    """Return a case to be changed, as it was when it was read.

    Parameters
    ----------
    revision
        ``If-Match``; ``None`` where others' changes do not matter.

    Raises
    ------
    CaseNotFoundError, StaleCaseError
        Where it may not be seen, or changed meanwhile.
    """
    case = find_case(session, person, case_id, for_update=True)
    if revision is not None:
        require_unchanged(case, revision)
    return case


def require_unchanged(case: CaseRow, revision: int) -> None:
    """Raise :class:`StaleCaseError` where a case changed since it was read."""
    if case.revision != revision:
        raise StaleCaseError(case.number, case.revision)


def touch(case: CaseRow) -> None:
    """Count a change of a case."""
    case.revision += 1
    case.changed_at = now()


def hold_numbers(session: Session) -> None:
    """Let others begin their cases first, so that two that begin at once see one another."""
    hold(session, LOCK)


def next_number(session: Session, kind: str) -> str:
    """Return the next number of a kind in this year: ``SZ-2026-0031``."""
    hold_numbers(session)
    return number_after(session, CaseRow.number, f"{PREFIXES[kind]}-{now().astimezone().year}-")


def page_of(
    session: Session, where: Iterable[ColumnElement[bool]], *, after: tuple[Any, str] | None, limit: int
) -> tuple[Sequence[CaseRow], int]:
    """Return one page of cases, the last changed first, and how many there are on all pages.

    Parameters
    ----------
    after
        ``changed_at`` and identifier of the last case of the page before.
    """
    wanted = list(where)
    total = session.scalar(select(func.count()).select_from(CaseRow).where(*wanted)) or 0
    if after is not None:
        at, case_id = after
        wanted.append((CaseRow.changed_at < at) | ((CaseRow.changed_at == at) & (CaseRow.id < case_id)))
    query = select(CaseRow).where(*wanted).order_by(CaseRow.changed_at.desc(), CaseRow.id.desc()).limit(limit)
    return session.scalars(query).all(), total


def parts_of(session: Session, cases: Sequence[CaseRow], *, brief: bool = False) -> Parts:
    """Read what belongs to some cases, one query a table.

    Parameters
    ----------
    brief
        Without papers, visits and the documents of what was frozen: what lists need.
    """
    ids = [case.id for case in cases]
    if not ids:
        return Parts()

    def rows(table: Any, *order: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for row in session.scalars(select(table).where(table.case_id.in_(ids)).order_by(*order)):
            found[row.case_id].append(row)
        return found

    frozen: dict[str, list[SubmissionRow]] = defaultdict(list)
    heavy = [defer(SubmissionRow.document), defer(SubmissionRow.audit), defer(SubmissionRow.header)]
    for row in session.scalars(
        select(SubmissionRow).where(SubmissionRow.case_id.in_(ids)).order_by(SubmissionRow.number)
        .options(*(heavy if brief else heavy[:0]))
    ):
        frozen[row.case_id].append(row)
    steps, parties = rows(StepRow, StepRow.number), rows(CasePartyRow, CasePartyRow.organisation_id)
    papers = {} if brief else rows(PaperRow, PaperRow.at, PaperRow.id)
    mentioned = {case.organisation_id for case in cases}
    mentioned |= {row.organisation_id for some in (steps, parties, papers) for of in some.values() for row in of}
    organisations = session.scalars(select(OrganisationRow).where(OrganisationRow.id.in_(mentioned)))
    return Parts(
        steps=steps, papers=papers, points=rows(PointRow, PointRow.step, PointRow.number),
        opinions=rows(OpinionRow, OpinionRow.round, OpinionRow.department),
        visits={} if brief else rows(VisitRow, VisitRow.visited_on, VisitRow.at),
        deadlines=rows(DeadlineRow, DeadlineRow.due_on, DeadlineRow.kind), submissions=frozen, parties=parties,
        organisations={row.id: row for row in organisations},
    )


def newest_submission(session: Session, case_id: str) -> SubmissionRow | None:
    """Return the newest frozen version of a case."""
    return session.scalars(
        select(SubmissionRow).where(SubmissionRow.case_id == case_id).order_by(SubmissionRow.number.desc()).limit(1)
    ).one_or_none()


def last_step(session: Session, case_id: str, action: str | None = None) -> StepRow | None:
    """Return the last step of a case, or the last one of an action."""
    query = select(StepRow).where(StepRow.case_id == case_id)
    if action is not None:
        query = query.where(StepRow.action == action)
    return session.scalars(query.order_by(StepRow.number.desc()).limit(1)).one_or_none()


def parties_of(session: Session, case_id: str) -> frozenset[str]:
    """Return the organisations that take part in a case by name."""
    return frozenset(
        session.scalars(select(CasePartyRow.organisation_id).where(CasePartyRow.case_id == case_id))
    )
