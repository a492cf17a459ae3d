"""Land that has nobody, or is cut off from its owner, given to a neighbour across the least important line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.dividers import Dividers
from geodata.tessellation import shared_edges

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray

HOLD_BACK = 4.0
"""A metre of border on a divider joins as much as 1/4 m without one, on the next stronger kind 1/16 m, and so on."""


def hand_over(
    parts: GeometryArray, owners: IntArray, settled: BoolArray, groups: IntArray, dividers: Dividers
) -> IntArray:
    """Give each part that is not settled to the neighbour to which it is most open.

    How open a border is: its length, each metre the less the more important the divider on it. Parts that are open
    to a settled neighbour are given first, then those across a lane, those across a street, and so on; what was
    given may then take in the next.

    Parameters
    ----------
    parts
        Polygons of an exact coverage.
    owners
        Shape (k,). Owner of each part.
    settled
        Shape (k,). True for the part that stays with its owner, False for one that is detached from it or has none.
    groups
        Shape (k,). Land changes hands inside a group only.
    dividers
        Streets, rivers, railways and walls.

    Returns
    -------
    owners
        Shape (k,). New owners; a part from which no settled one can be reached in its group keeps its own.
    """
    edges = shared_edges(parts)
    near = (groups[edges.first] == groups[edges.second]) & ~(settled[edges.first] & settled[edges.second])
    ends, length_m = edges.ends[near], edges.length_m[near]
    part = np.concatenate([edges.first[near], edges.second[near]])
    neighbour = np.concatenate([edges.second[near], edges.first[near]])
    border_m = np.tile(length_m, 2)
    open_m = np.tile(length_m / HOLD_BACK ** dividers.rank_edges(ends), 2)
    owners, settled = owners.copy(), settled.copy()
    while (ready := ~settled[part] & settled[neighbour]).any():
        heir = owners[neighbour[ready]]
        borders = pd.DataFrame(
            {"part": part[ready], "heir": heir, "open_m": open_m[ready], "border_m": border_m[ready]}
        )
        totals = borders.groupby(["part", "heir"], as_index=False)[["open_m", "border_m"]].sum()
        best = totals.sort_values(["part", "open_m", "heir"], ascending=[True, False, True]).drop_duplicates("part")
        held_back = np.rint(np.log(best["border_m"] / best["open_m"]) / np.log(HOLD_BACK))
        given = best[held_back == held_back.min()]
        owners[given["part"]] = given["heir"]
        settled[given["part"]] = True
    return owners
