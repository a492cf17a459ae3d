"""The report of a check in words: sections of short lines in both languages, place first, figure second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.checks.findings import FindingGroup
from app.checks.outlook import Able
from app.checks.report import CheckReport
from geodata.domain import DETOUR_FACTOR, BasisCount, HouseholdBasis
from geodata.record import Severity
from geodata.sources import Source

MOST_NAMES = 5
NONE = "—"


@dataclass(frozen=True)
class Line:
    """One line of the report."""

    zh: str
    en: str


@dataclass(frozen=True)
class Section:
    """Lines on one subject."""

    name: str
    title: Line
    lines: tuple[Line, ...]


ROLES = {
    "areas": Line("小区", "areas"), "roads": Line("道路", "roads"), "barriers": Line("阻隔", "barriers"),
    "facilities": Line("用房", "premises"), "subdistricts": Line("街道界线", "street offices"),
    "buildings": Line("楼栋", "buildings"), "adjacency": Line("相邻表", "neighbours"),
}
BASES = {
    HouseholdBasis.REGISTERED: Line("户籍", "registered"), HouseholdBasis.RESIDENT: Line("常住", "resident"),
    HouseholdBasis.DWELLINGS: Line("住宅套数", "dwellings"), HouseholdBasis.OCCUPIED: Line("入住", "occupied"),
}
SHAPES = {
    "Polygon": Line("面", "polygons"), "MultiPolygon": Line("多部件面", "multipolygons"), "Point": Line("点", "points"),
    "LineString": Line("线", "lines"), "MultiLineString": Line("多部件线", "multilines"),
    "MultiPoint": Line("多点", "multipoints"), "GeometryCollection": Line("混合图形", "collections"),
}
ABLE = {Able.YES: "✓", Able.PARTLY: "△", Able.NO: "✗"}
LAND = ("areas.ring_", "areas.overlap", "areas.sliver_overlap", "areas.gap", "areas.hole", "areas.several_parts",
        "areas.stacked", "areas.default_place", "areas.no_land", "areas.same_shape", "cells.detached",
        "cells.several_parts", "offices.overlap", "offices.sliver_overlap")
"""Codes that say how the land lies; their sums are the section on the coverage."""

LAND_WORDS = {
    "areas.ring_touches_itself": Line("轮廓自相接触", "outlines touching themselves"),
    "areas.ring_crosses_itself": Line("轮廓自相交", "outlines crossing themselves"),
    "areas.ring_in_doubt": Line("轮廓有两种读法", "outlines to be read in two ways"),
    "areas.ring_reprojected": Line("轮廓换算后自相交", "outlines crossing after conversion"),
    "areas.overlap": Line("小区重叠", "overlaps of areas"),
    "areas.sliver_overlap": Line("小区窄条重叠", "sliver overlaps of areas"),
    "areas.gap": Line("小区之间缝隙", "gaps between areas"),
    "areas.hole": Line("被围住而无归属的地", "enclosed land of no area"),
    "areas.several_parts": Line("小区分成几块", "areas in several parts"),
    "areas.stacked": Line("小区叠在一点", "stacked points"),
    "areas.default_place": Line("疑为定位失败的默认点", "probable geocoder defaults"),
    "areas.no_land": Line("小区没有面积", "areas without land"),
    "areas.same_shape": Line("小区图形相同", "areas of one shape"),
    "cells.detached": Line("与主体不相连、改归邻区的地", "loose pieces given to a neighbour"),
    "cells.several_parts": Line("单元分成几块", "units in several parts"),
    "offices.overlap": Line("街道界线重叠", "overlaps of street offices"),
    "offices.sliver_overlap": Line("街道界线窄条重叠", "sliver overlaps of street offices"),
}
UNITS = {
    "points": Line("个点", "points"), "areas": Line("个小区", "areas"), "parts": Line("块", "parts"),
    "units": Line("个单元", "units"), "households": Line("户", "households"), "junctions": Line("个路口", "junctions"),
    "rows": Line("行", "rows"), "pairs": Line("对", "pairs"), "gates": Line("个出入口", "gates"),
    "m": Line("米", "m"), "m²": Line("m²", "m²"),
}
SEVERITIES = {
    Severity.ERROR: Line("错误", "errors"), Severity.WARNING: Line("提醒", "warnings"),
    Severity.REPAIRED: Line("已修补", "repaired"), Severity.ASSUMED: Line("假定", "assumed"),
    Severity.NOTE: Line("说明", "notes"),
}


def sections(report: CheckReport) -> tuple[Section, ...]:
    """Put a report into words, subject by subject; a subject without anything to say has no section."""
    found = (
        Section("sources", Line("读取", "Read"), tuple(_sources(report))),
        Section("counts", Line("数量", "Counts"), tuple(_counts(report))),
        Section("places", Line("坐标", "Coordinates"), tuple(_places(report))),
        Section("land", Line("拼合", "Coverage"), tuple(_land(report))),
        Section("adjacency", Line("相邻", "Neighbours"), tuple(_adjacency(report))),
        Section("walking", Line("步行", "Walking"), tuple(_walking(report))),
        Section("outside", Line("不在方案中", "In no plan"), tuple(_outside(report))),
        Section("outlook", Line("规划", "Planning"), tuple(_outlook(report))),
    )
    return tuple(section for section in found if section.lines)


def verdict(report: CheckReport) -> Line:
    """Say in one line whether the data can be planned with as they are."""
    errors = sum(found.count for found in report.groups if found.severity is Severity.ERROR)
    able = report.abilities[0].able is Able.YES
    wrong = Line("没有错误", "no errors")
    if errors:
        wrong = Line(f"有 {errors:,} 处错误须改正", f"{errors:,} errors to correct")
    can = Line("可以规划", "can be planned") if able else Line("不能规划", "cannot be planned")
    return Line(f"数据检查：{wrong.zh}，{can.zh}", f"Check: {wrong.en}, {can.en}")


def group_line(found: FindingGroup) -> Line:
    """Say the worst finding of a group, how many there are, and what to do."""
    zh, en = found.worst.message_zh, found.worst.message_en
    if found.count > found.worst.count:
        size_zh, size_en = _sizes(found, where=False)
        zh, en = f"{found.count:,} 处{size_zh}，如 {zh}", f"{found.count:,}{size_en}, such as {en}"
    if found.remedy is not None:
        zh, en = f"{zh} → {found.remedy.zh}", f"{en} → {found.remedy.en}"
    return Line(zh, en)


def _sources(report: CheckReport) -> Iterator[Line]:
    told: set[str] = set()
    for source in report.sources:
        role = ROLES[source.role]
        facts = _file_facts(source)
        yield Line(f"{role.zh} {source.file}：{source.rows:,} 行{_shape_words(source, 'zh')}{facts}",
                   f"{role.en} {source.file}: {source.rows:,} rows{_shape_words(source, 'en')}{facts}")
        taken = [(found.repaired, found.measured) for found in report.findings
                 if found.code == "fields.assumed" and found.file == source.file]
        if taken and source.file not in told:
            told.add(source.file)
            columns = ", ".join(f"{field} = {column}" for field, column in dict.fromkeys(taken))
            yield Line(f"    字段 {columns}", f"    columns {columns}")


def _shape_words(source: Source, language: str) -> str:
    words = {kind: getattr(SHAPES[kind], language) if kind in SHAPES else kind for kind, _ in source.shapes}
    return "".join(f" · {n:,} {words[kind]}" for kind, n in source.shapes)


def _file_facts(source: Source) -> str:
    facts = [source.encoding.upper() if source.encoding else None, source.crs,
             source.datum.label if source.datum is not None else None]
    return "".join(f" · {fact}" for fact in facts if fact)


def _counts(report: CheckReport) -> Iterator[Line]:
    counts, households = report.counts, report.household_counts
    lost_zh = f"（未安置 {counts.unplaced:,}）" if counts.unplaced else ""
    lost_en = f" ({counts.unplaced:,} unplaced)" if counts.unplaced else ""
    yield Line(
        f"小区 {counts.areas:,}{lost_zh} · 单元 {counts.units:,} · 街道 {counts.offices:,} · "
        f"现有社区 {counts.communities:,} · 户 {_number(counts.households)} · 人 {_number(counts.population)}",
        f"areas {counts.areas:,}{lost_en} · units {counts.units:,} · street offices {counts.offices:,} · "
        f"present communities {counts.communities:,} · households {_number(counts.households)} · "
        f"persons {_number(counts.population)}",
    )
    if households.deciding_column is not None:
        basis = BASES[households.basis] if households.basis else Line("口径未注明", "basis not stated")
        beside = [count for count in households.by_basis if count.basis is not households.basis]
        yield Line(
            "；".join([f"户数以“{households.deciding_column}”为准（{basis.zh}）",
                      *(_basis(one, "zh") for one in beside)]),
            "; ".join([f"households by \"{households.deciding_column}\" ({basis.en})",
                       *(_basis(one, "en") for one in beside)]),
        )
    if households.future is not None or households.occupancy_share is not None:
        share = NONE if households.occupancy_share is None else f"{households.occupancy_share:.1%}"
        yield Line(f"未来户数 {_number(households.future)}（不计入）· 入住率 {share}（不折算）",
                   f"households to come {_number(households.future)} (in no sum) · occupancy {share} (not applied)")
    if counts.largest is not None:
        name, most = counts.largest
        yield Line(
            f"小区户数：中位 {counts.median_households:,}，最大 {most:,}（{name}），无住户 {counts.uninhabited:,} 个"
            + (f"，有住户而缺人口 {counts.population_unknown:,} 个" if counts.population_unknown else ""),
            f"households of an area: median {counts.median_households:,}, at most {most:,} ({name}), "
            f"{counts.uninhabited:,} without any"
            + (f", {counts.population_unknown:,} inhabited ones without persons" if counts.population_unknown else ""),
        )


def _basis(count: BasisCount, language: str) -> str:
    word = getattr(BASES[count.basis], language)
    if language == "zh":
        return f"{word}“{count.column}” {count.households:,} 户（{count.areas:,} 个小区）"
    return f"{word} \"{count.column}\" {count.households:,} ({count.areas:,} areas)"


def _places(report: CheckReport) -> Iterator[Line]:
    land = report.land
    yield Line(f"计算用 {land.crs}，输出用 {land.source_crs}", f"computed in {land.crs}, written in {land.source_crs}")
    for found in report.of("crs.", "datum.", "areas.far_away"):
        yield group_line(found)


def _land(report: CheckReport) -> Iterator[Line]:
    land = report.land
    drawn_zh = "" if land.territory_known else "（街道范围系推定）"
    drawn_en = "" if land.territory_known else " (outlines of the street offices are drawn around the areas)"
    yield Line(f"单元铺满 {land.km2:,.2f} km²，不留缝、不重叠{drawn_zh}",
               f"units cover {land.km2:,.2f} km² without gap or overlap{drawn_en}")
    for found in report.of(*LAND):
        word, mark = LAND_WORDS[found.code], SEVERITIES[found.severity]
        size_zh, size_en = _sizes(found, where=True)
        yield Line(f"{mark.zh} {word.zh} {found.count:,} 处{size_zh}",
                   f"{mark.en}: {word.en} {found.count:,}{size_en}")


def _sizes(found: FindingGroup, *, where: bool) -> tuple[str, str]:
    """Say the sum and the largest of a group, and which that is."""
    if found.size is None or not found.size.worst:
        return "", ""
    worst, total, unit = _figure(found.size.worst), _figure(found.size.total), found.size.unit
    word = UNITS.get(unit, Line(unit, unit))
    name = found.worst.feature if where and found.count > 1 else None
    at_zh, at_en = (f"（{name}）", f" ({name})") if name else ("", "")
    if unit == "m²" and found.count > 1:
        return f"，共 {total} m²，最大 {worst} m²{at_zh}", f", {total} m² in all, at most {worst} m²{at_en}"
    return f"，最大 {worst} {word.zh}{at_zh}", f", at most {worst} {word.en}{at_en}"


def _adjacency(report: CheckReport) -> Iterator[Line]:
    adjacency = report.adjacency
    told = adjacency.declared
    yield Line(
        f"{adjacency.pairs:,} 对单元有公共边界，{adjacency.corners:,} 对不足 1 米不计"
        + (f"，按表相邻 {told:,} 对" if told else ""),
        f"{adjacency.pairs:,} pairs of units share a border, {adjacency.corners:,} under 1 m do not count"
        + (f", {told:,} pairs by the table" if told else ""),
    )
    if adjacency.on_line_share is not None:
        yield Line(f"公共边界的 {adjacency.on_line_share:.1%} 在道路、河渠、铁路或墙 15 米以内",
                   f"{adjacency.on_line_share:.1%} of the borders lies within 15 m of a road, river, railway or wall")
    if adjacency.barred:
        yield Line(f"隔河、铁路或墙 {adjacency.barred:,} 对，其中 {adjacency.unbridged:,} 对没有桥或通道",
                   f"{adjacency.barred:,} pairs have a river, railway or wall between them, {adjacency.unbridged:,} of "
                   "them no bridge or passage")
    for island in adjacency.islands[:MOST_NAMES]:
        names = island.units[:MOST_NAMES]
        more = " …" if len(island.units) > MOST_NAMES else ""
        yield Line(
            f"孤立 {island.subdistrict}：{'、'.join(names)}{more}，"
            f"{len(island.units):,} 个单元、{island.households:,} 户",
            f"island {island.subdistrict}: {', '.join(names)}{more}, {len(island.units):,} units, "
            f"{island.households:,} households",
        )
    if len(adjacency.islands) > MOST_NAMES:
        yield Line(f"孤立处共 {len(adjacency.islands):,}", f"islands in all: {len(adjacency.islands):,}")


def _walking(report: CheckReport) -> Iterator[Line]:
    network = report.network
    if network is None:
        yield Line(f"没有路网：按直线 × {DETOUR_FACTOR}", f"no network: straight line × {DETOUR_FACTOR}")
        return
    parts = "、".join(f"{size:,}" for size in network.parts[:MOST_NAMES])
    apart_zh = "，全部相通" if len(network.parts) == 1 else f"，分 {len(network.parts):,} 部分（路口 {parts}）"
    apart_en = ", all connected" if len(network.parts) == 1 else (
        f", {len(network.parts):,} parts (junctions {parts.replace('、', ' / ')})"
    )
    yield Line(f"路网 {network.junctions:,} 个路口、{network.links:,} 条路段{apart_zh}",
               f"network of {network.junctions:,} junctions and {network.links:,} links{apart_en}")
    for found in report.of("roads.node_alone"):
        yield group_line(found)
    if network.away_median_m is not None:
        yield Line(
            f"有住户的单元到最近道路：中位 {network.away_median_m:.0f} 米，最远 {network.away_max_m:.0f} 米"
            f"（{network.farthest}）",
            f"from inhabited units to the nearest street: median {network.away_median_m:.0f} m, at most "
            f"{network.away_max_m:.0f} m ({network.farthest})",
        )
    if network.cut_off:
        names = network.cut_off[:MOST_NAMES]
        more = " …" if len(network.cut_off) > MOST_NAMES else ""
        yield Line(f"走不到主路网：{'、'.join(names)}{more}，共 {len(network.cut_off):,} 个单元",
                   f"cannot reach the main network: {', '.join(names)}{more}, {len(network.cut_off):,} units")


def _outside(report: CheckReport) -> Iterator[Line]:
    counts = report.counts
    if counts.unplaced:
        yield Line(f"未安置 {counts.unplaced:,} 行、{counts.unplaced_households:,} 户：计入合计，不进任何社区",
                   f"{counts.unplaced:,} unplaced rows, {counts.unplaced_households:,} households: in the totals, in "
                   "no community")
    if report.undecided:
        yield from (
            Line(f"{area.name}：管理未明确，{area.households:,} 户" + _claims(area.claimants, "zh"),
                 f"{area.name}: undecided, {area.households:,} households" + _claims(area.claimants, "en"))
            for area in report.undecided
        )
    if counts.offices_empty:
        yield Line(f"没有小区的街道：{'、'.join(counts.offices_empty)}",
                   f"street offices without an area: {', '.join(counts.offices_empty)}")


def _claims(claimants: Iterable[str], language: str) -> str:
    names = list(claimants)
    if not names:
        return ""
    return f"（{'、'.join(names)} 均含）" if language == "zh" else f" (claimed by {', '.join(names)})"


def _outlook(report: CheckReport) -> Iterator[Line]:
    for ability in report.abilities:
        yield Line(f"{ABLE[ability.able]} {ability.message_zh}", f"{ABLE[ability.able]} {ability.message_en}")


def _number(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}".rstrip("0").rstrip(".")
