"""Land that belongs to nobody follows the neighbour with which it shares the longest border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from geodata.domain import CommunityId, UnitId


def annex(
    borders: pd.DataFrame, assignment: Mapping[UnitId, CommunityId], waiting: Iterable[UnitId]
) -> dict[UnitId, CommunityId]:
    """Give waiting units a community; those that border none wait until a neighbour has one.

    Parameters
    ----------
    borders
        Table of :class:`geodata.dataset.Dataset`.
    waiting
        Units without a community; those from which none can be reached keep none.

    Returns
    -------
    dict
        The assignment with what was found.
    """
    held, left = dict(assignment), set(waiting)
    while found := _beside(borders, held, left):
        held |= found
        left -= found.keys()
    return held


def _beside(
    borders: pd.DataFrame, assignment: Mapping[UnitId, CommunityId], waiting: set[UnitId]
) -> dict[UnitId, CommunityId]:
    """Find a community for those waiting units that border one."""
    shared: dict[UnitId, dict[CommunityId, float]] = defaultdict(lambda: defaultdict(float))
    for a, b, length in borders[["a", "b", "length_m"]].itertuples(index=False):
        for unit, other in ((a, b), (b, a)):
            if unit in waiting and other in assignment:
                shared[unit][assignment[other]] += length
    return {unit: min(sides, key=lambda side: (-sides[side], side)) for unit, sides in shared.items()}
