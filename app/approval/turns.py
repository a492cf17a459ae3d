"""Whose turn a case is: which steps lead on, which lead back, and which roles hold a case. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from app.approval.workflows import WORKFLOWS
from app.approval.workflows.machine import State, Transition, Workflow
from app.approval.workflows.papers import OPTIONAL
from app.approval.workflows.roles import Role

CITY = frozenset({
    Role.CITY_CIVIL_AFFAIRS, Role.CITY_GOV, Role.CITY_LEADING_OFFICE, Role.CITY_SPECIAL_OFFICE, Role.CITY_FINANCE,
    Role.CITY_SASAC,
})
DISTRICT = frozenset({
    Role.DISTRICT_CIVIL_AFFAIRS, Role.DISTRICT_GOV, Role.PLANNING_BRANCH, Role.HOUSING_BUREAU, Role.DAXING_COMMITTEE,
})
"""Roles that work for a whole district; the others but the city's act in cases of their own."""
OWN = frozenset(Role) - CITY - DISTRICT


def place_of(workflow: Workflow, state: str) -> int:
    """Return how far a state is along the way."""
    return next(number for number, each in enumerate(workflow.states) if each.id == state)


def is_return(workflow: Workflow, step: Transition) -> bool:
    """Whether a step sends a case back: to an earlier state, with a reason."""
    is_earlier = place_of(workflow, step.target) < place_of(workflow, step.source)
    return step.asks_reason and is_earlier and not workflow.state(step.target).is_end


def leads_on(workflow: Workflow, step: Transition) -> bool:
    """Whether a step leads on: neither back, nor to an end without success."""
    return not step.asks_reason or not (is_return(workflow, step) or workflow.state(step.target).is_end)


def holders(workflow: Workflow, state: str, switches: Mapping[str, bool]) -> frozenset[Role]:
    """Return the roles for which a case waits: those that may lead it on."""
    return _union(
        each for each in workflow.leaving(state, switches) if not each.is_automatic and leads_on(workflow, each)
    )


@cache
def states_of(kind: str, role: Role, *, onward: bool = False) -> frozenset[str]:
    """Return the states of a workflow in which a role has a part, or only those from which it leads on."""
    workflow = WORKFLOWS[kind]
    steps = frozenset(
        each.source for each in workflow.transitions
        if role in each.roles and not each.is_automatic and (not onward or leads_on(workflow, each))
    )
    return steps if onward else steps | workflow.onlookers.get(role, frozenset())


def openers(workflow: Workflow) -> frozenset[Role]:
    """Return the roles that may begin a case: those that lead it on from its first state."""
    return _union(each for each in workflow.leaving(workflow.entries[0]) if leads_on(workflow, each))


def main_path(workflow: Workflow, switches: Mapping[str, bool]) -> tuple[State, ...]:
    """Return the states that a case passes under some switches, in order, without ends that are no success."""
    reached = {workflow.entries[0]}
    for state in workflow.states:
        if state.id in reached:
            reached |= {each.target for each in workflow.leaving(state.id, switches) if leads_on(workflow, each)}
    return tuple(state for state in workflow.states if state.id in reached)


def slots_of(workflow: Workflow, switches: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the slots of a workflow in the order in which its steps ask for them, the optional ones last."""
    asked = (
        slot for state in workflow.states for each in workflow.leaving(state.id, switches) for slot in each.papers
    )
    return tuple(dict.fromkeys((*asked, *OPTIONAL[workflow.id])))


def askers(workflow: Workflow, slot: str, switches: Mapping[str, bool]) -> tuple[Transition, ...]:
    """Return the steps that ask for a paper."""
    return tuple(
        each for state in workflow.states for each in workflow.leaving(state.id, switches) if slot in each.papers
    )


def acting_role(wanted: Iterable[Role], roles: Iterable[Role]) -> Role | None:
    """Return in which of some roles somebody acts who has others too: the first in the order of the rules."""
    both = frozenset(wanted) & frozenset(roles)
    return next((role for role in Role if role in both), None)


def _union(steps: Iterable[Transition]) -> frozenset[Role]:
    return frozenset(role for each in steps for role in each.roles)
