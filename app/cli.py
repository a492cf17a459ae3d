"""The command ``sizhi``: progress to stderr, results to stdout, and an exit code that says how it went."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from app.commands.exits import DONE, FAULT, UNUSABLE
from app.commands.usage import explained, is_help
from app.errors import AppError
from app.language import say
from geodata.errors import GeodataError
from optimizer.errors import OptimizerError


class Command(NamedTuple):
    """Where a command is, a function or a group of commands, and what it is for."""

    place: str
    help: str


COMMANDS = {
    "check": Command("app.commands.check:check", say(
        "检查输入文件，列出发现、修补和假定。", "Check input files: what was found, repaired, assumed.")),
    "plan": Command("app.commands.plan:plan", say(
        "求一个划分方案，核查并出图。", "Find a plan, audit it and draw it.")),
    "audit": Command("app.commands.audit:audit", say(
        "核查任何方案：只要有一列社区名。", "Audit any plan that has a community column.")),
    "report": Command("app.papers.commands:report", say(
        "由方案文件夹生成报告：Word、Excel 或 A3 图册。", "Report of a plan folder: Word, Excel or A3 sheets.")),
    "serve": Command("app.commands.serve:serve", say("在网页上看方案。", "Show plans in the browser.")),
    "demo": Command("app.commands.serve:demo", say(
        "规划并展示自带的真实样例。", "Plan and show the bundled real sample.")),
    "profiles": Command("app.commands.profiles:profiles", say(
        "列出、查看、检查规则包。", "List, show and check rule packs.")),
    "bench": Command("app.commands.bench:bench", say(
        "求解公开的服务区算例，每行一个 JSON。", "Solve published service-area instances: JSON lines.")),
    "users": Command("app.users.commands:users", say("账号：添加、列出、停用、改密码。", "Accounts.")),
    "organisations": Command("app.users.commands:organisations", say("单位：添加、列出。", "Organisations.")),
    "trail": Command("app.trail.commands:commands", say("核对、导出留痕。", "Check and export the trail.")),
}


def load(name: str) -> Any:
    """Import a command, and only that one: geography, solver and server take seconds together."""
    command = COMMANDS[name]
    module, attribute = command.place.split(":")
    found: typer.Typer | Callable[..., None] = getattr(import_module(module), attribute)
    holder = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name, help=command.help)
    else:
        holder.command(name, help=command.help)(found)
    return get_group(holder).commands[name]


class Commands(TyperGroup):
    """The commands by name and purpose; the one that runs is loaded then."""

    def __init__(self, **told: Any) -> None:
        """Know every command by what its help says."""
        super().__init__(**told)
        self.commands = {name: TyperCommand(name, help=command.help) for name, command in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command that the arguments begin with."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, name and load(name), rest


cli = typer.Typer(
    cls=Commands, help=say("四至：划定社区边界。", "Sizhi: plan the boundaries of urban communities."),
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cli.callback()
def root() -> None:
    """Hold the commands together; each does its own work."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli(arguments, prog_name="sizhi", standalone_mode=False)
    except (GeodataError, OptimizerError, AppError) as error:
        _print_error(error, for_machines="--json" in arguments)
        sys.exit(UNUSABLE)
    except typer.TyperException as error:
        if not is_help(error):
            _print_error(explained(error), for_machines="--json" in arguments)
        sys.exit(UNUSABLE)
    except Exception:
        _print_fault()
        sys.exit(FAULT)
    sys.exit(code or DONE)


def _print_error(error: GeodataError | OptimizerError | AppError, *, for_machines: bool) -> None:
    """Say what is wrong and what to do; machines get the same as one JSON object on stdout."""
    print(f"{say(error.message_zh, error.message_en)}  [{error.code}]", file=sys.stderr)
    if for_machines:
        print(json.dumps({
            "code": error.code, "message_zh": error.message_zh, "message_en": error.message_en,
            "file": getattr(error, "file", None), "feature": getattr(error, "feature", None),
        }, ensure_ascii=False, indent=1))


def _print_fault() -> None:
    """Keep the trace in a file, out of the user's sight, and say where."""
    handle, path = tempfile.mkstemp(prefix="sizhi-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        traceback.print_exc(file=log)
    kind = type(sys.exc_info()[1]).__name__
    print(say(f"程序自身出错（{kind}），输入文件没有问题也没有改动。详情：{path}",
              f"A fault of ours ({kind}); your files were not changed. Details: {path}"), file=sys.stderr)
