"""The headers under which files usually carry our fields, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from geodata import values
from geodata.domain import Datum
from geodata.tables import LEVELS

type Tiers = tuple[tuple[str, ...], ...]
"""Usual headers of a field, the telling ones before the general ones."""

_X: Tiers = (("x", "lon", "lng", "long", "longitude", "经度", "横坐标", "小区横坐标", "路口横坐标", "x坐标", "东坐标"),)
_Y: Tiers = (("y", "lat", "latitude", "纬度", "纵坐标", "小区纵坐标", "路口纵坐标", "y坐标", "北坐标"),)
_WRITTEN: Tiers = (
    ("wkt", "geometry", "geom", "thegeom", "wktgeom", "wkbgeometry", "shape", "几何", "图形", "边界", "空间坐标"),
    ("location", "lnglat", "lonlat", "坐标", "经纬度", "坐标点", "中心坐标"),
)
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
        "built_month": (
            ("builtmonth", "builtyearmonth", "建成年月", "竣工年月", "建成时间", "竣工时间", "竣工日期", "建成日期"),
            ("建成年份", "竣工年份", "建成年代", "建筑年代"),
        ),
        "facility_provided": (
            ("facilityprovided", "用房已配建", "是否配建用房", "配建用房", "是否配建社区用房", "已提供服务设施",
             "是否提供服务设施"),
        ),
        "ruling": (("ruling", "裁定", "裁定状态", "裁定进度", "undecided", "待定", "管理待定"),),
        "households_registered": (
            ("householdsregistered", "registeredhouseholds", "户籍户数", "户籍户", "户籍家庭户", "户籍家庭户数",
             "户籍总户数", "户数户籍"),
        ),
        "households_resident": (
            ("householdsresident", "residenthouseholds", "常住户数", "常住户", "常住家庭户", "常住家庭户数",
             "常住总户数", "户数常住", "实有户数", "居住户数", "实际居住户数"),
        ),
        "households_dwellings": (
            ("householdsdwellings", "dwellings", "dwellingunits", "totaldwellingunits", "housingunits", "住宅套数",
             "住房套数", "房屋套数", "总套数", "套数", "户数套数", "规划户数", "规划总户数", "设计户数"),
        ),
        "households_occupied": (
            ("householdsoccupied", "occupiedhouseholds", "入住户数", "入住户", "已入住户数", "实际入住户数", "实住户数",
             "户数入住"),
        ),
        "households_future": (
            ("householdsfuture", "futurehouseholds", "plannedhouseholds", "在建户数", "在建套数", "在建住宅套数",
             "待建户数", "拟建户数", "未交付户数", "待交付户数", "规划新增户数", "户数在建"),
        ),
        "occupancy_share": (("occupancyshare", "occupancyrate", "occupancy", "入住率", "实际入住率"),),
        "construction": (
            ("construction", "constructionstatus", "建设状态", "建设情况", "建设进度", "工程状态", "交付状态"),
        ),
        "household_basis": (("householdbasis", "户数口径", "口径"),),
        "x": _X,
        "y": _Y,
        "geometry": _WRITTEN,
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
        "geometry": _WRITTEN,
    },
    "barriers": {
        "name": (("name", "名称"),),
        "kind": (("kind", "barriertype", "类型", "类别"), ("fclass",)),
        "geometry": _WRITTEN,
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
        "geometry": _WRITTEN,
    },
    "subdistricts": {
        "subdistrict": (("subdistrict", "街道", "街道名称", "街道办", "街道办事处", "街办"), ("name", "名称")),
        "geometry": _WRITTEN,
    },
    "buildings": {"households": _HOUSEHOLDS, "x": _X, "y": _Y, "geometry": _WRITTEN},
    "adjacency": {
        "a": (("a", "小区a", "小区1", "甲", "单元a", "单元1"),),
        "b": (("b", "小区b", "小区2", "乙", "单元b", "单元2"),),
        "adjacent": (("adjacent", "相邻", "是否相邻", "邻接", "是否邻接"),),
    },
}

_UNIT_IN_BRACKETS = re.compile(r"[(\[](户|人|个|套|m|米|m2|㎡|平方米|平米)[)\]]")
_OPEN_BRACKET = re.compile(r"[(\[][^)\]]*$")
_SEPARATORS = re.compile(r"[\s_\-·./]+")
_DBASE_BYTES = 10
_DATUM = re.compile(
    r"[(\[]?(gcj-?02|bd-?09|wgs-?84|cgcs-?2000|amap|baidu|火星|百度|高德|国测局|国家2000|大地2000)(坐标)?[)\]]?"
)
_DATUM_WORDS: tuple[tuple[re.Pattern[str], Datum], ...] = (
    (re.compile("gcj|amap|火星|高德|国测局"), Datum.GCJ02),
    (re.compile("bd-?09|baidu|百度"), Datum.BD09),
    (re.compile("wgs"), Datum.WGS84),
    (re.compile("cgcs|国家2000|大地2000"), Datum.CGCS2000),
)
_DATAV = {"adcode", "acroutes"}, {"adcode", "center", "centroid"}


def key(column: str) -> str:
    """Reduce a header to what is compared: half-width, lower case, no unit in brackets, no datum, no separators."""
    bare = _OPEN_BRACKET.sub("", _DATUM.sub("", _UNIT_IN_BRACKETS.sub("", values.simplified(column))))
    return _SEPARATORS.sub("", bare)


def keys(column: str) -> set[str]:
    """Give what is compared of a header; under a heading of several columns also of its own part alone."""
    return {key(column), key(column.rpartition(LEVELS)[2])}


def is_cut(column: str, header: str, charset: str) -> bool:
    """Tell whether a column of a dBase table bears a usual header of which ten bytes are left.

    Parameters
    ----------
    column
        Name of the column, decoded; a character that was cut in its middle is gone.
    header
        The usual header, reduced as :func:`key` does.
    charset
        Encoding of the table.
    """
    left = key(column)
    if not left or not header.startswith(left) or left == header:
        return False
    room = _DBASE_BYTES - len(column.encode(charset, errors="replace"))
    following = len(header[len(left)].encode(charset, errors="replace"))
    return room < following and len(header.encode(charset, errors="replace")) > _DBASE_BYTES


def coordinate_columns(columns: Iterable[object], side: str) -> list[str]:
    """List the columns whose headers name a coordinate, ``x`` or ``y``, whatever datum they add."""
    usual = {header for tier in (_X if side == "x" else _Y) for header in tier}
    return [str(column) for column in columns if key(str(column)) in usual]


def datum_of(column: str) -> Datum | None:
    """Give the datum that the header of a coordinate column names."""
    header = values.simplified(column)
    return next((datum for words, datum in _DATUM_WORDS if words.search(header)), None)


def are_of_datav(columns: Iterable[str]) -> bool:
    """Tell the attributes of DataV.GeoAtlas, whose outlines are drawn on Amap and so in GCJ-02."""
    present = set(columns)
    return any(signature <= present for signature in _DATAV)
