"""What goes between a piece of work and whoever waits for it: reports, and whether to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.plan import Progress

TICK_S = 0.2
"""How often reports are passed on, and how often a piece of work elsewhere asks whether to stop."""

Tell = Callable[[Progress], None]
Asked = Callable[[], bool]


def seldom(is_set: Asked) -> Asked:
    """Ask an event that lives elsewhere a few times a second only."""
    asked, answer = 0.0, False

    def is_asked_to_stop() -> bool:
        nonlocal asked, answer
        if time.monotonic() - asked > TICK_S:
            asked, answer = time.monotonic(), bool(is_set())
        return answer

    return is_asked_to_stop
