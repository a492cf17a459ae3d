"""The commands that need the server: it is loaded by them alone, so that the others begin at once."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from app.inputs import OptionError
from app.language import say
from app.main import create_app
from app.plans.entering import enter_plan
from app.settings import Settings
from app.users.gate import is_loopback
from app.workspace import LOCAL, open_workspace
from geodata.input_files import InputFiles

STREAMS_CLOSE_S = 5
"""How long a server that ends waits for pages that listen to a job."""


def serve(folders: list[Path], host: str | None, port: int | None, database_url: str | None = None) -> None:
    """Serve until Ctrl-C; what the command does not say is as the settings are.

    Raises
    ------
    OptionError
        Where there is no such plan folder.
    """
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise OptionError(f"{missing[0]}：没有这个文件夹", f"{missing[0]}: no such folder")
    told = {"host": host, "port": port, "database_url": database_url, "plan_folders": tuple(folders) or None}
    settings = Settings(**{name: value for name, value in told.items() if value is not None})
    settings.plan_folders = settings.plan_folders or (settings.data,)
    address = f"http://{settings.host}:{settings.port}/"
    print(say(f"打开 {address} ，Ctrl-C 结束", f"Open {address} , Ctrl-C ends"), flush=True)
    if not settings.accounts and not is_loopback(settings.host):
        print(say(
            f"注意：{settings.host} 上没有账号，网络中任何人都能查看和修改全部内容。设 SIZHI_ACCOUNTS=on 启用账号",
            f"Mind: no accounts on {settings.host}, anybody on the network sees and changes everything. "
            "SIZHI_ACCOUNTS=on asks for accounts",
        ), file=sys.stderr, flush=True)
    uvicorn.run(
        create_app(settings), host=settings.host, port=settings.port, log_level="warning",
        timeout_graceful_shutdown=STREAMS_CLOSE_S,
    )


def serve_demo(files: InputFiles, out: Path, title: str, port: int | None) -> None:
    """Enter the plan of the sample into the database, so that it can be drawn on, and serve it."""
    enter_plan(open_workspace(Settings()), files, out, title=title, who=LOCAL)
    serve([out], None, port)
