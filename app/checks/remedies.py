"""What to do about a finding of the ground whose own message does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.record import Finding


@dataclass(frozen=True)
class Remedy:
    """What to do, in Chinese and English."""

    zh: str
    en: str


_NETWORK = Remedy(
    "在路网中补上连接的路段",
    "add the street that joins it to the rest",
)
_LENGTH = Remedy(
    "核对路段长度列，或不给长度而按图形量算",
    "check the column of lengths, or leave it out to have them measured",
)

REMEDIES: Mapping[str, Remedy] = {
    "areas.unplaced": Remedy(
        "补上坐标或所属街道；名单见 check.json",
        "add coordinates or the street office; check.json lists them",
    ),
    "areas.no_place": Remedy(
        "补上坐标或重画图形",
        "add coordinates or draw the outline again",
    ),
    "areas.hole": Remedy(
        "确属漏报的补进小区文件；确属空地的可列为 kind=vacant 的小区",
        "add what is missing to the areas; open land may be an area of kind vacant",
    ),
    "areas.office_differs": Remedy(
        "改正所属街道一列，或改正位置",
        "correct the column of the street office, or the place",
    ),
    "areas.undecided": Remedy(
        "有裁定后写明所属街道，并清空 ruling",
        "once it is ruled on, name its street office and clear the ruling",
    ),
    "datum.columns_disagree": Remedy(
        "核对两组坐标的来源，错的一组不要再用",
        "check where both pairs come from, and use the wrong one no more",
    ),
    "areas.ruling_unknown": Remedy(
        "ruling 写 reported、district_ruling、city_ruling 等，见 docs",
        "write reported, district_ruling, city_ruling or the like as ruling",
    ),
    "areas.household_basis_unclear": Remedy(
        "household_basis 一列统一写 registered、resident、dwellings 或 occupied",
        "write one of registered, resident, dwellings, occupied as household_basis",
    ),
    "areas.household_count_unclear": Remedy(
        "用 --map 指明字段",
        "name the column with --map",
    ),
    "areas.buildings_differ": Remedy(
        "核对楼栋表与小区户数",
        "check the buildings against the count of the area",
    ),
    "areas.oversized_whole": Remedy(
        "确可拆分的，去掉 keep_whole",
        "where it may be split, take keep_whole away",
    ),
    "areas.still_oversized": Remedy(
        "给出楼栋（--buildings）或内部道路，以便再拆",
        "hand in buildings (--buildings) or streets inside it, to split further",
    ),
    "cells.several_parts": Remedy(
        "核对图形；飞地分开编号，各为一个小区",
        "check the outline; give land apart its own area",
    ),
    "datum.outside_china": Remedy(
        "核对这些点的坐标，或改 --datum",
        "check these coordinates, or --datum",
    ),
    "facilities.outside": Remedy(
        "核对用房坐标，或补上所在街道的小区",
        "check the places, or add the areas around them",
    ),
    "fields.map_unused": Remedy(
        "改正 --map 的输入名，或给出该文件",
        "correct the input named in --map, or hand in its file",
    ),
    "gates.nowhere": Remedy(
        "核对出入口坐标",
        "check the places of the gates",
    ),
    "barriers.not_a_line": Remedy(
        "改用线要素",
        "hand in lines",
    ),
    "buildings.no_place": Remedy(
        "补上楼栋坐标",
        "add the places of the buildings",
    ),
    "roads.not_a_line": Remedy(
        "改用线要素",
        "hand in lines",
    ),
    "roads.link_long": _LENGTH,
    "roads.link_short": _LENGTH,
    "roads.length_unreadable": _LENGTH,
    "roads.node_alone": _NETWORK,
    "roads.part": _NETWORK,
    "roads.walk_unclear": Remedy(
        "walk 写 1 或 0",
        "write 1 or 0 as walk",
    ),
    "subdistricts.unnamed": Remedy(
        "补上街道名称",
        "name the street offices",
    ),
    "walking.cut_off": _NETWORK,
    "walking.far": Remedy(
        "补路，或给出入口（用房文件中 kind=gate）",
        "add streets, or gates (kind gate among the facilities)",
    ),
}
"""By code."""

ANY_INPUT: Mapping[str, Remedy] = {
    "no_place": Remedy(
        "改正坐标",
        "correct the coordinates",
    ),
    "unclear": Remedy(
        "写 1 或 0",
        "write 1 or 0",
    ),
    "unknown": Remedy(
        "改用说明中的写法",
        "write one of the values that the manual lists",
    ),
}
"""By what follows the last dot or underscore of the code, for findings that any input may have."""


def remedy_of(finding: Finding) -> Remedy | None:
    """Return what to do about a finding, ``None`` where its message says it or nothing need be done."""
    if finding.code in REMEDIES:
        return REMEDIES[finding.code]
    if "请" in finding.message_zh:
        return None
    return next((remedy for ending, remedy in ANY_INPUT.items() if finding.code.endswith(("." + ending, "_" + ending))),
                None)
