"""A server with accounts on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.app.users.people import with_people


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """A server with accounts and everybody, on SQLite."""
    app = with_people(tmp_path)
    yield app
    app.state.jobs.stop()
    app.state.workspace.database.close()


@pytest.fixture
def any_app(database_address: str, tmp_path: Path) -> Iterator[FastAPI]:
    """A server with accounts and everybody, on SQLite and on PostgreSQL."""
    app = with_people(tmp_path, address=database_address)
    yield app
    app.state.jobs.stop()
    app.state.workspace.database.close()
