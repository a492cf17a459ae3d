"""``sizhi plan``: find a plan, audit it and draw it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app import planning, summary
from app.choice import find_choice, write_choice
from app.commands.comparison import compared
from app.commands.exits import DONE, FINDINGS, INTERRUPTED
from app.commands.options import (
    Adjacency,
    Areas,
    Barriers,
    Basis,
    Buildings,
    Columns,
    Crs,
    DatumOption,
    Facilities,
    Json,
    Objective,
    Overlays,
    ProfileOption,
    Random,
    Roads,
    Scheduler,
    Seed,
    Subdistricts,
    TimeLimit,
    Workers,
    chosen_profile,
)
from app.commands.results import try_folder
from app.documents import as_json, plan_document
from app.ensemble import compare_solved
from app.inputs import input_files
from app.language import say
from app.progress import interruptible, reporting
from geodata.input_files import InputFiles
from geodata.samples import SAMPLES, sample_inputs
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams


def plan(
    areas: Areas, out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say("方案文件夹", "plan folder"))],
    profile: ProfileOption, overlay: Overlays = None,
    roads: Roads = None, barriers: Barriers = None, facilities: Facilities = None,
    subdistricts: Subdistricts = None, buildings: Buildings = None, adjacency: Adjacency = None,
    columns: Columns = None, crs: Crs = None,
    datum: DatumOption = None, basis: Basis = None,
    objective: Objective = "balanced",
    alternatives: Annotated[int, typer.Option("--alternatives", min=1, metavar="N", help=say(
        "方案个数，互不相同", "number of plans, truly different"))] = 1,
    lock: Annotated[str | None, typer.Option("--lock", metavar="FILE", help=say(
        "锁定：unit_id 或 area_id, community_id, frozen", "locks: unit_id or area_id, community_id, frozen"))] = None,
    time_limit: TimeLimit = None,
    gap: Annotated[float, typer.Option("--gap", metavar="SHARE", min=0, max=1, help=say(
        "差距到此即停", "stop at this gap"))] = 1e-4,
    seed: Seed = 0, workers: Workers = 1, scheduler: Scheduler = None, ensemble: Random = None,
    target_year: Annotated[int | None, typer.Option("--target-year", min=2000, max=2100, metavar="YYYY", help=say(
        "工作计划的目标年度", "year by which the work plan is to be carried out"))] = None,
    json: Json = False,
) -> None:
    """Find a plan; exit 1 where it breaks a hard rule or none is legal, 130 where it was interrupted."""
    files = input_files(
        areas, roads=roads or (), barriers=barriers, facilities=facilities, subdistricts=subdistricts,
        buildings=buildings, adjacency=adjacency, columns=columns or (), crs=crs, datum=datum,
        household_basis=basis,
    )
    params = SolveParams(
        objective=objective, seed=seed, time_limit_s=time_limit, gap=gap, workers=workers, scheduler=scheduler,
    )
    chosen = chosen_profile(profile, overlay)
    raise typer.Exit(run(
        files, chosen, params, out, alternatives=alternatives, lock=lock, target_year=target_year, ensemble=ensemble,
        json=json,
    ))


def run(
    files: InputFiles, profile: Profile, params: SolveParams, out: Path, *, alternatives: int = 1,
    lock: str | None = None, target_year: int | None = None, ensemble: int | None = None, json: bool = False,
) -> int:
    """Solve, write the plan folder, print it; return the exit code."""
    profile.weights(params.objective)  # refuses an objective that there is not, before the files are read
    try_folder(out)
    with reporting() as report, interruptible() as cancelled:
        task = planning.read_task(files, profile, lock_file=lock, target_year=target_year, report=report)
        choice = find_choice(task, params, alternatives, report=report, cancelled=cancelled)
        write_choice(choice, out, title=title_of_sample(files))
        judged = choice.best
        lines = compared(
            lambda count: compare_solved(task, judged, count, params, report=report, cancelled=cancelled), ensemble, out
        )
        was_interrupted = cancelled()
    if choice.shortage is not None:
        print(say(*choice.shortage), file=sys.stderr)
    print(
        as_json(plan_document(judged, beside=choice.listing)) if json
        else "\n".join([summary.of_plan(judged, out), *choice.lines(out), *lines])
    )
    if was_interrupted:
        return INTERRUPTED
    return DONE if judged.is_legal and not judged.has_hard_finding else FINDINGS


def title_of_sample(files: InputFiles) -> str | None:
    """Name a bundled sample: a synthetic one is called so wherever it is shown."""
    for name, sample in SAMPLES.items():
        if Path(files.areas).resolve() == Path(sample_inputs(name).areas).resolve():
            return say(sample.title_zh, sample.title_en)
    return None
