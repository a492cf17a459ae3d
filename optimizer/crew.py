"""Who works on the street offices: this process, several processes, or a Dask cluster; what comes out is the same.

A crew runs one function over many items. The function is told where to report and whom to ask whether to stop::

    def work(item, tell, is_asked_to_stop) -> result

It is a function of a module and so are item and result plain data, because both travel to other processes. Results
come in the order of the items. The first `True` of ``cancelled`` asks every running piece of work to stop with the
best that it has; later pieces are still begun, and stop at once.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing import resource_tracker
from multiprocessing.managers import SyncManager
from types import TracebackType
from typing import Any, Protocol, Self

from optimizer.plan import Progress
from optimizer.signals import TICK_S, Asked, Tell, seldom


class Crew(Protocol):
    """Runs a function over items; used as a context manager, so that processes end with it."""

    @property
    def width(self) -> int:
        """Pieces of work that run at the same time."""

    def each[Item, Result](
        self, work: Callable[[Item, Tell, Asked], Result], items: Iterable[Item], *,
        progress: Tell | None = None, cancelled: Asked | None = None,
    ) -> list[Result]:
        """Return the result of each item, in order; ``progress`` and ``cancelled`` are called in this process."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and whatever was started with it."""


def crew_of(workers: int, scheduler: str | None, pieces: int) -> AbstractContextManager[Crew]:
    """Choose who works: a cluster where a scheduler is named, else as many processes as there is work for.

    Raises
    ------
    ClusterError
        Where the scheduler does not answer, or the package for it is not installed.
    """
    if scheduler is not None:
        from optimizer.cluster import Cluster  # an optional part: only those who ask for it need it

        return Cluster(scheduler)
    workers = min(workers, pieces)
    return InTurn() if workers <= 1 else Processes(workers)


class InTurn:
    """One after another in this process; an item is drawn when its turn comes."""

    width = 1

    def each[Item, Result](
        self, work: Callable[[Item, Tell, Asked], Result], items: Iterable[Item], *,
        progress: Tell | None = None, cancelled: Asked | None = None,
    ) -> list[Result]:
        """See `Crew.each`."""
        return [work(item, progress or _say_nothing, cancelled or _go_on) for item in items]

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""


class Processes:
    """Side by side in spawned processes, so that nothing of this one leaks into them.

    Ctrl-C reaches every process of the terminal; only this one hears it and, through an event, asks the others for
    their best plan.
    """

    def __init__(self, workers: int) -> None:
        self.width = workers

    def __enter__(self) -> Self:
        """Start what the processes talk through; they themselves start with the first work."""
        context = multiprocessing.get_context("spawn")
        self._open = ExitStack()
        manager = SyncManager(ctx=context)
        with _interrupts_held():
            manager.start(initializer=_leave_interrupts)
        self._open.enter_context(manager)
        self._reports: queue.Queue[Progress] = manager.Queue()
        self._halt = manager.Event()
        self._pool = self._open.enter_context(
            ProcessPoolExecutor(
                self.width, mp_context=context, initializer=_join, initargs=(self._reports, self._halt)
            )
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; an error here, or a second Ctrl-C, does not wait for whole solves."""
        if error is not None:
            self._halt.set()
        self._open.__exit__(kind, error, trace)

    def each[Item, Result](
        self, work: Callable[[Item, Tell, Asked], Result], items: Iterable[Item], *,
        progress: Tell | None = None, cancelled: Asked | None = None,
    ) -> list[Result]:
        """See `Crew.each`."""
        with _interrupts_held():
            futures: list[Future[Result]] = [self._pool.submit(_run, work, item) for item in items]
        waiting = set(futures)
        while waiting:
            waiting = wait(waiting, timeout=TICK_S).not_done
            if cancelled is not None and cancelled():
                self._halt.set()
            _forward(self._reports, progress)
        return [future.result() for future in futures]


def _say_nothing(report: Progress) -> None:
    """Drop a report."""


def _go_on() -> bool:
    return False


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that, and so survive until they ignore it themselves."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # if it started inside, it would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forward(reports: queue.Queue[Progress], progress: Tell | None) -> None:
    while True:
        try:
            report = reports.get_nowait()
        except queue.Empty:
            return
        if progress is not None:
            progress(report)


_channel: dict[str, Any] = {}
"""The worker process's ends of the parent's queue and event."""


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _join(reports: Any, halt: Any) -> None:
    _leave_interrupts()
    _channel["reports"] = reports
    _channel["halt"] = halt


def _run[Item, Result](work: Callable[[Item, Tell, Asked], Result], item: Item) -> Result:
    return work(item, _channel["reports"].put, seldom(_channel["halt"].is_set))
