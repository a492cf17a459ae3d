"""Arguments and options that several commands share, and what they open."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.language import say
from app.profiles import notices, open_profile
from geodata.domain import Datum, HouseholdBasis
from optimizer.rules.pack import Profile

PART = say("可写 文件#部分", "FILE#PART names a part")
Areas = Annotated[str, typer.Argument(metavar="AREAS", help=say(f"小区：矢量、CSV 或 Excel，{PART}", f"areas; {PART}"))]
Roads = Annotated[list[str] | None, typer.Option("--roads", metavar="FILE", help=say(
    "道路线、GraphML，或先后给出节点表和路段表", "lines, GraphML, or a node table and a link table"))]
Barriers = Annotated[str | None, typer.Option("--barriers", metavar="FILE", help=say(
    "河、铁路、墙、主干道", "rivers, railways, walls, arterials"))]
Facilities = Annotated[str | None, typer.Option("--facilities", metavar="FILE", help=say(
    "社区用房", "community premises"))]
Subdistricts = Annotated[str | None, typer.Option("--subdistricts", metavar="FILE", help=say(
    "街道范围", "territories of street offices"))]
Buildings = Annotated[str | None, typer.Option("--buildings", metavar="FILE", help=say(
    "楼栋，用来切分超大小区", "buildings, to split by"))]
Adjacency = Annotated[str | None, typer.Option("--adjacency", metavar="FILE", help=say(
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
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help=say("随机种子", "random seed"))]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help=say("进程数", "processes"))]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help=say(
    "在 Dask 集群上求解各街道", "solve the street offices on a Dask cluster"))]
Random = Annotated[int | None, typer.Option("--ensemble", min=10, max=100_000, metavar="N", help=say(
    "与 N 个随机合规方案比较", "compare with N random legal plans"))]
Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help=say("监听地址", "address to listen on"))]
Port = Annotated[int | None, typer.Option("--port", metavar="N", min=0, max=65535, help=say("端口", "port"))]


def chosen_profile(name: str, overlays: list[str] | None = None) -> Profile:
    """Open rule packs, and say on stderr what they lack or that they are of another time."""
    profile = open_profile(name, overlays or ())
    for zh, en in notices(profile, datetime.now(tz=UTC).date()):
        print(say(zh, en), file=sys.stderr)
    return profile
