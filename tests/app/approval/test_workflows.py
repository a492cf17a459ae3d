"""Every state × action × role of every workflow, against tables written from rules.md section 5."""

import csv
from itertools import product
from pathlib import Path

import pytest

from app.approval.workflows import WORKFLOWS
from app.approval.workflows.machine import GUARDS, Basis, Facts, Refusal, Transition, Workflow, actions, decide
from app.approval.workflows.papers import OPTIONAL, SLOTS
from app.approval.workflows.roles import NAMES, Role

TABLES = Path(__file__).parent / "tables"
LETTERS = {
    "S": ("street_office", "township"), "B": ("district_civil_affairs",), "D": ("district_gov",),
    "C": ("city_civil_affairs",), "G": ("city_gov",), "E": ("enterprise",), "P": ("planning_branch",),
    "H": ("housing_bureau", "daxing_committee"), "V": ("developer",), "L": ("city_leading_office",),
    "O": ("city_special_office",), "M": ("parent_group",),
}
ALL = Facts(frozenset(SLOTS), dict.fromkeys(GUARDS, True), reason="有理由")


def settings_of(workflow: Workflow) -> list[dict[str, bool]]:
    """Every combination of a workflow's switches."""
    return [dict(zip(workflow.switches, values, strict=True))
            for values in product([True, False], repeat=len(workflow.switches))]


def is_meant(told: str, settings: dict[str, bool]) -> bool:
    """Whether a row of a table speaks of some settings."""
    gate, city = settings.get("consent_gate"), settings.get("city_consultation")
    return {
        "": True,
        "consent_gate": gate is True,
        "city_consultation": gate is False and city is True,
        "none": not any(settings.values()),
        "city": city is True,  # a case that stands there when the gate is taken away goes on all the same
        "no city": city is False,
        "crosses_district": settings.get("crosses_district") is True,
    }[told]


def table(name: str) -> list[dict[str, str]]:
    lines = (TABLES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def allowed(name: str, settings: dict[str, bool]) -> dict[tuple[str, str, str], str]:
    """(state, action, role) → target, as the document says."""
    return {
        (row["state"], row["action"], role): row["target"]
        for row in table(name) if is_meant(row["switches"], settings)
        for letter in row["roles"].split() for role in LETTERS[letter]
    }


CASES = [(name, settings) for name, workflow in WORKFLOWS.items() for settings in settings_of(workflow)]


@pytest.mark.parametrize(("name", "settings"), CASES, ids=lambda value: str(value))
def test_every_state_action_and_role(name: str, settings: dict[str, bool]):
    workflow, wanted = WORKFLOWS[name], allowed(name, settings)
    every_action = {each.action for each in workflow.transitions} | {"approve", "certify", "nonsense"}
    for state, action, role in product((s.id for s in workflow.states), sorted(every_action), Role):
        told = decide(workflow, state, action, role, ALL, settings)
        found = told.target if isinstance(told, Transition) else None
        assert found == wanted.get((state, action, role)), (state, action, role)


@pytest.mark.parametrize(("name", "settings"), CASES, ids=lambda value: str(value))
def test_what_is_offered_is_what_is_allowed(name: str, settings: dict[str, bool]):
    workflow, wanted = WORKFLOWS[name], allowed(name, settings)
    for state, role in product((s.id for s in workflow.states), Role):
        offered = {each.action for each in actions(workflow, state, role, settings)}
        assert offered == {action for s, action, r in wanted if (s, r) == (state, role)}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_table_speaks_of_states_that_exist(name: str):
    states = {state.id for state in WORKFLOWS[name].states}
    assert {row["state"] for row in table(name)} | {row["target"] for row in table(name)} <= states


@pytest.mark.parametrize(("name", "settings"), CASES, ids=lambda value: str(value))
def test_every_case_can_reach_an_end_from_wherever_it_is(name: str, settings: dict[str, bool]):
    workflow = WORKFLOWS[name]
    ends = {state.id for state in workflow.states if state.is_end}
    reached, grown = set(ends), True
    while grown:
        grown = False
        for state in workflow.states:
            if state.id not in reached and any(t.target in reached for t in workflow.leaving(state.id, settings)):
                reached.add(state.id)
                grown = True
    assert reached == {state.id for state in workflow.states}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_end_is_left_and_no_name_is_unknown(name: str):
    workflow = WORKFLOWS[name]
    states = {state.id for state in workflow.states}
    for each in workflow.transitions:
        assert {each.source, each.target} <= states
        assert not workflow.state(each.source).is_end
        assert set(each.papers) | set(each.clears) <= SLOTS.keys()
        assert set(each.guards) <= GUARDS.keys()
        assert set(each.when) <= workflow.switches.keys()
        assert each.roles
        assert each.zh
        assert each.en
        if each.basis is Basis.TEXT:
            assert each.clause, f"{each.action} says that the text has it, and not where"
    assert set(workflow.entries) <= states
    assert set(OPTIONAL[name]) <= SLOTS.keys()


def test_every_role_has_its_names():
    assert set(NAMES) == set(Role)


SETTING_UP = WORKFLOWS["setting_up"]


def refused(told: Transition | Refusal) -> Refusal:
    assert isinstance(told, Refusal)
    return told


def test_an_illegal_step_names_those_that_are_possible():
    told = refused(decide(SETTING_UP, "building_up", "certify", Role.CITY_CIVIL_AFFAIRS, ALL))
    assert told.code == "approval.illegal"
    assert told.message_zh == "阵地建设与两委选举阶段没有这一步。可办：报请初检、撤销批复"
    assert told.message_en == "There is no such step in building up. Possible: report ready, revoke"


def test_a_wrong_role_is_told_whose_step_it_is():
    told = refused(decide(SETTING_UP, "district_review", "agree", Role.STREET_OFFICE, ALL))
    assert (told.code, told.message_zh) == ("approval.wrong_role", "审核同意由区民政局办理")


def test_every_return_needs_a_reason():
    for reason in (None, "", "  "):
        facts = Facts(ALL.papers, ALL.holds, reason)
        told = refused(decide(SETTING_UP, "district_review", "return_papers", Role.DISTRICT_CIVIL_AFFAIRS, facts))
        assert told.code == "approval.reason_missing"


def test_missing_papers_are_listed_in_order():
    facts = Facts(frozenset(SLOTS) - {"map", "staff_plan"}, ALL.holds)
    told = refused(decide(SETTING_UP, "draft", "issue_opinion", Role.STREET_OFFICE, facts))
    assert (told.code, told.missing) == ("approval.papers_missing", ("map", "staff_plan"))


@pytest.mark.parametrize(
    ("state", "action", "role", "guard"),
    [
        ("draft", "issue_opinion", "street_office", "no_blocking_finding"),  # PL-1 to 5, 9, 14 at S0→S1
        ("district_executive_meeting", "approve", "district_gov", "no_open_area"),  # PL-13 at S8→S9
        ("building_up", "report_ready", "street_office", "filed_with_city"),  # filing is due before S11
        ("first_inspection", "pass_first", "district_civil_affairs", "premises_and_people"),  # LH-7, LH-10 at S11→S12
        ("registered", "certify", "city_civil_affairs", "special_report"),  # AMB-13
    ],
)
def test_the_hard_rules_stop_the_steps_that_the_digest_names(state: str, action: str, role: str, guard: str):
    facts = Facts(ALL.papers, {**ALL.holds, guard: False})
    told = refused(decide(SETTING_UP, state, action, Role(role), facts))
    assert (told.code, told.missing) == ("approval.guard", (guard,))


@pytest.mark.parametrize(
    ("state", "action", "role", "guard"),
    [
        ("plan_negotiated", "agree", "street_office", "six_parts"),  # six parts at T3→T4
        ("agreement_reached", "sign", "district_gov", "seven_parts"),  # seven parts at T4→T5
        ("implementing", "complete", "district_civil_affairs", "handed_over"),  # CQ-2.7 to 2.9 on leaving T6
        ("implementing", "begin_transition", "street_office", "safe"),
    ],
)
def test_the_hard_rules_of_a_transfer_stop_its_steps(state: str, action: str, role: str, guard: str):
    facts = Facts(ALL.papers, {**ALL.holds, guard: False})
    told = refused(decide(WORKFLOWS["transfer"], state, action, Role(role), facts))
    assert told.missing == (guard,)


def test_a_return_for_new_limits_asks_for_a_new_discussion():
    told = decide(SETTING_UP, "district_review", "return_limits", Role.DISTRICT_CIVIL_AFFAIRS, ALL)
    assert isinstance(told, Transition)
    assert told.clears == ("residents_minutes", "residents_attendance")


def test_approval_starts_the_three_months_and_building_up_begins_at_once():
    told = decide(SETTING_UP, "district_executive_meeting", "approve", Role.DISTRICT_GOV, ALL)
    assert isinstance(told, Transition)
    assert "election" in told.starts
    (next_step,) = [each for each in SETTING_UP.leaving("approved") if each.is_automatic]
    assert next_step.target == "building_up"


def test_no_special_venue_is_no_reason_to_refuse_retirees():
    """RT-4: no transition and no guard of a transfer asks for a venue."""
    told = " ".join(zh + en for zh, en in GUARDS.values())
    assert "活动场所" not in told
    assert "venue" not in told
