"""Street offices on a Dask cluster: the same function over the same items, on machines that have this package.

Workers need this package at the same version. Dask knows no users: keep the scheduler on a closed network. A running
solve is asked to stop through an event, because Dask's own cancel leaves it running.
"""

from __future__ import annotations

import importlib
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from types import TracebackType
from typing import Any, Self

import numpy as np

from optimizer.errors import ClusterError
from optimizer.plan import Progress
from optimizer.signals import TICK_S, Asked, Tell, seldom

ANSWER_S = 10.0
"""Seconds in which a scheduler, and a first worker, must answer."""


class Cluster:
    """A crew on a Dask cluster.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ClusterError
        Where the optional package is not installed.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._dask = _distributed()
        self.width = 1

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        ClusterError
            Where the scheduler does not answer, or has no worker.
        """
        address = self._address
        try:
            self._client = self._dask.Client(address, timeout=ANSWER_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(
                f"调度器 {address} 没有应答。核对地址，先启动 dask scheduler",
                f"The scheduler {address} does not answer. Check the address; start dask scheduler first",
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=ANSWER_S)
        except TimeoutError as error:
            self._client.close()
            raise ClusterError(
                f"调度器 {address} 没有工作进程。先启动 dask worker {address}",
                f"The scheduler {address} has no worker. Start dask worker {address} first",
            ) from error
        self.width = sum(self._client.nthreads().values())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cluster as it was."""
        self._client.close()

    def each[Item, Result](
        self, work: Callable[[Item, Tell, Asked], Result], items: Iterable[Item], *,
        progress: Tell | None = None, cancelled: Asked | None = None,
    ) -> list[Result]:
        """See `optimizer.crew.Crew.each`.

        Raises
        ------
        ClusterError
            Where the cluster loses work for good.
        """
        topic = f"sizhi-{uuid.uuid4()}"
        reports: queue.SimpleQueue[Sequence[Any]] = queue.SimpleQueue()
        self._client.subscribe_topic(topic, lambda event: reports.put(event[1]))
        halt = self._dask.Event(topic, client=self._client)
        futures: list[Any] = []
        try:
            for item in items:
                sent = self._client.scatter(item, hash=False)
                futures.append(self._client.submit(_run, work, sent, topic, pure=False))
            while not all(future.done() for future in futures):
                time.sleep(TICK_S)
                if cancelled is not None and cancelled():
                    halt.set()
                _forward(reports, progress)
            results = self._gather(futures)
            _forward(reports, progress)
            return results
        except BaseException:
            halt.set()  # a second Ctrl-C, or a caller that raises, must not leave solves behind
            raise
        finally:
            self._client.unsubscribe_topic(topic)
            halt.clear()

    def _gather(self, futures: list[Any]) -> list[Any]:
        lost = (self._dask.scheduler.KilledWorker, self._dask.CancelledError, OSError)
        try:
            return list(self._client.gather(futures))
        except lost as error:
            raise ClusterError(
                f"调度器 {self._address} 上的任务中断（{type(error).__name__}）。检查工作进程的内存和版本后重来",
                f"Work on {self._address} was lost ({type(error).__name__}). Check the workers' memory and version, "
                "then try again",
            ) from error


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            "--scheduler 需要 Dask：pip install 'sizhi[dask]'", "--scheduler needs Dask: pip install 'sizhi[dask]'"
        ) from error


def _forward(reports: queue.SimpleQueue[Sequence[Any]], progress: Tell | None) -> None:
    while not reports.empty():
        report = reports.get()
        if progress is not None:
            progress(_read(report))


def _plain(report: Progress) -> list[Any]:
    """Put a report into what travels: numbers, texts and lists."""
    values = (getattr(report, field.name) for field in fields(report))
    return [value.tolist() if isinstance(value, np.ndarray) else value for value in values]


def _read(plain: Sequence[Any]) -> Progress:
    values = {field.name: value for field, value in zip(fields(Progress), plain, strict=True)}
    if values["community"] is not None:
        values["community"] = np.array(values["community"], dtype=np.int64)
    return Progress(**values)


def _run[Item, Result](work: Callable[[Item, Tell, Asked], Result], item: Item, topic: str) -> Result:
    """Work on one item, inside a worker."""
    dask = _distributed()
    worker = dask.get_worker()
    halt = dask.Event(topic)

    def tell(report: Progress) -> None:
        worker.log_event(topic, _plain(report))

    return work(item, tell, seldom(halt.is_set))
