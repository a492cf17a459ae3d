"""The main job: files to a plan with its audit, documents, layers and map."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.communities import assignment_of, name_communities
from app.documents import audit_document, plan_document, write_json
from app.judged import JudgedPlan, Solved, judge
from app.layers import plan_layers, plan_sheet
from app.ledger_file import write_ledger
from app.locks import read_locks
from app.maps import render_plan
from app.progress import Reporter, Silent
from app.work_plan_file import write_work_plan
from geodata.dataset import Dataset
from geodata.domain import OfficeGround
from geodata.errors import MissingColumnError, NoAreasError
from geodata.facts import dissolve
from geodata.input_files import InputFiles
from geodata.offices import office_ground, offices
from geodata.prepare import prepare
from geodata.writing import write_geopackage
from optimizer.city import solve_plan
from optimizer.locks import NO_LOCKS, Locks
from optimizer.plan import OfficeResult
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be planned.

    Attributes
    ----------
    grounds
        Arrays over the units of each street office.
    target_year
        Year by which the work plan is to be carried out; ``None`` where nobody has decided.
    """

    dataset: Dataset
    profile: Profile
    grounds: tuple[OfficeGround, ...]
    locks: Locks
    target_year: int | None = None

    def judged(self, results: tuple[OfficeResult, ...], params: SolveParams, runtime_s: float) -> JudgedPlan:
        """Name, measure and audit what a solve returned."""
        communities = name_communities(results, self.grounds, self.dataset.units)
        assignment = assignment_of(communities)
        return judge(
            self.dataset, self.profile, assignment, dissolve(self.dataset.units, assignment),
            solved=Solved(params, results, communities, runtime_s, self.target_year),
        )


def read_task(
    files: InputFiles, profile: Profile, *, lock_file: str | None = None, target_year: int | None = None,
    report: Reporter | None = None,
) -> Task:
    """Read and check the files of a plan.

    Parameters
    ----------
    lock_file
        CSV of what is held fast; see :mod:`app.locks`.

    Raises
    ------
    GeodataError
        Where a file cannot be used, or holds no household counts.
    OptimizerError
        Where rules or locks cannot be used.
    """
    report = report or Silent()
    report.step("读取与检查数据", "Reading and checking the files")
    dataset = prepare(files, split_above=profile.value("size.households_max"))
    require_households(dataset, files)
    locks = read_locks(lock_file, dataset.units) if lock_file else NO_LOCKS
    grounds = tuple(office_ground(dataset, subdistrict) for subdistrict in offices(dataset))
    require_decided(grounds, files)
    return Task(dataset, profile, grounds, locks, target_year)


def solve(
    task: Task, params: SolveParams, *, report: Reporter | None = None, cancelled: Callable[[], bool] | None = None
) -> JudgedPlan:
    """Find a plan for every street office, and judge it.

    Parameters
    ----------
    cancelled
        Asked between steps of the solve; once it says yes the best plan so far is taken.
    """
    report = report or Silent()
    report.offices(len(task.grounds))
    started = time.monotonic()
    results = solve_plan(
        task.grounds, task.profile, params, locks=task.locks, progress=report.solving, cancelled=cancelled
    )
    runtime_s = time.monotonic() - started
    report.step("量测与核查", "Measuring and auditing")
    return task.judged(results, params, runtime_s)


def plan(
    files: InputFiles, profile: Profile, params: SolveParams, *, lock_file: str | None = None,
    target_year: int | None = None, report: Reporter | None = None, cancelled: Callable[[], bool] | None = None,
) -> JudgedPlan:
    """Find a plan for every street office of a district, and judge it; see `read_task` and `solve`."""
    task = read_task(files, profile, lock_file=lock_file, target_year=target_year, report=report)
    return solve(task, params, report=report, cancelled=cancelled)


def require_households(dataset: Dataset, files: InputFiles) -> None:
    """Refuse to plan where the files count nobody: a plan cannot be guessed.

    Raises
    ------
    MissingColumnError
        Naming the file and the option that names the column.
    """
    if not dataset.has_households:
        raise MissingColumnError(
            f"{files.areas}：没有户数列，不能规划。若列名不同，请加 --map households=列名；只检查数据用 sizhi check",
            f"{files.areas}: no column of households, so nothing can be planned. If it has another name, add "
            "--map households=COLUMN; sizhi check works without it",
            file=files.areas, feature="households",
        )


def require_decided(grounds: Sequence[OfficeGround], files: InputFiles) -> None:
    """Refuse to plan where every area is undecided (PL-13): there is nothing to divide.

    Raises
    ------
    NoAreasError
        Naming the file and the column.
    """
    if not grounds:
        raise NoAreasError(
            f"{files.areas}：全部小区管理待定，没有可划分的小区；请在 ruling 列写明裁定结果",
            f"{files.areas}: every area is undecided, so there is nothing to plan; enter the rulings in the column "
            "ruling",
            file=files.areas, feature="ruling",
        )


def write(
    judged: JudgedPlan, folder: Path, *, title: str | None = None, beside: Mapping[str, Any] | None = None
) -> None:
    """Write the plan folder: ``plan.json``, ``audit.json``, ``plan.gpkg``, ``map.html``.

    Where present communities are known: ``ledger.csv`` and, where some are oversized or micro, ``work_plan.csv`` too.

    Parameters
    ----------
    title
        What the plan is called on its sheet; the name of the folder where not told.
    beside
        More for ``plan.json``: how the plan stands among its alternatives.
    """
    folder.mkdir(parents=True, exist_ok=True)
    document, audit = plan_document(judged, title=title, beside=beside), audit_document(judged)
    write_json(document, folder / "plan.json")
    write_json(audit, folder / "audit.json")
    write_geopackage(folder / "plan.gpkg", plan_layers(judged), judged.dataset.source_crs)
    write_ledger(judged.ledger, folder)
    write_work_plan(judged.work_plan or (), folder)
    sheet = plan_sheet(judged, document, audit, title=title or folder.resolve().name)
    (folder / "map.html").write_text(render_plan(sheet), encoding="utf-8")
