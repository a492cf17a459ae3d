"""Part of a component on its own: the communities around a place, everything else held fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.anneal import Annealed
from optimizer.partition import Columns
from optimizer.problem import Problem
from optimizer.recost import recosted
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray

PER_UNIT = (
    "households", "persons", "inhabited", "floor", "relocate", "selected", "exempt_base", "exempt_selected", "rim_line",
)
CODED = {
    "label": ("label_households",), "group": ("group_size", "group_households"), "lock": ("lock_frozen",),
    "quarter": ("quarter_size",), "piece_area": (),
}
"""Codes of units, and what is told of each code."""


@dataclass(frozen=True, eq=False)
class Region:
    """Some units of a problem as a problem of their own.

    Its tables leave out the borders to the units outside; what is found in it is costed by `costed_outside`, which
    knows them. Anchors and present communities have the region's own numbers.

    Attributes
    ----------
    whole
        The component.
    units
        Indices of the region's units in it, ascending.
    inner
        The region as a problem: unit k is ``units[k]``.
    """

    whole: Problem
    units: IntArray
    inner: Problem

    def costed_outside(self, columns: Columns) -> Columns:
        """Give columns of the region the costs that they have in the component."""
        outer = recosted(self.whole, Columns(columns.start, self.units[columns.units], columns.costs))
        costs = np.hstack([outer.costs[:, :3], columns.costs[:, 3:]])
        return Columns(columns.start, columns.units, costs)

    def put_back(self, plan: Annealed, inner: IntArray) -> IntArray:
        """Return the plan's communities with those of the region replaced."""
        community = plan.community.copy()
        community[self.units] = community.max() + 1 + inner
        return np.unique(community, return_inverse=True)[1].astype(np.int64)


def region_of(problem: Problem, units: IntArray) -> Region:
    """Cut some units out of a problem.

    Counts that a rule compares with (households of present communities, sizes of groups that stay whole) remain those
    of the whole.

    Parameters
    ----------
    units
        Unit indices, in any order, each once.
    """
    units = np.sort(units)
    t = problem.tables
    position = np.full(problem.n_units, -1, dtype=np.int64)
    position[units] = np.arange(len(units))
    anchors = np.flatnonzero(position[t.anchor_unit] >= 0)
    host = position[t.anchor_unit[anchors]]
    order = np.argsort(host, kind="stable").astype(np.int64)
    sliced: dict[str, Any] = {name: getattr(t, name)[units] for name in PER_UNIT}
    sliced |= _borders(t, units, position)
    for name in CODED:
        sliced |= _renumbered(t, units, name)
    tables: Tables = t._replace(
        **sliced,
        access=np.ascontiguousarray(t.access[np.ix_(units, anchors)]),
        beyond=np.ascontiguousarray(t.beyond[np.ix_(units, anchors)]) if t.walking_hard else t.beyond,
        anchor_unit=host,
        anchor_order=order,
        anchor_start=np.searchsorted(host[order], np.arange(len(units) + 1)).astype(np.int64),
        opening=t.opening[anchors],
        floor_add=t.floor_add[anchors],
    )
    labels = tuple(problem.labels[e] for e in _codes(t, units, "label"))
    unit_ids = tuple(problem.unit_ids[i] for i in units)
    inner = Problem(problem.subdistrict, unit_ids, problem.anchor_index[anchors], labels, 0, tables)
    return Region(problem, units, inner)


def _codes(t: Tables, units: IntArray, name: str) -> IntArray:
    """Codes that occur among these units, ascending."""
    codes: IntArray = np.unique(getattr(t, name)[units])
    return codes[codes >= 0]


def _renumbered(t: Tables, units: IntArray, name: str) -> dict[str, Any]:
    """Number the codes of these units from 0, in the same order: work space holds one entry a unit, no more."""
    kept = _codes(t, units, name)
    code = getattr(t, name)[units]
    fresh: dict[str, Any] = {name: np.where(code >= 0, np.searchsorted(kept, code), -1).astype(np.int64)}
    for told in CODED[name]:
        values = getattr(t, told)
        fresh[told] = values[kept] if len(kept) else np.zeros(1, dtype=values.dtype)
    return fresh


def _borders(t: Tables, units: IntArray, position: IntArray) -> dict[str, IntArray]:
    start, kept = [0], []
    for i in units:
        edges = np.arange(t.neighbour_start[i], t.neighbour_start[i + 1])
        inside = edges[position[t.neighbours[edges]] >= 0]
        kept.append(inside)
        start.append(start[-1] + len(inside))
    edges = np.concatenate(kept)
    return {
        "neighbour_start": np.array(start, dtype=np.int64),
        "neighbours": position[t.neighbours[edges]],
        "edge_line": t.edge_line[edges],
    }


def around(problem: Problem, plan: Annealed, units: IntArray) -> IntArray:
    """Units of the communities that hold these units, and of their neighbours."""
    t, community = problem.tables, plan.community
    core = np.isin(community, np.unique(community[units]))
    touched = set(community[core].tolist())
    for i in np.flatnonzero(core):
        touched.update(community[t.neighbours[t.neighbour_start[i] : t.neighbour_start[i + 1]]].tolist())
    return np.flatnonzero(np.isin(community, sorted(touched))).astype(np.int64)
