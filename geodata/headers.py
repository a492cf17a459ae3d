"""The headers under which files usually carry our fields, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geodata import values

type Tiers = tuple[tuple[str, ...], ...]
"""Usual headers of a field, the telling ones before the general ones."""

_X: Tiers = (("x", "lon", "lng", "long", "longitude", "经度", "横坐标", "小区横坐标", "路口横坐标", "x坐标", "东坐标"),)
_Y: Tiers = (("y", "lat", "latitude", "纬度", "纵坐标", "小区纵坐标", "路口纵坐标", "y坐标", "北坐标"),)
_HOUSEHOLDS: Tiers = (("households", "户数", "小区户数", "总户数", "居民户数", "住户数", "户数合计"),)

ALIASES: Mapping[str, Mapping[str, Tiers]] = {
    "areas": {
        "area_id": (("areaid", "小区编号", "小区代码", "小区编码", "院落编号"), ("id", "编号", "编码", "代码")),
        "name": (("小区名称", "小区名", "楼盘名称", "院落名称"), ("name", "名称", "小区")),
        "households": _HOUSEHOLDS,
        "population": (
            ("population", "人口", "人口数", "小区人口", "小区人口数", "总人口", "居民人数", "人数", "常住人口"),
        ),
        "subdistrict": (("subdistrict", "街道", "所属街道", "街道名称", "街道办", "街道办事处", "街办", "所属街办"),),
        "community": (("community", "社区", "所属社区", "社区名称", "现社区", "现属社区"),),
        "kind": (("kind", "origin", "小区类型", "小区类别"),),
        "relatively_independent": (("relativelyindependent", "相对独立"),),
        "keep_whole": (("keepwhole", "整体保留", "不可拆分"),),
        "household_basis": (("householdbasis", "户数口径", "口径"),),
        "x": _X,
        "y": _Y,
    },
    "roads": {
        "name": (("道路名称", "路名", "道路名", "街路名称"), ("name", "名称")),
        "class": (("class", "roadclass", "highway", "fclass", "道路等级", "道路类型", "道路类别", "等级"),),
        "walk": (("walk", "步行", "可步行"),),
        "length_m": (("lengthm", "length", "长度", "路线距离", "距离", "路长"),),
        "node_id": (("nodeid", "节点编号", "路口编号"), ("osmid", "id", "编号")),
        "link_id": (("linkid", "路线编号", "路段编号"),),
        "from": (("from", "fromnode", "u", "source", "起点", "路线起点", "起始节点"),),
        "to": (("to", "tonode", "v", "target", "终点", "路线终点", "终止节点"),),
        "x": _X,
        "y": _Y,
    },
    "barriers": {
        "name": (("name", "名称"),),
        "kind": (("kind", "barriertype", "类型", "类别"), ("fclass",)),
    },
    "facilities": {
        "facility_id": (("facilityid", "设施编号"), ("id", "编号")),
        "name": (("设施名称",), ("name", "名称")),
        "kind": (("kind", "设施类型", "设施类别"), ("类型", "类别")),
        "area_m2": (("aream2", "建筑面积", "用房面积"), ("面积",)),
        "activity_m2": (("activitym2", "活动用房面积", "活动面积", "居民活动区域面积"),),
        "plaza_m2": (("plazam2", "广场面积", "室外活动广场面积"),),
        "status": (("status", "状态", "建设状态"),),
        "x": _X,
        "y": _Y,
    },
    "subdistricts": {
        "subdistrict": (("subdistrict", "街道", "街道名称", "街道办", "街道办事处", "街办"), ("name", "名称")),
    },
    "buildings": {"households": _HOUSEHOLDS, "x": _X, "y": _Y},
}

_UNIT_IN_BRACKETS = re.compile(r"[(\[](户|人|个|套|m|米|m2|㎡|平方米|平米)[)\]]")
_SEPARATORS = re.compile(r"[\s_\-·.]+")
_DATUM = re.compile(r"[(\[]?(gcj-?02|bd-?09|wgs-?84|cgcs-?2000|火星|百度|高德|国测局)(坐标)?[)\]]?")
_SHIFTED = re.compile("gcj|bd-?09|火星|百度|高德|国测局")


def key(column: str) -> str:
    """Reduce a header to what is compared: half-width, lower case, no unit in brackets, no datum, no separators."""
    bare = _DATUM.sub("", _UNIT_IN_BRACKETS.sub("", values.simplified(column)))
    return _SEPARATORS.sub("", bare)


def speaks_of_shifted_datum(column: str) -> bool:
    """Tell whether a header names GCJ-02 or BD-09."""
    return _SHIFTED.search(values.simplified(column)) is not None
