"""``sizhi serve`` and ``sizhi demo``: plans in the browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Host, Port
from app.commands.plan import run, title_of_sample
from app.language import say
from app.profiles import open_profile
from app.serving import serve as serve_all
from app.serving import serve_demo
from geodata.samples import sample_inputs
from optimizer.solve import SolveParams

DEMO_PROFILE, DEMO_GAP = "lianhu-2024", 0.04


def serve(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="DIR", help=say(
        "方案文件夹", "plan folders"))] = None,
    host: Host = None, port: Port = None,
    database_url: Annotated[str | None, typer.Option("--database-url", metavar="URL", help=say(
        "数据库，如 postgresql://…；默认 SQLite", "database, such as postgresql://…; SQLite by default"))] = None,
) -> None:
    """Serve the database and plan folders until Ctrl-C."""
    serve_all(folders or [], host, port, database_url)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help=say("不启动网页", "do not serve"))] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say(
        "方案文件夹", "plan folder"))] = Path("demo-plan"),
    port: Port = None,
) -> None:
    """Plan, audit and serve the sample ``punggol``."""
    params = SolveParams(gap=DEMO_GAP, workers=os.cpu_count() or 1)
    files = sample_inputs("punggol")
    code = run(files, open_profile(DEMO_PROFILE), params, out)
    if not no_serve:
        serve_demo(files, out, title_of_sample(files) or out.name, port)
    raise typer.Exit(code)
