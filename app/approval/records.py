"""What is entered of a case on its way, beside papers: the residents' discussion, an election, a filing.

Each record is a form (:mod:`app.forms`), entered by some roles while the case is in some states; those of a transfer
are in :mod:`app.transfers.catalogue`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.approval.requests import Line, Prose
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.roles import STREET, Role
from app.approval.workflows.transfer import TRANSFER
from app.forms import Said
from app.transfers.catalogue import KINDS as TRANSFER_KINDS
from app.transfers.catalogue import RecordKind

Count = Annotated[int, Field(ge=0, le=10_000_000)]
Area = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]
RESULTS = {"pass": ("合格", "passed"), "fail": ("不合格", "failed")}
AGREED = {"agreed": ("同意", "agreed"), "not_agreed": ("未同意", "not agreed")}


class Entered(BaseModel):
    """One record: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Residents(Entered):
    """The residents' (villagers') discussion: numbers are recorded, the result is stated (AMB-12)."""

    held_on: Annotated[date, Said("会议日期", "held on", clause="LHA-1")]
    communities: Annotated[
        list[Line], Field(default_factory=list, max_length=200), Said("涉及社区", "communities")
    ]
    invited: Annotated[Count | None, Said("应到", "invited", "person")] = None
    attended: Annotated[Count, Said("实到", "attended", "person")]
    agreed: Annotated[Count, Said("同意", "agreed", "person")]
    against: Annotated[Count, Said("反对", "against", "person")] = 0
    abstained: Annotated[Count, Said("弃权", "abstained", "person")] = 0
    result: Annotated[
        Literal["agreed", "not_agreed"] | None, Said("结果（不填则以同意多于反对为准）",
        "result (agreed where more agreed than were against, unless stated)", choices=AGREED)
    ] = None
    villagers: Annotated[
        bool, Said("村民会议（村转居）", "villagers' meeting (village converted)", clause="LHA-1")
    ] = False

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.agreed + self.against + self.abstained > self.attended:
            raise ValueError("同意、反对、弃权之和超过实到 / more votes than attended")
        if self.invited is not None and self.attended > self.invited:
            raise ValueError("实到超过应到 / more attended than were invited")
        return self

    @property
    def is_agreed(self) -> bool:
        """Whether the discussion agreed: as stated, else where more agreed than were against."""
        return self.agreed > self.against if self.result is None else self.result == "agreed"


class Approval(Entered):
    """Number and date of the approval document; the three months of the election run from this date (LH-11.2)."""

    number: Annotated[Line | None, Said("批复文号", "number", clause="LHA-6")] = None
    dated: Annotated[date, Said("批复日期", "dated", clause="LH-11.2")]


class Filing(Entered):
    """Filed with the city bureau (LHA-6)."""

    filed_on: Annotated[date, Said("备案日期", "filed on", clause="LHA-6")]
    number: Annotated[Line | None, Said("备案文号", "number")] = None


class Election(Entered):
    """Election of both committees, with the numbers that LH-10 asks about."""

    held_on: Annotated[date, Said("选举日期", "held on", clause="LH-11.2")]
    secretary: Annotated[Line | None, Said("书记", "secretary")] = None
    director: Annotated[Line | None, Said("主任", "director")] = None
    committee_members: Annotated[Count, Said("居委会人数", "committee members", "person", "LH-10.3")]
    party_team_members: Annotated[Count, Said("党组织班子人数", "party team", "person", "LH-10.1")]
    cross_appointed: Annotated[Count | None, Said("交叉任职人数", "in both", "person", "LH-10.5")] = None
    full_time: Annotated[
        Count | None, Said("专职工作者进“两委”人数", "full-time workers in both committees", "person", "LH-10.6")
    ] = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        both = self.cross_appointed or 0
        if both > min(self.committee_members, self.party_team_members):
            raise ValueError("交叉任职人数超过班子人数 / more in both than in one of them")
        return self


class Premises(Entered):
    """Premises of one community, as measured at the place."""

    community_id: Annotated[Line, Said("社区编号", "community")]
    floor_area_m2: Annotated[Area | None, Said("综合服务设施建筑面积", "floor area", "m2", "LH-7.1")] = None
    activity_area_m2: Annotated[Area | None, Said("居民活动区域面积", "activity area", "m2", "LH-7.4")] = None
    plaza_area_m2: Annotated[Area | None, Said("室外活动广场", "plaza", "m2", "LH-7.2")] = None


class Check(Entered):
    """An inspection at the place: premises, election, services (LHA-7)."""

    checked_on: Annotated[date, Said("检查日期", "checked on", clause="LHA-7")]
    premises: Annotated[Prose, Said("社区阵地建设", "premises", clause="LHA-7")]
    election: Annotated[Prose, Said("“两委”选举", "election", clause="LHA-7")]
    services: Annotated[Prose, Said("为民服务开展情况", "services", clause="LHA-7")]
    measured: Annotated[
        list[Premises], Field(default_factory=list, max_length=200), Said("实测面积", "as measured", clause="LH-7")
    ]
    result: Annotated[Literal["pass", "fail"], Said("结果", "result", choices=RESULTS)]


class Certificate(Entered):
    """The unified code certificate (LHA-8)."""

    number: Annotated[Line, Said("统一社会信用代码", "code", clause="LHA-8")]
    issued_on: Annotated[date, Said("核发日期", "issued on", clause="LHA-8")]


class Ruling(Entered):
    """Who manages an undecided area (LH-3.3, LH-3.4)."""

    managing_subdistrict: Annotated[Line, Said("管理街道", "managing street office", clause="LH-3.3")]
    managing_community: Annotated[Line | None, Said("管理社区", "managing community", clause="LH-3.3")] = None
    dated: Annotated[date, Said("裁定日期", "dated")]
    number: Annotated[Line | None, Said("文号", "number")] = None


class PlannedDay(Entered):
    """A day on which somebody plans to reach a state."""

    state: Annotated[Line, Said("阶段", "state")]
    due_on: Annotated[date, Said("计划日期", "planned for")]


class Planned(Entered):
    """Planned days: advisory, the text gives none (rules.md 5.1)."""

    dates: Annotated[list[PlannedDay], Field(max_length=30), Said("计划进度", "timetable")]


BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
CITY_BUREAU = frozenset({Role.CITY_CIVIL_AFFAIRS})

KINDS: Mapping[str, RecordKind] = {
    "residents": RecordKind(
        Residents, "居民讨论", "residents' discussion", STREET, frozenset({"residents_discussion"})),
    "approval": RecordKind(
        Approval, "批复", "approval document", frozenset({Role.DISTRICT_GOV}) | BUREAU,
        frozenset({"district_executive_meeting", "district_gov_approval", "gov_approval"})),
    "filing": RecordKind(
        Filing, "报市备案", "filing with the city", BUREAU, frozenset({"building_up", "filed_with_city"})),
    "election": RecordKind(
        Election, "两委选举", "election of both committees", STREET, frozenset({"building_up"})),
    "first_check": RecordKind(Check, "初检", "first inspection", BUREAU, frozenset({"first_inspection"})),
    "final_check": RecordKind(Check, "终检", "final inspection", CITY_BUREAU, frozenset({"final_inspection"})),
    "certificate": RecordKind(Certificate, "核发证书", "certificate", CITY_BUREAU, frozenset({"registered"})),
    "ruling": RecordKind(
        Ruling, "裁定", "ruling", BUREAU | CITY_BUREAU, frozenset({"district_ruling", "city_ruling"})),
}
"""Every record of a case that is no transfer, by name."""
PLANNED = RecordKind(Planned, "计划进度", "timetable", frozenset(Role), frozenset())
"""Planned days of any case, entered by whoever it waits for."""
MEETS = {
    "filing": ("filing", "filed_on"), "election": ("election", "held_on"), "agreement": ("signing", "signed_on"),
}
"""Record → the deadline that it meets, and the field with the day."""


def kinds_of(kind: str) -> Mapping[str, RecordKind]:
    """Return the records of a kind of case that its workflow can come to, by name."""
    if kind == TRANSFER.id:
        return TRANSFER_KINDS
    states = {state.id for state in WORKFLOWS[kind].states}
    return {name: each for name, each in KINDS.items() if each.states & states}
