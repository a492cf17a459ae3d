"""The jobs of the colleague: solve the rest, repair here, improve while I look, show me other plans."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import select

from app.colleague.proposals import Desk
from app.colleague.results import outcome
from app.colleague.schemas import (
    AlternativesRequest,
    AnyRequest,
    CompleteRequest,
    ImproveRequest,
    Relaxation,
    RepairRequest,
)
from app.colleague.situation import Situation, situations
from app.colleague.watching import Watch
from app.jobs.tasks import Cancelled, TaskResult, Tell
from app.outcome import criteria_document
from app.plans.errors import UnknownUnitError
from app.plans.ground import plan_dataset
from app.plans.store import drawing_at, load_plan
from app.rulepacks.store import resolve_profile
from app.storage.models import CommandRow, PlanRow
from app.workspace import Workspace
from geodata.dataset import Dataset
from geodata.domain import UnitId
from optimizer import interactive
from optimizer.alternatives import Alternatives
from optimizer.locks import Locks
from optimizer.plan import OfficeResult, SolveStatus, StoppedBy
from optimizer.recost import described
from optimizer.relaxing import Way
from optimizer.solve import PROOF_GAP, SolveParams

ROUNDS = 5
"""Rounds of improvement before the next component has its turn."""


def complete(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Solve the rest; see `CompleteRequest`."""
    asked = CompleteRequest(**request)
    ways = tuple(_way(relaxation) for relaxation in asked.relaxations)
    desk = _desk(workspace, request, asked, asked.subdistricts, ways)
    watch = Watch(desk, tell)
    offices = _solve_all(desk, watch, asked.time_limit_s, asked.gap, cancelled)
    return TaskResult(outcome(desk, offices, watch.elapsed_s))


def improve(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Improve until it is proven best or somebody stops it; see `ImproveRequest`."""
    asked = ImproveRequest(**request)
    desk = _desk(workspace, request, asked, asked.subdistricts)
    watch = Watch(desk, tell)
    is_over = _until(asked.time_limit_s, cancelled)
    offices = _solve_all(desk, watch, asked.time_limit_s, PROOF_GAP, cancelled)
    unproven = [office for office in offices if office.status is not SolveStatus.OPTIMAL]
    turn = 0
    while unproven and not is_over():
        turn += 1
        for situation in desk.situations:
            if situation.subdistrict in {office.subdistrict for office in unproven}:
                _improve_office(situation, watch, turn, is_over)
    if unproven:
        why = StoppedBy.USER if cancelled() else StoppedBy.TIME
        names = {office.subdistrict for office in unproven}
        of = {situation.subdistrict: situation for situation in desk.situations}
        offices = [
            _restated(of[office.subdistrict], office, watch, why) if office.subdistrict in names else office
            for office in offices
        ]
    return TaskResult(outcome(desk, offices, watch.elapsed_s))


def repair(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Divide the surroundings of some units anew; see `RepairRequest`."""
    asked = RepairRequest(**request)
    units = {UnitId(unit) for unit in asked.units}
    desk = _desk(workspace, request, asked, around=units)
    watch = Watch(desk, tell)
    is_over = _until(asked.time_limit_s, cancelled)
    offices = []
    for situation in desk.situations:
        for k, problem in enumerate(situation.problems):
            at = np.array([i for i, unit in enumerate(problem.unit_ids) if unit in units], dtype=np.int64)
            if len(at):
                found = interactive.repair(
                    problem, watch.plan(situation.subdistrict, k), at, time_limit_s=asked.time_limit_s,
                    cancelled=is_over,
                )
                watch.take(situation, k, found.community)
        watch.look(situation.subdistrict, "repair")
        offices.append(_described(situation, watch, StoppedBy.USER if cancelled() else StoppedBy.EFFORT))
    return TaskResult(outcome(desk, offices, watch.elapsed_s))


def alternatives(workspace: Workspace, request: Mapping[str, Any], tell: Tell, cancelled: Cancelled) -> TaskResult:
    """Find several plans that truly differ; see `AlternativesRequest`."""
    asked = AlternativesRequest(**request)
    desk = _desk(workspace, request, asked, asked.subdistricts)
    watch = Watch(desk, tell)
    began = time.monotonic()
    best = _solve_all(desk, watch, asked.time_limit_s / 2, PROOF_GAP, cancelled)
    plans = [{**outcome(desk, best, watch.elapsed_s), "apart": 0.0, "preset": _objective(desk), "criteria": None}]
    if all(office.breach == 0 for office in best):
        search = Alternatives(
            [situation.ground for situation in desk.situations], desk.situations[0].profile,
            SolveParams(objective=_objective(desk)), best, locks=_joined_locks(desk),
            left_s=lambda: max(asked.time_limit_s - (time.monotonic() - began), 0.0), cancelled=cancelled,
        )
        plans[0]["criteria"] = criteria_document(search.best)
        watch.look("", "alternatives")
        plans += [
            {
                **outcome(desk, one.offices, watch.elapsed_s), "apart": round(one.apart, 6), "preset": one.preset,
                "criteria": criteria_document(one.criteria),
            }
            for one in search.find(asked.count - 1)
        ]
    return TaskResult({"plans": plans, "wanted": asked.count})


def _desk(
    workspace: Workspace, request: Mapping[str, Any], asked: AnyRequest, subdistricts: Sequence[str] | None = None,
    ways: tuple[Way, ...] = (), around: Set[UnitId] = frozenset(),
) -> Desk:
    """Read the plan, its drawing, rules and ground: some street offices, those around some units, or all.

    Whoever is bound to a territory, told beside what is asked, is served there alone.
    """
    with workspace.database.session() as session:
        plan = load_plan(session, request["plan_id"])
        drawing = drawing_at(session, plan, asked.version)
        profile = resolve_profile(session, plan.profile)
        log = session.scalars(select(CommandRow.changes).where(CommandRow.plan_id == plan.id)).all()
    dataset = plan_dataset(workspace, plan, drawing)
    if around:
        _refuse_strangers(around, dataset)
        subdistricts = sorted(dataset.units.loc[sorted(around), "subdistrict"].unique())
    return Desk(
        drawing=drawing, version=asked.version, used=_used(plan, log), leaves_open=bool(around),
        situations=situations(
            dataset, profile, drawing, objective=asked.objective or plan.objective, subdistricts=subdistricts,
            territory=request.get("territory"), ways=ways,
        ),
    )


def _refuse_strangers(units: Set[UnitId], dataset: Dataset) -> None:
    strangers = sorted(units - set(dataset.units.index))
    if strangers:
        raise UnknownUnitError(
            f"没有单元 {strangers[0]}，可能已被切开。刷新页面",
            f"There is no unit {strangers[0]}: it may have been split. Reload the page",
        )


def _used(plan: PlanRow, log: Any) -> frozenset[str]:
    """Identifiers of all communities that a plan has or ever had."""
    return frozenset(plan.start["communities"]) | {
        str(name) for changes in log for name, _, _ in changes.get("communities", ())
    }


def _way(relaxation: Relaxation) -> Way:
    units = relaxation.units or [relaxation.target]
    return Way(relaxation.action, frozenset(map(UnitId, units)), relaxation.value)


def _until(limit_s: float, cancelled: Cancelled) -> Callable[[], bool]:
    end = time.monotonic() + limit_s
    return lambda: cancelled() or time.monotonic() >= end


def _solve_all(
    desk: Desk, watch: Watch, limit_s: float, gap: float, cancelled: Cancelled
) -> list[OfficeResult]:
    """Solve the rest of each street office in turn; each may use what is left in proportion to its units."""
    end, found = time.monotonic() + limit_s, []
    for k, situation in enumerate(desk.situations):
        sizes = [len(other.ground.unit_ids) + 5.0 for other in desk.situations[k:]]
        share = max(end - time.monotonic(), 0.05) * sizes[0] / sum(sizes)
        params = SolveParams(objective=situation.objective, gap=gap, time_limit_s=share)
        found.append(interactive.complete(
            situation.ground, situation.profile, situation.locks.label, params, frozen=situation.locks.frozen,
            start=situation.drawn, ways=situation.ways, progress=watch.listener(situation), cancelled=cancelled,
        ))
    return found


def _improve_office(situation: Situation, watch: Watch, turn: int, is_over: Callable[[], bool]) -> None:
    for k, problem in enumerate(situation.problems):
        def hear(plan: Any, k: int = k) -> None:
            watch.take(situation, k, plan.community)
            watch.look(situation.subdistrict, "improve")

        if problem.n_units > 1 and not is_over():
            now = watch.plan(situation.subdistrict, k)
            interactive.improve(problem, now, rounds=ROUNDS, seed=turn, progress=hear, cancelled=is_over)


def _described(situation: Situation, watch: Watch, stopped_by: StoppedBy) -> OfficeResult:
    """Describe the best plan at hand, of which nothing is proven."""
    plans = [watch.plan(situation.subdistrict, k) for k in range(len(situation.problems))]
    breach = sum(plan.breach for plan in plans)
    return OfficeResult(
        subdistrict=situation.subdistrict, status=SolveStatus.NO_PLAN if breach else SolveStatus.FEASIBLE,
        communities=tuple(
            community for problem, plan in zip(situation.problems, plans, strict=True)
            for community in described(problem, plan.community)
        ),
        objective=sum(plan.cost + p.constant for p, plan in zip(situation.problems, plans, strict=True)),
        bound=None, breach=breach, method="none", stopped_by=stopped_by, runtime_s=watch.elapsed_s,
    )


def _restated(situation: Situation, office: OfficeResult, watch: Watch, stopped_by: StoppedBy) -> OfficeResult:
    """Put the improved plan in the place of the solved one; what was proven holds for it too."""
    now = _described(situation, watch, stopped_by)
    bound = office.bound if now.breach == 0 else None
    status = now.status if now.breach == 0 else office.status
    known = replace(now, bound=bound, method=office.method if bound is not None else "none", status=status,
                    clashes=office.clashes if now.breach else ())
    is_proven = known.gap is not None and known.gap <= PROOF_GAP and known.breach == 0
    return replace(known, status=SolveStatus.OPTIMAL, stopped_by=StoppedBy.PROOF) if is_proven else known


def _objective(desk: Desk) -> str:
    return desk.situations[0].objective


def _joined_locks(desk: Desk) -> Locks:
    label: dict[UnitId, str] = {}
    for situation in desk.situations:
        label |= situation.locks.label
    return Locks(label, frozenset(label.values()))
