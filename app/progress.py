"""Progress on stderr: a bar on a terminal, plain lines elsewhere; and a first Ctrl-C that asks politely."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from app.language import say
from optimizer.plan import Progress


class Reporter(Protocol):
    """What a use case tells while it runs."""

    def step(self, zh: str, en: str) -> None:
        """Begin the next step of the recipe."""

    def offices(self, count: int) -> None:
        """Say how many street offices are to be solved."""

    def solving(self, progress: Progress) -> None:
        """Pass on how far the solve of one office has come."""


class Silent:
    """Tells nothing: for tests and notebooks."""

    def step(self, zh: str, en: str) -> None:
        """See :class:`Reporter`."""

    def offices(self, count: int) -> None:
        """See :class:`Reporter`."""

    def solving(self, progress: Progress) -> None:
        """See :class:`Reporter`."""


class Lines:
    """One plain line for each step and each office."""

    def __init__(self) -> None:
        self._stage: dict[str, str] = {}

    def step(self, zh: str, en: str) -> None:
        """See :class:`Reporter`."""
        print(say(zh, en), file=sys.stderr, flush=True)

    def offices(self, count: int) -> None:
        """See :class:`Reporter`."""
        self.step(f"求解 {count} 个街道", f"Solving {count} street offices")

    def solving(self, progress: Progress) -> None:
        """See :class:`Reporter`; a stage of an office speaks once."""
        if self._stage.get(progress.subdistrict) != progress.stage:
            self._stage[progress.subdistrict] = progress.stage
            print(f"  {describe(progress)}", file=sys.stderr, flush=True)


class Bar:
    """A bar over the street offices, for a terminal."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._seen: set[str] = set()

    def step(self, zh: str, en: str) -> None:
        """See :class:`Reporter`."""
        self._bar.update(self._task, description=say(zh, en))

    def offices(self, count: int) -> None:
        """See :class:`Reporter`."""
        self._bar.update(self._task, total=count)

    def solving(self, progress: Progress) -> None:
        """See :class:`Reporter`."""
        self._seen.add(progress.subdistrict)
        self._bar.update(self._task, completed=len(self._seen), description=describe(progress))


STAGES = {"anneal": ("搜索", "searching"), "bound": ("证明", "proving")}
"""What each stage of a solve is called."""


def describe(progress: Progress) -> str:
    """Return one line on a solve: office, stage, objective and how far the bound is."""
    zh, en = STAGES.get(progress.stage, (progress.stage, progress.stage))
    text = f"{progress.subdistrict} · {say(zh, en)}"
    if progress.objective is not None:
        text += f" · {progress.objective / 1000:,.0f}"
    if progress.objective and progress.bound is not None:
        gap = max(progress.objective - progress.bound, 0) / progress.objective
        text += say(f" · 差距 {gap:.2%}", f" · gap {gap:.2%}")
    return text


@contextmanager
def reporting() -> Iterator[Reporter]:
    """Report on stderr for the length of one command."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C ask the solve to stop with its best plan; a second one ends the program."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        print(say("正在停止，保留最好的方案…", "Stopping, keeping the best plan…"), file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
