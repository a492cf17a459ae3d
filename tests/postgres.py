"""A PostgreSQL with PostGIS for the length of a test run: its own folder, its own port, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.storage.database import Database

TEMPLATE = "sizhi_template"


class NotInstalledError(Exception):
    """No PostgreSQL, or no PostGIS for it."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server that nobody else uses; yield the address of its databases, name left out.

    Raises
    ------
    NotInstalledError
        Saying what is missing.
    """
    tools = _tools()
    # PostgreSQL refuses to run as root: then its own account does.
    owner = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="sizhi-pg-"))
    if owner:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = _free_port()
    data, socket_folder = folder / "data", folder

    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd=folder, **owner)

    try:
        run(tools / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "sizhi", "--no-sync")
        options = f"-p {port} -k {socket_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
        run(tools / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgresql+psycopg://sizhi@127.0.0.1:{port}/"
        finally:
            run(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_template(server: str) -> None:
    """Make the database that `fresh_database` copies: PostGIS and our schema."""
    _execute(server, f"CREATE DATABASE {TEMPLATE}")
    database = Database(server + TEMPLATE)
    database.upgrade()
    database.close()


@contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """Make a database with our schema for one test; yield its address."""
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield server + name
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    address = server.replace("postgresql+psycopg", "postgresql") + "postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _tools() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NotInstalledError("no PostgreSQL under /usr/lib/postgresql")
    version = found[-1].parents[1].name
    if not Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file():
        raise NotInstalledError(f"no PostGIS for PostgreSQL {version}")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
