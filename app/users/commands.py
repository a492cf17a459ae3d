"""``sizhi users`` and ``sizhi organisations``: the first administrator, and what an administrator does at the machine.

A password is typed twice without being shown, or comes in on standard input; it is never an argument, for those are
kept in histories and shown in lists of processes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import Annotated

import typer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.language import say
from app.settings import Settings
from app.storage.cases import CaseRow
from app.storage.database import Database
from app.storage.models import LOCAL_ORGANISATION, Base, DatasetRow, JobRow, PlanRow
from app.storage.people import OrganisationRow, UserRow
from app.trail.store import write
from app.users import store
from app.users.errors import UnfitError
from app.users.kinds import KINDS, kind_name
from app.workspace import Person

AT_THE_MACHINE = Person("命令行", is_administrator=True)
OWNED: tuple[type[Base], ...] = (DatasetRow, PlanRow, JobRow, CaseRow)

users = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
organisations = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Url = Annotated[str | None, typer.Option("--database-url", metavar="URL", help=say(
    "数据库；默认同 sizhi serve", "database; that of sizhi serve by default"))]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help=say("用户名", "login"))]


@contextmanager
def _transaction(url: str | None) -> Iterator[Session]:
    told = {} if url is None else {"database_url": url}
    database = Database(Settings(**told).database_address)
    try:
        database.upgrade()
        with database.session() as session:
            yield session
    finally:
        database.close()


@users.command("add", help=say("添加账号，密码另行输入。", "Add an account; the password is asked for."))
def add_user(
    login: Login,
    name: Annotated[str | None, typer.Option("--name", help=say(
        "姓名，默认同用户名", "name; the login by default"))] = None,
    organisation: Annotated[str, typer.Option("--organisation", metavar="NAME", help=say(
        "单位，默认本机", "organisation; this machine by default"))] = LOCAL_ORGANISATION,
    administrator: Annotated[bool, typer.Option("--administrator", help=say(
        "可管理人员、密钥和留痕", "may manage people, keys and the trail"))] = False,
    planner: Annotated[bool, typer.Option("--planner", help=say("可编制方案", "may draw plans"))] = False,
    no_password: Annotated[bool, typer.Option("--no-password", help=say(
        "只经统一身份登录", "signs in through the identity provider only"))] = False,
    database_url: Url = None,
) -> None:
    """Add an account."""
    password = None if no_password else read_password()
    with _transaction(database_url) as session:
        row = store.add_user(
            session, AT_THE_MACHINE, login=login, name=name or login, organisation=organisation, password=password,
            is_planner=planner, is_administrator=administrator,
        )
        told = row.login, row.organisation.name
    print(say(f"已添加 {told[0]}（{told[1]}）", f"added {told[0]} ({told[1]})"))


@users.command("list", help=say("列出账号。", "List accounts."))
def list_users(database_url: Url = None) -> None:
    """List accounts."""
    with _transaction(database_url) as session:
        rows = session.scalars(select(UserRow).order_by(UserRow.login)).unique().all()
        _print_table([
            (row.login, row.name, row.organisation.name, "、".join(filter(None, (
                say("管理员", "administrator") if row.is_administrator else "",
                say("编制", "planner") if row.is_planner else "", say("已停用", "closed") if row.disabled_at else "",
            )))) for row in rows
        ])


@users.command("disable", help=say("停用账号，已登录的立即退出。", "Close an account; its sign-ins end at once."))
def disable_user(login: Login, database_url: Url = None) -> None:
    """Close an account."""
    with _transaction(database_url) as session:
        store.change_user(session, AT_THE_MACHINE, login, {"is_disabled": True})
    print(say(f"已停用 {login}", f"closed {login}"))


@users.command("password", help=say("重设密码，已登录的立即退出。", "Set a password; all sign-ins end at once."))
def set_password(login: Login, database_url: Url = None) -> None:
    """Set a password."""
    password = read_password()
    with _transaction(database_url) as session:
        store.change_user(session, AT_THE_MACHINE, login, {"password": password})
    print(say(f"已重设 {login} 的密码", f"set the password of {login}"))


@users.command("adopt", help=say(
    "启用账号后，把本机以前的数据、方案和报审件交给一个单位。",
    "Give what was made without accounts to an organisation.",
))
def adopt(
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help=say("单位名称", "its name"))],
    database_url: Url = None,
) -> None:
    """Give datasets, plans, jobs and cases of this machine to an organisation."""
    with _transaction(database_url) as session:
        row = store.find_organisation(session, organisation)
        counts = {
            table.__tablename__: session.execute(
                update(table).where(table.organisation_id == LOCAL_ORGANISATION).values(organisation_id=row.id)
            ).rowcount
            for table in OWNED
        }
        write(session, AT_THE_MACHINE, "organisation.adopted", "organisation", row.id, after=counts)
    told = "  ".join(f"{name} {count}" for name, count in counts.items())
    print(say(f"已交给 {row.name}：{told}", f"given to {row.name}: {told}"))


@organisations.command("add", help=say("添加单位。", "Add an organisation."))
def add_organisation(
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("单位名称", "name"))],
    role: Annotated[str, typer.Option("--role", metavar="|".join(KINDS), help=say("单位种类", "what it is"))],
    district: Annotated[str | None, typer.Option("--district", help=say("所在区", "district"))] = None,
    subdistrict: Annotated[str | None, typer.Option("--subdistrict", help=say(
        "街道，与数据中的名称一致", "subdistrict, as the data name it"))] = None,
    database_url: Url = None,
) -> None:
    """Add an organisation."""
    with _transaction(database_url) as session:
        store.add_organisation(
            session, AT_THE_MACHINE, name=name, role=role, district=district, subdistrict=subdistrict
        )
    print(say(f"已添加 {name}", f"added {name}"))


@organisations.command("list", help=say("列出单位。", "List organisations."))
def list_organisations(database_url: Url = None) -> None:
    """List organisations."""
    with _transaction(database_url) as session:
        rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.name)).all()
        _print_table([
            (row.name, say(*kind_name(row.role)), row.role, row.district or "", row.subdistrict or "") for row in rows
        ])


def read_password() -> str:
    """Ask for a password twice at a terminal, or take the first line of standard input.

    Raises
    ------
    UnfitError
        Where the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(say("密码：", "Password: "))
    if getpass(say("再输一次：", "Once more: ")) != password:
        raise UnfitError("两次输入不同", "The two differ")
    return password


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    for row in rows:
        print("\t".join(row).rstrip())
