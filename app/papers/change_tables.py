"""Tables of what changes: moved areas, the account of every community, the work plan, needs and costs."""

from __future__ import annotations

from app.language import say
from app.papers.material import Material, counted_up
from app.papers.table import Cell, Column, Kind, Table
from app.papers.words import listed
from app.work_plan_file import ACTIONS, CONDITIONS, STATES
from optimizer.work_plan import Action, Condition, State

_TOTALS: tuple[tuple[str, Kind, tuple[str, str]], ...] = (
    ("communities", Kind.COUNT, ("社区（个）", "communities")),
    ("in_band", Kind.COUNT, ("在规模区间内（个）", "in band")),
    ("oversized", Kind.COUNT, ("超大（个）", "oversized")),
    ("micro", Kind.COUNT, ("微小（个）", "micro")),
    ("households", Kind.COUNT, ("户数", "households")),
    ("population", Kind.COUNT, ("人口", "persons")),
    ("unplaced_households", Kind.COUNT, ("未安置户数", "unplaced households")),
    ("households_changed", Kind.COUNT, ("改变社区的户数", "households that change community")),
    ("walk_coverage", Kind.SHARE, ("步行圈覆盖", "within the walking circle")),
    ("facility_area_m2", Kind.AREA, ("服务用房（含拟建，m²）", "floor, planned too (m²)")),
    ("facility_required_m2", Kind.AREA, ("服务用房应有（m²）", "floor needed (m²)")),
    ("facility_missing_m2", Kind.AREA, ("服务用房缺（含拟建，m²）", "floor missing (m²)")),
    ("activity_missing_m2", Kind.AREA, ("居民活动用房缺（m²）", "activity floor missing (m²)")),
    ("plaza_required_m2", Kind.AREA, ("广场应有（m²）", "plaza needed (m²)")),
    ("plaza_missing_m2", Kind.AREA, ("广场缺（m²）", "plaza missing (m²)")),
    ("committee_seats", Kind.COUNT, ("居委会职数（席）", "committee seats")),
    ("workers_required", Kind.COUNT, ("社区工作者应配（人）", "community workers needed")),
    ("workers_missing", Kind.COUNT, ("社区工作者缺（人）", "community workers missing")),
    ("work_funds_yuan", Kind.COUNT, ("工作经费（元／年）", "work funds (yuan a year)")),
    ("work_funds_city_yuan", Kind.COUNT, ("　其中市级（元／年）", "  of these, city (yuan a year)")),
    ("work_funds_district_yuan", Kind.COUNT, ("　其中区级（元／年）", "  of these, district (yuan a year)")),
)


def ledger_table(material: Material) -> Table:
    """Return the areas that change community, with the sum of their households and persons."""
    columns = (
        Column("area_id", say("小区编号", "area"), width=7), Column("name", say("小区", "name"), width=12),
        Column("subdistrict", say("街道", "street office"), width=7),
        Column("households", say("户数", "households"), Kind.COUNT, 5),
        Column("persons", say("人口", "persons"), Kind.COUNT, 5),
        Column("from", say("划出社区", "from"), width=10), Column("to", say("划入社区", "to"), width=10),
        Column("reason", say("理由", "reason"), width=12),
    )
    rows: list[tuple[Cell, ...]] = [
        (move["area_id"], material.area_name(move["area_id"]), move["subdistrict"], move["households"],
         move.get("persons"), _name(material, move["from"]), _name(material, move["to"]), "")
        for move in material.ledger
    ]
    if not rows:
        text = say("没有小区改变社区。", "No area changes community.") if material.has_today else _no_today()
        return Table(say("划入划出", "ledger"), _ledger_title(), columns, (), notes=(text,))
    known = [move.get("persons") for move in material.ledger]
    persons = None if any(value is None for value in known) else sum(value for value in known if value is not None)
    households = sum(move["households"] for move in material.ledger)
    rows.append((say("合计", "total"), say(f"{len(rows)} 处", f"{len(rows)}"), "", households, persons, "", "", ""))
    return Table(say("划入划出", "ledger"), _ledger_title(), columns, tuple(rows), frozenset({len(rows) - 1}))


def _no_today() -> str:
    return say("数据里没有现状社区，无从编制此表。", "The data know no present community, so there is no such table.")


def balance_table(material: Material) -> Table:
    """Return for every community: before + into − out = after, in households and persons."""
    counts = (("before", "原有", "before"), ("into", "划入", "in"), ("out", "划出", "out"), ("after", "现有", "after"))
    columns = (
        Column("name", say("社区", "community"), width=10),
        *(Column(f"{key}_{what}", say(f"{zh}{zh_what}", f"{what} {en}"), Kind.COUNT, 6)
          for what, zh_what in (("households", "户数"), ("persons", "人口")) for key, zh, en in counts),
    )
    title = say("各社区划入划出账", "The account of every community")
    if not material.has_today:
        return Table(say("社区账", "accounts"), title, columns, (), notes=(_no_today(),))
    ours = {row["community_id"] for row in (*material.communities, *material.today)}
    rows = tuple(
        (_name(material, name),
         *(row[key]["households"] for key, _, _ in counts), *(row[key]["persons"] for key, _, _ in counts))
        for name, row in sorted(material.balances.items(), key=lambda item: counted_up(item[0])) if name in ours
    )
    return Table(say("社区账", "accounts"), title, columns, rows)


def work_plan_table(material: Material) -> Table:
    """Return what is done about today's oversized and micro communities."""
    columns = (
        Column("subdistrict", say("街道", "street office"), width=7), Column("name", say("社区", "community"), width=9),
        Column("condition", say("情形", "condition"), width=4),
        Column("households", say("户数", "households"), Kind.COUNT, 5),
        Column("action", say("办法", "action"), width=4), Column("parts", say("拆成（个）", "parts"), Kind.COUNT, 4),
        Column("partners", say("涉及社区", "with"), width=16),
        Column("target_year", say("目标年度", "year"), width=5), Column("state", say("进展", "state"), width=4),
        Column("reason", say("暂缓原因", "reason"), width=10),
        Column("workers", say("应配社区工作者", "workers needed"), Kind.COUNT, 5),
        Column("extra", say("拆分前增配", "extra workers"), Kind.COUNT, 5),
    )
    rows = tuple(
        (row["subdistrict"], row["name"], say(CONDITIONS[Condition(row["condition"])], row["condition"]),
         row["households"], say(ACTIONS[Action(row["action"])], row["action"]), row["parts"] or "",
         listed([_name(material, name) or "" for name in row["partners"]]), str(row["target_year"] or ""),
         say(STATES[State(row["state"])], row["state"]), say(row["reason_zh"] or "", row["reason_en"] or ""),
         row["workers_required"], "" if row["extra_workers"] is None else row["extra_workers"])
        for row in material.work_plan
    )
    none = say("今天没有超大或微小的社区。", "No community is oversized or micro today.") if material.has_today else (
        _no_today())
    return Table(say("工作计划", "work plan"), say("社区规模调整工作计划", "Work plan"), columns, rows,
                 notes=() if rows else (none,))


def totals_table(material: Material) -> Table:
    """Return the figures of the whole plan, before and after, as ``plan.json`` has them."""
    before, after = material.plan["totals"]["before"], material.plan["totals"]["after"]
    columns = (
        Column("figure", say("指标", "figure"), width=14),
        *((Column("before", say("调整前", "before"), Kind.FIGURE, 8),) if material.has_today else ()),
        Column("after", say("调整后", "after"), Kind.FIGURE, 8),
    )
    rows = tuple(
        (say(*head), *((_figure(before.get(key), kind),) if material.has_today else ()), _figure(after.get(key), kind))
        for key, kind, head in _TOTALS
    )
    is_part = material.imprint.subdistrict is not None
    title = say("需要与代价（全方案）", "Needs and costs of the whole plan") if is_part else say(
        "需要与代价", "Needs and costs")
    return Table(say("汇总", "totals"), title, columns, rows)


def _figure(value: float | None, kind: Kind) -> Cell:
    """Give a share in per cent, for one column holds figures of several kinds."""
    return f"{value:.1%}" if kind is Kind.SHARE and value is not None else value


def _name(material: Material, community: str | None) -> str | None:
    return say("（未划社区）", "(none)") if community is None else material.names.get(community, community)


def _ledger_title() -> str:
    return say("划转小区台账", "Areas that change community")
