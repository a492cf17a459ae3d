"""The command ``sizhi``: progress to stderr, results to stdout, and an exit code that says how it went."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app import auditing, benching, planning, profile_text, summary
from app.checks import checking, printing
from app.choice import find_choice, write_choice
from app.documents import as_json, audit_document, plan_document
from app.dossier_files import DossierFiles
from app.ensemble import Comparison, NotComparableError, compare_drawn, compare_solved, write_comparison
from app.errors import AppError
from app.inputs import input_files
from app.language import say
from app.papers.commands import REPORT_HELP, report
from app.profiles import notices, open_pack, open_profile
from app.progress import interruptible, reporting
from app.trail.commands import commands as trail
from app.users.commands import organisations, users
from geodata.domain import Datum, HouseholdBasis
from geodata.errors import GeodataError
from geodata.prepare import InputFiles
from geodata.samples import SAMPLES, sample_inputs
from optimizer.errors import OptimizerError
from optimizer.rules.pack import Layer, Profile, bundled_packs
from optimizer.solve import SolveParams

DONE, FINDINGS, UNUSABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes (design section 4.2)."""

DEMO_PROFILE, DEMO_GAP = "lianhu-2024", 0.04
KNOWN_GAP = 0.01
"""Proven gap at which the best plan is known well enough for others to be compared with it."""

cli = typer.Typer(
    help=say("四至：划定社区边界。", "Sizhi: plan the boundaries of urban communities."),
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
profiles = typer.Typer(help=say("列出、查看、检查规则包。", "List, show and check rule packs."))
cli.add_typer(profiles, name="profiles", invoke_without_command=True)
cli.add_typer(trail, name="trail")
cli.add_typer(users, name="users")
cli.add_typer(organisations, name="organisations")
cli.command(help=REPORT_HELP)(report)

PART = say("可写 文件#部分", "FILE#PART names a part")
Areas = Annotated[str, typer.Argument(metavar="AREAS", help=say(f"小区：矢量、CSV 或 Excel，{PART}", f"areas; {PART}"))]
Roads = Annotated[list[str] | None, typer.Option("--roads", help=say(
    "道路线、GraphML，或先后给出节点表和路段表", "lines, GraphML, or a node table and a link table"))]
Barriers = Annotated[str | None, typer.Option("--barriers", help=say(
    "河、铁路、墙、主干道", "rivers, railways, walls, arterials"))]
Facilities = Annotated[str | None, typer.Option("--facilities", help=say("社区用房", "community premises"))]
Subdistricts = Annotated[str | None, typer.Option("--subdistricts", help=say(
    "街道范围", "territories of street offices"))]
Buildings = Annotated[str | None, typer.Option("--buildings", help=say(
    "楼栋，用来切分超大小区", "buildings, to split by"))]
Adjacency = Annotated[str | None, typer.Option("--adjacency", help=say(
    "相邻表：a, b, adjacent（是或否）", "neighbours: a, b, adjacent (yes or no)"))]
Columns = Annotated[list[str] | None, typer.Option("--map", metavar="[ROLE.]field=COLUMN", help=say(
    "列名对应，如 households=户数", "name of a column, for example households=HH"))]
Crs = Annotated[str | None, typer.Option("--crs", metavar="EPSG:n|local[:SX,SY]", help=say(
    "坐标系", "coordinate system"))]
DatumOption = Annotated[Datum | None, typer.Option("--datum", help=say("AREAS 的基准", "datum of AREAS"))]
Basis = Annotated[HouseholdBasis | None, typer.Option("--basis", help=say(
    "规则按哪种户数口径", "which count of households decides"))]
ProfileOption = Annotated[str, typer.Option("--profile", metavar="ID", help=say(
    "规则包，或其 TOML 文件", "rule pack, or its TOML file"))]
Overlays = Annotated[list[str] | None, typer.Option("--overlay", metavar="ID", help=say(
    "叠加的规则包", "rule pack laid over it"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help=say("结果文件夹", "folder for the results"))]
Json = Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))]
Objective = Annotated[str, typer.Option(
    "--objective", metavar="balanced|least-change|walking|least-floor-area",
    help=say("目标的权重", "weights of the objective"))]
TimeLimit = Annotated[float | None, typer.Option("--time-limit", min=0, metavar="S", help=say(
    "最长秒数；到时保留最好的方案", "wall time; the best plan is kept"))]
Seed = Annotated[int, typer.Option("--seed", min=0, help=say("随机种子", "random seed"))]
Workers = Annotated[int, typer.Option("--workers", min=1, help=say("进程数", "processes"))]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help=say(
    "在 Dask 集群上求解各街道", "solve the street offices on a Dask cluster"))]
Random = Annotated[int | None, typer.Option("--ensemble", min=10, max=100_000, metavar="N", help=say(
    "与 N 个随机合规方案比较", "compare with N random legal plans"))]
Host = Annotated[str | None, typer.Option("--host", help=say("监听地址", "address to listen on"))]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help=say("端口", "port"))]


@cli.command(help=say("检查输入文件，列出发现、修补和假定。", "Check input files: what was found, repaired, assumed."))
def check(
    areas: Areas, roads: Roads = None, barriers: Barriers = None, facilities: Facilities = None,
    subdistricts: Subdistricts = None, buildings: Buildings = None, adjacency: Adjacency = None,
    columns: Columns = None, crs: Crs = None,
    datum: DatumOption = None, basis: Basis = None, out: Out = None, json: Json = False,
) -> None:
    """Check input files; exit 1 where one holds an error."""
    files = input_files(
        areas, roads=roads or (), barriers=barriers, facilities=facilities, subdistricts=subdistricts,
        buildings=buildings, adjacency=adjacency, columns=columns or (), crs=crs, datum=datum,
        household_basis=basis,
    )
    with reporting() as report:
        checked = checking.check(files, report=report)
        if out is not None:
            checking.write(checked, out)
    print(as_json(checked.document) if json else printing.printed(checked.report, out))
    raise typer.Exit(FINDINGS if checked.report.has_errors else DONE)


@cli.command(help=say("求一个划分方案，核查并出图。", "Find a plan, audit it and draw it."))
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
    gap: Annotated[float, typer.Option("--gap", min=0, max=1, help=say("差距到此即停", "stop at this gap"))] = 1e-4,
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
    chosen = _profile(profile, overlay)
    raise typer.Exit(_plan(
        files, chosen, params, out, alternatives=alternatives, lock=lock, target_year=target_year, ensemble=ensemble,
        json=json,
    ))


def _profile(name: str, overlays: list[str] | None = None) -> Profile:
    """Open rule packs, and say on stderr what they lack or that they are of another time."""
    profile = open_profile(name, overlays or ())
    for zh, en in notices(profile, datetime.now(tz=UTC).date()):
        print(say(zh, en), file=sys.stderr)
    return profile


def _plan(
    files: InputFiles, profile: Profile, params: SolveParams, out: Path, *, alternatives: int = 1,
    lock: str | None = None, target_year: int | None = None, ensemble: int | None = None, json: bool = False,
) -> int:
    with reporting() as report, interruptible() as cancelled:
        task = planning.read_task(files, profile, lock_file=lock, target_year=target_year, report=report)
        choice = find_choice(task, params, alternatives, report=report, cancelled=cancelled)
        write_choice(choice, out, title=_title_of_sample(files))
        judged = choice.best
        compared = _compared(
            lambda count: compare_solved(task, judged, count, params, report=report, cancelled=cancelled), ensemble, out
        )
        was_interrupted = cancelled()
    if choice.shortage is not None:
        print(say(*choice.shortage), file=sys.stderr)
    print(
        as_json(plan_document(judged, beside=choice.listing)) if json
        else "\n".join([summary.of_plan(judged, out), *choice.lines(out), *compared])
    )
    if was_interrupted:
        return INTERRUPTED
    return FINDINGS if judged.has_hard_finding else DONE


def _compared(compare: Callable[[int], Comparison], count: int | None, out: Path | None) -> list[str]:
    """Compare with random plans where that is asked for, and write it; say so where it cannot be done."""
    if count is None:
        return []
    try:
        comparison = compare(count)
    except NotComparableError as error:
        print(say(error.message_zh, error.message_en), file=sys.stderr)
        return []
    if out is None:
        return comparison.lines()
    write_comparison(comparison, out)
    files = "ensemble.json  ensemble.svg"
    return [*comparison.lines(), say(f"文件 {out}：{files}", f"files {out}: {files}")]


def _title_of_sample(files: InputFiles) -> str | None:
    """Name a bundled sample: a synthetic one is called so wherever it is shown."""
    for name, sample in SAMPLES.items():
        if Path(files.areas).resolve() == Path(sample_inputs(name).areas).resolve():
            return say(sample.title_zh, sample.title_en)
    return None


@cli.command(help=say("核查任何方案：只要有一列社区名。", "Audit any plan that has a community column."))
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
    params = SolveParams(
        objective=objective, seed=seed, time_limit_s=time_limit, gap=KNOWN_GAP, workers=workers, scheduler=scheduler,
    )
    with reporting() as report, interruptible() as cancelled:
        judged = auditing.audit_file(
            plan, files, _profile(profile, overlay), community=community, work_plan=work_plan,
            beside=DossierFiles(communities, transfers, waivers), report=report,
        )
        if out is not None:
            auditing.write(judged, out)
        compared = _compared(
            lambda count: compare_drawn(judged, count, params, report=report, cancelled=cancelled), ensemble, out
        )
    print(as_json(audit_document(judged)) if json else "\n".join([summary.of_audit(judged, out), *compared]))
    raise typer.Exit(FINDINGS if judged.has_hard_finding else DONE)


@profiles.callback()
def list_profiles(context: typer.Context) -> None:
    """List the bundled rule packs."""
    if context.invoked_subcommand is None:
        print(profile_text.of_packs(bundled_packs()))


@profiles.command("show", help=say("查看一个规则包的每一条。", "Show every field of a rule pack."))
def show_profile(
    name: Annotated[str, typer.Argument(metavar="ID", help=say(
        "规则包，或其 TOML 文件", "rule pack, or its TOML file"))],
    overlay: Overlays = None,
) -> None:
    """Show a rule pack with its overlays, field by field."""
    print(profile_text.of_profile(_profile(name, overlay)))


@profiles.command("check", help=say("检查自己的规则包文件。", "Check a rule pack of your own."))
def check_profile(file: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    """Check a pack file against the schema."""
    pack = open_pack(file)
    if pack.layer is not Layer.OVERLAY:
        _profile(file)
    print(say(f"{file}：规则包 {pack.id} {pack.version} 可用，{len(pack.fields)} 条",
              f"{file}: rule pack {pack.id} {pack.version} is sound, {len(pack.fields)} fields"))


@cli.command(help=say("求解公开的服务区算例，每行一个 JSON。", "Solve published service-area instances: JSON lines."))
def bench(
    benchmark: Annotated[benching.Benchmark, typer.Argument(metavar="sap|cflsap", help=say(
        "sap：设施已定；cflsap：同时选址", "sap: given facilities; cflsap: choose them too"))],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=say("算例文件夹", "folder of instances"))],
    instances: Annotated[list[str] | None, typer.Argument(metavar="INSTANCE", help=say(
        "算例名，默认全部", "names of instances; all by default"))] = None,
    time_limit: Annotated[float | None, typer.Option("--time-limit", min=0, metavar="S", help=say(
        "每个算例的秒数", "wall time of each instance"))] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help=say("随机种子", "random seed"))] = 0,
    out: Out = None,
) -> None:
    """Solve published instances; exit 1 where one got no feasible plan."""
    is_feasible = True
    for instance, result in benching.bench(benchmark, folder, instances or (), time_limit_s=time_limit, seed=seed):
        print(benching.line(instance, result), flush=True)
        if out is not None:
            benching.write_solution(instance, result, out)
        is_feasible &= result.facility_of is not None
    raise typer.Exit(DONE if is_feasible else FINDINGS)


@cli.command(help=say("在网页上看方案。", "Show plans in the browser."))
def serve(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="DIR", help=say(
        "方案文件夹", "plan folders"))] = None,
    host: Host = None, port: Port = None,
    database_url: Annotated[str | None, typer.Option("--database-url", metavar="URL", help=say(
        "数据库，如 postgresql://…；默认 SQLite", "database, such as postgresql://…; SQLite by default"))] = None,
) -> None:
    """Serve the database and plan folders until Ctrl-C."""
    from app.serving import serve as serve_all  # the server takes seconds to load, and the other commands need none

    serve_all(folders or [], host, port, database_url)


@cli.command(help=say("规划并展示自带的真实样例。", "Plan and show the bundled real sample."))
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help=say("不启动网页", "do not serve"))] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say(
        "方案文件夹", "plan folder"))] = Path("demo-plan"),
    port: Port = None,
) -> None:
    """Plan, audit and serve the sample ``punggol``."""
    params = SolveParams(gap=DEMO_GAP, workers=os.cpu_count() or 1)
    files = sample_inputs("punggol")
    code = _plan(files, open_profile(DEMO_PROFILE), params, out)
    if not no_serve:
        from app.serving import serve_demo

        serve_demo(files, out, _title_of_sample(files) or out.name, port)
    raise typer.Exit(code)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        cli(arguments, prog_name="sizhi")
    except (GeodataError, OptimizerError, AppError) as error:
        _print_error(error, json="--json" in arguments)
        sys.exit(UNUSABLE)
    except Exception:
        _print_fault()
        sys.exit(FAULT)
    sys.exit(DONE)


def _print_error(error: GeodataError | OptimizerError | AppError, *, json: bool) -> None:
    """Say what is wrong and what to do; machines get the same as one JSON object on stdout."""
    print(f"{say(error.message_zh, error.message_en)}  [{error.code}]", file=sys.stderr)
    if json:
        print(as_json({
            "code": error.code, "message_zh": error.message_zh, "message_en": error.message_en,
            "file": getattr(error, "file", None), "feature": getattr(error, "feature", None),
        }))


def _print_fault() -> None:
    """Keep the trace in a file, out of the user's sight, and say where."""
    handle, path = tempfile.mkstemp(prefix="sizhi-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        traceback.print_exc(file=log)
    kind = type(sys.exc_info()[1]).__name__
    print(say(f"程序自身出错（{kind}），输入文件没有问题也没有改动。详情：{path}",
              f"A fault of ours ({kind}); your files were not changed. Details: {path}"), file=sys.stderr)
