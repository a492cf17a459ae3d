"""A drawing judged: measured on its ground, audited against the rules, costed under their weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import version

import numpy as np

from app.costing import OfficeCost, OfficeProblems, PlanCost, cost_plan
from app.judged import Drawn, JudgedPlan, judge
from app.plans.drawing import Drawing, drawing_json
from app.plans.memory import Memory
from geodata.dataset import Dataset
from geodata.domain import UnitId
from geodata.facts import dissolve
from geodata.offices import office_ground, offices
from optimizer.dossier import Dossier, Waiver
from optimizer.finding import AuditFinding, Status
from optimizer.rules.pack import Profile

BALANCED = "balanced"
COVERAGE = "PL-1"
COSTED_UNITS = 2_500
"""The tables of a street office grow with the square of its units: larger ones are not costed."""

_problems: Memory[tuple[int, str, str], tuple[Dataset, tuple[OfficeProblems, ...]]] = Memory(8)
_alone: Memory[tuple[int, frozenset[str]], tuple[Dataset, Dataset]] = Memory(4)


def judgement_hash(
    dataset_hash: str, profile: Profile, drawing: Drawing, objective: str, bounds: Mapping[str, int],
    waivers: Sequence[Waiver] = (), as_of: date | None = None,
) -> str:
    """Return one hash over all that decides a judgement: ground, rules, drawing, proofs, waivers, and this software.

    Parameters
    ----------
    dataset_hash
        Of the ground before any split.
    as_of
        Day of the audit, today where left out: waivers begin and end.
    """
    day = as_of or date.today()
    held = [[*map(str, vars(waiver).values()), _stage(waiver, day)] for waiver in waivers]
    told = [_software(), dataset_hash, profile.hash, objective, drawing_json(drawing), bounds, held]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def judge_drawing(
    dataset: Dataset, profile: Profile, drawing: Drawing, objective: str = BALANCED,
    bounds: Mapping[str, int] | None = None, waivers: Sequence[Waiver] = (),
) -> JudgedPlan:
    """Judge what is drawn; units in no community are land that is not covered yet, never a red finding.

    Parameters
    ----------
    dataset
        The ground with the splits of the drawing, see :func:`app.plans.ground.plan_dataset`.
    objective
        Preset of the weights under which it is costed.
    bounds
        Street office → lower bound that holds for this drawing, thousandths of a household-minute.
    waivers
        Held against the findings, see :mod:`optimizer.waivers`.
    """
    ground, assignment = with_alone(dataset, drawing), drawing.assignment
    drawn = Drawn(
        names={name: told.name for name, told in drawing.communities.items()},
        colours={name: told.colour for name, told in drawing.communities.items()},
        cost=cost_drawing(ground, profile, drawing, objective, bounds),
    )
    judged = judge(
        ground, profile, assignment, dissolve(ground.units, assignment), drawn=drawn,
        dossier=Dossier(waivers=tuple(waivers)),
    )
    if not open_units(dataset, drawing):
        return judged
    findings = tuple(_unfinished(finding) for finding in judged.audit.findings)
    return replace(judged, audit=replace(judged.audit, findings=findings))


def cost_drawing(
    dataset: Dataset, profile: Profile, drawing: Drawing, objective: str = BALANCED,
    bounds: Mapping[str, int] | None = None,
) -> PlanCost:
    """Cost a drawing under the weights of a rule pack; a street office too large for that has no cost."""
    cost = cost_plan(office_problems(dataset, profile, objective), drawing.assignment, objective, bounds)
    known = {office.subdistrict for office in cost.offices}
    left_out = [OfficeCost(name) for name in offices(dataset) if name not in known]
    return replace(cost, offices=tuple(sorted((*cost.offices, *left_out), key=lambda office: office.subdistrict)))


def office_problems(dataset: Dataset, profile: Profile, objective: str) -> tuple[OfficeProblems, ...]:
    """Return every street office with its cost tables; those used last stay in memory."""
    # The dataset is kept with its tables, so that no other can take its identity.
    key = (id(dataset), profile.hash, objective)
    sizes = dataset.units["subdistrict"].value_counts()
    return _problems.get(key, lambda: (dataset, tuple(
        OfficeProblems.of(office_ground(dataset, name), profile, objective)
        for name in offices(dataset) if sizes[name] <= COSTED_UNITS
    )))[1]


def open_units(dataset: Dataset, drawing: Drawing) -> list[UnitId]:
    """List the units that still wait for a community; undecided areas (PL-13) do not."""
    waiting = drawing.unassigned
    if not waiting:
        return []
    area = dataset.units["area_id"]
    return [unit for unit in waiting if area[unit] not in dataset.rulings]


def with_alone(dataset: Dataset, drawing: Drawing) -> Dataset:
    """Mark the areas of communities that the planner records as relatively independent (LQ-3.8)."""
    alone = {name for name, told in drawing.communities.items() if told.alone}
    if not alone:
        return dataset
    held = frozenset(unit for unit, community in drawing.units.items() if community in alone)

    def marked() -> tuple[Dataset, Dataset]:
        units, areas = dataset.units, dataset.areas
        is_held = units.index.isin(held)
        named = areas.index.isin(units["area_id"][is_held].dropna())
        return dataset, replace(
            dataset,
            units=units.assign(relatively_independent=np.where(is_held, True, units["relatively_independent"])),
            areas=areas.assign(relatively_independent=np.where(named, True, areas["relatively_independent"])),
        )

    return _alone.get((id(dataset), held), marked)[1]


def _stage(waiver: Waiver, day: date) -> int:
    """Whether a waiver is still to begin (0), counts (1), or has ended (2)."""
    return 0 if day < waiver.granted_on else 1 if waiver.until is None or day <= waiver.until else 2


def _unfinished(finding: AuditFinding) -> AuditFinding:
    is_gap = finding.rule == COVERAGE and finding.status is Status.FAIL
    return replace(finding, is_finished=False) if is_gap else finding


@cache
def _software() -> str:
    return version("sizhi")
