"""The integers that the compiled cost reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray

NO_MAXIMUM = 1 << 40
"""Stands for a bound that the pack leaves open."""


class Band(NamedTuple):
    """Size rule of one scope of the profile (rules.md 2.3); households and persons, weights in thousandths."""

    households_min: int
    households_max: int
    population_min: int
    population_max: int
    households_target: int
    population_target: int
    persons_lower: bool
    persons_upper: bool
    persons_target: bool
    hard_lower: bool
    hard_upper: bool


class Tables(NamedTuple):
    """All that the compiled cost reads: n units, m anchors, costs in thousandths of a household-minute.

    Attributes
    ----------
    households, persons
        (n,) int64. ``persons`` are all 0 where person terms are off.
    access
        (n, m) int64. a_it: walking, beyond the limit, crossings and detours of unit i to anchor t.
    beyond
        (n, m) bool. Pairs that a hard walking limit forbids.
    anchor_unit, anchor_start, anchor_order
        Unit of each anchor; anchors of unit u are ``anchor_order[anchor_start[u]:anchor_start[u + 1]]``.
    opening, floor_add
        (m,) int64. Cost of opening, and floor (0.001 m²) that a candidate adds.
    floor
        (n,) int64. Floor (0.001 m²) standing in each unit.
    label, label_households
        Present community of each unit (−1: none), and H_e of each.
    change, relocate
        Weight per household, and (n,) cost of moving each unit.
    neighbour_start, neighbours, edge_line
        Adjacency in compressed rows; ``edge_line`` = s × length − length on lines, 0.001 m, of each border.
    rim_line
        (n,) The same, summed over each unit's borders with finished communities, which no community crosses.
    piece_area, quarter, group
        Split area, family-committee quarter, keep-whole or lock group of each unit (−1: none).
    lock, lock_frozen
        Lock label of each unit (−1: none); whether each label is frozen.
    """

    households: IntArray
    persons: IntArray
    inhabited: BoolArray
    access: IntArray
    beyond: BoolArray
    walking_hard: bool
    anchor_unit: IntArray
    anchor_start: IntArray
    anchor_order: IntArray
    opening: IntArray
    floor_add: IntArray
    floor: IntArray
    floor_weight: int
    floor_per_household: int
    floor_ceil: bool
    floor_minimum: int
    floor_max_households: int
    floor_for_all: bool
    label: IntArray
    label_households: IntArray
    relocate: IntArray
    neighbour_start: IntArray
    neighbours: IntArray
    edge_line: IntArray
    rim_line: IntArray
    line_weight: int
    geography_first: bool
    piece_area: IntArray
    piece_weight: int
    quarter: IntArray
    quarter_size: IntArray
    own_weight: int
    group: IntArray
    group_size: IntArray
    group_households: IntArray
    lock: IntArray
    lock_frozen: BoolArray
    selected: BoolArray
    exempt_base: BoolArray
    exempt_selected: BoolArray
    stand_alone_base: int
    stand_alone_selected: int
    base: Band
    overlay: Band
    target_weight: int
    band_weight: int
    band_fixed: int
