"""``sizhi audit``: judge any plan that has a community column."""

from __future__ import annotations

from typing import Annotated

import typer

from app import auditing, summary
from app.commands.comparison import compared
from app.commands.exits import DONE, FINDINGS
from app.commands.options import (
    PART,
    Adjacency,
    Barriers,
    Buildings,
    Columns,
    Crs,
    DatumOption,
    Facilities,
    Json,
    Objective,
    Out,
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
from app.documents import as_json, audit_document
from app.dossier_files import DossierFiles
from app.ensemble import compare_drawn
from app.inputs import input_files
from app.language import say
from app.progress import interruptible, reporting
from optimizer.solve import SolveParams

KNOWN_GAP = 0.01
"""Proven gap at which the best plan is known well enough for others to be compared with it."""


def audit(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=say(
        f"带社区列的矢量文件或表，{PART}", f"a file with a community column; {PART}"))],
    profile: ProfileOption, overlay: Overlays = None,
    community: Annotated[str | None, typer.Option("--community", metavar="COLUMN", help=say(
        "社区列，默认 community_id 或 community", "column of the community; community_id or community"))] = None,
    areas: Annotated[str | None, typer.Option("--areas", metavar="AREAS", help=say(
        "另给小区户数", "areas with the counts"))] = None,
    work_plan: Annotated[str | None, typer.Option("--work-plan", metavar="FILE", help=say(
        "拆分合并工作计划，如方案里的 work_plan.csv", "work plan, such as a plan's work_plan.csv"))] = None,
    communities: Annotated[str | None, typer.Option("--communities", metavar="FILE", help=say(
        "社区情况表：两委、工作者、经费", "table of communities: committees, workers, funds"))] = None,
    transfers: Annotated[str | None, typer.Option("--transfers", metavar="FILE", help=say(
        "移交人员清册", "persons that are transferred"))] = None,
    waivers: Annotated[str | None, typer.Option("--waivers", metavar="FILE", help=say(
        "豁免表：条款、社区、理由、批准、截止", "waivers: rule, community, reason, granted by, until"))] = None,
    roads: Roads = None, barriers: Barriers = None, facilities: Facilities = None,
    subdistricts: Subdistricts = None, buildings: Buildings = None, adjacency: Adjacency = None,
    columns: Columns = None, crs: Crs = None,
    datum: DatumOption = None,
    ensemble: Random = None, objective: Objective = "balanced", time_limit: TimeLimit = None, seed: Seed = 0,
    workers: Workers = 1, scheduler: Scheduler = None, out: Out = None, json: Json = False,
) -> None:
    """Audit a plan of anybody's; exit 1 where it breaks a hard rule."""
    files = input_files(
        areas or plan, roads=roads or (), barriers=barriers, facilities=facilities, subdistricts=subdistricts,
        buildings=buildings, adjacency=adjacency, columns=columns or (), crs=crs, datum=datum,
    )
    try_folder(out)
    params = SolveParams(
        objective=objective, seed=seed, time_limit_s=time_limit, gap=KNOWN_GAP, workers=workers, scheduler=scheduler,
    )
    with reporting() as report, interruptible() as cancelled:
        judged = auditing.audit_file(
            plan, files, chosen_profile(profile, overlay), community=community, work_plan=work_plan,
            beside=DossierFiles(communities, transfers, waivers), report=report,
        )
        if out is not None:
            auditing.write(judged, out)
        lines = compared(
            lambda count: compare_drawn(judged, count, params, report=report, cancelled=cancelled), ensemble, out
        )
    print(as_json(audit_document(judged)) if json else "\n".join([summary.of_audit(judged, out), *lines]))
    raise typer.Exit(FINDINGS if judged.has_hard_finding else DONE)
