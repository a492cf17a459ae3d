"""When a message that did not arrive is tried again: six attempts, the last about a day after the first."""

from __future__ import annotations

import random
from datetime import timedelta

WAITS = (
    timedelta(minutes=1), timedelta(minutes=6), timedelta(minutes=36), timedelta(hours=4), timedelta(hours=20),
)
"""After the first, second … attempt; each about six times the one before."""
MOST_ATTEMPTS = len(WAITS) + 1
JITTER = 0.2
"""Waits are longer or shorter by up to this share, so that a receiver that comes back is not asked by all at once."""


def next_wait(attempts: int, chance: random.Random | None = None) -> timedelta | None:
    """Return how long to wait after so many failed attempts; ``None``: the message is given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return WAITS[attempts - 1] * (chance or random).uniform(1 - JITTER, 1 + JITTER)
