"""What a command prints for people: short, place first, figure second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.changes import changes
from app.judged import JudgedPlan, Solved
from app.language import say
from app.needs_text import change_line, needs_lines
from app.outcome import Outcome, combine
from geodata.dataset import Dataset
from geodata.record import Finding, Severity
from optimizer.finding import AuditFinding, Status
from optimizer.plan import OfficeResult, Relaxation, SolveStatus, StoppedBy
from optimizer.rules.pack import Severity as RuleSeverity

MOST = 12
"""Findings of one kind that are printed one by one."""

MOST_CHANGES = 20
"""Changes that are printed; the ledger of plan.json has all."""

OVERSIZED = frozenset({"areas.split", "areas.oversized_whole", "areas.still_oversized"})
"""Findings on areas larger than a community may be: all of them are printed."""

STATUS = {
    SolveStatus.OPTIMAL: ("已证明最优", "proven optimal"),
    SolveStatus.FEASIBLE: ("合规，未证明最优", "legal, not proven optimal"),
    SolveStatus.NO_PLAN: ("未找到合规方案，也未证明没有", "no legal plan found, none proven impossible"),
    SolveStatus.INFEASIBLE: (
        "已证明没有合规方案；所列方案违反最少", "proven: no legal plan; the one shown breaks least",
    ),
}
STOPPED = {
    StoppedBy.PROOF: ("证明完成", "proof"), StoppedBy.GAP: ("达到所要差距", "gap reached"),
    StoppedBy.EFFORT: ("达到搜索次数", "effort spent"), StoppedBy.TIME: ("到时", "time limit"),
    StoppedBy.USER: ("被中止", "interrupted"),
}
GROUND = {
    Severity.ERROR: ("错误", "Errors"), Severity.REPAIRED: ("已修补", "Repaired"),
    Severity.ASSUMED: ("假定", "Assumed"),
    Severity.WARNING: ("提醒", "Warnings"), Severity.NOTE: ("说明", "Notes"),
}
VERDICT = {"pass": ("通过", "pass"), "findings": ("有发现", "findings"), "fail": ("不通过", "fail")}


def of_plan(judged: JudgedPlan, out: Path) -> str:
    """Say how a plan came out: proof, figures, changes, what is not planned, audit, files."""
    solved = judged.solved
    assert solved is not None, "only plans of ours have a summary of their solve"
    return _joined([
        *_proof(combine(solved.offices), solved), *_figures(judged), *_work_plan(judged), *_clashes(solved),
        *_oversized_areas(judged.dataset), *_unplanned(judged.dataset),
        *_ground(judged.dataset, only=(Severity.ERROR, Severity.WARNING, Severity.ASSUMED), without=OVERSIZED),
        *_audit(judged), *_files(
            out, "plan.json", "audit.json", "plan.gpkg", "map.html",
            *([] if judged.today is None else ["ledger.csv"]), *(["work_plan.csv"] if judged.work_plan else []),
        ),
    ])


def of_audit(judged: JudgedPlan, out: Path | None) -> str:
    """Say what an audit found."""
    return _joined([
        *_figures(judged), *_ground(judged.dataset, only=(Severity.ERROR, Severity.WARNING, Severity.ASSUMED)),
        *_audit(judged), *_files(out, "audit.json", "map.html"),
    ])


def _proof(whole: Outcome, solved: Solved) -> list[str]:
    bound = "—" if whole.bound is None else f"{whole.bound / 1000:,.3f}"
    gap = "—" if whole.gap is None else f"{whole.gap:.4%}"
    lines = [
        say(f"状态 {STATUS[whole.status][0]}（{whole.status.value}，{STOPPED[whole.stopped_by][0]}）",
            f"status {STATUS[whole.status][1]} ({whole.status.value}, {STOPPED[whole.stopped_by][1]})"),
        say(f"目标 {whole.objective / 1000:,.3f} 户·分 · 下界 {bound} · 差距 {gap} · {solved.runtime_s:.1f} 秒",
            f"objective {whole.objective / 1000:,.3f} household-minutes · bound {bound} · gap {gap}"
            f" · {solved.runtime_s:.1f} s"),
    ]
    open_offices = [office for office in solved.offices if office.status is not SolveStatus.OPTIMAL]
    return lines + [f"  {_office(office)}" for office in open_offices[:MOST]] + _more(len(open_offices))


def _office(office: OfficeResult) -> str:
    gap = "" if office.gap is None else say(f"，差距 {office.gap:.3%}", f", gap {office.gap:.3%}")
    return f"{office.subdistrict}: {say(*STATUS[office.status])}{gap}"


def _figures(judged: JudgedPlan) -> list[str]:
    after, before = judged.totals(), judged.totals_before()
    today = "" if before is None else f"{before.communities} → "
    changed = _number(after.households_changed)
    walk = "—" if after.walk_coverage is None else f"{after.walk_coverage:.1%}"
    return [
        say(f"社区 {today}{after.communities} · 在区间内 {_number(after.in_band)} · 超大 {_number(after.oversized)}"
            f" · 微小 {_number(after.micro)}",
            f"communities {today}{after.communities} · in band {_number(after.in_band)}"
            f" · oversized {_number(after.oversized)} · micro {_number(after.micro)}"),
        say(f"户 {_number(after.households)} · 改变社区 {changed} 户 · 十五分钟内 {walk}",
            f"households {_number(after.households)} · changing community {changed} · within 15 min {walk}"),
        *needs_lines(before, after),
    ]


def _work_plan(judged: JudgedPlan) -> list[str]:
    """Say what becomes of each of today's oversized and micro communities, and what it costs."""
    found = changes(judged)
    if not found:
        return []
    head = say(f"工作计划：今天超大、微小的社区 {len(found)} 个，办法与代价：",
               f"Work plan: {len(found)} of today's communities are oversized or micro; what is done, and its cost:")
    return [head, *(f"  {change_line(change)}" for change in found[:MOST_CHANGES]),
            *_more(len(found), shown=MOST_CHANGES)]


def _way_out(way: Relaxation) -> str:
    """Say what would be relaxed and what is then left, as a clerk would."""
    value = "" if way.value is None else f"{way.value:,}"
    done = say(*{
        "raise_max": (
            f"{way.target} 处上限放宽到 {value} 户", f"raise the limit at {way.target} to {value} households",
        ),
        "lower_min": (
            f"{way.target} 处下限放宽到 {value} 户", f"lower the minimum at {way.target} to {value} households",
        ),
        "stand_alone": (
            f"准许 {way.target} 以 {value} 户单独设立", f"let {way.target} stand alone with {value} households",
        ),
        "unlock": (f"放开 {way.target} 的锁定", f"unlock {way.target}"),
        "adjacent": (
            f"{way.target} 按相邻处理（写入相邻表）",
            f"treat {way.target} as adjacent (put it into the adjacency table)",
        ),
        "open_crossing": (
            f"在 {way.target} 间开通过街或过河的路（步行 {value} 米）",
            f"open a crossing at {way.target} ({value} m on foot)",
        ),
    }[way.action])
    left = say("本街道不再有冲突", "nothing clashes here any more") if way.breach == 0 else say(
        f"仍有违反 {way.breach:,}", f"{way.breach:,} of breach left")
    return say(
        f"{done}：{left}，目标 {way.objective:,.0f} 户·分", f"{done}: {left}, objective {way.objective:,.0f}"
    )


def _clashes(solved: Solved) -> list[str]:
    lines = []
    for office in solved.offices:
        for clash in office.clashes:
            lines.append(f"  {office.subdistrict}: {say(clash.message_zh, clash.message_en)}")
            lines += [
                f"    → {_way_out(way)}" for way in clash.relaxations[:3]
            ]
    return [say("为什么不行，以及最便宜的出路：", "What clashes, and the cheapest ways out:"), *lines] if lines else []


def _oversized_areas(dataset: Dataset) -> list[str]:
    """List every area that is larger than a community may be, with how it was split."""
    found = [finding for finding in dataset.findings if finding.code in OVERSIZED]
    head = say(f"超过社区上限的小区 {len(found)} 条：", f"areas larger than a community may be, {len(found)}:")
    return [head, *(f"  {say(finding.message_zh, finding.message_en)}" for finding in found)] if found else []


def _unplanned(dataset: Dataset) -> list[str]:
    """List what is in no community: rows without a place, street offices without an area."""
    lines = []
    if len(dataset.unplaced):
        households = int(dataset.unplaced["households"].sum())
        lines.append(say(f"未安置 {len(dataset.unplaced):,} 行、{households:,} 户（计入合计，不属于任何社区）",
                         f"unplaced: {len(dataset.unplaced):,} rows, {households:,} households"
                         " (in the totals, in no community)"))
    empty = [str(name) for name in dataset.subdistricts.index if name not in set(dataset.areas["subdistrict"])]
    if empty:
        listed = say("、", ", ").join(empty)
        lines.append(say(f"没有小区、未规划的街道：{listed}", f"street offices without an area, not planned: {listed}"))
    return lines


def _ground(
    dataset: Dataset, only: Sequence[Severity] = tuple(Severity), without: frozenset[str] = frozenset()
) -> list[str]:
    """List findings of the ground by severity, the worst first."""
    lines: list[str] = []
    for severity in only:
        found = [f for f in dataset.findings if f.severity is severity and f.code not in without]
        if found:
            lines.append(f"{say(*GROUND[severity])} {len(found)}")
            lines += [f"  {_ground_finding(finding)}" for finding in found[:MOST]] + _more(len(found))
    return lines


def _ground_finding(finding: Finding) -> str:
    return f"{say(finding.message_zh, finding.message_en)} [{finding.code}]"


def _audit(judged: JudgedPlan) -> list[str]:
    """Say the verdict, every failure grouped by rule, and what is unknown."""
    findings = judged.audit.findings
    failed = [finding for finding in findings if finding.status is Status.FAIL]
    counts = Counter(finding.severity for finding in failed)
    unknown = sorted({finding.rule for finding in findings if finding.status is Status.UNKNOWN})
    hard, soft = counts[RuleSeverity.HARD], counts[RuleSeverity.SOFT]
    rest = len(failed) - hard - soft
    verdict = judged.audit.verdict.value
    lines = [say(f"核查 {VERDICT[verdict][0]}（{verdict}）· 强制 {hard} · 提示 {soft} · 告知 {rest}",
                 f"audit {VERDICT[verdict][1]} · must {hard} · note {soft} · info {rest}")]
    for rule in dict.fromkeys(finding.rule for finding in sorted(failed, key=_weight)):
        of_rule = [finding for finding in failed if finding.rule == rule]
        lines += [f"  {rule} {say(f.message_zh, f.message_en)}" for f in of_rule[:3]]
        lines += _more(len(of_rule), shown=3)
    waived = [finding for finding in findings if finding.status is Status.WAIVED]
    if waived:
        lines.append(say(f"已豁免或说明 {len(waived)}", f"waived or justified {len(waived)}"))
        lines += [f"  {f.rule} {say(f.message_zh, f.message_en)}" for f in waived[:MOST]] + _more(len(waived))
    if unknown:
        lines.append(say(f"未知（缺数据）：{', '.join(unknown)}", f"unknown (no data): {', '.join(unknown)}"))
    return lines


def _weight(finding: AuditFinding) -> int:
    return list(RuleSeverity).index(finding.severity)


def _more(total: int, shown: int = MOST) -> list[str]:
    return [say(f"  … 共 {total} 条", f"  … {total} in all")] if total > shown else []


def _files(out: Path | None, *names: str) -> list[str]:
    return [] if out is None else [say(f"文件 {out}：{'  '.join(names)}", f"files {out}: {'  '.join(names)}")]


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
