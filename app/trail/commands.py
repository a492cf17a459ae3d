"""``sizhi trail``: is the log whole, and take it away as a table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import DONE, FINDINGS
from app.errors import AppError
from app.language import say
from app.settings import Settings
from app.storage.database import Database, DatabaseError
from app.trail.finding import Wanted, each_line
from app.trail.store import last_line, verify
from app.trail.table import table

NOTED = re.compile(r"(\d{1,9}):([0-9a-f]{64})")

commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Url = Annotated[str | None, typer.Option("--database-url", metavar="URL", help=say(
    "数据库；默认同 sizhi serve", "database; that of sizhi serve by default"))]


class NotedError(AppError):
    """A line noted down that is no line."""

    code = "trail.noted"


@commands.command("verify", help=say("核对留痕是否完整。", "Check that nothing was changed, removed or put in."))
def check_chain(
    database_url: Url = None,
    last: Annotated[str | None, typer.Option("--last", metavar="N:HASH", help=say(
        "以前记下的一行，可查出截尾", "a line noted down before; shows a cut-off end"))] = None,
) -> None:
    """Print what breaks the chain, and leave with 1 if anything does."""
    noted = None if last is None else read_noted(last)
    is_whole, told = report(open_database(database_url), noted)
    print("\n".join(told))
    raise typer.Exit(DONE if is_whole else FINDINGS)


@commands.command("export", help=say("导出为 CSV。", "Export as CSV."))
def write_out(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=say("CSV 文件", "CSV file"))],
    database_url: Url = None,
) -> None:
    """Write the whole trail to a file."""
    export(open_database(database_url), out)


def open_database(url: str | None) -> Database:
    """Open the database of the command, or that of the settings, as it is.

    Raises
    ------
    DatabaseError
        Where it does not answer, or is not of this version.
    """
    database = Database(url or Settings().database_address)
    if not database.is_current():
        raise DatabaseError(
            "数据库打不开，或结构版本不符。检查 --database-url，并先运行一次 sizhi serve",
            "The database does not open, or has another schema. Check --database-url, and run sizhi serve once",
        )
    return database


def read_noted(text: str) -> tuple[int, str]:
    """Read ``NUMBER:HASH``.

    Raises
    ------
    NotedError
        Where it is something else.
    """
    found = NOTED.fullmatch(text.strip().lower())
    if found is None:
        raise NotedError(
            f"--last {text[:80]}：应写成 序号:校验值（64 位十六进制）",
            f"--last {text[:80]}: write NUMBER:HASH, the hash with its 64 hexadecimal digits",
        )
    return int(found[1]), found[2]


def report(database: Database, last: tuple[int, str] | None) -> tuple[bool, list[str]]:
    """Check the chain; return whether it is whole, and what there is to say."""
    with database.reading() as session:
        found, end = verify(session, last=last), last_line(session)
    if found:
        return False, [say(each.message_zh, each.message_en) for each in found]
    if end is None:
        return True, [say("留痕为空", "the trail is empty")]
    return True, [
        say(f"留痕完整，共 {end.number} 行", f"the trail is whole, {end.number} lines"),
        say(f"末行（可记下，日后用 --last 核对）：{end.number}:{end.hash}",
            f"last line (note it down, and check it later with --last): {end.number}:{end.hash}"),
    ]


def export(database: Database, path: Path) -> None:
    """Write the whole trail as CSV."""
    with database.reading() as session, path.open("wb") as file:
        file.writelines(table(each_line(session, Wanted())))
