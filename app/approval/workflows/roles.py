"""The roles of rules.md 0.5."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """In which capacity somebody acts; the value is the identifier of the rules."""

    STREET_OFFICE = "street_office"
    TOWNSHIP = "township"
    DISTRICT_CIVIL_AFFAIRS = "district_civil_affairs"
    RELATED_DEPARTMENTS = "related_departments"
    PLANNING_BRANCH = "planning_branch"
    HOUSING_BUREAU = "housing_bureau"
    DAXING_COMMITTEE = "daxing_committee"
    DEVELOPER = "developer"
    DISTRICT_GOV = "district_gov"
    CITY_CIVIL_AFFAIRS = "city_civil_affairs"
    CITY_GOV = "city_gov"
    ENTERPRISE = "enterprise"
    PARENT_GROUP = "parent_group"
    CITY_LEADING_OFFICE = "city_leading_office"
    CITY_SPECIAL_OFFICE = "city_special_office"
    CITY_FINANCE = "city_finance"
    CITY_SASAC = "city_sasac"


NAMES: dict[Role, tuple[str, str]] = {
    Role.STREET_OFFICE: ("街道办事处", "street office"),
    Role.TOWNSHIP: ("乡镇人民政府", "township government"),
    Role.DISTRICT_CIVIL_AFFAIRS: ("区民政局", "district civil affairs bureau"),
    Role.RELATED_DEPARTMENTS: ("区级相关部门", "related district departments"),
    Role.PLANNING_BRANCH: ("资源规划分局", "planning branch"),
    Role.HOUSING_BUREAU: ("区住建局", "district housing bureau"),
    Role.DAXING_COMMITTEE: ("大兴新区管委会", "Daxing new area committee"),
    Role.DEVELOPER: ("开发建设单位", "developer"),
    Role.DISTRICT_GOV: ("区政府", "district government"),
    Role.CITY_CIVIL_AFFAIRS: ("市民政局", "city civil affairs bureau"),
    Role.CITY_GOV: ("市政府", "city government"),
    Role.ENTERPRISE: ("移交企业", "transferring enterprise"),
    Role.PARENT_GROUP: ("企业上级集团公司", "parent group"),
    Role.CITY_LEADING_OFFICE: ("市专项工作领导小组办公室", "city leading group office"),
    Role.CITY_SPECIAL_OFFICE: ("市专项办", "city special office"),
    Role.CITY_FINANCE: ("市财政局", "city finance bureau"),
    Role.CITY_SASAC: ("市国资委", "city state-assets commission"),
}
"""What each role is called, in Chinese and English."""

STREET = frozenset({Role.STREET_OFFICE, Role.TOWNSHIP})
"""A township has the rights of a street office (rules.md 0.5)."""
