"""Tables of communities: households before and after, premises, four limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.language import say
from app.papers.fate import fate, fate_today, fate_word
from app.papers.material import Material
from app.papers.table import Cell, Column, Kind, Table
from app.papers.words import (
    FILL_IN,
    facility_status,
    four_limits,
    household_basis,
    listed,
    long_date,
)

PREMISES = (
    "facility_required_m2", "facility_area_m2", "facility_missing_m2", "activity_required_m2", "activity_area_m2",
    "activity_missing_m2", "plaza_required_m2", "plaza_area_m2", "plaza_missing_m2",
)


def basis_line(material: Material) -> str:
    """Say what the households count, and for which day."""
    basis = household_basis(material.plan.get("household_basis"))
    day = long_date(material.imprint.counted_on)
    return say(f"户数口径：{basis}；数据截至 {day}。", f"Households: {basis}; as of {day}.")


def known_sum(values: Iterable[float | None]) -> float | None:
    """Add up; ``None`` where one of them is not known, for a sum of the rest would say too little."""
    found = list(values)
    return None if not found or any(value is None for value in found) else sum(v for v in found if v is not None)


def households_table(material: Material) -> Table:
    """Return one row for each community before and after, with the sums and what they add up to."""
    columns = (
        Column("stage", say("阶段", "stage"), width=4), Column("subdistrict", say("街道", "street office"), width=7),
        Column("name", say("社区", "community"), width=9), Column("fate", say("情况", "what happens"), width=4),
        Column("households", say("户数", "households"), Kind.COUNT, 5),
        Column("population", say("人口", "persons"), Kind.COUNT, 5),
        Column("area_km2", say("面积（km²）", "area (km²)"), Kind.KM2, 6),
        Column("kin", say("来源／去向", "from / to"), width=14),
        Column("areas", say("所辖小区", "areas"), width=30),
    )
    before = [_before(material, row) for row in material.today]
    after = [_after(material, row) for row in material.communities]
    rows: list[tuple[Cell, ...]] = []
    sums = set()
    for stage, part, of in (
        (say("调整前", "before"), before, material.today), (say("调整后", "after"), after, material.communities),
    ):
        if not part:
            continue
        rows += [(stage, *row) for row in part]
        sums.add(len(rows))
        rows.append((stage, "", say(f"合计 {len(part)} 个", f"{len(part)} in all"), "", *_sums(of), "", ""))
    return Table(
        say("户数人口", "households"), say("调整前后社区基本情况表", "Communities before and after"), columns,
        tuple(rows), frozenset(sums), (basis_line(material), *totals_lines(material), *_left_over(material)),
    )


def totals_lines(material: Material) -> tuple[str, ...]:
    """Say for each street office how many communities it has, before and after."""
    lines = []
    for office in material.subdistricts:
        after = sum(1 for row in material.communities if row["subdistrict"] == office)
        before = sum(1 for row in material.today if row["subdistrict"] == office)
        was = say(f"调整前，{office}共有社区 {before} 个；", f"before: {before} communities in {office}; "
                  ) if material.has_today else ""
        lines.append(
            say(f"{was}调整后，{office}共有社区 {after} 个。", f"{was}after: {after} communities in {office}.")
        )
    return tuple(lines)


def premises_table(material: Material) -> Table:
    """Return what each community of the plan has, needs and lacks in premises and plaza, m²."""
    heads = (
        ("用房应有", "floor needed"), ("用房现有", "floor there"), ("用房缺", "floor missing"),
        ("居民活动应有", "activity needed"), ("居民活动现有", "activity there"), ("居民活动缺", "activity missing"),
        ("广场应有", "plaza needed"), ("广场现有", "plaza there"), ("广场缺", "plaza missing"),
    )
    columns = (
        Column("subdistrict", say("街道", "street office"), width=7), Column("name", say("社区", "community"), width=9),
        Column("households", say("户数", "households"), Kind.COUNT, 5),
        *(Column(key, f"{say(*head)}（m²）", Kind.AREA, 6) for key, head in zip(PREMISES, heads, strict=True)),
    )
    rows: list[tuple[Cell, ...]] = [
        (row["subdistrict"], row["name"], row["households"], *(row.get(key) for key in PREMISES))
        for row in material.communities
    ]
    sums = tuple(known_sum(row.get(key) for row in material.communities) for key in ("households", *PREMISES))
    rows.append((say("合计", "total"), say(f"{len(rows)} 个", f"{len(rows)}"), *sums))
    return Table(
        say("用房与广场", "premises"), say("社区用房与广场清单", "Premises and plazas of the communities"), columns,
        tuple(rows), frozenset({len(rows) - 1}), (
            say(f"规则：{material.rules}。“—”为资料不足，不能计算。",
                f"Rules: {material.rules}. “—”: data are missing, so it cannot be told."),
        ),
    )


def facility_table(material: Material) -> Table:
    """Return every facility that stands in a community spoken of."""
    columns = (
        Column("facility_id", say("编号", "identifier"), width=6), Column("name", say("名称", "name"), width=12),
        Column("kind", say("类别", "kind"), width=5), Column("status", say("状态", "status"), width=4),
        Column("area_m2", say("建筑面积（m²）", "floor (m²)"), Kind.AREA, 6),
        Column("activity_m2", say("居民活动（m²）", "activity (m²)"), Kind.AREA, 6),
        Column("plaza_m2", say("广场（m²）", "plaza (m²)"), Kind.AREA, 6),
        Column("community", say("所在社区（调整后）", "community (after)"), width=9),
        Column("title", say("产权／来源", "title / source"), width=8),
        Column("address", say("地址", "address"), width=12),
    )
    rows = tuple(
        (row.get("facility_id"), row.get("name"), _kind(row.get("kind")), facility_status(row.get("status")),
         row.get("area_m2"), row.get("activity_m2"), row.get("plaza_m2"),
         material.names.get(row.get("community_id") or "", row.get("community_id")), FILL_IN, FILL_IN)
        for row in material.facilities
    )
    none = say("数据里没有社区用房表，逐项由街道填写。",
               "No table of facilities was given; the street office fills in each.")
    return Table(say("设施逐项", "facilities"), say("社区用房逐项登记", "The facilities one by one"), columns, rows,
                 notes=() if rows else (none,))


def limits_table(material: Material) -> Table:
    """Return the four limits of every community."""
    columns = (
        Column("subdistrict", say("街道", "street office"), width=7), Column("name", say("社区", "community"), width=9),
        Column("limits", say("四至", "limits"), width=36),
    )
    rows = tuple((row["subdistrict"], row["name"], four_limits(row["four_bounds"])) for row in material.communities)
    return Table(say("四至", "limits"), say("社区四至", "Limits of the communities"), columns, rows)


def _before(material: Material, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    heirs = [material.names.get(name, name) for name in row.get("heirs") or {} if name != row["community_id"]]
    units = material.sheet.units
    held = units.loc[units["present"] == row["community_id"], "area_id"].dropna() if "present" in units else ()
    return (
        row["subdistrict"], row["name"], fate_word(fate_today(material, row["community_id"])), row["households"],
        row["population"], row["area_km2"], say("划入", "to ") + listed(heirs) if heirs else "",
        _areas(material, sorted({str(area) for area in held})),
    )


def _after(material: Material, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    sources = [material.names.get(name, name) for name in row["predecessors"] if name != row["continues"]]
    return (
        row["subdistrict"], row["name"], fate_word(fate(material, row)), row["households"], row["population"],
        row["area_km2"], say(f"由{listed(sources)}划入", f"of {listed(sources)}") if sources else "",
        _areas(material, material.areas_of(row["community_id"])),
    )


def _areas(material: Material, areas: Sequence[str]) -> str:
    return listed([material.area_name(area) for area in areas])


def _sums(rows: Sequence[Mapping[str, Any]]) -> tuple[Cell, ...]:
    return tuple(known_sum(row[key] for row in rows) for key in ("households", "population", "area_km2"))


def _left_over(material: Material) -> tuple[str, ...]:
    """Tell of households that are in no community, so that the sums before and after can be held together."""
    lines = []
    fresh = [row for row in material.ledger if row["from"] is None]
    if fresh and material.has_today:
        lines.append(say(f"其中 {len(fresh)} 处、{_households(fresh)} 户原来不属于任何社区，调整前未计。",
                         f"Of these, {len(fresh)} places with {_households(fresh)} households were in no community "
                         "before."))
    if material.imprint.subdistrict is None:
        for key, told in (("unplaced", ("未安置", "unplaced")), ("undecided", ("管理待定", "undecided"))):
            rows = material.plan.get(key) or ()
            if rows:
                what, homes = say(*told), _households(rows)
                lines.append(say(f"另有{what} {len(rows)} 处、{homes} 户，不属于任何社区。",
                                 f"Besides, {what}: {len(rows)} places, {homes} households, in no community."))
    return tuple(lines)


def _households(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"{sum(row['households'] or 0 for row in rows):,}"


def _kind(value: str | None) -> str:
    return say("服务用房", "service") if value in (None, "", "service") else str(value)
