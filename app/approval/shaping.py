"""Rows of a case as the answers of ``/api/v1/cases``."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.approval import schemas
from app.approval.deadlines import deadline_out
from app.approval.handing_in import may_hand_in
from app.approval.papers import GATHERED, slot_of
from app.approval.standing import Standing, transition_of
from app.approval.store import Parts
from app.approval.turns import askers, is_return, leads_on, main_path, slots_of
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.roles import NAMES, STREET, Role
from app.storage.cases import CaseRow, OpinionRow, PaperRow, PointRow, StepRow, SubmissionRow, VisitRow
from app.storage.people import OrganisationRow

UNKNOWN_ROLE = ("本机", "this computer")


def text(named: Any) -> schemas.Text:
    """Return the name of a state, step or slot."""
    return schemas.Text(zh=named.zh, en=named.en)


def role_name(role: str) -> schemas.Text:
    """Return what a role is called."""
    zh, en = NAMES[Role(role)] if role in set(Role) else UNKNOWN_ROLE
    return schemas.Text(zh=zh, en=en)


def organisation_out(parts: Parts, organisation_id: str) -> schemas.Organisation:
    """Name an organisation."""
    row: OrganisationRow | None = parts.organisations.get(organisation_id)
    return schemas.Organisation(id=organisation_id, name=organisation_id if row is None else row.name)


def party_out(parts: Parts, organisation_id: str) -> schemas.Party:
    """Name a party with its role."""
    row = parts.organisations.get(organisation_id)
    return schemas.Party(
        id=organisation_id, name=organisation_id if row is None else row.name, role="" if row is None else row.role
    )


def waiting_out(standing: Standing) -> list[schemas.Waiting]:
    """Name for whom a case waits: the organisation whose case it is where that is known, else everybody of a role.

    A street office that has no account is known by its territory.
    """
    case, parts = standing.case, standing.parts
    rows = [parts.organisations.get(case.organisation_id)]
    rows += [parts.organisations.get(row.organisation_id) for row in parts.parties.get(case.id, ())]
    known = [row for row in rows if row is not None]
    found: list[schemas.Waiting] = []
    left = [role for role in Role if role in standing.waiting]
    while left:
        alike = [role for role in left if role == left[0] or {role, left[0]} <= STREET]
        named = next((row for row in known if row.role in alike), None)
        territory = case.subdistrict if alike[0] in STREET else None
        if named is not None:
            found.append(schemas.Waiting(role=named.role, zh=named.name, en=named.name))
        elif territory is not None:
            found.append(schemas.Waiting(role=alike[0], zh=territory, en=territory))
        else:
            found += [schemas.Waiting(role=role, **role_name(role).model_dump()) for role in alike]
        left = [role for role in left if role not in alike]
    return found


def step_out(case: CaseRow, step: StepRow, parts: Parts) -> schemas.Step:
    """Describe a step that was taken."""
    workflow = WORKFLOWS[case.kind]
    taken = transition_of(workflow, step)
    points = [each.number for each in parts.points.get(case.id, ()) if each.step == step.number]
    return schemas.Step(
        number=step.number, action=step.action, name=text(workflow if taken is None else taken), source=step.source,
        target=step.target, target_name=text(workflow.state(step.target)), role=step.role,
        role_name=role_name(step.role), by=step.by, organisation=organisation_out(parts, step.organisation_id),
        at=step.at, reason=step.reason, details=step.details, submission_hash=step.submission_hash,
        is_return=taken is not None and is_return(workflow, taken), points=points,
    )


def path_out(standing: Standing) -> list[schemas.PathState]:
    """Describe the way of a case: the states that it passes or passed, side ways only where it went them."""
    case, workflow, steps = standing.case, standing.workflow, standing.parts.steps.get(standing.case.id, ())
    entered = {steps[0].source if steps else case.state: case.opened_at} | {step.target: step.at for step in steps}
    usual = {state.id for state in main_path(workflow, standing.switches) if not state.code[-1:].islower()}
    if standing.is_ended and case.state not in usual:
        usual = set(entered)
    return [
        schemas.PathState(
            state=state.id, name=text(state), code=state.code, entered_at=entered.get(state.id),
            is_current=state.id == case.state,
        )
        for state in workflow.states if state.id in usual or state.id in entered
    ]


def slots_out(standing: Standing) -> list[schemas.SlotState]:
    """Describe the slots of a case with their papers."""
    workflow, held = standing.workflow, standing.parts.papers.get(standing.case.id, ())
    used = {paper.slot for paper in held}
    asked = slots_of(workflow, standing.switches)
    wanted = {slot for each in standing.leaving if leads_on(workflow, each) for slot in each.papers}
    listed = (*asked, *sorted(used - set(asked) - set(GATHERED)), *(slot for slot in GATHERED if slot in used))
    return [
        schemas.SlotState(
            id=slot.id, name=text(slot), kinds=list(slot.kinds), is_ours=slot.is_ours,
            is_in_the_text=slot.is_in_the_text, is_required=slot.id in wanted,
            is_optional=not askers(workflow, slot.id, standing.switches), is_mine=may_hand_in(standing, slot.id),
            papers=[paper_out(row, standing.parts) for row in reversed(held) if row.slot == slot.id],
        )
        for slot in map(slot_of, listed)
    ]


def paper_out(row: PaperRow, parts: Parts) -> schemas.Paper:
    """Describe a paper."""
    return schemas.Paper(
        id=row.id, slot=row.slot, file_name=row.file_name, media_type=row.media_type, size=row.size, sha256=row.blob,
        number=row.number, dated=row.dated, at=row.at, by=row.by,
        organisation=organisation_out(parts, row.organisation_id), submission_hash=row.submission_hash,
        replaced_at=row.replaced_at,
    )


def point_out(row: PointRow) -> schemas.Point:
    """Describe a point of a return."""
    place = None
    if row.place:
        lon, lat, *community = row.place
        place = schemas.Place(lon=lon, lat=lat, community_id=community[0] if community else None)
    return schemas.Point(
        id=row.id, step=row.step, number=row.number, text=row.text, slot=row.slot, place=place, reply=row.reply,
        replied_at=row.replied_at, replied_by=row.replied_by,
    )


def opinion_out(row: OpinionRow, standing: Standing) -> schemas.Opinion:
    """Describe an opinion that was asked."""
    return schemas.Opinion.model_validate({
        **{name: getattr(row, name) for name in schemas.Opinion.model_fields if name != "is_mine"},
        "is_mine": standing.may_answer(row),
    })


def visit_out(row: VisitRow) -> schemas.Visit:
    """Describe a visit."""
    return schemas.Visit.model_validate({name: getattr(row, name) for name in schemas.Visit.model_fields})


def submission_out(row: SubmissionRow, *, is_intact: bool) -> schemas.Submission:
    """Describe a frozen version."""
    failed = [each for each in row.audit.get("findings", ()) if each.get("status") == "fail"]
    hard = sum(each.get("severity") == "hard" for each in failed)
    return schemas.Submission(
        number=row.number, plan_id=row.plan_id, plan_name=row.header["plan"], plan_version=row.plan_version,
        hash=row.hash, dataset=schemas.DatasetNamed(**row.header["dataset"], hash=row.dataset_hash),
        profile=schemas.ProfileNamed(**row.header["profile"], hash=row.profile_hash), at=row.at, by=row.by,
        note=row.note, is_intact=is_intact, totals=row.document.get("totals") or {}, hard_findings=hard,
        other_findings=len(failed) - hard,
    )


def next_deadline(case: CaseRow, parts: Parts, today: date) -> schemas.Deadline | None:
    """Return the open deadline that comes first."""
    row = next((each for each in parts.deadlines.get(case.id, ()) if each.done_on is None), None)
    return None if row is None else deadline_out(row, case, today)
