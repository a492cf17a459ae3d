"""The registry follows its cases: an entry begins with the approval, takes on each step, and is revoked with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.columns import FOLLOWING, Columns
from app.registry.entering import enter_communities, next_number, revoke_entries, stored
from app.storage.cases import CaseRow, DeadlineRow, RegistryRow
from app.storage.models import now
from app.trail.store import write
from app.webhooks.outbox import announce
from app.workspace import Person

IN_FORCE: Mapping[str, frozenset[str]] = {
    "setting_up": frozenset(FOLLOWING), "adjustment": frozenset({"in_force"}), "lq_short": frozenset({"in_force"}),
}
"""States in which the limits of a case are current: those of a new community from S9 on (rules.md 5.1)."""


def registry_follows(session: Session, case: CaseRow, person: Person) -> None:
    """Bring the registry where a case now stands; called after each step, in its transaction."""
    if case.kind not in IN_FORCE:
        return
    entries = session.scalars(select(RegistryRow).where(RegistryRow.case_id == case.id)).all()
    today = now().astimezone().date()
    if case.state == "closed" and entries:
        revoke_entries(session, case, person, today)
        return
    if case.state not in IN_FORCE[case.kind]:
        return
    if not entries:
        entries = enter_communities(session, case, person)
        if case.state == "in_force":
            _tell(session, case, entries)
    if case.kind == "setting_up":
        # Another case may have changed the limits meanwhile: then its entry goes on.
        called = {row.community_id: row.plan_community_id or row.community_id for row in entries}
        _take_on(session, case, person, session.scalars(
            select(RegistryRow).where(
                RegistryRow.columns["established_by"].as_string() == case.number, RegistryRow.valid_until.is_(None)
            ).order_by(RegistryRow.community_id)
        ).all(), called)


def _take_on(
    session: Session, case: CaseRow, person: Person, entries: Sequence[RegistryRow],
    called: Mapping[str, str],
) -> None:
    """Take on state, days and results of the case; number and certificate when it has come so far.

    Parameters
    ----------
    called
        What the plan of the case calls each community of the registry.
    """
    told = _told(session, case)
    certificate = (case.records.get("certificate") or {}).get("number") if case.state == "certified" else None
    for row in entries:
        arrived = row.state != case.state and case.state == "registered"
        columns = Columns.model_validate(row.columns)
        filled = {name: value for name, value in told["once"].items() if getattr(columns, name) is None}
        measured = told["measured"].get(called.get(row.community_id, row.community_id), {})
        changed = Columns.model_validate({**stored(columns), **filled, **told["always"], **measured})
        if arrived:
            changed.registered_on = now().astimezone().date()
        if arrived and row.number is None:
            row.number = next_number(session, now().astimezone().year)
        before = {"state": row.state}
        row.state, row.columns, row.revision = case.state, stored(changed), row.revision + 1
        if certificate is not None and len(entries) == 1:  # of several communities each gets its own, by hand
            row.certificate_number = certificate
        session.flush()
        write(
            session, person, "registry.follow", "registry", row.id, before=before,
            after={"state": row.state, "number": row.number, "certificate_number": row.certificate_number,
                   "case": case.number},
        )
        if arrived:
            _tell(session, case, [row])


def _told(session: Session, case: CaseRow) -> dict[str, dict[str, Any]]:
    """Return what the records of a case say.

    Returns
    -------
    dict
        ``always``: columns that follow the records; ``once``: those that are filled and then kept by hand;
        ``measured``: premises as the inspections found them, by community.
    """
    records = case.records
    election, first, final = (records.get(name) or {} for name in ("election", "first_check", "final_check"))
    due = session.scalars(
        select(DeadlineRow).where(DeadlineRow.case_id == case.id, DeadlineRow.kind == "election")
        .order_by(DeadlineRow.started_on.desc()).limit(1)
    ).one_or_none()
    always = {
        "elected_on": election.get("held_on"), "election_due_on": None if due is None else due.due_on,
        "first_checked_on": first.get("checked_on"), "first_result": first.get("result"),
        "final_checked_on": final.get("checked_on"), "final_result": final.get("result"),
        "certified_on": (records.get("certificate") or {}).get("issued_on"),
    }
    once = {
        "secretary": election.get("secretary"), "director": election.get("director"),
        "committee_members": election.get("committee_members"), "party_team": election.get("party_team_members"),
        "cross_appointed": election.get("cross_appointed"), "full_time": election.get("full_time"),
    }
    return {
        "always": {name: value for name, value in always.items() if value is not None},
        "once": {name: value for name, value in once.items() if value is not None},
        "measured": {each["community_id"]: _premises(each) for check in (first, final)
                     for each in check.get("measured") or ()},
    }


def _premises(measured: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "facility_area_m2": measured.get("floor_area_m2"), "activity_area_m2": measured.get("activity_area_m2"),
        "plaza_area_m2": measured.get("plaza_area_m2"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _tell(session: Session, case: CaseRow, entries: Iterable[RegistryRow]) -> None:
    for row in entries:
        announce(session, "registry.entered", case, {
            "entry_id": row.id, "number": row.number, "community_id": row.community_id,
            "plan_community_id": row.plan_community_id, "name": row.name, "state": row.state,
        })
