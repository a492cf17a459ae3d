"""What a plan needs and what it does to a community, in lines for people."""

from __future__ import annotations

from app.changes import Change
from app.language import say
from optimizer.totals import Totals
from optimizer.work_plan import Action, Condition

WAN = 10_000


def needs_lines(before: Totals | None, after: Totals) -> list[str]:
    """Say what the communities need, today and in the plan, and which data is missing to say more."""

    def figure(name: str, scale: int = 1) -> str:
        values = [getattr(totals, name) for totals in (before, after) if totals is not None]
        if values[-1] is None:
            return "—"
        return " → ".join("—" if value is None else f"{value / scale:,.1f}".removesuffix(".0") for value in values)

    floor, short, plaza = (figure(f"{n}_m2") for n in ("facility_required", "facility_missing", "plaza_missing"))
    seats, workers = figure("committee_seats"), figure("workers_required")
    funds = say(f"{figure('work_funds_yuan', WAN)} 万元/年", f"{figure('work_funds_yuan')} yuan a year")
    lines = [
        say(f"用房应有 {floor} 平方米 · 缺 {short} · 广场缺 {plaza}",
            f"floor needed {floor} m² · missing {short} · plaza missing {plaza}"),
        say(f"居委会 {seats} 席 · 社区工作者应配 {workers} 人 · 工作经费 {funds}",
            f"committee seats {seats} · workers needed {workers} · work funds {funds}"),
    ]
    missing = [data.words for data in dict.fromkeys(after.unknown.values())]
    if missing:
        lines.append(say(f"要知道全部，还缺：{'、'.join(zh for zh, _ in missing)}",
                         f"to know all of it, bring {'; '.join(en for _, en in missing)}"))
    return lines


def change_line(change: Change) -> str:
    """Say what becomes of one community of the work plan: what is done, how many move, at which cost."""
    entry = change.entry
    condition = {Condition.OVERSIZED: ("超大", "oversized"), Condition.MICRO: ("微小", "micro")}[entry.condition]
    still = "" if change.heirs_in_band else say("；仍有在区间外的", "; some still out of band")
    zh, en = _done(change)
    return say(
        f"{entry.community_id} {entry.households:,} 户（{condition[0]}）{zh}；"
        f"改属 {change.moved:,} 户，代价 {change.cost:,.0f} 户·分{still}",
        f"{entry.community_id} {entry.households:,} households ({condition[1]}) {en}; "
        f"{change.moved:,} households move, cost {change.cost:,.0f} household-minutes{still}",
    )


def _done(change: Change) -> tuple[str, str]:
    entry, partners = change.entry, change.entry.partners
    parts = [f"{name} {households:,}" for name, households in change.heirs.items()]
    size = next(iter(change.sizes.values()), 0)
    if entry.action is Action.SPLIT:
        extra = entry.extra_workers
        staff = ("", "") if extra is None else (f"，拆分前增配 {extra} 人", f", extra workers until then {extra}")
        return f"拆为 {'，'.join(parts)}{staff[0]}", f"split into {', '.join(parts)}{staff[1]}"
    if entry.action is Action.MERGE:
        return f"与 {'、'.join(partners)} 合并，共 {size:,} 户", (
            f"merged with {', '.join(partners)}, {size:,} in all"
        )
    if entry.action is Action.ADJUST:
        return f"与 {'、'.join(partners) or '未划社区的小区'} 调整界线，共 {size:,} 户", (
            f"exchanges land with {', '.join(partners) or 'areas of no community'}, {size:,} in all"
        )
    return f"保留：{entry.reason_zh or '原因待填'}", f"left: {entry.reason_en or 'reason to be given'}"
