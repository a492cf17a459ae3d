"""The records of a transfer from hand-over to completion (rules.md 5.2: T6 to T8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.forms import Said
from app.transfers.words import FACILITY_KINDS, Area, FacilityKind, Line, Period, Prose, Record, Yuan, in_order


class HandedFacility(Record):
    """One facility that is handed over as it is, with its papers (CQ-2.7, CQ-2.8)."""

    kind: Annotated[FacilityKind, Said("类别", "kind", clause="CQ-2.7", choices=FACILITY_KINDS)]
    name: Annotated[Line, Said("名称", "name")]
    floor_area_m2: Annotated[Area, Said("面积", "area", "m2", "CQ-2.7")]
    completion_documents: Annotated[bool, Said("竣工技术资料", "completion documents", clause="CQ-2.8")] = False
    inspection_records: Annotated[bool, Said("检测记录", "inspection records", clause="CQ-2.8")] = False
    repair_records: Annotated[bool, Said("修缮记录", "repair records", clause="CQ-2.8")] = False
    maintenance_duty: Annotated[bool, Said("后续维护责任", "later maintenance duty", clause="CQ-2.8")] = False
    handed_over_on: Annotated[date | None, Said("移交日期", "handed over on", clause="CQ-2.7")] = None
    title_changed_on: Annotated[date | None, Said("产权变更登记日期", "title changed on", clause="ZH-7")] = None
    title_reason: Annotated[
        Prose | None, Said("产权未变更的原因", "why the title is not changed", clause="ZH-7")
    ] = None
    paid_yuan: Annotated[Yuan, Said("有偿金额（原则上无偿）", "payment (in principle none)", "yuan", "CQ-2.8")] = 0
    payment_reason: Annotated[Prose | None, Said("有偿原因", "why there is a payment", clause="CQ-2.8")] = None

    @property
    def has_papers(self) -> bool:
        """Whether all four kinds of papers came with it."""
        return all((
            self.completion_documents, self.inspection_records, self.repair_records, self.maintenance_duty,
        ))

    @property
    def is_handed_over(self) -> bool:
        """Whether it was handed over with its papers, and its title was changed or it is said why not."""
        has_title = self.title_changed_on is not None or self.title_reason is not None
        return self.handed_over_on is not None and self.has_papers and has_title


class HandOver(Record):
    """All facilities of the enterprise; none where it has none (CQ-2.7, RT-4)."""

    facilities: Annotated[
        list[HandedFacility], Field(default_factory=list, max_length=500), Said("设施", "facilities", clause="CQ-2.7")
    ]
    has_no_venue: Annotated[
        bool,
        Said("企业确无专门活动场所（不影响接收）", "the enterprise has no venue (no reason to refuse)", clause="RT-4")
    ] = False


class Failure(Record):
    """Something that the safety assessment found below standard."""

    what: Annotated[Prose, Said("不达标情况", "what falls short", clause="CQ-2.9")]
    put_right_on: Annotated[date | None, Said("整治完成日期", "put right on", clause="CQ-2.9")] = None


class Safety(Record):
    """Test and assessment of condition and safety (CQ-2.9)."""

    assessed_on: Annotated[date, Said("检测评估日期", "assessed on", clause="CQ-2.9")]
    assessed_by: Annotated[Line, Said("检测评估单位", "assessed by", clause="CQ-2.9")]
    failures: Annotated[
        list[Failure], Field(default_factory=list, max_length=200), Said("不达标项", "what fell short", clause="CQ-2.9")
    ]


class Settlement(Record):
    """Settlement of funds, and who bears running costs and pay in the transition (CQ-2.10)."""

    settled_on: Annotated[date, Said("结清日期", "settled on", clause="CQ-3.8")]
    paid_yuan: Annotated[Yuan | None, Said("企业支付金额", "paid by the enterprise", "yuan", "CQ-3.8")] = None
    former_cost_yuan: Annotated[Yuan | None, Said("原运行经费", "former running cost", "yuan_year", "CQ-2.10")] = None
    standard_cost_yuan: Annotated[
        Yuan | None, Said("区县预算标准", "district budget standard", "yuan_year", "CQ-2.10")
    ] = None
    former_pay_yuan: Annotated[Yuan | None, Said("选派人员原待遇", "former pay of one", "yuan_month", "CQ-2.10")] = None
    standard_pay_yuan: Annotated[
        Yuan | None, Said("区县待遇标准", "district pay standard", "yuan_month", "CQ-2.10")
    ] = None


class Received(Record):
    """The community that now serves the quarter: set up by a case, or joined (CQ-3.8, rules.md 5.4)."""

    case: Annotated[Line | None, Said("设立或划入的报审件（编号）", "case of setting up or joining (number)")] = None
    community_id: Annotated[Line | None, Said(
        "接收社区（编号、名称或代码）", "receiving community (identifier, name or code)", clause="CQ-2.4"
    )] = None
    decided_on: Annotated[date | None, Said("决定日期", "decided on")] = None
    document: Annotated[Line | None, Said("决定文号", "number of the decision", clause="LQ-3.5")] = None

    @model_validator(mode="after")
    def _told(self) -> Self:
        if self.case is None and (self.community_id is None or self.document is None):
            raise ValueError("填报审件编号，或接收社区与决定文号 / name a case, or community and decision")
        return self


class Transition(Record):
    """A transition of at most three years with one or two seconded staff (CQ-2.6)."""

    starts_on: Annotated[date, Said("开始日期", "starts on", clause="CQ-2.6")]
    ends_on: Annotated[date, Said("结束日期", "ends on", clause="CQ-2.6")]
    seconded: Annotated[
        list[Line], Field(default_factory=list, max_length=50), Said("企业选派人员", "seconded staff", clause="CQ-2.6")
    ]
    reason: Annotated[Prose | None, Said("设立过渡期的理由", "why there is a transition", clause="CQ-2.6")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return in_order(self, self.starts_on, self.ends_on, "结束早于开始", "ends before it starts")


class Month(Record):
    """What a month's report says beside the figures (CQ-4.3)."""

    period: Annotated[Period, Said("月份（2026-03）", "month (2026-03)", clause="CQ-4.3")]
    funds: Annotated[Prose | None, Said("资金情况", "funds")] = None
    problems: Annotated[Prose | None, Said("存在问题", "problems")] = None
    next_step: Annotated[Prose | None, Said("下步工作", "next step")] = None


class Progress(Record):
    """The months of a transfer."""

    months: Annotated[
        list[Month], Field(default_factory=list, max_length=240), Said("各月情况", "months", clause="CQ-4.3")
    ]

    @model_validator(mode="after")
    def _once(self) -> Self:
        periods = [month.period for month in self.months]
        if len(set(periods)) < len(periods):
            raise ValueError("同一月份填了两次 / a month is entered twice")
        return self


class Summary(Record):
    """The year-end summary to the city bureau (CQ-4.4)."""

    sent_on: Annotated[date, Said("报送日期", "sent on", clause="CQ-4.4")]
    number: Annotated[Line | None, Said("文号", "number")] = None
