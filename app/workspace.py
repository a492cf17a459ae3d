"""What every request works with: the database, the files, the jobs; and who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.settings import Settings
from app.storage.blobs import BlobStore
from app.storage.database import Database


@dataclass(frozen=True)
class Workspace:
    """The database and the files of one server, for requests and for the processes of jobs alike."""

    database: Database
    blobs: BlobStore


def open_workspace(settings: Settings) -> Workspace:
    """Open the database, bring its schema up to date, and find the folder of files."""
    database = Database(settings.database_address)
    database.upgrade()
    return Workspace(database, BlobStore(settings.data / "blobs"))


@dataclass(frozen=True)
class Person:
    """Who is asking.

    Attributes
    ----------
    key_id
        The key with which a machine asks.
    """

    name: str
    key_id: str | None = None


LOCAL = Person("本机")
"""Whoever sits at a server without accounts."""


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def _session(workspace: Annotated[Workspace, Depends(_workspace)]) -> Iterator[Session]:
    with workspace.database.session() as session:
        yield session


def _reading(workspace: Annotated[Workspace, Depends(_workspace)]) -> Iterator[Session]:
    with workspace.database.reading() as session:
        yield session


def _who() -> Person:
    return LOCAL


CurrentWorkspace = Annotated[Workspace, Depends(_workspace)]
CurrentSession = Annotated[Session, Depends(_session, scope="function")]
"""One transaction for the whole request, committed before the answer goes out."""
CurrentReading = Annotated[Session, Depends(_reading, scope="function")]
"""One transaction that only reads, for the whole request; it waits for no writer."""
Who = Annotated[Person, Depends(_who)]
