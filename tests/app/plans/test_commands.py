"""The log of a plan, on SQLite and on PostgreSQL: each command once, in one order, nobody overwritten."""

from __future__ import annotations

import threading

import pytest

from app.plans import store
from app.plans.commands import Command, append, commands_after, name_version, used_community_ids
from app.plans.drawing import Changes, Community
from app.plans.errors import NotBeforeError, PlanDeletedError, StaleError, VersionNotFoundError
from app.plans.schemas import NewPlan
from app.plans.service import create_plan
from app.plans.store import drawing_at, load_plan
from app.storage.models import CommandRow, now
from app.workspace import Person, Workspace
from tests.app.plans.conftest import enter_grid

LABEL = {"zh": "移动", "en": "move"}


def move(command_id: str, unit: str, before: str | None, after: str | None) -> Command:
    return Command(command_id, "move", LABEL, Changes(units=((unit, before, after),)))


def begin(workspace: Workspace) -> str:
    return create_plan(workspace, NewPlan(dataset_id=enter_grid(workspace)), Person("甲"))


def draw(workspace: Workspace, plan_id: str, base: int, *commands: Command, who: str = "甲"):
    with workspace.database.session() as session:
        return append(session, load_plan(session, plan_id, for_update=True), base, commands, Person(who))


def drawn(workspace: Workspace, plan_id: str, version: int | None = None):
    with workspace.database.session() as session:
        return drawing_at(session, load_plan(session, plan_id), version)


@pytest.fixture
def space(any_workspace):
    return any_workspace, begin(any_workspace)


def test_commands_are_numbered_in_the_order_in_which_they_come(space):
    workspace, plan_id = space
    taken = draw(workspace, plan_id, 0, move("c1", "b1", "和平", "丰和"), move("c2", "a3", "和平", None))
    assert (taken.head, taken.numbers) == (2, {"c1": 1, "c2": 2})
    assert [drawn(workspace, plan_id, n).units["b1"] for n in (0, 1, 2)] == ["和平", "丰和", "丰和"]
    assert drawn(workspace, plan_id).unassigned == ["a3"]


def test_a_command_that_comes_again_changes_nothing(space):
    """The answer was lost: the client sends the same commands again, on the version that it knew, and one more."""
    workspace, plan_id = space
    first, second = move("c1", "b1", "和平", "丰和"), move("c2", "b1", "丰和", "和平")
    draw(workspace, plan_id, 0, first)
    assert draw(workspace, plan_id, 0, first).numbers == {"c1": 1}
    taken = draw(workspace, plan_id, 0, first, second)
    assert (taken.head, taken.numbers) == (2, {"c1": 1, "c2": 2})
    with workspace.database.session() as session:
        assert len(commands_after(session, load_plan(session, plan_id), 0)) == 2


def test_who_draws_on_an_old_version_hears_what_came_since(space):
    workspace, plan_id = space
    draw(workspace, plan_id, 0, move("c1", "b1", "和平", "丰和"), who="乙")
    with pytest.raises(StaleError) as raised:
        draw(workspace, plan_id, 0, move("c2", "a3", "和平", "丰和"))
    assert raised.value.members["head"] == 1
    (since,) = raised.value.members["commands"]
    assert (since["number"], since["author"], since["changes"]) == (1, "乙", {"units": [["b1", "和平", "丰和"]]})
    assert drawn(workspace, plan_id).units["a3"] == "和平"


def test_a_version_that_the_plan_does_not_have_is_stale_too(space):
    workspace, plan_id = space
    with pytest.raises(StaleError):
        draw(workspace, plan_id, 7, move("c1", "b1", "和平", "丰和"))


def test_one_command_that_does_not_fit_stops_all(space):
    workspace, plan_id = space
    with pytest.raises(NotBeforeError) as raised:
        draw(workspace, plan_id, 0, move("c1", "b1", "和平", "丰和"), move("c2", "a3", "丰和", "和平"))
    assert raised.value.members == {"head": 0, "commands": []}
    assert drawn(workspace, plan_id).units["b1"] == "和平"


def test_of_two_who_draw_at_once_one_is_told(space):
    """Both start at version 0 at the same moment; whoever comes second gets the first one's command."""
    workspace, plan_id = space
    start, told = threading.Barrier(2), []

    def planner(name: str, unit: str) -> None:
        start.wait()
        try:
            told.append(draw(workspace, plan_id, 0, move(f"of-{name}", unit, "和平", "丰和"), who=name).head)
        except StaleError as error:
            told.append([command["author"] for command in error.members["commands"]])

    threads = [threading.Thread(target=planner, args=told_by) for told_by in (("甲", "a3"), ("乙", "b1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) in (["1", "['甲']"], ["1", "['乙']"])
    with workspace.database.session() as session:
        assert load_plan(session, plan_id).head == 1


def test_what_was_rolled_back_was_never_drawn(space):
    """A version is remembered only once it is committed: another command may still get its number."""
    workspace, plan_id = space
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        append(session, plan, 0, [move("c1", "b1", "和平", "丰和")], Person("甲"))
        assert drawing_at(session, plan).units["b1"] == "丰和"
        session.rollback()
    draw(workspace, plan_id, 0, move("c2", "a3", "和平", "丰和"))
    assert drawn(workspace, plan_id, 1).units["b1"] == "和平"


def test_a_long_log_opens_at_any_version(space, monkeypatch):
    """600 commands to and fro: every version is folded from the nearest one that is remembered."""
    workspace, plan_id = space
    sides = ("和平", "丰和")
    commands = [move(f"c{k}", "b1", sides[k % 2], sides[(k + 1) % 2]) for k in range(600)]
    draw(workspace, plan_id, 0, *commands[:400])
    draw(workspace, plan_id, 400, *commands[400:])
    asked = []
    real = store.apply
    monkeypatch.setattr(store, "apply", lambda *told: asked.append(1) or real(*told))
    assert [drawn(workspace, plan_id, n).units["b1"] for n in (600, 599, 1, 0)] == ["和平", "丰和", "丰和", "和平"]
    folded = len(asked)
    assert drawn(workspace, plan_id, 600).units["b1"] == "和平"
    assert len(asked) == folded


def test_a_version_is_named_and_the_beginning_is_not(space):
    workspace, plan_id = space
    draw(workspace, plan_id, 0, move("c1", "b1", "和平", "丰和"))
    with workspace.database.session() as session:
        plan = load_plan(session, plan_id)
        name_version(session, plan, 1, "报街道")
        with pytest.raises(VersionNotFoundError):
            name_version(session, plan, 0, "开头")
    with workspace.database.session() as session:
        assert session.get(CommandRow, (plan_id, 1)).name == "报街道"


def test_identifiers_that_a_plan_ever_used_are_remembered(space):
    workspace, plan_id = space
    new = Community("新社区 1", "新街", colour=2)
    begun = Changes(units=(("b1", "和平", "新街+1"),), communities=(("新街+1", None, new),))
    draw(workspace, plan_id, 0, Command("c1", "new", LABEL, begun), Command("c2", "undo", LABEL, begun.inverse()))
    assert "新街+1" not in drawn(workspace, plan_id).communities
    with workspace.database.session() as session:
        assert used_community_ids(session, load_plan(session, plan_id)) == {"和平", "丰和", "新街+1"}


def test_a_deleted_plan_says_so(space):
    workspace, plan_id = space
    with workspace.database.session() as session:
        load_plan(session, plan_id).deleted_at = now()
    with pytest.raises(PlanDeletedError):
        draw(workspace, plan_id, 0, move("c1", "b1", "和平", "丰和"))
