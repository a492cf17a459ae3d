"""The properties of each kind of feature."""

from __future__ import annotations

from app.ogc.layer import Field, Text

_ID = Field("unit_id", "string", Text("单元编号", "unit"))
_AREA = Field("area_id", "string", Text("小区编号", "area"))
_NAME = Field("name", "string", Text("名称", "name"))
_SUBDISTRICT = Field("subdistrict", "string", Text("街道", "subdistrict"))
_HOUSEHOLDS = Field("households", "integer", Text("户数", "households"))
_POPULATION = Field("population", "integer", Text("人口", "persons"))
_KIND = Field("kind", "string", Text("类型", "kind"))
_PRESENT = Field("present", "string", Text("现属社区", "present community"))
_COMMUNITY = Field("community_id", "string", Text("社区", "community"))
_FACILITY = Field("facility_id", "string", Text("用房编号", "facility"))

AREAS = (_ID, _AREA, _NAME, _SUBDISTRICT, _HOUSEHOLDS, _POPULATION, _KIND, _PRESENT)
UNITS = (*AREAS, _COMMUNITY)
COMMUNITIES = (
    _COMMUNITY, _NAME, _SUBDISTRICT, _HOUSEHOLDS, _POPULATION,
    Field("continues", "string", Text("延续的现状社区", "present community that it continues")), _FACILITY,
    Field("colour", "integer", Text("填色（0 至 5）", "fill (0 to 5)")),
)
FACILITIES = (
    _FACILITY, _NAME, _KIND, Field("status", "string", Text("状态", "status")),
    Field("area_m2", "number", Text("建筑面积（平方米）", "floor area (m²)")),
    Field("activity_m2", "number", Text("居民活动区域（平方米）", "activity area (m²)")),
    Field("plaza_m2", "number", Text("室外广场（平方米）", "plaza (m²)")), _COMMUNITY,
    Field("short", "boolean", Text("所在社区用房不足", "its community is short of floor")),
)
REGISTRY = (
    _COMMUNITY, _NAME, Field("district", "string", Text("区", "district")), _SUBDISTRICT,
    Field("state", "string", Text("状态", "state")), Field("number", "string", Text("台账号", "number")),
    Field("certificate_number", "string", Text("证书号", "certificate")),
    Field("valid_from", "string", Text("生效日期", "holds from"), is_asked=False),
    Field("valid_until", "string", Text("终止日期", "held until"), is_asked=False),
    Field("code", "string", Text("社区代码", "code"), is_asked=False),
    Field("households", "integer", Text("户数", "households"), is_asked=False),
    Field("land_m2", "number", Text("管辖面积（平方米）", "land (m²)"), is_asked=False),
    Field("four_bounds", "string", Text("四至", "four limits"), is_asked=False),
    Field("approval_number", "string", Text("批复文号", "approval number"), is_asked=False),
    Field("approved_on", "string", Text("批复日期", "approved on"), is_asked=False),
    Field("submission_hash", "string", Text("方案校验值", "hash of the frozen plan"), is_asked=False),
)
