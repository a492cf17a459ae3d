"""What a request says: title, reasons and numbers taken from the plan, paragraph by paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.papers.community_tables import known_sum
from app.papers.fate import CHINESE, Fate, fate, fate_today
from app.papers.material import Material
from app.papers.words import (
    FILL_IN,
    chinese_number,
    decimal,
    four_limits,
    household_basis,
    listed,
    long_date,
)

_MOST_AREAS = 12
"""Areas that are named in a sentence; the table has all."""


class Part(StrEnum):
    """Kinds of paragraphs; an item begins with a sentence that says what it is about."""

    HEADING = "heading"
    BODY = "body"
    ITEM = "item"


def office_of(material: Material) -> str:
    """Name the body that asks: the street office, or the government of a town; a blank where there are several."""
    if len(material.subdistricts) != 1:
        return f"{FILL_IN}街道办事处"
    name = material.subdistricts[0]
    if name.endswith(("镇", "乡")):
        return f"{name}人民政府"
    return f"{name}办事处" if name.endswith("街道") else f"{name}街道办事处"


def request_title(material: Material) -> str:
    """Return the title: what is asked for, about which communities."""
    offices = material.subdistricts
    where = offices[0] if len(offices) == 1 else ""
    new = [row for row in material.communities if row["continues"] is None]
    if material.has_today and len(new) == 1 and not _others_change(material, new[0]):
        return f"关于设立{_bare_name(new[0])}的请示"
    if not material.has_today:
        return f"关于划定{where}社区管辖范围的请示"
    return f"关于调整{where}社区规模的请示"


def opening(material: Material) -> str:
    """Say why: what the plan is about, by which rules, and how the communities stand today."""
    offices = listed(material.subdistricts)
    rules = material.plan["profile"].get("title_zh") or material.plan["profile"]["id"]
    today = material.today
    text = f"为优化社区规模，方便居民办事，根据《{rules.strip('《》')}》，现就{offices}社区规模调整有关事项请示如下。"
    if not today:
        return text
    kinds = Counter(row["condition"] for row in material.work_plan)
    sizes = "，".join(
        f"{name}社区{kinds[key]}个" for key, name in (("oversized", "超大"), ("micro", "微小")) if kinds[key]
    )
    state = f"{offices}现有社区{len(today)}个，{_people(today)}"
    return f"{text}{state}{'，其中' + sizes if sizes else ''}。"


def paragraphs(material: Material) -> list[tuple[Part, str]]:
    """Return the body, paragraph by paragraph."""
    changed = [row for row in material.communities if fate(material, row) is not Fate.KEPT]
    gone = [row["name"] for row in material.today if fate_today(material, row["community_id"]) is Fate.ABOLISHED]
    items = [_community(material, row) for row in changed]
    if gone:
        items.append(f"撤销{listed(gone)}。共撤销{len(gone)}个社区，所辖小区划入上述社区。")
    return [
        (Part.HEADING, "一、调整方案"), (Part.BODY, _outcome(material)),
        *((Part.ITEM, f"（{chinese_number(number)}）{item}") for number, item in enumerate(items, start=1)),
        (Part.HEADING, "二、规模与四至"), (Part.BODY, _basis(material)),
        (Part.HEADING, "三、服务用房与人员"), (Part.BODY, _needs(material)),
        (Part.HEADING, "四、居民意见与核查情况"), (Part.BODY, _consent(material)),
    ]


def attachments(material: Material) -> list[str]:
    """Name what goes with the request."""
    before = "社区调整前、后示意图" if material.has_today else "社区管辖范围示意图"
    ledger = ["划转小区台账"] if material.has_today else []
    return [
        before, "社区四至说明", "社区户数人口表", "社区用房与广场清单", *ledger, "规则核查报告", "居民（村民）会议记录",
    ]


def _others_change(material: Material, new: Mapping[str, Any]) -> bool:
    """Whether more happens than that one community is taken out of others."""
    return any(move["to"] != new["community_id"] for move in material.ledger)


def _outcome(material: Material) -> str:
    office = listed(material.subdistricts)
    after = material.communities
    moved = sum(row["households"] for row in material.ledger)
    fates = Counter(fate(material, row) for row in after)
    parts = [f"{name}{fates[kind]}个" for kind, name in CHINESE.items() if fates[kind]]
    change = f"（{'、'.join(parts)}）" if parts else ""
    moves = f"划转小区{len(material.ledger)}处、{count(moved)}户。" if material.has_today else ""
    return f"调整后，{office}共有社区{len(after)}个{change}，{_people(after)}。{moves}"


def _community(material: Material, row: Mapping[str, Any]) -> str:
    areas = [material.area_name(area) for area in material.areas_of(row["community_id"])]
    named = listed(areas[:_MOST_AREAS]) + (f"等{len(areas)}处" if len(areas) > _MOST_AREAS else "")
    verb = {Fate.NEW: "设立", Fate.CHANGED: "调整"}.get(fate(material, row), "划定")
    sources = [material.names.get(name, name) for name in row["predecessors"] if name != row["continues"]]
    origin = f"，由{listed(sources)}划入部分范围" if sources else ""
    holds = f"辖{named}，" if areas else ""
    return (
        f"{verb}{_called(row)}{origin}。{four_limits(row['four_bounds'])}。{holds}{_people([row])}"
        f"，面积{decimal(row['area_km2'], 2)}平方公里。"
    )


def count(value: float | None) -> str:
    """Write a whole number as official papers do: without commas."""
    return FILL_IN if value is None else str(round(value))


def _bare_name(row: Mapping[str, Any]) -> str:
    """Return the name of a community, a blank where it has none yet."""
    return str(row["name"]) if row["number"] is None else f"{FILL_IN}社区"


def _called(row: Mapping[str, Any]) -> str:
    """Return the name of a community; one that has none yet is told by its number on the map."""
    return _bare_name(row) + ("" if row["number"] is None else f"（示意图上新设{row['number']}）")


def _square_metres(value: float | None) -> str:
    return FILL_IN if value is None else f"{value:.1f}".removesuffix(".0")


def _people(rows: list[Any]) -> str:
    persons = known_sum(row["population"] for row in rows)
    people = "" if persons is None else f"、{count(persons)}人"
    return f"{count(known_sum(row['households'] for row in rows))}户{people}"


def _basis(material: Material) -> str:
    band = material.plan["profile"].get("band") or {}
    low, high = band.get("min"), band.get("max")
    known = [row for row in material.communities if row["households"] is not None]
    inside = [row for row in known if (low is None or row["households"] >= low)
              and (high is None or row["households"] <= high)]
    asked = f"规则要求{count(low)}～{count(high)}户" if low is not None and high is not None else ""
    sizes = f"{asked}，调整后{len(inside)}个社区在区间内" if asked else "规则未规定规模区间"
    basis = household_basis(material.plan.get("household_basis"))
    return (
        f"户数按{basis}统计，数据截至{long_date(material.imprint.counted_on)}。{sizes}。"
        "各社区四至见附件，与示意图界线一致。"
    )


def _needs(material: Material) -> str:
    rows = material.communities
    floor, there, missing, plaza = (
        _square_metres(known_sum(row.get(f"{key}_m2") for row in rows))
        for key in ("facility_required", "facility_area", "facility_missing", "plaza_missing")
    )
    seats, workers = (count(known_sum(row.get(key) for row in rows)) for key in ("committee_seats", "workers_required"))
    return (
        f"服务用房应有{floor}平方米，现有{there}平方米，尚缺{missing}平方米，室外活动广场尚缺{plaza}平方米。"
        f"居委会职数{seats}席，社区工作者应配{workers}人。"
    )


def _consent(material: Material) -> str:
    findings = material.findings
    failed = [row for row in findings if row["status"] == "fail"]
    hard = sum(row["severity"] == "hard" for row in failed)
    audit = f"经核查{len(findings)}项，强制要求不符合{hard}项，其余不符合{len(failed) - hard}项，详见核查报告。"
    return (
        f"{FILL_IN}年{FILL_IN}月{FILL_IN}日召开居民会议，应到{FILL_IN}人、实到{FILL_IN}人，同意{FILL_IN}人、反对{FILL_IN}人、"
        f"弃权{FILL_IN}人。{audit}"
    )

