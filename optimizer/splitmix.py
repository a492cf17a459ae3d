"""Random numbers inside compiled loops: splitmix64 (Steele, Lea and Flood 2014), one state of 64 bits a walk."""

from __future__ import annotations

import numpy as np
from numba import njit


def seeded(seed: int, stream: int) -> np.ndarray:
    """Return the state of a walk, from the seed and the walk's own number alone."""
    return np.random.default_rng([seed, stream]).integers(1, 1 << 63, size=1, dtype=np.uint64)


@njit(cache=True)
def following(state: np.ndarray) -> np.uint64:
    """Return the next number of 64 bits."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(z ^ (z >> np.uint64(31)))


@njit(cache=True)
def below(state: np.ndarray, limit: int) -> int:
    """Return a number from 0 to ``limit`` − 1."""
    return int(np.int64(following(state) % np.uint64(limit)))


@njit(cache=True)
def unit_interval(state: np.ndarray) -> float:
    """Return a number from 0 to 1, without 1."""
    return float(np.float64(following(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0))
