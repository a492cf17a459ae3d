"""The transfer of an enterprise's community management: T0 to T8 (rules.md 5.2; CQ, LQ, ZH-1)."""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role

BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
DISTRICT = frozenset({Role.DISTRICT_GOV})
ENTERPRISE = frozenset({Role.ENTERPRISE})
PARTIES = STREET | ENTERPRISE
LEADING = frozenset({Role.CITY_LEADING_OFFICE})

STATES = (
    State("listed", "列入计划", "listed", "T0"),
    State("surveyed", "摸底", "surveyed", "T1"),
    State("plan_adjustment", "计划调整", "plan adjustment", "T1a"),
    State("form_decided", "确定接收方式", "form decided", "T2"),
    State("plan_negotiated", "协商方案", "plan negotiated", "T3"),
    State("mediation", "协调", "mediation", "T3a"),
    State("special_mediation", "专项协调", "special mediation", "T3b"),
    State("agreement_reached", "达成一致", "agreement reached", "T4"),
    State("framework_agreed", "框架协议", "framework agreed", "T4a"),
    State("agreement_signed", "签订协议", "agreement signed", "T5"),
    State("implementing", "移交实施", "implementing", "T6"),
    State("transition", "过渡期", "transition", "T7"),
    State("completed", "完成", "completed", "T8", is_end=True),
    State("closed", "调出计划", "struck from the plan", is_end=True),
)

UP_TO_SIGNED = tuple(
    state.id for state in STATES
    if state.id not in ("plan_adjustment", "implementing", "transition", "completed", "closed")
)
"""T0 to T5: from there a task may be struck from the plan."""
ADJUSTED = ("district_review_record", "recognition", "filing")

TRANSITIONS = (
    Transition(
        "survey", "listed", "surveyed", BUREAU | ENTERPRISE, "报送摸底清册", "hand in the inventory", clause="CQ-3.1",
        papers=("plan_table_entry", "inventory"), guards=("inventory_complete", "tasks_verified"),
    ),
    Transition(
        "ask_adjustment", "surveyed", "plan_adjustment", PARTIES, "申请调整计划", "ask to adjust the plan",
        clause="CQ-3.2", papers=("joint_application",),
    ),
    Transition(
        "recognise", "plan_adjustment", "surveyed", LEADING, "认定调整", "recognise the adjustment", clause="CQ-3.2",
        papers=ADJUSTED,
    ),
    Transition(
        "refuse", "plan_adjustment", "surveyed", LEADING, "不予调整", "refuse the adjustment", Basis.DESIGN, "CQ-3.2",
        asks_reason=True,
    ),
    *(
        Transition(
            "strike", state, "closed", LEADING, "调出计划", "strike from the plan", Basis.DESIGN, "CQ-3.2",
            papers=("joint_application", *ADJUSTED), asks_reason=True,
        )
        for state in (*UP_TO_SIGNED, "plan_adjustment")
    ),
    Transition(
        "decide_form", "surveyed", "form_decided", STREET | BUREAU, "确定接收方式", "decide the form",
        clause="LQ-3, CQ-2", guards=("form_decided",), asks_reason=True,
    ),
    Transition(
        "negotiate", "form_decided", "plan_negotiated", PARTIES, "开始协商", "begin to negotiate", clause="CQ-3.3",
        papers=("risk_assessment",),
    ),
    Transition(
        "agree", "plan_negotiated", "agreement_reached", PARTIES, "协商一致", "agree", clause="CQ-3.3, CQ-3.6",
        papers=("enterprise_plan",), guards=("six_parts", "retirees_heard"), starts=("signing",),
    ),
    Transition(
        "escalate", "plan_negotiated", "mediation", PARTIES, "报请协调", "ask for mediation", clause="CQ-3.4",
        asks_reason=True,
    ),
    Transition(
        "mediate", "mediation", "plan_negotiated", frozenset({Role.CITY_CIVIL_AFFAIRS, Role.PARENT_GROUP}),
        "协调后再议", "back to negotiation", clause="CQ-3.4", papers=("mediation_record",),
    ),
    Transition(
        "escalate", "mediation", "special_mediation", frozenset({Role.CITY_CIVIL_AFFAIRS, Role.PARENT_GROUP}),
        "报请专项协调", "ask for special mediation", clause="CQ-3.4", papers=("mediation_record",), asks_reason=True,
    ),
    Transition(
        "mediate", "special_mediation", "plan_negotiated", frozenset({Role.CITY_SPECIAL_OFFICE}), "协调后再议",
        "back to negotiation", clause="CQ-3.4", papers=("special_mediation_record",),
    ),
    Transition(
        "sign_framework", "agreement_reached", "framework_agreed", ENTERPRISE | DISTRICT, "签订框架协议",
        "sign the framework", clause="ZH-1", papers=("framework_agreement",), ends=("signing",),
    ),
    Transition(
        "agree_terms", "framework_agreed", "agreement_reached", PARTIES, "商定其余条款", "agree the open terms",
        Basis.DESIGN, "ZH-1", starts=("signing",),
    ),
    Transition(
        "sign", "agreement_reached", "agreement_signed", ENTERPRISE | DISTRICT, "签订协议", "sign",
        clause="CQ-3.5, CQ-3.6", papers=("agreement",), guards=("seven_parts",), ends=("signing",),
    ),
    Transition(
        "reopen", "agreement_reached", "plan_negotiated", PARTIES, "重新协商", "reopen the talks", Basis.DESIGN,
        asks_reason=True, ends=("signing",),
    ),
    Transition(
        "implement", "agreement_signed", "implementing", PARTIES, "开始移交", "begin the hand-over", clause="CQ-3.8",
    ),
    Transition(
        "begin_transition", "implementing", "transition", STREET, "进入过渡期", "begin the transition",
        clause="CQ-2.6", papers=("facility_papers", "safety_assessment", "settlement"),
        guards=("handed_over", "safe", "received", "seconded"), starts=("transition",),
    ),
    Transition(
        "complete", "implementing", "completed", BUREAU, "完成", "complete", clause="CQ-4.3, CQ-4.4",
        papers=("facility_papers", "safety_assessment", "settlement"),
        guards=("handed_over", "safe", "received", "last_report"),
    ),
    Transition(
        "complete", "transition", "completed", BUREAU, "完成", "complete", clause="CQ-4.3, CQ-4.4",
        guards=("transition_over", "last_report"), ends=("transition",),
    ),
)

TRANSFER = Workflow(
    "transfer", "企业社区管理职能移交", "transfer of an enterprise's community management",
    ("listed", "agreement_signed"), STATES, TRANSITIONS,
    onlookers={
        Role.CITY_SASAC: frozenset({"listed", "surveyed"}),  # verifies newly found tasks (CQ-4.5)
        Role.CITY_FINANCE: frozenset({"plan_adjustment"}),  # recognises with the leading group's office (CQ-3.2)
        Role.CITY_SPECIAL_OFFICE: frozenset({"plan_adjustment"}),
    },
)
"""An earlier transfer without an agreement enters at ``agreement_signed``, without the clock (CQ-3.7)."""
