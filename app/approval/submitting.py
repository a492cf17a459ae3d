"""Plans handed in: a case with its first frozen version, and every version frozen after a return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval import requests
from app.approval.errors import IllegalError, OpenAlreadyError, RequestError, WrongRoleError
from app.approval.freezing import Frozen, enter_frozen, freeze_plan
from app.approval.frozen_folder import unpacked
from app.approval.opening import PLAN_KINDS, open_case, opening_role, street_offices
from app.approval.papers import Brought, enter_paper
from app.approval.standing import Standing
from app.approval.store import (
    find_case,
    hold_case,
    hold_numbers,
    newest_submission,
    parts_of,
    require_unchanged,
    touch,
)
from app.approval.turns import openers
from app.approval.visibility import visible
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.papers import SLOTS
from app.approval.workflows.quarter import QUARTER
from app.papers.imprint import Imprint
from app.papers.making import make_papers
from app.storage.cases import CaseRow, SubmissionRow
from app.storage.models import now
from app.trail.store import write
from app.users.access import require_plan
from app.webhooks.outbox import announce
from app.workspace import Person, Workspace
from optimizer.rules.pack import Profile

SWITCHES: Mapping[str, Mapping[str, bool]] = {
    "eight_steps": {"city_consultation": True}, "street_district": {"city_consultation": False},
    "lq_short": {"city_consultation": False},
}
"""What a route of a profile says of the switches of setting up: the city is asked where the text has it so (AMB-22)."""


@dataclass(frozen=True)
class Ready:
    """A plan judged, frozen and with its papers made: all that takes a while, before the transaction begins.

    Attributes
    ----------
    papers
        Slot and file of each paper that the system makes.
    """

    frozen: Frozen
    papers: Sequence[tuple[str, Brought]]


def prepare(
    workspace: Workspace, person: Person, plan_id: str, version: int | None, subdistrict: str | None
) -> Ready:
    """Freeze a plan that somebody may hand in, and make its papers; not to be called inside a transaction.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where there is none that this person may see.
    BlockedError
        Where open hard findings block the first step.
    """
    with workspace.database.reading() as session:
        require_plan(session, person, plan_id)
    place = subdistrict or person.subdistrict
    frozen = freeze_plan(workspace, plan_id, version, subdistrict=place)
    imprint = Imprint(
        version=frozen.plan_version, hash=frozen.hash, dated=now().astimezone().date(), district=person.district,
        subdistrict=place if place in frozen.subdistricts else None,
    )
    with unpacked(workspace.blobs.get(frozen.folder)) as folder:
        made = make_papers(folder, imprint)
    return Ready(frozen, [
        (paper.slot, Brought(paper.file_name, PurePosixPath(paper.file_name).suffix[1:], len(paper.content),
                             workspace.blobs.put(paper.content)))
        for paper in made.values() if paper.slot in SLOTS
    ])


def require_first(session: Session, person: Person, asked: requests.NewSubmission, subdistrict: str) -> None:
    """Refuse a second case about what an open one of the same street office holds, unless it is asked for.

    Raises
    ------
    OpenAlreadyError
        Naming the case, as far as the person may see it.
    """
    if asked.again:
        return
    found = session.execute(
        select(CaseRow.id, CaseRow.number).where(
            visible(person), CaseRow.closed_at.is_(None), CaseRow.kind.in_(PLAN_KINDS),
            CaseRow.subdistrict == subdistrict, CaseRow.subject["plan_id"].as_string() == asked.plan_id,
        ).order_by(CaseRow.number).limit(1)
    ).one_or_none()
    if found is not None:
        raise OpenAlreadyError(found.id, found.number)


def open_submission(session: Session, person: Person, asked: requests.NewSubmission, ready: Ready) -> CaseRow:
    """Begin a case with the first frozen version of its plan.

    Raises
    ------
    WrongRoleError
        Where the plan is of another street office, or the person hands in nothing.
    RequestError
        Where the plan has several street offices and none is named.
    OpenAlreadyError
        See :func:`require_first`.
    """
    profile, kind = ready.frozen.profile, asked.kind
    if kind == "adjustment" and profile.value("approval.adjustment_route") == "full":
        kind = "setting_up"  # AMB-15: a profile may send every change through the long route
    subdistrict = _territory(person, asked.subdistrict, ready.frozen)
    hold_numbers(session)
    require_first(session, person, asked, subdistrict)
    case = open_case(
        session, person, kind, asked.title,
        {"plan_id": asked.plan_id, "matter": asked.kind, "switches": _switches(kind, profile)},
        subdistrict=subdistrict, parent_id=asked.parent_id,
        parties=street_offices(session, person, [subdistrict]) if kind == QUARTER.id else (),
    )
    _enter(session, case, person, ready, None)
    return case


def freeze_again(
    session: Session, person: Person, case_id: str, revision: int, ready: Ready, note: str | None
) -> CaseRow:
    """Freeze another version for a case that its street office holds: a draft, or returned to it.

    Raises
    ------
    CaseNotFoundError, StaleCaseError, IllegalError, WrongRoleError, RequestError
    """
    case = hold_case(session, person, case_id, revision)
    require_freezable(session, person, case)
    if case.subdistrict not in ready.frozen.subdistricts:
        raise RequestError(
            f"方案里没有{case.subdistrict}的社区。换一个方案或版本",
            f"The plan has no community of {case.subdistrict}. Choose another plan or version",
        )
    _enter(session, case, person, ready, note)
    subject = {**case.subject, "plan_id": ready.frozen.plan_id}
    if case.state == WORKFLOWS[case.kind].entries[0]:
        subject["switches"] = _switches(case.kind, ready.frozen.profile)
    case.subject = subject
    touch(case)
    return case


def require_freezable(session: Session, person: Person, case: CaseRow) -> None:
    """Refuse to freeze where the case is not with those who brought it, or for another's case.

    Raises
    ------
    IllegalError, WrongRoleError
    """
    standing = Standing(case, parts_of(session, [case]), person)
    if not standing.is_with_bringer:
        state = standing.workflow.state(case.state)
        raise IllegalError(
            f"{state.zh}阶段不能更换方案。须先退回",
            f"In {state.en} the plan cannot be replaced. It has to be returned first",
        )
    if standing.role(openers(standing.workflow)) is None:
        raise WrongRoleError("方案由报送单位冻结", "The plan is frozen by who brought the case")


def plan_to_freeze(
    session: Session, person: Person, case_id: str, revision: int, asked: requests.FreezeRequest
) -> tuple[str, str | None]:
    """Return the plan to freeze, that of the newest version where none is named, and the street office concerned.

    Raises
    ------
    CaseNotFoundError, StaleCaseError, IllegalError, WrongRoleError
    """
    case = find_case(session, person, case_id)
    require_unchanged(case, revision)
    require_freezable(session, person, case)
    frozen = newest_submission(session, case.id)
    return asked.plan_id or (frozen.plan_id if frozen else ""), case.subdistrict


def require_opener(person: Person, kind: str) -> None:
    """Refuse somebody who hands in nothing before anything is computed for them; see :func:`opening_role`."""
    opening_role(person, kind, None)


def _enter(session: Session, case: CaseRow, person: Person, ready: Ready, note: str | None) -> SubmissionRow:
    before = newest_submission(session, case.id)
    row = enter_frozen(case, ready.frozen, 1 if before is None else before.number + 1, person, note)
    session.add(row)
    for slot, brought in ready.papers:
        enter_paper(session, case, person, slot, brought, submission_hash=row.hash)
    session.flush()
    told: dict[str, Any] = {"number": row.number, "plan_id": row.plan_id, "plan_version": row.plan_version}
    write(
        session, person, "submission.freeze", "case", case.id, after=told, reason=note, version_hash=row.hash,
        before=None if before is None else {"number": before.number, "hash": before.hash},
    )
    announce(session, "submission.frozen", case, {**told, "hash": row.hash})
    return row


def _territory(person: Person, asked: str | None, frozen: Frozen) -> str:
    """Return the street office that a plan is handed in for: the named one, one's own, or the only one."""
    names = frozen.subdistricts
    own = person.subdistrict if person.subdistrict in names else None
    found = asked or own or (names[0] if len(names) == 1 else None)
    if found is None or found not in names:
        listed = "、".join(names)
        raise RequestError(
            f"方案含 {len(names)} 个街道（{listed}），请在 subdistrict 写明报哪一个",
            f"The plan has {len(names)} street offices ({listed}). Name one of them as subdistrict",
        )
    return found


def _switches(kind: str, profile: Profile) -> dict[str, bool]:
    """Return how a profile sets the switches of a workflow; what it does not say stays as the workflow has it."""
    told: dict[str, bool] = dict(SWITCHES.get(str(profile.value("approval.route")), {}))
    gate = profile.value("approval.consent_gate")
    if gate is not None:
        told["consent_gate"] = bool(gate)
    return {name: told.get(name, usual) for name, usual in WORKFLOWS[kind].switches.items()}
