"""Every record of a transfer: its model, what it is called, who enters it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.approval.workflows.roles import STREET, Role
from app.approval.workflows.transfer import TRANSFER
from app.transfers.hand_over_records import HandOver, Progress, Received, Safety, Settlement, Summary, Transition
from app.transfers.records import (
    Adjustment,
    Agreement,
    EnterprisePlan,
    FormDecided,
    Framework,
    Inventory,
    Mediation,
    PlanTable,
    Retirees,
    SpecialMediation,
    Verification,
)

BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
GOVERNMENT = frozenset({Role.DISTRICT_GOV})
ENTERPRISE = frozenset({Role.ENTERPRISE})
PARTIES = STREET | ENTERPRISE
OPEN = frozenset(state.id for state in TRANSFER.states if not state.is_end)
SURVEY = frozenset({"listed", "surveyed"})
TALKS = frozenset({"form_decided", "plan_negotiated"})
SIGNING = frozenset({"plan_negotiated", "agreement_reached", "framework_agreed"})
WORK = frozenset({"agreement_signed", "implementing"})
LATE = frozenset({"agreement_signed"})
"""Where an earlier transfer without an agreement enters, and completes its papers (CQ-3.7)."""


@dataclass(frozen=True)
class RecordKind:
    """One kind of record.

    Attributes
    ----------
    writers
        Roles that enter it.
    states
        States in which it may be entered; later it stands as it was judged.
    also_late
        Whether an earlier transfer completes it after its agreement.
    """

    model: type[BaseModel]
    zh: str
    en: str
    writers: frozenset[Role]
    states: frozenset[str]
    also_late: bool = False

    def may_be_entered(self, state: str, *, is_retroactive: bool) -> bool:
        """Whether it may be entered in a state."""
        return state in self.states or (is_retroactive and self.also_late and state in LATE)


KINDS: Mapping[str, RecordKind] = {
    "plan_table": RecordKind(PlanTable, "移交计划", "entry of the plan table", BUREAU, frozenset({"listed"}), True),
    "inventory": RecordKind(Inventory, "摸底清册", "survey inventory", BUREAU | ENTERPRISE, SURVEY, True),
    "verification": RecordKind(
        Verification, "新增任务核实", "verification of new tasks", frozenset({Role.CITY_SASAC}), SURVEY, True),
    "adjustment": RecordKind(
        Adjustment, "计划调整", "plan adjustment", PARTIES | BUREAU, frozenset({"surveyed", "plan_adjustment"})),
    "form": RecordKind(FormDecided, "接收方式", "form of receiving", STREET | BUREAU, frozenset({"surveyed"}), True),
    "enterprise_plan": RecordKind(EnterprisePlan, "一企业一方案", "plan of the enterprise", PARTIES, TALKS, True),
    "retirees": RecordKind(Retirees, "退休人员移交", "retirees", PARTIES | BUREAU, TALKS | WORK),
    "mediation": RecordKind(
        Mediation, "协调记录", "mediation", frozenset({Role.CITY_CIVIL_AFFAIRS, Role.PARENT_GROUP}),
        frozenset({"mediation"})),
    "special_mediation": RecordKind(
        SpecialMediation, "专项协调记录", "special mediation", frozenset({Role.CITY_SPECIAL_OFFICE}),
        frozenset({"special_mediation"})),
    "framework": RecordKind(
        Framework, "框架协议", "framework agreement", ENTERPRISE | GOVERNMENT,
        frozenset({"agreement_reached", "framework_agreed"})),
    "agreement": RecordKind(Agreement, "移交协议", "agreement", PARTIES | GOVERNMENT, SIGNING, True),
    "hand_over": RecordKind(HandOver, "设施移交", "hand-over of facilities", PARTIES, WORK),
    "safety": RecordKind(Safety, "检测评估", "safety assessment", BUREAU | GOVERNMENT | STREET, WORK),
    "settlement": RecordKind(
        Settlement, "资金结算", "settlement of funds", ENTERPRISE | BUREAU | GOVERNMENT, WORK | {"transition"}),
    "received": RecordKind(Received, "接收社区", "receiving community", STREET | BUREAU, WORK),
    "transition": RecordKind(Transition, "过渡期", "transition", STREET, WORK | {"transition"}),
    "progress": RecordKind(Progress, "月度进展", "monthly progress", BUREAU | STREET, OPEN),
    "summary": RecordKind(
        Summary, "年终总结", "year-end summary", BUREAU, frozenset({"implementing", "transition"})),
}
"""Every record under its name, in the order in which a transfer needs them."""

RECORDS: dict[str, type[BaseModel]] = {name: kind.model for name, kind in KINDS.items()}


class TransferRecords(BaseModel):
    """What has been entered of one transfer; ``None`` where nothing was."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan_table: PlanTable | None = None
    inventory: Inventory | None = None
    verification: Verification | None = None
    adjustment: Adjustment | None = None
    form: FormDecided | None = None
    enterprise_plan: EnterprisePlan | None = None
    retirees: Retirees | None = None
    mediation: Mediation | None = None
    special_mediation: SpecialMediation | None = None
    framework: Framework | None = None
    agreement: Agreement | None = None
    hand_over: HandOver | None = None
    safety: Safety | None = None
    settlement: Settlement | None = None
    received: Received | None = None
    transition: Transition | None = None
    progress: Progress | None = None
    summary: Summary | None = None


def read_records(records: Mapping[str, Any]) -> TransferRecords:
    """Read the records of a case."""
    return TransferRecords.model_validate(records)


def writers_of(name: str, roles: Iterable[str]) -> frozenset[Role]:
    """Return the roles, of some, in which a record may be entered."""
    return KINDS[name].writers & {Role(role) for role in roles}
