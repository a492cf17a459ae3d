"""Bounds that jobs proved: kept where the same plans are still to be chosen from, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.plans.commands import Command, append
from app.plans.drawing import Changes
from app.plans.opinions import open_version, opinion_of
from app.plans.proofs import proven_bounds
from app.plans.schemas import NewPlan
from app.plans.service import create_plan
from app.plans.store import drawing_at, load_plan
from app.profiles import open_profile
from app.storage.models import JobRow
from app.workspace import Person
from tests.app.plans.conftest import enter_grid

RULES = open_profile("lianhu-2024").hash


@pytest.fixture
def space(any_workspace):
    return any_workspace, create_plan(any_workspace, NewPlan(dataset_id=enter_grid(any_workspace)), Person("甲"))


def prove(space, **told):
    """Enter a job that proved 新街 to cost 30,000 household-minutes at least, at version 0."""
    workspace, plan_id = space
    office = {"subdistrict": "新街", "bound": 30_000.0, "breach": 0, "locked": [], **told.pop("office", {})}
    result = {"version": 0, "rules": {"profile_hash": RULES, "objective": "balanced"}, "offices": [office],
              **told.pop("result", {})}
    row = {"kind": "complete", "state": "done", "request": {"plan_id": plan_id, "version": 0}, "result": result, **told}
    with workspace.database.session() as session:
        session.add(JobRow(plan_id=plan_id, created_by="甲", **row))


def bounds(space, drawing=None):
    workspace, plan_id = space
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id)
        return proven_bounds(session, plan, drawing or drawing_at(session, plan), RULES)


def at_start(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        return drawing_at(session, load_plan(session, plan_id), 0)


def with_told(drawing, name, **told):
    record = replace(drawing.communities[name], **told)
    return replace(drawing, communities={**drawing.communities, name: record})


def test_without_a_job_nothing_is_proven(space):
    assert bounds(space) == {}


def test_the_best_of_all_bounds_counts(space):
    prove(space)
    prove(space, office={"bound": 29_000.0}, state="cancelled", kind="improve")
    assert bounds(space) == {"新街": 30_000_000}


@pytest.mark.parametrize("told", [
    {"office": {"bound": None}}, {"office": {"breach": 1}}, {"state": "failed"}, {"kind": "repair"}, {"result": None},
    {"request": {"version": 0, "relaxations": [{"action": "raise_max"}]}},
    {"result": {"rules": {"profile_hash": "other", "objective": "balanced"}}},
    {"result": {"rules": {"profile_hash": RULES, "objective": "walking"}}},
    {"result": {"offices": [{"subdistrict": "别街", "bound": 1.0, "breach": 0, "locked": []}]}},
], ids=["no bound", "no legal plan", "failed", "proves nothing", "no result", "rules given up", "other rules",
        "other weights", "another street office"])
def test_what_was_proven_under_other_conditions_does_not_count(space, told):
    if told.get("result", 0) is None:
        prove(space, state="cancelled")
        workspace, plan_id = space
        with workspace.database.session() as session:
            session.query(JobRow).filter_by(plan_id=plan_id).one().result = None
    else:
        prove(space, **told)
    assert bounds(space) == {}


def test_locks_may_be_added_but_not_taken_away(space):
    start = at_start(space)
    locked = with_told(start, "和平", locked=True)
    prove(space)
    assert bounds(space, locked) == {"新街": 30_000_000}
    workspace, plan_id = space
    lock = Command("lock-it-1", "lock", {"zh": "锁", "en": "lock"}, Changes(communities=(
        ("和平", start.communities["和平"], locked.communities["和平"]),
    )))
    with workspace.database.session() as session:
        append(session, load_plan(session, plan_id, for_update=True), 0, [lock], Person("甲"))
    prove(space, result={"version": 1}, office={"bound": 31_000.0, "locked": ["和平"]})
    assert bounds(space) == {"新街": 31_000_000}
    assert bounds(space, start) == {"新街": 30_000_000}
    moved = replace(locked, units={**locked.units, "b1": "丰和"})
    assert bounds(space, moved) == {"新街": 30_000_000}


def test_what_was_held_fast_for_a_street_office_without_a_lock_counts_as_locked_then(space):
    """A job held 丰和 as another street office's; nobody locked it, so that it may be drawn on now."""
    prove(space, office={"locked": ["丰和"]})
    assert bounds(space) == {}
    assert bounds(space, with_told(at_start(space), "丰和", locked=True)) == {"新街": 30_000_000}


def test_what_is_recorded_as_independent_has_to_be_the_same(space):
    prove(space)
    assert bounds(space, with_told(at_start(space), "和平", alone=True)) == {}


def test_the_judgement_says_how_near_the_drawing_is(space):
    prove(space)
    workspace, plan_id = space
    plan = opinion_of(workspace, open_version(workspace, plan_id)).document
    assert plan["bound"] == 30_000.0
    assert plan["gap"] == pytest.approx((plan["objective"] - 30_000.0) / plan["objective"])
    assert (plan["status"], plan["gap"] > 0.01) == ("feasible", True)


def test_a_bound_above_the_cost_cannot_be_true_and_is_not_shown(space):
    prove(space, office={"bound": 999_999.0})
    workspace, plan_id = space
    assert opinion_of(workspace, open_version(workspace, plan_id)).document["bound"] is None
