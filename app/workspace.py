"""What every request works with: the database, the files, the jobs; and who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.approval.workflows.roles import Role
from app.settings import Settings
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.models import LOCAL_ORGANISATION
from app.users.errors import SignInNeededError


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
    """Who is asking: somebody with an account, a machine with a key, or whoever sits at a server without accounts.

    Attributes
    ----------
    roles
        Roles of rules.md 0.5 in which the person acts.
    district, subdistrict
        Where the person's organisation works.
    is_planner, is_administrator
        May draw plans; may manage people, keys and the trail. Neither gives a role in cases.
    user_id, key_id
        The account, or the key with which a machine asks.
    scopes
        What a key is limited to; ``None``: everything that the person may do.
    """

    name: str
    organisation_id: str = LOCAL_ORGANISATION
    organisation_name: str = "本机"
    roles: frozenset[str] = frozenset()
    district: str | None = None
    subdistrict: str | None = None
    is_planner: bool = False
    is_administrator: bool = False
    user_id: str | None = None
    key_id: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def is_local(self) -> bool:
        """Whether this is whoever sits at a server without accounts: sees and does everything."""
        return self.user_id is None and self.key_id is None


LOCAL = Person("本机", roles=frozenset(role.value for role in Role), is_planner=True, is_administrator=True)
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


def _who(request: Request) -> Person:
    person: Person | None = getattr(request.state, "person", None)  # set by app.users.gate before anything is done
    if person is None:
        raise SignInNeededError
    return person


CurrentWorkspace = Annotated[Workspace, Depends(_workspace)]
CurrentSession = Annotated[Session, Depends(_session, scope="function")]
"""One transaction for the whole request, committed before the answer goes out."""
CurrentReading = Annotated[Session, Depends(_reading, scope="function")]
"""One transaction that only reads, for the whole request; it waits for no writer."""
Who = Annotated[Person, Depends(_who)]
