"""Asking for a waiver of what the audit found, and giving the written reason that a soft breach needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.idempotency import actor_of
from app.plans.opinions import Version, open_version, opinion_of
from app.plans.store import drawing_at, load_plan
from app.storage.models import PlanRow, new_id, now
from app.storage.waivers import WaiverRow, WaiverState
from app.trail.store import write
from app.waivers.errors import NoBreachError, NoBureauError, NotWaivableError, TwiceError, WaiverRoleError
from app.waivers.holding import still_drawn
from app.waivers.roles import SPEAKERS, district_of, speaking_role
from app.waivers.schemas import WaiverIn
from app.waivers.store import LIVING
from app.workspace import Person, Workspace
from optimizer.rules.pack import Severity
from optimizer.waivers import TERMS


def ask(workspace: Workspace, person: Person, plan_id: str, asked: WaiverIn, key: str | None = None) -> str:
    """Ask for a waiver, or give the reason for a soft breach, and return its identifier.

    Not to be called inside a transaction: the version is judged first.

    Parameters
    ----------
    key
        ``Idempotency-Key``: the same key again returns the waiver that it made.

    Raises
    ------
    PlanNotFoundError, PlanDeletedError, VersionNotFoundError
        Where there is none.
    NoBreachError, NotWaivableError
        Where the version does not break the rule there, or the rule admits no waiver.
    TwiceError, NoBureauError, WaiverRoleError
        Where it is asked for already, nobody could decide, or a reason is not this person's to give.
    """
    waiver_id = new_id() if key is None else _id_of(key, person)
    with workspace.database.reading() as session:
        if session.get(WaiverRow, waiver_id) is not None:
            return waiver_id
    version = open_version(workspace, plan_id, asked.version)
    finding = _breach(opinion_of(workspace, version).audit, asked)
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        if session.get(WaiverRow, waiver_id) is None:
            _enter(session, person, waiver_id, plan, version, asked, finding)
    return waiver_id


def _breach(audit: Mapping[str, Any], asked: WaiverIn) -> dict[str, Any]:
    """Return the failed finding that a request names."""
    place = (asked.rule, asked.community_id, asked.area_id)
    found = [each for each in audit["findings"] if (each["rule"], each["community_id"], each["area_id"]) == place]
    failed = next((each for each in found if each["status"] == "fail"), None)
    where = asked.area_id or asked.community_id
    if failed is None and any(each["status"] == "waived" for each in found):
        raise TwiceError(f"{where}的 {asked.rule} 已有豁免", f"{asked.rule} is waived for {where} already")
    if failed is None:
        raise NoBreachError(
            f"{where}没有违反 {asked.rule}，无须豁免", f"{where} does not break {asked.rule}: there is nothing to waive"
        )
    if failed["severity"] == Severity.HARD.value and asked.rule not in TERMS:
        listed = "、".join(TERMS)
        raise NotWaivableError(
            f"{asked.rule} 不可豁免，须改正。可豁免的强制条款：{listed}",
            f"{asked.rule} cannot be waived and has to be mended. Hard rules that can be: {listed.replace('、', ', ')}",
        )
    return dict(failed)


def _enter(
    session: Session, person: Person, waiver_id: str, plan: PlanRow, version: Version, asked: WaiverIn,
    finding: dict[str, Any],
) -> None:
    _refuse_twice(session, plan, asked)
    is_hard, district = finding["severity"] == Severity.HARD.value, district_of(session, plan)
    if is_hard and district is None and not person.is_local:
        raise NoBureauError(
            "不知道方案在哪个区，无人可批。请在“人员与密钥”页登记本单位所在的区",
            "It is not known in which district the plan is, so nobody could decide. Enter the district of the "
            "organisation on the page of people",
        )
    row = WaiverRow(
        id=waiver_id, plan_id=plan.id, plan=plan, version=version.number, rule=asked.rule,
        severity=finding["severity"], community_id=asked.community_id, area_id=asked.area_id, finding=finding,
        request=asked.reason, remedy=None if asked.remedy is None else asked.remedy.value, district=district,
        asked_by=person.name, state=WaiverState.ASKED.value,
    )
    role = None if is_hard else speaking_role(person)
    if not is_hard:
        if role is None:
            raise WaiverRoleError(tuple(dict.fromkeys(SPEAKERS.values())))
        row.state, row.role = WaiverState.GRANTED.value, role.value
        row.reason, row.granted_on = asked.reason, date.today()
        row.organisation = None if person.is_local else person.organisation_name
        row.decided_by, row.decided_at = person.name, now()
    session.add(row)
    session.flush()
    write(
        session, person, "waiver.ask" if is_hard else "waiver.justify", "waiver", row.id, after=told_of(row),
        reason=asked.reason, role=None if role is None else role.value,
    )


def told_of(row: WaiverRow) -> dict[str, Any]:
    """Return what the trail says of a waiver."""
    days = {name: None if (day := getattr(row, name)) is None else day.isoformat() for name in ("granted_on", "until")}
    return {
        "state": row.state, "plan_id": row.plan_id, "plan_version": row.version, "rule": row.rule,
        "community_id": row.community_id, "area_id": row.area_id, "document_number": row.document_number, **days,
    }


def _refuse_twice(session: Session, plan: PlanRow, asked: WaiverIn) -> None:
    """Refuse a place that waits for a decision as it is drawn now; where it was drawn anew, one may ask anew."""
    rows = session.scalars(select(WaiverRow).where(
        WaiverRow.plan_id == plan.id, WaiverRow.rule == asked.rule, WaiverRow.state.in_(LIVING),
        WaiverRow.community_id == asked.community_id, WaiverRow.area_id == asked.area_id,  # None is IS NULL
    )).unique().all()
    waiting = [row for row in rows if row.until is None or row.until >= date.today()]
    if still_drawn(session, plan, drawing_at(session, plan, asked.version), waiting):
        where = asked.area_id or asked.community_id
        raise TwiceError(
            f"{where}的 {asked.rule} 已申请过豁免，待决定或已批准",
            f"A waiver of {asked.rule} for {where} waits for its decision, or was granted",
        )


def _id_of(key: str, person: Person) -> str:
    return hashlib.sha256(f"waiver\x1f{actor_of(person)}\x1f{key}".encode()).hexdigest()[:32]
