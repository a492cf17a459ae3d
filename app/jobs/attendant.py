"""Whoever attends to one running job: writes down what its process tells, hands on a cancel, sees it end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from app.jobs import store
from app.jobs.errors import JobDiedError, error_body
from app.jobs.process import DONE, FAILED, Worker
from app.jobs.tasks import TASKS, TaskResult
from app.storage.database import Database
from app.storage.models import JobRow, JobState

TICK_S = 0.2
BEAT_S = 2.0
"""A running job says so this often, and asks whether somebody wants it cancelled."""
GRACE_S = 10.0
"""A task that was asked to stop has so long to hand in what it has; then its process is ended."""

_log = logging.getLogger(__name__)


class Attendant(threading.Thread):
    """Attends to one job from its order to its end.

    Parameters
    ----------
    job
        A job that ``owner`` has taken.
    worker
        A process without an order.
    ring
        Called after something was written of the job.
    """

    def __init__(
        self, database: Database, job: JobRow, owner: str, worker: Worker, ring: Callable[[], None]
    ) -> None:
        super().__init__(name=f"job-{job.id}", daemon=True)
        self.job_id = job.id
        self._database, self._owner, self._worker, self._ring = database, owner, worker, ring
        self._kind, self._request = job.kind, job.request
        self._cancel, self._leave = threading.Event(), threading.Event()
        self._asked_at: float | None = None
        self._best: dict[str, Any] | None = None

    def cancel(self) -> None:
        """Ask the job to stop and hand in what it has."""
        self._cancel.set()

    def leave(self) -> None:
        """End the process and give the job back, because the server stops."""
        self._leave.set()

    def run(self) -> None:
        """See the job through."""
        try:
            self._attend()
        except store.JobLostError:
            _log.warning("Job %s was taken over by another server", self.job_id)
        except Exception:
            # The heart stops beating: a runner, perhaps this one, takes the job back when it notices.
            _log.exception("Job %s is no longer attended to", self.job_id)
        finally:
            self._worker.end()
            self._ring()

    def _attend(self) -> None:
        try:
            self._worker.order(TASKS[self._kind], self._request)
        except OSError:
            return self._died()
        beaten_at = time.monotonic()
        while True:
            try:
                message = self._worker.hear(TICK_S)
            except EOFError:
                return self._died()
            if message is not None and message[0] in (DONE, FAILED):
                return self._end(*message)
            if message is not None:
                self._tell(*message)
            if self._leave.is_set():
                return self._give_back()
            if time.monotonic() - beaten_at > BEAT_S:
                beaten_at = time.monotonic()
                self._beat()
            if self._is_overdue():
                return self._cut_off()

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        self._best = data if kind == "best" else self._best
        with self._database.session() as session:
            store.tell(session, self.job_id, self._owner, kind, data)
        self._ring()

    def _beat(self) -> None:
        with self._database.session() as session:
            if store.beat(session, self.job_id, self._owner):
                self._cancel.set()

    def _is_overdue(self) -> bool:
        """Hand a cancel on once; whether the task has not heeded it in time."""
        if self._cancel.is_set() and self._asked_at is None:
            self._asked_at = time.monotonic()
            self._worker.ask_to_stop()
        return self._asked_at is not None and time.monotonic() - self._asked_at > GRACE_S

    def _end(self, kind: str, body: Any) -> None:
        if kind == FAILED:
            self._write(JobState.FAILED, None, body)
        else:
            self._write(JobState.CANCELLED if self._was_cancelled() else JobState.DONE, body, None)

    def _was_cancelled(self) -> bool:
        return self._asked_at is not None

    def _died(self) -> None:
        error = error_body(JobDiedError(self._worker.exit_code))
        self._write(JobState.FAILED, None, error)

    def _cut_off(self) -> None:
        """End a task that does not stop; what it last told is kept."""
        self._worker.end()
        self._write(JobState.CANCELLED, None if self._best is None else TaskResult(self._best), None)

    def _write(self, state: JobState, result: TaskResult | None, error: dict[str, Any] | None) -> None:
        with self._database.session() as session:
            row = store.own_row(session, self.job_id, self._owner)
            store.end(session, row, state, result, error)
        self._ring()

    def _give_back(self) -> None:
        self._worker.end()
        with self._database.session() as session:
            store.give_back(session, store.own_row(session, self.job_id, self._owner))
