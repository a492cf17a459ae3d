"""``sizhi bench``: published service-area instances."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import benching
from app.commands.exits import DONE, FINDINGS
from app.commands.options import Out
from app.commands.results import try_folder
from app.language import say


def bench(
    benchmark: Annotated[benching.Benchmark, typer.Argument(metavar="sap|cflsap", help=say(
        "sap：设施已定；cflsap：同时选址", "sap: given facilities; cflsap: choose them too"))],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=say("算例文件夹", "folder of instances"))],
    instances: Annotated[list[str] | None, typer.Argument(metavar="INSTANCE", help=say(
        "算例名，默认全部", "names of instances; all by default"))] = None,
    time_limit: Annotated[float | None, typer.Option("--time-limit", min=0, metavar="S", help=say(
        "每个算例的秒数", "wall time of each instance"))] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help=say("随机种子", "random seed"))] = 0,
    out: Out = None,
) -> None:
    """Solve published instances; exit 1 where one got no feasible plan."""
    try_folder(out)
    is_feasible = True
    for instance, result in benching.bench(benchmark, folder, instances or (), time_limit_s=time_limit, seed=seed):
        print(benching.line(instance, result), flush=True)
        if out is not None:
            benching.write_solution(instance, result, out)
        is_feasible &= result.facility_of is not None
    raise typer.Exit(DONE if is_feasible else FINDINGS)
