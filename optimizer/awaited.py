"""Data that a figure or a finding waits for: what is not known names what to bring."""

from __future__ import annotations

from enum import StrEnum


class Awaited(StrEnum):
    """An input and a column of it."""

    HOUSEHOLDS = "areas.households"
    PERSONS = "areas.population"
    PRESENT = "areas.community"
    BUILT_MONTH = "areas.built_month"
    FACILITY_PROVIDED = "areas.facility_provided"
    SUBDISTRICTS = "subdistricts"
    LINES = "roads"
    LINE_NAMES = "roads.name"
    FACILITIES = "facilities"
    FLOOR = "facilities.area_m2"
    ACTIVITY = "facilities.activity_m2"
    PLAZA = "facilities.plaza_m2"
    PARTY_TEAM = "communities.party_team"
    COMMITTEE = "communities.committee"
    CROSS_APPOINTED = "communities.cross_appointed"
    FULL_TIME = "communities.full_time"
    WORKERS = "communities.workers"
    SOCIAL_ORGANISATIONS = "communities.social_organisations"
    WORK_FUNDS = "communities.work_funds"
    TRANSFERS = "transfers"
    COORDINATES = "coordinates"
    PROFILE = "profile"

    @property
    def words(self) -> tuple[str, str]:
        """What to bring, Chinese and English."""
        return _WORDS[self]


_WORDS = {
    Awaited.HOUSEHOLDS: ("小区表的户数", "households in the table of areas"),
    Awaited.PERSONS: ("小区表的人口", "population in the table of areas"),
    Awaited.PRESENT: ("小区表的现属社区", "the present community in the table of areas"),
    Awaited.BUILT_MONTH: ("小区表的建成年月", "the month of completion in the table of areas"),
    Awaited.FACILITY_PROVIDED: ("小区表的用房是否已配建", "whether premises were provided, in the table of areas"),
    Awaited.SUBDISTRICTS: ("街道范围", "the outlines of the street offices"),
    Awaited.LINES: ("道路、河流、铁路、围墙等线", "roads, rivers, railways and walls"),
    Awaited.LINE_NAMES: ("道路、河流等线的名称", "the names of roads, rivers, railways and walls"),
    Awaited.FACILITIES: ("社区用房表", "the table of facilities"),
    Awaited.FLOOR: ("用房表的建筑面积", "floor area in the table of facilities"),
    Awaited.ACTIVITY: ("用房表的居民活动面积", "activity area in the table of facilities"),
    Awaited.PLAZA: ("用房表的广场面积", "plaza area in the table of facilities"),
    Awaited.PARTY_TEAM: ("社区情况表的党组织班子人数", "party team in the table of communities"),
    Awaited.COMMITTEE: ("社区情况表的居委会人数", "committee members in the table of communities"),
    Awaited.CROSS_APPOINTED: ("社区情况表的交叉任职人数", "cross-appointed in the table of communities"),
    Awaited.FULL_TIME: ("社区情况表的专职人数", "full-time members in the table of communities"),
    Awaited.WORKERS: ("社区情况表的社区工作者人数", "workers in the table of communities"),
    Awaited.SOCIAL_ORGANISATIONS: ("社区情况表的社会组织数", "social organisations in the table of communities"),
    Awaited.WORK_FUNDS: ("社区情况表的市级、区级经费", "both work funds in the table of communities"),
    Awaited.TRANSFERS: ("移交人员清册", "the inventory of transfers"),
    Awaited.COORDINATES: ("这些行的坐标或四至图形", "coordinates or shapes of these rows"),
    Awaited.PROFILE: ("规则包的户数上限", "the maximum of households in the rule pack"),
}
