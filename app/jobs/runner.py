"""The runner of a server: takes jobs off the queue, each into a process of its own, one kept warm for the next.

Several servers may share one database. Each takes what waits, oldest first; a job is its taker's until it ends, or
until the taker is gone (:mod:`app.jobs.owners`): then any of them gives it back to the queue, once.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Mapping
from multiprocessing import resource_tracker
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.jobs import store
from app.jobs.attendant import Attendant
from app.jobs.owners import new_owner, retire
from app.jobs.process import Worker
from app.jobs.tasks import TASKS
from app.settings import Settings
from app.storage.database import Database
from app.storage.models import JobRow, now
from app.workspace import Person

LOOK_S = 2.0
"""The queue is looked at this often for jobs of other servers; our own are begun at once."""
RECOVER_S = 20.0
"""Jobs of servers that are gone are looked for this often."""
STOP_S = 10.0

_log = logging.getLogger(__name__)


class JobRunner:
    """Jobs of one server.

    Parameters
    ----------
    settings
        Where the data and the database are, and how many jobs may run at a time. The schema must be up to date.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_address)
        self._most = settings.job_processes or os.cpu_count() or 1
        self._owner = new_owner()
        self._running: dict[str, Attendant] = {}
        self._standby: Worker | None = None
        self._wake, self._stopping, self._lock = threading.Event(), threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._recovered_at = -RECOVER_S
        self.news = 0
        """Grows whenever something was written of a job of this server: readers look again."""

    @property
    def is_stopping(self) -> bool:
        """Whether the server goes down: whoever waits for messages may leave."""
        return self._stopping.is_set()

    @property
    def is_warm(self) -> bool:
        """Whether a process is ready for the next job with everything loaded."""
        standby = self._standby
        return standby is not None and standby.is_warm

    def start(self) -> None:
        """Take up what a server that is gone has left behind, then whatever comes; does nothing a second time."""
        with self._lock:
            if self._thread is None and not self.is_stopping:
                resource_tracker.ensure_running()  # started later it would let Ctrl-C through to the processes
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End all processes; jobs that ran go back to the queue."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_S)
        attendants = list(self._running.values())
        for attendant in attendants:
            attendant.leave()
        for attendant in attendants:
            attendant.join(STOP_S)
        if self._standby is not None:
            self._standby.end()
        retire(self._owner)
        self._database.close()

    def submit(
        self, session: Session, kind: str, request: Mapping[str, Any], *, plan_id: str | None = None,
        dataset_id: str | None = None, who: Person,
    ) -> JobRow:
        """Queue a job; it begins once the transaction is committed.

        Parameters
        ----------
        kind
            A key of :data:`app.jobs.tasks.TASKS`.
        request
            What the task is given: JSON, enough to do it again.
        who
            Who asks: the job is of the same organisation.

        Raises
        ------
        KeyError
            Where there is no such kind.
        """
        if kind not in TASKS:
            raise KeyError(kind)
        row = JobRow(
            kind=kind, request=dict(request), plan_id=plan_id, dataset_id=dataset_id, created_by=who.name,
            organisation_id=who.organisation_id,
        )
        session.add(row)
        session.flush()
        event.listen(session, "after_commit", lambda _: self._begin(), once=True)
        return row

    def cancel(self, session: Session, job_id: str) -> JobRow:
        """Ask a job to stop and keep the best it has; see :func:`app.jobs.store.ask_to_cancel`."""
        row = store.ask_to_cancel(session, job_id)
        event.listen(session, "after_commit", lambda _: self._hand_on_cancel(job_id), once=True)
        return row

    def _begin(self) -> None:
        self.start()
        self._wake.set()

    def _hand_on_cancel(self, job_id: str) -> None:
        attendant = self._running.get(job_id)
        if attendant is not None:
            attendant.cancel()
        self._ring()

    def _ring(self) -> None:
        self.news += 1
        self._wake.set()

    def _run(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # Processes begin with the mask of the thread that starts them: Ctrl-C waits until they can ignore it.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while not self.is_stopping:
            self._wake.clear()
            try:
                self._recover()
                self._take()
                self._warm()
            except SQLAlchemyError:
                _log.exception("The queue of jobs could not be read; trying again")
            self._wake.wait(LOOK_S)

    def _recover(self) -> None:
        if time.monotonic() - self._recovered_at < RECOVER_S:
            return
        with self._database.session() as session:
            found = store.give_back_abandoned(session, now())
        self._recovered_at = time.monotonic()
        if found:
            _log.warning("%d jobs of a server that is gone were taken back", found)

    def _take(self) -> None:
        self._running = {job_id: one for job_id, one in self._running.items() if one.is_alive()}
        while len(self._running) < self._most and not self.is_stopping:
            with self._database.session() as session:
                job = store.take_next(session, self._owner)
            if job is None:
                return
            attendant = Attendant(self._database, job, self._owner, self._worker(), self._ring)
            self._running[job.id] = attendant
            attendant.start()

    def _worker(self) -> Worker:
        standby, self._standby = self._standby, None
        if standby is not None and standby.lives:
            return standby
        return Worker(self._settings)

    def _warm(self) -> None:
        if self._standby is not None and not self._standby.lives:
            self._standby.end()
            self._standby = None
        if self._settings.job_standby and self._standby is None and not self.is_stopping:
            self._standby = Worker(self._settings)
