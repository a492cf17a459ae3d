"""The records of a transfer from plan table to agreement; each field says what it is called (rules.md 5.2, 7.3).

A record may be saved before it is complete: what a later step needs of it is marked so, and :func:`missing` lists what
is still to be entered.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from app.forms import Said
from app.transfers.words import CHOICES, FORMS, Area, ChoiceName, Count, FormName, Line, Prose, Record, Yuan, in_order


class PlanTable(Record):
    """Entry of the plan table (CQ-1.1; columns after ZH-6)."""

    standard: Annotated[Prose | None, Said("移交标准", "standard", clause="ZH-6", is_needed=True)] = None
    starts_on: Annotated[date | None, Said("计划开始", "planned start", clause="ZH-6", is_needed=True)] = None
    ends_on: Annotated[date | None, Said("计划完成", "planned end", clause="ZH-6", is_needed=True)] = None
    manner: Annotated[Prose | None, Said("移交方式", "manner", clause="ZH-6", is_needed=True)] = None
    scope: Annotated[Prose | None, Said("具体范围", "exact scope", clause="ZH-6", is_needed=True)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return in_order(self, self.starts_on, self.ends_on, "计划完成早于开始", "the planned end is before the start")


class NewTask(Record):
    """A task that the survey found and the plan table lacks (CQ-4.5)."""

    name: Annotated[Line, Said("任务名称", "task")]
    persons: Annotated[Count | None, Said("涉及人数", "persons", "person")] = None


class Inventory(Record):
    """Survey of an enterprise, field by field (CQ-3.1, rules.md 7.3)."""

    as_of: Annotated[date | None, Said("数据日期", "as of")] = None
    total_persons: Annotated[
        Count | None, Said("职工及家属总人数", "staff and family members", "person", "CQ-3.1", is_needed=True)
    ] = None
    socialised_persons: Annotated[
        Count | None, Said("已社会化管理人员数", "already socialised", "person", "CQ-3.1", is_needed=True)
    ] = None
    enterprise_persons: Annotated[
        Count | None, Said("企业自行管理人员数", "managed by the enterprise", "person", "CQ-3.1", is_needed=True)
    ] = None
    service_organisations: Annotated[
        Count | None,
        Said("居民服务管理组织数量", "residents' service organisations", "count", "CQ-3.1", is_needed=True)
    ] = None
    quarter_area_m2: Annotated[
        Area | None, Said("居民居住区面积", "area of the living quarter", "m2", "CQ-3.1", is_needed=True)
    ] = None
    public_area_m2: Annotated[
        Area | None, Said("公共活动区域面积", "public activity area", "m2", "CQ-3.1", is_needed=True)
    ] = None
    facility_area_m2: Annotated[
        Area | None, Said("社区服务设施面积", "service facility area", "m2", "CQ-3.1", is_needed=True)
    ] = None
    facility_title: Annotated[
        Prose | None, Said("社区服务设施产权", "title of the facilities", clause="CQ-3.1", is_needed=True)
    ] = None
    service_funds_yuan: Annotated[
        Yuan | None,
        Said("居民服务管理工作经费", "funds for residents' services", "yuan_year", "CQ-3.1", is_needed=True)
    ] = None
    staff: Annotated[Count | None, Said("工作人员数", "staff", "person", "CQ-3.1", is_needed=True)] = None
    average_pay_yuan: Annotated[
        Yuan | None, Said("平均待遇", "average pay", "yuan_month", "CQ-3.1", is_needed=True)
    ] = None
    contributions: Annotated[
        Prose | None,
        Said("“五险一金”缴纳情况", "social insurance and housing fund", clause="CQ-3.1", is_needed=True)
    ] = None
    problems: Annotated[Prose | None, Said("存在问题", "known problems", clause="ZH-4")] = None
    new_tasks: Annotated[
        list[NewTask], Field(default_factory=list, max_length=200),
        Said("新摸排任务", "newly found tasks", clause="CQ-4.5")
    ]


class Verification(Record):
    """The state-assets commission verifies newly found tasks and adds them to the total (CQ-4.5)."""

    verified_on: Annotated[date, Said("核实日期", "verified on", clause="CQ-4.5")]
    tasks: Annotated[list[Line], Field(min_length=1, max_length=200), Said("核实的任务", "tasks", clause="CQ-4.5")]
    number: Annotated[Line | None, Said("文号", "number")] = None


class Adjustment(Record):
    """What the enterprise and the receiving unit jointly ask to change in the plan (CQ-3.2)."""

    asked_on: Annotated[date, Said("联合申请日期", "asked on", clause="CQ-3.2")]
    reason: Annotated[Prose, Said("调整事由", "why", clause="CQ-3.2")]
    plan_table: Annotated[PlanTable, Said("调整后的计划", "the plan after it", clause="CQ-3.2")]
    filed_on: Annotated[
        date | None, Said("送市民政局备案日期", "filed with the city bureau on", clause="CQ-3.2")
    ] = None


class FormDecided(Record):
    """In which form the quarter is received (T2)."""

    form: Annotated[FormName, Said("接收方式", "form", clause="LQ-3, CQ-2", choices=FORMS)]
    choice: Annotated[ChoiceName | None, Said("街道决定", "the street office's choice", choices=CHOICES)] = None
    reason: Annotated[Prose, Said("理由", "reason", clause="LQ-3, CQ-2")]
    community: Annotated[Line | None, Said("划入的社区", "the community that it joins", clause="LQ-3.6")] = None
    is_whole: Annotated[bool, Said("整体划入", "joins whole", clause="LQ-3.6")] = True


class EnterprisePlan(Record):
    """One plan per enterprise in six parts, or a reference to its overall plan (CQ-3.3)."""

    organisation: Annotated[Prose | None, Said("组织构架", "organisation", clause="CQ-3.3", is_needed=True)] = None
    content: Annotated[Prose | None, Said("移交内容", "content of transfer", clause="CQ-3.3", is_needed=True)] = None
    timetable: Annotated[Prose | None, Said("时间进度", "timetable", clause="CQ-3.3", is_needed=True)] = None
    funds: Annotated[Prose | None, Said("资金安排", "funds", clause="CQ-3.3", is_needed=True)] = None
    responsibilities: Annotated[
        Prose | None, Said("责任落实", "responsibilities", clause="CQ-3.3", is_needed=True)
    ] = None
    safeguards: Annotated[Prose | None, Said("保障措施", "safeguards", clause="CQ-3.3", is_needed=True)] = None
    overall_plan: Annotated[
        Line | None, Said("总体移交方案（文号、章节）", "overall plan (number, section)", clause="CQ-3.3")
    ] = None


class Retirees(Record):
    """Retired staff who are handed over; 0 where there are none (RT-1, 7, 8, 9)."""

    persons: Annotated[Count, Said("移交退休人员数", "retirees handed over", "person", "RT-7")]
    honoured: Annotated[
        Count, Said("离休人员数（原则上保持不变）", "on honoured retirement (stay)", "person", "RT-1")
    ] = 0
    transferred_on: Annotated[date | None, Said("移交日期", "handed over on", clause="RT-7")] = None
    represented_on: Annotated[
        date | None, Said("与退休人员代表沟通日期", "talks with representatives on", clause="RT-9")
    ] = None
    published_on: Annotated[date | None, Said("公示日期", "published on", clause="RT-9")] = None
    emergency_plan: Annotated[Prose | None, Said("应急预案", "emergency plan", clause="RT-9")] = None
    separate_accounts: Annotated[bool, Said("收支两条线", "income and spending kept apart", clause="RT-8")] = False


class Mediation(Record):
    """The city bureau and the parent group mediate (CQ-3.4)."""

    held_on: Annotated[date, Said("协调日期", "held on", clause="CQ-3.4")]
    result: Annotated[Prose, Said("协调结果", "result", clause="CQ-3.4")]


class SpecialMediation(Mediation):
    """The city special office settles a serious disagreement, or it is reported (CQ-3.4, CQ-4.4)."""

    is_solved: Annotated[bool, Said("分歧已解决", "settled", clause="CQ-3.4")]
    reported_on: Annotated[
        date | None, Said("上报区县党委政府日期", "reported to district committee and government on", clause="CQ-4.4")
    ] = None
    filed_on: Annotated[
        date | None, Said("报市民政局备案日期", "filed with the city bureau on", clause="CQ-4.4")
    ] = None


class Framework(Record):
    """A framework agreement; standard, time, manner and scope follow (ZH-1)."""

    signed_on: Annotated[date, Said("签订日期", "signed on", clause="ZH-1")]
    open_terms: Annotated[Prose, Said("另行商定的条款", "terms left open", clause="ZH-1")]


class Agreement(Record):
    """The agreement in seven parts, signed once by the enterprise and the district government (CQ-3.5, CQ-3.6)."""

    agreed_on: Annotated[date | None, Said("达成一致日期", "agreed in substance on", clause="CQ-3.6")] = None
    parties: Annotated[Prose | None, Said("移交方与接收方", "parties", clause="CQ-3.5", is_needed=True)] = None
    content: Annotated[Prose | None, Said("移交内容", "content", clause="CQ-3.5", is_needed=True)] = None
    manner: Annotated[Prose | None, Said("移交方式", "manner", clause="CQ-3.5", is_needed=True)] = None
    time: Annotated[Prose | None, Said("移交时间", "time", clause="CQ-3.5", is_needed=True)] = None
    rights_and_duties: Annotated[
        Prose | None, Said("双方权利义务", "rights and duties", clause="CQ-3.5", is_needed=True)
    ] = None
    funds: Annotated[Prose | None, Said("资金核算", "settlement of funds", clause="CQ-3.5", is_needed=True)] = None
    liability: Annotated[Prose | None, Said("违约责任", "liability for breach", clause="CQ-3.5", is_needed=True)] = None
    is_whole: Annotated[
        bool, Said("人员、设施、设备整体移交", "staff, facilities, equipment as a whole", clause="CQ-3.6")
    ] = True
    signed_on: Annotated[date | None, Said("签订日期", "signed on", clause="CQ-3.6")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return in_order(self, self.agreed_on, self.signed_on, "签订早于达成一致", "signed before it was agreed")


def missing(record: BaseModel | None, model: type[BaseModel]) -> tuple[str, ...]:
    """List the fields that a later step needs and that are not entered yet."""
    needed = [
        name for name, info in model.model_fields.items()
        if any(isinstance(each, Said) and each.is_needed for each in info.metadata)
    ]
    return tuple(name for name in needed if record is None or getattr(record, name) is None)
