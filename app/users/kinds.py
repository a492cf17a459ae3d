"""What an organisation can be: a role of rules.md 0.5, or one beside them."""

from __future__ import annotations

from app.approval.workflows.roles import NAMES, STREET, Role
from app.storage.models import LOCAL_ORGANISATION

PLANNER, OPERATOR = "planner", "operator"
KINDS: dict[str, tuple[str, str]] = {
    **{role.value: name for role, name in NAMES.items()},
    PLANNER: ("规划编制单位", "planning institute"),
    OPERATOR: ("平台运维单位", "operator of the platform"),
}
"""Every kind of organisation, in Chinese and English; the last two take no part in cases."""

WITHIN_DISTRICT = frozenset({
    *STREET, Role.DISTRICT_CIVIL_AFFAIRS, Role.DISTRICT_GOV, Role.PLANNING_BRANCH, Role.HOUSING_BUREAU,
    Role.DAXING_COMMITTEE, Role.RELATED_DEPARTMENTS,
})
"""These work in one district, and have to say which."""
PLAN_WRITERS = frozenset({*STREET, Role.DISTRICT_CIVIL_AFFAIRS})
"""These draw plans and bring data; others do where they are planners."""


def roles_of(kind: str) -> frozenset[str]:
    """Return the roles in which the people of an organisation act."""
    return frozenset({kind} & set(Role))


def kind_name(kind: str) -> tuple[str, str]:
    """Say what an organisation is, in Chinese and English."""
    return ("本机", "this machine") if kind == LOCAL_ORGANISATION else KINDS[kind]
