"""The joint review of a facility, from the plan to its management by the street (rules.md 5.5; LH-8.1)."""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role

PLANNING = frozenset({Role.PLANNING_BRANCH})
SUPERVISORS = frozenset({Role.HOUSING_BUREAU, Role.DAXING_COMMITTEE})
BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})

STATES = (
    State("planned", "规划审批", "planned"),
    State("built", "建成", "built"),
    State("accepted", "验收", "accepted"),
    State("handed_over", "移交", "handed over"),
    State("managed_by_street", "街道管理", "managed by the street", is_end=True),
    State("cancelled", "已取消", "cancelled", is_end=True),
)


def _fail(source: str, target: str, roles: frozenset[Role]) -> Transition:
    return Transition("fail", source, target, roles, "不合格，退回", "fail", Basis.DESIGN, "LH-8.1", asks_reason=True)


TRANSITIONS = (
    Transition(
        "build", "planned", "built", frozenset({Role.DEVELOPER}) | SUPERVISORS, "报建成", "report built",
        clause="LH-8.1", papers=("planning_approval", "completion_documents"),
    ),
    Transition(
        "accept", "built", "accepted", SUPERVISORS, "组织验收", "accept", clause="LH-8.1",
        papers=("acceptance_record",),
    ),
    Transition(
        "hand_over", "accepted", "handed_over", BUREAU, "移交", "hand over", clause="LH-8.1",
        papers=("handover_record",),
    ),
    Transition(
        "take_over", "handed_over", "managed_by_street", STREET, "接管", "take over", clause="LH-8.1",
        papers=("title_record",),
    ),
    _fail("built", "planned", SUPERVISORS),
    _fail("accepted", "built", BUREAU),
    _fail("handed_over", "accepted", STREET),
    *(
        Transition("cancel", state, "cancelled", PLANNING, "取消", "cancel", Basis.DESIGN, "LH-8.1", asks_reason=True)
        for state in ("planned", "built")
    ),
)

JOINT_REVIEW = Workflow(
    "joint_review", "社区用房联合审验", "joint review of a facility", ("planned",), STATES, TRANSITIONS,
)
