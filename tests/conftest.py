"""One browser and one PostgreSQL for the whole run; at its end: which suites ran, and why any test did not."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.workspace import Workspace
from tests.postgres import NotInstalledError, fresh_database, make_template, running_postgres

OUTCOMES = ("passed", "failed", "error", "skipped")
NAMES = ("chromium", "chromium-browser", "google-chrome")
BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium with every outside host blocked; one for the whole run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", BLOCKED])
        yield browser
        browser.close()


NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the address of a PostgreSQL with PostGIS and our schema in a template."""
    try:
        with running_postgres() as server:
            make_template(server)
            yield server
    except NotInstalledError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database with our schema, on each kind of server in turn."""
    if request.param == "sqlite":
        yield sqlite_address(tmp_path)
        return
    with fresh_database(request.getfixturevalue("postgres"), f"test_{next(NUMBERS)}") as address:
        yield address


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    """An empty database with our schema, on SQLite and on PostgreSQL with PostGIS."""
    database = Database(database_address)
    yield database
    database.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty database on SQLite and a folder for files."""
    database = Database(sqlite_address(tmp_path))
    yield Workspace(database, BlobStore(tmp_path / "data" / "blobs"))
    database.close()


@pytest.fixture
def any_workspace(database: Database, tmp_path: Path) -> Workspace:
    """An empty database on each kind of server, and a folder for files."""
    return Workspace(database, BlobStore(tmp_path / "data" / "blobs"))


def sqlite_address(folder: Path) -> str:
    """Return the address of a SQLite database with our schema."""
    address = f"sqlite:///{folder / 'data' / 'sizhi.sqlite'}"
    database = Database(address)
    database.upgrade()
    database.close()
    return address


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, []):
            suite = str(PurePath(report.nodeid.split("::")[0]).parent)
            counts[suite][outcome] += 1
            if outcome == "skipped" and isinstance(report.longrepr, tuple):
                reasons[suite][report.longrepr[2].removeprefix("Skipped: ")] += 1
    terminalreporter.section("suites")
    for suite, count in sorted(counts.items()):
        terminalreporter.write_line(f"{suite}: " + ", ".join(f"{count[o]} {o}" for o in OUTCOMES if count[o]))
        for reason, times in reasons[suite].items():
            terminalreporter.write_line(f"    skipped {times}: {reason}")
