"""Who may put a paper into which slot, and when: a paper that was judged stays as it was until the case is returned."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.approval.errors import IllegalError, PaperError, WrongRoleError
from app.approval.papers import GATHERED, OPINION, Brought, enter_paper, slot_of
from app.approval.standing import Standing
from app.approval.store import hold_case, parts_of, touch
from app.approval.turns import askers, openers, place_of
from app.approval.workflows.papers import OPTIONAL
from app.approval.workflows.roles import NAMES, Role
from app.storage.cases import CaseRow, PaperRow
from app.trail.store import write
from app.webhooks.outbox import announce
from app.workspace import Person


def hand_in(
    session: Session, person: Person, case_id: str, revision: int | None, slot: str, brought: Brought, *,
    number: str | None = None, dated: date | None = None,
) -> tuple[PaperRow, int]:
    """Put a paper into a slot, and return it with the revision that the case now has.

    Raises
    ------
    CaseNotFoundError, StaleCaseError
        Where the case may not be seen, or changed meanwhile.
    PaperError, WrongRoleError, IllegalError
        Where the case has no such slot, the paper is for others to bring, or was judged already.
    """
    case = hold_case(session, person, case_id, revision)
    role = require_slot(session, person, case, slot)
    row = enter_paper(session, case, person, slot, brought, number=number, dated=dated)
    write(
        session, person, "paper.hand_in", "case", case.id, role=None if role is None else role.value,
        after={"paper": row.id, "slot": slot, "file_name": row.file_name, "sha256": row.blob, "size": row.size,
               "number": number, "dated": dated and dated.isoformat()},
    )
    announce(session, "case.paper_added", case, {"paper_id": row.id, "slot": slot, "sha256": row.blob})
    touch(case)
    session.flush()
    return row, case.revision


def require_slot(session: Session, person: Person, case: CaseRow, slot: str) -> Role | None:
    """Return in which role a person fills a slot.

    Raises
    ------
    PaperError, WrongRoleError, IllegalError
        See :func:`hand_in`.
    """
    return slot_role(Standing(case, parts_of(session, [case]), person), slot)


def may_hand_in(standing: Standing, slot: str) -> bool:
    """Whether a person fills a slot now."""
    try:
        slot_role(standing, slot)
    except (PaperError, WrongRoleError, IllegalError):
        return False
    return True


def slot_role(standing: Standing, slot: str) -> Role | None:
    """Return in which role somebody fills a slot; of what everybody who acts gathers there is none.

    Raises
    ------
    PaperError, WrongRoleError, IllegalError
        See :func:`hand_in`.
    """
    named, workflow = slot_of(slot), standing.workflow
    if standing.is_ended:
        raise IllegalError("本件已办结，不再收材料", "The case has ended and takes no more papers")
    if slot in GATHERED:
        if not standing.roles and not (slot == OPINION.id and _is_asked(standing)):
            raise WrongRoleError(f"{named.zh}由承办单位提交", f"The {named.en} is handed in by who acts in the case")
        return None
    asking = askers(workflow, slot, standing.switches)
    if not asking and slot not in OPTIONAL[workflow.id]:
        raise PaperError(f"{workflow.zh}不收“{named.zh}”", f"{workflow.en} takes no {named.en}")
    wanted = frozenset(role for each in asking for role in each.roles) or standing.waiting | openers(workflow)
    role = standing.role(wanted)
    if role is None:
        names = [NAMES[each] for each in Role if each in wanted]
        raise WrongRoleError(
            f"“{named.zh}”由{'、'.join(zh for zh, _ in names)}提交",
            f"The {named.en} is handed in by the {', '.join(en for _, en in names)}",
        )
    here = place_of(workflow, standing.case.state)
    if asking and all(place_of(workflow, each.source) < here for each in asking) and not standing.was_sent_back:
        raise IllegalError(
            f"“{named.zh}”已随件审核，退回后才能更换",
            f"The {named.en} is being judged: it can be replaced after a return",
        )
    return role


def _is_asked(standing: Standing) -> bool:
    opinions = standing.parts.opinions.get(standing.case.id, ())
    return any(each.organisation_id == standing.person.organisation_id for each in opinions)
