"""The columns of the registry (台账): rules.md 5.1 and 7.2, each with its name, and whether it is entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.forms import Pair, Said

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Code = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
"""Unified social credit code (GB 32100): 18 characters, without I, O, S, V, Z."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Area = Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)]
Form = Literal["branch", "general_branch", "committee"]
Remedy = Literal["new_building", "extension", "purchase", "lease", "state_assets", "sharing"]

FORMS: dict[str, Pair] = {
    "branch": ("党支部", "branch"), "general_branch": ("党总支", "general branch"), "committee": ("党委", "committee"),
}
REMEDIES: dict[str, Pair] = {
    "new_building": ("新建", "new building"), "extension": ("改扩建", "alteration or extension"),
    "purchase": ("购买", "purchase"), "lease": ("租赁", "lease"), "state_assets": ("国资划拨", "state assets"),
    "sharing": ("资源共享", "sharing"),
}


class ByHand(BaseModel):
    """What the street office and the bureau enter; ``null`` empties a column."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[Code | None, Said("社区代码（12 位）", "code of the community (12 digits)")] = None
    legal_name: Annotated[Line | None, Said("法定全称", "full legal name")] = None
    population: Annotated[Count | None, Said("人口", "persons")] = None
    population_basis: Annotated[Line | None, Said("人口口径", "what persons are counted")] = None
    counted_on: Annotated[date | None, Said("数据基准日", "counted on")] = None
    office_area_m2: Annotated[Area | None, Said("办公用房面积", "offices", "m2", "LH-7.1")] = None
    activity_area_m2: Annotated[Area | None, Said("居民活动区域面积", "activity area", "m2", "LH-7.4")] = None
    facility_area_m2: Annotated[Area | None, Said("综合服务设施面积", "service facility", "m2", "LH-7.1")] = None
    plaza_area_m2: Annotated[Area | None, Said("室外活动广场面积", "plaza", "m2", "LH-7.2")] = None
    title_holder: Annotated[Line | None, Said("用房产权人", "title holder of the premises")] = None
    remedy: Annotated[
        Remedy | None, Said("补齐办法", "remedy of a shortfall", clause="LH-9.2", choices=REMEDIES)
    ] = None
    remedy_on: Annotated[date | None, Said("补齐期限", "remedy by", clause="LH-9.2")] = None
    secretary: Annotated[Line | None, Said("书记", "secretary")] = None
    director: Annotated[Line | None, Said("主任", "director")] = None
    party_form: Annotated[Form | None, Said("党组织形式", "party form", clause="LH-10.2", choices=FORMS)] = None
    party_team: Annotated[Count | None, Said("党组织班子人数", "party team", "person", "LH-10.1")] = None
    committee_members: Annotated[Count | None, Said("居委会人数", "committee members", "person", "LH-10.3")] = None
    cross_appointed: Annotated[Count | None, Said("交叉任职人数", "cross-appointed", "person", "LH-10.5")] = None
    full_time: Annotated[Count | None, Said("专职进“两委”人数", "full-time in both", "person", "LH-10.6")] = None
    workers: Annotated[Count | None, Said("社区工作者", "community workers", "person", "LH-11.4")] = None
    social_organisations: Annotated[
        Count | None, Said("社区社会组织", "social organisations", "count", "LH-17.1")
    ] = None
    premises_ready: Annotated[bool | None, Said("阵地建设到位", "premises in place", clause="LHA-7")] = None
    services_running: Annotated[bool | None, Said("为民服务已开展", "services running", clause="LHA-7")] = None
    work_plan_entry: Annotated[Prose | None, Said("优化调整计划", "work-plan entry", clause="LH-6.5")] = None
    note: Annotated[Prose | None, Said("备注", "note")] = None


class FromTheCase(BaseModel):
    """What follows from the frozen plan and the steps of the case."""

    model_config = ConfigDict(extra="ignore")

    is_new: Annotated[bool, Said("新设立", "newly set up", clause="AMB-16")] = False
    keeps_committee: Annotated[bool | None, Said("保留居委会", "keeps its committee", clause="AMB-16")] = None
    established_on: Annotated[date | None, Said("设立日期", "set up on", clause="LHA-6")] = None
    established_by: Annotated[str | None, Said("设立依据（报审件）", "set up by case")] = None
    approval_number: Annotated[str | None, Said("批复文号", "approval number", clause="LHA-6")] = None
    approved_on: Annotated[date | None, Said("批复日期", "approved on", clause="LHA-6")] = None
    four_bounds: Annotated[str | None, Said("四至", "four limits", clause="LH-4.2")] = None
    land_m2: Annotated[float | None, Said("管辖面积", "land", "m2")] = None
    units: Annotated[list[str] | None, Said("小区、单元", "units")] = None
    households: Annotated[int | None, Said("户数", "households", clause="LH-4.3")] = None
    household_basis: Annotated[str | None, Said("户数口径", "what households are counted")] = None
    facility_required_m2: Annotated[float | None, Said("应配用房", "floor required", "m2", "LH-7.1")] = None
    plaza_required_m2: Annotated[float | None, Said("应配广场", "plaza required", "m2", "LH-7.2")] = None
    committee_seats: Annotated[int | None, Said("居委会席位", "committee seats", "person", "LH-10.4")] = None
    workers_required: Annotated[int | None, Said("应配社区工作者", "workers required", "person", "LH-11.4")] = None
    walk_coverage: Annotated[
        float | None, Said("15 分钟可达户数比例", "households within 15 minutes", clause="LH-4.1")
    ] = None
    hard_findings: Annotated[int | None, Said("未了结强制不符项", "open hard findings")] = None
    other_findings: Annotated[int | None, Said("其他未了结不符项", "other open findings")] = None
    submission_hash: Annotated[str | None, Said("方案校验值", "hash of the frozen plan")] = None
    elected_on: Annotated[date | None, Said("选举日期", "elected on", clause="LH-11.2")] = None
    election_due_on: Annotated[date | None, Said("选举期限", "election due on", clause="LH-11.2")] = None
    first_checked_on: Annotated[date | None, Said("初检日期", "first inspection on", clause="LHA-7")] = None
    first_result: Annotated[str | None, Said("初检结果", "first inspection", clause="LHA-7")] = None
    final_checked_on: Annotated[date | None, Said("终检日期", "final inspection on", clause="LHA-7")] = None
    final_result: Annotated[str | None, Said("终检结果", "final inspection", clause="LHA-7")] = None
    registered_on: Annotated[date | None, Said("列入台账日期", "registered on", clause="LHA-7")] = None
    certified_on: Annotated[date | None, Said("核发证书日期", "certificate issued on", clause="LHA-8")] = None
    ended_by: Annotated[str | None, Said("终止依据（报审件）", "ended by case")] = None
    heirs: Annotated[list[str] | None, Said("承接社区", "taken over by")] = None
    former_state: Annotated[str | None, Said("终止前状态", "state before it ended")] = None
    former_number: Annotated[str | None, Said("原台账号", "number that went on to its next entry")] = None
    former_certificate: Annotated[str | None, Said("原证书号", "certificate that went on to its next entry")] = None


class Columns(ByHand, FromTheCase):
    """All columns of one entry beside those that the table has of its own."""

    model_config = ConfigDict(extra="ignore")


HAND = tuple(ByHand.model_fields)
"""Columns that are entered by hand; the plan fills some of them first."""

STATES: dict[str, Pair] = {
    "approved": ("已批复", "approved"), "building_up": ("建设中", "building up"),
    "first_inspection": ("初检", "first inspection"), "final_inspection": ("终检", "final inspection"),
    "registered": ("已列入台账", "registered"), "certified": ("已核发证书", "certified"),
    "in_force": ("现行", "in force"), "superseded": ("已变更", "superseded"),
    "merged": ("已合并", "merged"), "abolished": ("已撤销", "abolished"),
    "revoked": ("批复已撤回", "approval revoked"),
}
"""How an entry stands; the first six follow the case of its setting up."""
FOLLOWING = tuple(STATES)[:6]
ENDING = ("ended_by", "heirs", "former_state", "former_number", "former_certificate")
"""Columns of an entry that has ended."""
ENDED = frozenset({"superseded", "merged", "abolished", "revoked"})
