"""The process of one job: spawned, warmed up, given its order through a pipe, and watched through the same.

The parent may send one order. The child answers with messages ``(kind, body)``: ``progress`` and ``best`` as often
as it likes, then ``done`` with a `TaskResult` or ``failed`` with an error, once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Event
from typing import Any

from app.jobs.errors import error_body
from app.jobs.tasks import find_task
from app.settings import Settings
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.workspace import Workspace

DONE, FAILED = "done", "failed"

_context = multiprocessing.get_context("spawn")


class Worker:
    """A child process that does one job.

    Parameters
    ----------
    settings
        Where the data and the database are.
    """

    def __init__(self, settings: Settings) -> None:
        self._halt, self._warm = _context.Event(), _context.Event()
        self._connection, theirs = _context.Pipe()
        self._process = _context.Process(
            target=_work, args=(theirs, self._halt, self._warm, settings), name="sizhi-job", daemon=True
        )
        self._process.start()
        theirs.close()  # so that its end is the end of the pipe

    @property
    def pid(self) -> int | None:
        """Number of the process."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the process ended, once it has; waits a moment for a process that is about to."""
        self._process.join(1.0)
        return self._process.exitcode

    @property
    def lives(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    @property
    def is_warm(self) -> bool:
        """Whether everything is loaded."""
        return self._warm.is_set()

    def order(self, target: str, request: Mapping[str, Any]) -> None:
        """Give the process its job: a value of :data:`app.jobs.tasks.TASKS`, and what the task is given.

        Raises
        ------
        OSError
            Where it has ended already.
        """
        self._connection.send((target, dict(request)))

    def hear(self, timeout_s: float) -> tuple[str, Any] | None:
        """Wait for a message; ``None`` where none came in time.

        Raises
        ------
        EOFError
            Where the process has ended and said all.
        """
        if not wait([self._connection], timeout_s):
            return None
        try:
            message: tuple[str, Any] = self._connection.recv()
        except ConnectionError as error:  # it died in the middle of a message
            raise EOFError from error
        return message

    def ask_to_stop(self) -> None:
        """Ask the task to hand in what it has."""
        self._halt.set()

    def end(self) -> None:
        """End the process: politely, then by force."""
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(2.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._connection.close()


def _work(connection: Connection, halt: Event, warm: Event, settings: Settings) -> None:
    """Wait for an order, with everything loaded by then, and carry it out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C of a terminal reaches all its processes: the server decides
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from app.jobs import warming

    for step in warming.STEPS:
        if connection.poll():
            break
        step()
    else:
        warm.set()
    try:
        target, request = connection.recv()
    except EOFError:
        return
    connection.send(_carried_out(connection, halt, settings, target, request))
    connection.close()


def _carried_out(
    connection: Connection, halt: Event, settings: Settings, target: str, request: dict[str, Any]
) -> tuple[str, Any]:
    database = Database(settings.database_address)
    workspace = Workspace(database, BlobStore(settings.data / "blobs"))

    def tell(message: str, data: dict[str, Any]) -> None:
        connection.send((message, data))

    try:
        return DONE, find_task(target)(workspace, request, tell, halt.is_set)
    except Exception as error:
        return FAILED, error_body(error)
    finally:
        database.close()


def _end_with_parent() -> None:
    """End where the server was killed: nobody would hear the result, and another takes the job over."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
