"""The ruling on an undecided area, inside the district or by the city (rules.md 5.3; LH-3.3, LH-3.4)."""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role

BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
CITY_BUREAU = frozenset({Role.CITY_CIVIL_AFFAIRS})

STATES = (
    State("reported", "上报", "reported"),
    State("district_ruling", "区内裁定", "district ruling"),
    State("applied_to_district_gov", "报区政府", "applied to the district government"),
    State("reported_to_city", "报市民政局", "reported to the city"),
    State("city_ruling", "市级裁定", "city ruling"),
    State("ruled", "已裁定", "ruled", is_end=True),
    State("withdrawn", "已撤回", "withdrawn", is_end=True),
)

OPEN = tuple(state.id for state in STATES if not state.is_end)

TRANSITIONS = (
    Transition(
        "report", "reported", "district_ruling", STREET, "报区民政局裁定", "ask for the district's ruling",
        Basis.DESIGN, "LH-3.3", papers=("area_material", "map"), when={"crosses_district": False},
    ),
    Transition(
        "rule", "district_ruling", "ruled", BUREAU, "裁定", "rule", clause="LH-3.3", papers=("ruling_document",),
        guards=("ruled",),
    ),
    Transition(
        "apply", "reported", "applied_to_district_gov", STREET, "报区政府", "apply to the district government",
        clause="LH-3.4", papers=("area_material", "map"), when={"crosses_district": True},
    ),
    Transition(
        "report_to_city", "applied_to_district_gov", "reported_to_city", BUREAU, "报市民政局", "report to the city",
        clause="LH-3.4", papers=("district_report",),
    ),
    Transition(
        "accept", "reported_to_city", "city_ruling", CITY_BUREAU, "受理", "accept", clause="LH-3.4",
    ),
    Transition(
        "rule", "city_ruling", "ruled", CITY_BUREAU, "裁定", "rule", clause="LH-3.4", papers=("ruling_document",),
        guards=("ruled",),
    ),
    *(
        Transition(
            "return_papers", state, "reported", roles, "材料不全，退回", "return, material incomplete", Basis.DESIGN,
            asks_reason=True,
        )
        for state, roles in (
            ("district_ruling", BUREAU), ("applied_to_district_gov", BUREAU), ("reported_to_city", CITY_BUREAU),
            ("city_ruling", CITY_BUREAU),
        )
    ),
    *(
        Transition("withdraw", state, "withdrawn", STREET, "撤回", "withdraw", Basis.DESIGN, asks_reason=True)
        for state in OPEN
    ),
)

RULING = Workflow(
    "ruling", "管理待定小区裁定", "ruling on an undecided area", ("reported",), STATES, TRANSITIONS,
    switches={"crosses_district": False},
)
