"""What a workflow is, and what it says to an action: a transition, or a refusal that names what is missing.

A workflow is a table (state, action) → transitions. Which of several transitions of one action is taken follows from
the switches of the profile alone (a consent gate, a city to be consulted), never from who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.approval.workflows.roles import NAMES, Role


class Basis(StrEnum):
    """Where a transition comes from (rules.md 5)."""

    TEXT = "T"
    """Written in the text."""
    DESIGN = "D"
    """Our addition: returns, withdrawals, cancellations; the text names no rejection path."""


@dataclass(frozen=True)
class State:
    """A state of a workflow: its identifier and name, what the digest calls it (``S3``), and whether it ends a case."""

    id: str
    zh: str
    en: str
    code: str = ""
    is_end: bool = False


@dataclass(frozen=True)
class Transition:
    """One way from a state to another.

    Attributes
    ----------
    roles
        Who may take it.
    papers
        Slots that must be filled (:mod:`app.approval.workflows.papers`).
    guards
        Conditions that must hold, by name (:data:`GUARDS`).
    when
        Switches of the profile under which it exists.
    clears
        Papers that a new round has to bring again, such as the minutes after limits have changed.
    starts, ends
        Deadlines that begin or are met with it.
    is_automatic
        Taken by the system at once, in the same transaction.
    """

    action: str
    source: str
    target: str
    roles: frozenset[Role]
    zh: str
    en: str
    basis: Basis = Basis.TEXT
    clause: str = ""
    papers: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    when: Mapping[str, bool] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    asks_reason: bool = False
    is_automatic: bool = False


@dataclass(frozen=True)
class Workflow:
    """A workflow.

    Attributes
    ----------
    entries
        States in which a case may begin; the first unless told otherwise.
    states
        In the order in which a case passes them.
    switches
        Settings of the profile that choose between transitions, as they stand where nobody says otherwise.
    onlookers
        Roles that take no step and yet have a part in some states, such as who verifies a task: they see the case.
    """

    id: str
    zh: str
    en: str
    entries: tuple[str, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    switches: Mapping[str, bool] = field(default_factory=dict)
    onlookers: Mapping[Role, frozenset[str]] = field(default_factory=dict)

    def state(self, name: str) -> State:
        """Return a state by its identifier.

        Raises
        ------
        KeyError
            Where the workflow has none of this name.
        """
        return {state.id: state for state in self.states}[name]

    def leaving(self, state: str, switches: Mapping[str, bool] | None = None) -> tuple[Transition, ...]:
        """List the transitions that leave a state under some switches; those left out stand as the workflow says."""
        set_to = {**self.switches, **(switches or {})}
        return tuple(
            each for each in self.transitions
            if each.source == state and all(set_to[name] == wanted for name, wanted in each.when.items())
        )


GUARDS: dict[str, tuple[str, str]] = {
    "submission": (
        "先冻结方案：选定方案与版本后提交", "freeze a plan first: choose plan and version, then submit"),
    "no_blocking_finding": (
        "先消除该步骤的强制不符项，或取得豁免", "clear the hard findings that block this step, or obtain a waiver"),
    "residents_agreed": ("录入居民讨论结果：同意", "record that the residents' discussion agreed"),
    "no_new_limits": (
        "界线或单元已改动，须退回拟稿并重新组织居民讨论",
        "limits or units have changed: go back to the draft and hold a new residents' discussion"),
    "points_answered": ("逐条答复退回的各点", "answer every point of the return"),
    "opinions_in": ("部门意见尚未收齐", "opinions of departments are still awaited"),
    "site_visited": ("录入实地查看：日期、人员、照片", "record the site visit: date, persons, photographs"),
    "no_open_area": (
        "尚有管理待定的小区（PL-13）：先裁定，或划出并列明",
        "areas are still undecided (PL-13): have them ruled, or cut them out and list them"),
    "filed_with_city": ("先报市民政局备案", "file with the city civil affairs bureau first"),
    "ruled": ("录入裁定：管理街道、社区与日期", "record the ruling: managing street office and community, date"),
    "elected": ("录入两委选举日期", "record the date of the elections of both committees"),
    "premises_and_people": (
        "用房（LH-7）或人员（LH-10）未达强制要求", "premises (LH-7) or people (LH-10) miss a hard line"),
    "special_report": (
        "当年专题报告尚未报送；可注明理由越过", "the year's special report has not been sent; override with a reason"),
    "inventory_complete": ("清册未填全", "the inventory is not complete"),
    "tasks_verified": ("新摸排的任务须市国资委核实", "newly found tasks await the state-assets commission"),
    "form_decided": ("先定接收方式并写明理由", "decide the form first, with its reason"),
    "six_parts": (
        "一企业一方案缺部分：组织构架、移交内容、时间进度、资金安排、责任落实、保障措施",
        "the enterprise's plan lacks parts: organisation, content, timetable, funds, responsibilities, safeguards"),
    "retirees_heard": (
        "涉及退休人员：与代表沟通、公示并有应急预案",
        "retirees are concerned: talks with their representatives, publication, emergency plan"),
    "seven_parts": (
        "协议缺部分：双方、内容、方式、时间、权利义务、资金核算、违约责任",
        "the agreement lacks parts: parties, content, manner, time, rights and duties, funds, liability"),
    "handed_over": ("设施及资料尚未全部移交", "facilities with their papers have not all been handed over"),
    "safe": ("设施安全评估未通过或未整治", "the safety assessment failed or has not been put right"),
    "received": (
        "社区尚未批准设立，家属区也未划入现有社区",
        "the community is not approved yet, nor has the quarter joined one"),
    "seconded": ("过渡期选派人员应为 1 至 2 名", "a transition needs 1 to 2 seconded staff"),
    "transition_over": ("过渡期未满", "the transition has not ended"),
    "last_report": ("缺最后一期月报或年终总结", "the last monthly report or the year-end summary is missing"),
}
"""Every guard, with what to do where it does not hold."""


@dataclass(frozen=True)
class Facts:
    """What is known of a case when somebody acts.

    Attributes
    ----------
    papers
        Slots that are filled.
    holds
        Guard → whether it holds; one that is not told does not.
    reason
        What the person gives as reason.
    """

    papers: frozenset[str] = frozenset()
    holds: Mapping[str, bool] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why an action changes nothing: a stable code, what is missing, and what to do."""

    code: str
    message_zh: str
    message_en: str
    missing: tuple[str, ...] = ()


def decide(
    workflow: Workflow, state: str, action: str, role: Role, facts: Facts,
    switches: Mapping[str, bool] | None = None,
) -> Transition | Refusal:
    """Say what an action does: the transition to take, or why it may not be taken.

    The order of refusals is fixed: no such action here, not in this role, no reason, papers, guards.
    """
    here = [each for each in workflow.leaving(state, switches) if each.action == action and not each.is_automatic]
    place = workflow.state(state)
    if not here:
        offered = dict.fromkeys(each.zh for each in workflow.leaving(state, switches))
        offered_en = dict.fromkeys(each.en for each in workflow.leaving(state, switches))
        return Refusal(
            "approval.illegal", f"{place.zh}阶段没有这一步。可办：{'、'.join(offered) or '无'}",
            f"There is no such step in {place.en}. Possible: {', '.join(offered_en) or 'none'}",
        )
    (transition,) = here
    if role not in transition.roles:
        able = sorted(transition.roles)
        return Refusal(
            "approval.wrong_role",
            f"{transition.zh}由{'、'.join(NAMES[each][0] for each in able)}办理",
            f"{transition.en} is for the {', the '.join(NAMES[each][1] for each in able)}",
        )
    if transition.asks_reason and not (facts.reason or "").strip():
        return Refusal("approval.reason_missing", f"{transition.zh}须写明理由", f"{transition.en} needs a reason")
    missing = tuple(slot for slot in transition.papers if slot not in facts.papers)
    if missing:
        return Refusal(
            "approval.papers_missing", f"{transition.zh}还缺 {len(missing)} 件材料",
            f"{transition.en}: {len(missing)} papers are missing", missing,
        )
    failed = tuple(guard for guard in transition.guards if not facts.holds.get(guard, False))
    if failed:
        zh, en = GUARDS[failed[0]]
        return Refusal("approval.guard", f"{transition.zh}：{zh}", f"{transition.en}: {en}", failed)
    return transition


def actions(
    workflow: Workflow, state: str, role: Role, switches: Mapping[str, bool] | None = None
) -> tuple[Transition, ...]:
    """List what somebody in a role may do in a state, whatever is still missing for it."""
    return tuple(
        each for each in workflow.leaving(state, switches) if role in each.roles and not each.is_automatic
    )
